// What stands in place of an embed that waits: whose it is, what it waits for, and two ways to have it.

// Embed → what stands in its place.
const covers = new Map();
// Embeds of which a script of the page has taken the placeholder away: it is not put back, or the two would fight.
const unwanted = new WeakSet();
// What each was drawn for: an address, and what that waits for.
const drawnFor = new WeakMap();
// Where an embed keeps the address of what it shows.
const SOURCES = ["src", "data"];
const WAITS = ["data-consent", "data-src", "data-data", "data-held-src", "data-held-data"];
const waits = (element, name) => getAttr(element, waitsAs(element, name));
// What makes an embed work when it is loaded for this once.
const WAITING = ["srcset", "src", "data", "poster"];

const isWaiting = (embed) => {
    const text = getAttr(embed, "data-consent");
    return text !== null && embed.isConnected && (!ask("allows", false, text) || isRefused(embed));
};

// A video waits by itself or by its sources.
const partsOf = (embed) =>
    embed.localName === "video" ? [embed, ...query(embed, "source[data-consent]")] : [embed];

// The address of what an embed would show and what that waits for; undefined when only something else of it waits, such
// as its poster.
function waitingOf(embed) {
    for (const part of partsOf(embed))
        for (const name of SOURCES) {
            const address = waits(part, name);
            if (address && isWaiting(part)) {
                const text = getAttr(part, "data-consent");
                // Held as unknown, and perhaps known by now: the label is changed when it is let go.
                const own = listNeed(address);
                const need = (own & REFUSED || /\bunknown\b/.test(text) ? own : 0) || bitsOf(text);
                return { address, text, need, both: address + " " + text + need };
            }
        }
}

// In open shadow roots too, whether the markup has made them or a script.
const embedsIn = (root) => [
    ...query(root, EMBEDS),
    ...[...query(root, "*")].flatMap(({ shadowRoot }) => (shadowRoot ? embedsIn(shadowRoot) : [])),
];

// Not before frameworks have met the markup as their server has written it (hydration): what they do not know there they
// throw out, and all around it. In ms after the page is complete.
const HYDRATED_MS = 1000;
let mayCover = false;
function waitForPage() {
    // (No listener: a page that is written back loses those.)
    if (doc.readyState !== "complete") return later(waitForPage, 99);
    later(() => {
        mayCover = true;
        cover();
    }, HYDRATED_MS);
}
waitForPage();

// Puts placeholders where embeds wait, and takes away those whose embed has come or gone.
function cover() {
    if (!mayCover) return;
    for (const embed of covers.keys()) check(embed);
    for (const embed of new Set([...embedsIn(doc), ...elements])) {
        if (!embed.matches(EMBEDS) || unwanted.has(embed)) continue;
        if (returned && waitingOf(embed)?.address === returned) {
            returned = "";
            loadOnce(embed);
        }
        // The outermost of nested ones stands for all.
        if (!covers.has(embed) && waitingOf(embed) && ![...covers.keys()].some((other) => other.contains(embed))) place(embed);
    }
}

function place(embed) {
    const host = makeHost("samtycke-placeholder");
    if (!standAs(embed, host)) return hidden.observe(embed);
    drawPlaceholder(embed, host.shadowRoot);
    covers.set(embed, host);
    drawnFor.set(host, waitingOf(embed).both);
    embed.before(host);
    hide(embed);
    for (const part of partsOf(embed)) comings.observe(part, { attributes: true, attributeFilter: WAITS });
    if (host.parentElement) rooms.observe(host.parentElement);
}

// It comes back when the embed has been let through, however that happened, and goes with one that has left the page.
function check(embed) {
    const host = covers.get(embed);
    if (!host) return;
    const stays = embed.isConnected && waitingOf(embed);
    if (stays && host.nextSibling === embed && drawnFor.get(host) === stays.both) return;
    covers.delete(embed);
    if (stays && !host.isConnected) unwanted.add(embed);
    const hadFocus = host.matches(":focus-within");
    host.remove();
    show(embed);
    // It stands somewhere else now, or waits for something else: for less, once the catalogue has been asked.
    if (stays) return unwanted.has(embed) || place(embed);
    // A video whose sources have come late does not look for them by itself.
    if (embed.localName === "video" && embed.networkState === 3) embed.load();
    if (hadFocus) embed.focus();
}

// What is not shown yet (in a closed tab of the site, say) gets its placeholder when it is.
const hidden = new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) cover();
});

// What happens to the embeds that are covered.
const comings = new MutationObserver((records) => {
    for (const { target } of records) check(target.localName === "source" ? target.parentNode : target);
});
new MutationObserver(() => {
    for (const embed of covers.keys()) check(embed);
}).observe(doc, { childList: true, subtree: true });

// The room has changed: the embed says itself how large it would be. Nothing is painted in between.
const rooms = new ResizeObserver(() => {
    for (const [embed, host] of covers) {
        show(embed);
        host.style.display = "none";
        const isShown = standAs(embed, host);
        hide(embed);
        if (!isShown) host.style.display = "none";
    }
});

// An enforced policy, which nothing widens while the page stays. The opener's makes room for one address when the page is
// loaded anew (collector_server::publish::policy); the server's does not, and there "this once" is not offered.
const walled = () => query(doc, WALL)[0];
const ONCE = "samtycke-once";
// The address that the page was loaded anew for.
let returned = "";
if (walled())
    try {
        returned = sessionStorage[ONCE];
        delete sessionStorage[ONCE];
    } catch {
        // The visitor has turned storage off, so nothing was kept.
    }

function askOnce(embed) {
    if (!walled()) return loadOnce(embed);
    try {
        sessionStorage[ONCE] = waitingOf(embed).address;
    } catch {
        // Nothing can be kept for the page that is loaded anew: what is left is to grant.
        return openView("settings");
    }
    // Firefox would show what it remembers of this one: nothing (as in act/choice.js).
    replace(embed, embed.cloneNode(true));
    loadAnew();
}

// For this element and as long as it is on this page: nothing is granted, kept or sent. The gate goes on holding every
// other address that a script might give it.
function loadOnce(embed) {
    for (const part of partsOf(embed)) {
        const waiting = WAITING.map((name) => [name, waitsAs(part, name), waits(part, name)]).filter(([, , value]) => value !== null);
        once.set(part, waiting.map(([, , value]) => value));
        elements.delete(part);
        for (const [name, held, value] of waiting) {
            removeAttr(part, held);
            setAttr(part, name, value);
        }
        removeAttr(part, "data-consent");
    }
    check(embed);
}

// Only an image of the page's own host: a poster from elsewhere would be the request that waits.
function posterOf(embed) {
    // (A frame has none of its own: there the site says it.)
    const address = waits(embed, "poster") || getAttr(embed, "data-poster") || getAttr(embed, "poster");
    if (!address) return "";
    const url = new URL(address, doc.baseURI);
    return url.origin === location.origin ? url.href : "";
}

function drawPlaceholder(embed, root) {
    const { address, text, need } = waitingOf(embed);
    const host = hostOf(address);
    const service = serviceOf(host);
    const name = service ? service.name : host;

    const box = make("div", "placeholder");
    setAttr(box, "role", "group");
    setAttr(box, "aria-labelledby", "name");
    const poster = posterOf(embed);
    if (poster) {
        const image = make("img", "poster");
        image.alt = "";
        image.src = poster;
        box.append(image);
    }
    const card = make("div", "card");
    const title = make("p", "name", embed.title || getAttr(embed, "aria-label") || name);
    title.id = "name";
    const why = make("p", "why", fill(words.embed_text, { service: name, purposes: list(purposesOf(need, service)) }));
    why.id = "why";
    const actions = make("div", "actions");
    const first = makeButton("button", words.embed_once, () => askOnce(embed));
    // What can be granted by one button is named by it. The rest (something unknown, one of several) is for the settings.
    const bits = need & REFUSED ? (SITE.purposes[service?.purpose] ?? need) : need;
    const isPlain = !(bits & UNKNOWN) && !/[|!]/.test(text);
    // Its own service is granted, and what was refused otherwise stays so.
    const others = () => get().refused.filter((id) => id !== service?.id);
    const second = isPlain
        ? makeButton("button", words.embed_always, () => choose((stateBits() & 14) | bits, "placeholder.allow", others()))
        : makeButton("button", words.settings, () => openView("settings"));
    for (const [button, id] of [
        [first, "once"],
        [second, "always"],
    ]) {
        button.id = id;
        setAttr(button, "data-action", isPlain || id === "once" ? id : "settings");
        setAttr(button, "aria-labelledby", id + " name");
        setAttr(button, "aria-describedby", "why");
    }
    if (walled()?.content !== "") actions.append(first);
    actions.append(second);
    card.append(title, why, actions);
    box.append(card);
    root.append(box);
}
