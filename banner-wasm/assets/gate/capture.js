// The wall: the rest of the page arrives as text, is filtered, and is written again.

// With the plain tag, running while the parser waits: everything behind the script becomes text.
function openWall() {
    const script = doc.currentScript;
    if (doc.readyState !== "loading" || !script || script.async || script.defer) return;
    // The server has held everything that needs more than what it says here.
    const mark = getAttr(script, "data-filtered");
    if (mark && !(mark & ~open)) return;
    docWrite(doc, "<plaintext hidden>");
    return true;
}

function whenComplete(go, pause) {
    if (doc.readyState === "complete") later(go, pause);
    else window.addEventListener("load", () => later(go, pause), { once: true });
}

function emit() {
    const wall = query(doc, "plaintext")[0];
    if (!wall) return finished || finish();
    const text = wall.textContent;
    // Without the core everybody else is unknown; behind a policy too, as no name is known either.
    let [html, need] = filtered(text);
    if (!core) html = policy() + html;
    // What waits in a closed root nobody finds again.
    if (need && /mode\W+closed/i.test(text)) queue.push({ need });
    // A browser that takes one import map: ours where the page has none.
    if (!isAll() && !isMapped && !/importmap/i.test(text)) mapModules(REACHED, true);
    const before = [...doc.head.childNodes];
    // The document type and comments, then both elements with their attributes.
    const root = doc.documentElement.cloneNode(false);
    append(root, doc.head.cloneNode(false));
    const start = [...doc.childNodes]
        .map((node) => (node.nodeType === 1 ? root.outerHTML.slice(0, -14) : new XMLSerializer().serializeToString(node)))
        .join("");
    // Closed while nothing is being read, a document is "complete" in Chromium at once, before its deferred scripts and its
    // pictures. So there the last element that is written closes it.
    customElements.define(
        "samtycke-end",
        class extends HTMLElement {
            connectedCallback() {
                this.remove(docClose(doc));
            }
        },
    );
    docOpen(doc);
    rearm();
    docWrite(doc, start);
    // The same nodes: scripts that have run do not run again.
    for (const node of before) append(doc.head, node);
    // A frame is looked at before the script behind it runs; animations of SVG begin with the end of the document. Whatever
    // comes of that, the page has to come whole.
    for (const part of html.split(/(?=<script)/i)) {
        docWrite(doc, part);
        tried(look)(observer.takeRecords());
    }
    if (window.chrome) docWrite(doc, "<samtycke-end>");
    // Elsewhere, and where the page ends within a text that swallows an element.
    docClose(doc);
    finish();
}
