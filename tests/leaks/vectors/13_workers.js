// channel: workers
// vector worker-blob-import anew
new Worker(URL.createObjectURL(new Blob(["importScripts('{t}/a.js')"])));
// vector worker-blob-fetch anew
new Worker(URL.createObjectURL(new Blob(["fetch('{t}/a.txt', { mode: 'no-cors' })"])));
// vector worker-blob-xhr anew
new Worker(URL.createObjectURL(new Blob(["var x = new XMLHttpRequest(); x.open('GET', '{t}/a.txt'); x.send()"])));
// vector worker-blob-websocket anew
new Worker(URL.createObjectURL(new Blob(["new WebSocket('{w}/a')"])));
// vector worker-blob-eventsource anew
new Worker(URL.createObjectURL(new Blob(["new EventSource('{t}/a.sse')"])));
// vector worker-blob-module anew
new Worker(URL.createObjectURL(new Blob(["import '{t}/a.js'"], { type: "text/javascript" })), { type: "module" });
// vector worker-blob-dynamic-import anew
new Worker(URL.createObjectURL(new Blob(["import('{t}/a.js')"], { type: "text/javascript" })), { type: "module" });
// vector worker-blob-nested anew
new Worker(URL.createObjectURL(new Blob(["new Worker(URL.createObjectURL(new Blob([\"fetch('{t}/a.txt', { mode: 'no-cors' })\"])))"])));
// vector worker-data anew
new Worker("data:text/javascript,importScripts('{t}/a.js')");
// vector worker-first-party-import anew
new Worker("/fp/import-scripts.js?u={u}/a.js");
// vector worker-first-party-fetch anew
new Worker("/fp/fetch.js?u={u}/a.txt");
// vector worker-first-party-xhr anew
new Worker("/fp/xhr.js?u={u}/a.txt");
// vector worker-first-party-module anew
new Worker("/fp/import.js?u={u}/a.js", { type: "module" });
// vector worker-first-party-dynamic-import anew
new Worker("/fp/dynamic-import.js?u={u}/a.js", { type: "module" });
// vector worker-first-party-nested anew
new Worker("/fp/nested.js?u={u}/a.txt");
// vector worker-redirect-import anew
new Worker("/fp/import-redirect.js?u={u}/a.js");
// vector worker-message anew
const w = new Worker("/fp/obey.js"); w.postMessage("{t}/a.txt");
// vector worker-third-party
new Worker("{t}/a.js");
// vector worker-third-party-module
new Worker("{t}/a.js", { type: "module" });
// vector worker-subclass anew
new (class extends Worker {})(URL.createObjectURL(new Blob(["fetch('{t}/a.txt', { mode: 'no-cors' })"])));
// vector worker-frame anew
const f = document.createElement("iframe"); document.body.append(f); new f.contentWindow.Worker(URL.createObjectURL(new Blob(["fetch('{t}/a.txt', { mode: 'no-cors' })"])));
// vector shared-worker-blob anew
new SharedWorker(URL.createObjectURL(new Blob(["fetch('{t}/a.txt', { mode: 'no-cors' })"])));
// vector shared-worker-first-party anew
new SharedWorker("/fp/fetch.js?u={u}/a.txt");
// vector shared-worker-first-party-import anew
new SharedWorker("/fp/import-scripts.js?u={u}/a.js");
// vector shared-worker-data anew
new SharedWorker("data:text/javascript,fetch('{t}/a.txt', { mode: 'no-cors' })");
// vector service-worker-import
await navigator.serviceWorker.register("/fp/import-scripts.js?u={u}/a.js", { scope: "/fp/a-{id}/" }).catch(() => 0);
// vector service-worker-fetch
await navigator.serviceWorker.register("/fp/fetch.js?u={u}/a.txt", { scope: "/fp/b-{id}/" }).catch(() => 0);
// vector service-worker-module
await navigator.serviceWorker.register("/fp/import.js?u={u}/a.js", { scope: "/fp/c-{id}/", type: "module" }).catch(() => 0);
// vector service-worker-prototype
await ServiceWorkerContainer.prototype.register.call(navigator.serviceWorker, "/fp/fetch.js?u={u}/a.txt", { scope: "/fp/d-{id}/" }).catch(() => 0);
// vector service-worker-from-frame
const f = document.createElement("iframe"); f.src = "/fp/empty.html"; f.onload = () => f.contentWindow.navigator.serviceWorker.register("/fp/fetch.js?u={u}/a.txt", { scope: "/fp/e-{id}/" }).catch(() => 0); document.body.append(f);
// vector audio-worklet
await new OfflineAudioContext(1, 1, 44100).audioWorklet.addModule("{t}/a.js").catch(() => 0);
// vector audio-worklet-blob
await new OfflineAudioContext(1, 1, 44100).audioWorklet.addModule(URL.createObjectURL(new Blob(["import '{t}/a.js'"], { type: "text/javascript" }))).catch(() => 0);
// vector offscreen-font anew
new Worker(URL.createObjectURL(new Blob(["new FontFace('a', 'url({t}/a.woff2)').load()"])));
// vector worklet-imports-own-file
await CSS.paintWorklet.addModule(URL.createObjectURL(new Blob(["import '"+location.origin+"/fp/import.js?u={u}/a.js'"],{type:'text/javascript'})));
// vector worklet-file-imports-own-file
await new OfflineAudioContext(1,1,8000).audioWorklet.addModule('/fp/import.js?u='+encodeURIComponent('/fp/import.js?u={u}/a.js'));
// vector service-worker-imports-own-script
const r=await navigator.serviceWorker.register('/fp/import-scripts.js?u='+encodeURIComponent('/fp/import-scripts.js?u={u}/a.js'),{scope:'/fp/n-{id}/'});
