// The view's place in the page: its host element, its style sheet, and the room that it asks the page for.

const host = doc.createElement("samtycke-banner");
host.lang = lang;
host.dir = dir;
// Open, so that assistive tools, tests and the site's own scripts can read what was shown; a closed root would hide it
// from them and protect nothing, since choices need a trusted click.
const root = host.attachShadow({ mode: "open" });
// Constructed: a strict policy has nothing to say against it. One sheet: the properties that a theme sets and ours that
// read them stand on the same element.
const sheet = new CSSStyleSheet();
sheet.replaceSync("@@STYLE view.css@@" + theme);
root.adoptedStyleSheets.push(sheet);
if (!draw("frame", root)) throw "view-model";
const stage = root.firstChild;
const live = stage.firstChild;
// Before the body, so that the keyboard and screen readers meet the banner first and no selector or framework that counts
// the body's children notices it.
doc.body.before(host);
const room = new CSSStyleSheet();
doc.adoptedStyleSheets.push(room);

const find = (layer) => stage.querySelector("[data-layer=" + layer + "]");

// Lets the page scroll clear of the first layer: what gets the focus is brought above it (WCAG 2.4.11), and the end of
// the page can be reached. The room is added after everything else, so nothing moves.
function makeRoom() {
    const layer = find("first");
    if (!layer) return;
    // From the lower edge, or from the middle of the window.
    const [from, part] = position === "dialog" ? ["50vh", "px/2"] : ["2em", "px"];
    const size = "calc(" + from + " + " + layer.offsetHeight + part + ")";
    room.replaceSync(
        ":root{scroll-padding-block-end:" + size + '}:root::after{content:"";display:block;block-size:' + size + "}",
    );
}
addEventListener("resize", makeRoom);
