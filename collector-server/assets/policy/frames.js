// Pages of the site's own in frames have policies of their own, or none. They are read before they are shown: one that has the
// tag loads as ever. The text of any other is written into its frame, which is behind the policy of this page. What is no page
// (SVG) waits when something of another site stands in it.
var HEADER = "Content-Security-Policy",
    KINDS = "iframe,object,embed",
    tag = d.currentScript.src.replace(/policy\.js$/, "consent.js"),
    // Taken now: the gate, which comes next, keeps it from everybody.
    trust = note.t,
    // The address that is being read for an element, and what goes back into the page to load.
    asked = new WeakMap(),
    back = new WeakSet();
watch(d);

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
    if (event.persisted) return;
    d.querySelectorAll("iframe").forEach(function (frame) {
        frame.remove();
    });
}

function look(node) {
    if (node.nodeType !== 1) return;
    if (node.matches(KINDS)) read(node);
    node.querySelectorAll(KINDS).forEach(read);
}

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
        // Meanwhile it was given another address, or taken out.
        if (asked.get(element) !== address) return;
        asked.delete(element);
        if (!(place || element).isConnected) return;
        if (isFrame) showIn(element, request, url);
        else putBack(element, name, place, mayLoad(request));
    };
    request.send();
}

// What is no document (a picture, a PDF) fetches nothing. What did not come led to another site, or nowhere.
function mayLoad(request) {
    var page = request.response;
    return request.status && (!page || (isPage(page) ? [].some.call(page.scripts, isTag) : !isFar(page)));
}

function isPage(page) {
    return page && page.contentType === "text/html";
}

function isTag(script) {
    return script.src === tag || script.textContent.includes(tag);
}

function showIn(frame, request, url) {
    if (mayLoad(request)) frame.contentWindow.location.replace(url);
    else if (isPage(request.response)) fill(frame, request, url.hash);
}

function fill(frame, request, hash) {
    var page = request.response,
        inside = frame.contentDocument,
        policies = request.getResponseHeader(HEADER) || "",
        text;
    policies.split(",").forEach(function (one) {
        var meta = page.createElement("meta");
        meta.httpEquiv = HEADER;
        meta.content = one;
        page.head.prepend(meta);
    });
    text = (page.doctype ? "<!doctype html>" : "") + page.documentElement.outerHTML;
    inside.open();
    frame.contentWindow.history.replaceState(null, "", request.responseURL + hash);
    watch(inside);
    inside.write(trust ? trust.createHTML(text) : text);
    inside.close();
}

function putBack(element, name, place, isWell) {
    if (isWell) back.add(element);
    else {
        element.removeAttribute(name);
        // WebKit would show all the same what this one has been told once.
        element = element.cloneNode(true);
    }
    place.replaceWith(element);
}

// Whether something of another site stands in a document where it would be fetched.
function isFar(page) {
    return (
        /<\?xml-stylesheet/.test(new XMLSerializer().serializeToString(page)) ||
        [].some.call(page.querySelectorAll("*"), function (element) {
            if (/^(style|script)$/i.test(element.localName) && names(element.textContent)) return true;
            return [].some.call(element.attributes, function (attribute) {
                var fetches = /^(href|src|srcset|data|style)$/.test(attribute.localName);
                return (fetches || /url\(/i.test(attribute.value)) && names(attribute.value);
            });
        })
    );
}

function names(text) {
    return (text.match(/\/\/[^/\s"'<>)]+/g) || []).some(function (host) {
        return !own.test(host.slice(2).replace(/:\d+$/, ""));
    });
}
