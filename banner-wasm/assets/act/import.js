// Another product's choice, where the site wants it taken over: read once, by a script that is fetched only where there is
// such a cookie and none of ours (`OWN.import` is that script and an expression for the cookies).

// Whether there is one to look at first.
function takesOver() {
    const text = readCookies(doc);
    const [path, wanted] = OWN.import || [];
    if (!path || !RegExp(wanted).test(text)) return;
    OWN.import = 0;
    import(SITE.base + path)
        .then((script) => script.take(text, seconds(), SITE.validity, gpc, get, save, expireCookie))
        .catch(() => {})
        .then(() => (get().chosen ? showControl(true) : openView("first")));
    return true;
}
