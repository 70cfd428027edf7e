// The frame around the verifier: reads files that a person chooses, hands them to the module, draws its report.
(function () {
    "use strict";
    /*@@GLUE@@*/
    wasm_bindgen.initSync({
        module: new WebAssembly.Module(Uint8Array.from(atob("@@WASM@@"), (sign) => sign.charCodeAt(0))),
    });
    const PROOF = "c2sp.org/tlog-proof@v1";
    const MARKS = { holds: "✓", fails: "✗", open: "?" };
    // More than any receipt with its proof takes.
    const LARGEST = 4 << 20;
    const byId = (id) => document.getElementById(id);
    const result = byId("result");
    // What was handed in so far; a receipt and its proof may come one after the other.
    const given = { receipt: "", proof: "", keys: "" };
    let lang = /^sv/i.test(navigator.language) ? "sv" : "en";

    /*@@FILE verify/texts.js@@*/
    /*@@FILE verify/draw.js@@*/

    function baked() {
        const text = byId("keys").textContent;
        // A page that no collector filled in still holds the name of the place.
        return text.startsWith("{") ? text : "";
    }

    function show() {
        document.documentElement.lang = lang;
        for (const part of document.querySelectorAll("[data-text]")) part.textContent = say(part.dataset.text);
        for (const button of document.querySelectorAll("[data-lang]"))
            button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
        const keys = given.keys || baked();
        byId("known").textContent = keys ? say("known").replace("{}", JSON.parse(keys).origin) : say("unknown");
        if (!given.receipt) {
            result.replaceChildren();
            return;
        }
        const report = JSON.parse(wasm_bindgen.verify(given.receipt, given.proof, keys, lang));
        draw(report);
    }

    // What a file is, is told by what is in it, not by its name.
    function take(text) {
        const bare = text.replace(/^\uFEFF/, "").trim();
        if (bare.startsWith(PROOF)) {
            given.proof = text;
            return;
        }
        let members = {};
        try {
            members = JSON.parse(bare) || {};
        } catch {
            // No JSON: a bare receipt, or nothing that the module takes for one.
        }
        if (members.receipt_keys && !members.receipt) {
            given.keys = bare;
            return;
        }
        // Of what a browser keeps, a list, the newest.
        const newest = Array.isArray(members) ? members[members.length - 1] : null;
        given.receipt = newest ? JSON.stringify(newest) : text;
        if (members.proof) given.proof = "";
    }

    async function read(files) {
        const texts = await Promise.all(
            [...files].filter((file) => file.size <= LARGEST).map((file) => file.text()),
        );
        // A receipt of before is not joined with the proof of this one.
        given.receipt = given.proof = "";
        texts.forEach(take);
        if (!given.receipt && texts.length && !given.keys) given.receipt = texts[0];
        show();
        result.focus();
    }

    byId("files").addEventListener("change", (event) => read(event.target.files));
    byId("check").addEventListener("click", () => {
        given.receipt = given.proof = "";
        take(byId("pasted").value);
        show();
        result.focus();
    });
    const drop = document.querySelector(".drop");
    addEventListener("dragover", (event) => {
        event.preventDefault();
        drop.classList.add("over");
    });
    addEventListener("dragleave", () => drop.classList.remove("over"));
    addEventListener("drop", (event) => {
        event.preventDefault();
        drop.classList.remove("over");
        if (event.dataTransfer.files.length) read(event.dataTransfer.files);
    });
    for (const button of document.querySelectorAll("[data-lang]"))
        button.addEventListener("click", () => {
            lang = button.dataset.lang;
            show();
        });
    show();
})();
