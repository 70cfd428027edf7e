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

// Something is held, perhaps an embed, or what is held is known better. Open shadow roots have been in the markup, too.
const embeds = (root = doc) => {
    if (root === doc) failAwaited();
    if (panelScript) return panel();
    query(root, EMBEDS).forEach((one) => near.observe(one));
    query(root, "*").forEach(({ shadowRoot }) => shadowRoot && embeds(shadowRoot));
};
