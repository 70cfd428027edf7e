// Releases what is held: in document order, each once, in slices that leave the main thread free.

const SCRIPT_LIMIT_MS = 10000;
const SLICE_MS = 12;
let releasing = false;
let again = false;
// Whether the labels are those of the whole catalogue.
let relabelled = false;

const pause = () => (window.scheduler && scheduler.yield ? scheduler.yield() : new Promise((done) => later(done)));

async function release() {
    if (releasing) {
        again = true;
        return;
    }
    releasing = true;
    do {
        again = false;
        await releaseOnce();
    } while (again);
    releasing = false;
}

async function releaseOnce() {
    if (isLearned() && !relabelled) {
        relabelled = true;
        held().forEach(relabel);
    }
    let started = performance.now();
    const breathe = async () => {
        if (performance.now() - started < SLICE_MS) return;
        await pause();
        started = performance.now();
    };
    for (const element of held()) {
        // What ran meanwhile may have taken it back, or the visitor.
        const text = allowed(element);
        if (!text) continue;
        try {
            await put(element, text);
        } catch (reason) {
            console.error(reason);
        }
        await breathe();
    }
    // In the order of the calls; what is refused has failed already.
    for (const call of queue.splice(0)) {
        if (shut(call.need)) {
            queue.push(call);
            continue;
        }
        try {
            call.go();
        } catch (reason) {
            console.error(reason);
        }
        await breathe();
    }
}

// Attributes that wait under `data-` and their own name, in the order in which they may come back.
const WAITING =
    "srcset src imagesrcset href xlink:href poster data srcdoc style background ping attributionsrc " +
    "fill stroke filter mask clip-path cursor marker-start marker-mid marker-end";
// What only the server's filter holds, and on these elements only: pages use such names for their own ends.
const WAITING_OF = { meta: "content ", form: "action ", button: "formaction ", input: "formaction " };
WAITING_OF.set = WAITING_OF.animate = "to from by values ";

function put(element, text) {
    shut(bitsOf(text) & stateBits());
    elements.delete(element);
    removeAttr(element, "data-consent");
    if (element.localName === "template") return replace(element, doc.importNode(element.content, true));
    if (element.localName === "script") return run(element);
    for (const attribute of ((WAITING_OF[element.localName] || "") + WAITING).split(" ")) {
        const value = getAttr(element, "data-" + attribute);
        if (value === null) continue;
        removeAttr(element, "data-" + attribute);
        // Without its namespace `xlink:href` means nothing; `href` means the same.
        setAttr(element, attribute === "xlink:href" ? "href" : attribute, value);
    }
}

// A held style sheet waits as a script: preload scanners read every `style`.
function restyle(held) {
    const style = doc.createElementNS(held.namespaceURI, "style");
    for (const { name, value } of held.attributes) if (!/type$/.test(name)) setAttr(style, name, value);
    style.nonce = held.nonce;
    style.textContent = held.textContent;
    replace(held, style);
}

// Runs a held script. One that a script made keeps its identity; one that the parser met is waited for unless it
// is `async`, as the parser would have.
async function run(held) {
    const source = getAttr(held, "data-src");
    const type = getAttr(held, "data-type");
    if (type === "text/css") return restyle(held);
    const marked = getAttr(held, "type") === "text/plain";
    let script = held;
    if (marked && (source === null || spent.has(held))) {
        script = doc.createElement("script");
        for (const { name, value } of held.attributes) setAttr(script, name, value);
        script.text = held.text;
        if (held.nonce) script.nonce = held.nonce;
    }
    removeAttr(script, "data-src");
    if (marked) {
        removeAttr(script, "data-type");
        if (type === null) removeAttr(script, "type");
        else setAttr(script, "type", type);
    }
    if (source === null) {
        const written = capturing(() => replace(held, script));
        if (written) after(script, parseFragment(doc.createRange(), filterHtml(written)));
        return;
    }
    let ended;
    if (marked && !hasAttr(held, "async")) {
        ended = new Promise((done) => {
            script.addEventListener("load", done);
            script.addEventListener("error", done);
            later(done, SCRIPT_LIMIT_MS);
        });
    }
    setAttr(script, "src", source);
    if (script !== held) replace(held, script);
    await ended;
}
