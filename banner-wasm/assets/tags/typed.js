// What the visitor has typed, where we load the page anew: kept for that moment in this tab's storage, and given back once.

// Of this page: frames of the site's own may be loaded anew at the same time.
const TYPED = "samtycke-typed " + location.href;
// In the order of the page. (Secrets are nobody's to keep, and what a browser would not remember either.)
const fields = () =>
    [...query(doc, "input,textarea,select")].filter(
        ({ type, autocomplete }) => !/^(hidden|file|password|submit|image)$/.test(type) && !/off$|password|cc-|one-time/.test(autocomplete),
    );
const nameOf = ({ localName, type, name, id }) => [localName, type, name, id].join();

// A field as it is, as text; or, with `came`, as it was when the page came.
function stateOf({ type, options, checked, value, defaultChecked, defaultValue }, came) {
    const selected = options && [...options].map((option) => (came ? option.defaultSelected : option.selected));
    const isChecked = came ? defaultChecked : checked;
    return JSON.stringify(selected || (/radio|checkbox/.test(type) ? isChecked : came ? defaultValue : value));
}

function keepTyped() {
    const typed = fields().map((field) => [nameOf(field), stateOf(field) !== stateOf(field, true) && stateOf(field)]);
    try {
        if (typed.some(([, state]) => state)) sessionStorage[TYPED] = JSON.stringify(typed);
    } catch {
        // The visitor has turned storage off.
    }
}

// As by the visitor's hand: frameworks listen, and some put properties of their own before the element's.
function type(field, state) {
    const { prototype } = field.localName === "input" ? HTMLInputElement : HTMLTextAreaElement;
    const set = (name) => Object.getOwnPropertyDescriptor(prototype, name).set.call(field, state);
    if (field.options) [...field.options].forEach((option, at) => (option.selected = state[at]));
    else set(typeof state === "string" ? "value" : "checked");
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
}

function giveTyped() {
    if (!isReady() || doc.readyState !== "complete") return later(giveTyped, 100);
    const typed = JSON.parse(sessionStorage[TYPED]);
    delete sessionStorage[TYPED];
    const now = fields();
    for (const [name, state] of typed) {
        const at = now.findIndex((field) => nameOf(field) === name);
        const [field] = at < 0 ? [] : now.splice(at, 1);
        if (field && state && stateOf(field) !== state) type(field, JSON.parse(state));
    }
}

try {
    if (TYPED in sessionStorage) giveTyped();
} catch {
    // Neither is anything read.
}
