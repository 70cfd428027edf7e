// Draws a report. Everything goes in as text: a receipt is what somebody else wrote.

const MARKS = { holds: "✓", fails: "✗", open: "?" };

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

// Called by the module after each change, with what `src/view.rs` says.
function draw({ lang: chosen, origin, problem, report }) {
    lang = chosen;
    document.documentElement.lang = lang;
    for (const part of document.querySelectorAll("[data-text]")) part.textContent = say(part.dataset.text);
    for (const button of document.querySelectorAll("[data-lang]"))
        button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    byId("known").textContent = origin ? say("known").replace("{}", origin) : say("unknown");
    const parts = [];
    if (problem) {
        const heading = element(report ? "p" : "h2", say(problem));
        heading.dataset.problem = problem;
        parts.push(heading);
    }
    if (report) parts.push(...found(report));
    if (parts.length) result.dataset.verdict = report ? report.verdict : "fails";
    else delete result.dataset.verdict;
    result.replaceChildren(...parts);
}

function found(report) {
    const parts = [element("h2", report.sentence)];
    if (report.claims) parts.push(...says(report));
    parts.push(element("h3", say("checks")));
    const checks = report.checks.map(({ id, outcome, sentence }) => {
        const row = element("li", "", [element("span", MARKS[outcome]), element("span", sentence)]);
        row.dataset.check = id;
        row.dataset.outcome = outcome;
        return row;
    });
    parts.push(element("ul", "", checks));
    if (!report.claims) return parts;
    if (report.verdict !== "fails") {
        const note = element("p", say("erased"));
        note.dataset.note = "erased";
        parts.push(note);
    }
    parts.push(element("p", say("person")));
    return parts;
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
        const vendors = (claims.vendors || [])
            .filter((vendor) => vendor.purpose === id)
            .map((vendor) => vendor.name + (decision === "granted" && vendor.decision === "denied" ? ": " + say("denied") : ""));
        rows.push(...pair(id, say(decision) + (vendors.length ? ` (${vendors.join(", ")})` : "")));
    }
    for (const name of DISCLOSED) if (disclosed[name]) rows.push(...pair(say(name), disclosed[name]));
    const parts = [element("h3", say("says")), element("dl", "", rows)];
    if (notice)
        parts.push(element("details", "", [element("summary", say("notice")), element("pre", notice)]));
    return parts;
}
