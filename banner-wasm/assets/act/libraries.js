// What frameworks and libraries do that what is held would break. Nothing is held here: where this script does not come, they
// meet what waits as it is.

// A storage as the page has it is given back to the browser as that knows it.
hook(window, "StorageEvent", (native) =>
    new Proxy(native, {
        construct: (target, [type, init], self) =>
            construct(target, [type, { ...init, storageArea: behind.get(init?.storageArea) }], self),
    }),
);

// jQuery takes the type from a script while it inserts it, and fetches what that names itself: so the element never runs
// (release/run.js).
hook(HTMLScriptElement.prototype, "type", ({ get, set }) => ({
    get,
    set(value) {
        if (/^(true|false)\//.test(value)) once.set(this, "");
        apply(set, this, [value]);
    },
}));

// Who adds a script only where there is none finds one that waits, by its address. (What a page looks for in vain is looked for
// once more; nothing else changes. What is in parentheses may be what is not to be there.)
const hookQuery = (native) =>
    function (selector) {
        const found = apply(native, this, arguments);
        return (!found || (found instanceof NodeList && !found[0])) && /^[^(]*\[(src|href)[^(]*$/.test(selector)
            ? apply(native, this, [("" + selector).replace(/\[(?=src|href)/g, "[data-held-")])
            : found;
    };
for (const owner of [Document, DocumentFragment, Element])
    for (const member of ["querySelector", "querySelectorAll"]) hook(owner.prototype, member, hookQuery);

// What a script makes, and a page waits for before it does anything else, says once that it has failed: style sheets (React shows
// nothing for a minute), and the scripts in Next's list of those that come first (`beforeInteractive`). When it may come, it says
// that it has come.
const failed = new WeakSet();
function failAwaited() {
    for (const element of elements) {
        const isLink = element.matches("link[rel*=sheet i][data-consent]");
        if (failed.has(element) || !(isLink || ("" + window.__next_s).includes(getAttr(element, "data-held-src") || doc))) continue;
        failed.add(element);
        element.dispatchEvent(new Event("error"));
    }
}
