// Served in place of the gate where the site file says `mode = "observe"`: nothing is held. What would be held is
// counted: the hosts that are fetched from, and known names that are stored. No address, no value, nothing of the
// visitor's leaves the page. The collector fills in the site and strips comments and line ends.
(function () {
    "use strict";
    if (window.samtycke) return;
    const SITE = "@@OBSERVE@@";
    const doc = document;
    console.warn(
        'samtycke: mode = "observe" holds nothing back and asks nobody. It is no protection: take the line out of the site file before the site relies on it.',
    );
    const no = () => false;
    const nothing = () => undefined;
    window.samtycke = Object.freeze({
        get: () => ({ chosen: false, functional: true, refused: [], observing: true }),
        has: no,
        open: nothing,
        accept: no,
        reject: no,
        save: no,
        withdraw: no,
        identify: nothing,
        receipts: () => [],
        on: () => nothing,
    });
    // The opener may have turned the page into text: it is written back as it was.
    const note = window.__samtycke;
    const writeBack = () => {
        const wall = doc.querySelector("plaintext");
        if (!wall) return;
        const text = wall.textContent;
        const root = doc.documentElement.cloneNode(false).outerHTML.replace(/<\/html>$/i, "");
        const kept = [...doc.head.childNodes];
        const type = doc.doctype ? "<!doctype html>" : "";
        doc.open();
        doc.write(type + root + "<head>");
        for (const node of kept) doc.head.appendChild(node);
        doc.write(text);
        doc.close();
        watch();
    };
    if (note && note.c && !note.a) {
        note.a = 1;
        if (doc.readyState === "complete") setTimeout(writeBack);
        else window.addEventListener("load", () => setTimeout(writeBack), { once: true });
    }
    // What fetched, as a policy would call it.
    const DIRECTIVES = {
        script: "script-src",
        img: "img-src",
        image: "img-src",
        input: "img-src",
        css: "style-src",
        link: "style-src",
        iframe: "frame-src",
        frame: "frame-src",
        embed: "object-src",
        object: "object-src",
        video: "media-src",
        audio: "media-src",
        track: "media-src",
        fetch: "connect-src",
        xmlhttprequest: "connect-src",
        beacon: "connect-src",
        ping: "connect-src",
        eventsource: "connect-src",
    };
    const MOST = 100;
    const told = new Set();
    let waiting = [];
    const isOwn = (host) => SITE.own.some((own) => host === own || host.endsWith("." + own));
    function add(type, key, body) {
        if (told.has(key) || told.size >= MOST) return;
        told.add(key);
        waiting.push({ type, body: { documentURL: location.origin + "/", disposition: "report", ...body } });
    }
    function fetched(entry) {
        let url;
        try {
            url = new URL(entry.name);
        } catch {
            return;
        }
        if (!/^http/.test(url.protocol) || isOwn(url.hostname)) return;
        const directive = DIRECTIVES[entry.initiatorType] || "default-src";
        add("csp-violation", url.hostname + directive, { blockedURL: url.origin, effectiveDirective: directive });
    }
    // Only names that need consent by the site file or the catalogue: others could say something of a person.
    function stored(kind, names) {
        for (const name of names) {
            for (const [of, pattern] of SITE.names) {
                const start = pattern.replace(/\*$/, "");
                if (of === kind && (pattern === start ? name === pattern : name.startsWith(start)))
                    add("samtycke-observed", kind + pattern, { kind, name: pattern });
            }
        }
    }
    function look() {
        stored("cookie", doc.cookie.split(";").map((pair) => pair.split("=")[0].trim()));
        for (const [kind, property] of [["local", "localStorage"], ["session", "sessionStorage"]]) {
            try {
                stored(kind, Object.keys(window[property]));
            } catch {
                // The visitor has turned storage off.
            }
        }
    }
    function send() {
        look();
        if (!waiting.length) return;
        const body = JSON.stringify(waiting);
        waiting = [];
        const headers = { "Content-Type": "application/reports+json" };
        fetch(SITE.reports, { method: "POST", body, headers, keepalive: true, credentials: "omit" }).catch(nothing);
    }
    let timer = 0;
    function watch() {
        doc.addEventListener("visibilitychange", () => doc.hidden && send());
        clearInterval(timer);
        timer = setInterval(send, 2000);
    }
    new PerformanceObserver((list) => list.getEntries().forEach(fetched)).observe({ type: "resource", buffered: true });
    watch();
})();
