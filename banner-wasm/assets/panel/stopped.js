// "What was stopped on this page": how often, and by which names, for each category; it follows while it is open.

const KINDS = ["kind_cookie", "kind_local", "kind_session", "kind_indexeddb", "kind_cache"];

// Names of what needs `bit`, as they were met on this page.
function metNames(bit) {
    // What the server or the site itself held was asked about by nobody yet.
    for (const element of query(doc, "[data-consent]"))
        for (const name of ["src", "href", "data", "poster"]) {
            const value = waits(element, name);
            if (value) listNeed(value);
        }
    const found = [...hosts.keys()]
        .filter((host) => listNeed("https://" + host) & bit)
        .map((host) => {
            const service = serviceOf(host);
            return [host, service ? service.name : ""];
        });
    names.forEach((map, kind) => {
        for (const name of map.keys()) {
            if (!(nameNeed(kind, name) & bit)) continue;
            const service = kind === PATH && FILLED.services.find(({ paths }) => paths?.includes(name));
            found.push([name, service ? service.name : words[KINDS[kind]]]);
        }
    });
    return found;
}

function drawStopped(body) {
    const draw = () => {
        const parts = [make("p", "text", words.stopped_intro)];
        for (const bit of [8, 4, 2, UNKNOWN]) {
            const count = counts[LABELS[bit]];
            if (!count) continue;
            const section = make("section", "group");
            setAttr(section, "data-category", LABELS[bit]);
            const row = make("h3", "row");
            row.append(make("span", "", words["category_" + LABELS[bit]]), " ", make("span", "count", count.toLocaleString(FILLED.lang)));
            const table = make("ul", "names");
            for (const [name, about] of metNames(bit)) {
                const item = make("li", "item");
                item.append(make("span", "code", name), " ", make("span", "soft", about));
                table.append(item);
            }
            section.append(row);
            if (stateBits() & bit) section.append(make("p", "soft", words.receipt_granted));
            if (table.firstChild) section.append(table);
            parts.push(section);
        }
        if (parts.length < 2) parts[0] = make("p", "text", words.stopped_none);
        body.replaceChildren(...parts);
    };
    draw();
    return draw;
}
