// The two panels: modal dialogs, one at a time. The browser's own `<dialog>` traps and returns the focus.

let home = null;
let dialog = null;
// Draws the panel that is open anew.
let redraw = null;
const PANELS = { stopped: drawStopped, receipts: drawReceipts };

function open(name) {
    if (!home) {
        home = makeHost("samtycke-panel");
        for (const event of ["blocked", "change", "receipt"])
            doc.addEventListener("samtycke:" + event, () => redraw && redraw(event));
    }
    // Before the body, as the banner: no selector or framework that counts the body's children notices it.
    if (!home.isConnected) doc.body.before(home);
    if (dialog) dialog.close();
    const own = (dialog = make("dialog", "dialog"));
    setAttr(own, "data-panel", name);
    setAttr(own, "aria-labelledby", "title");
    setAttr(own, "closedby", "any");
    const head = make("div", "head");
    const title = make("h2", "title", words[name + "_title"]);
    title.id = "title";
    const close = makeButton("close", words.close, () => own.close());
    setAttr(close, "data-action", "close");
    head.append(title, close);
    const body = make("div", "body");
    // What scrolls can be reached by the keyboard, also when nothing in it can.
    body.tabIndex = 0;
    setAttr(body, "role", "region");
    setAttr(body, "aria-labelledby", "title");
    own.append(head, body);
    // A click beside it, where the browser does not close it by itself (Safari).
    own.addEventListener("click", ({ target }) => target === own && !own.closedBy && own.close());
    own.addEventListener("close", () => {
        own.remove();
        if (dialog === own) dialog = redraw = null;
    });
    home.shadowRoot.append(own);
    redraw = PANELS[name](body, own);
    own.showModal();
}

// Puts the ways to both panels into the settings, at their end. They are no part of the notice.
function links() {
    later(() => {
        const banner = doc.querySelector("samtycke-banner");
        const root = banner?.shadowRoot;
        const body = root && root.querySelector("dialog[data-layer=settings] [part=body]");
        if (!body || body.querySelector("[part=tools]")) return;
        if (!root.adoptedStyleSheets.includes(linkSheet)) root.adoptedStyleSheets.push(linkSheet);
        const tools = make("p", "tools");
        setAttr(tools, "data-notice", "skip");
        for (const name in PANELS) {
            const button = makeButton("tool", words[name + "_title"], () => open(name));
            setAttr(button, "data-panel", name);
            tools.append(button);
        }
        body.append(tools);
    });
}

const linkSheet = new CSSStyleSheet();
linkSheet.replaceSync(FILLED.link_css);
