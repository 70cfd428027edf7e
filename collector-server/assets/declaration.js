// Fills <samtycke-declaration> with the site's cookie table. Made by the collector; nothing here is the visitor's.
(function () {
    "use strict";
    const filled = "@@DECLARATION@@";
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(filled.css);

    // [tag, part, {attributes}, [children]], or a text.
    function build(node) {
        if (typeof node === "string") return document.createTextNode(node);
        const [tag, part, attributes, children] = node;
        const made = document.createElement(tag);
        if (part) made.setAttribute("part", part);
        for (const name in attributes) made.setAttribute(name, attributes[name]);
        made.append(...children.map(build));
        return made;
    }

    // The settings are the gate's; without it the button would do nothing.
    function settings() {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("part", "settings");
        button.textContent = filled.settings;
        button.addEventListener("click", () => window.samtycke.open());
        return button;
    }

    class Declaration extends HTMLElement {
        connectedCallback() {
            if (this.shadowRoot) return;
            this.lang = filled.lang;
            this.dir = filled.dir;
            const root = this.attachShadow({ mode: "open" });
            root.adoptedStyleSheets = [sheet];
            root.append(...filled.tree.map(build));
            if (window.samtycke) root.append(settings());
        }
    }
    if (!customElements.get("samtycke-declaration")) customElements.define("samtycke-declaration", Declaration);
})();
