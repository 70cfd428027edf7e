// What is held and may go is found here. What lets it go is the third script, fetched when there is something.

let scheduled = false;
let releaseScript = null;
let release = null;

// Everything in the document that is marked as held, and what scripts have made outside of it.
const held = () => new Set([...query(doc, "[data-consent]"), ...elements]);

const isOpen = (need) => !(need & ~stateBits());

// What an element waits for, if it may go now.
function allowed(element) {
    const text = getAttr(element, "data-consent");
    return text !== null && ask("allows", false, text) && text;
}

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
    else if (!releaseScript && (queue.some(({ need }) => isOpen(need)) || [...held()].some(mayGo))) fetchRelease();
}

// What was held as unknown may go under the name that the whole catalogue has for it.
function mayGo(element) {
    if (allowed(element)) return true;
    if (!learned || !/\bunknown\b/.test(getAttr(element, "data-consent"))) return false;
    const addresses = [...element.attributes].filter(({ name }) => /^data-.*(src|href)/.test(name));
    return !addresses.length || addresses.some(({ value }) => isOpen(listNeed(value)));
}

// When it does not come, what is held stays held; the next choice, page, or minute tries again. It joins by an event on its own
// element while it runs, which no other script can do.
function fetchRelease() {
    const script = fetchScript(OWN.releaser, () => {
        releaseScript = null;
        later(scheduleRelease, AGAIN_MS);
    });
    releaseScript = script;
    script.addEventListener("samtycke", ({ detail }) => {
        if (release || doc.currentScript !== script) return;
        release = detail(shared, { held, allowed, isLearned: () => learned });
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
