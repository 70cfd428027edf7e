// Asks the Rust core what a host or a name needs, and remembers the answer.
// Names (and paths) that stay refused when there is no core to ask.
const TRACKING = /^(\/|_{1,2}(ga|gid|gcl|fb|uet|hj|pk|tt|clck|clsk|pin))/i;

let core = null;
// The needs that are met. Nothing is, until the core says so.
let open = 0;
// Whether no need can be unmet: then the hooks step aside.
let free = false;
let chosen = false;
let isLookedUp = false;
// The needs of everything that was let through on this page.
let ran = 0;

const hosts = new Map();
// An address, its need and the base that this was asked with: none for what the site has marked itself (release/put.js), nor
// for what leads away, with a mark of its own.
const urls = new Map();
const names = Array.from({ length: 8 }, () => new Map());

// Calls the core; a core that traps is never asked again, and everything is refused.
function ask(name, fallback, ...args) {
    if (core) {
        try {
            return core(name, ...args);
        } catch (reason) {
            dead(reason);
        }
    }
    return fallback;
}

// Every verdict is taken anew, but of what leads away (act/own.js). What was asked about stays listed: it tells what was
// stopped.
function forget() {
    for (const map of [hosts, urls, ...names]) map.forEach((known, name) => known?.[2] || map.set(name));
}

function dead(reason) {
    core = null;
    readState();
    forget();
    console.error(
        "samtycke: WebAssembly needs 'wasm-unsafe-eval'",
        reason,
    );
}

// Whether something with this need must wait. What may pass is remembered: a withdrawal has to stop it.
function shut(need) {
    if (need & ~open) return true;
    ran |= need;
    return false;
}

const hasRun = (need) => ran & need;

// A need as the core gives it, without the bit that says that the name is unknown. Something unknown is looked up in
// the whole catalogue, once.
function lookUp(need) {
    if (need & (UNKNOWN | UNKNOWN_NAME) && core && !isLookedUp) {
        isLookedUp = true;
        act("learn");
    }
    return need & 158;
}

function hostNeed(host) {
    let need = hosts.get(host);
    if (need === undefined) hosts.set(host, (need = host === location.hostname ? 0 : lookUp(ask("need", UNKNOWN, HOST, "." + host))));
    return need;
}

// What is a service's on the site's own hosts, by how its path begins.
const pathNeed = (path) => (SITE.paths && (path = RegExp(SITE.paths).exec(path)) ? nameNeed(PATH, path[0]) : 0);

// Addresses that are documents themselves, with code or styles that no filter sees; but not what stands for nothing.
const DOCUMENT = /^(data:[^,]*(html|css|x-un)|javascript:(?!\s*(void|false|true|""|''|;|$)))/i;

// What the page has made blobs of: the text of a style sheet, which waits, whole, for what it brings in; or nothing, for
// XML.
const blobs = new Map();

// What a frame shows is a document too when it is XML, which elsewhere is a picture. `base` is that of a text that is no
// document yet.
function urlNeed(text, isFrame, base) {
    let from = doc.baseURI;
    let need, url;
    try {
        if (base) from = new NativeURL(base, from).href;
    } catch {
        // A base that is none does not count.
    }
    const [known, at = from] = urls.get(text) || [0, 0];
    if (at === from) return known;
    try {
        url = new NativeURL(text, from);
    } catch {
        return 0;
    }
    url.hash = "";
    const blob = blobs.get(url.href);
    const isHost = /^(http|ws)s?:$/.test(url.protocol);
    if (isHost) need = hostNeed(url.hostname) || pathNeed(url.pathname);
    else if (DOCUMENT.test(url) || (isFrame && (blob === "" || /^data:[^,]*xml/i.test(url)))) need = UNKNOWN;
    else need = blob ? styleOf(blob, urlNeed)[1] : 0;
    // What else there is depends on who asks.
    if (isHost && text.length < 2000 && urls.size < 2000) urls.set(text, [need, from]);
    if (/^http/.test(url) && !origins.has((url = url.origin + "/"))) {
        origins.set(url);
        mapModules();
    }
    return need;
}

// The need of several addresses together: image candidates, or with spaces, semicolons, quotes (of JSON) or brackets (of `url()`) between.
function listNeed(text, needOf = urlNeed) {
    let need = 0;
    for (const [part] of text.matchAll(/data:\S*|[^\s,;"'\x60()]+/g)) need |= needOf(part);
    return need;
}

function nameNeed(kind, name) {
    let need = names[kind].get(name);
    if (need === undefined)
        names[kind].set(name, (need = lookUp(ask("need", TRACKING.test(name) ? UNKNOWN : 0, kind, name))));
    return need;
}
