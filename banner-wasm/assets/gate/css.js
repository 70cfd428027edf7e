// Styles that scripts make: what they would fetch is taken out, and the whole is done again when it may be.

// Where nothing of this stands, nothing is fetched.
const FETCHING_STYLE = /rl\(|image|@i|\\/i;

// The style without what has to wait; `again` does the whole.
function styleText(text, again) {
    if (free || !FETCHING_STYLE.test(text)) return text;
    const html = "<style>" + text + "</style>";
    const filtered = askFilter(html);
    // Without a core: nothing of another host.
    if (filtered === null) return /\/\//.test(text) ? "" : text;
    const need = labelled(filtered, html);
    if (!need) return text;
    hold(need, again);
    return filtered.slice(7, filtered.indexOf("</style>"));
}

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

// A method that may be called on such a proxy.
const hookBehind = (native) =>
    function () {
        return apply(native, behind.get(this) || this, arguments);
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

const hookStyleNew = hookNew((_, args) => {
    if (!free) args.forEach((value, place) => (args[place] = deep(value, () => {})));
});

function deep(value, again) {
    if (typeof value === "string") return styleText(value, again);
    if (Object(value) !== value) return value;
    if (Array.isArray(value)) return value.map((one) => deep(one, again));
    if (parentOf(value) === Object.prototype) {
        const copy = {};
        for (const key in value) copy[key] = deep(value[key], again);
        return copy;
    }
    const text = "" + value;
    const safe = styleText(text, again);
    return safe === text ? value : safe;
}
