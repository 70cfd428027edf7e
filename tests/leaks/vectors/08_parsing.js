// channel: parsing by script
// vector parse-inner-html
leak.box().innerHTML = "<img src='{t}/a.png'>";
// vector parse-inner-html-detached
document.createElement("div").innerHTML = "<img src='{t}/a.png'>";
// vector parse-inner-html-frame
leak.box().innerHTML = "<iframe src={t}/a.html></iframe>";
// vector parse-inner-html-handler
leak.box().innerHTML = "<img src='data:,' onerror=\"this.onerror=null;new Image().src='{t}/a.png'\">";
// vector parse-inner-html-style
leak.box().innerHTML = "<style>@import '{t}/a.css'</style>";
// vector parse-inner-html-style-attribute
leak.box().innerHTML = "<p style='background:url({t}/a.png)'>a</p>";
// vector parse-inner-html-image-set
leak.box().innerHTML = "<p style='background-image:image-set(\"{t}/a.png\" 1x)'>a</p>";
// vector parse-inner-html-background
leak.box().innerHTML = "<table background='{t}/a.png'><tr><td>a</td></tr></table>";
// vector parse-inner-html-svg
leak.box().innerHTML = "<svg><image href='{t}/a.png' width=9 height=9 /></svg>";
// vector parse-inner-html-link
leak.box().innerHTML = "<link rel=stylesheet href='{t}/a.css'>";
// vector parse-inner-html-srcset
leak.box().innerHTML = "<picture><source srcset='{t}/a.png'><img></picture>";
// vector parse-inner-html-broken
leak.box().innerHTML = "<img src='{t}/a.png'";  leak.box().innerHTML = "<img/src='{t}/a.png'/alt";
// vector parse-inner-html-math
leak.box().innerHTML = "<math><mtext><img src='{t}/a.png'></mtext></math>";
// vector parse-inner-html-object
leak.box().innerHTML = "<object data='{t}/a.png'></object>";
// vector parse-inner-html-descriptor
Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML").set.call(leak.box(), "<img src='{t}/a.png'>");
// vector parse-inner-html-svg-context
const v = document.createElementNS("http://www.w3.org/2000/svg", "svg"); leak.box().append(v); v.innerHTML = "<image href='{t}/a.png' width='9' height='9'/>";
// vector parse-outer-html
leak.box().outerHTML = "<img src='{t}/a.png'>";
// vector parse-adjacent-html
leak.box().insertAdjacentHTML("beforeend", "<img src='{t}/a.png'>");
// vector parse-adjacent-html-after
leak.box().insertAdjacentHTML("afterend", "<iframe src='{t}/a.html'></iframe>");
// vector parse-set-html-unsafe
leak.box().setHTMLUnsafe("<div><template shadowrootmode=open><img src='{t}/a.png'></template></div>");
// vector parse-set-html
leak.box().setHTML("<img src='{t}/a.png'>", { sanitizer: {} });
// vector parse-template-inner
const t = document.createElement("template"); t.innerHTML = "<img src='{t}/a.png'>"; leak.box().append(t.content.firstChild);
// vector parse-contextual-fragment
leak.box().append(document.createRange().createContextualFragment("<script src='{t}/a.js'><" + "/script>"));
// vector parse-contextual-fragment-inline
leak.box().append(document.createRange().createContextualFragment("<script>new Image().src='{t}/a.png'<" + "/script>"));
// vector parse-contextual-fragment-image
document.createRange().createContextualFragment("<img src='{t}/a.png'>");
// vector parse-shadow-inner
leak.box().attachShadow({ mode: "open" }).innerHTML = "<img src='{t}/a.png'>";
// vector parse-shadow-closed-inner
leak.box().attachShadow({ mode: "closed" }).innerHTML = "<iframe src='{t}/a.html'></iframe>";
// vector parse-shadow-set-html
leak.box().attachShadow({ mode: "open" }).setHTMLUnsafe("<img src='{t}/a.png'>");
// vector parse-frame-write
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.write("<img src='{t}/a.png'>"); f.contentDocument.close();
// vector parse-frame-write-script
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.open(); f.contentDocument.write("<script src='{t}/a.js'><" + "/script>"); f.contentDocument.close();
// vector parse-frame-write-pieces
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument; d.open(); d.write("<im", "g sr"); d.write("c='{t}/a.p"); d.write("ng'>"); d.close();
// vector parse-frame-inner
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.body.innerHTML = "<img src='{t}/a.png'>";
// vector parse-write-script once
document.write("<script src='{t}/a.js'><" + "/script>");
// vector parse-write-image once
document.write("<img src='{t}/a.png'>");
// vector parse-writeln once
document.writeln("<img ", "src='{t}/a.png'>");
// vector parse-write-pieces once
document.write("<scr"); document.write("ipt src='{t}"); document.write("/a.js'></scr"); document.write("ipt>");
// vector parse-write-inline once
document.write("<script>new Image().src='{t}/a.png'<" + "/script>");
// vector parse-write-frame once
document.write("<iframe src='{t}/a.html'></iframe>");
// vector parse-write-style once
document.write("<style>@import url({t}/a.css);</style>");
// vector parse-write-nested once
document.write("<script>document.write(\"<img src='{t}/a.png'>\")<" + "/script>");
// vector parse-write-prototype once
Document.prototype.write.call(document, "<img src='{t}/a.png'>");
// vector parse-set-html-style
const s = document.head.appendChild(document.createElement("style")); s.setHTML('@import "{t}/a.css";');
// vector parse-set-html-style-picture
const s = document.head.appendChild(document.createElement("style")); const b = leak.box(); b.id = leak.unique("i"); s.setHTML("#" + b.id + "{background:url({t}/a.png)}", { sanitizer: {} });
