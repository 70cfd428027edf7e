// A second verifier of receipts, of other parts than ours: `jose` for the signature, node's own hashes for the rest.
// RFC 9901 (SD-JWT) section 7.1 and RFC 9162 section 2.1.3.2, in few lines.
//
// Reads {keys: [JWK], cases: [{receipt, salt, proof}]} from stdin; `proof` is {index, size, root, path}, hashes in hex.
// Writes an array with the claims of every receipt that holds, and null for every other.

import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const modules = createRequire(process.argv[2] + "/x.js");
const { compactVerify, importJWK } = await import(pathToFileURL(modules.resolve("jose")));

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
// Only the one way to write these bytes: node passes over what base64url does not have.
const decode = (text) => {
    const bytes = Buffer.from(text, "base64url");
    if (bytes.toString("base64url") !== text) throw new Error("not canonical");
    return bytes;
};

async function verify(receipt, keys) {
    const [jws, ...rest] = receipt.split("~");
    if (rest.pop() !== "") throw new Error("not a receipt");
    jws.split(".").forEach(decode);
    const { payload, protectedHeader } = await compactVerify(jws, ({ kid }) => keys.get(kid), { algorithms: ["EdDSA"] });
    if (protectedHeader.typ !== "consent-receipt+sd-jwt") throw new Error("another type");
    const claims = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    if (claims._sd_alg !== "sha-256") throw new Error("another hash");
    const digests = new Set(claims._sd);
    for (const disclosure of rest) {
        if (!digests.delete(sha256(disclosure).toString("base64url"))) throw new Error("a foreign disclosure");
        const [, name, value, ...more] = JSON.parse(decode(disclosure));
        if (more.length || name in claims) throw new Error("a bad disclosure");
        claims[name] = value;
    }
    return { jws, claims };
}

function included(jws, salt, { index, size, root, path }) {
    const commitment = sha256("consent-leaf/v1", decode(salt), sha256(jws));
    let hash = sha256(Buffer.from([0]), Buffer.from([1, 1]), commitment);
    let [place, last] = [index, size - 1];
    for (const other of path.map((text) => Buffer.from(text, "hex"))) {
        if (last === 0) return false;
        const isRight = place % 2 === 1 || place === last;
        hash = isRight ? sha256(Buffer.from([1]), other, hash) : sha256(Buffer.from([1]), hash, other);
        if (isRight) while (place % 2 === 0 && place > 0) [place, last] = [place >> 1, last >> 1];
        [place, last] = [place >> 1, last >> 1];
    }
    return last === 0 && hash.toString("hex") === root;
}

let input = "";
for await (const piece of process.stdin) input += piece;
const { keys, cases } = JSON.parse(input);
const known = new Map();
for (const jwk of keys) known.set(jwk.kid, await importJWK(jwk, "EdDSA"));
const verdicts = [];
for (const { receipt, salt, proof } of cases) {
    try {
        const { jws, claims } = await verify(receipt, known);
        verdicts.push(included(jws, salt, proof) ? claims : null);
    } catch {
        verdicts.push(null);
    }
}
process.stdout.write(JSON.stringify(verdicts));
