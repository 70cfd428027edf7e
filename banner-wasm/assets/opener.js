// The inline opener of the default and the strict snippet. The collector fills in the script's address, the hosts that
// may be reached when the gate never arrives, and which snippet it is; then it strips comments and line ends.
(function (d, w, src, hosts, strict) {
    var me = d.currentScript,
        nonce = me.nonce || "",
        s,
        wall,
        note;
    if (/(^|; )samtycke=1a/.test(d.cookie)) {
        d.write(
            '<script src="' +
                src +
                '"' +
                (nonce && ' nonce="' + nonce + '"') +
                "><\/script>" +
                // What stands behind, `<plaintext hidden></script>`, is text of this element then.
                (strict ? '<script type="text/plain">' : ""),
        );
        return;
    }
    note = w.__samtycke = {
        c: 1,
        n: nonce,
        p:
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: " +
            src.split("/").slice(0, 3).join("/") +
            " " +
            hosts,
    };
    function recover() {
        if (note.a || d.readyState === "loading") return;
        note.a = 1;
        wall = d.querySelector("plaintext").textContent;
        var root = d.documentElement.cloneNode(false).outerHTML.replace(/<\/html>$/i, ""),
            kept = [].slice.call(d.head.childNodes),
            type = d.doctype ? "<!doctype html>" : "";
        d.open();
        d.write(type + root + "<head>");
        kept.forEach(function (node) {
            d.head.appendChild(node);
        });
        d.write('<meta http-equiv="Content-Security-Policy" content="' + note.p + '">' + wall);
        d.close();
    }
    s = d.createElement("script");
    s.nonce = nonce;
    try {
        s.src = src;
    } catch (reason) {
        // Trusted Types are required: neither the script nor the wall can be had, so a policy stands in for both.
        wall = d.createElement("meta");
        wall.httpEquiv = "Content-Security-Policy";
        wall.content = note.p;
        me.parentNode.insertBefore(wall, me);
        console.error("samtycke: the page requires Trusted Types, so third parties stay blocked.", reason);
        return;
    }
    s.onerror = function () {
        note.f = 1;
        recover();
    };
    // From here the text is whole. `load` would be too late: the gate's own script holds it up.
    d.addEventListener("DOMContentLoaded", function () {
        setTimeout(recover, note.f ? 0 : 4000);
    });
    me.parentNode.insertBefore(s, me);
    if (!strict) d.write("<plaintext hidden>");
})(document, window, "@@SRC@@", "@@HOSTS@@", "@@STRICT@@");
