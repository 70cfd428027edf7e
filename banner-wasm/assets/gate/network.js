// Calls that reach the network: held as pending, made in order when granted, failed when refused.

// An address as a native reads it, asked for once. A request says its own, whatever the page has made of it.
function addressOf(args) {
    try {
        return requestUrl(args[0]);
    } catch {
        return (args[0] = "" + args[0]);
    }
}

// A call that answers with a promise. `needOf` looks at the arguments, and may make texts of them.
const hookPromise = (needOf) => (native) =>
    function (...args) {
        const need = free ? 0 : needOf(args);
        if (!shut(need)) return apply(native, this, args);
        return new Promise((resolve, reject) => {
            hold(
                need,
                () => apply(native, this, args).then(resolve, reject),
                () => reject(new TypeError("Failed to fetch")),
                () => needOf(args),
            );
        });
    };
const addressNeed = (args) => urlNeed(addressOf(args));

// A call that is made later, and meanwhile answers `answer`.
const hookReport = (answer) => (native) =>
    function (...args) {
        const need = free ? 0 : addressNeed(args);
        if (!shut(need)) return apply(native, this, args);
        hold(need, () => apply(native, this, args), null, () => addressNeed(args));
        return answer;
    };

// What an XMLHttpRequest was opened for. A new `open` or an `abort` makes a held `send` void.
const opened = new WeakMap();

const hookOpen = (native) =>
    function (method, address, ...rest) {
        address = "" + address;
        const need = free ? 0 : urlNeed(address);
        opened.set(this, { need, address, synchronous: rest.length && !rest[0] });
        return apply(native, this, [method, address, ...rest]);
    };

const hookSend = (native) =>
    function () {
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
            urlNeed(call.address),
        );
    };

const hookAbort = (native) =>
    function () {
        opened.delete(this);
        return apply(native, this, arguments);
    };

// Constructors that connect: a stand-in takes listeners and calls until the real one may be made.
const hookConnection = (native) =>
    new Proxy(native, {
        construct(target, args, self) {
            const need = free ? 0 : addressNeed(args);
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
