// The second script: what is done rather than held, and what stands in for the rarer things that are held. The gate fetches
// it, and hands over what it knows; a page's own script cannot ask for that (`__act` takes the script that the gate fetched).
(function () {
    "use strict";
    const OWN = "@@ACT@@";
    window.samtycke?.__act?.((shared) => {
        const [
            ,
            /*@@FILE both/shared.js@@*/
            /*@@FILE both/shared_done.js@@*/
        ] = shared;
        /*@@FILE both/constants.js@@*/
        // (In the order that compresses best. What view.js takes from choice.js has to be there before it.)
        /*@@FILE act/rare.js@@*/
        /*@@FILE act/send.js@@*/
        /*@@FILE act/learn.js@@*/
        /*@@FILE act/tags.js@@*/
        /*@@FILE act/own.js@@*/
        /*@@FILE act/release.js@@*/
        /*@@FILE act/forms.js@@*/
        /*@@FILE act/control.js@@*/
        /*@@FILE act/stand_in.js@@*/
        /*@@FILE act/choice.js@@*/
        /*@@FILE act/libraries.js@@*/
        /*@@FILE act/panel.js@@*/
        /*@@FILE act/import.js@@*/
        /*@@FILE act/sweep.js@@*/
        /*@@FILE act/view.js@@*/
        /*@@FILE act/shelter.js@@*/
        heedSignal();
        rearm();
        sweepNow();
        // Reading storage takes the browser long the first time.
        later(flush);
        // What the gate can ask for: when it has come, and at once.
        const soon = { openView, choose, identify, learn, sweep, release: scheduleRelease, showControl, changed, joinView };
        return { ...soon, rearm, sweepNow, embeds, standIn, sendLater, makeWorker, readOwn, readsLink, submit, left, refreshes, peers, pay, namedIn, putAttribute, putText, sheet, readCode, blobUrl };
    }, OWN.release);
})();
