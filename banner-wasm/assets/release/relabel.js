// What is held as unknown gets the label that the filter gives it with the whole catalogue. It is read again as text and
// in a document of its own, where nothing is fetched.

// What has its label from the whole catalogue, and under which refusals.
const relabelled = new WeakMap();

function relabel(held) {
    const label = getAttr(held, "data-consent") || "";
    const refused = "" + get().refused;
    if (!/\bunknown\b/.test(label) || relabelled.get(held) === refused) return;
    relabelled.set(held, refused);
    const element = doc.implementation.createHTMLDocument("").importNode(held, true);
    removeAttr(element, "data-consent");
    if (getAttr(element, "type") === "text/plain") removeAttr(element, "type");
    for (const name of ["data-type", ...WAITING.split(" ").map((name) => waitsAs(element, name))]) {
        const value = getAttr(element, name);
        if (value === null) continue;
        removeAttr(element, name);
        setAttr(element, name.replace(/^data-(held-)?/, ""), value);
    }
    const style = getAttr(element, HELD_TEXT);
    // The filter reads no prefixes, which only scripts can make.
    const html = style === null ? element.outerHTML.replace(/^<[^\s>]*:/, "<") : "<style>" + style + "</style>";
    const found = / data-consent="([^"]*)"/.exec(filtered(html, held.baseURI)[0]);
    setAttr(held, "data-consent", label.replace(/\bunknown\b/, found ? found[1] : "functional"));
}
