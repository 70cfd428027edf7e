// The visitor's choice as it stands. What makes another one is in the second script.

const seconds = () => Math.floor(Date.now() / 1000);
// Of the site's languages the page's own, else the first that the browser asks for, else the site's first.
const language = () => {
    const languages = Object.keys(SITE.views);
    for (const tag of [doc.documentElement.lang, ...navigator.languages])
        for (const wanted of [tag, tag.split("-")[0]])
            for (const one of languages) if (one.toLowerCase() === wanted.toLowerCase()) return one;
    return languages[0];
};
// Stands in where storage is turned off.
const memory = {};
let asked = 0;
let state = 0;
let told;
const stateBits = () => state;

// The choices that cookies keep (contracts, section 3; consent_core::cookie reads the same): what is granted, when it was
// made, of which version, the key, and the services that are refused, each behind a dot.
const choicesIn = (text) =>
    [...text.matchAll(/(?:^|; )samtycke=1(?![an](?:\.[\w-]+){5})(?:n\.1|[as]\.([3579bdf]))\.([\da-z]{1,11})\.(\d{1,11})\.([\w-]{21}[AQgw])((?:\.[a-z\d_-]+)*)(?![^;])/g)].map(
        ([, granted = 1, time, version, key, refused]) => [parseInt(granted, 16), parseInt(time, 36), +version, key, refused],
    );

// The choices that were read last, and the one that counts.
const NONE = [0, 0, 0, "", ""];
let lastRead;
let choice = NONE;
const choiceNow = () => choice;

// Tells the core the first that counts, or that there is none, and answers whether they are others than before; then
// every verdict is taken anew.
function readChoice(text = readCookies(doc)) {
    const found = choicesIn(text);
    if (lastRead === (lastRead = "" + found)) return;
    for (choice of [...found, NONE]) if (ask("read", 0, choice[0], choice[1], choice[2], seconds(), choice[4] + ".")) break;
    forget();
    return true;
}

// Called once, when the core can be asked.
function start() {
    asked = core("boot", SITE.rules, "." + location.hostname, SITE.version, SITE.validity);
    readChoice();
    readState();
}

// Follows the core; answers what the state was.
function readState() {
    const before = state;
    state = ask("state", 0);
    open = state & 31;
    chosen = state >= CHOSEN;
    // Only when every category there is has been granted do the hooks have nothing left to hold.
    free = open === 31;
    mapModules();
    // The tags' own consent APIs hear it before anything is released.
    if (told !== open) SITE.tell?.(open);
    told = open;
    return before;
}

// The state as the page may read it.
function get() {
    const granted = {};
    for (const bit in LABELS) if (asked & bit) granted[LABELS[bit]] = !!(open & bit);
    return { chosen, functional: true, ...granted, refused: choice[4].split(".").slice(1) };
}

// A choice from here needs the visitor's own hand on it, whoever calls.
function trusted() {
    const active = navigator.userActivation;
    const event = window.event;
    if (active ? active.isActive : event?.isTrusted && /^(click|key|pointer|submit|change)/.test(event.type))
        return true;
    console.warn("samtycke: needs a click");
    return false;
}

// Another tab may have chosen, or this page comes back from the cache: the cookie says what holds now, and only what that
// does not allow is a stray.
function reread() {
    const were = get().refused;
    if (readChoice()) act("changed", readState(), were);
    if (!free) acts?.sweepNow();
}

function readList(name) {
    try {
        return JSON.parse(localStorage.getItem(name)) || [];
    } catch {
        return memory[name] || [];
    }
}
