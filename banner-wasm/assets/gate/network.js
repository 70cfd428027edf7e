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
        // What is missing the native tells.
        const need = free || args.length < native.length ? 0 : needOf(args, self);
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
// What is fetched is shown to nobody: no document's code runs by that.
const fetchNeed = (address) => (/^(da|bl|ja)\w+:/i.test(address) ? 0 : urlNeed(address));
const addressNeed = (args) => fetchNeed(addressOf(args));

// One that is made later, and meanwhile answers `answer`.
const hookReport = (answer) =>
    hookCall(addressNeed, (need, go, args) => {
        hold(need, go, null, () => addressNeed(args));
        return answer;
    });

// What an XMLHttpRequest was opened for. A new `open` or an `abort` makes a held `send` void (act/stand_in.js). Nobody expects
// of `send` that it fails, so where that script does not come nothing is sent and nothing said.
const opened = new WeakMap();

const hookOpen = (native) =>
    function (...args) {
        // What is missing the native tells.
        if (args.length > 1) {
            const address = (args[1] = "" + args[1]);
            opened.set(this, { need: free ? 0 : fetchNeed(address), address, isNow: args.length > 2 && !args[2] });
        }
        return apply(native, this, args);
    };

const hookSend = hookCall(
    (args, self) => opened.get(self)?.need,
    (need, go, args, self) => (opened.get(self).isNow ? refuseNow(need) : tried(actNow)("sendLater", opened, self, go)),
);

const hookAbort = (native) =>
    function () {
        opened.delete(this);
        return apply(native, this, arguments);
    };

// Constructors that connect: a stand-in (act/stand_in.js) takes listeners and calls until the real one may be made.
const hookConnection = hookNew((native, args) => {
    const need = addressNeed(args);
    return shut(need) && actNow("standIn", native, args, need);
});

// A peer connection is made, but without the third party's STUN and TURN servers (act/rare.js).
const hookPeer = hookNew((_, args) => {
    if (args[0]?.iceServers) args[0] = actNow("peers", args[0]);
});

// A service worker stays, and no policy of ours reaches it or a worklet: one whose code names an address that has to
// wait, waits (tags/code.js).
const hookCode = (native) =>
    async function (...args) {
        return free ? apply(native, this, args) : actNow("readCode", hookPromise, native, this, args);
    };

// What a list of things needs that each name an address by `key`.
const anyNeed = (list, key) => [...(list || [])].reduce((need, one) => need | urlNeed("" + one[key]), 0);

// A payment is what the visitor asked for, unless an advertiser offers it (act/rare.js).
const hookPayment = hookNew((_, [methods]) => actNow("pay", [...methods]));
