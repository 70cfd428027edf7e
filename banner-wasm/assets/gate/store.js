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

// Whether a cookie or a key is there without consent. (Databases and caches are looked at when there was no choice yet.)
function hasStray() {
    const keys = (property) => {
        try {
            return Object.keys(window[property]);
        } catch {
            return [];
        }
    };
    const cookies = readCookies(doc)
        .split(";")
        .map((pair) => pair.split("=")[0].trim());
    return [cookies, keys("localStorage"), keys("sessionStorage")].some((names, kind) =>
        names.some((name) => nameNeed(kind, name) & ~open),
    );
}
