// What the site's own files bring in of others, where a page that is still text names them: style sheets, and pages in frames.
// They are asked about before the page stands, which also warms the cache. Where something in them waits, or frames are there,
// another script changes the text (tags/files.js).

// What is asked about is waited for so long, in ms; that script waits on. What fails says nothing.
const SOON_MS = 1000;
const inTime = (answer) => Promise.race([answer.catch(() => {}), new Promise((done) => later(done, SOON_MS))]);

// The whole address, where the site itself is meant, and no service on it.
function ownUrl(address, base) {
    try {
        const url = new NativeURL(address, base);
        // (For where there are no quotes around it.)
        if (url.origin === location.origin && /^(http|blob)/.test(url) && !urlNeed(url.href)) return url.href.replace(/'/g, "%27");
    } catch {
        // None.
    }
}

// (Of a style that was parsed here Firefox would later fetch no import in the page, either.)
const parse = (html) =>
    new DOMParser().parseFromString(trust("HTML", html.replace(/<(\/?)style/gi, "<$1xmp")), "text/html");
const needIn = (base) => (address) => urlNeed(address, false, base) & ~stateBits();
const isSheet = (link) => /style/i.test(link.rel + link.as);

// An address → whether nothing that waits comes with that sheet, or a promise to say so. One that leads to another site fails
// before that is asked.
const clean = new Map();

function isClean(url) {
    if (!clean.has(url)) {
        const read = request(url, { mode: "same-origin" })
            .then((answer) => answer.text())
            .then((css) => !/@import\s*["'u]/i.test(css) && !styleOf(css, needIn(url))[1] && clean.set(url, true));
        clean.set(url, inTime(read));
    }
    return clean.get(url);
}

// An address → a promise whether it leads to another site, which is not asked either. What has come by now (the opener has
// asked for most) came straight from here.
const away = new Map();

async function leadsAway(url) {
    if (performance.getEntriesByName(url).some(({ responseStatus }) => /^2/.test(responseStatus))) return;
    const answer = await request(url, { redirect: "manual" });
    // (Read to its end, it is in the cache.)
    answer.text().catch(() => {});
    return answer.type === "opaqueredirect" && request(url, { mode: "same-origin" }).then(() => false, () => true);
}

const own = (element, name) => ownUrl(getAttr(element, name) || "data:", element.baseURI);

// What leads away waits, however often verdicts are taken anew: scripts, and what is loaded before its time.
async function askedAbout(element) {
    const name = element.src ? "src" : "href";
    const url = own(element, name);
    if (!url) return;
    if (!away.has(url)) away.set(url, inTime(leadsAway(url)));
    if (await away.get(url)) urls.set(getAttr(element, name), [UNKNOWN, , true]);
}

async function isPlain(text) {
    const page = parse(text);
    const scripts = Promise.all([...query(page, "script[src],link[rel*=load]")].map(askedAbout));
    const frames = [...query(page, "iframe,object,embed")];
    const imports = [...text.matchAll(/@import\s*(?:url\()?["'\s]*([^"'\s)]+)/gi)];
    const isOwn = frames.some((frame) => own(frame, "src") || own(frame, "data"));
    const sheets =
        isOwn || imports.some(([, address]) => ownUrl(address, page.baseURI)) || /shadowroot/i.test(text)
            ? [false]
            : [...query(page, "link")].map((link) => {
                  const url = isSheet(link) && own(link, "href");
                  return !url || isClean(url);
              });
    await scripts;
    return (await Promise.all(sheets)).every((isSo) => isSo);
}

// The page is text, and becomes one when it is whole. (Behind a policy it may as it is.)
function readOwn(emit, whenComplete) {
    const [wall] = query(doc, "plaintext");
    if (!wall) return;
    // One that is loaded anew or gone back to stands again where it stood, as soon as the browser finds room for that.
    const room = doc.createElement("p");
    if (isAgain) room.style.height = "9e6px";
    append(doc.body, room);
    const show = () => {
        // Without us, as that took long.
        if (isReady()) return;
        const { scrollY: top } = window;
        const go = () => {
            if (location.hash) aim();
            if (top) scrollTo({ top, behavior: "instant" });
        };
        emit();
        go();
        // Pictures make room of their own, and browsers may begin at the top again. Who has scrolled meanwhile is let be.
        const reached = scrollY;
        whenComplete(() => (!scrollY || scrollY === reached) && go());
    };
    if (query(doc, WALL)[0]) return whenComplete(show);
    isPlain(wall.textContent);
    whenComplete(async () => {
        const text = wall.textContent;
        try {
            if (!(await isPlain(text))) wall.textContent = await (await fetchTags())[0](text);
        } catch {
            // That script has not come.
        }
        // In a task of its own, as the page's scripts run in it.
        later(show);
    });
}

// Whether a link that a script makes gets its address only when the sheet has been read. (Not behind a policy, either.)
const reading = new WeakMap();

function readsLink(link, address) {
    const url = link.localName === "link" && isSheet(link) && ownUrl(address, link.baseURI);
    reading.set(link, url);
    if (!url || clean.get(url) === true || isOpen(UNKNOWN) || query(doc, WALL)[0]) return;
    // It can be asked for meanwhile.
    setAttr(link, "data-held-href", address);
    elements.add(link);
    isClean(url)
        .then(async (isSo) => (isSo ? [] : (await fetchTags())[1](url)))
        .catch(() => [])
        .then((attributes) => {
            // Meanwhile it may have been given another.
            if (reading.get(link) !== url) return;
            elements.delete(link);
            for (const { name, value } of attributes) setAttr(link, name, value);
            if (attributes.length) return;
            clean.set(url, true);
            removeAttr(link, "data-held-href");
            setAttr(link, "href", address);
        });
    return true;
}

// The fragment's target did not exist when the page came as a text. Nobody has gone anywhere by that: the page's own history
// does not hear of it (act/release.js).
let isAiming;
function aim() {
    isAiming = true;
    location.replace(location.href);
    isAiming = false;
}
