// Workers and modules: realms and syntax that no hook of ours is in.

// Whether everything was granted that the site asks for. Then hosts may be reached that nobody knows, which no policy or map
// can name.
const isAll = () => open & UNKNOWN;

// A frame that is written in an address or an attribute: its code runs before anything of ours could be put in from
// here. So it fetches our hooks itself, and a policy keeps what they do not reach to the site.
const POLICY =
    "<!doctype html><meta http-equiv=Content-Security-Policy content=\"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:";
const FRAME_START = POLICY + '"><script>try{parent.samtycke.__frame(self)}catch{}</script>';

const frameHtml = (text, again) => {
    if (free) return text;
    const [safe, , hasCode] = frameOf(text);
    if (hasCode) hold(UNKNOWN, again);
    return safe;
};

// A document in a blob is behind the policy until everything is granted; then its frame shows it anew.
const hookBlob = (native) =>
    (blob) => {
        if (isAll()) return native(blob);
        const { type } = blob;
        let shown = blob;
        if (/^\s*text\/html/i.test(type)) {
            shown = new Blob([FRAME_START, blob], { type });
            hold(UNKNOWN, () => {
                for (const frame of query(doc, '[src="' + url + '"]')) frame.src = native(blob);
            });
        }
        const url = native(shown);
        if (/css|xml/i.test(type)) blobs.set(url, /css/i.test(type) ? read(url) : "");
        return url;
    };

// What a blob says, at once.
function read(url) {
    const call = new XMLHttpRequest();
    call.open("GET", url, false);
    call.send();
    return call.response;
}

// A worker that we make fetches its code a little later than the browser would.
const hookRevoke = (native) =>
    function (url) {
        later(() => {
            blobs.delete(url);
            native(url);
        }, 9999);
    };

// Hosts that pass whatever is chosen: lines of the rules (consent_core::rules).
const OWN_HOSTS = [...SITE.rules.matchAll(/^(?:..)?[TX]\.([^*\n]+)/gm)].map(([, host]) => host).concat(location.hostname);

// A policy with everything that may be reached now.
const policy = () =>
    POLICY +
    [...hosts.keys()]
        .filter((host) => !(hostNeed(host) & ~open))
        .concat(OWN_HOSTS, OWN_HOSTS.map((host) => "*." + host))
        .map((host) => " http://? https://? ws://? wss://?".replace(/\?/g, host + ":*"))
        .join("") +
    '">';

// Workers are made in a frame that has nothing but a policy, which they inherit: it holds what they fetch, import and
// begin, by whatever way. It is made anew when another host may be reached.
let shelter, shelterPolicy, shelterHost, shell;
// Where the workers of this page say what they were refused: an origin (the page's own where it led elsewhere) or a name.
const refusals = "samtycke" + Math.random();

function findShelter() {
    const text = policy();
    if (text === shelterPolicy && shelterHost.isConnected) return;
    shelterPolicy = text;
    shelterHost = doc.createElement("samtycke-frame");
    shelterHost.hidden = true;
    const frame = doc.createElement("iframe");
    append(attachShadow(shelterHost, { mode: "closed" }), frame);
    append(doc.documentElement, shelterHost);
    const inside = frameWindow(frame);
    docOpen(inside.document);
    docWrite(inside.document, text);
    docClose(inside.document);
    // Taken before the observer puts our hooks in there too.
    const { Worker, SharedWorker, URL } = inside;
    shelter = { Worker, SharedWorker, URL };
    new BroadcastChannel(refusals).onmessage = ({ data }) => {
        const need = data === location.origin ? UNKNOWN : urlNeed(data) | nameNeed(DATABASE, data) | nameNeed(CACHE, data);
        if (shut(need)) hold(need);
    };
}

const hookWorker = hookNew((native, args, self) => {
    const url = new NativeURL((args[0] = plain(args[0])), doc.baseURI);
    if (isAll() || (url.origin !== location.origin && url.protocol !== "data:")) return;
    demand("script", "src", args[0]);
    findShelter();
    // What the site declares (consent_core::rules) and nobody has granted; a worker cannot ask the core.
    const held = [...SITE.rules.matchAll(/^[L-S](.+)/gm)].flatMap(([line, name]) =>
        (1 << (line.charCodeAt() & 3)) & ~open & 14 ? name : [],
    );
    const isModule = args[1]?.type === "module";
    const given = JSON.stringify([url.href, isModule, held, refusals]);
    const blob = (code) => shelter.URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    // The worker's own code is wrapped by ours (worker.js), which no page needs that has no worker.
    let code = blob((shell ||= read(SITE.base + SITE.act.replace("act.", "worker."))).replace('"@@WORKER@@"', () => given));
    if (isModule) code = blob("import" + JSON.stringify(code) + ";import" + JSON.stringify(url.href));
    const made = new shelter[native.name](trust("ScriptURL", code), args[1]);
    Reflect.setPrototypeOf(made, self.prototype);
    // What it imports was refused before any of it ran.
    made.addEventListener("error", ({ message }) => message || hold(UNKNOWN));
    // What it says has the prototypes of the frame's realm: listeners get a copy. (What cannot be copied, because it
    // is handed over, goes on as it is.)
    const port = made.port || made;
    port.addEventListener("message", (event) => {
        if (event instanceof MessageEvent) return;
        event.stopImmediatePropagation();
        port.dispatchEvent(new MessageEvent("message", { data: structuredClone(event.data), ports: event.ports }));
    });
    return made;
});

// `import()` is syntax and meets no hook; but a module's address is looked up in the import maps first, and ours say that
// what may not be reached does not exist. Later maps add to it. Browsers that merge no maps (Firefox 153) would ignore
// the site's own map because of ours; they are told by a property that came with the merging. There ours is said once,
// when the whole page is at hand and has none (capture.js): what is granted later is imported on the next page.
// Those that have been met, and whether each has been said.
const origins = new Map();
let isMapped = false;

// What modules may be imported from, and everything else: not to null, of which browsers complain in the console, but to a
// scheme that nobody has.
const REACHED = { "http://": "held:/", "https://": "held:/" };

// Nothing tells of a module that was refused, but a policy does that allows everything that there is. It cannot be asked for
// again: a grant loads the page anew. Nobody else hears of an address that is ours alone.
function refusedModule(event) {
    if (/^held/.test(event.blockedURI)) hold(UNKNOWN, event.stopImmediatePropagation());
}

function mapModules(imports = {}, isSaid = isMapped) {
    if (!isSaid) return;
    for (const [origin, said] of origins) {
        if (said || urlNeed(origin) & ~open) continue;
        imports[origin] = REACHED[origin] = origin;
        origins.set(origin, true);
    }
    if (imports === REACHED && doc.head) {
        const meta = doc.createElement("meta");
        meta.httpEquiv = "Content-Security-Policy";
        meta.content = "script-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob: *";
        append(doc.head, meta);
        meta.remove();
    }
    // One that stays is for the site's own code: what is granted later brings its own modules.
    putMap(doc, isMapped ? { imports } : { scopes: { [location.origin]: imports } });
}

function putMap(target, map) {
    const script = target.createElement("script");
    script.type = "importmap";
    script.nonce = nonce;
    script.text = trust("Script", JSON.stringify(map));
    append(target.head || target.documentElement, script);
    script.remove();
}
