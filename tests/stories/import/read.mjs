// Reads cookies with the script that browsers get: cases as JSON on standard input, answers on standard output.
import { readFileSync } from "node:fs";

const { default: read } = await import(process.argv[2]);
const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(({ cookies, now, validity }) => read(cookies, now, validity))));
