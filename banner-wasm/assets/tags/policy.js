// The policy once everything is refused on a page that stands: it is read out of the script that the opener of the next page asks
// for (collector-server/assets/policy.js; `answer` is a promise of it), and put in place by this one's. Where the choice's key is in no cookie there is none: a
// grant would be lost with the page.
async function enclose(key, answer) {
    const opener = window.__samtycke;
    if (!opener || !readCookies(doc).includes(key)) return;
    try {
        const [policy] = /default-src[^"]+/.exec(await (await answer).text());
        if (!(stateBits() & 30)) opener.m(policy);
    } catch {
        // What hooks reach stays held.
    }
}
