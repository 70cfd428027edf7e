// channel: what scripts of the site do
// vector natives-look
const rows = [["fetch"], ["XMLHttpRequest", "prototype.open"], ["XMLHttpRequest", "prototype.send"], ["Navigator", "prototype.sendBeacon"], ["Element", "prototype.setAttribute"], ["Element", "prototype.insertAdjacentHTML"], ["Node", "prototype.appendChild"], ["Document", "prototype.write"], ["Storage", "prototype.setItem"], ["Function", "prototype.toString"], ["WebSocket"], ["Worker"], ["EventSource"]]; return rows.map(([a, b]) => { const f = b ? window[a].prototype[b.slice(10)] : window[a]; return [f.name, f.length, Function.prototype.toString.call(f).replace(/\s+/g, " "), typeof f]; });
// vector natives-descriptors
const show = (o, n) => { const d = Object.getOwnPropertyDescriptor(o, n); return d && [n, d.enumerable, d.configurable, d.writable, !!d.get, !!d.set, d.get && d.get.name, d.set && d.set.name]; }; return [show(window, "fetch"), show(Document.prototype, "cookie"), show(Element.prototype, "innerHTML"), show(HTMLScriptElement.prototype, "src"), show(HTMLImageElement.prototype, "src"), show(HTMLIFrameElement.prototype, "contentWindow"), show(Element.prototype, "setAttribute"), show(window, "localStorage")];
// vector natives-constants
return [WebSocket.OPEN, EventSource.CLOSED, XMLHttpRequest.DONE, new XMLHttpRequest() instanceof XMLHttpRequest, XMLHttpRequest.name, Object.prototype.toString.call(new XMLHttpRequest()), Object.prototype.toString.call(localStorage), Object.prototype.toString.call(document.body.style), localStorage instanceof Storage, document.body.style instanceof CSSStyleDeclaration];
// vector own-globals alone
return Object.getOwnPropertyNames(window).filter((n) => !/samtycke|^leak$|^intact$/i.test(n) && !(n in intact.natives)).filter((n) => !/^\d+$/.test(n)).sort();
// vector fetch-json
const r = await fetch("/fp/data.json"); return [r.ok, r.type, new URL(r.url).pathname, r.headers.get("content-type"), await r.json()];
// vector fetch-echo
const r = await fetch(new Request("/fp/echo", { method: "POST", body: "hello", headers: { "X-Own": "1" } })); return r.text();
// vector fetch-form
const f = new FormData(); f.append("a", "1"); f.append("file", new File(["content"], "a.txt", { type: "text/plain" })); const t = await (await fetch("/fp/echo", { method: "POST", body: f })).text(); return [t.includes('name="a"'), t.includes('filename="a.txt"'), t.includes("content")];
// vector fetch-abort
const c = new AbortController(); const p = fetch("/fp/slow", { signal: c.signal }); c.abort(); return p.catch((e) => e.name);
// vector fetch-missing
const r = await fetch("/fp/none"); return [r.status, r.ok];
// vector fetch-bad-address
return fetch("http://").catch((e) => e.constructor.name);
// vector fetch-stream
const r = await fetch("/fp/data.json"); const reader = r.body.getReader(); const { value, done } = await reader.read(); return [value.length > 0, done, r.bodyUsed];
// vector xhr
return new Promise((done) => { const x = new XMLHttpRequest(); const seen = []; x.onreadystatechange = () => seen.push(x.readyState); x.onload = () => done([[...new Set(seen)], x.status, x.response, x.getResponseHeader("content-type"), new URL(x.responseURL).pathname]); x.open("GET", "/fp/data.json"); x.responseType = "json"; x.send(); });
// vector xhr-sync
const x = new XMLHttpRequest(); x.open("GET", "/fp/data.json", false); x.send(); return [x.status, x.responseText, x.readyState];
// vector xhr-upload
return new Promise((done) => { const x = new XMLHttpRequest(); let steps = 0; x.upload.onloadend = () => steps++; x.onloadend = () => done([steps, x.responseText]); x.open("POST", "/fp/echo"); x.setRequestHeader("Content-Type", "text/plain"); x.send("body"); });
// vector xhr-subclass
class Own extends XMLHttpRequest { open(...a) { this.note = a[0]; super.open(...a); } } const x = new Own(); x.open("GET", "/fp/data.json", false); x.send(); return [x.note, x.status, x instanceof Own];
// vector beacon
return navigator.sendBeacon("/fp/echo", "a");
// vector event-source
return new Promise((done) => { const e = new EventSource("/fp/events"); e.onmessage = (m) => { e.close(); done([m.data, e.readyState, new URL(e.url).pathname]); }; e.onerror = () => done("error"); });
// vector worker
return new Promise((done) => { const w = new Worker("/fp/worker.js"); w.onmessage = (e) => { w.terminate(); done([e.data, w instanceof Worker]); }; w.onerror = () => done("error"); w.postMessage(20); });
// vector worker-module
return new Promise((done) => { const w = new Worker("/fp/worker-module.js", { type: "module" }); w.onmessage = (e) => done(e.data); w.onerror = () => done("error"); w.postMessage(20); });
// vector worker-blob
return new Promise((done) => { const w = new Worker(URL.createObjectURL(new Blob(["onmessage = (e) => postMessage(e.data * 2)"]))); w.onmessage = (e) => done(e.data); w.onerror = () => done("error"); w.postMessage(21); });
// vector worker-fetch
return new Promise((done) => { const w = new Worker(URL.createObjectURL(new Blob([`fetch("${location.origin}/fp/data.json").then((r) => r.json()).then(postMessage)`]))); w.onmessage = (e) => done(e.data); w.onerror = () => done("error"); });
// vector shared-worker
return new Promise((done) => { const w = new SharedWorker("/fp/shared-worker.js"); w.port.onmessage = (e) => done(e.data); w.port.postMessage(20); setTimeout(() => done("late"), 3000); });
// vector service-worker
const r = await navigator.serviceWorker.register("/fp/service-worker.js", { scope: "/fp/sw/" }); await new Promise((done) => { const w = r.installing || r.waiting || r.active; if (w.state === "activated") done(); else w.onstatechange = () => w.state === "activated" && done(); }); const f = document.createElement("iframe"); f.src = "/fp/sw/page"; await new Promise((done) => { f.onload = done; document.body.append(f); }); const text = f.contentDocument.body.textContent; f.remove(); await r.unregister(); return text;
// vector local-storage
localStorage.setItem("own", "1"); localStorage.own_two = "2"; localStorage["own_three"] = 3; const keys = Object.keys(localStorage).filter((k) => /^own/.test(k)).sort(); const seen = [localStorage.getItem("own"), localStorage.own_two, "own_three" in localStorage, localStorage.getItem("none"), localStorage.none, keys, typeof localStorage.length, typeof localStorage.key(0)]; delete localStorage.own_two; localStorage.removeItem("own"); seen.push(localStorage.own_two, localStorage.own); localStorage.removeItem("own_three"); return seen;
// vector session-storage
sessionStorage.clear(); sessionStorage.own = "1"; const seen = [sessionStorage.length, sessionStorage.key(0), { ...sessionStorage }, JSON.stringify(sessionStorage)]; sessionStorage.clear(); return [seen, sessionStorage.length];
// vector storage-event
const f = document.createElement("iframe"); f.src = "/fp/hello.html"; await new Promise((done) => { f.onload = done; document.body.append(f); }); const heard = new Promise((done) => addEventListener("storage", (e) => e.key === "own_event" && done([e.key, e.newValue, e.storageArea === localStorage]))); f.contentWindow.localStorage.setItem("own_event", "1"); const got = await Promise.race([heard, intact.wait(2000)]); localStorage.removeItem("own_event"); f.remove(); return got;
// vector cookies
document.cookie = "own=1; path=/"; document.cookie = "own2=a=b; path=/"; const has = (n) => document.cookie.split("; ").filter((c) => c.startsWith(n)); const seen = [has("own=")[0], has("own2=")[0]]; document.cookie = "own=; max-age=0; path=/"; document.cookie = "own2=; max-age=0; path=/"; return [seen, has("own").length];
// vector cookies-of-shops
const names = ["PHPSESSID", "XSRF-TOKEN", "csrftoken", "woocommerce_cart_hash", "woocommerce_items_in_cart", "wp_woocommerce_session_1", "frontend", "form_key", "mage-cache-sessid", "PrestaShop-1", "OCSESSID", "__stripe_mid", "cart", "JSESSIONID", "laravel_session"]; for (const n of names) document.cookie = n + "=1; path=/"; await intact.wait(100); const kept = names.filter((n) => document.cookie.split("; ").includes(n + "=1")); return kept;
// vector cookies-of-answers
await fetch("/fp/set-cookie?n=own_answer"); const seen = document.cookie.includes("own_answer=1"); document.cookie = "own_answer=; max-age=0; path=/"; return seen;
// vector cookie-store
await cookieStore.set("own_store", "1"); const c = await cookieStore.get("own_store"); await cookieStore.delete("own_store"); return [c.name, c.value, await cookieStore.get("own_store")];
// vector database
const db = await new Promise((done, fail) => { const r = indexedDB.open("own-db", 1); r.onupgradeneeded = () => r.result.createObjectStore("a"); r.onsuccess = () => done(r.result); r.onerror = fail; }); const t = db.transaction("a", "readwrite"); t.objectStore("a").put("value", "key"); const v = await new Promise((done) => { const r = t.objectStore("a").get("key"); r.onsuccess = () => done(r.result); }); db.close(); const d = indexedDB.deleteDatabase("own-db"); await new Promise((done) => { d.onsuccess = done; }); return [v, db instanceof IDBDatabase];
// vector cache
const c = await caches.open("own-cache"); await c.put("/fp/cached", new Response("cached")); const text = await (await caches.match("/fp/cached")).text(); return [text, await caches.delete("own-cache")];
// vector custom-element
const log = []; const n = "own-element-" + intact.unique(); customElements.define(n, class extends HTMLElement { static observedAttributes = ["a"]; constructor() { super(); log.push("made"); } connectedCallback() { log.push("in"); } disconnectedCallback() { log.push("out"); } attributeChangedCallback(n, o, v) { log.push(v); } }); const e = document.createElement(n); e.setAttribute("a", "1"); document.body.append(e); e.remove(); document.body.insertAdjacentHTML("beforeend", `<${n} a="2"></${n}>`); document.querySelector(n).remove(); return log;
// vector shadow
const h = document.createElement("div"); h.innerHTML = "<span slot='a'>x</span>"; const r = h.attachShadow({ mode: "open" }); r.innerHTML = "<slot name='a'></slot>"; document.body.append(h); const s = new CSSStyleSheet(); s.replaceSync("slot{display:block}"); r.adoptedStyleSheets = [s]; const got = [r.querySelector("slot").assignedElements().length, getComputedStyle(r.querySelector("slot")).display, h.shadowRoot === r, r.adoptedStyleSheets.length]; h.remove(); return got;
// vector mutations
const host = document.createElement("div"); document.body.append(host); const log = []; const o = new MutationObserver((l) => l.forEach((m) => log.push([m.type, m.attributeName, m.addedNodes.length]))); o.observe(host, { childList: true, attributes: true, subtree: true }); const i = new Image(); i.src = "/fp/picture.gif"; i.setAttribute("data-a", "1"); host.append(i); i.alt = "a"; host.innerHTML = "<p>a</p>"; await intact.wait(50); o.disconnect(); host.remove(); return log;
// vector observers
const host = document.createElement("div"); host.style.cssText = "width:20px;height:20px"; document.body.prepend(host); const one = await new Promise((done) => new IntersectionObserver((l, o) => { o.disconnect(); done(l[0].isIntersecting); }).observe(host)); const two = await new Promise((done) => new ResizeObserver((l, o) => { o.disconnect(); done(l[0].contentRect.width); }).observe(host)); host.remove(); return [one, two];
// vector history
const log = []; const f = (e) => log.push(["pop", e.state]); addEventListener("popstate", f); const at = location.href; history.pushState({ n: 1 }, "", "?own=1"); log.push(location.search, history.state); history.replaceState({ n: 2 }, "", "?own=2"); history.back(); await intact.wait(300); log.push(location.href === at); removeEventListener("popstate", f); return log;
// vector hash
const heard = new Promise((done) => addEventListener("hashchange", (e) => done(new URL(e.newURL).hash), { once: true })); location.hash = "own"; const got = await heard; history.replaceState(null, "", location.pathname); return got;
// vector form
document.body.insertAdjacentHTML("beforeend", "<iframe name='own-form' hidden></iframe><form id='own-form' target='own-form' action='/fp/hello.html'><input name='a' value='1' required><select name='b'><option selected>two</option></select></form>"); const form = document.getElementById("own-form"), f = document.querySelector("iframe[name=own-form]"); const data = [...new FormData(form)]; await new Promise((done) => { f.onload = () => f.contentWindow.location.pathname.includes("hello") && done(); form.requestSubmit(); }); const got = [data, form.checkValidity(), f.contentWindow.location.search, form.getAttribute("action")]; form.remove(); f.remove(); return got;
// vector file-upload
const i = document.createElement("input"); i.type = "file"; const d = new DataTransfer(); d.items.add(new File(["own file"], "own.txt")); i.files = d.files; const text = await (await fetch("/fp/echo", { method: "POST", body: i.files[0] })).text(); return [i.files.length, i.files[0].name, text];
// vector clipboard
const t = document.createElement("textarea"); t.value = "own"; document.body.append(t); t.select(); let seen = 0; t.addEventListener("copy", () => seen++); const said = typeof document.execCommand("copy"); t.remove(); return [said, typeof navigator.clipboard, typeof seen];
// vector download-link
const a = document.createElement("a"); a.href = URL.createObjectURL(new Blob(["a"])); a.download = "own.txt"; let clicked = 0; a.onclick = (e) => { e.preventDefault(); clicked++; }; a.click(); return [clicked, a.protocol, a.download];
// vector outgoing-link
const a = document.createElement("a"); a.href = "https://partner.unlisted.test/path?q=1#x"; return [a.href, a.search, a.host, a.getAttribute("href")];
// vector attributes
const i = new Image(); i.src = "/fp/picture.gif?a=1&b=2"; i.setAttribute("srcset", "/fp/picture.gif 2x"); return [i.getAttribute("src"), i.srcset, i.hasAttribute("src"), i.getAttributeNames(), i.attributes.length, i.attributes.src.value, i.outerHTML, i.cloneNode().getAttribute("src"), i.matches("[src]")];
// vector attribute-nodes
const e = document.createElement("a"); const n = document.createAttribute("href"); n.value = "/own"; const old = e.setAttributeNode(n); e.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", "#a"); return [old, e.getAttribute("href"), e.getAttributeNodeNS("http://www.w3.org/1999/xlink", "href").value, e.toggleAttribute("hidden"), e.outerHTML];
// vector returned-values
const d = document.createElement("div"), p = document.createElement("p"), q = document.createElement("q"); return [d.appendChild(p) === p, d.insertBefore(q, p) === q, d.replaceChild(document.createElement("b"), p) === p, d.append("a"), d.removeChild(q) === q, d.insertAdjacentElement("beforebegin", p), d.insertAdjacentElement("afterbegin", p) === p, d.outerHTML];
// vector errors-of-natives
const name = (f) => { try { f(); return "none"; } catch (e) { return [e.name, e instanceof DOMException]; } }; return [name(() => document.body.appendChild(null)), name(() => document.body.appendChild()), name(() => document.createElement("a").setAttribute("1")), name(() => document.createElement("a").setAttribute("<", "a")), name(() => document.body.insertAdjacentHTML("nowhere", "a")), name(() => document.createTextNode("a").appendChild(document.body)), name(() => fetch.call({}, "/fp/data.json") && 0), name(() => new WebSocket("nonsense://a")), name(() => document.body.insertBefore(document.createElement("a"), document.head)), name(() => Element.prototype.setAttribute.call({}, "a", "b"))];
// vector inner-html
const d = document.createElement("div"); const texts = ["<p>a<b>b</p>", "<img src=\"/fp/picture.gif\" alt='a'>", "<script>1 < 2 && '&amp;'</script>", "<svg><path d='M0 0'/></svg>", "<template><i>x</i></template>", "<table><tr><td>a</td></tr></table>", "<a href='https://partner.unlisted.test/?a=1&amp;b=2'>x</a>", "text &lt; &amp; \u00a0", "<!-- c --><style>a{b:c}</style>", "<input value=\"a&quot;b\" disabled>"]; return texts.map((t) => { d.innerHTML = t; return d.innerHTML; });
// vector inner-html-null
const d = document.createElement("div"); d.innerHTML = null; const one = d.innerHTML; d.innerHTML = undefined; const two = d.innerHTML; d.innerHTML = 5; return [one, two, d.innerHTML];
// vector fragments
const f = document.createRange().createContextualFragment("<p>a</p><script>window.ownFragment = 1</script>"); const n = f.childNodes.length; const h = document.createElement("div"); document.body.append(h); h.append(f); const got = [n, f.childNodes.length, h.childNodes.length, window.ownFragment]; h.remove(); return got;
// vector inserted-script
const s = document.createElement("script"); s.src = "/fp/sets.js"; s.id = "own-inserted"; const loaded = new Promise((done) => { s.onload = () => done("loaded"); s.onerror = () => done("failed"); }); document.head.append(s); return [await loaded, window.setByScript, s.isConnected, s.getAttribute("src"), s.async, s.type];
// vector inserted-inline
const s = document.createElement("script"); s.textContent = "window.ownInline = document.currentScript && document.currentScript.dataset.a"; s.dataset.a = "5"; document.body.append(s); s.remove(); return window.ownInline;
// vector inserted-module
const s = document.createElement("script"); s.type = "module"; s.textContent = "import { value } from '/fp/module.js'; window.ownModule = value; dispatchEvent(new Event('own-module'))"; const heard = new Promise((done) => addEventListener("own-module", done, { once: true })); document.body.append(s); await Promise.race([heard, intact.wait(3000)]); return window.ownModule;
// vector inserted-frame
const f = document.createElement("iframe"); let loads = 0; f.onload = () => loads++; document.body.append(f); f.contentDocument.open(); f.contentDocument.write("<!doctype html><p>own</p>"); f.contentDocument.close(); await intact.wait(100); const got = [f.contentDocument.body.innerHTML, f.contentWindow.location.pathname, f.contentDocument.compatMode, f.contentWindow.fetch !== window.fetch]; f.remove(); return got;
// vector realm-of-a-frame
const f = document.createElement("iframe"); document.body.append(f); const w = f.contentWindow; const got = [new w.Array() instanceof Array, w.document.body instanceof w.HTMLElement, w.eval("1 + 1"), await (await w.fetch("/fp/data.json")).json()]; f.remove(); return got;
// vector style-of-elements
const e = document.createElement("p"); document.body.append(e); const s = e.style; s.color = "rgb(1, 2, 3)"; s.setProperty("margin-left", "5px", "important"); s.backgroundImage = "url(/fp/picture.gif)"; const got = [s.color, s["margin-left"], s.getPropertyPriority("margin-left"), s.length, s.item(0), s[0], e.getAttribute("style"), s.cssText, e.style === s, [...s].length, "color" in s, Object.prototype.hasOwnProperty.call(s, "none")]; s.cssText = "color:red"; got.push(e.getAttribute("style")); e.style = "top:1px"; got.push(s.top, s.removeProperty("top"), s.cssText); e.remove(); return got;
// vector style-keys
const e = document.createElement("p"); const names = []; for (const n in e.style) names.push(n); return [names.length > 300, names.includes("background"), Object.keys(e.style).length > 0, JSON.stringify(Object.getOwnPropertyDescriptor(CSSStyleDeclaration.prototype, "cssText") && 1), e.style.constructor.name, String(e.style)];
// vector sheets
const e = document.createElement("style"); document.head.append(e); const at = e.sheet.insertRule("#own-sheets{color:rgb(3,2,1)}"); const p = document.createElement("p"); p.id = "own-sheets"; document.body.append(p); const got = [at, getComputedStyle(p).color, e.sheet.cssRules.length, e.sheet.cssRules[0].style.color, e.sheet.ownerNode === e]; e.sheet.deleteRule(0); got.push(e.sheet.cssRules.length); e.remove(); p.remove(); return got;
// vector animation
const e = document.createElement("p"); document.body.append(e); const a = e.animate([{ opacity: 0 }, { opacity: 1 }], { duration: 50 }); await a.finished; e.remove(); return [a.playState, a.effect.getKeyframes().length];
// vector canvas
const i = new Image(); i.src = "/fp/picture.gif"; await i.decode(); const c = document.createElement("canvas"); c.width = c.height = 2; const x = c.getContext("2d"); x.drawImage(i, 0, 0); x.fillStyle = "#f00"; x.fillRect(0, 0, 1, 1); return [c.toDataURL().slice(0, 22), [...x.getImageData(0, 0, 1, 1).data]];
// vector image-events
const load = (u) => new Promise((done) => { const i = new Image(); i.onload = () => done(["load", i.naturalWidth]); i.onerror = () => done("error"); i.src = u; }); return [await load("/fp/picture.gif"), await load("data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="), await load("/fp/none.gif"), await load(URL.createObjectURL(new Blob(["x"])))];
// vector errors-of-the-page
const heard = new Promise((done) => addEventListener("error", (e) => { e.preventDefault(); done(e.message.includes("own error")); }, { once: true })); setTimeout(() => { throw new Error("own error"); }); const second = new Promise((done) => addEventListener("unhandledrejection", (e) => { e.preventDefault(); done(e.reason.message); }, { once: true })); const one = await heard; Promise.reject(new Error("own rejection")); return [one, await second];
// vector timers
window.ownTimer = 0; setTimeout("window.ownTimer += 1", 10); const i = setInterval(() => { window.ownTimer += 10; clearInterval(i); }, 10); const t = setTimeout((a, b) => { window.ownTimer += a + b; }, 10, 100, 1000); await intact.wait(200); return [window.ownTimer, typeof t];
// vector evaluated
return [eval("1 + 1"), (0, eval)("typeof intact"), new Function("a", "return a * 2")(4), await (async () => 5)()];
// vector dynamic-import
const m = await import("/fp/module.js"); return [m.value, (await import("/fp/module.js")) === m];
// vector crypto
const d = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("a")); return [d.byteLength, crypto.getRandomValues(new Uint8Array(4)).length];
// vector messages
const c = new MessageChannel(); const got = new Promise((done) => { c.port2.onmessage = (e) => done(e.data); }); c.port1.postMessage({ a: [1, new Map([[1, 2]]).size] }); const b = new BroadcastChannel("own"), b2 = new BroadcastChannel("own"); const heard = new Promise((done) => { b2.onmessage = (e) => done(e.data); }); b.postMessage("own"); const all = [await got, await heard]; b.close(); b2.close(); return all;
// vector parsed-documents
const d = new DOMParser().parseFromString("<p>a</p><img src='/x.png'>", "text/html"); const x = new DOMParser().parseFromString("<a><b/></a>", "text/xml"); return [d.body.innerHTML, x.documentElement.outerHTML, new XMLSerializer().serializeToString(x), document.implementation.createHTMLDocument("t").title];
// vector selection
const p = document.createElement("p"); p.textContent = "some words"; document.body.append(p); getSelection().selectAllChildren(p); const text = String(getSelection()); const r = getSelection().getRangeAt(0); const c = r.cloneContents().textContent; getSelection().removeAllRanges(); p.remove(); return [text, c];
// vector dialog
const d = document.createElement("dialog"); document.body.append(d); d.showModal(); const open = d.open; d.close("own"); const got = [open, d.open, d.returnValue]; d.remove(); return got;
// vector events
const t = new EventTarget(); let n = 0; t.addEventListener("a", () => n++, { once: true }); t.dispatchEvent(new Event("a")); t.dispatchEvent(new CustomEvent("a", { detail: 1 })); return n;
// vector performance
const before = performance.getEntriesByType("resource").filter((e) => e.name.endsWith("/fp/data.json?timed")).length; await fetch("/fp/data.json?timed"); await intact.wait(50); performance.mark("own"); return [before, performance.getEntriesByName("own").length > 0];
// vector elements-of-the-head
return [...document.head.children].filter((e) => !/samtycke|consent/.test(e.outerHTML.slice(0, 3000)) && !(e.httpEquiv && !e.content)).slice(0, 3).map((e) => e.localName);
// vector document-properties
return [document.compatMode, document.characterSet, document.contentType, document.title.length > 0, document.documentElement.lang, document.doctype && document.doctype.name, document.URL === location.href, document.referrer, document.currentScript];
// vector script-with-two-codes
return new Promise((done) => { window.ownText = 0; const s = document.createElement("script"); s.src = "/fp/empty.js"; s.text = "window.ownText = 1"; s.onload = () => done(window.ownText); s.onerror = () => done("error"); document.head.append(s); });
// vector storage-event-area
const e = new StorageEvent("storage", { key: "a", newValue: "1", storageArea: localStorage }); return [e.storageArea === localStorage, e.key, e instanceof StorageEvent, new StorageEvent("storage").storageArea];
// vector storage-properties
const seen = [], { setItem } = Storage.prototype; Storage.prototype.setItem = function (...a) { seen.push(a[0]); return setItem.apply(this, a); }; try { localStorage.own_a = 1; localStorage.setItem("own_b", 2); Object.defineProperty(localStorage, "own_c", { value: 3, configurable: true, enumerable: true, writable: true }); } finally { Storage.prototype.setItem = setItem; } const said = [seen, localStorage.own_a, localStorage.getItem("own_c"), "own_b" in localStorage, Reflect.set(localStorage, "length", 9)]; for (const name of ["own_a", "own_b", "own_c", "length"]) localStorage.removeItem(name); return said;
// vector missing-arguments
const t = (f) => { try { const v = f(); return v && v.then ? v.then(() => "ok", (e) => "later " + e.name) : "ok"; } catch (e) { return e.name; } }; return Promise.all([() => fetch(), () => new Worker(), () => new WebSocket(), () => new EventSource(), () => Worker("/fp/worker.js"), () => localStorage.setItem("a"), () => indexedDB.open(), () => caches.open(), () => document.body.insertAdjacentHTML("beforeend"), () => document.createRange().createContextualFragment()].map(t));
// vector link-reads-back
const l = document.createElement("link"); l.rel = "stylesheet"; l.href = "/fp/own.css?b=1"; const said = [new URL(l.href).pathname, l.getAttribute("href")]; const loaded = new Promise((done) => (l.onload = () => done("load"))); document.head.append(l); said.push(l.href.endsWith("?b=1"), await loaded, l.getAttribute("href")); l.remove(); return said;
// vector link-relations
const l = document.createElement("link"); l.rel = "stylesheet"; l.href = "/fp/own.css?r=1"; await new Promise((done) => ((l.onload = done), document.head.append(l))); const { sheet } = l, o = new MutationObserver(() => 0); o.observe(l, { attributes: true }); const said = [l.relList.contains("stylesheet"), o.takeRecords().length, l.sheet === sheet]; l.remove(); return said;
// vector errors-told
const told = []; const heard = ({ error, reason }) => told.push("" + (error || reason)?.name); addEventListener("error", heard); addEventListener("unhandledrejection", heard); const run = (text) => document.head.append(Object.assign(document.createElement("script"), { textContent: text })); run("document.body.insertBefore(document.createElement('i'), document.createElement('b'))"); run("fetch('http://[')"); run("(async () => document.body.appendChild(5))()"); await new Promise((r) => setTimeout(r, 300)); removeEventListener("error", heard); removeEventListener("unhandledrejection", heard); return told;
// vector written-values
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument; d.open(); d.write("<p>", 5, null, undefined, "<pre>a"); d.writeln("b</pr", "e><pre>c</p"); d.write("re>"); d.writeln("d</textarea"); d.write("><i"); d.close(); const seen = d.body.innerHTML; f.remove(); return seen;
// vector fetch-document-in-address
return Promise.all(["data:text/html,<p>", "javascript:1", "data:text/css,p{}"].map((u) => fetch(u).then((r) => r.text(), (e) => e.name)));
// vector xhr-document-in-address
return new Promise((done) => { const x = new XMLHttpRequest(); x.onloadend = () => done([x.status, x.responseText]); x.open("GET", "data:text/html,<p>a"); x.send(); setTimeout(() => done("late"), 2000); });
// vector shared-worker-is-one
const u = URL.createObjectURL(new Blob(["let n = 0; onconnect = ({ ports: [port] }) => port.postMessage([++n, name]);"], { type: "text/javascript" })); const ask = (u, o) => new Promise((done) => { const w = new SharedWorker(u, o); w.port.onmessage = (e) => done(e.data); w.onerror = () => done("error"); setTimeout(() => done("late"), 3000); }); return [await ask(u, "a"), await ask(u, { name: "a" }), await ask(u, "b")];
// vector worker-bad-address
return [() => new Worker("http://["), () => new SharedWorker("http://["), () => new XMLHttpRequest().open("GET"), () => new XMLHttpRequest().open()].map((go) => { try { go(); return "made"; } catch (e) { return [e.constructor.name, e.name]; } });
// vector worker-hands-over
const w = new Worker(URL.createObjectURL(new Blob(["const c = new MessageChannel(); c.port1.onmessage = (e) => c.port1.postMessage(e.data + 1); postMessage({ p: c.port2, s: [1] }, [c.port2]);"], { type: "text/javascript" }))); const said = await new Promise((done) => { w.onmessage = ({ data }) => { data.p.onmessage = (e) => done([data.s, e.data]); data.p.postMessage(4); }; w.onmessageerror = () => done("error"); setTimeout(() => done("late"), 2000); }); w.terminate(); return said;
// vector scripts-of-html
const b = document.createElement("div"); document.body.append(b); const src = "http://scripts.unlisted.test/a.js"; b.innerHTML = `<script src="${src}" data-x="1"><\/script><script>window.never = 1<\/script>`; const seen = [b.innerHTML, [...b.querySelectorAll("script")].map((s) => [s.type, s.src, [...s.attributes].map((a) => a.name)]), typeof window.never]; b.insertAdjacentHTML("beforeend", `<p><script async src="${src}"><\/script></p>`); await new Promise((r) => setTimeout(r, 50)); seen.push(b.innerHTML, b.querySelectorAll("[src]").length); b.remove(); return seen;
// vector own-selector-not
const b = document.createElement("div"); b.innerHTML = "<a href='/x' class='q'>1</a><img class='q' src='/fp/picture.gif' data-src='/fp/picture.gif' alt=''>"; document.body.append(b); const said = [b.querySelectorAll("a:not([href])").length, b.querySelector("img[data-src]:not([src])") === null, document.querySelector(".q:not([src],[href])") === null]; b.remove(); return said;
// vector own-keyframe-effect-of-form
const b = document.createElement("div"); b.innerHTML = "<form><input name='a'></form><select><option>1</option></select>"; document.body.append(b); const said = [...b.children].map((e) => { try { const k = new KeyframeEffect(e, [{ opacity: 0 }, { opacity: 1 }], 10); return [k.target === e, new KeyframeEffect(k).getKeyframes().length]; } catch (x) { return x.name; } }); b.remove(); return said;
// vector own-frame-written-open-tag
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument; d.open(); d.write("<p>1 < 2</p><p>3 < 4"); d.close(); await intact.wait(100); const said = d.body.innerHTML; f.remove(); return said;
// vector own-frame-written-open-end
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument; d.open(); d.write("<p>a</p></body></html"); d.close(); await intact.wait(100); const said = d.documentElement.outerHTML; f.remove(); return said;
// vector own-frame-written-then-read
const f = document.createElement("iframe"); document.body.append(f); const d = f.contentDocument; d.open(); d.write("<style>p{color:rgb(1,2,3)}"); d.write("</style><p id=a>1 < 2"); const e = d.getElementById("a"); const said = [e && e.textContent, e && d.defaultView.getComputedStyle(e).color]; d.write("</p>"); d.close(); said.push(d.body.innerHTML); f.remove(); return said;
// vector own-font-of-bytes
const buffer = await (await fetch("/npm/pdfjs-dist/standard_fonts/LiberationSans-Italic.ttf")).arrayBuffer(); const seen = []; for (const value of [buffer, new Uint8Array(buffer), new DataView(buffer)]) { const f = new FontFace("own-font", value, { style: "italic" }); seen.push(await f.loaded.then(() => f.status, (e) => e.name), f.status); } return [buffer.byteLength > 1000, seen];
// vector own-style-object-value
class Color { constructor(c) { this.c = c; } toString() { return this.c; } } const e = document.createElement("p"); document.body.append(e); e.style.setProperty("color", new Color("rgb(1, 2, 3)")); e.style.backgroundColor = new Color("rgb(4, 5, 6)"); e.style.setProperty("width", Object.assign(() => 0, { toString: () => "5px" })); const a = e.animate([{ color: new Color("red") }, { color: new Color("blue") }], 1000); const said = [e.getAttribute("style"), a.effect.getKeyframes().map((k) => k.color)]; const s = new CSSStyleSheet(); s.replaceSync(new Color("a{color:red}")); s.insertRule(new Color("b{color:red}")); said.push([...s.cssRules].map((r) => r.cssText)); e.remove(); return said;
// vector own-open-self
const f = document.createElement("iframe"); const one = (go) => { let seen = null; const heard = (e) => { seen = new URL(e.destination.url).pathname; e.preventDefault(); }; navigation.addEventListener("navigate", heard); const said = go(); return intact.wait(100).then(() => { navigation.removeEventListener("navigate", heard); return [seen, said === window]; }); }; return [await one(() => open("https://login.unlisted.test/x", "_self")), await one(() => { location.href = "https://login.unlisted.test/y"; }), await one(() => open("https://login.unlisted.test/z", "_top")), await one(() => open("/fp/x", "_self"))];
// vector own-payment-methods
const t = (m) => { try { return typeof new PaymentRequest([{ supportedMethods: m, data: {} }], { total: { label: "t", amount: { currency: "EUR", value: "1" } } }).id; } catch (e) { return e.name; } }; return ["https://google.com/pay", "https://apple.com/apple-pay", "https://spay.samsung.com", "secure-payment-confirmation"].map((m) => [m, t(m)]);
// vector own-code-in-a-sandbox
const f = document.createElement("iframe"); f.sandbox = "allow-scripts"; f.srcdoc = "<p>x</p><script>var s = document.createElementNS('http://www.w3.org/2000/svg', 'svg'); document.body.append(s); parent.postMessage(['own-sandbox', s.namespaceURI, document.querySelectorAll('p').length], '*')<\/script>"; const said = new Promise((done) => addEventListener("message", (e) => e.source === f.contentWindow && done(e.data))); document.body.append(f); return said.then((data) => { f.remove(); return data; });
