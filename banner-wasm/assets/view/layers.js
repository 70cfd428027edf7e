// Both layers: opened, heard, and taken away. The state is the page itself: switches are read when a button is pressed, a
// layer is made when it opens and removed when it closes.

// How long the confirmation stays on screen.
const SHOWN_MS = 6000;

function showFirst() {
    if (find("first")) return;
    draw("first", stage, bridge.gpc);
    // After the paint: measuring forces a layout.
    setTimeout(makeRoom);
}

function showSettings() {
    if (find("settings")) return;
    switches = [];
    draw("settings", stage, bridge.gpc, bridge.mask);
    find("settings").showModal();
}

// A category's switch turns those of its services; it is on when one of them is, and mixed when not all are.
function follow({ target }) {
    const [all, ...own] = target.closest("section").querySelectorAll("input");
    let on = 0;
    for (const one of own) on += one.checked = target === all ? all.checked : one.checked;
    if (own[0]) all.indeterminate = (all.checked = on) && on < own.length;
}
root.addEventListener("change", follow);

bridge.keep(
    () => !host.isConnected,
    () => {
        doc.body.before(host);
        // A dialog that has left the page is neither open nor closed.
        const settings = find("settings");
        settings?.removeAttribute("open");
        settings?.showModal();
    },
);

// A choice was made, here or elsewhere: takes the layers away and says so.
function closeAll() {
    const settings = find("settings");
    settings?.close();
    settings?.remove();
    if (find("first")) {
        find("first").remove();
        // And the door beside it.
        host.textContent = "";
        room.replaceSync("");
    }
    bridge.focusBack();
    draw("saved", live);
    setTimeout(() => (live.textContent = ""), SHOWN_MS);
}

// What the buttons do, by their `data-action`, in a layer.
const actions = {
    settings: showSettings,
    close: (layer) => layer.close(),
    accept: () => save(wasm.accepted(bridge.asked, bridge.gpc), "banner.accept_all"),
    reject: () => save(1, "banner.reject_all"),
    save() {
        let granted = 1;
        const refused = [];
        for (const [{ checked }, bit, service] of switches) {
            if (checked) granted |= bit;
            else if (service) refused.push(service);
        }
        save(granted, bridge.get().chosen ? "prefs.save" : "banner.save", refused);
    },
};

// Hands the choice to the gate; when it is taken there is nothing left to ask.
function save(granted, method, refused = []) {
    if (bridge.save(granted, method, refused)) closeAll();
}

// One listener for all buttons. A click that no visitor made is not heard, but for a refusal while nothing is chosen: a
// tool of the visitor's may make it, and it gives nobody anything.
root.addEventListener("click", ({ target, isTrusted }) => {
    const button = target.closest("[data-action]");
    const layer = button?.closest("[data-layer]");
    const action = layer && button.dataset.action;
    if (isTrusted || (action === "reject" && !bridge.get().chosen)) actions[action]?.(layer);
    // Beside the settings, where the browser does not close them by itself (Safari).
    if (target === find("settings") && !target.closedBy) target.close();
});

// The settings were left by Escape, a click beside them or the close button: nothing was chosen. The first layer, if it is
// there, goes on asking. `close` does not bubble, so the dialog is heard on the way down.
root.addEventListener(
    "close",
    ({ target }) => {
        target.remove();
        if (find("first")) return;
        bridge.dismiss();
        bridge.focusBack();
    },
    true,
);
