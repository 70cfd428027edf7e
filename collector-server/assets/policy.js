// For pages with the sealed snippet, while nothing is granted: the policy, and what no policy covers. A file of its own, as the
// site's list of hosts changes and its pages do not.
(function (policy, own, ids) {
    var once;
    try {
        // An embed that the visitor wants this once has kept its address for the page that is loaded anew
        // (banner-wasm/assets/panel/placeholder.js).
        once = sessionStorage["samtycke-once"];
        once = once && new URL(once, location).host;
    } catch (reason) {
        // The visitor has turned storage off.
    }
    window.__samtycke.m(once ? policy + " " + once + " *." + once : policy);
    // `location` that leads to another site with the id of a click, which may be one that a script has made up.
    ids = RegExp(ids, "g");
    if (window.navigation)
        navigation.addEventListener("navigate", function (event) {
            var to = new URL(event.destination.url),
                bare = to.href.replace(ids, function (all, before, after) {
                    return after && before;
                });
            if (!event.cancelable || event.formData || bare === to.href) return;
            if (to.host === location.host || RegExp(own).test(to.hostname)) return;
            event.preventDefault();
            setTimeout(function () {
                location[event.navigationType === "replace" ? "replace" : "assign"](bare);
            });
        });
})("@@POLICY@@", "@@OWN@@", "@@IDS@@");
