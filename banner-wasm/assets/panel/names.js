// What the visitor knows things by: services and purposes as the site file names them.

const serviceOf = (host) =>
    FILLED.services.find(({ hosts }) => hosts.some((one) => host === one || host.endsWith("." + one)));

const list = (names) => names.join(words.list_separator);

// Every purpose that is granted with these needs, for consent is kept by category; what is unknown needs all, and a
// refused service its own.
function purposesOf(need, service) {
    if (need & REFUSED && service) return [FILLED.purposes[service.purpose]];
    const bits = need & UNKNOWN ? 14 : need;
    return Object.keys(SITE.purposes)
        .filter((id) => SITE.purposes[id] & bits)
        .map((id) => FILLED.purposes[id] || id);
}

function hostOf(address) {
    try {
        return new URL(address, doc.baseURI).hostname;
    } catch {
        return "";
    }
}
