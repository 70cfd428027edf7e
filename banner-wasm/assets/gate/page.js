// What the page sees: the API, its events, buttons with data-consent-action, and the bridge to the view.

function tell(name, detail) {
    doc.dispatchEvent(new CustomEvent("samtycke:" + name, { detail }));
}

// The state as the page may read it.
function get() {
    const granted = {};
    for (const bit in LABELS) if (asked & bit) granted[LABELS[bit]] = (open & bit) !== 0;
    return { chosen, functional: true, ...granted };
}

function maskOf(wanted) {
    let mask = 1;
    for (const name in wanted) {
        for (const bit in LABELS) if (LABELS[bit] === name && wanted[name]) mask |= bit;
        if (wanted[name]) mask |= SITE.purposes[name] || 0;
    }
    return mask & (asked | 1);
}

let view = null;
// The view's script has come, and waits: what it puts into the page would go with the wall.
let begin = null;
let viewWanted = "";
let viewLoading = false;
let viewOpen = false;
let opener = null;
let finished = false;

// Opens "first" or "settings", fetching the view's script when it is needed for the first time.
function openView(layer, from) {
    if (from) opener = from;
    viewWanted = layer;
    if (begin) return showView();
    if (viewLoading || !core) return;
    const script = doc.createElement("script");
    viewLoading = true;
    script.nonce = nonce;
    setAttr(script, "src", SITE.base + SITE.views[language()]);
    script.onerror = () => {
        // Nothing is granted by failing; the control lets the visitor try again.
        viewLoading = false;
        script.remove();
        showControl(true);
    };
    append(doc.head || doc.documentElement, script);
}

function showView() {
    if (!finished || !viewWanted) return;
    if (!view) view = begin(bridge);
    viewOpen = true;
    showControl(false);
    view[viewWanted]();
    viewWanted = "";
}

// The view has gone.
function leftView() {
    viewOpen = false;
    showControl(true);
}

// A choice was made outside the view, by a button of the site or in another tab: it has nothing left to ask.
function closeView() {
    if (viewOpen && view.close) view.close();
    leftView();
}

const bridge = {
    get mask() {
        return (open & 15) | 1;
    },
    get chosen() {
        return chosen;
    },
    gpc,
    get asked() {
        return asked;
    },
    get lang() {
        return language();
    },
    save(mask, method) {
        const saved = save(mask, method);
        if (saved) leftView();
        return saved;
    },
    dismiss: leftView,
    blocked: () => ({ ...counts }),
    focusBack() {
        if (opener && opener.isConnected) opener.focus();
    },
};

window.samtycke = Object.freeze({
    get,
    has: (text) => !!ask("allows", 0, "" + text),
    open: () => openView("settings"),
    accept: () => acted(asked | 1, "banner.accept_all"),
    reject: () => acted(1, "banner.reject_all"),
    save: (wanted) => acted(maskOf(wanted), "prefs.save"),
    withdraw: () => acted(1, "prefs.save"),
    identify,
    receipts: () => readList(RECEIPTS),
    on(name, listener) {
        const handler = (event) => listener(event.detail);
        doc.addEventListener("samtycke:" + name, handler);
        if (name === "ready" && finished) listener(get());
        return () => doc.removeEventListener("samtycke:" + name, handler);
    },
    __view(start) {
        if (!viewLoading || begin) return;
        viewLoading = false;
        begin = start;
        showView();
    },
});

function acted(mask, method) {
    const saved = save(mask, method);
    if (saved) closeView();
    return saved;
}

function clicked(event) {
    const button = event.isTrusted && event.target.closest && event.target.closest("[data-consent-action]");
    if (!button) return;
    const action = getAttr(button, "data-consent-action");
    if (action === "settings") openView("settings", button);
    else if (action === "accept" || action === "reject" || action === "withdraw") window.samtycke[action]();
}

function shown(event) {
    if (event.persisted) reread();
}

// Everything that `document.open` takes away.
function rearm() {
    window.addEventListener("pageshow", shown);
    window.addEventListener("online", flush);
    doc.addEventListener("click", clicked);
    doc.addEventListener("DOMContentLoaded", scheduleRelease);
    observe();
}

// The nonce of the script tag goes on to the view's.
const nonce = doc.currentScript ? doc.currentScript.nonce : capture.n || "";

// The page is what it will be: release what is granted, ask what is not, and say that we are ready.
function finish() {
    finished = true;
    const ready = () => {
        if (chosen || !core) showControl(true);
        else if (begin) showView();
        else openView("first");
        tell("ready", get());
        scheduleRelease();
        flush();
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
    sweep(false);
    sweepLater();
    try {
        tabs = new BroadcastChannel("samtycke");
        tabs.onmessage = reread;
    } catch {
        // Other tabs follow when they are shown again.
    }
    const all = (open & UNKNOWN) !== 0;
    if (capture.c && !late) {
        if (!chosen) openView("first");
        whenComplete(emit);
    } else if (!all && !late && openWall()) {
        whenComplete(emit);
    } else {
        finish();
    }
}

install(window);
