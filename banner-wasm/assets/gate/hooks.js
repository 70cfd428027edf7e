// The table of what is hooked, and its installation in a realm: the page's own and every same-origin frame's.

// What a hook prints when asked for its source is the native function's.
const masks = new WeakMap();
const realms = new WeakSet();

// Wraps an attribute's property: held values are kept, and read back.
const hookAttribute =
    (attribute) =>
    ({ get, set }) => ({
        get() {
            const held = free ? null : heldValue(this, attribute);
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

// With `isSpaced` a namespace comes first, and the name may have a prefix. (Named, and passed on in a list that is written
// here, arguments cost a quarter of what `arguments` do.)
const hookSetAttribute = (isSpaced) => (native) =>
    function (first, second, third) {
        // What is missing the native tells.
        if (arguments.length < 2 + isSpaced) return apply(native, this, arguments);
        // Asked for once, as `plain` does.
        const given = "" + (isSpaced ? second : first);
        let name = WATCHED[given] ? given : given.toLowerCase();
        // A prefix may be any.
        if (isSpaced) name = name.replace(/^.*:/, "");
        let value = isSpaced ? third : second;
        if (!free && WATCHED[name]) value = admit(this, name, value);
        if (value !== HELD) apply(native, this, isSpaced ? [first, given, value] : [given, value]);
    };

// An attribute that comes as a node (act/rare.js).
const hookAttributeNode = (native) =>
    function (node) {
        return free || !WATCHED[node?.localName] ? apply(native, this, arguments) : actNow("putAttribute", native, this, arguments);
    };

// The text of an attribute, and of a style: `value`, `nodeValue` and `textContent`.
const hookNodeText = hookSet((node, value, set) => {
    const { ownerElement, parentNode } = node;
    if (ownerElement && !free && WATCHED[node.localName]) value = admit(ownerElement, node.localName, value);
    else if (!free && node.target === "xml-stylesheet") {
        hold(UNKNOWN, set.bind(0, value));
        value = "";
    }
    // The whole value is kept as it is now.
    else if (isStyle(node.nodeType === 3 ? parentNode : node) && typeof value === "string") value = styleText(value, set.bind(0, value));
    if (value !== HELD) set(value);
});

// What is put into a text of a style (or a processing instruction; act/rare.js).
const hookData = (native) =>
    function (...args) {
        return free || (!this.target && !isStyle(this.parentNode)) ? apply(native, this, args) : actNow("putText", this, args);
    };

// A property that is set later when its value has to wait.
const hookLater = (needOf, isObject) =>
    hookSet((_, value, set) => {
        if (!isObject) value = "" + value;
        const need = free ? 0 : needOf(value);
        shut(need) ? hold(need, () => set(value)) : set(value);
    });

const hookGetAttribute = (native) =>
    function (name) {
        const value = apply(native, this, arguments);
        return value === null && !free && WATCHED[name] ? heldValue(this, name) : value;
    };

const hookHtml = hookSet((node, value, set) => {
    const root = node.parentNode;
    value = plain(value);
    const given = value === null ? "" : "" + value;
    const text = isStyle(node) ? styleText(given, () => (node.textContent = given)) : filterHtml(given, true);
    // Unchanged, the value itself goes on: it may be a TrustedHTML.
    set(text === given ? value : alike(value, text));
    settle(node.isConnected || !root ? node : root, text, given);
});

// `index` is the argument that holds the HTML; `scripts` says that its scripts would run.
const hookHtmlCall = (index, scripts) => (native) =>
    function (...args) {
        // What is missing the native tells.
        if (args.length <= index) return apply(native, this, args);
        const given = "" + (args[index] = plain(args[index]));
        const text = isStyle(this) ? styleText(given) : filterHtml(given, !scripts);
        if (text !== given) args[index] = alike(args[index], text);
        const result = apply(native, this, args);
        installRealms();
        if (!scripts) settle(this.parentNode || this, text, given);
        // The pictures of a fragment are fetched wherever it goes.
        else if (result.nodeType) query(result, "img[data-consent]").forEach(elements.add, elements);
        return result;
    };

const holdCall = (need, go) => hold(need, go);

// Of a text that is edited: a picture by its address.
const hookCommand = hookCall(
    ([command, , value]) => (/image/i.test(command) ? urlNeed("" + value) : 0),
    holdCall,
);

const hookWrite = (end) => (native) =>
    function (...parts) {
        if (free) return apply(native, this, arguments);
        const isOne = parts.every(isTrusted);
        // (Joined they would leave out what is nothing; written natively each piece of a line would be one.)
        writeFiltered((text) => write(this, isOne ? trust("HTML", text) : text), this, "".concat(...parts, end));
    };

// What is looked at when it is there.
const hookResult = (seen) => (native) =>
    function () {
        const result = apply(native, this, arguments);
        seen(result, this);
        return result;
    };

// Looks into whatever is inserted, and into the frames that it brought.
const hookInsert = (native) =>
    function (...nodes) {
        // What a style imports is fetched as soon as its text is there.
        const isText = !free && (isStyle(this) || isStyle(this.parentNode) || isStyle(this.startContainer));
        // A fragment is empty afterwards.
        const frames = [];
        nodes.forEach((node, place) => {
            // (Of methods with a fixed number of parameters a string is something else.)
            if (isText && typeof node === "string") node = nodes[place] = native.length ? styleText(node) : doc.createTextNode(node);
            if (!node?.nodeType) return;
            for (const one of isText ? [node, ...node.childNodes] : []) {
                const { data } = one;
                if (data) one.data = styleText(data, () => (one.data = data));
            }
            if (!free) guardTree(node);
            if (node.localName === "iframe") frames.push(node);
            else if (node.firstElementChild) frames.push(...query(node, "iframe"));
        });
        const result = apply(native, this, nodes);
        frames.forEach(installFrame);
        return result;
    };

const frameWindow = reader(HTMLIFrameElement, "contentWindow");
// A frame of the site's own goes nowhere by itself that has to wait (act/forms.js).
function framed({ target }) {
    try {
        const realm = installIn(frameWindow(target));
        if (!free && query(realm.document, "[http-equiv=refresh i]")[0]) actNow("refreshes", realm);
    } catch {
        // Another origin, or of SVG, where nothing of that name is a frame.
    }
    installRealms();
}

function installFrame(target) {
    framed({ target });
    // However often it is said.
    target.addEventListener("load", framed);
}

function installFrames(root) {
    if (!free) for (const frame of query(root, "iframe")) installFrame(frame);
    installRealms();
}

// What objects and embeds show has a number in the window, and nothing else that tells of it.
function installRealms() {
    for (let place = 0; !free && place < window.length; place++) installIn(window[place]);
}

function installIn(realm) {
    try {
        // A document stands for its window. Of another origin even this question is refused.
        install(realm.defaultView || realm);
    } catch {
        // Another origin: its realm is closed to the page's scripts as well.
    }
    return realm;
}

const isFrame = (name) => name && name in window;

// A list of relations tells nobody what is added to it. (What fetches already has been looked at, and would be fetched again.)
const hookRelations = ({ get }) => ({
    get() {
        const { rel } = this;
        if (!free && hasAttr(this, "href") && !FETCHING_LINK.test(rel)) {
            guardLink(this);
            setAttr(this, "rel", rel);
        }
        return apply(get, this, []);
    },
    set(value) {
        this.rel = value;
    },
});

// What gives out another realm. An address that a script opens in a frame by its name is the frame's; a window that
// nobody's click opens is a script's too, but this one goes where it is led.
const hookRealm = (native) =>
    function (...args) {
        const [address, name] = args;
        const isInside = isFrame(name) || (this && this !== window && name === "_self");
        const need = !free && address && (isInside || (!/^_[spt]/i.test(name) && navigator.userActivation?.isActive === false)) ? urlNeed(addressOf(args)) : 0;
        if (!shut(need)) return installIn(apply(native, this, args));
        hold(need, () => apply(native, this, args));
        return null;
    };

const hookAudio = hookNew((native, args, self) => {
    const audio = construct(native, [], self);
    if (args[0] !== undefined) audio.src = args[0];
    return audio;
});

const hookSubmit = (native) =>
    function () {
        free ? apply(native, this, []) : actNow("submit", native, this);
    };

// The event of a link that is not in the page meets no listener of ours.
const hookClick = (native) =>
    function () {
        left({ target: this });
        apply(native, this, arguments);
    };

function hear(target) {
    for (const type of ["submit", "click"]) target.addEventListener(type, left, true);
    // An empty frame has loaded before what puts it there is over.
    (target.document || target).addEventListener("load", framed, true);
}

// Where forms and clicks lead that a script makes, the second script looks (act/forms.js). What the visitor clicks is the
// visitor's.
function left(event) {
    const { type, target, isTrusted } = event;
    if (free || (isTrusted && type === "click")) return;
    try {
        actNow("left", event);
    } catch {
        if (!isTrusted || shut(urlNeed(event.destination?.url || getAttr(target, "action") || "") & 14)) event.preventDefault?.();
    }
}

// What wraps natives, and which: members of what makes up a document, or interfaces (none is the window itself) with
// theirs. A new channel is a new row.
const NODES = "Node,Element,ShadowRoot,DocumentFragment,Document,CharacterData,Range";
const ROWS = [
    [hookPromise(addressNeed), ":fetch Cache:add"],
    [
        hookPromise((args) => (args[0] = [...args[0]]).reduce((need, one) => need | addressNeed([one]), 0)),
        "Cache:addAll",
    ],
    [hookReport({ activated: false }), ":fetchLater"],
    [hookCode, "ServiceWorkerContainer:register Worklet:addModule"],
    [hookPromise(([options]) => anyNeed(options?.identity?.providers, "configURL")), "CredentialsContainer:get"],
    [hookPromise((args) => nameNeed(CACHE, (args[0] = "" + args[0]))), "CacheStorage:open"],
    [hookPromise(databaseNeed), "FileSystemDirectoryHandle:getFileHandle,getDirectoryHandle"],
    [hookPromise((args) => databaseNeed(args.slice(-1))), "FileSystemFileHandle:move"],
    [hookDatabase, "IDBFactory:open"],
    [hookReport(true), "Navigator:sendBeacon"],
    [hookOpen, "XMLHttpRequest:open"],
    [hookSend, "XMLHttpRequest:send"],
    [hookAbort, "XMLHttpRequest:abort"],
    [hookConnection, ":WebSocket,EventSource,WebTransport,WebSocketStream"],
    [hookWorker, ":Worker,SharedWorker"],
    [hookAudio, ":Audio"],
    [hookPayment, ":PaymentRequest"],
    [hookStyleNew, ":FontFace,KeyframeEffect"],
    [hookSheet, ":CSSStyleSheet"],
    [hookStore(), ":localStorage StorageEvent:storageArea"],
    [hookStore(true), ":sessionStorage"],
    [hookPeer, ":RTCPeerConnection,webkitRTCPeerConnection RTCPeerConnection:setConfiguration"],
    [hookCookie, "cookie"],
    [hookCookieStore, "CookieStore:set"],
    [hookStorage, "Storage:setItem"],
    [hookSetAttribute(0), "setAttribute"],
    [hookSetAttribute(1), "setAttributeNS"],
    // An instruction that is a style sheet waits whole, as by its text (`hookNodeText`). (Chromium 156 has attributes there.)
    [hookCall((_, node) => node.target === "xml-stylesheet" && UNKNOWN, holdCall), "ProcessingInstruction:setAttribute"],
    [hookAttribute("rel"), "HTMLLinkElement:rel"],
    [hookRelations, "HTMLLinkElement:relList"],
    [hookAttributeNode, "setAttributeNode setAttributeNodeNS NamedNodeMap:setNamedItem,setNamedItemNS"],
    [hookGetAttribute, "getAttribute"],
    [hookNodeText, "nodeValue textContent data Attr:value HTMLElement:innerText"],
    [hookData, "appendData insertData replaceData"],
    [hookLater(urlNeed), "SVGAnimatedString:baseVal"],
    [hookLater((metadata) => anyNeed(metadata?.artwork, "src"), true), "MediaSession:metadata"],
    [hookLater(wordsNeed), ":name"],
    [hookResult(observe), "attachShadow"],
    [
        hookStyleCall(0),
        "animate KeyframeEffect:setKeyframes CSSStyleSheet:replace,replaceSync CSSKeyframesRule:appendRule",
    ],
    [hookStyleCall(1), "StylePropertyMap:set,append CSSStyleDeclaration:setProperty CSSStyleSheet:addRule"],
    [hookStyleCall(0, true), "CSSStyleSheet,CSSGroupingRule,CSSStyleRule:insertRule"],
    [hookSubmit, "HTMLFormElement:submit"],
    [hookClick, "HTMLElement:click"],
    [hookHtml, "innerHTML outerHTML"],
    [hookHtmlCall(1), "insertAdjacentHTML"],
    [hookHtmlCall(0), "setHTMLUnsafe"],
    [hookHtmlCall(0, true), "createContextualFragment"],
    [(native) => hookHtmlCall(2, true)(hookCommand(native)), "execCommand"],
    [hookWrite(""), "write"],
    [hookWrite("\n"), "writeln"],
    [(native) => hookRealm(hookResult((_, self) => self === doc && rearm())(native)), "open"],
    [({ get }) => ({ get: hookResult(installIn)(get) }), "HTMLIFrameElement,HTMLFrameElement,HTMLObjectElement:contentWindow,contentDocument"],
    [hookRealm, ":open HTMLIFrameElement,HTMLObjectElement,HTMLEmbedElement:getSVGDocument"],
    [hookAs(masks), "Function:toString"],
    [
        hookInsert,
        "appendChild insertBefore replaceChild insertAdjacentElement insertAdjacentText adoptNode importNode before after " +
            "replaceWith append prepend replaceChildren insertNode surroundContents setHTML XSLTProcessor:importStylesheet",
    ],
    [
        hookStyle,
        "HTMLElement,SVGElement,MathMLElement,CSSStyleRule,CSSKeyframeRule,CSSFontFaceRule,CSSPageRule,CSSMarginRule," +
            "CSSNestedDeclarations,CSSFunctionDeclarations:style",
    ],
    [
        hookAs(behind),
        "CSSStyleDeclaration:getPropertyValue,getPropertyPriority,removeProperty,item Storage:getItem,removeItem,key,clear",
    ],
];
// Elements whose interface has another name.
const INTERFACES = { a: "Anchor", iframe: "IFrame", img: "Image" };
// What a page can see of a native: its source, its name and its number of parameters.
function disguise(made, native) {
    masks.set(made, native);
    for (const name of ["name", "length"]) define(made, name, { value: native[name] });
}

function hook(owner, member, make) {
    // Most of what makes up a document has few of these.
    if (!owner || !(member in owner)) return;
    // `src` of a video belongs to the interface above.
    owner = ownerOf(owner, member);
    const found = descriptor(owner, member);
    const native = found.get || found.value;
    if (typeof native !== "function" || !found.configurable || masks.has(native)) return;
    const made = found.get ? make(found) : { value: make(native) };
    if (!found.set) delete made.set;
    for (const part in made) disguise(made[part], found[part]);
    // All else of it stays as it was.
    define(owner, member, made);
    const { value } = made;
    if (value?.prototype?.constructor === native) define(value.prototype, "constructor", { value });
}

function install(realm) {
    if (realms.has(realm.Node.prototype)) return;
    realms.add(realm.Node.prototype);
    for (const [make, list] of ROWS) {
        for (const entry of list.split(" ")) {
            const [members, owners = NODES] = entry.split(":").reverse();
            for (const owner of owners.split(",")) {
                const target = owner ? realm[owner]?.prototype : realm;
                for (const member of members.split(",")) hook(target, member, make);
            }
        }
    }
    // (Those of SVG are objects with a text of their own.)
    for (const tag in FETCHING) {
        const owner = realm["HTML" + (INTERFACES[tag] || tag[0].toUpperCase() + tag.slice(1)) + "Element"];
        for (const attribute in FETCHING[tag])
            // One is not spelled like its property.
            hook(owner?.prototype, attribute.replace("es", "eS"), hookAttribute(attribute));
    }
    hook(realm.URL, "createObjectURL", hookBlob);
    hook(realm.URL, "revokeObjectURL", hookRevoke);
    // A name is registered once.
    hook(realm.CSS, "registerProperty", hookCall(([property]) => styleOf("" + property.initialValue, urlNeed)[1], holdCall));
    // With shadow roots, into which nobody looks when they are put into the page.
    hook(realm.Document, "parseHTMLUnsafe", hookHtmlCall(0, true));
    // Cookies of the site's own answers meet no hook. In Chromium each cookie that is written would cost twice as much if it
    // told of itself; others tell of no answer after so and so many, and not at once. (Where no cookie is kept, none would say
    // what was chosen.)
    if (window.chrome) new realm.PerformanceObserver(() => readCookies(doc) && reread()).observe({ type: "resource" });
    else realm.cookieStore?.addEventListener("change", reread);
    if (realm === window) return;
    if (isMapped) putMap(realm.document, { imports: REACHED });
    hear(realm);
    // Where a frame leads itself. (What is opened beside this page is the visitor's.)
    if (realm.frameElement) realm.navigation?.addEventListener("navigate", left);
}
