// For pages with an opener, once everything is refused, with the strict snippet before a choice too: the policy, and what no
// policy covers. A file of its own, as the site's list of hosts changes and its pages do not; banner-wasm/assets/tags/policy.js
// reads the policy out of it at a refusal. Pages that their server has filtered (collector_server::gate) have it too, and no opener:
// with `data-wall` for the policy, and those under one that the server sends for the ids of clicks.
(function (policy, own, ids) {
    var d = document,
        me = d.currentScript,
        note = window.__samtycke,
        once;
    function put(name, value, content) {
        var meta = d.createElement("meta");
        meta[name] = value;
        meta.content = content;
        me.parentNode.insertBefore(meta, me);
    }
    if (note || me.hasAttribute("data-wall")) {
        try {
            // An embed that the visitor wants this once has kept its address for the page that is loaded anew
            // (banner-wasm/assets/panel/placeholder.js).
            once = sessionStorage["samtycke-once"];
            once = once && new URL(once, location).host;
        } catch (reason) {
            // The visitor has turned storage off.
        }
        put("httpEquiv", "Content-Security-Policy", once ? policy + " " + once + " *." + once : policy);
        put("name", "samtycke-wall", "page");
    }
    own = RegExp(own);
    /*@@CLICKS@@*/
    if (!note) return;
    /*@@FRAMES@@*/
})("@@POLICY@@", "@@OWN@@", "@@IDS@@");
