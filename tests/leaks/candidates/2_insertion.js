// channel: insertion by script
// vector insert-document-body alone
const d = new DOMParser().parseFromString("<p>a<img src='{t}/a.png'>", "text/html"); document.body = document.adoptNode(d.body);
// vector insert-document-body-parsed alone
const d = new DOMParser().parseFromString("<p>a<img src='{t}/a.png'>", "text/html"); document.body = d.body;
// vector insert-body-replace alone
const d = new DOMParser().parseFromString("<p>a<img src='{t}/a.png'>", "text/html"); document.documentElement.replaceChild(d.body, document.body);
// vector insert-table-caption
const d = new DOMParser().parseFromString("<table><caption><img src='{t}/a.png'></caption></table>", "text/html"); const t = document.createElement("table"); leak.box().append(t); t.caption = d.querySelector("caption");
// vector insert-table-head
const d = new DOMParser().parseFromString("<table><thead><tr><td><img src='{t}/a.png'></table>", "text/html"); const t = document.createElement("table"); leak.box().append(t); t.tHead = d.querySelector("thead");
// vector insert-select-add
const d = document.implementation.createHTMLDocument(""); const o = new DOMParser().parseFromString("<select><option><img src='{t}/a.png'></option></select>", "text/html").querySelector("option"); const s = document.createElement("select"); leak.box().append(s); s.add(o);
// vector insert-options-index
const o = new DOMParser().parseFromString("<select><option><img src='{t}/a.png'></option></select>", "text/html").querySelector("option"); const s = document.createElement("select"); leak.box().append(s); s.options[0] = o;
// vector insert-style-inner-text
const e = document.createElement("style"); document.head.append(e); e.innerText = "@import '{t}/a.css';";
// vector insert-style-append-text
const e = document.createElement("style"); document.head.append(e); e.append("@import '{t}/a.css';");
// vector insert-style-text-node
const e = document.createElement("style"); document.head.appendChild(e); e.appendChild(document.createTextNode("@import url({t}/a.css);"));
// vector insert-style-text-node-background
const e = document.createElement("style"); document.head.appendChild(e); e.appendChild(document.createTextNode("#b-{id}{background:url({t}/a.png)}")); const b = leak.box(); b.id = "b-{id}"; b.offsetWidth; getComputedStyle(b).backgroundImage;
// vector insert-style-replace-children
const e = document.createElement("style"); document.head.append(e); e.replaceChildren(document.createTextNode("@import '{t}/a.css';"));
// vector insert-style-adjacent-text
const e = document.createElement("style"); document.head.append(e); e.insertAdjacentText("beforeend", "@import '{t}/a.css';");
// vector insert-style-adjacent-html
const e = document.createElement("style"); document.head.append(e); e.insertAdjacentHTML("beforeend", "@import '{t}/a.css';");
// vector insert-style-pieces
const e = document.createElement("style"); document.head.append(e); e.append("@imp"); e.append("ort '{t}/a.css';");
// vector insert-style-text-replace
const e = document.createElement("style"); e.append("a{}"); document.head.append(e); e.firstChild.replaceWith("@import '{t}/a.css';");
// vector insert-style-range
const e = document.createElement("style"); document.head.append(e); const r = document.createRange(); r.selectNodeContents(e); r.insertNode(document.createTextNode("@import '{t}/a.css';"));
// vector insert-style-type-flip
const e = document.createElement("style"); e.type = "text/plain"; document.head.append(e); e.append("@import '{t}/a.css';"); e.type = "";
// vector insert-style-fragment
const e = document.createElement("style"), f = document.createDocumentFragment(); document.head.append(e); f.append("@import '{t}/a.css';"); e.append(f);
// vector insert-style-svg
const v = document.createElementNS("http://www.w3.org/2000/svg", "svg"), e = document.createElementNS("http://www.w3.org/2000/svg", "style"); e.textContent = "@import '{t}/a.css';"; v.append(e); leak.box().append(v);
// vector insert-script-inner-text
const s = document.createElement("script"); s.innerText = "new Image().src='{t}/a.png'"; document.head.append(s);
// vector insert-svg-image-prefix
const v = document.createElementNS("http://www.w3.org/2000/svg", "svg"), i = document.createElementNS("http://www.w3.org/2000/svg", "image"); i.setAttributeNS("http://www.w3.org/1999/xlink", "x:href", "{t}/a.png"); v.append(i); leak.box().append(v);
// vector insert-svg-image-plain-namespace
const v = document.createElementNS("http://www.w3.org/2000/svg", "svg"), i = document.createElementNS("http://www.w3.org/2000/svg", "image"); i.setAttributeNS("http://www.w3.org/1999/xlink", "href", "{t}/a.png"); v.append(i); leak.box().append(v);
// vector insert-svg-script-prefix
const s = document.createElementNS("http://www.w3.org/2000/svg", "script"); s.setAttributeNS("http://www.w3.org/1999/xlink", "l:href", "{t}/a.js"); document.body.append(s);
// vector insert-parsed-svg-xlink
const d = new DOMParser().parseFromString("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'><image xlink:href='{t}/a.png' width='9' height='9'/></svg>", "image/svg+xml"); leak.box().append(d.documentElement);
// vector insert-parsed-image-set
const d = new DOMParser().parseFromString("<p style=\"background-image:image-set('{t}/a.png' 1x)\">a</p>", "text/html"); leak.box().append(...d.body.childNodes);
// vector insert-parsed-style-upper
const d = new DOMParser().parseFromString("<p style='BACKGROUND:URL({t}/a.png)'>a</p>", "text/html"); leak.box().append(...d.body.childNodes);
// vector insert-parsed-style-escape
const d = new DOMParser().parseFromString("<div><p style='background:u\\72 l({t}/a.png)'>a</p></div>", "text/html"); leak.box().append(d.body.firstChild);
// vector insert-parsed-attribution
const d = new DOMParser().parseFromString("<img src='/fp/dot.gif' attributionsrc='{t}/a.txt'>", "text/html"); leak.box().append(...d.body.childNodes);
// vector insert-attribution
const i = new Image(); i.setAttribute("attributionsrc", "{t}/a.txt"); i.src = "/fp/dot.gif";
// vector insert-attribution-property
const i = new Image(); i.attributionSrc = "{t}/a.txt"; i.src = "/fp/dot.gif";
// vector insert-link-kept-list
const l = document.createElement("link"); l.rel = "license"; const list = l.relList; l.href = "{t}/a.css"; document.head.append(l); list.add("stylesheet");
// vector insert-link-preload-then-sheet
const l = document.createElement("link"); l.rel = "preload"; l.as = "style"; l.href = "{t}/a.css"; l.onload = () => { l.rel = "stylesheet"; }; document.head.append(l);
// vector insert-link-no-type-blob
const l = document.createElement("link"); l.rel = "stylesheet"; l.href = URL.createObjectURL(new Blob(["@import '{t}/a.css';"])); document.head.append(l);
// vector insert-frame-no-type-blob
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<!doctype html><img src='{t}/a.png'>"])); document.body.append(f);
// vector insert-frame-file
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new File(["<img src='{t}/a.png'>"], "a.html", { type: "text/html" })); document.body.append(f);
// vector insert-frame-sliced-blob
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<img src='{t}/a.png'>"]).slice(0, 999, "text/html")); document.body.append(f);
// vector insert-frame-data-space
const f = document.createElement("iframe"); f.src = "data: text/html,<img src='{t}/a.png'>"; document.body.append(f);
// vector insert-frame-old
const f = document.createElement("frame"); f.src = "{t}/a.html"; leak.box().append(f);
// vector insert-frameset
const s = document.createElement("frameset"), f = document.createElement("frame"); s.append(f); document.documentElement.append(s); f.src = "{t}/a.html";
// vector insert-embed-code
const o = document.createElement("embed"); o.setAttribute("code", "{t}/a.html"); o.type = "text/html"; document.body.append(o);
// vector insert-object-param
const o = document.createElement("object"), p = document.createElement("param"); p.name = "src"; p.value = "{t}/a.html"; o.type = "text/html"; o.append(p); document.body.append(o);
// vector insert-body-background-property
document.body.background = "{t}/a.png";
// vector insert-frame-navigate
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; f.onload = () => { f.onload = null; f.contentWindow.navigation.navigate("{t}/a.html"); }; document.body.append(f);
// vector insert-frame-form
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument, o = d.createElement("form"); o.action = "http://unlisted.test{p}/a.html"; d.body.append(o); o.submit();
// vector insert-frame-form-request
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument, o = d.createElement("form"); o.action = "http://ads.test{p}/a.html"; d.body.append(o); o.requestSubmit();
// vector insert-frame-form-post
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; f.onload = () => { f.onload = null; const d = f.contentDocument, o = d.createElement("form"); o.method = "post"; o.action = "http://unlisted.test{p}/a.html"; d.body.append(o); o.submit(); }; document.body.append(f);
// vector insert-frame-link
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument, a = d.createElement("a"); a.href = "http://unlisted.test{p}/a.html"; d.body.append(a); a.click();
// vector insert-frame-link-event
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument, a = d.createElement("a"); a.href = "http://ads.test{p}/a.html"; d.body.append(a); a.dispatchEvent(new MouseEvent("click"));
// vector insert-link-event-detached
const f = document.createElement("iframe"), a = document.createElement("a"); f.name = leak.unique("m-{id}"); document.body.append(f); a.target = f.name; a.href = "{t}/a.html"; a.dispatchEvent(new MouseEvent("click"));
// vector insert-link-event-shadow
const f = document.createElement("iframe"), a = document.createElement("a"); f.name = leak.unique("m-{id}"); document.body.append(f); a.target = f.name; a.href = "{t}/a.html"; leak.box().attachShadow({ mode: "open" }).append(a); a.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true }));
// vector insert-form-shadow
const f = document.createElement("iframe"), o = document.createElement("form"); f.name = leak.unique("m-{id}"); document.body.append(f); o.target = f.name; o.action = "{t}/a.html"; leak.box().attachShadow({ mode: "open" }).append(o); o.requestSubmit();
// vector insert-frame-refresh-inner
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.head.innerHTML = "<meta http-equiv=refresh content='0;url=http://unlisted.test{p}/a.html'>";
// vector insert-frame-refresh-write
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.write("<meta http-equiv=refresh content='0;url=http://unlisted.test{p}/a.html'>"); f.contentDocument.close();
// vector insert-frame-refresh-late
const f = document.createElement("iframe"); document.body.append(f); const m = f.contentDocument.createElement("meta"); m.content = "0;url={t}/a.html"; f.contentDocument.head.append(m); m.httpEquiv = "refresh";
// vector insert-document-open-window
const f = document.createElement("iframe"); f.name = leak.unique("m-{id}"); document.body.append(f); document.open("{t}/a.html", f.name, "");
// vector insert-xslt-attribute
const p = new XSLTProcessor(); p.importStylesheet(new DOMParser().parseFromString("<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:output method='html'/><xsl:template match='/'><img src='{/a}'/></xsl:template></xsl:stylesheet>", "application/xml")); leak.box().append(p.transformToFragment(new DOMParser().parseFromString("<a>{t}/a.png</a>", "application/xml"), document));
// vector insert-fenced-frame
const f = document.createElement("fencedframe"); f.config = new FencedFrameConfig("{s}/a.html"); document.body.append(f);
// vector insert-playlist-blob
const v = document.createElement("video"); v.preload = "auto"; v.muted = true; v.src = URL.createObjectURL(new Blob(["#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{t}/a.ts\n#EXT-X-ENDLIST\n"], { type: "application/vnd.apple.mpegurl" })); leak.box().append(v);
// vector insert-svg-set-by-script
const n = "http://www.w3.org/2000/svg", v = document.createElementNS(n, "svg"), i = document.createElementNS(n, "image"), s = document.createElementNS(n, "set"); s.setAttribute("attributeName", "href"); s.setAttribute("to", "{t}/a.png"); i.append(s); v.append(i); leak.box().append(v);
// vector insert-picture-lazy-frameworks
const i = document.createElement("img"); i.loading = "eager"; i.decoding = "async"; i.sizes = "10px"; i.setAttribute("srcset", "{t}/a.png 10w"); i.setAttribute("src", "/fp/dot.gif"); leak.box().appendChild(i);
// vector insert-image-case-attribute
document.createElement("IMG").setAttributeNS("", "src", "{t}/a.png");
// vector insert-portal-object-late-type
const o = document.createElement("object"); document.body.append(o); o.setAttribute("type", "text/html"); o.data = "{t}/a.html";
// vector insert-base-later alone once
const i = document.createElement("img"), b = document.createElement("base"); i.setAttribute("src", "a.png"); document.head.append(b); b.setAttribute("href", "{t}/"); i.setAttribute("src", "b.png"); b.remove();
// channel: parsing by script
// vector parse-set-html-plain
leak.box().setHTML("<p>a<img src='{t}/a.png'></p>");
// vector parse-set-html-shadow
leak.box().attachShadow({ mode: "open" }).setHTML("<img src='{t}/a.png'>");
// vector parse-document-html
const d = Document.parseHTML("<p>a<img src='{t}/a.png'></p>"); leak.box().append(...d.body.childNodes);
// vector parse-append-html
leak.box().appendHTMLUnsafe("<img src='{t}/a.png'>");
// vector parse-stream-html
const w = leak.box().streamAppendHTMLUnsafe().getWriter(); await w.write("<img src='{t}/a.png'>"); await w.close();
// vector parse-replace-html
leak.box().replaceWithHTMLUnsafe("<img src='{t}/a.png'>");
// vector parse-write-style-lines once
document.write("<style>"); document.write("@import url({t}/a.css);"); document.write("</style>");
// vector parse-write-style-pieces once
document.write("<style>@imp"); document.write("ort '{t}/a.css';</style>");
// vector parse-write-quoted once
document.write("<img title='a > b' sr"); document.write("c='{t}/a.png'>");
// vector parse-frame-write-module
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.write("<script type=module>import '{t}/a.js'<" + "/script>"); f.contentDocument.close();
// vector parse-frame-write-base
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.write("<base href='{t}/'><img src='a.png'>"); f.contentDocument.close();
// vector parse-inner-html-noscript
leak.box().innerHTML = "<noscript><img src='{t}/a.png'></noscript><img src='{t}/b.png'>";
// vector parse-inner-html-embed-code
leak.box().innerHTML = "<embed code='{t}/a.html' type='text/html'>";
// channel: shadow roots and custom elements
// vector shadow-declarative-frame-index
leak.box().setHTMLUnsafe("<div><template shadowrootmode=open><iframe></iframe></template></div>"); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector shadow-host-frame-index
const h = document.createElement("div"); h.attachShadow({ mode: "closed" }).innerHTML = "<iframe></iframe>"; document.body.append(h); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector shadow-host-frame-append-index
const h = document.createElement("div"); h.attachShadow({ mode: "closed" }).append(document.createElement("iframe")); document.body.append(h); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector custom-attribute-reflect
const n = "x-" + leak.unique("{id}"); customElements.define(n, class extends HTMLElement { static observedAttributes = ["src"]; attributeChangedCallback(a, b, v) { this.innerHTML = `<img src="${v}">`; } }); leak.box().innerHTML = `<${n} src="{t}/a.png"></${n}>`;
// vector custom-form-associated
const n = "x-" + leak.unique("{id}"); customElements.define(n, class extends HTMLElement { constructor() { super(); const r = this.attachInternals(); this.attachShadow({ mode: "closed" }); r.shadowRoot.innerHTML = "<style>:host{display:block;background:url({t}/a.png)}</style>"; } }); leak.box().append(document.createElement(n));
