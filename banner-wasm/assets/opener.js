// The inline opener of the default, the walled (1) and the strict snippet (2). The collector fills in the script's address,
// the hosts that may be reached when the gate never arrives, a pattern of what is a service's on the site's own (or nothing), and
// which snippet it is; then it strips comments and line ends.
(function (d, w, src, hosts, paths, form) {
    var me = d.currentScript,
        nonce = me.nonce || "",
        types = w.trustedTypes,
        letter,
        trust,
        s,
        first,
        early,
        wall,
        note;
    function same(text) {
        return text;
    }
    try {
        // What has been granted: all, some or none (docs/contracts.md, section 3); nothing where there is no choice.
        letter = (/(?:^|; )samtycke=1([asn])/.exec(d.cookie) || [])[1];
    } catch (reason) {
        // A page in a sandbox has none.
    }
    try {
        // Where Trusted Types are required, what we say ourselves needs a policy that the site names.
        trust = types && types.createPolicy("samtycke", { createHTML: same, createScript: same, createScriptURL: same });
    } catch (reason) {
        // Said below.
    }
    trust = trust || { createHTML: same, createScriptURL: same };
    note = w.__samtycke = {
        n: nonce,
        t: trust.createScript && trust,
        // What the name of the second script leaves out here.
        e: /\.\w+/,
        p:
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: " +
            src.split("/").slice(0, 3).join("/") +
            " " +
            hosts,
    };
    // What stands beside the script.
    function beside(name) {
        return src.replace(/consent\.js$/, name);
    }
    // What a page shows first waits for the second script too, so it is on its way with the first.
    early = d.createElement("link");
    early.rel = "preload";
    early.as = "script";
    early.crossOrigin = "";
    early.nonce = nonce;
    early.href = beside("act.js");
    early.onload = early.remove;
    me.parentNode.insertBefore(early, me);
    // A policy until the page is loaded anew, and the mark that tells the second script so.
    function enclose(policy) {
        wall = d.createElement("meta");
        wall.httpEquiv = "Content-Security-Policy";
        wall.content = policy;
        me.parentNode.insertBefore(wall, me);
        wall = d.createElement("meta");
        wall.name = "samtycke-wall";
        wall.content = "page";
        me.parentNode.insertBefore(wall, me);
    }
    if (letter === "a") {
        write(
            '<script src="' +
                src +
                '"' +
                (nonce && ' nonce="' + nonce + '"') +
                " crossorigin><\/script>" +
                // What stands behind, `<plaintext hidden></script>`, is text of this element then.
                (form ? '<script type="text/plain" data-samtycke>' : ""),
        );
        return;
    }
    // The rest of the page is captured.
    note.c = 1;
    function write(html) {
        d.write(trust.createHTML(html));
    }
    // Whether an address is on the page's host: the site's own (1), or a service's that its server passes on (2).
    function here(url) {
        try {
            url = new URL(url, d.URL);
            if (url.origin === location.origin) return paths && RegExp(paths).test(url.pathname) ? 2 : 1;
        } catch (reason) {
            // An address that is none.
        }
    }
    function recover() {
        if (note.a || d.readyState === "loading") return;
        note.a = 1;
        wall = d.querySelector("plaintext").textContent;
        if (paths)
            wall = wall.replace(/\s((?:href|src)\s*=\s*["']?([^"'\s>]+))/gi, function (all, rest, url) {
                return here(url) === 2 ? " data-" + rest : all;
            });
        var root = d.documentElement.cloneNode(false).outerHTML.replace(/<\/html>$/i, ""),
            kept = [].slice.call(d.head.childNodes),
            type = d.doctype ? "<!doctype html>" : "";
        d.open();
        write(type + root + "<head>");
        kept.forEach(function (node) {
            d.head.appendChild(node);
        });
        write('<meta http-equiv="Content-Security-Policy" content="' + note.p + '">' + wall);
        d.close();
    }
    // No browser reads ahead in a text, so what the page needs first is asked for meanwhile: style sheets and scripts of its own
    // (one that leads to another site fails before that is asked). A base may change what addresses mean.
    function ahead(text) {
        if (/<base/i.test(text)) return;
        text.replace(/\s(?:href|src)\s*=\s*["']?([^"'\s>&]+\.(?:css|m?js)\b[^"'\s>&]*)["'\s>]/gi, function (tag, url) {
            if (here(url) !== 1) return;
            fetch(url, { mode: "same-origin" })
                .then(function (answer) {
                    return answer.text();
                })
                .catch(same);
        });
    }
    s = d.createElement("script");
    s.nonce = nonce;
    // Else what the page's own mistakes say that go through a hook would be kept from it.
    s.crossOrigin = "";
    try {
        s.src = trust.createScriptURL(src);
    } catch (reason) {
        // They are required, and the site does not name ours: neither the script nor the wall can be had, so a policy stands in
        // for both.
        enclose(note.p);
        console.error("samtycke: third parties stay blocked, the page's trusted-types must name samtycke.", reason);
        return;
    }
    s.onerror = function () {
        note.f = 1;
        recover();
    };
    // From here the text is whole. `load` would be too late: the gate's own script holds it up.
    d.addEventListener("DOMContentLoaded", function () {
        setTimeout(recover, note.f ? 0 : 4000);
        wall = d.querySelector("plaintext");
        wall && ahead(wall.textContent);
    });
    // After a refusal a policy is asked for first, with the strict snippet before a choice too: the two run in this order, and
    // arrive together.
    if (letter === "n" || (form > 1 && letter !== "s")) {
        first = s.cloneNode();
        first.src = trust.createScriptURL(beside("policy.js"));
        first.onerror = function () {
            enclose(note.p);
        };
        first.async = s.async = false;
        me.parentNode.insertBefore(first, me);
    }
    me.parentNode.insertBefore(s, me);
    if (!form) write("<plaintext hidden>");
})(document, window, "@@SRC@@", "@@HOSTS@@", "@@PATHS@@", "@@FORM@@");
