// channel: network by script
// vector fetch-string
fetch("{t}/a.txt").catch(() => 0);
// vector fetch-url
fetch(new URL("{t}/a.txt")).catch(() => 0);
// vector fetch-request
fetch(new Request("{t}/a.txt")).catch(() => 0);
// vector fetch-request-clone
fetch(new Request("{t}/a.txt").clone()).catch(() => 0);
// vector fetch-request-of-request
fetch(new Request(new Request("{t}/a.txt"), { method: "POST", body: "a" })).catch(() => 0);
// vector fetch-no-cors
fetch("{t}/a.txt", { mode: "no-cors", credentials: "include" }).catch(() => 0);
// vector fetch-post
fetch("{t}/a.txt", { method: "POST", body: JSON.stringify({ a: 1 }), headers: { "Content-Type": "text/plain" } }).catch(() => 0);
// vector fetch-keepalive
fetch("{t}/a.txt", { method: "POST", keepalive: true, body: "a" }).catch(() => 0);
// vector fetch-protocol-relative
fetch("{r}/a.txt").catch(() => 0);
// vector fetch-call
fetch.call(undefined, "{t}/a.txt").catch(() => 0);
// vector fetch-apply
Reflect.apply(window.fetch, window, ["{t}/a.txt"]).catch(() => 0);
// vector fetch-bind
fetch.bind(window)("{t}/a.txt").catch(() => 0);
// vector fetch-global
globalThis["fe" + "tch"]("{t}/a.txt").catch(() => 0);
// vector fetch-object
fetch({ toString: (() => { let asked = 0; return () => (asked++ ? "{t}/a.txt" : "/fp/empty.txt"); })() }).catch(() => 0);
// vector fetch-redirect
fetch("/fp/redirect?u={u}/a.txt").catch(() => 0);
// vector fetch-later
fetchLater("{s}/a.txt", { activateAfter: 100 });
// vector fetch-real-host
fetch("http://www.facebook.com{p}/tr", { mode: "no-cors" }).catch(() => 0);
// vector xhr-get
const x = new XMLHttpRequest(); x.open("GET", "{t}/a.txt"); x.send();
// vector xhr-post
const x = new XMLHttpRequest(); x.open("POST", "{t}/a.txt", true); x.send("a");
// vector xhr-sync anew
const x = new XMLHttpRequest(); x.open("GET", "{t}/a.txt", false); x.send();
// vector xhr-url
const x = new XMLHttpRequest(); x.open("GET", new URL("{t}/a.txt")); x.send();
// vector xhr-prototype
const x = new XMLHttpRequest(); XMLHttpRequest.prototype.open.call(x, "GET", "{t}/a.txt"); XMLHttpRequest.prototype.send.call(x);
// vector xhr-subclass
const x = new (class extends XMLHttpRequest {})(); x.open("GET", "{t}/a.txt"); x.send();
// vector xhr-redirect
const x = new XMLHttpRequest(); x.open("GET", "/fp/redirect?u={u}/a.txt"); x.send();
// vector image-redirect
new Image().src = "/fp/redirect?u={u}/a.png";
// vector beacon
navigator.sendBeacon("{t}/a.txt");
// vector beacon-body
navigator.sendBeacon("{t}/a.txt", new Blob(["a"], { type: "text/plain" }));
// vector beacon-prototype
Navigator.prototype.sendBeacon.call(navigator, "{t}/a.txt", "a");
// vector beacon-on-leaving
addEventListener("pagehide", () => navigator.sendBeacon("{t}/a.txt", "bye"));
// vector fetch-on-leaving
addEventListener("pagehide", () => fetch("{t}/a.txt", { keepalive: true, method: "POST", body: "bye" }).catch(() => 0));
// vector websocket
new WebSocket("{w}/a");
// vector websocket-protocol
new WebSocket("{w}/a", ["a", "b"]);
// vector websocket-http-address
new WebSocket("{t}/a");
// vector websocket-subclass
new (class extends WebSocket {})("{w}/a");
// vector websocket-reflect
Reflect.construct(WebSocket, ["{w}/a"]);
// vector websocket-constructor
new WebSocket.prototype.constructor("{w}/a");
// vector websocket-stream
new WebSocketStream("{w}/a").opened.catch(() => 0);
// vector eventsource
new EventSource("{t}/a.sse");
// vector eventsource-credentials
new EventSource("{t}/a.sse", { withCredentials: true });
// vector eventsource-subclass
new (class extends EventSource {})("{t}/a.sse");
// vector webtransport
new WebTransport("https://127.0.0.1:{udp}/a").ready.catch(() => 0);
// vector rtc-stun anew
const p = new RTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:{udp}" }] }); p.createDataChannel("a"); await p.setLocalDescription(await p.createOffer());
// vector rtc-set-configuration anew
const p = new RTCPeerConnection(); p.setConfiguration({ iceServers: [{ urls: ["stun:127.0.0.1:{udp}"] }] }); p.createDataChannel("a"); await p.setLocalDescription(await p.createOffer());
// vector rtc-prefixed anew
const p = new webkitRTCPeerConnection({ iceServers: [{ urls: "stun:127.0.0.1:{udp}" }] }); p.createDataChannel("a"); await p.setLocalDescription(await p.createOffer());
// vector import anew
import("{t}/a.js").catch(() => 0);
// vector import-computed anew
import(["{t}", "a.js"].join("/")).catch(() => 0);
// vector import-first-party-static anew
import("/fp/import.js?u={u}/a.js").catch(() => 0);
// vector timer-string
setTimeout("new Image().src = '{t}/a.png'", 0);
// vector timer-string-import anew
setTimeout("import('{t}/a.js').catch(() => 0)", 0);
// vector interval-string
const i = setInterval("fetch('{t}/a.txt', { mode: 'no-cors' }); window.leakTick = 1", 50); setTimeout(() => clearInterval(i), 90);
// vector eval-import anew
eval("import('{t}/a.js').catch(() => 0)");
// vector eval-indirect
(0, eval)("new Image().src = '{t}/a.png'");
// vector function-import anew
new Function("return import('{t}/a.js').catch(() => 0)")();
// vector function-async anew
await Object.getPrototypeOf(async () => 0).constructor("await import('{t}/a.js').catch(() => 0)")();
// vector generated-handler
const b = document.createElement("button"); b.setAttribute("onclick", "fetch('{t}/a.txt', { mode: 'no-cors' })"); leak.box().append(b); b.click();
// vector generated-handler-import anew
const b = document.createElement("button"); b.setAttribute("onclick", "import('{t}/a.js').catch(() => 0)"); leak.box().append(b); b.click();
// vector javascript-location
location.href = "javascript:void(new Image().src = '{t}/a.png')";
// vector promise-later
setTimeout(() => Promise.resolve().then(() => fetch("{t}/a.txt", { mode: "no-cors" })), 50);
// vector idle-later
(window.requestIdleCallback || setTimeout)(() => { new Image().src = "{t}/a.png"; });
// vector frame-animation-later
requestAnimationFrame(() => { new Image().src = "{t}/a.png"; });
// vector message-later
const c = new MessageChannel(); c.port1.onmessage = () => fetch("{t}/a.txt", { mode: "no-cors" }); c.port2.postMessage(0);
// vector federated-login
navigator.credentials.get({ identity: { providers: [{ configURL: "{s}/a.json", clientId: "1" }] } }).catch(() => 0);
// vector payment-method anew
const p = new PaymentRequest([{ supportedMethods: "{s}/pay" }], { total: { label: "a", amount: { currency: "SEK", value: "1" } } }); await p.canMakePayment().catch(() => 0);
// vector media-session
navigator.mediaSession.metadata = new MediaMetadata({ title: "a", artwork: [{ src: "{t}/a.png", sizes: "96x96" }] });
// vector source-map
eval("0\n//# sourceMappingURL={t}/a.map");
// vector shared-storage
await sharedStorage.worklet.addModule("{s}/a.js").catch(() => 0);
// vector ad-auction
await navigator.joinAdInterestGroup({ owner: "https://secure.test", name: "a", biddingLogicURL: "{s}/a.js" }, 1000).catch(() => 0);
// vector storage-access
await document.requestStorageAccessFor("https://secure.test").catch(() => 0);
// vector report-address alone
document.head.insertAdjacentHTML("beforeend", "<meta http-equiv='Content-Security-Policy-Report-Only' content=\"img-src 'none'; report-uri {t}/a.txt\">"); new Image().src = "/fp/dot.gif";
// vector wasm-streaming
WebAssembly.compileStreaming(fetch("{t}/a.wasm")).catch(() => 0);
// vector decoded-audio
new Audio().src = "{t}/a.mp3";
// vector image-set-through-proxy
const { get, set } = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "srcset"); set.call(new Image(), "{t}/a.png");
// vector inherited-setter
class A extends Image {} const p = Object.create(HTMLImageElement.prototype); Object.setPrototypeOf(p, HTMLImageElement.prototype); const i = new Image(); Object.setPrototypeOf(i, p); i.src = "{t}/a.png";
// vector cache-add
await (await caches.open("own")).add("{t}/a.txt");
// vector cache-add-all
await (await caches.open("own")).addAll(["{t}/a.txt"]);
// vector beacon-redirect
navigator.sendBeacon("/fp/redirect?u={u}/a.txt", "a");
// vector event-source-redirect
new EventSource("/fp/redirect?u={u}/a.txt");
// vector worklet-escaped-slashes
await CSS.paintWorklet.addModule(URL.createObjectURL(new Blob(['import "'+'{t}'.replace(/\//g,'\\/')+'/a.js"'],{type:'text/javascript'})));
