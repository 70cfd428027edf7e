// For pages with an opener, once everything is refused, with the strict snippet before a choice too: the policy, and what no
// policy covers. A file of its own, as the site's list of hosts changes and its pages do not; banner-wasm/assets/tags/policy.js
// reads the policy out of it at a refusal. Pages under a policy that their server sends (collector_server::gate) have it too, for the ids
// of clicks; no opener has run there.
(function (policy, own, ids) {
    var d = document,
        note = window.__samtycke,
        once;
    if (note) {
        try {
            // An embed that the visitor wants this once has kept its address for the page that is loaded anew
            // (banner-wasm/assets/panel/placeholder.js).
            once = sessionStorage["samtycke-once"];
            once = once && new URL(once, location).host;
        } catch (reason) {
            // The visitor has turned storage off.
        }
        note.m(once ? policy + " " + once + " *." + once : policy);
    }
    own = RegExp(own);
    /*@@CLICKS@@*/
    if (!note) return;
    /*@@FRAMES@@*/
})("@@POLICY@@", "@@OWN@@", "@@IDS@@");
