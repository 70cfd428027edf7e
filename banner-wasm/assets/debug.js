// What developers see with `?samtycke=debug` in a page's address: what is held on it, by which rule, in which layer, and
// lines for the site file. Nothing is sent. The collector fills in what the site declares; `tags.js` imports it.
const DECLARED = "@@DEBUG@@";
const WORDS = {
    en: {
        title: "Samtycke: held on this page",
        none: "Nothing is held.",
        chosen: "A choice is stored. Granted: ",
        open: "No choice yet. Granted: ",
        what: "What",
        waits: "Waits for",
        rule: "Rule",
        layer: "Layer",
        file: "Site file: ",
        catalogue: "Catalogue",
        unknown: "Nobody knows it: it waits for everything",
        own: "The tag's own mark",
        foreign: "Another product's tag: not understood, or not granted",
        markup: "Markup (wall, rewriter, or marked by hand)",
        made: "Element made by a script",
        met: "Element met after parsing",
        network: "Network call",
        storage: "Cookie or storage",
        inert: "Inert markup",
        lines: "Lines for the site file",
        copy: "Copy",
        copied: "Copied",
        again: "Look again",
        close: "Close",
        hint: "Only this browser shows this, and nothing of it is sent. What failed after a refusal is not listed.",
    },
    sv: {
        title: "Samtycke: hålls på den här sidan",
        none: "Ingenting hålls.",
        chosen: "Ett val är sparat. Tillåtet: ",
        open: "Inget val ännu. Tillåtet: ",
        what: "Vad",
        waits: "Väntar på",
        rule: "Regel",
        layer: "Lager",
        file: "Webbplatsens fil: ",
        catalogue: "Katalogen",
        unknown: "Ingen känner den: den väntar på allt",
        own: "Taggens egen märkning",
        foreign: "En annan produkts tagg: inte förstådd, eller inte tillåten",
        markup: "Märkkod (vägg, omskrivare eller märkt för hand)",
        made: "Element som ett skript har gjort",
        met: "Element som fanns vid tolkningen",
        network: "Nätverksanrop",
        storage: "Kaka eller lagring",
        inert: "Vilande märkkod",
        lines: "Rader till webbplatsens fil",
        copy: "Kopiera",
        copied: "Kopierat",
        again: "Titta igen",
        close: "Stäng",
        hint: "Bara den här webbläsaren visar detta, och inget av det skickas. Det som misslyckats efter ett nej står inte här.",
    },
};
// Above: the banner and the control stand below, and are what one looks at this for. Only addresses break anywhere.
const STYLE =
    ":host{all:initial;position:fixed;inset:12px 12px auto auto;z-index:2147483645;color-scheme:light dark}" +
    "section{box-sizing:border-box;width:min(60rem,calc(100vw - 24px));max-height:45vh;overflow:auto;padding:12px 16px;" +
    "font:14px/1.4 system-ui,sans-serif;color:CanvasText;background:Canvas;border:2px solid CanvasText;border-radius:8px}" +
    "h2{font-size:16px;margin:0}p{margin:6px 0}table{border-collapse:collapse;width:100%}" +
    "th,td{text-align:start;vertical-align:top;padding:4px 8px 4px 0;border-top:1px solid GrayText}" +
    "td:first-child{min-width:14em;overflow-wrap:anywhere}" +
    "textarea{box-sizing:border-box;width:100%;font:12px/1.4 monospace;color:inherit;background:inherit}" +
    "button{font:inherit;min-height:28px;padding:2px 12px;margin-inline-end:8px}" +
    ":focus-visible{outline:3px solid Highlight;outline-offset:2px}";
const KINDS = ["cookie", "local", "session", "indexeddb", "cache"];

export default (shared) => {
    const [
        [
            /*@@FILE both/shared_held.js@@*/
        ],
        /*@@FILE both/shared.js@@*/
        /*@@FILE both/shared_done.js@@*/
    ] = shared;
    // What waits without a mark is not listed.
    const missing = new Set();
    /*@@FILE both/constants.js@@*/
    /*@@FILE both/refused.js@@*/
    /*@@FILE both/held.js@@*/
    const words = /^sv/i.test(doc.documentElement.lang) ? WORDS.sv : WORDS.en;
    const covers = (known, host) => host === known || host.endsWith("." + known);
    const labels = { 2: "preferences", 4: "statistics", 8: "advertising", 16: "unknown" };
    const named = (need) =>
        Object.keys(labels)
            .filter((bit) => need & bit)
            .map((bit) => labels[bit])
            .join(" & ");
    const partsOf = (address, base = doc.baseURI) => {
        try {
            return new URL(address, base);
        } catch {
            return { hostname: "", pathname: "" };
        }
    };

    // The rule that holds an address, and lines for the site file where it does not stand there.
    function ruleOf({ hostname: host, pathname }, label) {
        const need = host && host !== location.hostname && ask("need", 16, 5, "." + host) & 30;
        const service = DECLARED.services.find(
            ({ hosts, paths }) =>
                hosts.some((known) => covers(known, host)) || (host && !need && paths.some((path) => pathname.startsWith(path))),
        );
        if (service) return { rule: words.file + service.name };
        // The label says something else than the rules do.
        if (!need || (label && label !== "unknown" && !label.includes(named(need)) && !(need & 16))) return { rule: words.own };
        return { rule: need & 16 ? words.unknown : words.catalogue, entry: entry(host, need) };
    }

    function entry(host, need) {
        const purposes = DECLARED.purposes.filter(([, bit]) => bit > 1);
        const [own] = purposes.find(([, bit]) => need & bit) || purposes[0] || [""];
        const all = purposes.map(([id]) => id).join(" | ");
        return [
            "[[services]]",
            'id = "' + host.replace(/\./g, "-").slice(0, 40) + '"',
            'purpose = "' + own + '"  # ' + all,
            'name = "' + host + '"',
            'vendor = ""',
            'country = ""',
            'hosts = ["' + host + '"]',
            "",
        ].join("\n");
    }

    function ofElement(element) {
        const waits = getAttr(element, "data-consent");
        const addresses = [...element.attributes]
            .filter(({ name, value }) => /^data-(?:held-)?(src|href|srcset|poster|data|xlink:href|action|content)$/.test(name) && value)
            .map(({ value }) => value.trim().split(/[\s,]/)[0]);
        const [address] = addresses;
        const found = address ? ruleOf(partsOf(address), waits) : { rule: words.own };
        const layer = !elements.has(element) ? words.markup : spent.has(element) ? words.met : words.made;
        const inline = (element.textContent || "").trim().slice(0, 60);
        return { what: "<" + element.localName + "> " + (address || inline), waits, layer, ...found };
    }

    // What a call was made for is asked of it when every verdict is forgotten: then it alone has one.
    function ofCall(call) {
        forget();
        call.need;
        const [address, [, base]] = [...urls].find(([, known]) => known) || ["", []];
        const found = address ? ruleOf(partsOf(address, base)) : { rule: words.own };
        return { what: address || "?", waits: named(call.need), layer: words.network, ...found };
    }

    function ofWrite([key]) {
        const kind = KINDS[key[0]];
        const name = key.slice(1);
        const fits = ([of, pattern]) =>
            of === kind && (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern);
        const service = DECLARED.services.find(({ stores }) => stores.some(fits));
        const rule = service ? words.file + service.name : words.catalogue;
        return { what: kind + " " + name, waits: named(nameNeed(+key[0], name)), layer: words.storage, rule };
    }

    const ofInert = (element) => ({
        what: "<script> " + (getAttr(element, "src") || getAttr(element, "data-src") || element.text.trim().slice(0, 60)),
        waits: "?",
        layer: words.inert,
        rule: words.foreign,
    });

    const rows = () => [
        ...[...held()].filter((element) => hasAttr(element, "data-consent")).map(ofElement),
        ...[...query(doc, "script[type='text/plain']:not([data-consent])")].map(ofInert),
        ...queue.map(ofCall),
        ...[...writes].map(ofWrite),
    ];

    const make = (name, text, parent, members) => {
        const element = Object.assign(doc.createElement(name), members);
        if (text) element.textContent = text;
        if (parent) parent.append(element);
        return element;
    };
    const host = doc.createElement("samtycke-debug");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const section = make("section", "", root);
    setAttr(section, "aria-label", words.title);
    section.lang = words === WORDS.sv ? "sv" : "en";
    section.addEventListener("keydown", (event) => event.key === "Escape" && host.remove());

    function show() {
        const focused = root.activeElement && root.activeElement.dataset.debug;
        section.textContent = "";
        make("h2", words.title, section);
        const state = get();
        const granted = Object.keys(state).filter((name) => name !== "chosen" && state[name] === true);
        make("p", (state.chosen ? words.chosen : words.open) + granted.join(", "), section);
        const all = rows();
        if (!all.length) make("p", words.none, section);
        else {
            const table = make("table", "", section);
            const head = make("tr", "", make("thead", "", table));
            for (const name of ["what", "waits", "rule", "layer"]) make("th", words[name], head, { scope: "col" });
            const body = make("tbody", "", table);
            for (const row of all) {
                const line = make("tr", "", body);
                for (const name of ["what", "waits", "rule", "layer"]) make("td", row[name], line);
            }
        }
        const entries = [...new Set(all.map((row) => row.entry).filter(Boolean))].join("\n");
        const buttons = make("p", "", section);
        const button = (name, act) => {
            const made = make("button", words[name], buttons, { type: "button" });
            made.dataset.debug = name;
            made.addEventListener("click", act);
            if (focused === name) made.focus();
            return made;
        };
        if (entries) {
            const label = make("label", words.lines);
            buttons.before(label);
            const area = make("textarea", "", label, { readOnly: true, rows: 8, value: entries, spellcheck: false });
            const copy = button("copy", async () => {
                area.select();
                try {
                    await navigator.clipboard.writeText(entries);
                } catch {
                    // Then the selection is there to be copied by hand.
                    return;
                }
                copy.textContent = words.copied;
            });
        }
        button("again", show);
        button("close", () => host.remove());
        make("p", words.hint, section);
    }

    let waiting = 0;
    const soon = () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => host.isConnected && show(), 300);
    };
    // The page may still be text.
    const begin = () => {
        if (!isReady() || !doc.body) return void setTimeout(begin, 100);
        doc.body.append(host);
        show();
        for (const name of ["blocked", "change"]) doc.addEventListener("samtycke:" + name, soon);
        new MutationObserver(soon).observe(doc, { childList: true, subtree: true, attributeFilter: ["data-consent"] });
    };
    begin();
};
