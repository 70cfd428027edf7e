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
    body: { background: ADDRESS },
    embed: { src: ADDRESS, code: ADDRESS },
    object: { data: ADDRESS },
    input: { src: ADDRESS },
    set: { to: LIST },
    animate: { values: LIST, to: LIST, from: LIST },
    a: { ping: LIST },
    area: { ping: LIST },
    meta: { content: REFRESH },
    // In HTML another name for `img`.
    image: { srcset: LIST, src: ADDRESS, href: ADDRESS, "xlink:href": ADDRESS },
    use: { href: ADDRESS, "xlink:href": ADDRESS },
    feImage: { href: ADDRESS, "xlink:href": ADDRESS },
};
const STYLE = 5;
// Attributes that any element may have: an address, a style, or a part of one.
const ANYWHERE = { __proto__: null, background: LIST, attributionsrc: LIST };
let SELECTOR = Object.keys(FETCHING).join().replace(/\ba,area/, "[ping]") + ",style,[background],[data-consent],[style]";
for (const name of "style fill stroke filter mask clip-path cursor marker-start marker-mid marker-end".split(" ")) {
    ANYWHERE[name] = STYLE;
    SELECTOR += `,[${name}*=rl]`;
}
const WATCHED = Object.assign({ __proto__: null, rel: 1 }, ANYWHERE, ...Object.values(FETCHING));
// A link of another relation (canonical, alternate …) fetches nothing.
const FETCHING_LINK = /sheet|load|fetch|connect|render|icon|manifest|dictionary/i;
const HELD = {};

const howOf = (tag, attribute) => FETCHING[tag]?.[attribute] || ANYWHERE[attribute];

// What an attribute waits for that is none of style and HTML. `get` reads the element's others.
function needFor(how, tag, text, get, needOf, isMain) {
    if (how === REFRESH) {
        // A page may send its visitor anywhere but to a tracker; a frame in it is no visitor.
        const [, address] = /^[\s\d.]+[;,\s]\s*(?:url\s*=\s*)?["']?([^"']*)/i.exec(text) || [];
        return address && /refresh/i.test(get("http-equiv")) ? needOf(address) & (isMain ? 14 : 31) : 0;
    }
    const rel = tag === "link" && get("rel");
    if (rel && !FETCHING_LINK.test(rel)) return 0;
    return how === LIST ? listNeed(text, needOf) : needOf(text, /^(i?frame|object|embed)$/.test(tag));
}

// The value to set natively, or HELD when it has been kept back. Most of what a page sets has been asked about before: what
// knows that is short, to be compiled into the hook itself.
function admit(element, attribute, value) {
    const known = attribute === "src" && urls.get(value);
    return known && !known[0] && known[1] === element.baseURI && !elements.has(element)
        ? value
        : judge(element, attribute, value);
}

function judge(element, attribute, value) {
    value = plain(value);
    const text = "" + value;
    const { localName } = element;
    const how = howOf(localName, attribute);
    if (how === STYLE) return styleText(text, () => setAttr(element, attribute, text));
    if (attribute === "rel" && FETCHING_LINK.test(text)) guardLink(element);
    if (!how || once.get(element)?.includes(text)) return value;
    // A style sheet of the site's own is read first.
    if (attribute === "href" && acts?.readsLink(element, text)) return HELD;
    if (how === HTML) {
        demand(localName, attribute, value);
        return alike(value, frameHtml(text, () => setAttr(element, attribute, text)));
    }
    const isOwn = element.ownerDocument === doc;
    const needOf = (url, isFrame) => urlNeed(url, isFrame, isOwn ? "" : element.baseURI);
    const need = needFor(how, localName, text, (name) => getAttr(element, name), needOf, isOwn);
    if (shut(need)) {
        demand(localName, attribute, value);
        holdAttribute(element, attribute, text, need);
        return HELD;
    }
    if (elements.has(element)) removeAttr(element, "data-held-" + attribute);
    return value;
}

// What a link has been given is looked at as if it had no relation yet.
function guardLink(link) {
    removeAttr(link, "rel");
    if (link.localName === "link") guard(link);
}

// Looks at an element that got its attributes where no hook saw them: a clone, a template, another document.
// `late` means that the parser has already seen it.
function guard(element, late) {
    const isScript = element.localName === "script";
    // Most have none that counts. (With a prefix, which may be any, the name is longer.)
    const isWatched = namesOf(element).some((name) => WATCHED[name] || /:/.test(name));
    for (const { name, localName, value } of isWatched ? [...attributesOf(element)] : []) {
        if (!value || !howOf(element.localName, localName)) continue;
        const admitted = admit(element, localName, trustAttr(localName, value));
        if (admitted === HELD) {
            if (late && isScript) retire(element);
            removeAttr(element, name);
        } else if ("" + admitted !== value) {
            setAttr(element, name, admitted);
        }
    }
    if (isStyle(element)) guardStyle(element);
    else if (isScript && !late && element.text) guardCode(element);
}

function guardCode(script) {
    if (elements.has(script) && !spent.has(script)) return retire(script);
    if (hasAttr(script, "data-consent") || hasAttr(script, "src")) return;
    const need = codeNeed(script.type, script.text, urlNeed) & ~open;
    if (!need) return;
    retire(script);
    setAttr(script, "data-consent", expression(need));
    elements.add(script);
    counted.add(script);
    countHeld(script, need);
}

// Takes the type from a script that the parser has prepared, so that it does not run; its release is a copy.
function retire(script) {
    const type = getAttr(script, "type");
    if (type !== null) setAttr(script, "data-type", type);
    setAttr(script, "type", "text/plain");
    spent.add(script);
}

function guardTree(node) {
    if (node.target === "xml-stylesheet") node.data += "";
    if (node.nodeType === 1) guard(node);
    if (node.firstElementChild) for (const element of query(node, SELECTOR)) guard(element);
}

// After HTML went in through a property: its scripts never run, so they must not be released either; and they keep their
// addresses, for who makes others of them.
function settle(node, text, given) {
    // (Of a template its content.)
    const root = node.content || node;
    if (/<script/i.test(text))
        for (const script of query(root, "script"))
            if (hasAttr(script, "src")) once.set(script, getAttr(script, "src"));
    for (const element of text !== given ? query(root, "[data-consent]") : []) {
        // It stood there before.
        if (counted.has(element)) continue;
        if (element.localName === "script") removeAttr(element, "data-consent");
        else {
            elements.add(element);
            note(element);
        }
    }
    installFrames(root);
}

// What is written with `document.write`, piece by piece: a tag may be cut in two.
const tails = new WeakMap();

function writeFiltered(native, target, text) {
    text = (tails.get(target) || "") + text;
    // A tag, and a style, waits for its end.
    const cut = text.search(/<(?![\s\d])[^<>]*$|<style(?![^]*<\/style)|$/i);
    tails.set(target, text.slice(cut));
    text = text.slice(0, cut);
    queueMicrotask(() => {
        const rest = tails.get(target);
        tails.delete(target);
        // (To write when it is closed would begin another document.)
        if (rest && target.readyState === "loading") native(filterHtml(rest));
    });
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
    installRealms();
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
    // No window hears of a form that is sent in a shadow root.
    hear(root);
    observer.observe(root, {
        subtree: true,
        childList: true,
        characterData: true,
        attributeFilter: ["src", "srcset", "href", "data", "poster"],
    });
}
