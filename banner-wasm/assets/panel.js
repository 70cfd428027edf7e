// In one language: what stands in place of embeds that wait, "what was stopped on this page" and "my
// receipts". It hands itself to the second script (act/panel.js), and does nothing before that asks.
(function () {
    "use strict";
    const script = document.currentScript;
    const FILLED = "@@PANEL@@";
    // Handed over while this script runs, so that no other can take its place.
    const join = (shared, choose, openView, deviceKey, loadAnew) => {
        const [
            [
                /*@@FILE both/shared_held.js@@*/
            ],
            /*@@FILE both/shared.js@@*/
            /*@@FILE both/shared_done.js@@*/
        ] = shared;
        /*@@FILE both/constants.js@@*/
        /*@@FILE both/refused.js@@*/
        /*@@FILE both/waits.js@@*/
        /*@@FILE panel/dom.js@@*/
        /*@@FILE panel/names.js@@*/
        /*@@FILE panel/size.js@@*/
        /*@@FILE panel/placeholder.js@@*/
        /*@@FILE panel/dialog.js@@*/
        /*@@FILE panel/stopped.js@@*/
        /*@@FILE panel/receipts.js@@*/
        cover();
        // What it is asked for; for nothing in particular: to look again for embeds that wait.
        return (wanted) => (PANELS[wanted] ? open(wanted) : wanted ? links() : cover());
    };
    if (script) script.dispatchEvent(new CustomEvent("samtycke", { detail: join }));
})();
