// As its documentation has it, without a server of its own (mode `offline`), and with the network blocker for the
// suite's hosts.
import { createRoot } from "react-dom/client";
import { ConsentBanner, ConsentDialog, ConsentManagerProvider } from "@c15t/react";
import "@c15t/react/styles.css";

const domains = ["ads.test", "unlisted.test", "open.test", "googletagmanager.com"];
const options = {
    mode: "offline",
    consentCategories: ["necessary", "measurement", "marketing"],
    overrides: { country: "DE" },
    networkBlocker: { rules: domains.map((domain) => ({ domain, category: "marketing" })) },
};
const root = document.createElement("div");
document.body.append(root);
createRoot(root).render(
    <ConsentManagerProvider options={options}>
        <ConsentBanner />
        <ConsentDialog />
    </ConsentManagerProvider>,
);
