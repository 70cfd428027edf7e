// Fetches what is not needed to hold: the second script, on every page, and the view, where a question may be asked.

let acts = null;
let actScript = null;
// The script that was run here last.
let ours;
let viewScript = null;
// What waits for the second script. It is kept when that does not come: the next click tries again.
const todo = [];

// A script of ours, by the connection that brought this one; they run in the order in which they were fetched. Nothing is
// granted by failing.
function fetchScript(path, failed) {
    const script = doc.createElement("script");
    script.async = false;
    script.nonce = nonce;
    script.crossOrigin = "";
    setAttr(script, "src", SITE.base + path);
    script.onerror = () => failed(script.remove());
    append(doc.head || doc.documentElement, script);
    return script;
}

function fetchActs() {
    if (acts) return;
    // The opener has asked for it by a name that stays, and says what that leaves out.
    actScript ||= fetchScript(SITE.act.replace(capture.e, ""), () => {
        actScript = null;
        // A page that is still text does not wait for it.
        whenComplete(emit);
    });
}

function fetchView() {
    viewScript ||= fetchScript(SITE.views[language()], () => {
        viewScript = null;
        act("showControl", true);
    });
}

// Has the second script do something; its answer, if it is there.
function act(name, ...args) {
    if (acts) return acts[name](...args);
    todo.push([name, args]);
    fetchActs();
}

// The same at once, and only then: where the script has not come yet, it is read and run in its place.
function actNow(name, ...args) {
    if (!acts)
        try {
            runHere(doc, "", read(SITE.base + SITE.act));
        } catch {
            // Neither that.
        }
    return acts ? acts[name](...args) : refuseNow(UNKNOWN);
}

// Has a document run a text of ours now.
function runHere(target, type, text) {
    const script = (ours = target.createElement("script"));
    script.type = type;
    script.nonce = nonce;
    script.text = trust("Script", text);
    append(target.head || target.documentElement, script);
    script.remove();
}

const scheduleRelease = () => act("release");
