// Workers and modules: realms and syntax that no hook of ours is in.

// Whether everything was granted that the site asks for. Then hosts may be reached that nobody knows, which no policy or map
// can name.
const isAll = () => open & UNKNOWN;

// A frame that is written in an address or an attribute: its code runs before anything of ours could be put in from
// here. So it fetches our hooks itself, and a policy keeps what they do not reach to the site. In a sandbox it cannot: what
// names who has to wait there could go to them by itself, or by ways that no policy knows, and is only a text.
const POLICY =
    "<!doctype html><meta http-equiv=Content-Security-Policy content=\"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:";
const FRAME_START = POLICY + '"><script>try{parent.samtycke.__frame(self)}catch{';
const frameStart = (text) =>
    FRAME_START + (acts && !shut(listNeed(acts.namedIn(text))) ? "" : "document.write('<plaintext hidden>')") + "}</script>";

const frameHtml = (text, again) => {
    if (free) return text;
    const [safe, , hasCode] = frameOf(text);
    if (hasCode) hold(UNKNOWN, again);
    return safe;
};

// Styles and documents in blobs have an address of the page's (act/rare.js).
const hookBlob = (native) => (blob) => (!isAll() && /html|css|xml/i.test(blob.type) ? actNow("blobUrl", native, blob) : native(blob));

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
const OWN_HOSTS = [...SITE.rules.matchAll(/^(?:5.)?[TX]\.([^*\n]+)/gm)].map(([, host]) => host).concat(location.hostname);

// A policy with everything that may be reached now.
const policy = () =>
    POLICY +
    [...hosts.keys()]
        .filter((host) => !(hostNeed(host) & ~open))
        .concat(OWN_HOSTS, OWN_HOSTS.map((host) => "*." + host))
        .map((host) => " http://? https://? ws://? wss://?".replace(/\?/g, host + ":*"))
        .join("") +
    '">';

// A worker is made by the second script (act/shelter.js), or natively where that answers nothing.
const hookWorker = hookNew((native, args, self) => !isAll() && actNow("makeWorker", native, args, self));

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
    runHere(target, "importmap", JSON.stringify(map));
}
