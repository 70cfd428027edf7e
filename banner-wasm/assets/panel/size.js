// A placeholder takes the very room of its embed, in whatever layout that stands, so that nothing on the page moves.

// How a box stands among others: taken over as it was computed.
const STANDS = (
    "position top right bottom left z-index float clear vertical-align margin-top margin-right margin-bottom margin-left " +
    "flex-grow flex-shrink flex-basis align-self justify-self order grid-row-start grid-row-end grid-column-start " +
    "grid-column-end border-top-left-radius border-top-right-radius border-bottom-left-radius " +
    "border-bottom-right-radius transform translate"
).split(" ");
// In CSS pixels: in less there is no room for two buttons, and what is this small is seldom there to be looked at.
const LEAST_WIDTH = 100,
    LEAST_HEIGHT = 50;

// The size of a box with its border, or null when it is not shown or too small. (Its rectangle would be that on the
// screen, after every transformation.)
function sizeOf(style) {
    const sum = (names) => names.reduce((all, name) => all + (parseFloat(style.getPropertyValue(name)) || 0), 0);
    const isInner = style.boxSizing !== "border-box";
    const full = (size, [one, other]) =>
        parseFloat(size) +
        (isInner ? sum(["padding-" + one, "padding-" + other, `border-${one}-width`, `border-${other}-width`]) : 0);
    const width = full(style.width, ["left", "right"]);
    const height = full(style.height, ["top", "bottom"]);
    return width >= LEAST_WIDTH && height >= LEAST_HEIGHT ? { width, height } : null;
}

// Makes `host` stand as its embed does, which must be shown for that. False: there is nothing to stand for.
function standAs(embed, host) {
    const style = getComputedStyle(embed);
    const size = style.display === "none" ? null : sizeOf(style);
    if (!size) return false;
    for (const name of STANDS) host.style.setProperty(name, style.getPropertyValue(name));
    host.style.display = style.display === "inline" ? "inline-block" : style.display;
    host.style.width = size.width + "px";
    host.style.height = size.height + "px";
    return true;
}

// The inline `display` that an embed had before it was hidden.
const displays = new WeakMap();

function hide(embed) {
    const { style } = embed;
    displays.set(embed, [hasAttr(embed, "style"), style.getPropertyValue("display"), style.getPropertyPriority("display")]);
    style.setProperty("display", "none", "important");
}

function show(embed) {
    const [hadStyle, display, priority] = displays.get(embed) || [];
    const { style } = embed;
    // A script of the page may have shown it meanwhile.
    if (style.getPropertyValue("display") === "none") {
        if (display) style.setProperty("display", display, priority);
        else style.removeProperty("display");
    }
    if (!hadStyle && !getAttr(embed, "style")) removeAttr(embed, "style");
}
