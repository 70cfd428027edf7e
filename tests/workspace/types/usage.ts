// What a site may write. It must compile, strictly.

import type { Category, ConsentAttributes, ConsentState, StoredReceipt } from "../../../docs/samtycke";

const samtycke = window.samtycke;
if (samtycke) {
    const state: ConsentState = samtycke.get();
    const counts: boolean | undefined = state.statistics;
    const always: true = state.functional;
    if (state.refused.includes("film")) samtycke.open("settings");
    if (state.observing) console.log("nothing is held");
    if (counts && always && samtycke.has("statistics & advertising")) samtycke.open();
    const taken: boolean = samtycke.save({ statistics: true, maps: false, "a-service": false });
    if (!taken) samtycke.reject();
    samtycke.accept();
    samtycke.open("receipts");
    samtycke.withdraw();
    samtycke.identify("a.signed.token");
    const stop: () => void = samtycke.on("receipt", (receipt) => console.log(receipt.code, receipt.time));
    stop();
    samtycke.on("blocked", (held) => console.log(held.unknown + held.advertising));
    const codes: string[] = samtycke.receipts().map((receipt: StoredReceipt) => receipt.code);
    console.log(codes);
}
document.addEventListener("samtycke:change", (event) => {
    const granted: boolean | undefined = event.detail.advertising;
    console.log(event.detail.chosen, granted);
});
const category: Category = "statistics";
const held: ConsentAttributes = { "data-consent": category, "data-src": "https://stats.example/a.js" };
const button: ConsentAttributes = { "data-consent-action": "settings" };
const table: HTMLElement = document.createElement("samtycke-declaration");
const cover: HTMLElement | null = document.querySelector("samtycke-placeholder");
const panel: ConsentAttributes = { "data-consent-action": "stopped" };
console.log(held, button, table, cover, panel);
