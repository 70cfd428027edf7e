// Draws a report. Everything goes in as text: a receipt is what somebody else wrote.

const DISCLOSED = [
    "user_id", "ip", "ip_truncated", "ip_hash", "user_agent", "page_origin", "page_path", "client_time", "subject_ref",
];

function element(name, text, children) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (children) made.append(...children);
    return made;
}

function pair(name, value) {
    return [element("dt", name), element("dd", value)];
}

function draw(report) {
    const parts = [];
    result.dataset.verdict = report.verdict || "fails";
    if (report.error) {
        parts.push(element("h2", say("badKeys")));
        result.replaceChildren(...parts);
        return;
    }
    parts.push(element("h2", report.sentence));
    if (report.claims) parts.push(...says(report));
    parts.push(element("h3", say("checks")));
    parts.push(
        element(
            "ul",
            "",
            report.checks.map((check) => {
                const row = element("li", "", [element("span", MARKS[check.outcome]), element("span", check.sentence)]);
                row.dataset.check = check.id;
                row.dataset.outcome = check.outcome;
                return row;
            }),
        ),
    );
    if (report.claims) {
        if (report.verdict !== "fails") {
            const note = element("p", say("erased"));
            note.dataset.note = "erased";
            parts.push(note);
        }
        parts.push(element("p", say("person")));
    }
    result.replaceChildren(...parts);
}

// What the module vouches for; it gives no claims of a receipt that was changed.
function says(report) {
    const { claims, disclosed, notice } = report;
    const rows = ["code", "site", "event_time", "state", "method", "validity", "notice_lang"].flatMap((name) =>
        pair(say(name), claims[name]),
    );
    if (claims.clause) rows.push(...pair(say("clause"), claims.clause.id));
    for (const channel of claims.channels || []) rows.push(...pair(channel.id, say(channel.decision)));
    if (claims.regime) rows.push(...pair(say("law"), `${claims.regime}, ${claims.jurisdiction}`));
    for (const { id, decision } of claims.purposes) {
        const vendors = (claims.vendors || []).filter((vendor) => vendor.purpose === id).map(({ name }) => name);
        rows.push(...pair(id, say(decision) + (vendors.length ? ` (${vendors.join(", ")})` : "")));
    }
    for (const name of DISCLOSED) if (disclosed[name]) rows.push(...pair(say(name), disclosed[name]));
    const parts = [element("h3", say("says")), element("dl", "", rows)];
    if (notice)
        parts.push(element("details", "", [element("summary", say("notice")), element("pre", notice)]));
    return parts;
}
