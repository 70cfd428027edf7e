// The gate's frame. Everything up to the glue installs the hooks with nothing granted, so that the page is held
// before WebAssembly is compiled, and stays held when it is refused or traps. What may pass is decided in Rust.
// What is done rather than held (choices, sweeping, sending), or stands in for what is rarely held, is the second script,
// `act.js`; what releases is the third, `release.js`.
(function () {
    "use strict";
    if (window.samtycke) return;
    const SITE = "@@SITE@@";
    /*@@FILE both/constants.js@@*/
    // (In the order that compresses best, of those in which each has what it calls at once.)
    /*@@FILE gate/natives.js@@*/
    /*@@FILE gate/core.js@@*/
    /*@@FILE gate/worker.js@@*/
    /*@@FILE gate/second.js@@*/
    /*@@FILE gate/verdict.js@@*/
    /*@@FILE gate/filter.js@@*/
    /*@@FILE gate/css.js@@*/
    /*@@FILE gate/capture.js@@*/
    /*@@FILE gate/network.js@@*/
    /*@@FILE gate/store.js@@*/
    /*@@FILE gate/hooks.js@@*/
    /*@@FILE gate/hold.js@@*/
    /*@@FILE gate/markup.js@@*/
    /*@@FILE gate/state.js@@*/
    /*@@FILE gate/page.js@@*/
    const shared = () => [
        [
            /*@@FILE both/shared_held.js@@*/
        ],
        /*@@FILE both/shared.js@@*/
        /*@@FILE both/shared_done.js@@*/
    ];
    try {
        core = load("@@WASM@@");
        start();
    } catch (reason) {
        dead(reason);
    }
    arm();
})();
