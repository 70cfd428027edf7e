// Workers made of text: they have a realm that no hook of ours is in, so ours goes before their own code.

// Code that may become a worker or a frame, by the address that stands for it.
const blobs = new Map();

// A frame that is written in an address or an attribute: its code runs before anything of ours could be put in from
// here. So it fetches our hooks itself, and a policy keeps what they do not reach to the site.
const FRAME_START =
    "<!doctype html><meta http-equiv=Content-Security-Policy content=\"default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:\">" +
    "<script>try{parent.samtycke.__frame(self)}catch{}</script>";

const frameHtml = (text, again) => {
    const safe = filterHtml(text);
    // Once is enough: what is read from one frame may be written to another.
    if (free || text.startsWith(FRAME_START) || !/<script|\bon\w+\s*=|javascript:/i.test(text)) return safe;
    hold(UNKNOWN, again);
    return FRAME_START + safe;
};

const hookBlob = (native) =>
    function (blob) {
        const { type } = blob;
        if (!free && /^text\/html/i.test(type)) blob = new Blob([FRAME_START, blob], { type });
        const url = apply(native, this, [blob]);
        if (!type || /script/.test(type)) blobs.set(url, blob);
        return url;
    };

const hookRevoke = (native) =>
    function (url) {
        blobs.delete(url);
        return apply(native, this, [url]);
    };

// Runs in the worker, as text: it can refer to nothing around it. `hosts` are those that may be reached, behind the
// address that theirs are relative to.
function watch(hosts) {
    const check = (address) => {
        const { protocol, hostname } = new URL(address.url || address, hosts[0]);
        if (/^(http|ws)/.test(protocol) && !hosts.includes(hostname))
            throw new DOMException("Held until it is consented to.", "NetworkError");
    };
    const wrap = (owner, name, at, all) => {
        const native = owner[name];
        if (!native) return;
        const checked = (args) => (all ? [...args] : [args[at]]).forEach(check);
        owner[name] = new Proxy(native, {
            apply(target, self, args) {
                try {
                    checked(args);
                } catch (reason) {
                    if (name === "fetch") return Promise.reject(reason);
                    throw reason;
                }
                return Reflect.apply(target, self, args);
            },
            construct(target, args) {
                checked(args);
                // A worker within would have none of this.
                if (name === "Worker" && /^(blob|data):/.test(args[0])) throw new DOMException("Held.", "SecurityError");
                return new target(...args);
            },
        });
    };
    wrap(self, "importScripts", 0, true);
    for (const name of ["fetch", "WebSocket", "EventSource", "WebTransport", "Worker"]) wrap(self, name, 0);
    wrap(XMLHttpRequest.prototype, "open", 1);
}

const hookWorker = (native) => {
    const connection = hookConnection(native);
    return new Proxy(native, {
        construct(target, [address, ...rest], self) {
            address = plain(address);
            const blob = blobs.get("" + address);
            const data = /^data:[^,]*,/i.exec(address);
            if (free || !(blob || data)) return construct(connection, [address, ...rest], self);
            const allowed = [...hosts].filter(([, need]) => !(need & ~open)).map(([host]) => host);
            const before =
                "(" + sourceOf(watch) + ")(" + JSON.stringify([doc.baseURI, location.hostname, ...allowed]) + ");";
            address = blob
                ? objectUrl(new Blob([before, blob], { type: blob.type }))
                : /;base64/i.test(data[0])
                  ? "data:text/javascript," + encodeURIComponent(before + atob(address.slice(data[0].length)))
                  : data[0] + encodeURIComponent(before) + address.slice(data[0].length);
            return construct(target, [address, ...rest], self);
        },
    });
};
