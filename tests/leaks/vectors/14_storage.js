// channel: storage
// vector cookie store=cookie
document.cookie = "{name}=1; path=/";
// vector cookie-age store=cookie
document.cookie = "{name}=1; path=/; max-age=86400; SameSite=Lax";
// vector cookie-path store=cookie
document.cookie = "{name}=1";
// vector cookie-spaces store=cookie
document.cookie = "  {name} = 1 ; Path=/";
// vector cookie-domain store=cookie
document.cookie = "{name}=1; path=/; domain=" + location.hostname;
// vector cookie-secure store=cookie
document.cookie = "{name}=1; path=/; Secure; SameSite=None";
// vector cookie-descriptor store=cookie
Object.getOwnPropertyDescriptor(Document.prototype, "cookie").set.call(document, "{name}=1; path=/");
// vector cookie-reflect store=cookie
Reflect.set(document, "cookie", "{name}=1; path=/");
// vector cookie-assign store=cookie
Object.assign(document, { cookie: "{name}=1; path=/" });
// vector cookie-object store=cookie
document.cookie = { toString: (() => { let asked = 0; return () => (asked++ ? "{name}=1; path=/" : "cart=1; path=/"); })() };
// vector cookie-from-frame store=cookie
const f = document.createElement("iframe"); document.body.append(f); f.contentDocument.cookie = "{name}=1; path=/";
// vector cookie-frame-setter store=cookie
const f = document.createElement("iframe"); document.body.append(f); Object.getOwnPropertyDescriptor(f.contentWindow.Document.prototype, "cookie").set.call(document, "{name}=1; path=/");
// vector cookie-srcdoc store=cookie
const f = document.createElement("iframe"); f.srcdoc = "<script>document.cookie = '{name}=1; path=/'<" + "/script>"; document.body.append(f);
// vector cookie-first-party-frame store=cookie
const f = document.createElement("iframe"); f.src = "/fp/cookie.html?n={name}"; document.body.append(f);
// vector cookie-of-response store=cookie
await fetch("/fp/set-cookie?n={name}");
// vector cookie-of-image store=cookie
await new Promise((done) => { const i = new Image(); i.onload = i.onerror = done; i.src = "/fp/set-cookie?n={name}"; });
// vector cookie-store store=cookie
await cookieStore.set("{name}", "1");
// vector cookie-store-object store=cookie
await cookieStore.set({ name: "{name}", value: "1", expires: Date.now() + 86400000 });
// vector cookie-store-prototype store=cookie
await CookieStore.prototype.set.call(cookieStore, "{name}", "1");
// vector cookie-store-frame store=cookie
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; await new Promise((done) => { f.onload = done; document.body.append(f); }); await f.contentWindow.cookieStore.set("{name}", "1");
// vector cookie-real-ga store=cookie name=_ga_
document.cookie = "{name}=GS1.1.1; path=/";
// vector cookie-real-fbp store=cookie name=_fbp exact
document.cookie = "_fbp=fb.1.1.1; path=/";
// vector local-set-item store=local
localStorage.setItem("{name}", "1");
// vector local-property store=local
localStorage.{name} = "1";
// vector local-index store=local
localStorage["{name}"] = "1";
// vector local-define store=local
Object.defineProperty(localStorage, "{name}", { value: "1" });
// vector local-assign store=local
Object.assign(localStorage, { "{name}": "1" });
// vector local-reflect store=local
Reflect.set(localStorage, "{name}", "1");
// vector local-prototype store=local
Storage.prototype.setItem.call(localStorage, "{name}", "1");
// vector local-window-index store=local
window["local" + "Storage"].setItem("{name}", "1");
// vector local-getter store=local
Object.getOwnPropertyDescriptor(window, "localStorage").get.call(window).setItem("{name}", "1");
// vector local-from-frame store=local
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.localStorage.setItem("{name}", "1");
// vector local-from-frame-property store=local
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.localStorage["{name}"] = "1";
// vector local-frame-method store=local
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.Storage.prototype.setItem.call(localStorage, "{name}", "1");
// vector local-srcdoc store=local
const f = document.createElement("iframe"); f.srcdoc = "<script>localStorage.setItem('{name}', '1')<" + "/script>"; document.body.append(f);
// vector session-set-item store=session
sessionStorage.setItem("{name}", "1");
// vector session-property store=session
sessionStorage.{name} = "1";
// vector session-index store=session
sessionStorage["{name}"] = "1";
// vector session-define store=session
Object.defineProperty(sessionStorage, "{name}", { value: "1" });
// vector session-from-frame store=session
const f = document.createElement("iframe"); document.body.append(f); f.contentWindow.sessionStorage["{name}"] = "1";
// vector database-open anew store=database
await new Promise((done) => { const r = indexedDB.open("{name}", 1); r.onsuccess = () => { r.result.close(); done(); }; r.onerror = done; setTimeout(done, 1000); });
// vector database-prototype anew store=database
const r = IDBFactory.prototype.open.call(indexedDB, "{name}", 1); r.onsuccess = () => r.result.close();
// vector database-from-frame anew store=database
const f = document.createElement("iframe"); document.body.append(f); const r = f.contentWindow.indexedDB.open("{name}", 1); r.onsuccess = () => r.result.close();
// vector database-in-worker anew store=database
new Worker("/fp/database.js?n={name}");
// vector database-in-blob-worker anew store=database
new Worker(URL.createObjectURL(new Blob(["indexedDB.open('{name}', 1)"])));
// vector cache-open store=cache
await caches.open("{name}");
// vector cache-put store=cache
await (await caches.open("{name}")).put("/fp/empty.txt", new Response("a"));
// vector cache-prototype store=cache
await CacheStorage.prototype.open.call(caches, "{name}");
// vector cache-from-frame store=cache
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; await new Promise((done) => { f.onload = done; document.body.append(f); }); await f.contentWindow.caches.open("{name}");
// vector cache-in-worker anew store=cache
new Worker("/fp/cache.js?n={name}");
// vector window-name store=window-name alone
window.name = "{name}";
// vector private-file store=file
const r = await navigator.storage.getDirectory(); await r.getFileHandle("{name}", { create: true });
// vector private-file-in-worker anew store=file
new Worker(URL.createObjectURL(new Blob(["navigator.storage.getDirectory().then((r) => r.getFileHandle('{name}', { create: true }))"])));
// vector database-in-nested-worker anew store=database
new Worker(URL.createObjectURL(new Blob(["new Worker(URL.createObjectURL(new Blob([\"indexedDB.open('{name}', 1)\"])))"])));
// vector database-in-module-worker anew store=database
new Worker(URL.createObjectURL(new Blob(["IDBFactory.prototype.open.call(indexedDB, '{name}', 1)"], { type: "text/javascript" })), { type: "module" });
// vector history-state store=history alone
history.replaceState({ "{name}": 1 }, "");
// vector private-file-moved store=file
const r = await navigator.storage.getDirectory(); const h = await r.getFileHandle(leak.unique("own"), { create: true }); await h.move("{name}");
// vector private-file-moved-into store=file
const r = await navigator.storage.getDirectory(); const d = await r.getDirectoryHandle(leak.unique("dir"), { create: true }); const h = await d.getFileHandle("x", { create: true }); await h.move(r, "{name}");
// vector cookie-xhr store=cookie
const x = new XMLHttpRequest(); x.open("GET", "/fp/set-cookie?n={name}", false); x.send();
// vector cookie-then-deleted
document.cookie='{name}=1; path=/';document.cookie='{name}=; path=/; max-age=0';new Image().src='{t}/a.png';
const k=setInterval(()=>{if(document.cookie.includes('{name}=1')){clearInterval(k);new Image().src='{t}/b.png'}},50);
