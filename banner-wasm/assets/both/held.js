// What is held, and what of it may go.

// Everything held in a document: in its open shadow roots and its frames of the same origin too, where the author put it.
function heldIn(root) {
    const found = [];
    for (const element of query(root, "*")) {
        if (hasAttr(element, "data-consent") || missing.has(element)) found.push(element);
        // A document of another origin is null here; one that is the value of an attribute comes back as a whole.
        const { shadowRoot, contentDocument } = element;
        if (shadowRoot) found.push(...heldIn(shadowRoot));
        if (contentDocument && !hasAttr(element, "data-held-srcdoc")) found.push(...heldIn(contentDocument));
    }
    return found;
}

// And what scripts have made outside of it.
const held = () => new Set([...heldIn(doc), ...elements]);

// What an element waits for, if it may go now. A mark of the site's lets no address of a refused service go.
function allowed(element) {
    const text = getAttr(element, "data-consent");
    return text !== null && ask("allows", false, text) && !isRefused(element) && text;
}
