// What the site's own files bring in of others, where a page that is still text names them: style sheets (tags/sheets.js) and
// pages in frames (tags/frames.js). The text is changed where something in them waits.

// Tags as they may stand in a text of a script, too: what has a backslash there is left alone.
const TAG = /<(?:link|iframe|object|embed)[\s/](?:[^>"'\\]|"[^"\\]*"|'[^'\\]*')*|@import\s*(?:url\()?["'\s]*[^"'\s)\\]+/gi;
// How long the page waits for a sheet, without which the browser would show nothing either, and for another file.
const SHEET_MS = 2000,
    FRAME_MS = 500;

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
        return ["", 0, await leadsAway(url).catch(() => false)];
    }
}

const typeOf = ({ headers }) => headers.get("content-type") || "";

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

const elementOf = (tag, base) => query(parse(base + tag + ">"), "link,iframe,object,embed")[0];

// What stands in place of a tag, or nothing.
async function swap(tag, base) {
    if (tag[0] === "@") return swapImport(tag, elementOf("<link", base).baseURI);
    const element = elementOf(tag, base);
    const name = { LINK: "href", OBJECT: "data" }[element.tagName] || "src";
    const address = getAttr(element, name);
    const url = address && !hasAttr(element, "data-consent") && ownUrl(address, element.baseURI);
    const isLink = name === "href";
    // Of what embeds and objects show, most brings in nothing.
    const isRead = isLink ? isSheet(element) : element.tagName === "IFRAME" || /svg|html/i.test(tag);
    if (!url || !isRead || hasAttr(element, "srcdoc")) return;
    const coming = (isLink ? swapLink(tag, url) : swapFrame(tag, name, url, element)).catch(() => 0);
    const at = lates.push(0) - 1;
    coming.then((text) => {
        lates[at] = elementOf(text || tag, base).attributes;
        showLate();
    });
    const isLate = new Promise((done) => later(done, isLink ? SHEET_MS : FRAME_MS, withFirst(tag, name + " " + LATE + "=" + at)));
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

async function swapText(text) {
    const [base = ""] = /<base\s[^>]*>/i.exec(text) || [];
    const found = new Map();
    const swapOne = async ([tag]) => {
        const key = base + tag;
        if (!swaps.has(key)) swaps.set(key, swap(tag, base).catch(() => tag));
        found.set(tag, (await swaps.get(key)) || tag);
    };
    await Promise.all([...text.matchAll(TAG)].map(swapOne));
    new MutationObserver(() => later(showLate)).observe(doc, { childList: true, subtree: true });
    return text.replace(TAG, (tag) => found.get(tag));
}
