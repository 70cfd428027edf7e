// The frame around the view: hands itself to the gate, and draws nothing before the gate asks it to. What is drawn is
// decided in the module (`src/view/`); here it is made, heard and taken away.
(function () {
    "use strict";
    window.samtycke?.__view?.((bridge) => {
        const doc = document;
        const MODEL = "@@VIEW@@";
        // The head of the encoded view model (consent-core/src/view_model/codec.rs).
        const [lang, dir, position, theme] = MODEL.split("\x1f");
        /*@@FILE view/play.js@@*/
        /*@@FILE view/place.js@@*/
        /*@@FILE view/layers.js@@*/
        return { first: showFirst, settings: showSettings, close: closeAll };
    });
})();
