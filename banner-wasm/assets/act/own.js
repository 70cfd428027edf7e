// What the site's own files bring in of others, where a page that is still text names them: style sheets (act/sheets.js) and
// pages in frames (tags/frames.js). They are read before they are shown, which also warms the cache, and the text is changed
// where something in them waits.

// Tags as they may stand in a text of a script, too: what has a backslash there is left alone.
const TAG = /<(?:link|iframe|object|embed)[\s/](?:[^>"'\\]|"[^"\\]*"|'[^'\\]*')*|@import\s+(?:url\()?["'\s]*[^"'\s)\\]+/gi;
// How long the page waits for a sheet, without which the browser would show nothing either, and for another file.
const SHEET_MS = 3000,
    FRAME_MS = 500;

// The whole address, where the site itself is meant.
function ownUrl(address, base) {
    try {
        const url = new NativeURL(address, base);
        // (For where there are no quotes around it.)
        if (url.origin === location.origin && /^http/.test(url)) return url.href.replace(/'/g, "%27");
    } catch {
        // None.
    }
}

// The text at an address of the site's own, the answer, and whether it led to another site, which was not asked.
async function readText(url) {
    try {
        const answer = await request(url, { mode: "same-origin" });
        // (A file that is fetched in a frame may be a large one.)
        if (!/^$|css|html|svg/.test(typeOf(answer))) return ["", void answer.body.cancel()];
        const bytes = await answer.arrayBuffer();
        const start = typeOf(answer) + new TextDecoder("latin1").decode(bytes.slice(0, 1024));
        const [, label] = /charset[=\s]*["']?([\w-]+)/i.exec(start) || [];
        return [new TextDecoder(label).decode(bytes), answer];
    } catch {
        // Else the network has failed, or the page's own policy says no, and the browser may fare better.
        const { type } = (await request(url, { redirect: "manual" }).catch(() => 0)) || {};
        return ["", 0, type === "opaqueredirect"];
    }
}

const typeOf = ({ headers }) => headers.get("content-type") || "";
const needIn = (base) => (address) => urlNeed(address, false, base) & ~stateBits();

// A need, as `find` finds it with what is known: what is unknown is looked up first.
async function knownNeed(find) {
    if (find() & UNKNOWN) await learn();
    return find();
}

// The tag with other attributes, without quotes, before its own: of a name the first counts.
const withFirst = (tag, text) => tag.replace(/[\s/]|$/, (gap) => " " + text + gap);

// The tag in the held form, and what is shown meanwhile.
function swapped(tag, name, shown, url, need) {
    const labels = Object.keys(LABELS).filter((bit) => need & bit);
    const text = need & (UNKNOWN | REFUSED) ? "all" : labels.map((bit) => LABELS[bit]).join("&");
    return withFirst(tag, name + (shown && "=" + shown) + " integrity data-" + name + "=" + url + " data-consent=" + text);
}

const parse = (html) => new DOMParser().parseFromString(trust("HTML", html), "text/html");
const elementOf = (tag, base) => query(parse(base + tag + ">"), "link,iframe,object,embed")[0];

// What the reading of frames needs of this.
const OF_FILES = [readText, typeOf, knownNeed, swapped, withFirst, parse];

// What stands in place of a tag, or nothing.
async function swap(tag, base) {
    if (tag[0] === "@") return swapImport(tag, elementOf("<link", base).baseURI);
    const element = elementOf(tag, base);
    const name = { LINK: "href", OBJECT: "data" }[element.tagName] || "src";
    const address = getAttr(element, name);
    const url = address && !hasAttr(element, "data-consent") && ownUrl(address, element.baseURI);
    const isSheet = name === "href";
    // Of what embeds and objects show, most brings in nothing.
    const isRead = isSheet ? /style/i.test(element.rel + element.as) : element.tagName === "IFRAME" || /svg|html/i.test(tag);
    if (!url || !isRead || hasAttr(element, "srcdoc")) return;
    const coming = (isSheet ? swapLink(tag, url) : fetchTags().then((swapFrame) => swapFrame(tag, name, url, element))).catch(() => 0);
    const at = lates.push(0) - 1;
    coming.then((text) => {
        lates[at] = elementOf(text || tag, base).attributes;
        showLate();
    });
    const isLate = new Promise((done) => later(done, isSheet ? SHEET_MS : FRAME_MS, withFirst(tag, name + " " + LATE + "=" + at)));
    return Promise.race([coming, isLate]);
}

// What comes after its time: which attributes an element gets that has a place here.
const lates = [];
const LATE = "data-samtycke-late";

function showLate() {
    for (const late of query(doc, "[" + LATE + "]")) {
        const found = lates[getAttr(late, LATE)];
        if (!found) continue;
        removeAttr(late, LATE);
        for (const { name, value } of found) if (getAttr(late, name) !== value) setAttr(late, name, value);
    }
}

// A tag in the text, behind the page's base → what stands there instead.
const swaps = new Map();

function readTags(text) {
    const [base = ""] = /<base\s[^>]*>/i.exec(text) || [];
    const all = [...text.matchAll(TAG)].map(async ([tag]) => {
        const key = base + tag;
        if (!swaps.has(key)) swaps.set(key, swap(tag, base).catch(() => tag));
        return [tag, (await swaps.get(key)) || tag];
    });
    return Promise.all(all);
}

// The page is text, and becomes one when it is whole. (Behind a policy it may as it is.)
function readOwn(emit, whenComplete) {
    const [wall] = query(doc, "plaintext");
    if (!wall) return;
    if (query(doc, "[name=samtycke-wall]")[0]) return whenComplete(emit);
    readTags(wall.textContent);
    whenComplete(async () => {
        const text = wall.textContent;
        const found = new Map(await readTags(text));
        wall.textContent = text.replace(TAG, (tag) => found.get(tag));
        new MutationObserver(() => later(showLate)).observe(doc, { childList: true, subtree: true });
        // In a task of its own, as the page's scripts run in it.
        later(emit);
    });
}
