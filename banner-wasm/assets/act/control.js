// The persistent control: a small button in a closed shadow root, there whenever the view is not. While something is
// granted a second one takes all of it back: as many clicks as it took to give it.

const CONTROL_STYLE =
    ":host{all:initial;position:fixed;inset-inline-start:9px;bottom:9px;z-index:2147483646;color-scheme:light dark}" +
    "button{font:600 13px/1 system-ui,sans-serif;padding:9px 13px;border-radius:99px;cursor:pointer;" +
    "color:CanvasText;background:Canvas;border:1px solid GrayText;box-shadow:0 1px 4px #0003;margin:3px}" +
    ":focus-visible{outline:3px solid}" +
    "@media print{:host{display:none}}";
let control, controlButton, takeBack;

function showControl(visible) {
    if (!OWN.control) return;
    if (!control) {
        control = doc.createElement("samtycke-control");
        const root = control.attachShadow({ mode: "closed" });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(CONTROL_STYLE);
        root.adoptedStyleSheets = [sheet];
        [controlButton, takeBack] = OWN.control[language()].map((label) => {
            const button = doc.createElement("button");
            button.textContent = label;
            root.append(button);
            return button;
        });
        controlButton.onclick = () => openView("settings", controlButton);
        takeBack.onclick = ({ isTrusted }) => {
            if (isTrusted) choose(1, "prefs.save");
            controlButton.focus();
        };
    }
    takeBack.hidden = !(stateBits() & 30);
    visible ? doc.body?.append(control) : control.remove();
}
