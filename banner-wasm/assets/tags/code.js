// Service workers and worklets: no hook reaches what runs in them, and a service worker stays. So their code is read before they
// are made, and the files of the site's own that it brings in: what names somebody who has to wait, waits itself.

// What `import`, `export … from` and `importScripts` name, which may be several.
const BROUGHT = /(?:\bfrom|\bimport(?:Scripts)?\s*\(?)\s*((?:["'\x60][^"'\x60\s]+["'\x60][\s,]*)+)/g;
// More files than a site brings in so.
const MOST_FILES = 50;

// Calls a native that runs the code of an address, once what is named in it may be reached.
async function readCode(hookPromise, native, self, args) {
    const named = [];
    let isAway;
    const needOf = () => addressNeed(args) | listNeed("" + named) | (isAway && UNKNOWN);
    const seen = new Set();

    async function follow(address, base) {
        const url = ownUrl(address, base);
        if (seen.has(url) || seen.size > MOST_FILES) return;
        seen.add(url);
        const answer = await request(url || address, { mode: url ? "same-origin" : "cors" }).catch(() => {});
        // It may lead to another site, which the browser would then ask. (What is not there it cannot run.)
        if (!answer && url && (await leadsAway(url).catch(() => {}))) isAway = true;
        const code = answer ? await answer.text() : "";
        named.push(namedIn(code));
        const brought = [...code.matchAll(BROUGHT)].flatMap(([, list]) => list.match(/[^"'\x60\s,]+/g));
        // What another site brings in of its own is its matter. (What is not the site's own is asked about as it is written: a
        // declared path, or a host without a dot.)
        if (url) await Promise.all(brought.map((next) => (ownUrl(next, url) ? follow(next, url) : named.push(next))));
    }

    // Who needs a grant and has one is not asked for twice.
    if (!addressNeed(args)) await follow(args[0], doc.baseURI);
    return apply(hookPromise(needOf)(native), self, args);
}
