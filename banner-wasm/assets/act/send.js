// Sends choices to the collector: kept in `samtycke.pending` with an idempotency key until acknowledged.

const KEPT_RECEIPTS = 20;
const FIRST_WAIT_MS = 5000,
    LONGEST_WAIT_MS = 300000;
let sending;
let wait = FIRST_WAIT_MS;

function writeList(name, list) {
    memory[name] = list;
    try {
        if (list.length) storeItem(name, JSON.stringify(list));
        else localStorage.removeItem(name);
    } catch {
        // Kept in memory only.
    }
}

// As many bits as a UUID has, all of them random; `crypto.randomUUID` is missing on plain http.
const random = () => crypto.getRandomValues(new Uint8Array(16));
const uuid = () => random().reduce((text, byte) => text + (byte | 256).toString(16).slice(1), "");

function enqueue(body, who) {
    writeList(PENDING, [...readList(PENDING), { key: uuid(), body, who }]);
    flush();
}

// Sends the oldest, then the next. Other tabs may do the same at once: the key makes that harmless.
async function flush() {
    const [item] = readList(PENDING);
    if (!item || sending) return;
    sending = true;
    let response = {},
        answer = {};
    try {
        response = await request(SITE.base + "/v1/sites/" + SITE.site + "/choices", {
            method: "POST",
            keepalive: true,
            credentials: "omit",
            headers: { "Content-Type": "application/json", "Idempotency-Key": item.key },
            body: item.body,
        });
        answer = (await response.json()) || {};
    } catch {
        // Offline, or an answer without a body.
    }
    sending = false;
    // A 401 with a receipt is a choice recorded without the person whom a bad assertion named, a 202 a crawler's, of which
    // none is kept (contracts, section 6). Only a problem of the collector's own has a `status` in it; what somebody
    // between us and it says (a proxy, a network that wants a sign-in) or what breaks off on its way is no answer.
    const isDone = answer.receipt || response.status === 202;
    // No answer, not now (408, 425, 429), or a fault of the server. Any other refusal is for good.
    if (!isDone && !/^4(?!08|25|29)/.test(answer.status)) {
        later(flush, wait);
        wait = Math.min(wait * 2, LONGEST_WAIT_MS);
        return;
    }
    wait = FIRST_WAIT_MS;
    writeList(
        PENDING,
        readList(PENDING).filter((other) => other.key !== item.key),
    );
    if (!isDone) console.warn("samtycke: choice refused", answer.detail);
    // That of somebody who has left meanwhile is not kept for who came after.
    if (answer.receipt && item.body.includes(readKey())) {
        const { state, commitment, event_time: time, ...kept } = answer;
        writeList(RECEIPTS, [...readList(RECEIPTS), { ...kept, time, who: item.who }].slice(-KEPT_RECEIPTS));
        tell("receipt", { receipt_id: kept.receipt_id, code: kept.code, time });
    }
    flush();
}
