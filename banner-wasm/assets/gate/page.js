// What the page sees: the API, its events, buttons with data-consent-action, and the doors of our own scripts.

function tell(name, detail) {
    doc.dispatchEvent(new CustomEvent("samtycke:" + name, { detail }));
}

let finished = false;
const isReady = () => finished;

// The visitor's hand is asked for here and now; the choice may have to wait for the second script.
const choose = (wanted, method) => !!core && trusted() && act("choose", wanted, method) !== false;

const api = Object.freeze({
    get,
    has: (text) => !!ask("allows", 0, "" + text),
    open: (layer) => act("openView", layer),
    accept: () => choose(15, "banner.accept_all"),
    reject: () => choose(1, "banner.reject_all"),
    save: (wanted) => choose(wanted, "prefs.save"),
    withdraw: () => choose(1, "prefs.save"),
    identify: (token) => act("identify", token),
    receipts: () => readList(RECEIPTS),
    on(name, listener) {
        const handler = (event) => listener(event.detail);
        doc.addEventListener("samtycke:" + name, handler);
        if (name === "ready" && finished) listener(get());
        return () => doc.removeEventListener("samtycke:" + name, handler);
    },
    __frame: installIn,
    __act(join, release) {
        if (!core || acts || ![actScript, ours].includes(doc.currentScript)) return;
        // Under that name one of another release may come; it is asked for once more by its own.
        if (capture.e && !SITE.act.includes(release)) return fetchActs((actScript = capture.e = ""));
        acts = join(shared());
        todo.splice(0).forEach(([name, args]) => acts[name](...args));
    },
    __view(join) {
        if (doc.currentScript !== viewScript) return;
        acts ? acts.joinView(join) : (viewScript = null);
    },
});
window.samtycke = api;

function clicked(event) {
    fetchActs();
    const button = event.isTrusted && event.target.closest?.("[data-consent-action]");
    if (!button) return;
    const action = getAttr(button, "data-consent-action");
    if (/^(accept|reject|withdraw)$/.test(action)) api[action]();
    else act("openView", action, button);
}

// Everything that `document.open` takes away.
function rearm() {
    window.addEventListener("pageshow", reread);
    doc.addEventListener("click", clicked);
    window.addEventListener("securitypolicyviolation", refusedModule, true);
    hear(window);
    window.addEventListener("submit", left);
    observe(doc);
    acts?.rearm();
}

// The nonce of the script tag goes on to our other scripts.
const nonce = doc.currentScript?.nonce ?? (capture.n || "");

// The page is what it will be: ask what is not chosen, and say that we are ready.
function finish() {
    finished = true;
    const ready = () => {
        if (core && !chosen) act("openView", "first");
        else act("showControl", true);
        tell("ready", get());
    };
    if (doc.body) ready();
    else doc.addEventListener("DOMContentLoaded", ready, { once: true });
}

// Runs last: the hooks stand, and the core has answered or is dead.
function arm() {
    // The opener has given up and written the page back behind a policy.
    const late = capture.a;
    capture.a = 1;
    rearm();
    // (Once there was a choice, databases and caches are not looked at; the rest is when the second script comes.)
    if (!chosen) act("sweep");
    for (const host of [location.host, ...OWN_HOSTS]) urlNeed("//" + host);
    isMapped = !isAll() && CSS.supports("text-box-trim", "none");
    mapModules(REACHED);
    if (!late && (capture.c || (!isAll() && openWall()))) {
        if (core) act("readOwn", emit, whenComplete);
        // In ms: what is not ready by then comes as it is.
        whenComplete(emit, core && 4000);
    } else finish();
}

// On their way while the page is hooked and the core compiled. (The view as a script would hold up `load`, which the page that
// is still text waits for.)
fetchActs();
if (!/samtycke=1/.test(readCookies(doc))) request(SITE.base + SITE.views[language()]).catch(() => {});
install(window);
