// The persistent control: a small button in a closed shadow root, there whenever the view is not.

const CONTROL_STYLE =
    ":host{all:initial;position:fixed;left:12px;bottom:12px;z-index:2147483646;color-scheme:light dark}" +
    "button{font:600 13px/1 system-ui;min-height:32px;padding:8px 14px;border-radius:99px;cursor:pointer;" +
    "color:CanvasText;background:Canvas;border:1px solid GrayText;box-shadow:0 1px 4px #0003}" +
    ":focus-visible{outline:3px solid}" +
    "@media print{:host{display:none}}";
let control, controlButton;

function showControl(visible) {
    const label = SITE.control?.[language()];
    if (!label) return;
    if (!control) {
        control = doc.createElement("samtycke-control");
        const root = control.attachShadow({ mode: "closed" });
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(CONTROL_STYLE);
        root.adoptedStyleSheets = [sheet];
        controlButton = doc.createElement("button");
        controlButton.textContent = label;
        controlButton.onclick = () => openView("settings", controlButton);
        root.append(controlButton);
    }
    control.hidden = controlButton.hidden = !visible;
    if (!control.isConnected) doc.body?.append(control);
}
