// Forms, clicks that a script makes, and frames that lead themselves go to no known tracker, and in a frame of the page, where
// they can be made up for, to nobody unknown.

function goesTo(element, address, target, again) {
    // Who names none means that of the page's base.
    const name = target ?? getAttr(query(doc, "base[target]")[0] || element, "target");
    const inFrame = name ? name in window : element.ownerDocument !== doc;
    const need = urlNeed(address || "") & (inFrame ? 31 : 14);
    if (!shut(need)) return false;
    // By the time that it goes on the base may name another, and the page would go away.
    if (target === null && name) setAttr(element, "target", name);
    hold(need, inFrame ? again : () => {});
    return true;
}

// A frame of the site's own that a refresh would lead to who has to wait is stopped, and loaded again when it may go.
function refreshes(realm) {
    for (const meta of query(realm.document, "meta[content]")) {
        const need = needFor(REFRESH, "", meta.content, (name) => getAttr(meta, name), urlNeed);
        if (!shut(need)) continue;
        realm.stop();
        hold(need, () => realm.location.reload());
    }
}

// What a form or a button says; the server's filter may have held it.
const saidBy = (element, name) => getAttr(element, "data-held-" + name) || getAttr(element, name);

function submit(native, form) {
    const go = () => apply(native, form, []);
    if (!goesTo(form, saidBy(form, "action"), getAttr(form, "target"), go)) go();
}

function left(event) {
    const { submitter, destination } = event;
    // In an open shadow root too.
    const [target] = event.composedPath?.() || [event.target];
    if (destination) {
        const { url } = destination;
        const isScripts = event.cancelable && !event.userInitiated;
        if (isScripts && goesTo(target, url, "", () => target.navigate(url))) event.preventDefault();
        return;
    }
    if (event.type === "submit") {
        // Heard before the site's own listeners, and after, as they may have set another address.
        if (event.defaultPrevented) return;
        const said = (name) => (submitter && saidBy(submitter, "form" + name)) || saidBy(target, name);
        if (goesTo(target, said("action"), said("target"), () => target.requestSubmit(submitter))) event.preventDefault();
        return;
    }
    const link = target.closest?.("a,area");
    // In SVG the name may have a prefix, and only the attribute itself keeps what that stands for.
    const node = link && (link.attributes.href || link.attributes["xlink:href"]);
    const again = () => link.dispatchEvent(new MouseEvent("click"));
    if (node && goesTo(link, node.value, getAttr(link, "target"), again)) {
        // Not every click that a script makes can be prevented.
        link.removeAttributeNode(node);
        queueMicrotask(() => link.setAttributeNode(node));
    }
}
