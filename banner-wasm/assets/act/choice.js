// The visitor's choice: made, shared with other tabs, withdrawn.

// Global Privacy Control: as the browser tells, or as the collector saw it in the request for a script of ours.
const gpc =
    !!navigator.globalPrivacyControl ||
    performance
        .getEntriesByType("resource")
        .some(({ name, serverTiming }) => name.startsWith(SITE.base) && serverTiming?.some((told) => told.name === "gpc"));
let tabs;
try {
    tabs = new BroadcastChannel("samtycke");
    tabs.onmessage = reread;
} catch {
    // Other tabs follow when they are shown again.
}
// A signed assertion of who the visitor is, and a short digest of its subject (0: somebody has left); for this page only.
let assertion, who;

// A choice made outside the view: a set of bits, or an object of categories, purposes and services. The gate has seen the
// visitor's hand on it. What is granted is granted with all its services, but for those that are named as refused.
function choose(wanted, method, refused) {
    const names = Object.keys(wanted);
    save(
        +wanted || bitsOf("" + names.filter((name) => wanted[name])),
        method,
        refused || names.filter((name) => !wanted[name]),
    );
    closeView();
}

// The bits of the categories that the visitor is asked about.
const ASKED = bitsOf("" + Object.keys(get()));

// The visitor's key, once there is a choice; kept here too because a browser may refuse the cookie.
let key = "";
// Seconds since 1970 when the choice was made.
let made = 0;

// Takes both from the choice that the core has found to count, and answers the key.
function readKey() {
    const found = choiceNow();
    if (found[3]) [, made, , key] = found;
    return key;
}

function freshKey() {
    return btoa(String.fromCharCode(...random()))
        .slice(0, 22)
        .replace(/\+/g, "-")
        .replace(/\//g, "_");
}

// Bits that the site does not ask about are left out. The visitor keeps the key of an earlier choice, unless this is
// another person on the same device.
// `time` is that of a choice that was made earlier, elsewhere.
function save(mask, method, refused, time = seconds()) {
    const isFirst = !(stateBits() & CHOSEN);
    const before = get().refused;
    if (!isFirst) readKey();
    if (newPerson()) startAnew();
    if (!key) key = freshKey();
    made = time;
    if (gpc && isFirst) {
        // The signal came before the choice, and is told before it: from here there is a key to tell it under.
        writeChoice(0, []);
        report("gpc");
    }
    writeChoice(mask & ASKED, refused);
    report(method);
    takeEffect(readState(), before);
    // Where no cookie is kept, others would read that nothing has been chosen.
    if (readCookies(doc).includes(key)) tabs?.postMessage(1);
}

// The signal came after the choice: it takes advertising back, unless the visitor has switched that on under it.
function heedSignal() {
    if (!gpc || !(stateBits() & 8)) return;
    const last = records().pop();
    try {
        // What was sent, or the middle part of the receipt (contracts, section 8).
        if (JSON.parse(last.body || decode(last.receipt)).signals.gpc) return;
    } catch {
        // No record of it.
    }
    save(stateBits() & ~8, "gpc", get().refused);
}

// The claims of a signed text.
const decode = (token) => atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"));

// Whether someone else than before is here: then the choice gets a key of its own.
const newPerson = () => who >= 0 && lastWho() && lastWho() !== who;

// What was recorded and what waits to be, oldest first.
const records = () => [...readList(RECEIPTS), ...readList(PENDING)];
const lastWho = () => records().findLast(({ who }) => who >= 0)?.who || 0;

// Of what the site does not declare any more nothing is kept.
const declared = (services, bits) => services.filter((id) => OWN.services[id] & bits);

// Writes the consent cookie (contracts, section 3), valid from when the choice was made, and tells the core.
function writeChoice(granted, refused) {
    refused = declared(refused, granted);
    const letter = !granted ? "n" : granted < ASKED || refused[0] ? "s" : "a";
    const pair =
        "samtycke=1" + [letter, (granted | 1).toString(16), made.toString(36), SITE.version, key, ...refused].join(".");
    const text = pair + "; Path=/; SameSite=Lax; Max-Age=" + (SITE.validity + made - seconds());
    // One of this host alone would be read first.
    if (OWN.share) writeCookie(doc, "samtycke=; Path=/; Max-Age=0");
    // A browser may refuse the shared domain, and a loopback page on plain http `Secure`.
    for (const domain of [OWN.share ? "; Domain=" + OWN.share : "", ""]) {
        for (const more of ["; Secure", ""]) if (!readCookies(doc).includes(pair)) writeCookie(doc, text + domain + more);
    }
    readChoice(pair);
}

// The body must be made before anything is released: it says what had been held back.
function report(method) {
    const granted = ask("state", 0);
    const notice_lang = language();
    const purposes = {};
    for (const id in SITE.purposes)
        if (SITE.purposes[id] > 1) purposes[id] = granted & SITE.purposes[id] ? "granted" : "denied";
    const body = {
        consent_key: key,
        purposes,
        method,
        notice_hash: OWN.notices[notice_lang],
        notice_lang,
        release: OWN.release,
        // In JSON a date is a time in UTC with milliseconds.
        client_time: new Date(),
        made,
        refused: declared(get().refused, granted),
        signals: { gpc },
        blocked: counts,
        assertion,
    };
    enqueue(JSON.stringify(body), who);
}

// Brings the page in line with what holds now, where `before` held, but for the services that were `refused`.
async function takeEffect(before, refused) {
    const now = stateBits();
    const still = get().refused;
    // What is new of a category makes it count as new, and what is gone as gone.
    const only = (list, other) => list.reduce((bits, id) => bits | OWN.services[other.includes(id) || id], 0);
    const gone = before & (~now | only(still, refused)) & 30;
    const come = now & (~before | only(refused, still)) & 30;
    if (now & CHOSEN) refuse();
    if (gone | come | (before ^ now)) tell("change", get());
    // Behind a policy, and where something could not wait, what is granted comes only on a page that is loaded anew (where
    // that one finds the choice, or it would never end) …
    let isOver = come && (query(doc, WALL)[0] || (readCookies(doc).includes(key) && queue.some(({ go }) => !go)));
    if (gone) {
        // … and what has run cannot be taken back from one. (A page that the third script tells nothing about in time may
        // be of any kind.)
        const stays = new Promise((done) => {
            later(done, 1500, 1);
            sweep(true).then(() => release(leaving.push(gone | REFUSED, done)));
        });
        isOver = (await stays) || hasRun(gone) || isOver;
    }
    if (isOver) {
        // Firefox would show what it remembers of these: nothing.
        for (const frame of query(doc, "iframe[data-consent]")) replace(frame, frame.cloneNode());
        loadAnew();
    } else if (now & 30) scheduleRelease();
    // What no hook reaches a refusal leaves to a policy: it and the script that puts it in place are fetched side by side.
    else if (now & CHOSEN && !query(doc, WALL)[0]) {
        const answer = request(SITE.base + "/s/" + SITE.site + "/policy.js").catch(() => {});
        fetchTags().then((tags) => tags?.[3](key, answer));
    }
}

// A choice was made in another tab.
function changed(before, refused) {
    takeEffect(before, refused);
    if (stateBits() & CHOSEN) closeView();
}

// Another person is at this browser. A choice goes on under a key of its own (its time stays and is told, so neither the
// cookie nor the receipt is prolonged);
// the receipts of before are not theirs to see.
function startAnew() {
    writeList(RECEIPTS, []);
    key = freshKey();
    if (stateBits() & CHOSEN) writeChoice(stateBits() & ASKED, get().refused);
}

// The site says, signed, who is here, or that nobody is signed in any more: what follows is then a new person's. A choice
// made before is told again, once for each person.
function identify(token) {
    try {
        who = token ? digest("" + JSON.parse(decode(token)).sub) : 0;
    } catch {
        console.warn("samtycke: identify() needs a JWT");
        return;
    }
    assertion = token || undefined;
    if (lastWho() === who) return;
    const isChosen = stateBits() & CHOSEN;
    if (isChosen) readKey();
    if (newPerson()) startAnew();
    if (isChosen) report("prefs.save");
}

// A short digest of a person's id (as 32-bit FNV-1a, over letters): too short to find the id from; never 0, which stands
// for nobody.
function digest(text) {
    let hash = 9;
    for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(), 0x01000193);
    return hash >>> 0 || 1;
}
