// The visitor's choice: read, made, shared with other tabs, withdrawn.

const seconds = () => Math.floor(Date.now() / 1000);
const language = () => {
    const wanted = (doc.documentElement.lang || "").toLowerCase();
    const fits = (tag) => SITE.languages.find((one) => one.toLowerCase() === tag);
    return fits(wanted) || fits(wanted.split("-")[0]) || SITE.languages[0];
};
const gpc = !!navigator.globalPrivacyControl;
let asked = 0;
let tabs = null;
// A signed assertion of who the visitor is, and a short digest of its subject; for this page only.
let assertion,
    who = 0;

// Called once, when the core can be asked.
function start() {
    const bytes = Uint8Array.from(atob(SITE.rules), (character) => character.charCodeAt(0));
    const purposes = Object.entries(SITE.purposes).join("\n");
    asked = core("boot", bytes, purposes, location.hostname, SITE.version, SITE.validity, readCookies(doc), seconds());
    forget();
    readState();
}

function readState() {
    const state = ask("state", 0);
    open = state & 31;
    chosen = (state & 32) !== 0;
    // Only when every category there is has been granted do the hooks have nothing left to hold.
    free = open === 31;
}

// A choice from here needs the visitor's own hand on it, whoever calls.
function trusted() {
    const active = navigator.userActivation;
    const event = window.event;
    if (active ? active.isActive : event && event.isTrusted && /^(click|key|pointer|submit|change)/.test(event.type))
        return true;
    console.warn("samtycke: a choice must come from the visitor, inside a click or a key press");
    return false;
}

function save(mask, method) {
    if (!core || !trusted()) return false;
    const fresh = crypto.getRandomValues(new Uint8Array(16));
    writeChoice(ask("choose", "", mask, seconds(), fresh, newPerson()));
    report(method);
    takeEffect();
    if (tabs) tabs.postMessage(1);
    return true;
}

// Whether someone else than before has signed in: then the choice gets a key of its own.
function newPerson() {
    const before = lastWho();
    return !!(who && before && before !== who);
}

function lastWho() {
    const known = [...readList(RECEIPTS), ...readList(PENDING)].reverse().find((entry) => entry.who);
    return known ? known.who : 0;
}

// A loopback page on plain http may refuse `Secure`.
function writeChoice(text) {
    writeCookie(doc, text + "; Secure");
    if (!readCookies(doc).includes(text.split(";")[0])) writeCookie(doc, text);
}

// The body must be made before anything is released: it says what had been held back.
function report(method) {
    const consent_key = ask("choice_key", "");
    if (!consent_key) return;
    const granted = ask("state", 0);
    const notice_lang = language();
    const purposes = {};
    const blocked = {};
    for (const id in SITE.purposes) {
        const bit = SITE.purposes[id];
        if (bit > 1) purposes[id] = granted & bit ? "granted" : "denied";
    }
    for (const name in counts) if (counts[name]) blocked[name] = counts[name];
    const body = {
        consent_key,
        purposes,
        method,
        notice_hash: SITE.notices[notice_lang],
        notice_lang,
        release: SITE.release,
        client_time: new Date().toISOString(),
        signals: { gpc },
        blocked,
        assertion,
    };
    enqueue(JSON.stringify(body), who || undefined);
}

// Brings the page in line with what the core holds now.
async function takeEffect() {
    const before = open;
    const had = chosen;
    readState();
    const gone = before & ~open & 30;
    if (chosen) refuse();
    if (before !== open || had !== chosen) tell("change", get());
    if (gone) {
        sweep(true);
        const active = (ran | present()) & gone;
        await Promise.race([sweepLater(), new Promise((done) => later(done, 500))]);
        // What has run cannot be taken back from a living page.
        if (active) location.reload();
        return;
    }
    scheduleRelease();
}

// The needs of what stands in the document, for example from markup that was let through.
function present() {
    let need = 0;
    for (const element of query(doc, SELECTOR)) {
        const entry = FETCHING[element.localName];
        for (const attribute in entry ? entry[1] : {}) {
            const value = getAttr(element, attribute);
            if (value && entry[1][attribute] !== HTML) need |= listNeed(value);
        }
    }
    return need;
}

// Another tab, or this page coming back from the cache: the cookie says what holds now.
function reread() {
    ask("read", 0, readCookies(doc), seconds());
    takeEffect();
    if (chosen && viewOpen) closeView();
}

// The site says, signed, who is here. A choice made before is sent again with it, once for each person.
function identify(token) {
    let subject;
    try {
        subject = JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).sub;
    } catch {
        console.warn("samtycke: identify() expects a signed JWT");
        return;
    }
    assertion = token;
    who = ask("digest", 0, "" + subject);
    if (!chosen || !who || lastWho() === who) return;
    if (newPerson()) writeChoice(ask("rekey", "", crypto.getRandomValues(new Uint8Array(16)), seconds()));
    report("prefs.save");
}
