// Style sheets of the site's own. One that brings in what waits is shown without it, as a blob, and comes itself when it may.

const IMPORT = /@import\s*(?:url\()?["'\s]*([^"'\s)]+)/gi;

// Each is read once.
const sheets = new Map();
const sheetAt = (url) => sheets.get(url) || sheets.set(url, readSheet(url, [url])).get(url);

async function swapLink(tag, url) {
    const [shown, need] = await sheetAt(url);
    if (need) return swapped(tag, "href", shown, url, need);
    clean.set(url, true);
}

// The attributes of a link that a script has made; none of its own.
const sheetFor = async (url) => elementOf((await swapLink("<link", url)) || "<link", "").attributes;

// What a style in the page imports of the site's own.
async function swapImport(text, base) {
    const address = text.replace(IMPORT, "$1");
    const url = ownUrl(address, base);
    const [shown, need] = url ? await sheetAt(url) : [];
    if (!need) return;
    hold(need, () => {
        for (const style of query(doc, "style"))
            if (style.textContent.includes(shown)) style.textContent = style.textContent.replaceAll(shown, address);
    });
    return text.replace(address, shown);
}

// What is made here has been looked at.
function blobOf(text) {
    const url = URL.createObjectURL(new Blob([text], { type: "text/css;charset=utf-8" }));
    clean.set(url, true);
    return url;
}

// Fails where the page's own policy lets no blob be a sheet: then sheets come as they are.
let trial;
const tryBlob = () =>
    (trial ||= new Promise((done, failed) => {
        const link = doc.createElement("link");
        const end = (then) => () => then(link.remove());
        Object.assign(link, { rel: "stylesheet", media: "print", onload: end(done), onerror: end(failed), href: blobOf("") });
        append(doc.head, link);
    }));

// What is shown in place of a sheet, and what that waits for. `trail` are those that have brought it in.
async function readSheet(url, trail) {
    const [css, , isAway] = await readText(url);
    const inner = {};
    let need = isAway ? UNKNOWN : 0;
    for (const [, address] of css.matchAll(IMPORT)) {
        const next = ownUrl(address, url);
        if (!next || trail.includes(next)) continue;
        const [shown, waits] = await readSheet(next, [...trail, next]);
        if (waits) inner[address] = shown;
        need |= waits;
    }
    let safe;
    need |= await knownNeed(() => {
        const [text, found] = styleOf(css, needIn(url));
        safe = text;
        return found;
    });
    if (!need) return [];
    // An import of nothing would be an error of the whole sheet; and in a blob nothing is relative.
    const rest = safe.replace(/@import\s*(?:url\(\s*)?["']?data:,[^;]*;?/gi, "");
    const text = rest.replace(/(url\(\s*["']?|@import\s*["'])(?!data:|#)([^"')\s]+)/gi, (_, before, address) => {
        return before + (inner[address] || ownUrl(address, url) || address);
    });
    await tryBlob();
    return [blobOf(text), need];
}
