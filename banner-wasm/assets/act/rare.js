// What few pages do, and what has to be looked at more closely then.

// The settings of a peer connection without the servers that have to wait.
function peers(settings) {
    const iceServers = [...settings.iceServers].filter((server) =>
        [].concat(server.urls || server.url).every((address) => {
            // What has no scheme has no host, and is unknown.
            const need = urlNeed("//" + ("" + address).split(/[:?]/)[1]);
            return !shut(need) || hold(need);
        }),
    );
    return { ...settings, iceServers };
}

// The whole addresses that strings in a code begin with: with a scheme, or with a host that has a dot in it (or a part that is
// filled in). What names a language of markup is no address.
const namedIn = (code) =>
    "" + code.match(/["'\x60](\w+:(\\?\/){2}|(\\?\/){2}(?=[^"'\x60\s/]*[.$]))(?!www\.w3\.)[^"'\x60\s]+/g);

// A native that runs the code of an address is called when that has been looked at (tags/code.js).
const readCode = async (...args) => (await fetchTags())[4](...args);

// The address of a blob. A document is behind the policy until everything is granted; then its frame shows it anew.
function blobUrl(native, blob) {
    const { type } = blob;
    let shown = blob;
    if (/^\s*text\/html/i.test(type)) {
        const whole = native(blob);
        shown = new Blob([frameStart(read(whole)), blob], { type });
        hold(UNKNOWN, () => {
            for (const frame of query(doc, '[src="' + url + '"]')) frame.src = whole;
        });
    }
    const url = native(shown);
    if (/css|xml/i.test(type)) blobs.set(url, /css/i.test(type) ? read(url) : "");
    return url;
}

// Lets no known advertiser offer a payment.
function pay(methods) {
    const need = listNeed("" + methods.map((one) => one.supportedMethods)) & 14;
    if (shut(need)) refuseNow(need);
}

// Puts an attribute that comes as a node, with any prefix, whose element may not be known yet: it is empty until it is. (A list
// of attributes tells whose they are by the first; what has none is no link to anywhere.)
function putAttribute(native, self, args) {
    const [node] = args;
    const { localName, value } = node;
    const isEmptied = shut(listNeed(value));
    const element = self[0]?.ownerElement || self;
    if (isEmptied) node.value = "";
    else if (localName === "rel" && "rel" in element) admit(element, localName, value);
    const result = apply(native, self, args);
    if (isEmptied) {
        node.value = value;
        if (!node.value) removeAttr(node.ownerElement, node.name);
    } else guard(node.ownerElement);
    return result;
}

// Puts something into a text, as a text written anew.
function putText(node, args) {
    const { data } = node;
    const text = args.pop();
    const [from = data.length, length = 0] = args;
    node.data = data.slice(0, from) + text + data.slice(from + length);
}

// A sheet whose addresses begin where it has to wait has them begin in the page: the sheet itself is made at once, or its site
// breaks.
function sheet(args) {
    if (shut(urlNeed("" + args[0].baseURL))) args[0] = { ...args[0], baseURL: undefined };
}
