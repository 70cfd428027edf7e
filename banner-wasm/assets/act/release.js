// What lets go of what is held is the third script, fetched when something may go.

let scheduled = false;
let releaseScript = null;
let release = null;
// Inline code that could not begin, with the name that was missing.
const stalled = new Map();

// Such code starts with the name of something that a held script would have brought, so nothing of it has run.
function noteStalled() {
    const script = doc.currentScript;
    const found = script && /^(?:\s|\/\/.*|\/\*[^]*?\*\/)*(?:window\.)?([\w$]+)/.exec(script.text);
    if (found && !hasAttr(script, "src") && !(found[1] in window)) stalled.set(script, found[1]);
}

// `document.open` takes the listener away; the gate calls this anew.
const rearm = () => window.addEventListener("error", noteStalled);

const isOpen = (need) => !(need & ~stateBits());

function scheduleRelease() {
    if (scheduled) return;
    scheduled = true;
    // After the next paint, so that the click that granted it is answered first.
    const go = () => later(releaseNow);
    doc.hidden ? go() : requestAnimationFrame(go);
}

function releaseNow() {
    scheduled = false;
    makeWrites();
    if (release) release();
    else if (!releaseScript) fetchRelease();
}

// When it does not come, what is held stays held; the next choice, page, or minute tries again. It joins by an event on
// its own element while it runs, which no other script can do.
function fetchRelease() {
    const script = fetchScript(OWN.releaser, () => {
        releaseScript = null;
        later(scheduleRelease, AGAIN_MS);
    });
    releaseScript = script;
    script.addEventListener("samtycke", ({ detail }) => {
        if (release || doc.currentScript !== script) return;
        release = detail(shared, stalled, () => learned);
        later(release);
    });
}

// Tells every waiting call whose category was refused that the network failed.
function refuse() {
    for (const call of queue.splice(0)) {
        if (isOpen(call.need)) queue.push(call);
        else if (call.fail) call.fail();
    }
    makeWrites();
}
