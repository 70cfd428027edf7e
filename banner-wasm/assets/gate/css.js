// Styles: what they would fetch is taken out. Of those that scripts make the whole is done again when it may be; those in
// markup wait in the held form (gate/filter.js).

// The style without what has to wait; `again` does the whole.
function styleText(text, again) {
    if (free || !/rl\(|image|@i|\\/i.test(text)) return text;
    const [safe, need] = styleOf(text, (url) => urlNeed(url) & ~open);
    if (need) hold(need, again, null, () => styleOf(text, urlNeed)[1]);
    return safe;
}

// The style with nothing in place of every address that waits, and what those wait for. Tokens as in CSS Syntax, escapes
// read, no grammar: strings in selectors, `content` and `@namespace` are not taken for addresses.
function styleOf(css, needOf) {
    const tokens = /\/\*[^]*?(?:\*\/|$)|(["'])((?:\\[^]|(?!\1)[^\\\n\r\f])*)|(@?(?:[-\w]|[^\0-\x7f]|\\(?:[\da-f]{1,6}\s?|[^]|$))+)|[^]/gi;
    const inside = /\(\s*(["']|(?:\\[^]|[^\\)])*)/y;
    let needs = 0;
    // The at-rule that we stand in (none begins in the middle of a value), or the variable, which may stand where an address does, and the last letter that was neither
    // space nor comment.
    let rule = "";
    let last = ";";
    let out = "";
    let done = 0;
    const put = (text, start) => {
        const need = rule === "@namespace" ? 0 : needOf(unescaped(text));
        if (!need) return;
        needs |= need;
        out += css.slice(done, start) + "data:,";
        done = start + text.length;
    };
    for (let token; (token = tokens.exec(css)); ) {
        const [all, quote, text, written] = token;
        if (all.startsWith("/*")) continue;
        const word = written && unescaped(written).toLowerCase();
        if (quote) {
            if (/^(@import|--)/.test(rule) || /[(,]/.test(last)) put(text, token.index + 1);
            if (css[tokens.lastIndex] === quote) tokens.lastIndex++;
        } else if (word === "url" && css[tokens.lastIndex] === "(") {
            inside.lastIndex = tokens.lastIndex;
            const [, address] = inside.exec(css);
            tokens.lastIndex = inside.lastIndex - address.length;
            last = "(";
            // In quotes it is met next.
            if (/^["']/.test(address)) continue;
            put(address, tokens.lastIndex);
            tokens.lastIndex = inside.lastIndex;
        } else if (/^(@|--)/.test(word)) rule = /[;{}]/.test(last) ? word : "--";
        else if (/[;{}]/.test(all)) rule = "";
        if (all.trim()) last = all[0];
    }
    return [out + css.slice(done), needs];
}

// Up to six digits and one space; or a line break, which is nothing; or any letter, which stands for itself.
const unescaped = (text) =>
    text.replace(/\\(?:([\da-f]{1,6})(?:\r\n|\s)?|\n|([^]?))/gi, (_, hex, letter = "") => (hex ? letterOf("0x" + hex) : letter));

const isStyle = (node) => node && node.localName === "style";

// A style element, or the text in one, that got its text where no hook saw it.
function guardStyle(node) {
    if (node.nodeType === 3) node = node.parentNode;
    if (free || !isStyle(node)) return;
    const text = node.textContent;
    const safe = styleText(text, () => (node.textContent = text));
    if (safe !== text) node.textContent = safe;
}

// Proxies of objects of the browser's, whose named properties no hook reaches, and what is behind each.
const proxies = new WeakMap();
const behind = new WeakMap();

function proxyOf(object, traps) {
    let proxy = proxies.get(object);
    if (!proxy) {
        proxy = new Proxy(object, { get: (target, key) => target[key], ...traps });
        proxies.set(object, proxy);
        behind.set(proxy, object);
    }
    return proxy;
}

// A method that may be called on one that stands for another.
const hookAs = (map) => (native) =>
    function () {
        return apply(native, map.get(this) || this, arguments);
    };

const STYLE_TRAPS = {
    set(target, key, value) {
        const text = plain(value);
        target[key] = typeof text === "string" ? styleText(text, () => (target[key] = text)) : text;
        return true;
    },
};

const setStyle = hookSet((_, value, set) => set(styleText("" + value, () => set("" + value))));
const hookStyle = (found) => ({
    ...setStyle(found),
    get() {
        const style = apply(found.get, this, []);
        return free || !style ? style : proxyOf(style, STYLE_TRAPS);
    },
});

// Calls with styles in their arguments, from the one at `from` on: texts, lists and objects of texts (keyframes), or
// values of the typed object model. A rule is inserted again behind the one that stands in for it.
const hookStyleCall = (from, isRule) => (native) =>
    function (...args) {
        const self = behind.get(this) || this;
        let isDone = false;
        const again = () => {
            if (!isDone) apply(native, self, isRule ? [args[0], (args[1] || 0) + 1] : args);
            isDone = true;
        };
        return apply(
            native,
            self,
            args.map((value, place) => (place < from || free ? value : deep(value, again))),
        );
    };

// A sheet may say where its addresses begin (act/rare.js).
const hookSheet = hookNew((_, args) => args[0]?.baseURL && actNow("sheet", args));

const hookStyleNew = hookNew((_, args) => {
    args.forEach((value, place) => (args[place] = deep(value)));
});

function deep(value, again) {
    if (typeof value === "string") return styleText(value, again);
    const kind = {}.toString.call(value);
    // Elements, some of which are lists, and the bytes of a font are no text.
    if (Object(value) !== value || /Ele|\d/.test(kind)) return value;
    // Any list, but no text that is an object, and no value of the typed object model.
    if (!/CSS|Str/.test(kind) && value[Symbol.iterator]) return [...value].map((one) => deep(one, again));
    const text = value.toString ? "" + value : kind;
    if (/Obj/.test(kind) && text === kind) {
        const copy = {};
        for (const key in value) copy[key] = deep(value[key], again);
        return copy;
    }
    const safe = styleText(text, again);
    return safe === text ? value : safe;
}
