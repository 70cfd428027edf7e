// What is kept back: elements in the held form (data-consent, data-held-src …), and calls as promises to make them.

// Calls that wait for a choice: { need, go, fail }.
const queue = [];
// Elements that a script made and we hold; the ones in the document are found by their attributes as well.
const elements = new Set();
// Scripts that the parser has prepared: they can only run as a copy.
const spent = new WeakSet();
const counted = new WeakSet();
// Embeds that the visitor has loaded for this once: each may have these addresses, and no other.
const once = new WeakMap();
const counts = { preferences: 0, statistics: 0, advertising: 0, unknown: 0 };
let announcing = false;

function count(need) {
    for (const bit in LABELS) if (need & bit) counts[LABELS[bit]]++;
    if (announcing) return;
    announcing = true;
    later(() => {
        announcing = false;
        act("embeds");
        tell("blocked", { ...counts });
    }, 200);
}

// The `data-consent` expression that is true when `need` is met.
function expression(need) {
    if (need & UNKNOWN) return LABELS[UNKNOWN];
    return Object.entries(LABELS)
        .flatMap(([bit, label]) => (need & bit ? label : []))
        .join(" & ");
}

// The words of expressions with their bits, to count what waits; and an expression with their places, as the core has it.
const BITS = { functional: 1, preferences: 2, statistics: 4, advertising: 8, ...SITE.purposes, all: UNKNOWN, unknown: UNKNOWN };
const placesOf = (text) => text.toLowerCase().replace(/[^!&|,\s]+/g, (word) => Math.log2(BITS[word]));
const bitsOf = (text) => text.split(/[^\w-]+/).reduce((bits, word) => bits | BITS[word], 0) & ~1;

// Keeps a call back (without `go`: one that cannot be made later; when it may, the page is loaded anew); `fail` tells the
// caller that the network said no. Refused once, it fails at once. `again` asks for the need as it is by then: the whole
// catalogue may have come, or a service been refused.
function hold(need, go, fail, again) {
    count(need);
    if (chosen) return fail && fail();
    queue.push({
        get need() {
            return again ? again() : need;
        },
        go,
        fail,
    });
}

// Keeps back what `attribute` would fetch; the element stays the same one until it is released.
function holdAttribute(element, attribute, value, need) {
    const old = getAttr(element, "data-consent");
    const added = expression(need);
    setAttr(element, "data-held-" + attribute, value);
    if (old === null) {
        setAttr(element, "data-consent", added);
        counted.add(element);
        count(need);
    } else if (!old.includes(added)) {
        setAttr(element, "data-consent", old.replace(/\||$/g, " & " + added + "$&"));
    }
    elements.add(element);
}

// Counts an element that waits. An import map that comes late is none: its page is loaded anew.
const countHeld = (element, need) => (/importmap/i.test(getAttr(element, "data-type")) ? hold(need) : count(need));

// Counts an element that the HTML filter or the site itself has marked.
function note(element) {
    // It may stand somewhere else now, for who draws in its place.
    if (counted.has(element)) return count(0);
    counted.add(element);
    const text = getAttr(element, "data-consent");
    if (ask("allows", false, text)) scheduleRelease();
    else countHeld(element, bitsOf(text));
}

// The address a held attribute will have, or null.
function heldValue(element, attribute) {
    return getAttr(element, "data-held-" + attribute);
}
