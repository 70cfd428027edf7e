    // How receipts look: records by what they are about, the newest first, each event with what may be done with it.

    function day(time) {
        return new Intl.DateTimeFormat(my.lang, { dateStyle: "long" }).format(new Date(time));
    }

    function moment(time) {
        return new Intl.DateTimeFormat(my.lang, { dateStyle: "long", timeStyle: "short" }).format(new Date(time));
    }

    // What was decided, in words: purposes of cookies, or ways of a clause.
    function decisions(item) {
        const shown = make("ul");
        shown.className = "decisions";
        // A service that was refused in what was granted has a line of its own.
        const refused = ({ id, decision }) =>
            (item.vendors || []).filter((vendor) => decision === "granted" && vendor.purpose === id && vendor.decision === "denied");
        const named = item.clause
            ? item.channels.map((channel) => [my.channels[channel.id] || channel.id, channel.decision])
            : item.purposes
                  .filter((purpose) => purpose.category !== "functional")
                  .flatMap((purpose) => [
                      [my.purposes[purpose.id] || purpose.id, purpose.decision],
                      ...refused(purpose).map(({ name, decision }) => [name, decision]),
                  ]);
        for (const [name, decision] of named) {
            const line = make("li", name + ": ", make("strong", say[decision] || decision));
            line.dataset.decision = decision;
            shown.append(line);
        }
        return shown;
    }

    // What waits for a confirmation can be taken back too.
    function grants({ purposes, channels }) {
        const asked = purposes.filter((purpose) => purpose.category !== "functional");
        return [...asked, ...channels].some(({ decision }) => decision === "granted" || decision === "pending");
    }

    function event(item) {
        const line = make("li");
        line.dataset.receipt = item.receipt_id;
        const time = make("time", moment(item.event_time));
        time.dateTime = item.event_time;
        const head = make("p", "", make("strong", say[item.state] || item.state), " · ", time);
        head.className = "what";
        const code = make("p", say.code + " " + item.code);
        code.className = "code";
        const todo = make("p", "", button(say.keep_one, () => keep(item), "small"));
        todo.className = "todo";
        const checkable = () => todo.append(" ", button(say.check, () => check(item), "small"));
        line.append(head, decisions(item), code, todo);
        if (item.proof) checkable();
        else {
            const waits = make("p", say.waits);
            waits.className = "waits";
            line.append(waits);
            item.proved = (proof) => {
                item.proof = proof;
                waits.remove();
                checkable();
            };
        }
        if (item.notice) {
            const text = make("pre", item.notice.text);
            text.lang = item.notice.lang;
            line.append(make("details", "", make("summary", say.shown), text));
        }
        return line;
    }

    function draw() {
        const records = new Map();
        standing = false;
        for (const item of items) records.set(item.record_id, [...(records.get(item.record_id) || []), item]);
        for (const events of records.values()) {
            const [newest] = events;
            standing ||= grants(newest);
            const title = newest.clause ? my.clauses[newest.clause.id] || newest.clause.id : say.cookies;
            const shown = make("section", "", make("h2", title));
            const history = make("ol");
            history.append(...events.map(event));
            shown.append(history);
            list.append(shown);
        }
    }

    // A proof bundle (contracts, section 8).
    function bundle(item) {
        const { receipt, salt, leaf_index, proof, notice } = item;
        return {
            format: "samtycke-proof/1",
            receipt,
            salt,
            leaf_index,
            ...(proof && { proof }),
            ...(notice && { notice: notice.text }),
        };
    }

    function file(item) {
        const name = "samtycke-" + item.code + ".json";
        return new File([JSON.stringify(bundle(item), null, 1)], name, { type: "application/json" });
    }

    function save(name, text) {
        const link = make("a");
        link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
        link.download = name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    }

    function keep(item) {
        save("samtycke-" + item.code + ".json", JSON.stringify(bundle(item), null, 1));
        tell("done", say.saved);
    }

    // The verifier's page has the same origin: it gets the receipt as the file that a hand would choose.
    function check(item) {
        const page = window.open("/verify");
        if (!page) return tell("error", say.no_window);
        const until = Date.now() + 30000;
        // It is there once its own script has run; until then the window shows nothing, or another document.
        const wait = setInterval(() => {
            const isLate = page.closed || Date.now() > until;
            const files = !isLate && page.document.readyState === "complete" && page.document.getElementById("files");
            if (isLate || files) clearInterval(wait);
            if (!files) return;
            const chosen = new DataTransfer();
            chosen.items.add(file(item));
            files.files = chosen.files;
            files.dispatchEvent(new Event("change", { bubbles: true }));
        }, 100);
    }
