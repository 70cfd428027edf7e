// The frame around the verifier: the module reads and decides, this draws what it found.
(function () {
    "use strict";
    const byId = (id) => document.getElementById(id);
    const result = byId("result");
    let lang = "en";

    /*@@FILE verify/texts.js@@*/
    /*@@FILE verify/draw.js@@*/

    /*@@GLUE@@*/
    wasm_bindgen.initSync({
        module: new WebAssembly.Module(Uint8Array.from(atob("@@WASM@@"), (sign) => sign.charCodeAt(0))),
    });
    wasm_bindgen.start();
})();
