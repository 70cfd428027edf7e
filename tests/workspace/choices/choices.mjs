// Reads cookie texts (JSON, a list on the standard input) as the gate does, and answers what it finds in each.
// The argument is the folder of the gate's assets.

import { readFileSync } from "node:fs";

const source = readFileSync(process.argv[2] + "/gate/state.js", "utf8");
const [choicesIn] = /const choicesIn = [^]*?\n {4}\);\n/.exec(source);
const read = Function(choicesIn + "return choicesIn;")();
const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(read)));
