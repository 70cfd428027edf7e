// Everything that fetches because of markup: which attribute of which element, and HTML given as text.

// Element → its fetching attributes. A new channel is a new entry; those of SVG are known by being none of HTML.
const FETCHING = {
    script: { src: ADDRESS, href: ADDRESS, "xlink:href": ADDRESS },
    img: { srcset: LIST, src: ADDRESS },
    iframe: { src: ADDRESS, srcdoc: HTML },
    frame: { src: ADDRESS },
    link: { imagesrcset: LIST, href: ADDRESS },
    source: { srcset: LIST, src: ADDRESS },
    video: { poster: ADDRESS, src: ADDRESS },
    audio: { src: ADDRESS },
    track: { src: ADDRESS },
    embed: { src: ADDRESS },
    object: { data: ADDRESS },
    input: { src: ADDRESS },
    set: { to: LIST },
    animate: { values: LIST, to: LIST, from: LIST },
    a: { ping: LIST },
    area: { ping: LIST },
    meta: { content: REFRESH },
    image: { href: ADDRESS, "xlink:href": ADDRESS },
    use: { href: ADDRESS, "xlink:href": ADDRESS },
    feImage: { href: ADDRESS, "xlink:href": ADDRESS },
};
// Properties that are not spelled like their attribute.
const PROPERTIES = { imagesrcset: "imageSrcset" };
const STYLE = 5;
const WATCHED = { __proto__: null, rel: true, background: true };
for (const tag in FETCHING) for (const attribute in FETCHING[tag]) WATCHED[attribute] = true;
// Attributes that any element may have: a style, and the oldest of all backgrounds.
for (const name of "style fill stroke filter mask clip-path cursor marker-start marker-mid marker-end".split(" "))
    WATCHED[name] = STYLE;
const SELECTOR =
    Object.keys(FETCHING).join().replace(/\ba,area/, "[ping]") + ",style,[style*=rl],[background],[data-consent]";
// A link of another relation (canonical, alternate …) fetches nothing.
const FETCHING_LINK = /sheet|load|fetch|connect|render|icon|manifest/i;
const HELD = {};

// The value to set natively, or HELD when it has been kept back.
function admit(element, attribute, value) {
    value = plain(value);
    const text = "" + value;
    if (WATCHED[attribute] === STYLE) return styleText(text, () => setAttr(element, attribute, text));
    const { localName } = element;
    if (attribute === "rel" && FETCHING_LINK.test(text)) guardLink(element);
    const entry = FETCHING[localName];
    const how = attribute === "background" ? ADDRESS : entry?.[attribute];
    if (!how || once.get(element)?.includes(text)) return value;
    if (how === HTML) return frameHtml(text, () => setAttr(element, attribute, text));
    let need = how === LIST ? listNeed(text) : how === REFRESH ? refreshNeed(element, text) : urlNeed(text);
    if (need && localName === "link" && element.rel && !FETCHING_LINK.test(element.rel)) need = 0;
    if (shut(need)) {
        holdAttribute(element, attribute, text, need);
        return HELD;
    }
    if (elements.has(element)) removeAttr(element, "data-" + attribute);
    return value;
}

// What a link has been given is looked at as if it had no relation yet.
function guardLink(link) {
    removeAttr(link, "rel");
    if (link.localName === "link") guard(link);
}

// A page may send its visitor anywhere but to a tracker; a frame in it is no visitor.
function refreshNeed(element, text) {
    const [, address] = /url\s*=\s*["']?([^"']*)/i.exec(text) || [];
    if (!address || !/refresh/i.test(getAttr(element, "http-equiv"))) return 0;
    return urlNeed(address) & (element.ownerDocument === doc ? 14 : 31);
}

// Looks at an element that got its attributes where no hook saw them: a clone, a template, another document.
// `late` means that the parser has already seen it.
function guard(element, late) {
    const entry = FETCHING[element.localName];
    const isScript = element.localName === "script";
    for (const attribute of ["style", "background", ...Object.keys(entry || {})]) {
        const value = getAttr(element, attribute);
        if (!value) continue;
        const admitted = admit(element, attribute, value);
        if (admitted === HELD) {
            if (late && isScript) retire(element);
            removeAttr(element, attribute);
        } else if (admitted !== value) {
            setAttr(element, attribute, admitted);
        }
    }
    if (isStyle(element)) guardStyle(element);
    else if (isScript && !late && element.text) guardCode(element);
}

// What a script holds besides its address would run while that waits. An import map, or code that imports past every
// hook: the filter tells.
function guardCode(script) {
    if (elements.has(script) && !spent.has(script)) return retire(script);
    if (hasAttr(script, "data-consent") || !/import|from|\/\//.test(script.text)) return;
    const html = script.outerHTML;
    const need = labelled(filterHtml(html), html);
    if (!need) return;
    retire(script);
    setAttr(script, "data-consent", expression(need));
    elements.add(script);
    counted.add(script);
    count(need);
}

// What the core's filter says that a text waits for; 0 when it left it as it was.
const labelled = (filtered, text) =>
    filtered === text ? 0 : bitsOf((/ data-consent="([^"]*)/.exec(filtered) || ["", "all"])[1]);

// Takes the type from a script that the parser has prepared, so that it does not run; its release is a copy.
function retire(script) {
    const type = getAttr(script, "type");
    if (type !== null) setAttr(script, "data-type", type);
    setAttr(script, "type", "text/plain");
    spent.add(script);
}

function guardTree(node) {
    if (node.target === "xml-stylesheet") node.data = "";
    if (node.nodeType === 1) guard(node);
    if (node.firstElementChild) for (const element of query(node, SELECTOR)) guard(element);
}

// The core's filter answers nothing for a text that may stay as it is; null means that there is no core.
function askFilter(text) {
    return ask("filter", null, text) ?? (core ? text : null);
}

// HTML without what may not be fetched yet. A template does for the core when there is none.
function filterHtml(text) {
    if (free || !/src|href|data|poster|url|import|consent/i.test(text)) return text;
    const filtered = askFilter(text);
    if (filtered !== null) return filtered;
    const template = doc.createElement("template");
    setHtml(template, text);
    guardTree(template.content);
    return getHtml(template);
}

// After HTML went in through a property: its scripts never run, so they must not be released either.
function settle(root) {
    if (!root) return;
    for (const element of query(root, "[data-consent]")) {
        if (element.localName === "script" && getAttr(element, "data-type") !== "text/css")
            removeAttr(element, "data-consent");
        else {
            elements.add(element);
            note(element);
        }
    }
}

// What is written with `document.write`, piece by piece: a tag may be cut in two.
const tails = new WeakMap();

function writeFiltered(native, target, text) {
    text = (tails.get(target) || "") + text;
    const cut = text.lastIndexOf("<");
    tails.delete(target);
    if (cut > text.lastIndexOf(">")) {
        tails.set(target, text.slice(cut));
        text = text.slice(0, cut);
        queueMicrotask(() => {
            const rest = tails.get(target);
            tails.delete(target);
            if (rest) native(filterHtml(rest));
        });
    }
    if (text) native(filterHtml(text));
    installFrames(target);
}

// The last line: sees what the parser made when no wall could be opened, and what the site itself marked.
const look = (records) => {
    for (const record of records) {
        if (record.type === "attributes") {
            if (!free) guard(record.target);
            continue;
        }
        if (isStyle(record.target) || record.type === "characterData") guardStyle(record.target);
        for (const node of record.addedNodes) {
            if (node.nodeType !== 1) continue;
            seen(node);
            if (node.firstElementChild) for (const element of query(node, SELECTOR)) seen(element);
        }
    }
};
const observer = new MutationObserver(look);

function seen(element) {
    if (element.localName === "iframe") installFrame(element);
    if (hasAttr(element, "data-consent")) note(element);
    else if (!free) guard(element, true);
    // Its modules may be looked up soon.
    else if (isMapped && element.src) urlNeed(element.src);
}

function observe(root) {
    observer.observe(root, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
        attributeFilter: ["src", "srcset", "href", "data", "poster"],
    });
}
