// The policy once everything is refused on a page that stands, until that is loaded anew: it is read out of the script that the
// next page asks for (collector-server/assets/policy.js; `answer` is a promise of it). Where the choice's key is in no cookie
// there is none: a grant would be lost with the page.
async function enclose(key, answer) {
    if (!readCookies(doc).includes(key)) return;
    const put = (name, value, content) => doc.head.prepend(Object.assign(doc.createElement("meta"), { [name]: value, content }));
    try {
        const [policy] = /default-src[^"]+/.exec(await (await answer).text());
        if (stateBits() & 30) return;
        put("httpEquiv", "Content-Security-Policy", policy);
        put("name", "samtycke-wall", "page");
    } catch {
        // What hooks reach stays held.
    }
}
