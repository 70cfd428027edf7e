// Another product's choice, where the site wants it taken over: read once, by a script that is fetched only where there is
// such a cookie and none of ours (`OWN.import` is that script and an expression for the cookies).

let looked = false;

// Whether there is one to look at first.
function takesOver() {
    const text = readCookies(doc);
    if (looked || !OWN.import || !RegExp(OWN.import[1]).test(text)) return false;
    looked = true;
    import(SITE.base + OWN.import[0])
        .then((script) => {
            const found = script.default(text, seconds(), SITE.validity, gpc);
            // The visitor may have answered meanwhile.
            if (found && !get().chosen) {
                save(found.granted, "imported", found.time);
                found.names.forEach(expireCookie);
                showControl(true);
            }
        })
        .catch(() => {})
        .then(() => get().chosen || openView("first"));
    return true;
}
