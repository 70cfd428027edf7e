// The filter: goes through markup once and puts what waits into the held form; all else stays, letter for letter. It
// reads tags as browsers do (HTML Standard, section 13.2.5) and knows no tree: where text could be markup after all (in
// SVG, in a `select`, in `noscript`), both readings are filtered. The server's filter is consent_core::markup; a story
// holds one to the other.

// What `\s` is in markup, where other spaces are letters.
const GAP = "\\t\\n\\f\\r ";
const VALUE = `[${GAP}]*=[${GAP}]*(?:"[^"]*"|'[^']*'|(?!["'${GAP}])[^>${GAP}]*(?=[>${GAP}]))`;
const NAME = `[^/>${GAP}][^/>=${GAP}]*(?=[/>=${GAP}])`;
const ATTRIBUTE = RegExp(`(${NAME})(${VALUE})?`, "g");
// Comments, what ends with the next `>`, and tags: no text is read in two ways, so none is read twice.
const MARKUP =
    `<!--(?:-?>|[^]*?(?:--!?>|$))|<(?:[!?]|/(?![a-z]))[^>]*>?|` +
    `<(/?)([a-z][^/>${GAP}]*)((?:([/${GAP}])|${NAME}(?:${VALUE}|(?![${GAP}]*=)))*)>`;
// Elements whose content is text.
const RAW = /^(script|style|noscript|textarea|title|xmp|iframe|noembed|noframes)$/;
const TAG = /<[a-z]/i;
const MAX_DEPTH = 4;
// As the browser reads it, whose parser knows all references, and where one needs no semicolon. (In the page itself Chromium
// would take no shadow roots of its markup any more.)
const paper = doc.implementation.createHTMLDocument("").createRange();
const decode = (value) =>
    /&/.test(value)
        ? getAttr(parseFragment(paper, trust("HTML", `<p title="${value.replace(/"/g, "&quot;")}">`)).firstChild, "title")
        : value;
const quoted = (text) => `="${text.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"`;
const letterOf = (code) => String.fromCodePoint(code < 0x110000 ? +code : 0xfffd);

// What a script holds besides its address would run while that waits, and import past every hook.
function codeNeed(type, text, needOf) {
    const kind = (type || "").trim();
    let need = 0;
    // An address behind escapes is none that we know.
    if (/^(importmap|speculationrules)$/i.test(kind)) need = listNeed(text, needOf) | (/\\u/.test(text) && UNKNOWN & ~open);
    else if (!kind || /^module$|script/i.test(kind))
        for (const [, , url] of text.matchAll(/(?:^|[^\w$])(?:import|from)(?:[\s(]|\/\*(?:[^*]|\*(?!\/))*\*\/)*(["'\x60])(?=([^]*?)(?:\1|$))/g))
            need |= needOf(url);
    return need;
}

// The text as it may stand, and what the rest of it waits for. `base` is that of the document around it; with `isInert` its
// scripts never run, and stay as they are.
function filtered(html, base, depth = 0, isInert) {
    let needs = 0;
    let hasLeft = 0;
    let foreign = 0;
    let isLoose = false;
    const needOf = (url, isFrame) => urlNeed(url, isFrame, base) & ~open;
    const label = (need) => {
        needs |= need;
        return ` data-consent="${expression(need)}"`;
    };

    // A start tag, in the held form when an attribute or the text behind has to wait.
    function startTag(tag, name, attributes, text) {
        if (name === "feimage") name = "feImage";
        if (!FETCHING[name] && name !== "base" && !/rl|image|attrib|back|[\\&]/i.test(attributes)) return tag;
        // The first of a name counts.
        const values = { __proto__: null };
        attributes += ">";
        attributes.replace(ATTRIBUTE, (_, key, value = "") => {
            value = value.replace(/^\s*=\s*/, "");
            values[key.toLowerCase()] ??= decode(/^["']/.test(value) ? value.slice(1, -1) : value);
        });
        // The first base counts; but one that leads to where something is held is believed even after one that does not,
        // which may have stood where it has no effect (in a `template`).
        if (name === "base" && !hasLeft && values.href) {
            hasLeft = urlNeed(values.href) & ~open;
            base = values.href;
        }
        const isScript = name === "script";
        if (isScript && (isInert || /^\s*text\/plain\s*$/i.test(values.type))) return tag;
        let need = isScript && values.src === undefined ? codeNeed(values.type, text, needOf) : 0;
        // What stands before the name of an attribute that waits.
        const renamed = { __proto__: null };
        if (isScript) renamed.type = "data-";
        for (const key in values) {
            const value = values[key];
            const how = howOf(name, key);
            let safe;
            let one = 0;
            if (how === STYLE) [safe, one] = styleOf(value, needOf);
            else if (how === HTML && depth < MAX_DEPTH) [safe, one] = frameOf(value, base, depth + 1);
            else if (how === HTML) one = TAG.test(value) ? UNKNOWN : 0;
            // What a tag does not say it will not say.
            else if (how) one = needFor(how, name, value, (key) => values[key] ?? "-", needOf, !depth);
            const beside = safe === undefined ? "" : key + quoted(safe) + " ";
            if (one) renamed[key] = beside + "data-held-";
            need |= one;
        }
        if (!need) return tag;
        const rest = attributes.replace(ATTRIBUTE, (all, key) => {
            key = key.toLowerCase();
            const before = renamed[key];
            if (!before) return all;
            // Once the first has another name, the next would count.
            renamed[key] = before.split(" ").pop();
            return before + all;
        });
        const own = values["data-consent"] ? "" : label(need);
        needs |= need;
        return tag.slice(0, name.length + 1) + (isScript ? ' type="text/plain"' : "") + own + rest;
    }

    function walk(html) {
        const tags = RegExp(MARKUP, "gi");
        let out = "";
        let done = 0;
        let found;
        while ((found = tags.exec(html))) {
            let [tag, slash, name, attributes, gap] = found;
            if (!name) continue;
            name = name.toLowerCase();
            const isRoot = /^(svg|math)$/.test(name);
            if (slash) {
                if (isRoot && foreign) foreign--;
                continue;
            }
            const start = tags.lastIndex;
            const isRaw = RAW.test(name) && !(foreign && gap === "/") && depth < MAX_DEPTH;
            const text = isRaw ? html.slice(start, rawEnd(html, start, name, !foreign)) : "";
            const end = (tags.lastIndex = start + text.length);
            if (!isRaw) {
                if (isRoot && gap !== "/") foreign++;
                isLoose ||= /^(svg|math|select|frameset)$/.test(name);
            }
            out += html.slice(done, found.index);
            tag = startTag(tag, name, attributes, text);
            done = end;
            if (name === "plaintext" && !isLoose) {
                out += tag;
                break;
            }
            const isEither = foreign || name === "noscript" || (isLoose && !/^(script|textarea|title)$/.test(name));
            const asMarkup = (text) => {
                if (!isEither || !TAG.test(text)) return text;
                depth++;
                text = walk(text);
                depth--;
                return text;
            };
            const inner = asMarkup(text);
            let [safe, need] = name === "style" ? styleOf(inner, needOf) : [inner];
            // In SVG references count in a style, too.
            const decoded = need >= 0 && isEither ? decode(inner) : inner;
            if (decoded !== inner) need |= styleOf(decoded, needOf)[1];
            if (need) {
                // What was taken out may have ended a quotation that hid a tag: then nothing stays.
                const before = [needs, base, hasLeft, foreign, isLoose];
                if (decoded !== inner || asMarkup(safe) !== safe) safe = "";
                [needs, base, hasLeft, foreign, isLoose] = before;
                // The whole waits in an attribute: who meets the markup as the server has written it finds no other element.
                tag = tag.slice(0, -1) + label(need) + " data-held-text" + quoted(inner) + ">";
            }
            out += tag + safe;
        }
        return out + html.slice(done);
    }
    return [walk(html), needs];
}

// Where the text of an element ends. In a script a `<script` after `<!--` hides the next `</script`.
function rawEnd(html, from, name, isHtml) {
    const marks = RegExp(`<!--|-->|<(/?)${name}(?=[/>${GAP}])`, "gi");
    marks.lastIndex = from;
    let isEscaped = false;
    let isHidden = false;
    for (let mark; (mark = marks.exec(html)); ) {
        const [what, slash] = mark;
        if (what === "<!--") {
            isEscaped ||= isHtml && name === "script";
            // The dashes may be those of `-->` already.
            marks.lastIndex -= 2;
        } else if (what === "-->") isEscaped = isHidden = false;
        else if (!slash) isHidden = isEscaped;
        else if (isHidden) isHidden = false;
        else return mark.index;
    }
    return html.length;
}

// A document in an attribute. With code in it, it waits for everything that is asked, and meanwhile stays in use behind a
// policy; once, as what is read from one frame may be written to another.
function frameOf(text, base, depth) {
    const [safe, need] = filtered(text, base, depth);
    const hasCode = UNKNOWN & ~open && /<script(?! type="text\/plain")|\bon\w+\s*=|javascript:/i.test(text) && !text.startsWith(FRAME_START);
    return hasCode ? [frameStart(text) + safe, need | UNKNOWN, hasCode] : [safe, need];
}

function filterHtml(text, isInert) {
    return free || !text.includes("<") ? text : filtered(text, "", 0, isInert)[0];
}
