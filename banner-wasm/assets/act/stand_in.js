// What a page gets in place of a connection that has to wait: it takes listeners and calls until the real one may be made.

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

// Sends what an XMLHttpRequest was opened for, when that may be.
function sendLater(opened, self, go) {
    const call = opened.get(self);
    const isStill = () => opened.get(self) === call;
    const fail = () => {
        for (const type of ["error", "loadend"]) if (isStill()) self.dispatchEvent(new ProgressEvent(type));
    };
    hold(call.need, () => isStill() && go(), fail, () => urlNeed(call.address));
}
