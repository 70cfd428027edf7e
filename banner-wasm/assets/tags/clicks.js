// Ids of clicks on advertisements (`gclid` and its like; the core's `clicks.rs` names them): until advertising is granted
// they stand neither in the page's address, where its scripts would read them, nor in what the page keeps, nor in what
// leads to another site. Granted on the page that they came to, they are put back.

const CLICK_IDS = RegExp(TAGS.clicks, "g");
const bare = (address) => address.replace(CLICK_IDS, (_, before, after) => after && before);
// The address with which the visitor came, once it was changed.
let landed = "";

function mendAddress() {
    const { href } = location;
    const isGranted = stateBits() & 8;
    const wanted = isGranted ? href === bare(landed) && landed : bare(href);
    if (!wanted || wanted === href) return;
    landed = isGranted ? "" : href;
    history.replaceState(history.state, "", wanted);
    if (!isGranted) dropKept(href);
}

// What a script had kept before we came: the id alone goes, as a cart may stand beside it. A cookie goes as a whole, unless
// its name is known.
function dropKept(address) {
    const pairs = address.match(CLICK_IDS).join("").split(/[?&]/);
    const ids = pairs.map((pair) => pair.slice(pair.indexOf("=") + 1)).filter((id) => id.length > 7);
    const has = (text) => ids.some((id) => text.includes(id));
    for (const name of ["localStorage", "sessionStorage"]) {
        try {
            const store = window[name];
            for (const key of Object.keys(store)) {
                const text = store.getItem(key);
                if (has(text)) store.setItem(key, ids.reduce((rest, id) => rest.replaceAll(id, ""), text));
            }
        } catch {
            // The visitor has turned storage off.
        }
    }
    for (const pair of readCookies(doc).split("; ")) {
        const [name] = pair.split("=");
        if (!has(pair) || !(ask("need", 0, COOKIE, name) & UNKNOWN_NAME)) continue;
        let domain = "";
        for (let above = location.hostname; above; above = (/\.(.*[a-z])$/i.exec(above) || [])[1]) {
            for (const path of ["/", location.pathname]) writeCookie(doc, name + "=; Max-Age=0; Path=" + path + domain);
            domain = "; Domain=" + above;
        }
    }
}

// Before the page's own listeners and behind them: some of these decorate.
for (const type of ["click", "auxclick", "contextmenu"])
    for (const isFirst of [true, false]) hear(window, type, undecorate, isFirst);

function undecorate({ target }) {
    const link = target.closest && target.closest("a[href],area[href]");
    const address = link && getAttr(link, "href");
    if (address && leads(address)) setAttr(link, "href", bare(address));
}

// Whether an address leads to another site and has an id that must not go there.
const leads = (address) => !(stateBits() & 8) && bare(address) !== address && listNeed(address);

// A form in whatever way it is sent: where to (before anybody reads it), and its fields. Of several addresses any that
// leads away counts.
function mendForm(form) {
    let leadsAway = false;
    for (const element of [form, ...query(form, "[formaction]")]) {
        for (const name of ["action", "formaction"]) {
            const address = getAttr(element, name);
            if (!address || stateBits() & 8 || !listNeed(address)) continue;
            leadsAway = true;
            setAttr(element, name, bare(address));
        }
    }
    return leadsAway;
}
for (const isFirst of [true, false]) hear(window, "submit", ({ target }) => mendForm(target), isFirst);
const { prototype } = HTMLFormElement;
prototype.submit = new Proxy(prototype.submit, {
    apply(native, form, args) {
        if (form instanceof HTMLFormElement) mendForm(form);
        return Reflect.apply(native, form, args);
    },
});
hear(window, "formdata", ({ target, formData }) => {
    if (mendForm(target)) for (const name of [...formData.keys()]) if (!bare("?" + name + "=")) formData.delete(name);
});

// A window that a script opens. As a proxy it prints what the native one does.
window.open = new Proxy(window.open, {
    apply(native, self, [address, ...rest]) {
        if (address && leads((address = "" + address))) address = bare(address);
        return Reflect.apply(native, self, [address, ...rest]);
    },
});

// Links, forms and scripts alike, where the browser tells of them.
if (window.navigation)
    navigation.addEventListener("navigate", (event) => {
        const { url } = event.destination;
        if (!event.cancelable || event.formData || !leads(url)) return;
        event.preventDefault();
        later(() => location[event.navigationType === "replace" ? "replace" : "assign"](bare(url)));
    });

hear(doc, "samtycke:change", mendAddress);
mendAddress();
