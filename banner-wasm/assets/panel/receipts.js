// "My receipts": what the collector has recorded under this browser's key (contracts, section 6), without a login.

const OWN_PATH = SITE.base + "/v1/sites/" + SITE.site;

// Asks about this browser's own records. The key goes in the body, never in an address.
async function askMine(what, key) {
    const answer = await request(OWN_PATH + what, {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ consent_key: key }),
    });
    if (!answer.ok) throw answer.status;
    return answer.json();
}

// Choices of this person that the collector has not answered yet.
const unsent = (key) => readList(PENDING).filter(({ body }) => JSON.parse(body).consent_key === key).length;

function drawReceipts(body, panel) {
    const intro = make("p", "text", words.receipts_intro);
    const state = make("p", "text");
    setAttr(state, "role", "status");
    const items = make("div", "items");
    const actions = make("div", "actions");
    panel.append(actions);
    body.append(intro, state, items);

    // What has just been done; it stays while the list is fetched anew.
    let done = "";
    const load = async () => {
        // Nobody has a key who has chosen nothing; then nothing is asked.
        const key = deviceKey();
        const waiting = key ? unsent(key) : 0;
        const say = (text) => {
            state.textContent = [done, text, waiting ? fill(words.receipts_waiting, { n: waiting }) : ""].filter(Boolean).join(" ");
        };
        actions.replaceChildren();
        if (!key) return say(words.receipts_none);
        say(words.receipts_loading);
        let answer;
        try {
            answer = await askMine("/my/receipts", key);
        } catch {
            items.replaceChildren();
            say(words.receipts_failed);
            actions.append(makeButton("button", words.receipts_retry, load));
            return;
        }
        // Another person may be here by now.
        if (deviceKey() !== key) return load();
        say(answer.items.length ? "" : words.receipts_none);
        items.replaceChildren(...answer.items.map(drawReceipt));
        const clauses = answer.items.some((item, at) => isLatest(answer.items, at) && item.clause && grantedOf(item).length);
        if (stateBits() & 14 || clauses) {
            const button = makeButton("button", words.withdraw, async () => {
                // The clauses are the collector's to take back, the cookies are this script's.
                if (clauses) await askMine("/my/withdraw", key).catch(() => {});
                if (stateBits() & 14) choose(1, "prefs.save");
                done = words.withdrawn;
                load();
            });
            setAttr(button, "data-action", "withdraw");
            actions.append(button);
        }
    };
    load();
    return (event) => event === "receipt" && load();
}

const grantedOf = (item) => decided(item, "granted");

// The names of what was decided so: purposes, and services that were refused in what was granted, or the channels of a
// clause.
function decided(item, decision) {
    if (item.clause) return (item.channels || []).filter((one) => one.decision === decision).map((one) => one.id);
    const isGranted = (id) => item.purposes.some((one) => one.id === id && one.decision === "granted");
    const services = (item.vendors || []).filter((one) => one.decision === decision && decision === "denied" && isGranted(one.purpose));
    return [
        ...item.purposes
            .filter((one) => one.decision === decision && SITE.purposes[one.id] !== 1)
            .map((one) => FILLED.purposes[one.id] || one.id),
        ...services.map((one) => FILLED.services.find(({ id }) => id === one.id)?.name || one.name),
    ];
}

// Newest first: the first of its record is the one that counts.
const isLatest = (items, at) => items.findIndex((item) => item.record_id === items[at].record_id) === at;

function drawReceipt(item) {
    const card = make("article", "receipt");
    const when = new Date(item.event_time);
    const title = make("h3", "row");
    const time = make("time", "", when.toLocaleString(FILLED.lang, { dateStyle: "long", timeStyle: "short" }));
    time.dateTime = item.event_time;
    title.append(time);
    title.id = "receipt-" + item.code;
    setAttr(card, "aria-labelledby", title.id);
    const facts = make("dl", "facts");
    const add = (name, value, part) => {
        if (value) facts.append(make("dt", "", name), make("dd", part || "", value));
    };
    add(words.receipt_code, item.code, "code");
    if (item.clause) add(words.receipt_purpose, FILLED.clauses[item.clause.id] || item.clause.id);
    for (const decision of ["granted", "denied", "pending", "not_asked"]) {
        add(words["receipt_" + decision], list(decided(item, decision)));
    }
    card.append(title, facts);
    if (item.notice) {
        const details = make("details", "details");
        details.append(make("summary", "summary", words.receipt_text));
        const text = make("div", "notice", item.notice.text);
        text.lang = item.notice.lang;
        details.append(text);
        card.append(details);
    }
    const actions = make("p", "tools");
    const download = makeButton("tool", words.receipt_download, () => save(item));
    setAttr(download, "data-action", "download");
    const check = make("a", "tool", words.receipt_verify);
    check.href = SITE.base + "/verify";
    check.target = "_blank";
    check.rel = "noopener";
    actions.append(download, check);
    // Which receipt a button is about is heard too, not only seen.
    for (const action of [download, check]) setAttr(action, "aria-describedby", title.id);
    card.append(actions);
    return card;
}

// A proof bundle (contracts, section 8), as the verifier page takes it.
function save({ receipt, salt, leaf_index, proof, notice, code }) {
    const bundle = { format: "samtycke-proof/1", receipt, salt, leaf_index };
    if (proof) bundle.proof = proof;
    if (notice) bundle.notice = notice.text;
    const link = doc.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(bundle)], { type: "application/json" }));
    link.download = "samtycke-" + code + ".json";
    link.click();
    later(() => URL.revokeObjectURL(link.href), 60000);
}
