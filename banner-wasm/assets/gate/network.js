// Calls that reach the network: held as pending, made in order when granted, failed when refused.

// An address as a native reads it, asked for once. A request says its own, whatever the page has made of it.
function addressOf(args) {
    try {
        return requestUrl(args[0]);
    } catch {
        return (args[0] = "" + args[0]);
    }
}

// A call that may have to wait. `needOf` looks at the arguments, and may make texts of them; `held` answers in its place.
const hookCall = (needOf, held) => (native) =>
    function (...args) {
        const self = behind.get(this) || this;
        const need = free ? 0 : needOf(args, self);
        const go = () => apply(native, self, args);
        return shut(need) ? held(need, go, args, self) : go();
    };

// What cannot wait, fails.
function refuseNow(need) {
    hold(need);
    throw new DOMException("Held", "SecurityError");
}

// One that answers with a promise.
const hookPromise = (needOf) =>
    hookCall(
        needOf,
        (need, go, args) =>
            new Promise((resolve, reject) => {
                hold(
                    need,
                    () => go().then(resolve, reject),
                    () => reject(new TypeError("Failed to fetch")),
                    () => needOf(args),
                );
            }),
    );
const addressNeed = (args) => urlNeed(addressOf(args));

// One that is made later, and meanwhile answers `answer`.
const hookReport = (answer) =>
    hookCall(addressNeed, (need, go, args) => {
        hold(need, go, null, () => addressNeed(args));
        return answer;
    });

// What an XMLHttpRequest was opened for. A new `open` or an `abort` makes a held `send` void.
const opened = new WeakMap();

const hookOpen = (native) =>
    function (method, address, ...rest) {
        address = "" + address;
        const need = free ? 0 : urlNeed(address);
        opened.set(this, { need, address, isNow: rest.length && !rest[0] });
        return apply(native, this, [method, address, ...rest]);
    };

const hookSend = hookCall(
    (args, self) => opened.get(self)?.need,
    (need, go, args, self) => {
        const call = opened.get(self);
        if (call.isNow) refuseNow(need);
        const isStill = () => opened.get(self) === call;
        const fail = () => {
            for (const type of ["error", "loadend"]) if (isStill()) self.dispatchEvent(new ProgressEvent(type));
        };
        hold(need, () => isStill() && go(), fail, () => urlNeed(call.address));
    },
);

const hookAbort = (native) =>
    function () {
        opened.delete(this);
        return apply(native, this, arguments);
    };

// Constructors that connect: a stand-in takes listeners and calls until the real one may be made.
const hookConnection = hookNew((native, args) => {
    const need = addressNeed(args);
    return shut(need) && standIn(native, args, need);
});

function standIn(native, args, need) {
    const values = { __proto__: null };
    const calls = [];
    // Its listeners, in case it fails.
    const heard = new EventTarget();
    let real = null;
    let closed = false;
    const proxy = new Proxy(Object.create(native.prototype), {
        get(_, key) {
            const value = real ? real[key] : key === "url" ? "" + args[0] : key in values ? values[key] : native[key];
            if (real) return typeof value === "function" ? value.bind(real) : value;
            if (key === "readyState") return closed ? native.CLOSED : 0;
            if (typeof key !== "string") return native.prototype[key];
            if (!/^(add|remove|disp|close|send|create)/.test(key)) return value;
            return (...given) => {
                if (key === "close") closed = true;
                heard[key]?.(...given);
                calls.push([key, given]);
            };
        },
        set(_, key, value) {
            (real || values)[key] = value;
            return true;
        },
    });
    const go = () => {
        if (closed) return;
        real = Object.assign(construct(native, args), values);
        for (const [key, given] of calls) real[key](...given);
    };
    const fail = () =>
        later(() => {
            closed = true;
            for (const type of ["error", "close"]) {
                const event = new Event(type);
                if (values["on" + type]) apply(values["on" + type], proxy, [event]);
                heard.dispatchEvent(event);
            }
        });
    hold(need, go, fail, () => addressNeed(args));
    return proxy;
}

// A peer connection is made, but without the third party's STUN and TURN servers.
const hookPeer = hookNew((_, args) => {
    const [settings] = args;
    if (!settings?.iceServers) return;
    const iceServers = [...settings.iceServers].filter((server) =>
        [].concat(server.urls || server.url).every((address) => {
            // What has no scheme has no host, and is unknown.
            const need = hostNeed("" + ("" + address).split(/[:?]/)[1]);
            return !shut(need) || hold(need);
        }),
    );
    args[0] = { ...settings, iceServers };
});

// A service worker stays, and no policy of ours reaches it or a worklet: one whose code names an address that has to
// wait, waits.
const hookCode = (native) =>
    async function (...args) {
        let text = "";
        const needOf = () => addressNeed(args) | listNeed(text);
        if (!free && !(needOf() & ~open)) {
            // What it cannot fetch, the browser cannot either.
            const code = await request(args[0]).then((answer) => answer.text(), () => "");
            for (const [, address] of code.matchAll(/["'`]((?:\w+:)?\/\/[^"'`\s]+)/g)) text += address + " ";
        }
        return apply(hookPromise(needOf)(native), this, args);
    };

// What a list of things needs that each name an address by `key`.
const anyNeed = (list, key) => [...(list || [])].reduce((need, one) => need | urlNeed("" + one[key]), 0);

// A payment is what the visitor asked for, unless an advertiser offers it.
const hookPayment = hookNew((_, [methods]) => {
    const need = anyNeed(methods, "supportedMethods") & 14;
    if (shut(need)) refuseNow(need);
});
