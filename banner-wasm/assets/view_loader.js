// The frame around the view: hands itself to the gate, and draws nothing before the gate asks it to.
(function () {
  "use strict";
  var gate = window.samtycke;
  if (!gate || typeof gate.__view !== "function") return;
  /*@@GLUE@@*/
  gate.__view(function (bridge) {
    wasm_bindgen.initSync({ module: new WebAssembly.Module("@@WASM@@") });
    var view = wasm_bindgen;
    var root = view.view_start(bridge, "@@VIEW@@", view.view_make_room, view.view_hush);
    root.addEventListener("click", view.view_clicked);
    // `close` does not bubble, so the dialog is heard on the way down.
    root.addEventListener("close", view.view_left, true);
    addEventListener("resize", view.view_make_room);
    return { first: view.view_first, settings: view.view_settings, close: view.view_close };
  });
})();
