// The persistent control: a small button in a closed shadow root, there whenever the view is not. While something is
// granted a second one takes all of it back: as many clicks as it took to give it. Where the page stays, it says so.

const CONTROL_STYLE =
    ":host{all:initial;position:fixed;inset-inline-start:9px;bottom:9px;z-index:999999999;color-scheme:light dark}" +
    "*{font:600 13px system-ui;background:Canvas;color:CanvasText}" +
    "button{padding:9px 13px;border-radius:99px;cursor:pointer;margin:3px;border:1px solid}" +
    ":focus-visible{outline:3px solid}" +
    "@media print{:host{display:none}}";
let control, controlButton, takeBack, said, isControlShown;

// What is ours comes back when a framework draws the document anew and throws out what it does not know: who has not chosen
// would never be asked. Not for ever, as a script may mean it. (Only where ours stand is looked: an observer of the whole page
// costs at every change.)
function keep(isMissing, put) {
    let times = 9;
    const watch = () => {
        for (const node of [doc, ...query(doc, "html,body")]) observer.observe(node, { childList: true });
    };
    const observer = new MutationObserver(() => {
        watch();
        if (doc.body && isMissing() && times-- > 0) put();
    });
    watch();
}

// Asked for on every page when it stands, and again when the view has gone.
function showControl(visible) {
    // Nobody counts what a declarative shadow root holds: it is looked for here.
    embeds();
    if (!OWN.control) return;
    if (!control) {
        control = doc.createElement("samtycke-control");
        const root = control.attachShadow({ mode: "closed" });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(CONTROL_STYLE);
        root.adoptedStyleSheets = [sheet];
        // An `output` is a live region, empty before there is anything to say: its text is kept as its default value.
        [controlButton, takeBack, said] = OWN.control[language()].map((label, at) => {
            const part = doc.createElement(at > 1 ? "output" : "button");
            part.append(label);
            root.append(part);
            return part;
        });
        controlButton.onclick = () => openView("settings", controlButton);
        keep(
            () => isControlShown && !control.isConnected,
            () => doc.body.append(control),
        );
        takeBack.onclick = ({ isTrusted }) => {
            if (isTrusted) {
                choose(1, "prefs.save");
                said.value = said.defaultValue;
            }
            controlButton.focus();
        };
    }
    takeBack.hidden = !(stateBits() & 30);
    said.value = "";
    // (A page that is still text is written back without it.)
    isControlShown = visible && isReady();
    isControlShown ? doc.body?.append(control) : control.remove();
}
