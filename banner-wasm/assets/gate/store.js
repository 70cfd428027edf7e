// Cookies and storage: known names wait for their category (the last value of each), and are swept when refused.

// Writes that wait, by kind and name: { need, go }.
const writes = new Map();

function holdWrite(kind, name, need, go) {
    count(need);
    if (!chosen) writes.set(kind + name, { need, go });
}

function makeWrites() {
    for (const [key, { need, go }] of writes) {
        if (need & ~open) {
            if (!chosen) continue;
        } else {
            ran |= need;
            go();
        }
        writes.delete(key);
    }
}

// Deleting a cookie is always allowed.
function expires(text) {
    const date = /;\s*expires=([^;]*)/i.exec(text);
    return /;\s*max-age\s*=\s*(0|-)/i.test(text) || (date && Date.parse(date[1]) < Date.now());
}

const hookCookie = ({ get, set }) => ({
    get,
    set(value) {
        if (!free) {
            const text = "" + value;
            const end = text.search(/[=;]/);
            const name = (end < 0 ? text : text.slice(0, end)).trim();
            const need = nameNeed(COOKIE, name);
            if (need & ~open && !expires(text)) {
                return holdWrite(COOKIE, name, need, () => apply(set, this, [text]));
            }
            ran |= need;
        }
        apply(set, this, [value]);
    },
});

const hookCookieStore = (native) =>
    function set(options) {
        const name = "" + (arguments.length > 1 ? options : options.name);
        const need = free ? 0 : nameNeed(COOKIE, name);
        if (!shut(need)) return apply(native, this, arguments);
        holdWrite(COOKIE, name, need, () => apply(native, this, arguments));
        return Promise.resolve();
    };

const hookStorage = (native) =>
    function setItem(name) {
        if (!free) {
            const kind = this === window.sessionStorage ? SESSION : LOCAL;
            const need = nameNeed(kind, "" + name);
            if (shut(need)) return holdWrite(kind, name, need, () => apply(native, this, arguments));
        }
        return apply(native, this, arguments);
    };

// Deletes what is there without consent. Which cookie texts expire a name everywhere, the core knows.
function sweep(isWithdrawal) {
    if (free) return;
    const texts = ask("expire", "", readCookies(doc), location.hostname, location.pathname, isWithdrawal);
    for (const text of texts.split("\n")) if (text) writeCookie(doc, text);
    sweepStorage(LOCAL, "localStorage");
    sweepStorage(SESSION, "sessionStorage");
}

function sweepStorage(kind, property) {
    try {
        const storage = window[property];
        for (const name of Object.keys(storage)) if (nameNeed(kind, name) & ~open) storage.removeItem(name);
    } catch {
        // The visitor has turned storage off.
    }
}

// Databases and caches answer later; resolves when they are gone.
async function sweepLater() {
    if (free) return;
    try {
        for (const { name } of await indexedDB.databases()) {
            if (nameNeed(DATABASE, name) & ~open) indexedDB.deleteDatabase(name);
        }
        for (const name of await caches.keys()) if (nameNeed(CACHE, name) & ~open) await caches.delete(name);
    } catch {
        // Not available in this context, so nothing can be in them.
    }
}
