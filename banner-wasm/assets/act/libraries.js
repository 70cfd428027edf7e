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

// A sheet that a script makes and that waits says once that it has failed: there are pages that show nothing before each of
// theirs has come or failed (React, for a minute), and of Next those that wait for a script (`beforeInteractive`) do nothing.
// When it may come, it says that it has come.
const failed = new WeakSet();
function failSheets() {
    for (const link of elements) {
        if (failed.has(link) || !(link.matches("link[rel*=sheet i][data-consent]") || ("" + window.__next_s).includes(link.src || doc))) continue;
        failed.add(link);
        link.dispatchEvent(new Event("error"));
    }
}
