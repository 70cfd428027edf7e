// What held scripts find when they run at last: the page's own events have passed, and writing would replace the page.

// Scripts that run late, and what each has written; null for those that may not.
const late = new WeakMap();
// In the order in which they come.
const PASSED = ["readystatechange", "DOMContentLoaded", "load", "pageshow"];

// Late scripts that have not ended, and the release itself; and what ends the stage.
let running = 0;
let scene = null;

function enter() {
    running++;
    if (!scene) scene = stage();
}

function ended() {
    if (--running) return;
    const { fire, leave } = scene;
    scene = null;
    leave();
    fire(PASSED.length);
}

// Until it is left, what a late script writes is kept for its place, and what it would do at an event that has passed is
// done at last, in the order of the events. (Modules cannot be told apart; they wait for nothing.)
function stage() {
    const isPast = doc.readyState === "complete";
    const missed = PASSED.map(() => []);
    const undo = [];
    const instead = (target, name, make) => {
        // What the page itself has put there stays.
        if (Object.hasOwn(target, name)) return;
        const value = (target[name] = make(target[name]));
        undo.push(() => target[name] === value && delete target[name]);
    };
    const write = (end) => (native) =>
        function (...parts) {
            const script = doc.currentScript;
            const before = late.get(script);
            if (before === undefined) return native.apply(this, parts);
            // Of a script that a script made nothing is written: browsers refuse it too.
            if (before !== null) late.set(script, before + parts.join("") + end);
        };
    instead(doc, "write", write(""));
    instead(doc, "writeln", write("\n"));
    // Kept apart, so that a script that calls what stood there before it does not call the page's own again.
    const { onload } = window;
    if (isPast) {
        window.onload = null;
        for (const target of [doc, window]) {
            const listen = (native) =>
                function (type, listener) {
                    const place = PASSED.indexOf(type);
                    // `load` comes to the window alone.
                    const list = (target === doc ? place < 2 : place) && missed[place];
                    if (list && listener && late.has(doc.currentScript)) list.push([target, listener]);
                    return native.apply(this, arguments);
                };
            instead(target, "addEventListener", listen);
        }
    }
    // Calls what waits for the first of the events, each once.
    const fire = (count) => {
        for (const [place, list] of missed.slice(0, count).entries()) {
            for (const [target, listener] of list.splice(0)) {
                const event = new Event(PASSED[place]);
                Object.defineProperty(event, "target", { value: doc });
                try {
                    listener.handleEvent ? listener.handleEvent(event) : listener.call(target, event);
                } catch (reason) {
                    reportError(reason);
                }
            }
        }
    };
    const leave = () => {
        for (const back of undo) back();
        if (!isPast) return;
        if (window.onload) missed[2].push([window, window.onload]);
        window.onload = onload;
    };
    return { fire, leave };
}
