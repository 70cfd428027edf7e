// Drawing: elements by hand and text as text, so that no policy of the page has anything against it.

const sheet = new CSSStyleSheet();
sheet.replaceSync(FILLED.css);
const words = FILLED.texts;
// What goes on once; ids within a shadow root need no more.
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);

function make(tag, part, text) {
    const made = doc.createElement(tag);
    if (part) setAttr(made, "part", part);
    if (text !== undefined) made.textContent = text;
    return made;
}

// A button that only the visitor's own hand can press.
function makeButton(part, text, pressed) {
    const button = make("button", part, text);
    button.type = "button";
    button.addEventListener("click", (event) => {
        if (event.isTrusted && trusted()) pressed();
    });
    return button;
}

// An element with an open shadow root: assistive tools and the site's own style sheets (`::part`) may see what is in it.
function makeHost(tag) {
    const host = doc.createElement(tag);
    host.lang = FILLED.lang;
    host.dir = FILLED.dir;
    host.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
    return host;
}
