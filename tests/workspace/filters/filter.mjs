// The gate's filter without a browser: its files as they stand, and a page that knows a few hosts. Reads a list of texts as
// JSON from standard input, and writes what becomes of each.
import fs from "node:fs";

const FILES = "both/constants gate/verdict gate/hold gate/markup gate/filter gate/css gate/worker".split(" ");
const code = FILES.map((file) => fs.readFileSync(`${process.argv[2]}/${file}.js`, "utf8")).join("\n");

// Stands for all of a browser that the files name and the filter does not use.
const anything = new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => "" : anything),
    apply: () => anything,
    construct: () => anything,
});
// What the browser's parser makes of references in an attribute, as far as they matter in addresses, styles and markup.
const REFERENCES = {};
const LETTERS =
    "amp&AMP&lt<LT<gt>GT>quot\"QUOT\"apos'Tab\tNewLine\ncolon:sol/bsol\\period.commat@quest?num#percnt%lpar(rpar)" +
    "comma,semi;equals=excl!lsqb[rsqb]";
for (const [, name, letter] of LETTERS.matchAll(/(\w+)(\W)/g)) REFERENCES[name] = letter;
const decoded = (value) =>
    value.replace(/&(?:#x([\da-f]+);?|#(\d+);?|([a-z]+)(;|(?![\w=])))/gi, (all, hex, number, name, end) => {
        if (name) return ((end || /^(amp|lt|gt|quot)$/i.test(name)) && REFERENCES[name]) || all;
        const code = Number(hex ? "0x" + hex : number);
        return String.fromCodePoint(code < 0x110000 ? code : 0xfffd);
    });
const page = "https://www.shop.se/varor?x=1";
const needs = { "s.se": 4, "a.se": 8, "ok.se": 0, "www.shop.se": 0 };
const known = {
    NativeURL: URL,
    doc: { baseURI: page, implementation: anything },
    trust: (_, text) => text,
    parseFragment: (_, html) => ({ firstChild: { title: decoded(/^<p title="([^"]*)">$/.exec(html)[1]) } }),
    getAttr: (element, name) => element[name],
    location: new URL(page),
    SITE: { purposes: {}, rules: "" },
    act() {},
    need: (host) => needs[host] ?? 16,
};
const browser = new Proxy(known, {
    has: (_, key) => key in known || !(key in globalThis),
    get: (_, key) => (key === Symbol.unscopables ? undefined : key in known ? known[key] : anything),
});
const start = "open = 1; core = (_, what, host) => need(host.slice(1)); isLookedUp = true; return (html) => filtered(html)[0];";
const filter = new Function("browser", `with (browser) { return (() => { ${code}\n${start} })() }`)(browser);

const texts = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(filter)));
