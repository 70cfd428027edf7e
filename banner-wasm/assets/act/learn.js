// The whole catalogue: fetched when something unknown was met; then every verdict is taken anew.

const AGAIN_MS = 60000;
let learned, learning;

const learn = () => (learning ||= learnNow());

async function learnNow() {
    try {
        // As everybody fetches it: no cookie, no address of the page.
        const answer = await request(SITE.base + OWN.catalogue, { credentials: "omit", referrerPolicy: "no-referrer" });
        if (!answer.ok || !ask("learn", false, await answer.text())) throw 0;
    } catch {
        // What is unknown stays held; names stay the site's own.
        later(learnNow, AGAIN_MS);
        return;
    }
    forget();
    learned = true;
    sweep();
    // The parser may still have held elements to make.
    doc.readyState === "loading" ? addEventListener("DOMContentLoaded", lookAgain) : lookAgain();
}

// What was unknown may be functional, or of a category that has been granted.
function lookAgain() {
    embeds();
    const isKnown = ({ dataset, text }) =>
        text || [dataset.src, dataset.href].some((value) => value && isOpen(listNeed(value)));
    if (queue.some(({ need }) => isOpen(need)) || [...query(doc, "[data-consent*=unknown]"), ...elements].some(isKnown))
        scheduleRelease();
}
