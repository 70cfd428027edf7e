// The frame around the view: hands itself to the gate, and draws nothing before the gate asks it to.
(function () {
  "use strict";
  var gate = window.samtycke;
  if (!gate || typeof gate.__view !== "function") return;
  /*@@GLUE@@*/
  gate.__view(function (bridge) {
    wasm_bindgen.initSync({ module: new WebAssembly.Module("@@WASM@@") });
    var doors = wasm_bindgen.view_start(window, bridge, "@@VIEW@@");
    return { first: doors[0], settings: doors[1], close: doors[2] };
  });
})();
