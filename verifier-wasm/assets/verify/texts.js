// What the page says besides the module's own sentences: Swedish, then English.
const TEXTS = {
    title: ["Kontrollera ett kvitto", "Check a receipt"],
    lead: [
        "Allt sker i din webbläsare. Sidan hämtar ingenting och skickar ingenting; den fungerar utan nät.",
        "Everything happens in your browser. The page fetches nothing and sends nothing; it works without a network.",
    ],
    choose: [
        "Välj eller släpp ett kvitto (och beviset, om det är en egen fil)",
        "Choose or drop a receipt (and the proof, if it is a file of its own)",
    ],
    paste: ["Eller klistra in det", "Or paste it"],
    pasted: ["Kvittots text", "The receipt's text"],
    check: ["Kontrollera", "Check"],
    known: ["Kontrolleras mot nycklarna hos {}.", "Checked against the keys of {}."],
    unknown: [
        "Sidan har inga nycklar. Släpp även filen från samlarens adress /.well-known/consent-log.json här.",
        "The page has no keys. Drop the file from the collector's address /.well-known/consent-log.json here too.",
    ],
    keys: [
        "Nycklarna går inte att läsa. Hämta filen på nytt från samlarens adress /.well-known/consent-log.json.",
        "The keys cannot be read. Get the file again from the collector's address /.well-known/consent-log.json.",
    ],
    large: [
        "En fil är större än 4 MiB, och så stort är inget kvitto. Ett helt uttag kontrolleras med kommandot collector-server verify.",
        "A file is larger than 4 MiB, which no receipt is. A whole export is checked with the command collector-server verify.",
    ],
    unreadable: [
        "Webbläsaren kunde inte läsa en fil. Välj den igen.",
        "The browser could not read a file. Choose it again.",
    ],
    nothing: [
        "Där fanns inget kvitto. Välj även kvittot, eller klistra in det.",
        "There was no receipt. Choose the receipt too, or paste it.",
    ],
    checks: ["Vad som kontrollerades", "What was checked"],
    says: ["Vad kvittot säger", "What the receipt says"],
    code: ["Kvitto", "Receipt"],
    site: ["Webbplats", "Site"],
    event_time: ["Tid (UTC)", "Time (UTC)"],
    state: ["Händelse", "Event"],
    method: ["Hur", "How"],
    validity: ["Gäller", "Valid for"],
    notice_lang: ["Språk", "Language"],
    law: ["Lag", "Law"],
    clause: ["Samtyckestext", "Consent clause"],
    granted: ["ja", "yes"],
    denied: ["nej", "no"],
    pending: ["väntar på bekräftelse", "waits for confirmation"],
    not_asked: ["frågades inte", "not asked"],
    ip: ["IP-adress", "IP address"],
    ip_truncated: ["Nätverk", "Network"],
    ip_hash: ["Hash av IP-adressen", "Hash of the IP address"],
    user_id: ["Användar-id", "User id"],
    user_agent: ["Webbläsare", "Browser"],
    page_origin: ["Sidans ursprung", "Origin of the page"],
    page_path: ["Sida", "Page"],
    client_time: ["Webbläsarens klocka", "The browser's clock"],
    subject_ref: ["Pseudonym", "Pseudonym"],
    notice: ["Texten som visades", "The text that was shown"],
    erased: [
        "Kvittot gäller som det är. Sidan frågar ingen, så den vet inte om samlaren har raderat sitt exemplar: det här exemplaret stämmer ändå.",
        "The receipt stands on its own. The page asks nobody, so it does not know whether the collector has erased its copy: this copy holds all the same.",
    ],
    person: [
        "Ett kvitto visar vad en webbläsare skickade och vilken text som visades. Det visar inte vem som satt vid den.",
        "A receipt shows what a browser sent and which text was shown. It does not show who sat at it.",
    ],
};

const say = (name) => TEXTS[name][lang === "sv" ? 0 : 1];
