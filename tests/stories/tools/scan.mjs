// node scan.mjs NODE_MODULES CHROMIUM URL: what the scanner finds, as JSON.
import { pathToFileURL } from "node:url";
const [modules, executablePath, url] = process.argv.slice(2);
const load = (file) => import(pathToFileURL(`${modules}/${file}`));
const { chromium } = await load("playwright/index.mjs");
const launch = chromium.launch.bind(chromium);
// The scanner would take a browser of Playwright's own. And nobody outside of this machine is reached.
chromium.launch = (options) =>
    launch({
        ...options,
        executablePath,
        args: [...options.args, "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost, EXCLUDE 127.0.0.1"],
    });
const { Scanner } = await load("@slashgear/gdpr-cookie-scanner/dist/scanner/index.js");
const result = await new Scanner({ url, timeout: 30000, screenshots: false, locale: "en" }).run();
console.log(JSON.stringify(result));
