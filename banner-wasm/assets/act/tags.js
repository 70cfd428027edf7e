// Other products' tags, ids of clicks, what the site's own files bring in, what was typed on a page that we load anew, the policy
// once everything is refused, what a service worker or a worklet runs, and what developers ask to see, are a script of their own
// (tags.js): when it is fetched.

// It answers with what this one has it do, by place: `swapText` (tags/files.js), `sheetFor` (tags/sheets.js), `keepTyped`
// (tags/typed.js), `enclose` (tags/policy.js) and `readCode` (tags/code.js); with nothing when it does not come.
let tags, areTagsHere;
const fetchTags = () =>
    (tags ||= new Promise((done) => {
        const joined = (join) => done(join(shared, scheduleRelease, [learn, ownUrl, parse, needIn, isSheet, clean, leadsAway, namedIn]));
        fetchJoining(OWN.tags[0], joined, done);
    }).then((files) => {
        areTagsHere = true;
        return files;
    }));

// Whether the page was here before.
const isAgain = /load|back/.test(performance.getEntriesByType("navigation")[0]?.type);

// With what the visitor has typed. Nothing goes on this page any more that would come again on the next.
async function loadAnew() {
    scheduled = true;
    (await inTime(fetchTags()))?.[2]();
    location.reload();
}

// Frameworks write late: it is looked for again and again, each time after twice as long. An id in the address does not wait
// for the page.
function look(pause) {
    if ((isReady() && query(doc, OWN.tags[1])[0]) || RegExp(OWN.tags[2]).test(location) || isAgain) fetchTags();
    else later(look, pause, pause * 2);
}
look(200);

// Where the page leads to another site with such an id, that script takes it away first.
window.navigation?.addEventListener("navigate", (event) => {
    const { url } = event.destination;
    if (areTagsHere || !event.cancelable || event.formData || isOpen(8) || !RegExp(OWN.tags[2]).test(url) || !listNeed(url)) return;
    event.preventDefault();
    fetchTags().then(() => navigation.navigate(url, { history: event.navigationType }));
});
