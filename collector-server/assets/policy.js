// For pages with the strict snippet, while nothing is granted: the policy, and what no policy covers. A file of its own, as the
// site's list of hosts changes and its pages do not. Pages under a policy that their server sends (collector_server::gate) have
// it too, for the ids of clicks; no opener has run there.
(function (policy, own, ids) {
    var d = document,
        note = window.__samtycke,
        trust = note && note.t,
        HEADER = "Content-Security-Policy",
        tag = d.currentScript.src.replace(/policy\.js$/, "consent.js"),
        asked = new WeakMap(),
        back = new WeakSet(),
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
    ids = RegExp(ids, "g");
    if (note) watch(d);

    // `location` that leads to another site with the id of a click, which may be one that a script has made up.
    if (window.navigation)
        navigation.addEventListener("navigate", function (event) {
            var to = new URL(event.destination.url),
                bare = to.href.replace(ids, function (all, before, after) {
                    return after && before;
                });
            if (!event.cancelable || event.formData || bare === to.href) return;
            if (to.host === location.host || own.test(to.hostname)) return;
            event.preventDefault();
            setTimeout(function () {
                location[event.navigationType === "replace" ? "replace" : "assign"](bare);
            });
        });

    // Pages of the site's own in frames have policies of their own, or none. They are read before they are shown: one that has
    // the tag loads as ever. The text of any other is written into its frame, which is behind the policy of this page.
    function read(element) {
        var isFrame = element.localName === "iframe",
            name = element.localName === "object" ? "data" : "src",
            address = element.getAttribute(name),
            request = new XMLHttpRequest(),
            url,
            place;
        if (!address || back.delete(element) || element.hasAttribute("srcdoc")) return;
        // What else an object shows must be there at once, for the hooks in it. What is in a sandbox may be a process of its own,
        // which does not wait for us.
        if (isFrame ? !element.contentDocument : !/svg/i.test(element.type + address)) return;
        try {
            url = new URL(address, element.baseURI);
        } catch (reason) {
            return;
        }
        if (url.origin !== location.origin || url.protocol === "blob:") return;
        // It has been asked for already; nothing has come yet. What an object asks for only its absence stops.
        if (isFrame) {
            // One that waits to be seen would come over what is written.
            if (element.loading === "lazy") element.loading = "eager";
            element.contentWindow.stop();
        }
        if (asked.get(element) === address) return;
        asked.set(element, address);
        if (!isFrame) element.replaceWith((place = d.createComment("")));
        request.open("GET", url);
        request.responseType = "document";
        request.onloadend = function () {
            var page = request.response,
                isPage = page && page.contentType === "text/html",
                isOnItsOwn = isPage && [].some.call(page.scripts, isTag),
                isHeld = !request.status || (page && !isOnItsOwn && isFar(page));
            // Meanwhile it was given another address, or taken out.
            if (asked.get(element) !== address) return;
            asked.delete(element);
            if (!(place || element).isConnected) return;
            if (isFrame && isPage && !isOnItsOwn) fill(element, page, request.responseURL + url.hash, request.getResponseHeader(HEADER));
            else if (isFrame && !isHeld) element.contentWindow.location.replace(url);
            if (isFrame) return;
            if (isHeld) {
                element.removeAttribute(name);
                // WebKit would show all the same what this one has been told once.
                element = element.cloneNode(true);
            } else back.add(element);
            place.replaceWith(element);
        };
        request.send();
    }

    function isTag(script) {
        return script.src === tag || script.textContent.includes(tag);
    }

    function fill(frame, page, address, policy) {
        var inside = frame.contentDocument,
            text;
        (policy || "").split(",").forEach(function (one) {
            var meta = page.createElement("meta");
            meta.httpEquiv = HEADER;
            meta.content = one;
            page.head.prepend(meta);
        });
        text = (page.doctype ? "<!doctype html>" : "") + page.documentElement.outerHTML;
        inside.open();
        frame.contentWindow.history.replaceState(null, "", address);
        watch(inside);
        inside.write(trust ? trust.createHTML(text) : text);
        inside.close();
    }

    // Whether a picture, or what else is no page for a frame, has something from another site in it.
    function isFar(page) {
        var text = new XMLSerializer().serializeToString(page);
        return (
            /<\?xml-stylesheet/.test(text) ||
            [].some.call(page.querySelectorAll("*"), function (element) {
                return (
                    (/^(style|script)$/i.test(element.localName) && names(element.textContent)) ||
                    [].some.call(element.attributes, function (attribute) {
                        return (/^(href|src|srcset|data|style)$/.test(attribute.localName) || /url\(/i.test(attribute.value)) && names(attribute.value);
                    })
                );
            })
        );
    }
    function names(text) {
        return (text.match(/\/\/[^/\s"'<>)]+/g) || []).some(function (host) {
            return !own.test(host.slice(2).replace(/:\d+$/, ""));
        });
    }

    function watch(root) {
        new MutationObserver(function (records) {
            // (However often: `document.open` takes it away.)
            window.addEventListener("pagehide", leave);
            records.forEach(function (record) {
                if (record.type === "attributes") look(record.target);
                record.addedNodes.forEach(look);
            });
        }).observe(root, { childList: true, subtree: true, attributeFilter: ["src", "data"] });
    }

    // Firefox would show in a frame of the page that is loaded anew what it remembers of another.
    function leave(event) {
        if (!event.persisted)
            d.querySelectorAll("iframe").forEach(function (frame) {
                frame.remove();
            });
    }

    function look(node) {
        var kinds = "iframe,object,embed";
        if (node.nodeType !== 1) return;
        if (node.matches(kinds)) read(node);
        node.querySelectorAll(kinds).forEach(read);
    }
})("@@POLICY@@", "@@OWN@@", "@@IDS@@");
