// What few pages need: other products' tags made ours, ids of clicks kept from going around, what the site's own files bring in
// of others, what was typed on a page that is loaded anew, the policy once everything is refused, the code of service workers and
// worklets, and the way to what developers see. A script that the second fetches where there is any of that; that one hands over
// what it shares, which no script of the page has.
(function () {
    "use strict";
    const script = document.currentScript;
    const TAGS = "@@TAGS@@";
    // Handed over while this script runs, so that no other can take its place.
    const join = (shared, scheduleRelease, [learn, ownUrl, parse, needIn, isSheet, clean, leadsAway, namedIn]) => {
        const [
            [
                /*@@FILE both/shared_held.js@@*/
            ],
            /*@@FILE both/shared.js@@*/
            /*@@FILE both/shared_done.js@@*/
        ] = shared;
        /*@@FILE both/constants.js@@*/
        // The page may still be text: `document.open` takes listeners away, but no observer. To listen twice is to listen once.
        const ears = [];
        const hearAll = () => {
            for (const [target, ...ear] of ears) target.addEventListener(...ear);
        };
        const hear = (...ear) => {
            ears.push(ear);
            hearAll();
        };
        new MutationObserver(hearAll).observe(doc, { childList: true });
        // (In the order that compresses best.)
        /*@@FILE tags/clicks.js@@*/
        /*@@FILE both/waits.js@@*/
        /*@@FILE tags/adopt.js@@*/
        /*@@FILE tags/files.js@@*/
        /*@@FILE tags/sheets.js@@*/
        /*@@FILE tags/typed.js@@*/
        /*@@FILE tags/policy.js@@*/
        /*@@FILE tags/code.js@@*/
        /*@@FILE tags/frames.js@@*/
        // What is fetched while the page is still text goes with it.
        const showHeld = () => {
            if (isReady()) import(SITE.base + TAGS.debug).then((script) => script.default(shared)).catch(console.error);
            else later(showHeld, 100);
        };
        if (/samtycke=debug/.test(location)) showHeld();
        return [swapText, sheetFor, keepTyped, enclose, readCode];
    };
    if (script) script.dispatchEvent(new CustomEvent("samtycke", { detail: join }));
})();
