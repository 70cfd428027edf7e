// What lets go of what is held is the third script, fetched when something may go.

let scheduled;
// Scripts that have thrown: some of them only waited for what is held (release/stalled.js).
const stalled = new Set();
// `document.open` takes the listener away; the gate calls this anew.
const rearm = () => {
    addEventListener("error", () => stalled.add(doc.currentScript));
    addEventListener("online", flush);
    // Before any of the page's.
    addEventListener("popstate", (event) => isAiming && event.stopImmediatePropagation());
};

const isOpen = (need) => !(need & ~stateBits());

function scheduleRelease() {
    // After the next paint, so that the click that granted it is answered first. A page that is hidden, or waits for a style
    // sheet, is not painted.
    scheduled ||= Promise.race([new Promise(requestAnimationFrame), new Promise((done) => later(done, 500))]).then(() =>
        later(releaseNow),
    );
}

function releaseNow() {
    scheduled = 0;
    makeWrites();
    release();
}

// A withdrawal that the third script has to look at: what is gone, and who is told whether anything of that is left.
const leaving = [];
let releaseScript;
// When it does not come, what is held stays held; the next choice, page, or minute tries again.
let release = () => {
    releaseScript ||= fetchJoining(
        OWN.releaser,
        (join) => later((release = join(shared, stalled, () => learned, leaving))),
        () => {
            releaseScript = null;
            later(scheduleRelease, AGAIN_MS);
        },
    );
};

// A script that hands itself over by an event on its own element while it runs, which no other script can do.
function fetchJoining(path, joined, failed) {
    const script = fetchScript(path, failed);
    script.addEventListener("samtycke", ({ detail }) => doc.currentScript === script && joined(detail));
    return script;
}

// Tells every waiting call whose category was refused that the network failed.
function refuse() {
    for (const call of queue.splice(0)) {
        if (isOpen(call.need)) queue.push(call);
        else call.fail?.();
    }
    makeWrites();
}
