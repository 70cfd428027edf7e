// What the visitor has typed, where we load the page anew: kept for that moment in this tab's storage, and given back once.

const TYPED = "samtycke-typed";
// In the order of the page. (Secrets are nobody's to keep, and what a browser would not remember either.)
const fields = () =>
    [...query(doc, "input,textarea,select")].filter(
        ({ type, autocomplete }) => !/^(hidden|file|password|submit|image)$/.test(type) && !/off$|password|cc-|one-time/.test(autocomplete),
    );
const nameOf = ({ localName, type, name, id }) => [localName, type, name, id].join();

// What stands in a field, where that is not what it came with.
function typedIn({ localName, type, options, value, checked, defaultValue, defaultChecked }) {
    if (localName === "select") {
        const isOther = ({ selected, defaultSelected }) => selected !== defaultSelected;
        return [...options].some(isOther) && [...options].map(({ selected }) => selected);
    }
    if (/radio|checkbox/.test(type)) return checked !== defaultChecked && { checked };
    return value !== defaultValue && { value };
}

function keepTyped() {
    const typed = fields().map((field) => [nameOf(field), typedIn(field)]);
    try {
        if (typed.some(([, entry]) => entry)) sessionStorage[TYPED] = JSON.stringify([location.href, typed]);
    } catch {
        // The visitor has turned storage off.
    }
}

// As by the visitor's hand: frameworks listen, and some put properties of their own before the element's.
function type(field, entry) {
    if (field.options) [...field.options].forEach((option, at) => (option.selected = entry[at]));
    else
        for (const name in entry)
            Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), name).set.call(field, entry[name]);
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}

function giveTyped() {
    if (!isReady() || doc.readyState !== "complete") return later(giveTyped, 100);
    const [address, typed] = JSON.parse(sessionStorage[TYPED]);
    delete sessionStorage[TYPED];
    if (address !== location.href) return;
    const now = fields();
    for (const [name, entry] of typed) {
        const at = now.findIndex((field) => nameOf(field) === name);
        const [field] = at < 0 ? [] : now.splice(at, 1);
        if (field && entry && !typedIn(field)) type(field, entry);
    }
}

try {
    if (TYPED in sessionStorage) giveTyped();
} catch {
    // Neither is anything read.
}
