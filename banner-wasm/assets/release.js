// The third script: lets go what is granted. The second fetches it when something may go.
(function () {
    "use strict";
    const script = document.currentScript;
    // Handed over while this script runs, so that no other can take its place.
    const join = (shared, stalled, isLearned, leaving) => {
        const [
            [
                /*@@FILE both/shared_held.js@@*/
            ],
            /*@@FILE both/shared.js@@*/
        ] = shared;
        /*@@FILE both/constants.js@@*/
        // (In the order that compresses best.)
        /*@@FILE release/relabel.js@@*/
        /*@@FILE both/refused.js@@*/
        /*@@FILE both/held.js@@*/
        /*@@FILE both/waits.js@@*/
        /*@@FILE release/run.js@@*/
        /*@@FILE release/leave.js@@*/
        /*@@FILE release/put.js@@*/
        /*@@FILE release/stage.js@@*/
        /*@@FILE release/stalled.js@@*/
        /*@@FILE release/release.js@@*/
        return release;
    };
    if (script) script.dispatchEvent(new CustomEvent("samtycke", { detail: join }));
})();
