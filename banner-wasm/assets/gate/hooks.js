// The table of what is hooked, and its installation in a realm: the page's own and every same-origin frame's.

// What a hook prints when asked for its source is the native function's.
const masks = new WeakMap();
const realms = new WeakSet();

// Wraps an attribute's property: held values are kept, and read back.
const hookAttribute =
    (attribute) =>
    ({ get, set }) => ({
        get() {
            const held = elements.size ? heldValue(this, attribute) : null;
            if (held === null) return apply(get, this, []);
            try {
                return new NativeURL(held, doc.baseURI).href;
            } catch {
                return held;
            }
        },
        set(value) {
            const admitted = free ? value : admit(this, attribute, value);
            if (admitted !== HELD) apply(set, this, [admitted]);
        },
    });

const hookSetAttribute = (native) =>
    function setAttribute(name, value) {
        if (!free && (WATCHED[name] || WATCHED[("" + name).toLowerCase()])) {
            const admitted = admit(this, ("" + name).toLowerCase(), value);
            return admitted === HELD ? undefined : apply(native, this, [name, admitted]);
        }
        return apply(native, this, arguments);
    };

const hookSetAttributeNS = (native) =>
    function setAttributeNS(space, name, value) {
        const admitted = !free && WATCHED[name] ? admit(this, name, value) : value;
        if (admitted !== HELD) apply(native, this, [space, name, admitted]);
    };

const hookAttributeNode = (native) =>
    function setAttributeNode(node) {
        const admitted = !free && WATCHED[node.name] ? admit(this, node.name, node.value) : node.value;
        if (admitted === HELD) return null;
        if (admitted !== node.value) node.value = admitted;
        return apply(native, this, arguments);
    };

const hookGetAttribute = (native) =>
    function getAttribute(name) {
        const value = apply(native, this, arguments);
        return value === null && elements.size && WATCHED[name] ? heldValue(this, name) : value;
    };

const hookHtml = ({ get, set }) => ({
    get,
    set(value) {
        const root = this.parentNode;
        const given = value === null ? "" : "" + value;
        const text = filterHtml(given);
        // Unchanged, the value itself goes on: it may be a TrustedHTML.
        apply(set, this, [text === given ? value : text]);
        if (text !== given) settle(this.isConnected || !root ? this : root);
    },
});

// `index` is the argument that holds the HTML; `scripts` says that its scripts would run.
const hookHtmlCall = (index, scripts) => (native) =>
    function (...args) {
        const given = "" + args[index];
        const text = filterHtml(given);
        if (text === given) return apply(native, this, args);
        args[index] = text;
        const result = apply(native, this, args);
        if (!scripts) settle(this.parentNode || this);
        return result;
    };

const hookWrite = (end) => (native) =>
    function (...parts) {
        if (free && spill === null) return apply(native, this, arguments);
        writeFiltered((text) => apply(native, this, [text]), this, parts.join("") + end);
    };

const hookDocumentOpen = (native) =>
    function open() {
        const result = apply(native, this, arguments);
        if (this === doc) rearm();
        return result;
    };

// Looks into whatever is inserted, and into the frames that it brought.
const hookInsert = (native) =>
    function (...nodes) {
        if (!free) for (const node of nodes) if (node && node.nodeType) guardTree(node);
        const frames = [];
        for (const node of nodes) if (node && node.nodeType) collectFrames(node, frames);
        const result = apply(native, this, nodes);
        for (const frame of frames) installFrame(frame);
        return result;
    };

function collectFrames(node, frames) {
    if (node.localName === "iframe") frames.push(node);
    else if (node.firstElementChild) frames.push(...query(node, "iframe"));
}

const frameWindow = reader(HTMLIFrameElement, "contentWindow");

function installFrame(frame) {
    installIn(frameWindow(frame));
    frame.addEventListener("load", () => installIn(frameWindow(frame)));
}

function installIn(realm) {
    try {
        // A document stands for its window. Of another origin even this question is refused.
        const own = realm && (realm.defaultView || realm);
        if (own && own.document) install(own);
    } catch {
        // Another origin: its realm is closed to the page's scripts as well.
    }
    return realm;
}

const hookFrame = ({ get }) => ({
    get() {
        const value = apply(get, this, []);
        installIn(value);
        return value;
    },
});

const hookWindowOpen = (native) =>
    function open() {
        return installIn(apply(native, this, arguments));
    };

const hookToString = (native) =>
    function toString() {
        return apply(native, masks.get(this) || this, []);
    };

const INSERTING = {
    Node: "appendChild insertBefore replaceChild",
    Element: "append prepend before after replaceWith replaceChildren",
    CharacterData: "before after replaceWith",
    DocumentFragment: "append prepend replaceChildren",
    Document: "append prepend replaceChildren adoptNode importNode",
    Range: "insertNode",
};

// One row a channel: the interface ("" is the window itself), the member, and what wraps the native one.
const ROWS = [
    ["", "fetch", hookFetch],
    ["Navigator", "sendBeacon", hookBeacon],
    ["XMLHttpRequest", "open", hookOpen],
    ["XMLHttpRequest", "send", hookSend],
    ["XMLHttpRequest", "abort", hookAbort],
    ["", "WebSocket", hookConnection],
    ["", "EventSource", hookConnection],
    ["", "WebTransport", hookConnection],
    ["", "Worker", hookConnection],
    ["", "SharedWorker", hookConnection],
    ["", "RTCPeerConnection", hookPeer],
    ["Document", "cookie", hookCookie],
    ["CookieStore", "set", hookCookieStore],
    ["Storage", "setItem", hookStorage],
    ["Element", "setAttribute", hookSetAttribute],
    ["Element", "setAttributeNS", hookSetAttributeNS],
    ["Element", "setAttributeNode", hookAttributeNode],
    ["Element", "setAttributeNodeNS", hookAttributeNode],
    ["Element", "getAttribute", hookGetAttribute],
    ["Element", "innerHTML", hookHtml],
    ["Element", "outerHTML", hookHtml],
    ["ShadowRoot", "innerHTML", hookHtml],
    ["Element", "insertAdjacentHTML", hookHtmlCall(1)],
    ["Element", "setHTMLUnsafe", hookHtmlCall(0)],
    ["ShadowRoot", "setHTMLUnsafe", hookHtmlCall(0)],
    ["Range", "createContextualFragment", hookHtmlCall(0, true)],
    ["Document", "write", hookWrite("")],
    ["Document", "writeln", hookWrite("\n")],
    ["Document", "open", hookDocumentOpen],
    ["HTMLIFrameElement", "contentWindow", hookFrame],
    ["HTMLIFrameElement", "contentDocument", hookFrame],
    ["", "open", hookWindowOpen],
    ["Function", "toString", hookToString],
    ["Element", "insertAdjacentElement", hookInsert],
];
for (const owner in INSERTING) {
    for (const member of INSERTING[owner].split(" ")) ROWS.push([owner, member, hookInsert]);
}
for (const tag in FETCHING) {
    const [owner, attributes] = FETCHING[tag];
    for (const attribute in attributes)
        ROWS.push([owner, PROPERTIES[attribute] || attribute, hookAttribute(attribute)]);
}

function hook(owner, member, make) {
    // `src` of a video belongs to the interface above.
    while (owner && !descriptor(owner, member)) owner = parentOf(owner);
    const found = owner && descriptor(owner, member);
    if (!found || !found.configurable) return;
    if (found.set || found.get) {
        if ((found.set || make === hookFrame) && !masks.has(found.set || found.get)) {
            const { get, set } = make(found);
            masks.set(get, found.get);
            if (set) masks.set(set, found.set);
            define(owner, member, { ...found, get, set });
        }
    } else if (typeof found.value === "function" && !masks.has(found.value)) {
        const value = make(found.value);
        masks.set(value, found.value);
        define(owner, member, { ...found, value });
    }
}

function install(realm) {
    if (realms.has(realm.Node.prototype)) return;
    realms.add(realm.Node.prototype);
    for (const [owner, member, make] of ROWS) {
        const target = owner ? realm[owner] && realm[owner].prototype : realm;
        if (target) hook(target, member, make);
    }
}
