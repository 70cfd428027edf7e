// Workers are made in a frame that has nothing but a policy, which they inherit: it holds what they fetch, import and
// begin, by whatever way. It is made anew when another host may be reached.
let shelter, shelterPolicy, shelterHost, shell;
// The addresses of what runs in them: shared workers are one where theirs is the same.
let shells;
// Where the workers of this page say what they were refused: an origin (the page's own where it led elsewhere) or a name.
const refusals = "samtycke" + Math.random();

function findShelter() {
    const text = policy();
    if (!shelterHost?.isConnected) shells = {};
    else if (text === shelterPolicy) return;
    shelterPolicy = text;
    shelterHost = doc.createElement("samtycke-frame");
    shelterHost.hidden = true;
    const frame = doc.createElement("iframe");
    append(attachShadow(shelterHost, { mode: "closed" }), frame);
    append(doc.documentElement, shelterHost);
    const inside = frameWindow(frame);
    // Nothing in it is the page's.
    inside.document.open();
    inside.document.write(trust("HTML", text));
    inside.document.close();
    // Taken before the observer puts our hooks in there too.
    const { Worker, SharedWorker, URL } = inside;
    shelter = { Worker, SharedWorker, URL };
    new BroadcastChannel(refusals).onmessage = ({ data }) => {
        const need = data === location.origin ? UNKNOWN : urlNeed(data) | nameNeed(DATABASE, data) | nameNeed(CACHE, data);
        if (shut(need)) hold(need);
    };
}

// Nothing for one that the browser refuses itself.
function makeWorker(native, args, self) {
    let url;
    try {
        url = new NativeURL((args[0] = plain(args[0])), doc.baseURI);
    } catch {
        return;
    }
    if (url.origin !== location.origin && url.protocol !== "data:") return;
    demand("script", "src", args[0]);
    findShelter();
    // What the site declares (consent_core::rules) and nobody has granted; a worker cannot ask the core.
    const held = [...SITE.rules.matchAll(/^[L-S](.+)/gm)].flatMap(([line, name]) =>
        (1 << (line.charCodeAt() & 3)) & ~stateBits() & 14 ? name : [],
    );
    const isModule = args[1]?.type === "module";
    const given = JSON.stringify([url.href, isModule, held, refusals]);
    const blob = (code) => shelter.URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    // The worker's own code is wrapped by ours (worker.js), which no page needs that has no worker.
    let code = (shells[given] ||= blob((shell ||= read(SITE.base + SITE.act.replace("act.", "worker."))).replace('"@@WORKER@@"', () => given)));
    if (isModule) code = shells[code] ||= blob("import" + JSON.stringify(code) + ";import" + JSON.stringify(url.href));
    const made = new shelter[native.name](trust("ScriptURL", code), args[1]);
    Reflect.setPrototypeOf(made, self.prototype);
    // What it imports was refused before any of it ran.
    made.addEventListener("error", ({ message }) => message || hold(UNKNOWN));
    // What it says has the prototypes of the frame's realm: listeners get a copy.
    const port = made.port || made;
    port.addEventListener("message", (event) => {
        if (event instanceof MessageEvent) return;
        try {
            const data = structuredClone(event.data);
            event.stopImmediatePropagation();
            port.dispatchEvent(new MessageEvent("message", { data, ports: event.ports }));
        } catch {
            // What cannot be copied, because it is handed over, goes on as it is.
        }
    });
    return made;
}
