// "My consents": what a person sees, keeps, checks and takes back. Who it is comes from the site's page by a message; it
// goes to the collector in bodies of requests, and nowhere else.
(function () {
    "use strict";
    const my = JSON.parse(document.getElementById("my").textContent);
    const say = my.texts;
    const list = document.getElementById("list");
    const state = document.getElementById("state");
    const actions = document.getElementById("actions");
    const dialog = document.getElementById("sure");
    // The site's page: the one that this frame stands in, or that has opened this window.
    const host = window.opener || (window.parent === window ? null : window.parent);
    let who = null,
        hostOrigin = "",
        items = [],
        // Whether there is anything to take back.
        standing = false;

    // As the site's file says it: an origin, or one with any port.
    function isSites(origin) {
        return my.origins.some((allowed) =>
            allowed.endsWith(":*") ? origin.replace(/:\d+$/, "") === allowed.slice(0, -2) : origin === allowed,
        );
    }

    function make(tag, text, ...children) {
        const made = document.createElement(tag);
        if (text) made.textContent = text;
        made.append(...children);
        return made;
    }

    function button(text, act, kind) {
        const made = make("button", text);
        made.type = "button";
        if (kind) made.className = kind;
        made.addEventListener("click", act);
        return made;
    }

    // One sentence about how things stand, and perhaps something to do about it.
    function tell(kind, text, ...more) {
        state.dataset.state = kind;
        state.replaceChildren(...(text ? [make("p", text)] : []), ...more);
        list.setAttribute("aria-busy", String(kind === "loading"));
        fit();
    }

    // The frame grows with what is in it.
    function fit() {
        if (host && hostOrigin && window.parent !== window)
            host.postMessage({ samtycke: "height", height: document.documentElement.offsetHeight }, hostOrigin);
    }

    async function ask(what, more) {
        const response = await fetch("/v1/sites/" + my.site + "/my/" + what, {
            method: "POST",
            credentials: "omit",
            referrerPolicy: "no-referrer",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ ...who, ...more }),
        });
        const answer = await response.json().catch(() => ({}));
        if (response.ok) return answer;
        throw Object.assign(new Error(what), { status: response.status });
    }

    // Asks the site's page who it is; the question holds nothing, so it may go to whoever is there.
    function askHost() {
        tell("loading", say.loading);
        if (!host) return tell("alone", say.alone);
        host.postMessage({ samtycke: "ready" }, "*");
        setTimeout(() => who || state.dataset.state !== "loading" || tell("alone", say.alone), 8000);
    }

    function failed(error) {
        const text = error.status === 401 ? say.signed_out : error.status === 429 ? say.too_many : say.failed;
        tell("error", text, button(say.again, askHost));
    }

    async function load() {
        tell("loading", say.loading);
        list.replaceChildren();
        actions.hidden = true;
        try {
            items = (await ask("receipts")).items;
        } catch (error) {
            failed(error);
            return false;
        }
        draw();
        actions.hidden = !items.length;
        document.getElementById("withdraw").hidden = !standing;
        if (items.length) tell("ready", standing ? "" : say.none);
        else tell("empty", say.empty);
        settle(1000);
        return true;
    }

    // The next checkpoint of the log proves where a receipt stands: a second away as a rule, a minute at most.
    async function settle(wait) {
        const shown = items;
        if (shown.every(({ proof }) => proof) || wait > 32000) return;
        await new Promise((done) => setTimeout(done, wait));
        if (shown !== items) return;
        const found = await ask("receipts").catch(() => ({ items: [] }));
        // Meanwhile the list may have been fetched anew.
        if (shown !== items) return;
        for (const { receipt_id: id, proof } of found.items)
            if (proof) shown.find((item) => item.receipt_id === id && !item.proof)?.proved(proof);
        settle(2 * wait);
    }

    /*@@DRAW@@*/

    // Everything is taken back after a second question: at the collector, then in the site's page. That one may load itself
    // anew, to be rid of what runs in it; then the list says how things stand.
    async function withdraw() {
        tell("loading", say.withdrawing);
        try {
            const { withdrawn } = await ask("withdraw");
            host.postMessage({ samtycke: "withdrawn" }, hostOrigin);
            if (await load()) tell("done", withdrawn ? say.withdrawn : say.nothing_left);
        } catch (error) {
            failed(error);
        }
        state.focus();
    }

    // Asked beside the button: in a tall frame the middle may be out of sight.
    function askAgain() {
        const above = document.getElementById("withdraw").getBoundingClientRect().top + window.scrollY;
        dialog.showModal();
        dialog.style.top = Math.max(8, above - dialog.offsetHeight - 8) + "px";
        dialog.scrollIntoView({ block: "nearest" });
    }

    async function request(kind) {
        tell("loading", say.asking);
        try {
            const { number, due_at: due } = await ask("requests", { kind });
            tell("done", say.asked.replace("{number}", number).replace("{day}", day(due)));
        } catch (error) {
            failed(error);
        }
        state.focus();
    }

    function keepAll() {
        save("samtycke.ndjson", items.map((item) => JSON.stringify(bundle(item))).join("\n") + "\n");
        tell("done", say.saved);
    }

    document.getElementById("keep").addEventListener("click", keepAll);
    document.getElementById("withdraw").addEventListener("click", askAgain);
    document.getElementById("extract").addEventListener("click", () => request("access"));
    document.getElementById("erase").addEventListener("click", () => request("erasure"));
    dialog.addEventListener("close", () => {
        if (dialog.returnValue === "yes") withdraw();
        dialog.returnValue = "";
    });
    window.addEventListener("message", (event) => {
        const said = event.data;
        if (!host || event.source !== host || !isSites(event.origin) || !said || said.samtycke !== "who") return;
        hostOrigin = event.origin;
        who = said.assertion ? { assertion: said.assertion } : said.consent_key ? { consent_key: said.consent_key } : null;
        if (who) load();
        else tell("empty", say.no_choice);
    });
    // The site's page has a heading above the frame.
    document.documentElement.classList.toggle("framed", window.parent !== window);
    if ("ResizeObserver" in window) new ResizeObserver(fit).observe(document.documentElement);
    askHost();
})();
