// As its documentation has it: automatic blocking is on, and the suite's hosts are among those to block.
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { CookieManager } from "react-cookie-manager";

const root = document.createElement("div");
document.body.append(root);
createRoot(root).render(
    <StrictMode>
        <CookieManager blockedDomains={["ads.test", "unlisted.test", "open.test", "googletagmanager.com"]}>
            <span />
        </CookieManager>
    </StrictMode>,
);
