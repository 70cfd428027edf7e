// What the gate itself calls, kept before any script of the page can replace it or meets our hooks.
const doc = document;
const { apply, construct } = Reflect;
const descriptor = Object.getOwnPropertyDescriptor;
const define = Object.defineProperty;
const parentOf = Object.getPrototypeOf;
// `f` as a function of its `this` and its arguments.
const uncurry =
    (f) =>
    (self, ...args) =>
        apply(f, self, args);
const reader = (owner, name) => uncurry(descriptor(owner.prototype, name).get);

// Methods of an interface, each as such a function.
const methods = (owner, names) => names.split(" ").map((name) => uncurry(owner.prototype[name]));
const [getAttr, setAttr, hasAttr, removeAttr, replace, after, append, attachShadow] = methods(
    Element,
    "getAttribute setAttribute hasAttribute removeAttribute replaceWith after appendChild attachShadow",
);
const [parseFragment] = methods(Range, "createContextualFragment");
const readCookies = reader(Document, "cookie");
const writeCookie = uncurry(descriptor(Document.prototype, "cookie").set);
const [docOpen, docWrite, docClose] = methods(Document, "open write close");
const [setItem] = methods(Storage, "setItem");
const requestUrl = reader(Request, "url");
const request = fetch.bind(window);
const later = setTimeout.bind(window);
const NativeURL = URL;
const trustedTypes = window.trustedTypes;
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
// its place.
const hookNew = (make) => (native) =>
    new Proxy(native, {
        apply: (target, self, args) => (!free && make(target, args)) || apply(target, self, args),
        construct: (target, args, self) => (!free && make(target, args, self)) || construct(target, args, self),
    });
// What a native makes of a value, asked for once: an object could answer otherwise the second time. A trusted type stays
// what it is.
const plain = (value) =>
    Object(value) === value &&
    !(trustedTypes && (trustedTypes.isHTML(value) || trustedTypes.isScript(value) || trustedTypes.isScriptURL(value)))
        ? "" + value
        : value;
// Elements, documents, fragments and shadow roots each have their own `querySelectorAll`; nobody hooks it.
const query = (root, selector) => root.querySelectorAll(selector);
