// Calls that reach the network: held as pending, made in order when granted, failed when refused.

const hookFetch = (native) =>
    function fetch(input, init) {
        const address = typeof input === "object" && input && "url" in input ? input.url : "" + input;
        const need = free ? 0 : urlNeed(address);
        if (!shut(need)) return apply(native, this, arguments);
        return new Promise((resolve, reject) => {
            hold(
                need,
                () => native(input, init).then(resolve, reject),
                () => reject(new TypeError("Failed to fetch")),
                () => urlNeed(address),
            );
        });
    };

const hookBeacon = (native) =>
    function sendBeacon(address) {
        const need = free ? 0 : urlNeed("" + address);
        if (!shut(need)) return apply(native, this, arguments);
        hold(need, () => apply(native, this, arguments), null, () => urlNeed("" + address));
        return true;
    };

// What an XMLHttpRequest was opened for. A new `open` or an `abort` makes a held `send` void.
const opened = new WeakMap();

const hookOpen = (native) =>
    function open(method, address, asynchronous) {
        const need = free ? 0 : urlNeed("" + address);
        opened.set(this, { need, address, synchronous: arguments.length > 2 && !asynchronous });
        return apply(native, this, arguments);
    };

const hookSend = (native) =>
    function send() {
        const call = opened.get(this);
        if (!call || !shut(call.need)) return apply(native, this, arguments);
        const fail = () => {
            if (opened.get(this) !== call) return;
            this.dispatchEvent(new ProgressEvent("error"));
            this.dispatchEvent(new ProgressEvent("loadend"));
        };
        if (call.synchronous) {
            count(call.need);
            throw new DOMException("The request is held until it is consented to.", "NetworkError");
        }
        hold(call.need, () => opened.get(this) === call && apply(native, this, arguments), fail, () =>
            urlNeed("" + call.address),
        );
    };

const hookAbort = (native) =>
    function abort() {
        opened.delete(this);
        return apply(native, this, arguments);
    };

// Constructors that connect: a stand-in takes listeners and calls until the real one may be made.
const hookConnection = (native) =>
    new Proxy(native, {
        construct(target, args, self) {
            const need = free ? 0 : urlNeed("" + args[0]);
            return shut(need) ? standIn(target, args, need) : construct(target, args, self);
        },
    });

function standIn(native, args, need) {
    const values = {};
    const calls = [];
    let real = null;
    let closed = false;
    const lookup = (key) => {
        for (let owner = native.prototype; owner; owner = parentOf(owner)) {
            const found = descriptor(owner, key);
            if (found) return found.value;
        }
    };
    const proxy = new Proxy(Object.create(native.prototype), {
        get(_, key) {
            if (real) return typeof real[key] === "function" ? real[key].bind(real) : real[key];
            if (key in values) return values[key];
            if (key === "url") return "" + args[0];
            if (key === "readyState") return closed ? native.CLOSED : 0;
            const value = lookup(key);
            if (typeof value !== "function" || key === "constructor") return value;
            return (...given) => {
                if (key === "close" || key === "terminate") closed = true;
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
        real = construct(native, args);
        Object.assign(real, values);
        for (const [key, given] of calls) real[key](...given);
    };
    const fail = () =>
        later(() => {
            closed = true;
            for (const type of ["error", "close"]) {
                const event = new Event(type);
                if (values["on" + type]) apply(values["on" + type], proxy, [event]);
                for (const [key, given] of calls) {
                    if (key === "addEventListener" && given[0] === type)
                        apply(given[1].handleEvent || given[1], proxy, [event]);
                }
            }
        });
    hold(need, go, fail, () => urlNeed("" + args[0]));
    return proxy;
}

// A peer connection is made, but without the third party's STUN and TURN servers.
const hookPeer = (native) =>
    new Proxy(native, {
        construct(target, [settings, ...rest], self) {
            if (!free && settings && settings.iceServers) {
                const allowed = [...settings.iceServers].filter((server) =>
                    [].concat(server.urls || server.url).every((address) => {
                        const need = hostNeed(("" + address).replace(/^\w+:/, "").split(/[:?]/)[0]);
                        if (shut(need)) count(need);
                        return !(need & ~open);
                    }),
                );
                settings = { ...settings, iceServers: allowed };
            }
            return construct(target, [settings, ...rest], self);
        },
    });
