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

// Deletes what is there without consent; on withdrawal also what may only be there, on a path that the page cannot see.
// (On every page that would be dozens of writes.)
function sweep(isWithdrawal) {
    if (free) return;
    const names = readCookies(doc)
        .split(";")
        .map((pair) => pair.split("=")[0].trim())
        .filter((name) => nameNeed(COOKIE, name) & ~open);
    if (isWithdrawal) names.push(...ask("refused_cookies", "").split("\n"));
    for (const name of new Set(names)) if (name) expireCookie(name);
    sweepStorage(LOCAL, "localStorage");
    sweepStorage(SESSION, "sessionStorage");
}

// A cookie is found again only by its exact domain and path, and a page cannot see either: so every domain above the
// host and every path above the page's is tried (RFC 6265, section 5.3).
function expireCookie(name) {
    const path = location.pathname;
    const paths = new Set(["/", path]);
    for (let at = 0; (at = path.indexOf("/", at + 1)) > 0; ) paths.add(path.slice(0, at)).add(path.slice(0, at + 1));
    let domain = "";
    // An address has no domains above it, nor has a name without a dot.
    for (let above = location.hostname; above; above = (/\.(.*[a-z])$/i.exec(above) || [])[1]) {
        for (const path of paths) {
            writeCookie(doc, name + "=; Max-Age=0; Path=" + path + domain + (/^__/.test(name) ? "; Secure" : ""));
        }
        domain = "; Domain=" + above;
    }
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
