// Puts in place of the words of expressions (JSON, a list on the standard input) the places of their bits, as the gate does.
// The argument is the folder of the gate's assets.

import { readFileSync } from "node:fs";

const source = readFileSync(process.argv[2] + "/gate/hold.js", "utf8");
const [code] = /const BITS = .*\nconst placesOf = .*\n/.exec(source);
const SITE = { purposes: { necessary: 1, visits: 4, "shop-news": 8, all: 2, statistics: 4 } };
const placesOf = Function("SITE", "UNKNOWN", code + "return placesOf;")(SITE, 16);
const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => placesOf(text))));
