// channel: shadow roots and custom elements
// vector shadow-open-image
const i = new Image(); const r = leak.box().attachShadow({ mode: "open" }); r.append(i); i.src = "{t}/a.png";
// vector shadow-open-script
const s = document.createElement("script"); s.src = "{t}/a.js"; leak.box().attachShadow({ mode: "open" }).append(s);
// vector shadow-closed-script
const s = document.createElement("script"); s.src = "{t}/a.js"; leak.box().attachShadow({ mode: "closed" }).appendChild(s);
// vector shadow-closed-frame
const f = document.createElement("iframe"); f.src = "{t}/a.html"; leak.box().attachShadow({ mode: "closed" }).appendChild(f);
// vector shadow-style
const e = document.createElement("style"); e.textContent = "p{background:url({t}/a.png)}"; leak.box().attachShadow({ mode: "open" }).append(e, document.createElement("p"));
// vector shadow-adopted-sheet
const r = leak.box().attachShadow({ mode: "open" }); const s = new CSSStyleSheet(); s.replaceSync("p{background:url({t}/a.png)}"); r.adoptedStyleSheets = [s]; const p = document.createElement("p"); p.textContent = "a"; r.append(p);
// vector shadow-host-detached
const h = document.createElement("div"); h.attachShadow({ mode: "closed" }).innerHTML = "<script src='{t}/a.js'><" + "/script><iframe src='{t}/a.html'></iframe>"; document.body.append(h);
// vector shadow-clonable
const h = document.createElement("div"); const r = h.attachShadow({ mode: "open", clonable: true }); const f = document.createElement("iframe"); f.setAttribute("src", "{t}/a.html"); r.append(f); document.body.append(h.cloneNode(true));
// vector shadow-nested
const o = leak.box().attachShadow({ mode: "open" }); const d = document.createElement("div"); o.append(d); const s = document.createElement("script"); s.src = "{t}/a.js"; d.attachShadow({ mode: "open" }).append(s);
// vector shadow-slot
const h = leak.box(); h.attachShadow({ mode: "open" }).append(document.createElement("slot")); const s = document.createElement("script"); s.src = "{t}/a.js"; h.append(s);
// vector custom-connected
customElements.define("x-" + leak.unique("{id}"), class extends HTMLElement { connectedCallback() { const s = document.createElement("script"); s.src = "{t}/a.js"; this.append(s); } }); leak.box().append(document.createElement("x-" + leak.last("{id}")));
// vector custom-upgrade
const n = "x-" + leak.unique("{id}"); leak.box().append(document.createElement(n)); customElements.define(n, class extends HTMLElement { constructor() { super(); this.attachShadow({ mode: "closed" }).innerHTML = "<img src='{t}/a.png'>"; } });
// vector custom-parsed
const n = "x-" + leak.unique("{id}"); customElements.define(n, class extends HTMLElement { connectedCallback() { this.innerHTML = "<iframe src='{t}/a.html'></iframe>"; } }); leak.box().innerHTML = "<" + n + "></" + n + ">";
// vector custom-built-in
const n = "x-" + leak.unique("{id}"); class A extends HTMLImageElement {} customElements.define(n, A, { extends: "img" }); const i = document.createElement("img", { is: n }); i.src = "{t}/a.png";
// vector custom-built-in-script
const n = "x-" + leak.unique("{id}"); class A extends HTMLScriptElement {} customElements.define(n, A, { extends: "script" }); const s = new A(); s.src = "{t}/a.js"; document.head.append(s);
// vector custom-attribute-changed
const n = "x-" + leak.unique("{id}"); customElements.define(n, class extends HTMLElement { static observedAttributes = ["data-u"]; attributeChangedCallback(a, b, v) { new Image().src = v; } }); document.createElement(n).setAttribute("data-u", "{t}/a.png");
// vector shadow-parsed-unsafe
const d = Document.parseHTMLUnsafe("<div><template shadowrootmode=open><img src='{t}/a.png' alt=''></template></div>"); document.body.append(d.body.firstChild);
