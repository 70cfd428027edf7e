// channel: insertion by script
// vector insert-append-child
const s = document.createElement("script"); s.src = "{t}/a.js"; document.head.appendChild(s);
// vector insert-append
const s = document.createElement("script"); s.src = "{t}/a.js"; document.body.append("a", s);
// vector insert-prepend
const s = document.createElement("script"); s.src = "{t}/a.js"; leak.box().prepend(s);
// vector insert-before
const s = document.createElement("script"); s.src = "{t}/a.js"; leak.box().before(s);
// vector insert-after
const s = document.createElement("script"); s.src = "{t}/a.js"; leak.box().after(s);
// vector insert-replace-with
const s = document.createElement("script"); s.src = "{t}/a.js"; leak.box().replaceWith(s);
// vector insert-replace-children
const s = document.createElement("script"); s.src = "{t}/a.js"; leak.box().replaceChildren(s);
// vector insert-replace-child
const s = document.createElement("script"); s.src = "{t}/a.js"; const b = leak.box(); b.parentNode.replaceChild(s, b);
// vector insert-insert-before
const s = document.createElement("script"); s.src = "{t}/a.js"; document.body.insertBefore(s, document.body.firstChild);
// vector insert-move-before
const s = document.createElement("iframe"); const b = leak.box(); s.src = "{t}/a.html"; b.append(s); b.moveBefore(s, null);
// vector insert-adjacent-element
const s = document.createElement("script"); s.src = "{t}/a.js"; leak.box().insertAdjacentElement("beforeend", s);
// vector insert-text-after
const s = document.createElement("script"); s.src = "{t}/a.js"; const b = leak.box(); b.textContent = "a"; b.firstChild.after(s);
// vector insert-text-replace
const s = document.createElement("script"); s.src = "{t}/a.js"; const b = leak.box(); b.textContent = "a"; b.firstChild.replaceWith(s);
// vector insert-comment-before
const s = document.createElement("script"); s.src = "{t}/a.js"; const c = document.createComment("a"); leak.box().append(c); c.before(s);
// vector insert-fragment
const f = document.createDocumentFragment(); const s = document.createElement("script"); s.src = "{t}/a.js"; f.append(s); leak.box().append(f);
// vector insert-fragment-nested
const d = document.createElement("div"); const s = document.createElement("script"); s.src = "{t}/a.js"; d.append(s); leak.box().append(d);
// vector insert-range
const s = document.createElement("script"); s.src = "{t}/a.js"; const r = document.createRange(); r.selectNode(leak.box()); r.insertNode(s);
// vector insert-range-surround
const s = document.createElement("script"); s.src = "{t}/a.js"; const b = leak.box(); b.textContent = "a"; const r = document.createRange(); r.selectNodeContents(b); r.surroundContents(s);
// vector insert-source-after
const s = document.createElement("script"); leak.box().append(s); s.src = "{t}/a.js";
// vector insert-module
const s = document.createElement("script"); s.type = "module"; s.src = "{t}/a.js"; document.head.append(s);
// vector insert-module-inline anew
const s = document.createElement("script"); s.type = "module"; s.textContent = "import '{t}/a.js'"; document.head.append(s);
// vector insert-inline-text
const s = document.createElement("script"); s.text = "new Image().src='{t}/a.png'"; document.head.append(s);
// vector insert-inline-node anew
const s = document.createElement("script"); document.head.append(s); s.append("import('{t}/a.js')");
// vector insert-inline-inner
const s = document.createElement("script"); s.innerHTML = "import('{t}/a.js')"; document.head.append(s);
// vector insert-type-flip
const s = document.createElement("script"); s.type = "text/plain"; s.src = "{t}/a.js"; document.head.append(s); s.type = "text/javascript"; const c = document.createElement("script"); c.src = s.src; s.replaceWith(c);
// vector insert-type-flip-append
const s = document.createElement("script"); s.type = "text/plain"; s.textContent = "new Image().src='{t}/a.png'"; document.head.append(s); s.type = ""; s.append(" ");
// vector insert-namespace
const s = document.createElementNS("http://www.w3.org/1999/xhtml", "script"); s.src = "{t}/a.js"; document.head.append(s);
// vector insert-namespace-prefix
const s = document.createElementNS("http://www.w3.org/1999/xhtml", "h:script"); s.src = "{t}/a.js"; document.head.append(s);
// vector insert-svg-script
const s = document.createElementNS("http://www.w3.org/2000/svg", "script"); s.setAttribute("href", "{t}/a.js"); document.body.append(s);
// vector insert-svg-script-base-value
const s = document.createElementNS("http://www.w3.org/2000/svg", "script"); s.href.baseVal = "{t}/a.js"; document.body.append(s);
// vector insert-import-map anew
const m = document.createElement("script"); m.type = "importmap"; m.textContent = '{"imports":{"third-{id}":"{t}/a.js"}}'; document.head.append(m); const s = document.createElement("script"); s.type = "module"; s.textContent = "import 'third-{id}'"; document.head.append(s);
// vector insert-speculation
const s = document.createElement("script"); s.type = "speculationrules"; s.textContent = '{"prefetch":[{"source":"list","urls":["{s}/a.html"],"eagerness":"immediate"}]}'; document.head.append(s);
// vector insert-import-node
const d = document.implementation.createHTMLDocument(""); const s = d.createElement("script"); s.src = "{t}/a.js"; document.head.append(document.importNode(s, true));
// vector insert-adopt-node
const d = document.implementation.createHTMLDocument(""); const s = d.createElement("script"); s.src = "{t}/a.js"; document.head.append(document.adoptNode(s));
// vector insert-other-document
const d = document.implementation.createHTMLDocument(""); const s = d.createElement("script"); s.setAttribute("src", "{t}/a.js"); document.head.append(s);
// vector insert-other-document-image
const d = document.implementation.createHTMLDocument(""); const i = d.createElement("img"); i.src = "{t}/a.png"; document.body.append(i);
// vector insert-other-document-frame
const d = new Document(); const i = d.createElementNS("http://www.w3.org/1999/xhtml", "iframe"); i.setAttribute("src", "{t}/a.html"); document.body.append(i);
// vector insert-clone
const s = document.createElement("script"); s.src = "{t}/a.js"; document.head.append(s.cloneNode());
// vector insert-clone-deep
const t = document.createElement("template"); t.innerHTML = "<div><script src='{t}/a.js'><" + "/script></div>"; leak.box().append(t.content.cloneNode(true));
// vector insert-template-content
const t = document.createElement("template"); t.innerHTML = "<img src='{t}/a.png'>"; leak.box().append(t.content);
// vector insert-template-import
const t = document.createElement("template"); t.innerHTML = "<iframe src='{t}/a.html'></iframe>"; leak.box().append(document.importNode(t.content, true));
// vector insert-parsed-document
const d = new DOMParser().parseFromString("<img src='{t}/a.png'>", "text/html"); leak.box().append(d.body.firstChild);
// vector insert-parsed-xml
const d = new DOMParser().parseFromString("<script xmlns='http://www.w3.org/1999/xhtml' src='{t}/a.js'/>", "application/xml"); document.head.append(document.importNode(d.documentElement, true));
// vector insert-parsed-svg
const d = new DOMParser().parseFromString("<svg xmlns='http://www.w3.org/2000/svg'><image href='{t}/a.png' width='9' height='9'/></svg>", "image/svg+xml"); leak.box().append(d.documentElement);
// vector insert-parsed-unsafe
const d = Document.parseHTMLUnsafe("<iframe src='{t}/a.html'></iframe>"); leak.box().append(d.body.firstChild);
// vector insert-xslt
const p = new XSLTProcessor(); p.importStylesheet(new DOMParser().parseFromString("<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:output method='html'/><xsl:template match='/'><img src='{t}/a.png'/></xsl:template></xsl:stylesheet>", "application/xml")); leak.box().append(p.transformToFragment(new DOMParser().parseFromString("<a/>", "application/xml"), document));
// vector insert-xhr-document
const x = new XMLHttpRequest(); x.open("GET", "/fp/image.html?u={u}/a.png"); x.responseType = "document"; x.onload = () => leak.box().append(...x.response.body.childNodes); x.send();
// vector insert-image
const i = document.createElement("img"); i.src = "{t}/a.png"; document.body.append(i);
// vector insert-image-detached
document.createElement("img").src = "{t}/a.png";
// vector insert-new-image
new Image(1, 1).src = "{t}/a.png";
// vector insert-image-set-attribute
const i = new Image(); i.setAttribute("src", "{t}/a.png");
// vector insert-image-set-attribute-case
const i = new Image(); i.setAttribute("SRC", "{t}/a.png");
// vector insert-image-srcset
new Image().srcset = "{t}/a.png 1x";
// vector insert-image-srcset-attribute
new Image().setAttribute("srcset", "{t}/a.png 2x, {t}/a.png 1x");
// vector insert-image-namespace-attribute
new Image().setAttributeNS(null, "src", "{t}/a.png");
// vector insert-image-attribute-node
const a = document.createAttribute("src"); a.value = "{t}/a.png"; new Image().setAttributeNode(a);
// vector insert-image-attribute-node-ns
const a = document.createAttributeNS(null, "src"); a.value = "{t}/a.png"; new Image().setAttributeNodeNS(a);
// vector insert-image-named-item
const a = document.createAttribute("src"); a.value = "{t}/a.png"; new Image().attributes.setNamedItem(a);
// vector insert-image-attribute-value
const i = new Image(); i.setAttribute("src", ""); i.getAttributeNode("src").value = "{t}/a.png";
// vector insert-image-attribute-node-value
const i = new Image(); i.setAttribute("src", ""); i.attributes[0].nodeValue = "{t}/a.png";
// vector insert-image-attribute-text
const i = new Image(); i.setAttribute("src", ""); i.attributes.src.textContent = "{t}/a.png";
// vector insert-image-reflect-set
Reflect.set(new Image(), "src", "{t}/a.png");
// vector insert-image-assign
Object.assign(new Image(), { src: "{t}/a.png" });
// vector insert-image-descriptor
Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src").set.call(new Image(), "{t}/a.png");
// vector insert-image-url-object
new Image().src = new URL("{t}/a.png");
// vector insert-image-to-string
new Image().src = { toString: (() => { let asked = 0; return () => (asked++ ? "{t}/a.png" : "/fp/dot.gif"); })() };
// vector insert-image-attribute-to-string
new Image().setAttribute("src", { toString: (() => { let asked = 0; return () => (asked++ ? "{t}/a.png" : "/fp/dot.gif"); })() });
// vector insert-picture
const p = document.createElement("picture"), o = document.createElement("source"), i = new Image(); o.srcset = "{t}/a.png"; p.append(o, i); leak.box().append(p);
// vector insert-source-into-picture
const p = document.createElement("picture"), o = document.createElement("source"); p.append(new Image()); leak.box().append(p); o.srcset = "{t}/a.png"; p.prepend(o);
// vector insert-svg-image
const v = document.createElementNS("http://www.w3.org/2000/svg", "svg"), i = document.createElementNS("http://www.w3.org/2000/svg", "image"); i.href.baseVal = "{t}/a.png"; v.append(i); leak.box().append(v);
// vector insert-svg-image-xlink
const v = document.createElementNS("http://www.w3.org/2000/svg", "svg"), i = document.createElementNS("http://www.w3.org/2000/svg", "image"); i.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", "{t}/a.png"); v.append(i); leak.box().append(v);
// vector insert-svg-fe-image
const n = "http://www.w3.org/2000/svg"; const b = leak.box(); const v = document.createElementNS(n, "svg"), f = document.createElementNS(n, "filter"), e = document.createElementNS(n, "feImage"), r = document.createElementNS(n, "rect"); f.id = "x-{id}"; e.setAttribute("href", "{t}/a.png"); f.append(e); r.setAttribute("filter", "url(#x-{id})"); r.setAttribute("width", "5"); r.setAttribute("height", "5"); v.append(f, r); b.append(v);
// vector insert-frame
const f = document.createElement("iframe"); f.src = "{t}/a.html"; document.body.append(f);
// vector insert-frame-source-after
const f = document.createElement("iframe"); document.body.append(f); f.src = "{t}/a.html";
// vector insert-frame-location
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.location = "{t}/a.html";
// vector insert-frame-location-replace
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.location.replace("{t}/a.html");
// vector insert-frame-open-named
const f = document.createElement("iframe"); f.name = "n-{id}"; document.body.append(f); window.open("{t}/a.html", "n-{id}");
// vector insert-frame-srcdoc
const f = document.createElement("iframe"); f.srcdoc = "<img src='{t}/a.png'>"; document.body.append(f);
// vector insert-frame-srcdoc-attribute
const f = document.createElement("iframe"); f.setAttribute("srcdoc", "<script src='{t}/a.js'><" + "/script>"); document.body.append(f);
// vector insert-frame-data
const f = document.createElement("iframe"); f.src = "data:text/html,<img src='{t}/a.png'>"; document.body.append(f);
// vector insert-frame-blob
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<img src='{t}/a.png'>"], { type: "text/html" })); document.body.append(f);
// vector insert-frame-blob-spaced-type
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<img src='{t}/a.png'>"], { type: " text/html" })); document.body.append(f);
// vector insert-frame-javascript
const f = document.createElement("iframe"); f.src = "javascript:fetch('{t}/a.txt');void 0"; document.body.append(f);
// vector insert-frame-first-party
const f = document.createElement("iframe"); f.src = "/fp/inline.html?u={u}/a.txt"; document.body.append(f);
// vector insert-object
const o = document.createElement("object"); o.data = "{t}/a.html"; document.body.append(o);
// vector insert-object-attribute
const o = document.createElement("object"); o.setAttribute("data", "{t}/a.png"); document.body.append(o);
// vector insert-embed
const o = document.createElement("embed"); o.src = "{t}/a.html"; document.body.append(o);
// vector insert-link-stylesheet
const l = document.createElement("link"); l.rel = "stylesheet"; l.href = "{t}/a.css"; document.head.append(l);
// vector insert-link-order
const l = document.createElement("link"); document.head.append(l); l.href = "{t}/a.css"; l.rel = "stylesheet";
// vector insert-link-rel-list
const l = document.createElement("link"); l.href = "{t}/a.css"; document.head.append(l); l.relList.add("stylesheet");
// vector insert-link-rel-list-value
const l = document.createElement("link"); l.href = "{t}/a.css"; document.head.append(l); l.relList.value = "stylesheet";
// vector insert-link-rel-toggle
const l = document.createElement("link"); l.href = "{t}/a.css"; l.rel = "nofollow"; document.head.append(l); l.relList.replace("nofollow", "stylesheet");
// vector insert-link-disabled
const l = document.createElement("link"); l.setAttribute("disabled", ""); l.rel = "stylesheet"; l.href = "{t}/a.css"; document.head.append(l); l.toggleAttribute("disabled");
// vector insert-link-preload
const l = document.createElement("link"); l.rel = "preload"; l.as = "script"; l.href = "{t}/a.js"; document.head.append(l);
// vector insert-link-prefetch
const l = document.createElement("link"); l.rel = "prefetch"; l.href = "{t}/a.js"; document.head.append(l);
// vector insert-link-modulepreload
const l = document.createElement("link"); l.rel = "modulepreload"; l.href = "{t}/a.js"; document.head.append(l);
// vector insert-link-preconnect
const l = document.createElement("link"); l.rel = "preconnect"; l.href = "{h}"; document.head.append(l);
// vector insert-link-imagesrcset
const l = document.createElement("link"); l.rel = "preload"; l.as = "image"; l.imageSrcset = "{t}/a.png"; document.head.append(l);
// vector insert-style-text
const e = document.createElement("style"); e.textContent = "@import '{t}/a.css';"; document.head.append(e);
// vector insert-style-text-after
const e = document.createElement("style"); document.head.append(e); e.textContent = "body{background-image:url({t}/a.png)}";
// vector insert-style-node-data
const e = document.createElement("style"); e.append("body{}"); document.head.append(e); e.firstChild.data = "html{background-image:url({t}/a.png)}";
// vector insert-style-append-data
const e = document.createElement("style"); e.append("#x{}"); document.head.append(e); e.firstChild.appendData("main{list-style-image:url({t}/a.png);display:list-item}");
// vector insert-video-poster
const v = document.createElement("video"); v.poster = "{t}/a.png"; leak.box().append(v);
// vector insert-video-of-two
const v = document.createElement("video"); v.poster = "http://unlisted.test/nothing.png"; v.preload = "auto"; v.src = "http://ads.test{p}/a.mp4"; leak.box().append(v);
// vector insert-video-source
const v = document.createElement("video"); v.preload = "auto"; v.src = "{t}/a.mp4";
// vector insert-new-audio
new Audio("{t}/a.mp3").load();
// vector insert-source-element
const v = document.createElement("video"), o = document.createElement("source"); v.preload = "auto"; o.src = "{t}/a.mp4"; v.append(o); leak.box().append(v);
// vector insert-track
const v = document.createElement("video"), o = document.createElement("track"); v.crossOrigin = ""; o.default = true; o.kind = "captions"; o.src = "{t}/a.vtt"; v.append(o); leak.box().append(v); v.src = "/fp/empty.mp4"; o.track.mode = "showing";
// vector insert-input-image
const i = document.createElement("input"); i.type = "image"; i.src = "{t}/a.png"; leak.box().append(i);
// vector insert-input-image-flip
const i = document.createElement("input"); i.setAttribute("src", "{t}/a.png"); leak.box().append(i); i.type = "image";
// vector insert-body-background
const t = document.createElement("table"); t.setAttribute("background", "{t}/a.png"); leak.box().append(t);
// vector insert-form-submit
const f = document.createElement("iframe"), o = document.createElement("form"); f.name = "n-{id}"; o.target = "n-{id}"; o.action = "{t}/a.html"; leak.box().append(f, o); o.submit();
// vector insert-form-prototype
const f = document.createElement("iframe"), o = document.createElement("form"); f.name = "n-{id}"; o.target = "n-{id}"; o.setAttribute("action", "{t}/a.html"); leak.box().append(f, o); HTMLFormElement.prototype.submit.call(o);
// vector insert-link-click
const f = document.createElement("iframe"), o = document.createElement("a"); f.name = "n-{id}"; o.target = "n-{id}"; o.href = "{t}/a.html"; leak.box().append(f, o); o.click();
// vector insert-link-ping
const o = document.createElement("a"); o.href = "#a"; o.ping = "{t}/a.txt"; leak.box().append(o); o.click();
// vector insert-refresh-in-frame
const f = document.createElement("iframe"); document.body.append(f); const m = f.contentDocument.createElement("meta"); m.httpEquiv = "refresh"; m.content = "0;url={t}/a.html"; f.contentDocument.head.append(m);
// vector insert-exec-command once
const b = leak.box(); b.contentEditable = "true"; b.focus(); getSelection().selectAllChildren(b); document.execCommand("insertHTML", false, "<img src='{t}/a.png'>");
// vector insert-base alone once
const b = document.createElement("base"); b.href = "{t}/"; document.head.append(b); new Image().src = "a.png"; b.remove();
// vector insert-observer
new MutationObserver((_, o) => { o.disconnect(); const s = document.createElement("script"); s.src = "{t}/a.js"; document.head.append(s); }).observe(document.body, { childList: true }); leak.box();
// vector insert-link-relation-later
const l = document.createElement("link"); l.rel = "license"; l.href = "{t}/a.css"; document.head.append(l); l.rel = "stylesheet";
// vector insert-link-relation-attribute
const l = document.createElement("link"); l.rel = "license"; l.href = "{t}/a.css"; document.head.append(l); l.setAttribute("rel", "stylesheet");
// vector insert-link-relation-list
const l = document.createElement("link"); l.rel = "license"; l.href = "{t}/a.css"; document.head.append(l); l.relList.add("stylesheet");
// vector insert-instruction
document.insertBefore(document.createProcessingInstruction("xml-stylesheet", 'href="{t}/a.css" type="text/css"'), document.documentElement);
// vector insert-instruction-attribute once
if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done)); const i = document.createProcessingInstruction("xml-stylesheet", 'type="text/css"'); document.insertBefore(i, document.documentElement); i.setAttribute("href", "{t}/a.css");
// vector insert-style-insert-data
const e = document.createElement("style"); e.append(""); document.head.append(e); e.append(document.createTextNode("")); e.lastChild.insertData(0, "@import '{t}/a.css';");
// vector insert-exec-image once
const b = leak.box(); b.contentEditable = "true"; b.focus(); getSelection().selectAllChildren(b); document.execCommand("insertImage", false, "{t}/a.png");
// vector insert-source-and-text
const s = document.createElement("script"); s.src = "{t}/a.js"; s.text = "leak.box()"; document.head.append(s);
// vector insert-frame-blob-svg
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<svg xmlns='http://www.w3.org/2000/svg'><image href='{t}/a.png' width='9' height='9'/></svg>"], { type: "image/svg+xml" })); document.body.append(f);
// vector insert-frame-blob-xhtml
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<html xmlns='http://www.w3.org/1999/xhtml'><body><img src='{t}/a.png' alt=''/></body></html>"], { type: "application/xhtml+xml" })); document.body.append(f);
// vector insert-frame-data-svg
const f = document.createElement("iframe"); f.src = "data:image/svg+xml," + encodeURIComponent("<svg xmlns='http://www.w3.org/2000/svg'><image href='{t}/a.png' width='9' height='9'/></svg>"); document.body.append(f);
// vector insert-object-blob-svg
const o = document.createElement("object"); o.data = URL.createObjectURL(new Blob(["<svg xmlns='http://www.w3.org/2000/svg'><image href='{t}/a.png' width='9' height='9'/></svg>"], { type: "image/svg+xml" })); document.body.append(o);
// vector insert-form-set-late
const f = document.createElement("iframe"); f.name = leak.unique("{id}"); document.body.append(f); const e = document.createElement("form"); e.target = f.name; e.addEventListener("submit", () => (e.action = "{t}/a.html")); document.body.append(e); e.requestSubmit();
// vector insert-frame-base
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument; const b = d.createElement("base"); b.href = "{t}/"; d.head.append(b); const i = d.createElement("img"); i.src = "a.png"; d.body.append(i);
// vector insert-link-attribute-node
const l = document.createElement("link"); l.rel = "license"; l.href = "{t}/a.css"; document.head.append(l); const a = document.createAttribute("rel"); a.value = "stylesheet"; l.setAttributeNode(a);
// vector insert-set-named-item-ns
const a = document.createAttributeNS("http://www.w3.org/1999/xlink", "q:href"); a.value = "{t}/a.png"; const v = document.createElementNS("http://www.w3.org/2000/svg", "svg"), i = document.createElementNS("http://www.w3.org/2000/svg", "image"); i.attributes.setNamedItemNS(a); v.append(i); leak.box().append(v);
// vector insert-window-open-self
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.open("{t}/a.html", "_self");
// vector insert-link-first-party
const l = document.createElement("link"); l.rel = "stylesheet"; l.href = "/fp/import.css?u={u}/a.css"; document.head.append(l);
// vector insert-parsed-svg-prefix
const d = new DOMParser().parseFromString("<svg xmlns='http://www.w3.org/2000/svg' xmlns:l='http://www.w3.org/1999/xlink'><image l:href='{t}/a.png' width='9' height='9'/></svg>", "image/svg+xml"); leak.box().append(d.documentElement);
// vector insert-parsed-svg-filter
const d = new DOMParser().parseFromString("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9' filter='url({t}/a.svg#a)' fill='url({t}/b.svg#a)'/></svg>", "image/svg+xml"); leak.box().append(d.documentElement);
// vector insert-script-redirect
const s = document.createElement("script"); s.src = "/fp/redirect?u={u}/a.js"; leak.box().append(s);
// vector insert-frame-redirect
const f = document.createElement("iframe"); f.src = "/fp/redirect?u={u}/a.html"; leak.box().append(f);
// vector insert-link-base-target
const f = document.createElement("iframe"), a = document.createElement("a"), b = document.createElement("base"); f.name = leak.unique("m-{id}"); document.body.append(f); b.target = f.name; document.head.append(b); a.href = "{t}/a.html"; document.body.append(a); a.click(); b.remove();
// vector insert-html-revived
const b = leak.box(); b.innerHTML = "<script src='{t}/a.js'><\/script>"; for (const o of b.querySelectorAll("script")) { const s = document.createElement("script"); for (const a of o.attributes) s.setAttribute(a.name, a.value); o.replaceWith(s); }
// vector insert-jquery-element
await new Promise((r) => document.head.append(Object.assign(document.createElement("script"), { src: "/npm/jquery/dist/jquery.min.js", onload: r, onerror: r }))); jQuery("<script>", { src: "{t}/a.js" }).appendTo("head");
// vector insert-jquery-html
await new Promise((r) => document.head.append(Object.assign(document.createElement("script"), { src: "/npm/jquery/dist/jquery.min.js", onload: r, onerror: r }))); jQuery("body").append("<script src='{t}/a.js'><\/script>");
// vector insert-jquery-get
await new Promise((r) => document.head.append(Object.assign(document.createElement("script"), { src: "/npm/jquery/dist/jquery.min.js", onload: r, onerror: r }))); jQuery.getScript("{t}/a.js");
// vector insert-jquery-made
await new Promise((r) => document.head.append(Object.assign(document.createElement("script"), { src: "/npm/jquery/dist/jquery.min.js", onload: r, onerror: r }))); const s = document.createElement("script"); s.src = "{t}/a.js"; jQuery("head").append(s);
// vector insert-script-beside-html
const b = leak.box(), s = document.createElement("script"); s.src = "{t}/a.js"; b.append(s); b.insertAdjacentHTML("beforeend", "<p><script>window.never = 1<\/script></p>");
// vector insert-plain-script-activated
const b = leak.box(); b.append(document.createRange().createContextualFragment("<script type='text/plain' src='{t}/a.js'><\/script>")); const s = b.querySelector("script"); b.insertAdjacentHTML("beforeend", "<i><script>0<\/script></i>"); s.type = "text/javascript"; s.src = s.src;
