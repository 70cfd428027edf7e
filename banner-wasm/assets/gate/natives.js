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
const writer = (owner, name) => uncurry(descriptor(owner.prototype, name).set);

const getAttr = uncurry(Element.prototype.getAttribute);
const setAttr = uncurry(Element.prototype.setAttribute);
const hasAttr = uncurry(Element.prototype.hasAttribute);
const removeAttr = uncurry(Element.prototype.removeAttribute);
const replace = uncurry(Element.prototype.replaceWith);
const after = uncurry(Element.prototype.after);
const append = uncurry(Node.prototype.appendChild);
const parseFragment = uncurry(Range.prototype.createContextualFragment);
const getHtml = reader(Element, "innerHTML");
const setHtml = writer(Element, "innerHTML");
const readCookies = reader(Document, "cookie");
const writeCookie = writer(Document, "cookie");
const docOpen = uncurry(Document.prototype.open);
const docWrite = uncurry(Document.prototype.write);
const docClose = uncurry(Document.prototype.close);
const setItem = uncurry(Storage.prototype.setItem);
const requestUrl = reader(Request, "url");
const sourceOf = uncurry(Function.prototype.toString);
const objectUrl = URL.createObjectURL.bind(URL);
const request = fetch.bind(window);
const later = setTimeout.bind(window);
const NativeURL = URL;
const trustedTypes = window.trustedTypes;
// What a native makes of a value, asked for once: an object could answer otherwise the second time. A trusted type stays
// what it is.
const plain = (value) =>
    Object(value) === value &&
    !(trustedTypes && (trustedTypes.isHTML(value) || trustedTypes.isScript(value) || trustedTypes.isScriptURL(value)))
        ? "" + value
        : value;
// Elements, documents, fragments and shadow roots each have their own `querySelectorAll`; nobody hooks it.
const query = (root, selector) => root.querySelectorAll(selector);
