// What the gate itself calls, kept before any script of the page can replace it or meets our hooks.
const doc = document;
const { apply, construct } = Reflect;
const descriptor = Object.getOwnPropertyDescriptor;
const define = Object.defineProperty;
const parentOf = Object.getPrototypeOf;
const ownerOf = (owner, member) => {
    while (owner && !descriptor(owner, member)) owner = parentOf(owner);
    return owner;
};
// `f` as a function of its `this` and its arguments.
const uncurry =
    (f) =>
    (self, ...args) =>
        apply(f, self, args);
const reader = (owner, name) => uncurry(descriptor(owner.prototype, name).get);

// Methods of an interface, each as such a function.
const methods = (owner, names) => names.split(" ").map((name) => uncurry(owner.prototype[name]));
const [getAttr, setAny, hasAttr, removeAttr, namesOf, replace, after, append, attachShadow] = methods(
    Element,
    "getAttribute setAttribute hasAttribute removeAttribute getAttributeNames replaceWith after appendChild attachShadow",
);
const [parseFragment] = methods(Range, "createContextualFragment");
// A page in a sandbox has no cookies.
const tried =
    (f) =>
    (...args) => {
        try {
            return f(...args);
        } catch {
            return "";
        }
    };
const readCookies = tried(reader(Document, "cookie"));
const writeCookie = tried(uncurry(descriptor(Document.prototype, "cookie").set));
const [docOpen, write, docClose] = methods(Document, "open write close");
const [setItem] = methods(Storage, "setItem");
const requestUrl = reader(Request, "url");
const attributesOf = reader(Element, "attributes");
const request = fetch.bind(window);
const later = setTimeout.bind(window);
const NativeURL = URL;
const trustedTypes = window.trustedTypes;
const capture = window.__samtycke || {};
// Where Trusted Types are required, what we say ourselves goes by the policy that the opener has made for us; nobody else
// may have it.
const voucher = capture.t;
capture.t = 0;
const trust = (kind, text) => (voucher ? voucher["create" + kind](text) : text);
const trustAttr = (name, value) => trust(name === "srcdoc" ? "HTML" : "ScriptURL", value);
const setAttr = (element, name, value) => setAny(element, name, trustAttr(name, value));
const docWrite = (where, text) => write(where, trust("HTML", text));
const isTrusted = (value) =>
    trustedTypes && (trustedTypes.isHTML(value) || trustedTypes.isScript(value) || trustedTypes.isScriptURL(value));
// What we have made of a trusted text is trusted.
const alike = (given, text) => (isTrusted(given) ? trust("HTML", text) : text);
// What the page itself may not say now, it may not have said later either.
const demand = (tag, attribute, value) => /^(script|iframe)$/.test(tag) && setAny(doc.createElement(tag), attribute, value);
// A property of which only the writing is ours.
const hookSet =
    (change) =>
    ({ get, set }) => ({
        get,
        set(value) {
            change(this, value, (admitted) => apply(set, this, [admitted]));
        },
    });
// A constructor (or a method with such arguments): while something is held, `make` may change its arguments, or answer in
// its place. (What is missing the native tells, and that no constructor is called.)
const hookNew = (make) => (native) =>
    new Proxy(native, {
        apply: (target, self, args) => (!free && !target.prototype && make(target, args)) || apply(target, self, args),
        construct: (target, args, self) =>
            (!free && args.length >= target.length && make(target, args, self)) || construct(target, args, self),
    });
// What a native makes of a value, asked for once: an object could answer otherwise the second time. A trusted type stays
// what it is.
const plain = (value) => (Object(value) === value && !isTrusted(value) ? "" + value : value);
// Elements, documents, fragments and shadow roots each have their own `querySelectorAll`. (It is hooked: what looks for `[src` or
// `[href` and finds nothing gets what waits; act/libraries.js.)
const query = (root, selector) => root.querySelectorAll(selector);
