// Cookies and storage: known names wait for their category (the last value of each), and are swept (act/sweep.js) when refused.

// Writes that wait, by kind and name.
const writes = new Map();

function holdWrite(kind, name, need, go) {
    count(need);
    if (!chosen) writes.set(kind + name, go);
}

// Deleting a cookie is always allowed, and ends the write of it that waits.
function expires(text) {
    const [, date] = /;\s*expires=([^;]*)/i.exec(text) || [];
    return /;\s*max-age\s*=\s*[0-]/i.test(text) || Date.parse(date) < Date.now();
}

const hookCookie = hookSet((_, value, set) => {
    const text = "" + value;
    const name = /[^=;]*/.exec(text)[0].trim();
    const need = free ? 0 : nameNeed(COOKIE, name);
    if (shut(need) && !expires(text)) return holdWrite(COOKIE, name, need, () => set(text));
    writes.delete(COOKIE + name);
    set(text);
});

const cookieName = ([options, value]) => "" + (value === undefined ? options.name : options);
const hookCookieStore = hookCall(
    (args) => nameNeed(COOKIE, cookieName(args)),
    async (need, go, args) => holdWrite(COOKIE, cookieName(args), need, go),
);

const storeOf = ["localStorage", "sessionStorage"].map((name) => uncurry(descriptor(ownerOf(window, name), name).get));
// What a script of the page can neither replace nor hold.
const storeItem = (name, text) => setItem(storeOf[0](window), name, text);
const sessions = new WeakSet();

const kindOf = (storage) => (sessions.has(storage) ? SESSION : LOCAL);
const hookStorage = hookCall(
    (args, storage) => nameNeed(kindOf(storage), (args[0] = "" + args[0])),
    (need, go, args, storage) => {
        args[1] = "" + args[1];
        holdWrite(kindOf(storage), args[0], need, go);
    },
);

// `localStorage.name = value` and its like reach no method.
const storeTrap = (put) => (storage, name, value) => {
    const kind = kindOf(storage);
    const need = free ? 0 : nameNeed(kind, String(name));
    const go = () => put(storage, name, value);
    return shut(need) ? !holdWrite(kind, name, need, go) : go();
};
const STORE_TRAPS = { set: storeTrap(Reflect.set), defineProperty: storeTrap(Reflect.defineProperty) };

const hookStore = (isSession) => ({ get }) => ({
    get() {
        const storage = apply(get, this, []);
        if (isSession) sessions.add(storage);
        return storage && proxyOf(storage, STORE_TRAPS);
    },
});

// A database that may not be: as where the browser keeps none.
const databaseNeed = (args) => nameNeed(DATABASE, (args[0] = "" + args[0]));
const hookDatabase = hookCall(databaseNeed, refuseNow);

// A window's name outlives its pages, and trackers keep in it what they keep in storage. (Of a long one the beginning.)
const wordsNeed = (text) => text.slice(0, 999).split(/[^\w-]+/).reduce((need, word) => need | nameNeed(SESSION, word), 0);
