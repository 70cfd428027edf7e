/**
 * For a site's own server (Node 20 or later, no packages): consent clauses in plain HTML forms, the answer to "may I send
 * this?", and webhooks. Copy this file; docs/clauses.md and docs/server-side.md say what to send where.
 */
import { createHmac, createPrivateKey, createPublicKey, randomUUID, sign, timingSafeEqual, verify } from "node:crypto";

/** One clause of the collector's `clauses.json`. */
export interface Clause {
    id: string;
    purpose: string;
    double_opt_in: boolean;
    languages: Record<
        string,
        { notice_hash: string; title: string; text: string; channels: { id: string; label: string }[] }
    >;
}

/** What is asked of `/v1/state`. */
export interface Question {
    consent_key?: string;
    user_id?: string;
    assertion?: string;
    /** Categories, purposes and channels (`newsletter.email`) that the event needs. */
    ask?: string[];
    nonce?: string;
}

/** How things stand, as the collector says it. */
export interface State {
    iss: string;
    aud: string;
    iat: number;
    exp: number;
    as_of: string;
    nonce?: string;
    known: boolean;
    may?: boolean;
    categories: Record<string, boolean>;
    purposes: Record<string, boolean>;
    clauses: Record<string, Record<string, boolean>>;
    objected: string[];
    records: Record<string, { record_id: string; state: string; event_time: string }>;
}

/** The answer to an event about a clause; the receipt's members stand in it too. */
export interface Recorded {
    recorded: boolean;
    state: string | null;
    channels: Record<string, "granted" | "denied" | "pending" | "not_asked">;
    record_id?: string;
    receipt_id?: string;
    confirm?: { url: string; expires: string };
    unsubscribe?: { url: string; headers: Record<string, string> };
}

/** A public key of the collector, from `/.well-known/consent-log.json`. */
export interface Jwk {
    kid: string;
    x: string;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const seconds = (): number => Math.floor(Date.now() / 1000);

function word(alg: string, site: string, userId: string, now: number): string {
    return part({ alg, typ: "JWT" }) + "." + part({ aud: site, sub: userId, iat: now, exp: now + 240 });
}

/** Says to the collector that `userId` is this site's user: a JWT (HS256), good for four minutes. */
export function assertion(secret: string, site: string, userId: string, now: number = seconds()): string {
    const signed = word("HS256", site, userId, now);
    return signed + "." + createHmac("sha256", secret).update(signed).digest("base64url");
}

/** The same with a key of the site's own (EdDSA), of which the collector has the public half: `d` and `x` of its JWK. */
export function assertionEd25519(
    key: { d: string; x: string },
    site: string,
    userId: string,
    now: number = seconds(),
): string {
    const signed = word("EdDSA", site, userId, now);
    const privateKey = createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", ...key }, format: "jwk" });
    return signed + "." + sign(null, Buffer.from(signed), privateKey).toString("base64url");
}

const escape = (text: string): string =>
    text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

/**
 * The fields of a form for one clause: exactly the text that its hash is of, and a box for each channel. `granted` ticks
 * boxes; only a page that shows how things stand may tick any.
 */
export function form(clause: Clause, lang: string, granted: Record<string, boolean> = {}): string {
    const shown = clause.languages[lang];
    if (!shown) throw new Error("the clause " + clause.id + " has no text in " + lang);
    const boxes = shown.channels.map(
        ({ id, label }) =>
            `<label><input type="checkbox" name="${clause.id}.${id}" value="yes"${granted[id] ? " checked" : ""}> ` +
            `<span>${escape(label)}</span></label>\n`,
    );
    const hidden = Object.entries({
        shown: shown.channels.map(({ id }) => id).join(" "),
        notice_hash: shown.notice_hash,
        notice_lang: lang,
    }).map(([name, value]) => `<input type="hidden" name="${clause.id}.${name}" value="${escape(value)}">\n`);
    return (
        `<fieldset class="clause"><legend>${escape(shown.title)}</legend>\n<p>${escape(shown.text)}</p>\n` +
        boxes.join("") +
        hidden.join("") +
        "</fieldset>\n"
    );
}

/**
 * The body for `POST /v1/clauses` from a sent form. `event` is `consent` where the person signs up, and `save` where the
 * form showed how things stand. Nothing when the form had no such clause.
 */
export function event(
    id: string,
    event: "consent" | "save",
    fields: URLSearchParams,
    whose: { assertion?: string; consent_key?: string },
): Record<string, unknown> | undefined {
    const shown = fields.get(id + ".shown");
    if (shown === null) return undefined;
    const channels: Record<string, boolean> = {};
    for (const channel of shown.split(" ")) channels[channel] = fields.has(id + "." + channel);
    return {
        clause: id,
        event,
        channels,
        notice_hash: fields.get(id + ".notice_hash"),
        notice_lang: fields.get(id + ".notice_lang"),
        ...whose,
    };
}

/** The browser's key in a `Cookie` header, for asking about what happens in that browser. */
export function consentKey(cookies: string | undefined): string | undefined {
    const cookie = (cookies ?? "").split(/;\s*/).find((one) => one.startsWith("samtycke="));
    const key = cookie?.split(".").pop();
    return key && /^[\w-]{22}$/.test(key) ? key : undefined;
}

/** Whether the answer to a question with `ask` allows the event now. Everything else is a no, no answer too. */
export function may(state: State | undefined, now: number = seconds()): boolean {
    return state !== undefined && now < state.exp && state.may === true;
}

/** The statement of a `jws` that one of these keys has signed for this site, while it counts; else nothing. */
export function verified(jws: string, keys: Jwk[], site: string, now: number = seconds()): State | undefined {
    const [head = "", payload = "", signature = ""] = jws.split(".");
    const read = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString());
    try {
        const { alg, typ, kid, crit } = read(head);
        const key = keys.find((one) => one.kid === kid);
        if (alg !== "EdDSA" || typ !== "consent-state+jwt" || crit !== undefined || !key) return undefined;
        const jwk = { kty: "OKP", crv: "Ed25519", x: key.x };
        const signed = Buffer.from(head + "." + payload);
        const publicKey = createPublicKey({ key: jwk, format: "jwk" });
        if (!verify(null, signed, publicKey, Buffer.from(signature, "base64url"))) return undefined;
        const state: State = read(payload);
        return state.aud === site && now < state.exp ? state : undefined;
    } catch {
        return undefined;
    }
}

/** Whether a webhook comes from the collector (Standard Webhooks); `body` is what was received, unparsed. */
export function isWebhook(
    secret: string,
    headers: { id: string; timestamp: string; signature: string },
    body: string,
    now: number = seconds(),
): boolean {
    // Five minutes: an old one is a repetition by somebody else.
    if (!(Math.abs(now - Number(headers.timestamp)) <= 300)) return false;
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const signed = `${headers.id}.${headers.timestamp}.${body}`;
    const expected = createHmac("sha256", key).update(signed).digest();
    return headers.signature.split(" ").some((one) => {
        const given = Buffer.from(one.replace(/^v1,/, ""), "base64");
        return one.startsWith("v1,") && given.length === expected.length && timingSafeEqual(given, expected);
    });
}

/** The collector as a site's server asks it. */
export class Collector {
    readonly #base: string;
    readonly #token: string;

    /** `base` is the collector's address without a final slash, `token` that of `[server]` in the site file. */
    constructor(base: string, token: string) {
        this.#base = base;
        this.#token = token;
    }

    /** The clauses of a site, to draw forms of. */
    async clauses(site: string): Promise<Clause[]> {
        const answer = await fetch(`${this.#base}/s/${site}/clauses.json`, { signal: AbortSignal.timeout(5000) });
        if (!answer.ok) throw new Error("clauses.json: status " + answer.status);
        return ((await answer.json()) as { clauses: Clause[] }).clauses;
    }

    /** Records an event; give the same `key` when you send it again. */
    async record(body: Record<string, unknown>, key: string = randomUUID()): Promise<Recorded> {
        const answer = await this.#post("/v1/clauses", body, { "Idempotency-Key": key });
        const said = (await answer.json()) as Recorded & { detail?: string };
        if (!answer.ok) throw new Error(said.detail ?? "status " + answer.status);
        return said;
    }

    /** How things stand; nothing when the collector does not say, which is a no. */
    async state(question: Question): Promise<State | undefined> {
        try {
            const answer = await this.#post("/v1/state", question, {});
            return answer.ok ? ((await answer.json()) as { state: State }).state : undefined;
        } catch {
            return undefined;
        }
    }

    #post(path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
        return fetch(this.#base + path, {
            method: "POST",
            headers: { "Content-Type": "application/json", Authorization: "Bearer " + this.#token, ...headers },
            body: JSON.stringify(body),
            redirect: "error",
            signal: AbortSignal.timeout(5000),
        });
    }
}
