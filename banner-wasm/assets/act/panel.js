// Placeholders, "what was stopped" and "my receipts" are a script of their own. It is fetched when an embed that waits comes
// near what is seen, and when the settings or one of the panels are opened.

let panelScript, panelWanted;

// What it is asked for: "stopped", "receipts", "links" (the settings are drawn), or nothing (embeds wait).
let panel = (wanted) => {
    panelWanted = wanted || panelWanted;
    // Named by the hash of this script, which has the release inside that it is part of.
    panelScript ||= fetchJoining(
        SITE.act.replace("act.", "panel." + language() + "."),
        (join) => (panel = join(shared, choose, openView, readKey, loadAnew))(panelWanted),
        () => (panelScript = null),
    );
};

const near = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && panel(), {
    rootMargin: "50%",
});

// A sheet that a script makes and that waits says once that it has failed: there are pages that show nothing before each of
// theirs has come or failed (React, for a minute). When it may come, it says that it has come.
const failed = new WeakSet();
function failSheets() {
    for (const link of elements) {
        if (link.localName !== "link" || !/sheet/i.test(link.rel) || !hasAttr(link, "data-consent") || failed.has(link)) continue;
        failed.add(link);
        link.dispatchEvent(new Event("error"));
    }
}

// Something is held, perhaps an embed, or what is held is known better. Open shadow roots have been in the markup, too.
const embeds = (root = doc) => {
    if (root === doc) failSheets();
    if (panelScript) return panel();
    query(root, EMBEDS).forEach((one) => near.observe(one));
    query(root, "*").forEach(({ shadowRoot }) => shadowRoot && embeds(shadowRoot));
};
