// <samtycke-receipts>: a person's own receipts in the site's page. They are shown in a frame of the collector; the key
// from the consent cookie (or the site's word about who is signed in) goes there by a message to that origin alone, so
// that it stands in no address and in no Referer.
(function () {
    "use strict";
    const { base, site, titles, share } = "@@MY@@";
    const origin = new URL(base).origin;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
        ":host{display:block}:host([hidden]){display:none}iframe{display:block;width:100%;height:28rem;border:0;border-radius:12px}",
    );

    // The key that the visitor's browser got with the first choice (contracts, section 3).
    function key() {
        const found = document.cookie.match(/(?:^|;)\s*samtycke=1[asn]\.\w\.\w+\.\d+\.([\w-]{22})(?=\s*(?:;|$))/);
        return found ? found[1] : null;
    }

    class Receipts extends HTMLElement {
        connectedCallback() {
            if (!this.shadowRoot) {
                const root = this.attachShadow({ mode: "open" });
                root.adoptedStyleSheets = [sheet];
            }
            const lang = /^sv\b/i.test(this.lang || document.documentElement.lang) ? "sv" : "en";
            this.frame = document.createElement("iframe");
            this.frame.title = titles[lang];
            this.frame.referrerPolicy = "no-referrer";
            this.frame.src = base + "/s/" + site + "/my?lang=" + lang;
            this.shadowRoot.replaceChildren(this.frame);
            window.addEventListener("message", this);
        }

        disconnectedCallback() {
            window.removeEventListener("message", this);
        }

        // An assertion goes before the device's key: the attribute `assertion`, or what the site's server answers to a
        // POST to `assertion-src`, as text or as a member of a JSON object.
        async who() {
            const source = this.getAttribute("assertion-src");
            if (source) {
                const answer = await fetch(source, { method: "POST", credentials: "same-origin" });
                const said = answer.ok ? (await answer.text()).trim() : "";
                const assertion = said.startsWith("{") ? JSON.parse(said).assertion : said;
                if (assertion) return { assertion };
            }
            const assertion = this.getAttribute("assertion");
            return assertion ? { assertion } : { consent_key: key() };
        }

        async handleEvent(event) {
            if (event.source !== this.frame.contentWindow || event.origin !== origin) return;
            const said = event.data || {};
            if (said.samtycke === "ready") {
                // Without an answer of the site's server the device's key has to do.
                const who = await this.who().catch(() => ({ consent_key: key() }));
                this.frame.contentWindow.postMessage({ samtycke: "who", ...who }, origin);
            }
            if (said.samtycke === "height" && said.height > 0)
                this.frame.style.height = Math.min(Math.ceil(said.height), 20000) + "px";
            if (said.samtycke === "withdrawn") this.withdrawn();
        }

        // Taken back here too. Where the gate does not count the click in the frame as the visitor's own, or is not there,
        // the choice is forgotten instead: other pages of the site see it at once and ask again.
        withdrawn() {
            if (window.samtycke && window.samtycke.withdraw()) return;
            for (const domain of ["", ...(share ? ["; Domain=" + share] : [])])
                document.cookie = "samtycke=; Max-Age=0; Path=/; SameSite=Lax" + domain;
            if ("BroadcastChannel" in window) new BroadcastChannel("samtycke").postMessage(0);
        }
    }
    if (!customElements.get("samtycke-receipts")) customElements.define("samtycke-receipts", Receipts);
})();
