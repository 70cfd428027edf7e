// What a site may not write. Each line must be an error: an expectation without one is an error too.

import type { Category, ConsentAttributes } from "../../../docs/samtycke";

// @ts-expect-error the gate may not have come
window.samtycke.open();
const samtycke = window.samtycke!;
// @ts-expect-error the API cannot be replaced
window.samtycke = samtycke;
// @ts-expect-error no such call
samtycke.acceptAll();
// @ts-expect-error no such event
samtycke.on("accepted", () => {});
// @ts-expect-error no such panel
samtycke.open("cookies");
// @ts-expect-error a choice is by names, not a list
samtycke.save(["statistics"]);
// @ts-expect-error a choice is yes or no
samtycke.save({ statistics: "granted" });
// @ts-expect-error functional is never off
const off: false = samtycke.get().functional;
// @ts-expect-error a category may not be asked about, so it may be missing
const sure: boolean = samtycke.get().statistics;
// @ts-expect-error no such category
const category: Category = "marketing";
// @ts-expect-error a token is text
samtycke.identify({ user: "7" });
// @ts-expect-error no such action
const button: ConsentAttributes = { "data-consent-action": "accept-all" };
// @ts-expect-error doors of the product's own scripts are not for pages
samtycke.__view(() => {});
console.log(off, sure, category, button);
