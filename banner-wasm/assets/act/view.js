// The view: when it is shown, and the bridge by which it asks and answers.

// The view's script has come, and waits: what it puts into the page would go with the wall.
let begin = null;
let view = null;
let viewWanted = "";
let viewOpen = false;
let opener = null;

// Opens "first" or "settings", fetching the view's script when it is needed for the first time.
function openView(layer, from) {
    if (layer === "first" && takesOver()) return;
    if (from) opener = from;
    // The signal has answered, where there is nothing to ask but advertising.
    if (layer === "first" && gpc && askedBits() === 8) return showControl(true);
    viewWanted = layer;
    if (begin) showView();
    else fetchView();
}

function joinView(join) {
    if (begin) return;
    begin = join;
    showView();
}

function showView() {
    if (!isReady() || !viewWanted) return;
    if (!view) view = begin(bridge);
    viewOpen = true;
    showControl(false);
    view[viewWanted]();
    viewWanted = "";
}

// The view has gone.
function leftView() {
    viewOpen = false;
    showControl(true);
}

// A choice was made outside the view, by a button of the site or in another tab: it has nothing left to ask.
function closeView() {
    if (viewOpen) view.close?.();
    leftView();
}

const bridge = {
    get mask() {
        return (stateBits() & 15) | 1;
    },
    get chosen() {
        return get().chosen;
    },
    gpc,
    get asked() {
        return askedBits();
    },
    save(mask, method) {
        // A refusal while nothing is chosen may be a tool's click: it gives nobody anything.
        const saved = ((mask === 1 && !get().chosen) || trusted()) && save(mask, method);
        if (saved) leftView();
        return saved;
    },
    dismiss: leftView,
    focusBack() {
        if (opener?.isConnected) opener.focus();
    },
};
