// Cookies and storage: known names wait for their category (the last value of each), and are swept (act/sweep.js) when refused.

// Writes that wait, by kind and name: { need, go }.
const writes = new Map();

function holdWrite(kind, name, need, go) {
    count(need);
    if (!chosen) writes.set(kind + name, { need, go });
}

// Deleting a cookie is always allowed.
function expires(text) {
    const date = /;\s*expires=([^;]*)/i.exec(text);
    return /;\s*max-age\s*=\s*(0|-)/i.test(text) || (date && Date.parse(date[1]) < Date.now());
}

const hookCookie = ({ get, set }) => ({
    get,
    set(value) {
        const text = "" + value;
        if (!free) {
            const end = text.search(/[=;]/);
            const name = (end < 0 ? text : text.slice(0, end)).trim();
            const need = nameNeed(COOKIE, name);
            if (need & ~open && !expires(text)) {
                return holdWrite(COOKIE, name, need, () => apply(set, this, [text]));
            }
            ran |= need;
        }
        apply(set, this, [text]);
    },
});

const hookCookieStore = (native) =>
    function (options) {
        const name = "" + (arguments.length > 1 ? options : options.name);
        const need = free ? 0 : nameNeed(COOKIE, name);
        if (!shut(need)) return apply(native, this, arguments);
        holdWrite(COOKIE, name, need, () => apply(native, this, arguments));
        return Promise.resolve();
    };

const storeOf = ["localStorage", "sessionStorage"].map((name) => {
    let owner = window;
    while (!descriptor(owner, name)) owner = parentOf(owner);
    return uncurry(descriptor(owner, name).get);
});
// What a script of the page can neither replace nor hold.
const storeItem = (name, text) => setItem(storeOf[0](window), name, text);
const sessions = new WeakSet();

const hookStorage = (native) =>
    function (name, value) {
        const storage = behind.get(this) || this;
        name = "" + name;
        value = "" + value;
        const set = () => apply(native, storage, [name, value]);
        if (free) return set();
        const kind = sessions.has(storage) ? SESSION : LOCAL;
        const need = nameNeed(kind, name);
        return shut(need) ? holdWrite(kind, name, need, set) : set();
    };

// `localStorage.name = value` and its like reach no method.
const STORE_TRAPS = {
    set(target, key, value) {
        target.setItem(key, value);
        return true;
    },
    defineProperty(target, key, { value }) {
        target.setItem(key, value);
        return true;
    },
};

const hookStore = (isSession) => ({ get }) => ({
    get() {
        const storage = apply(get, this, []);
        if (isSession) sessions.add(storage);
        return storage && proxyOf(storage, STORE_TRAPS);
    },
});

// A database that may not be: the request fails, as the browser has it fail where it keeps none.
const hookDatabase = (native) =>
    function (...args) {
        args[0] = "" + args[0];
        const need = free ? 0 : nameNeed(DATABASE, args[0]);
        if (!shut(need)) return apply(native, this, args);
        count(need);
        const request = apply(native, this, ["samtycke.held"]);
        request.addEventListener("upgradeneeded", (event) => {
            event.stopImmediatePropagation();
            request.transaction.abort();
        });
        return request;
    };

// Whether a cookie or a key is there without consent. (Databases and caches are looked at when there was no choice yet.)
function hasStray() {
    const keys = (store) => {
        try {
            return Object.keys(store(window));
        } catch {
            return [];
        }
    };
    const cookies = readCookies(doc)
        .split(";")
        .map((pair) => pair.split("=")[0].trim());
    return [cookies, ...storeOf.map(keys)].some((names, kind) =>
        names.some((name) => nameNeed(kind, name) & ~open),
    );
}
