// Tags that were written for other products become ours. What their marks mean is the core's table (`foreign.rs`),
// which the collector puts in; services and purposes are the site's own.

const adopted = new WeakSet();
const SOURCES = ["src", "srcset", "href", "poster", "data"];

// A name as an id, as `foreign::slug` makes it.
const slug = (name) =>
    name
        .toLowerCase()
        .replace(/[^\p{Alphabetic}\p{N}]+/gu, "-")
        .replace(/^-|-$/g, "");

// Not what every object has, such as `constructor`.
const ownOf = (object, name) => Object.hasOwn(object, name) && object[name];

// Gives every tag of theirs our marks; then what may go already is released.
function adoptAll() {
    let mayGo = false;
    for (const mark of TAGS.marks) {
        const [attribute, , reading, prefix] = mark;
        const selector = reading === 1 ? '[class*="' + prefix + '"]' : "[" + attribute + "]";
        for (const element of query(doc, selector)) {
            const text = adopt(element, mark);
            mayGo ||= text && ask("allows", false, text);
        }
    }
    if (mayGo) scheduleRelease();
}

// The expression that an element waits for from now on, if it does.
function adopt(element, [attribute, sign, reading, prefix, words, held, isTemplate]) {
    // A mark of the site's own in our form counts for more; one that the gate made of the host, for less.
    if (adopted.has(element) || (hasAttr(element, "data-consent") && !elements.has(element))) return;
    const has = (name) => hasAttr(element, name);
    const isScript = element.localName === "script";
    const isPlain = isScript && /^\s*text\/plain\s*$/i.test(getAttr(element, "type"));
    const theirs = held.find(has);
    // A script of another type has run, or is what the release made of one that waited.
    if (!isPlain && !theirs && (isScript || !SOURCES.some((name) => has(waitsAs(element, name)))) && !(isTemplate && element.localName === "template")) return;
    if (sign && ![...element.attributes].some(({ name, value }) => (name + value).includes(sign))) return;
    const text = expressionOf(getAttr(element, attribute), reading, prefix, TAGS.words[words]);
    // What runs where something is refused waits for the refusal.
    if (!text || (text.includes("!") && !(stateBits() & CHOSEN))) return;
    adopted.add(element);
    setAttr(element, "data-consent", text);
    // The gate takes a type away to hold a script; this one never ran by it.
    if (isPlain && getAttr(element, "data-type") === "text/plain") removeAttr(element, "data-type");
    const source = theirs || (isPlain && getAttr(element, "src") && "src");
    if (source) {
        const name = waitsAs(element, "src");
        if (!has(name)) setAttr(element, name, getAttr(element, source));
        removeAttr(element, source);
    }
    if (isScript && !isPlain) {
        // The parser has run it with an empty address: it can only run as a copy.
        const type = getAttr(element, "type");
        if (/module/i.test(type)) setAttr(element, "data-type", type);
        setAttr(element, "type", "text/plain");
        spent.add(element);
    }
    return text;
}

// The expression that a mark's value stands for; undefined when a word of it is not known.
function expressionOf(value, reading, prefix, words) {
    let names = reading === 2 ? [value.trim()] : value.split(/[,\s]+/);
    if (reading === 1) {
        names = names.filter((name) => name.startsWith(prefix)).flatMap((name) => name.slice(prefix.length).split("-"));
    }
    const parts = [];
    for (let name of names) {
        if (!name) continue;
        const not = name[0] === "!" ? "!" : "";
        if (not) name = name.slice(1);
        let word = name.toLowerCase();
        if (word.startsWith(prefix)) word = word.slice(prefix.length);
        const id = slug(name);
        const ours = ownOf(words, word) || ownOf(TAGS.services, id) || (ownOf(SITE.purposes, id) && id);
        if (!ours) return;
        parts.push(not + ours);
    }
    return parts.join(" & ");
}

// What scripts add later is looked at when it has come; while the parser is at work a tag may not be whole.
let looking = false;
function lookSoon() {
    if (looking || doc.readyState === "loading") return;
    looking = true;
    later(() => {
        looking = false;
        adoptAll();
    }, 300);
}
new MutationObserver(lookSoon).observe(doc, { childList: true, subtree: true });
hear(doc, "DOMContentLoaded", lookSoon);
// What runs where something is refused has waited for that.
hear(doc, "samtycke:change", adoptAll);
if (doc.readyState !== "loading") adoptAll();
