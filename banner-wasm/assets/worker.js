// The code of a worker that runs another's in its place. The gate reads it as text for the first worker of a page
// (gate/worker.js), puts the values in, and passes it on; so it can refer to nothing around it. In the worker it has the
// `address` that relative ones are read against, shelters the workers within, opens no database, cache or file with a name
// that is `held`, and tells the `page` what was refused: a name, or an origin, which is this one's own for what led elsewhere.
(function shell(address, isModule, held, page) {
    const said = new Set();
    const refused = (what) => {
        if (!said.has(what)) new BroadcastChannel(page).postMessage(what);
        return said.add(what);
    };
    const isElsewhere = (given) => /^(http|ws)/.test(given) && new URL(given).origin !== origin;
    // The policy stops what goes elsewhere; the page knows whether that had to wait.
    const whole = (given) => {
        try {
            if (typeof given === "string" || given instanceof URL) given = new URL(given, address).href;
        } catch {
            // The native says so.
        }
        if (isElsewhere(given)) refused(new URL(given).origin);
        return given;
    };
    // What no call here has seen: `import()`, and what a server redirects. Not every browser tells a worker (WebKit).
    addEventListener("securitypolicyviolation", ({ blockedURI }) => {
        if (/^\w+:/.test(blockedURI)) refused(new URL(blockedURI).origin);
    });
    addEventListener("unhandledrejection", ({ reason }) => /modul/i.test(reason) && refused(origin));
    const nested = (given, type) => {
        const code = "(" + shell + ")(..." + JSON.stringify([whole(given), type === "module", held, page]) + ")";
        const blob = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
        return blob(type === "module" ? "import" + JSON.stringify(blob(code)) + ";import" + JSON.stringify(whole(given)) : code);
    };
    // Called on what it does not belong to, a native fails as it does elsewhere: at once, or as a promise.
    const change = (owner, members, isHeld) => {
        for (const member of members.split(" ")) {
            if (!owner?.[member]) continue;
            const native = owner[member];
            owner[member] = new Proxy(native, {
                apply(target, self, args) {
                    try {
                        return Reflect.apply(target, isHeld(args) ? args : self, args);
                    } catch (reason) {
                        if (reason?.name === "NetworkError" && !args.some(isElsewhere)) refused(origin);
                        throw reason;
                    }
                },
                construct(target, args, made) {
                    args[0] = member === "Worker" ? nested(args[0], args[1]?.type) : whole(args[0]);
                    return Reflect.construct(target, args, made);
                },
            });
            if (native.prototype) native.prototype.constructor = owner[member];
        }
    };
    change(
        self,
        "importScripts fetch Request Worker WebSocket EventSource WebTransport",
        (args) => args.forEach((given, at) => (args[at] = whole(given))),
    );
    change(XMLHttpRequest.prototype, "open", (args) => void (args[1] = whole(args[1])));
    for (const owner of ["IDBFactory", "CacheStorage", "FileSystemDirectoryHandle"])
        change(self[owner]?.prototype, "open getFileHandle getDirectoryHandle", (args) => {
            const name = (args[0] += "");
            return held.some((one) => one === name || one === name.slice(0, one.length - 1) + "*") && refused(name);
        });
    const isFile = /^http/.test(address);
    if (isFile) Object.defineProperty(self, "location", { value: new URL(address) });
    if (isModule) return;
    if (isFile) return importScripts(address);
    // A blob without a type is code to a worker, but in WebKit not to `importScripts`.
    const call = new XMLHttpRequest();
    call.open("GET", address, false);
    call.send();
    importScripts(URL.createObjectURL(new Blob([call.response], { type: "text/javascript" })));
}).apply(0, "@@WORKER@@");
