// Pages of the site's own in frames, where no gate of theirs stands: one that has the tag, or neither code nor anything that
// waits, loads as ever. The text of any other is written into its frame, by a native that is hooked there. What is no page
// (SVG) waits as a whole.

// The address of such a page → where it came from, and its text.
const pages = new Map();
const WAY = { childList: true, subtree: true, attributeFilter: ["data-samtycke-page"] };

async function swapFrame(tag, name, url, element) {
    const [text, answer, isAway] = await readText(url);
    if (isAway) return swapped(tag, name, "", url, UNKNOWN);
    if (!answer || !/html|svg/.test(typeOf(answer))) return;
    const page = parse(text);
    const hasTag = [...page.scripts].some((script) => (script.src + script.text).includes(SITE.base + "/s/"));
    const policy = answer.headers.get("content-security-policy") || "";
    // What may stand in no frame is not shown.
    const isRefused = /deny/i.test(answer.headers.get("x-frame-options")) || /ancestors 'none'/.test(policy);
    if (hasTag || isRefused) return;
    const need = await knownNeed(() => filtered(text, url)[1] | (/<\?xml-style/.test(text) && UNKNOWN & ~stateBits()));
    if (!need && !page.scripts[0]) return;
    // What is in a sandbox cannot be written into, and what goes on by itself would go on from nowhere.
    const isShut = hasAttr(element, "sandbox") && !element.sandbox.contains("allow-same-origin");
    if (element.tagName !== "IFRAME" || !/html/.test(typeOf(answer)) || isShut || query(page, "[http-equiv=refresh i]")[0])
        return need && swapped(tag, name, "", url, need);
    const meta = doc.createElement("meta");
    meta.httpEquiv = "Content-Security-Policy";
    meta.content = policy;
    const whole = text.replace(/^\s*(<!doctype[^>]*>)?/i, (start) => start + (policy && meta.outerHTML));
    if (!pages.size) new MutationObserver(() => later(showPages)).observe(doc, WAY);
    pages.set(url, [answer.url + new NativeURL(url).hash, whole]);
    return withFirst(tag, "src data-samtycke-page=" + url);
}

// When a frame is there, and its realm hooked.
function showPages() {
    for (const frame of query(doc, "iframe[data-samtycke-page]")) {
        const [address, text] = pages.get(getAttr(frame, "data-samtycke-page")) || [];
        removeAttr(frame, "data-samtycke-page");
        if (!text) continue;
        const inside = frame.contentDocument;
        inside.open();
        frame.contentWindow.history.replaceState(null, "", address);
        inside.write(trust("HTML", text));
        inside.close();
    }
}
