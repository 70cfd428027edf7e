// The TypeScript helper against a running collector: node check.mjs MODULE BASE TOKEN SECRET.
import assert from "node:assert/strict";
import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";

const [module, base, token, secret] = process.argv.slice(2);
const s = await import(module);
const collector = new s.Collector(base, token);
// The links name the collector by the name that browsers know it by.
const here = (url) => base + new URL(url).pathname;

const clauses = await collector.clauses("shop");
const newsletter = clauses.find((clause) => clause.id === "newsletter");
const html = s.form(newsletter, "sv");
assert(!html.includes(" checked"), "no box is ticked");
assert(s.form(newsletter, "sv", { email: true }).includes('name="newsletter.email" value="yes" checked'));
const fields = new URLSearchParams();
for (const [, name, value] of html.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)) fields.set(name, value);
const shown = newsletter.languages.sv;
const lines = ["[clause newsletter]", shown.title, shown.text, ...shown.channels.map((channel) => channel.label)];
assert.equal(fields.get("newsletter.notice_hash"), createHash("sha256").update(lines.join("\n")).digest("hex"));

const assertion = s.assertion(secret, "shop", "30001");
assert.equal(s.event("absent", "consent", fields, { assertion }), undefined);
const unticked = await collector.record(s.event("newsletter", "consent", fields, { assertion }));
assert.equal(unticked.recorded, false);
fields.set("newsletter.email", "yes");
const body = s.event("newsletter", "consent", fields, { assertion });
assert.deepEqual(body.channels, { email: true, post: false });
const recorded = await collector.record(body);
assert.equal(recorded.state, "ConsentRequested");
const ask = { user_id: "30001", ask: ["newsletter.email"] };
assert.equal(s.may(await collector.state(ask)), false, "pending is no consent");
assert.equal((await fetch(here(recorded.confirm.url))).status, 200);
assert.equal(s.may(await collector.state(ask)), false, "looking confirms nothing");
assert.equal((await fetch(here(recorded.confirm.url), { method: "POST" })).status, 200);
const state = await collector.state(ask);
assert.equal(s.may(state), true);
assert.equal(s.may(state, state.exp), false, "an answer is good for a minute");
assert.equal(state.records.newsletter.record_id, recorded.record_id);

const headers = { Authorization: "Bearer " + token, "Content-Type": "application/json" };
const question = { method: "POST", headers, body: JSON.stringify({ ...ask, nonce: "n" }) };
const { jws } = await (await fetch(base + "/v1/state", question)).json();
const { receipt_keys } = await (await fetch(base + "/.well-known/consent-log.json")).json();
assert.equal(s.verified(jws, receipt_keys, "shop").nonce, "n");
assert.equal(s.verified(jws, receipt_keys, "other"), undefined);
assert.equal(s.verified(jws, [], "shop"), undefined);
const late = Math.floor(Date.now() / 1000) + 61;
assert.equal(s.verified(jws, receipt_keys, "shop", late), undefined);
const middle = Math.floor(jws.length / 2);
const changed = jws.slice(0, middle) + (jws[middle] === "A" ? "B" : "A") + jws.slice(middle + 1);
assert.equal(s.verified(changed, receipt_keys, "shop"), undefined);

const { url, headers: mail } = recorded.unsubscribe;
assert.equal(mail["List-Unsubscribe"], "<" + url + ">");
const oneClick = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
assert.equal((await fetch(here(url), { method: "POST", body: oneClick })).status, 200);
assert.equal(s.may(await collector.state(ask)), false, "withdrawn");
await assert.rejects(collector.record({ ...body, clause: "absent" }), /clause/);
assert.equal(await new s.Collector(base, "another token").state(ask), undefined);
assert.equal(await new s.Collector("http://127.0.0.1:1", token).state(ask), undefined);
assert.equal(s.may(undefined), false);

const key = "AAAAAAAAAAAAAAAAAAAAAQ";
assert.equal(s.consentKey("a=b; samtycke=1s.5.t0.1." + key), key);
for (const none of [undefined, "", "a=b", "samtycke=broken"]) assert.equal(s.consentKey(none), undefined);

// The example of the Standard Webhooks specification.
const hook = {
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: "1614265330",
    signature: "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const whsec = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const content = '{"test": 2432232314}';
assert(s.isWebhook(whsec, hook, content, 1614265330));
assert(!s.isWebhook(whsec, hook, content + " ", 1614265330));
assert(!s.isWebhook(whsec, hook, content, 1614265330 + 301));
assert(!s.isWebhook(whsec, { ...hook, timestamp: "soon" }, content, 1614265330));

// The same word with a key of the site's own: RFC 8037, checked without the helper.
const { d, x } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
const [head, claims, signature] = s.assertionEd25519({ d, x }, "shop", "30001", 1000).split(".");
const read = (text) => JSON.parse(Buffer.from(text, "base64url").toString());
assert.deepEqual(read(head), { alg: "EdDSA", typ: "JWT" });
assert.deepEqual(read(claims), { aud: "shop", sub: "30001", iat: 1000, exp: 1240 });
const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
assert(verify(null, Buffer.from(head + "." + claims), publicKey, Buffer.from(signature, "base64url")));
console.log("checked");
