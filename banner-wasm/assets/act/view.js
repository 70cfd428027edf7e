// The view: when it is shown, and the bridge by which it asks and answers.

// The view's script has come, and waits: what it puts into the page would go with the wall.
let begin, view, viewWanted, viewOpen, opener;

// Opens "first", one of the panels, or else the settings; fetches the script of each when it is needed for the first time.
function openView(layer, from) {
    const isFirst = layer === "first";
    if (isFirst && takesOver()) return;
    opener = from || opener;
    // "stopped" and "receipts", and no other.
    if (/pp|pt/.test(layer)) return panel(layer);
    // The signal has answered, where there is nothing to ask but advertising.
    if (isFirst && gpc && ASKED === 8) return showControl(true);
    viewWanted = isFirst ? layer : "settings";
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
    view ||= begin(bridge);
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
    if (viewOpen) view.close();
    leftView();
}

const bridge = {
    // Asked for when the settings are drawn: the panels put their links into them.
    get mask() {
        panel("links");
        return stateBits();
    },
    get,
    gpc,
    asked: ASKED,
    save(mask, method, refused) {
        // A refusal while nothing is chosen may be a tool's click: it gives nobody anything.
        const isTaken = (mask === 1 && !get().chosen) || trusted();
        if (isTaken) {
            save(mask, method, refused);
            leftView();
        }
        return isTaken;
    },
    dismiss: leftView,
    keep,
    focusBack() {
        opener?.focus();
    },
};
