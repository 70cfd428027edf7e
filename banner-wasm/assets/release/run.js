// Runs a held script as the parser would have: waited for unless it is `async`; what it writes stands behind it.

const SCRIPT_LIMIT_MS = 10000;
// The addresses of the markup's scripts. Who did not know one of them as it waited has added it once more (Turbo, Nuxt): that one
// does not run.
const ran = new Set();

// One that a script made keeps its identity.
async function run(held, isMade, text) {
    // A script of SVG names its source in another way.
    const attribute = ["src", "href", "xlink:href"].find((name) => hasAttr(held, waitsAs(held, name))) || "src";
    const waiting = waitsAs(held, attribute);
    const source = getAttr(held, waiting);
    // One that is no script when it gets its address does not become one (act/libraries.js).
    if (once.has(held)) {
        const type = getAttr(held, "type");
        setAttr(held, "type", "true/");
        removeAttr(held, waiting);
        setAttr(held, "src", source);
        return type === null ? removeAttr(held, "type") : setAttr(held, "type", type);
    }
    if (source !== null) vouch(source, text);
    const type = getAttr(held, "data-type");
    const marked = getAttr(held, "type") === "text/plain";
    if (marked) ran.add(source);
    else if (source && ran.has(source)) {
        removeAttr(held, waiting);
        return held.dispatchEvent(new Event("load"));
    }
    const script = marked && (source === null || spent.has(held)) ? copyOf(held, held.localName, /^on/) : held;
    const all = [...script.attributes];
    const behind = all.slice(all.findIndex(({ name }) => name === waiting) + 1);
    const fetchFrom = () => {
        const setAddress = () => setAttr(script, attribute === "src" ? attribute : "href", source);
        marked ? setBefore(behind, script, setAddress) : setAddress();
    };
    removeAttr(script, waiting);
    if (marked) {
        removeAttr(script, "data-type");
        if (type === null) removeAttr(script, "type");
        else setAttr(script, "type", type);
        // Else modules of the markup run in the order in which they arrive.
        if (type === "module" && !isMade) script.async = hasAttr(held, "async");
    }
    late.set(script, marked ? "" : null);
    if (source !== null && !held.isConnected) return fetchFrom();
    if (source === null) {
        replace(held, script);
        return place(script);
    }
    enter();
    const whole = new Promise((done) => {
        for (const event of ["load", "error"]) {
            script.addEventListener(event, async () => {
                await place(script);
                done();
                // Who listens to the first of the two hears of the second.
                if (script !== held) held.dispatchEvent(new Event(event));
            });
        }
        later(done, SCRIPT_LIMIT_MS);
    });
    whole.then(() => {
        for (const element of missing.keys()) resume(element);
        ended();
    });
    fetchFrom();
    if (script !== held) replace(held, script);
    if (marked && !hasAttr(held, "async")) await whole;
}

// What the markup's script waited for comes back where it stood, as who compares a page with what it was sent would add the script
// once more (Turbo). Nothing is fetched before all attributes are there.
function setBefore(behind, script, setAddress) {
    const { parentNode, nextSibling } = script;
    script.remove();
    setAddress();
    // (Where Trusted Types are required, code in an attribute could not be put back.)
    for (const node of behind) if (node.ownerElement && !/^on/.test(node.name)) script.setAttributeNode(script.removeAttributeNode(node));
    parentNode?.insertBefore(script, nextSibling);
}

// Runs inline code that could not begin, once there is what it begins with.
function resume(stalledScript) {
    if (!(missing.get(stalledScript) in window) || !missing.delete(stalledScript)) return;
    const script = copyOf(stalledScript, "script", /^on/);
    late.set(script, "");
    replace(stalledScript, script);
    place(script);
}

// What a script has written stands behind it; the scripts in it run in turn.
async function place(script) {
    const html = late.get(script);
    if (!html) return;
    late.set(script, "");
    const fragment = parseFragment(doc.createRange(), trust("HTML", filtered(html)[0]));
    const scripts = [...query(fragment, "script:not([data-consent])")];
    for (const inner of scripts) {
        for (const name of ["src", "type"]) {
            const value = getAttr(inner, name);
            if (value !== null) setAttr(inner, "data-" + name, value);
        }
        removeAttr(inner, "src");
        setAttr(inner, "type", "text/plain");
    }
    after(script, fragment);
    for (const inner of scripts) await run(inner, false, "");
}
