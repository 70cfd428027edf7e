// An element gets back what it waited for.

// Attributes that wait, in the order in which they may come back (both/waits.js says under which names).
const WAITING =
    "srcset src imagesrcset href xlink:href poster data code srcdoc style background ping attributionsrc " +
    "fill stroke filter mask clip-path cursor marker-start marker-mid marker-end";
// What only the server's filter holds, and on these elements only: pages use such names for their own ends.
const WAITING_OF = { meta: "content ", form: "action ", button: "formaction ", input: "formaction " };
WAITING_OF.set = WAITING_OF.animate = "to from by values ";

// The whole of a `style`, which stands without what is held.
const HELD_TEXT = "data-held-text";
// A style but for its addresses, to tell whether it is still the same.
const withoutAddresses = (text) => styleOf(text, () => 1)[0];

function putStyle(element) {
    const held = getAttr(element, HELD_TEXT);
    if (held === null) return;
    removeAttr(element, HELD_TEXT);
    const { textContent } = element;
    // What the page has written in its place stays. (In SVG the text is markup, and nothing may have been left of it.)
    if (element.ownerSVGElement || !textContent || withoutAddresses(textContent) === withoutAddresses(held)) element.innerHTML = trust("HTML", held);
}

// Of a `style` attribute that the page has changed meanwhile only that comes back where nothing stands for an address.
function putDeclarations(element, held) {
    const { style } = element;
    if (withoutAddresses(getAttr(element, "style") || "") === withoutAddresses(held)) return setAttr(element, "style", held);
    const whole = doc.createElement("i").style;
    whole.cssText = held;
    // (WebKit writes variables with escapes.)
    for (const name of whole)
        if (/data\\?:\\?,/.test(style.getPropertyValue(name))) style.setProperty(name, whole.getPropertyValue(name), whole.getPropertyPriority(name));
}

function put(element, text) {
    shut(bitsOf(text) & stateBits());
    const isMade = elements.delete(element);
    removeAttr(element, "data-consent");
    if (element.localName === "template") return replace(element, element.ownerDocument.importNode(element.content, true));
    if (element.localName === "script") return run(element, isMade, text);
    const waiting = ((WAITING_OF[element.localName] || "") + WAITING).split(" ");
    // All names before any comes back: by ours the element is known to be marked by us.
    for (const [attribute, name] of waiting.map((attribute) => [attribute, waitsAs(element, attribute)])) {
        const value = getAttr(element, name);
        if (value === null) continue;
        removeAttr(element, name);
        vouch(value, text);
        // Without its namespace `xlink:href` means nothing; `href` means the same.
        if (attribute === "style") putDeclarations(element, value);
        else setAttr(element, attribute === "xlink:href" ? "href" : attribute, value);
    }
    putStyle(element);
    // An animation whose time had passed while it waited runs now.
    if (element.beginElement) element.beginElement();
    const { parentNode } = element;
    if (!parentNode) return;
    // A player that has looked for its source in vain looks again, once for all of them.
    if (element.localName === "source" && parentNode.load) later(() => parentNode.currentSrc || parentNode.load());
    // Of such a link only the insertion is noticed; and a document with code that is shown anew makes its calls again, so those
    // that wait end with the old one, which goes at once.
    if (hasAttr(element, "imagesrcset") || hasAttr(element, "srcdoc")) parentNode.insertBefore(element, element.nextSibling);
}

// What the site has marked itself goes by that mark, also where nobody knows the host: the gate, which sees the attribute
// come back, remembers these addresses as needing what the mark says.
function vouch(value, text) {
    for (const address of value.split(/[\s,()"']+/)) urls.set(address, [bitsOf(text) & stateBits()]);
}

// The same element anew: one that the parser has prepared never runs.
function copyOf(held, name, without) {
    const copy = held.ownerDocument.createElementNS(held.namespaceURI, name);
    for (const { name, value } of held.attributes) if (!without.test(name)) setAttr(copy, name, value);
    copy.nonce = held.nonce;
    copy.textContent = trust("Script", held.textContent);
    return copy;
}
