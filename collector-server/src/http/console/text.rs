//! The words of the console, in Swedish and English. A word that one language lacks does not compile.

use consent_core::{
    category::Category,
    receipt::{Channel, ChannelDecision, Decision, EventState, LegalBasis, Method},
};

use crate::{
    privacy::rights::Words,
    staff::{FilterError, Role},
};

macro_rules! texts {
    ($($name:ident: $sv:literal / $en:literal,)+) => {
        /// Every word of the pages.
        pub struct Texts {
            is_swedish: bool,
            $(
                #[doc = $en]
                pub $name: &'static str,
            )+
        }

        /// Swedish.
        pub static SV: Texts = Texts { is_swedish: true, $($name: $sv,)+ };
        /// English.
        pub static EN: Texts = Texts { is_swedish: false, $($name: $en,)+ };
    };
}

texts! {
    product: "Samtycke" / "Samtycke",
    console: "Konsol" / "Console",
    skip: "Hoppa till innehållet" / "Skip to content",
    other_lang: "English" / "Svenska",
    other_lang_tag: "en" / "sv",
    receipts: "Kvitton" / "Receipts",
    rights: "Rättigheter" / "Rights",
    unclassified: "Oklassat" / "Unclassified",
    webhooks: "Webhookar" / "Webhooks",
    log_out: "Logga ut" / "Sign out",
    back: "Tillbaka" / "Back",

    login_title: "Logga in" / "Sign in",
    login_lead: "Samtyckeskvitton för dig som arbetar med dataskydd." / "Consent receipts for those who work with data protection.",
    login_name: "Användarnamn" / "User name",
    login_password: "Lösenord" / "Password",
    login_submit: "Logga in" / "Sign in",
    login_refused: "Namn och lösenord hör inte ihop, eller så är kontot avstängt." / "Name and password do not belong together, or the account is disabled.",
    login_note: "Allt du söker efter och läser loggas. Sessionen avslutas efter 15 minuter utan aktivitet." / "Everything you look up is logged. The session ends after 15 minutes without activity.",

    search_title: "Sök kvitton" / "Find receipts",
    search_label: "Användar-id, IP-adress eller kvittokod" / "User ID, IP address or receipt code",
    search_hint: "Ett nät går också bra, till exempel 192.0.2.0/24. Lämna rutan tom för de senaste." / "A network works too, for example 192.0.2.0/24. Leave the box empty for the latest.",
    search_hint_support: "Din roll söker efter en person i taget, på exakt användar-id eller kvittokod. Adresser visas inte i sin helhet." / "Your role looks up one person at a time, by exact user ID or receipt code. Addresses are not shown in full.",
    search_hint_auditor: "Din roll ser kvitton utan uppgifter om personer. Sök på kvittokod, tid, webbplats eller beslut." / "Your role sees receipts without anything about persons. Search by receipt code, time, site or decision.",
    search_submit: "Sök" / "Search",
    more: "Fler filter" / "More filters",
    any: "Alla" / "Any",
    kind: "Tolka rutan som" / "Take the box for",
    kind_guess: "Känn igen själv" / "Recognise by itself",
    site: "Webbplats" / "Site",
    from: "Från och med" / "From",
    to: "Till och med" / "Up to and including",
    decision: "Beslut" / "Decision",
    state: "Händelse" / "Event",
    days_are_utc: "Dagar och tider är i UTC." / "Days and times are in UTC.",
    no_access_title: "Inga personuppgifter i din roll" / "No personal data in your role",
    no_access: "Den som sköter användare och nycklar ser inga kvitton. Be dataskyddsombudet om det du behöver veta." / "Who manages users and keys sees no receipts. Ask the data protection officer for what you need to know.",

    start_title: "Hitta en person på tio sekunder" / "Find a person in ten seconds",
    start_user: "Användar-id" / "User ID",
    start_user_body: "Kundnummer eller namn som webbplatsen har signerat" / "Customer number or name that the site has signed",
    start_ip: "IP-adress" / "IP address",
    start_ip_body: "En adress, eller ett nät som 2001:db8:1::/48" / "An address, or a network such as 2001:db8:1::/48",
    start_code: "Kvittokod" / "Receipt code",
    start_code_body: "Tolv tecken som besökaren ser på sitt kvitto" / "Twelve characters that visitors see on their receipt",

    results: "Träffar" / "Results",
    taken_for: "Sökt som" / "Searched as",
    search_as_user: "Sök som användar-id i stället" / "Search as user ID instead",
    nothing: "Inga kvitton" / "No receipts",
    nothing_body: "Inget sparat kvitto stämmer med sökningen. Kontrollera stavningen, ta bort filter eller prova adressens nät." / "No stored receipt matches. Check the spelling, remove filters or try the network of the address.",
    leaves_out_hashes: "Kvitton som bara har en hash av adressen hittas inte med det här nätet. Sök på en hel adress, eller på ett nät från /16 (IPv4) eller från /40 till /48 (IPv6)." / "Receipts that keep only a hash of the address are not found by this network. Search for one address, or for a network from /16 (IPv4) or from /40 to /48 (IPv6).",
    bounded: "Sökningen har läst så många kvitton som får läsas på en gång. Fortsätt för att läsa vidare bakåt i tiden." / "The search has read as many receipts as may be read at once. Go on to read further back in time.",
    older: "Äldre" / "Older",
    go_on: "Fortsätt" / "Go on",
    newest: "Till de nyaste" / "To the newest",
    export_csv: "Exportera CSV" / "Export CSV",
    export_ndjson: "Exportera NDJSON" / "Export NDJSON",
    pack: "Bevispaket (ZIP)" / "Evidence pack (ZIP)",
    pack_reason: "För vem eller varför" / "For whom or why",
    pack_identity: "Visa adresser och användar-id" / "Show addresses and user IDs",
    pack_hint: "Kvitton med bevis, texterna som visades, inställningar, nycklar och sidan som kontrollerar dem. Anledningen sparas i granskningsloggen." / "Receipts with proofs, the texts that were shown, settings, keys and the page that checks them. The reason is kept in the audit log.",
    col_time: "Tid (UTC)" / "Time (UTC)",
    col_event: "Händelse" / "Event",
    col_purposes: "Ändamål" / "Purposes",
    col_method: "Sätt" / "How",
    col_code: "Kvitto" / "Receipt",
    col_person: "Person" / "Person",
    clause: "kryssruta" / "checkbox",
    always_on: "alltid på" / "always on",
    granted_to: "tillåtet" / "granted",
    denied_to: "nekat" / "denied",
    unknown_user: "Utan inloggning" / "Not signed in",
    hashed_address: "som hash: går att söka, inte att läsa" / "as a hash: can be searched for, not read",
    no_address: "Ingen adress" / "No address",

    receipt: "Kvitto" / "Receipt",
    chosen: "Vad som valdes" / "What was chosen",
    shown: "Vad som visades" / "What was shown",
    shown_first: "Första lagret" / "First layer",
    shown_settings: "Inställningar" / "Settings",
    shown_missing: "Texten finns inte i databasen; kontrollsumman står kvar i kvittot." / "The text is not in the database; its checksum stays in the receipt.",
    who: "Vem och var" / "Who and where",
    proof: "Bevis" / "Proof",
    history: "Samma persons historik" / "History of the same person",
    history_hint: "Alla kvitton i samma serie, nyast först." / "Every receipt of the same record, newest first.",
    this_one: "Detta kvitto" / "This receipt",
    raw: "Signerat kvitto (SD-JWT)" / "Signed receipt (SD-JWT)",
    raw_masked: "Den fulla adressen är undanhållen i denna kopia. Signaturen gäller ändå." / "The full address is withheld from this copy. The signature still holds.",
    copy: "Kopiera" / "Copy",
    copied: "Kopierat" / "Copied",
    user_id: "Användar-id" / "User ID",
    address: "IP-adress" / "IP address",
    browser: "Webbläsare" / "Browser",
    page: "Sida" / "Page",
    client_clock: "Besökarens klocka" / "Visitor's clock",
    skew: "avvikelse" / "off by",
    gpc: "Global Privacy Control" / "Global Privacy Control",
    gpc_on: "på" / "on",
    gpc_off: "av" / "off",
    blocked_title: "Stoppat före valet" / "Held back before the choice",
    blocked_none: "Inget behövde stoppas." / "Nothing had to be held back.",
    withheld: "Syns inte i din roll" / "Not shown in your role",
    absent: "Saknas" / "None",
    unmask: "Visa hela adressen" / "Show the full address",
    unmask_hint: "Anledningen sparas i granskningsloggen. Skriv inga namn." / "The reason is kept in the audit log. Write no names.",
    unmask_reason: "Anledning" / "Reason",
    unmask_choose: "Välj anledning" / "Choose a reason",
    unmask_case: "Ärendenummer (frivilligt)" / "Case number (optional)",
    unmask_missing: "Välj en anledning först." / "Choose a reason first.",
    unmasked: "Visad med angiven anledning" / "Shown for the reason given",
    law: "Lag, enligt webbplatsen" / "Law, by the site's word",
    validity: "Giltighet" / "Validity",
    receipt_id: "Kvitto-id" / "Receipt ID",
    record_id: "Serie" / "Record",
    key_id: "Nyckel" / "Key",
    notice_hash: "Textens kontrollsumma" / "Checksum of the text",
    config_hash: "Konfigurationens kontrollsumma" / "Checksum of the configuration",
    build_hash: "Skriptets kontrollsumma" / "Checksum of the script",
    commitment: "Logglöv" / "Log leaf",
    leaf_fits: "Lövet hör till kvittot" / "The leaf belongs to the receipt",
    leaf_broken: "Lövet hör inte till kvittot" / "The leaf does not belong to the receipt",
    proof_valid: "Signaturen gäller och uppgifterna är oförändrade." / "The signature holds and nothing was changed.",
    proof_signature: "Signaturen gäller inte: kvittot har ändrats." / "The signature does not hold: the receipt was changed.",
    proof_columns: "Databasens kolumner skiljer sig från det signerade kvittot." / "The columns of the database differ from the signed receipt.",
    proof_malformed: "Kvittot kan inte läsas." / "The receipt cannot be read.",
    proof_unknown_key: "Kvittot är signerat med en nyckel som inte finns här." / "The receipt is signed with a key that is not here.",
    is_valid: "Giltigt" / "Valid",
    is_invalid: "Ogiltigt" / "Not valid",

    error_missing: "Sidan finns inte" / "There is no such page",
    error_missing_body: "Adressen är troligen felskriven." / "The address is probably mistyped.",
    error_receipt_body: "Kvittot kan vara raderat, eller adressen felskriven." / "The receipt may have been erased, or the address mistyped.",
    error_role: "Inte i din roll" / "Not for your role",
    error_role_body: "Din roll får inte göra detta. Be dataskyddsombudet." / "Your role may not do this. Ask the data protection officer.",
    error_form: "Formuläret gäller inte längre" / "The form is no longer valid",
    error_form_body: "Sidan kommer från en annan session. Gå tillbaka, ladda om och försök igen." / "The page is from another session. Go back, reload it and try again.",
    error_filter: "Ett filter stämmer inte" / "A filter is not right",
    error_busy: "Databasen svarar inte just nu" / "The database does not answer right now",
    error_busy_body: "Inget har gått förlorat. Försök igen om en stund." / "Nothing is lost. Try again in a moment.",
    error_other: "Något gick fel" / "Something went wrong",
    error_other_body: "Felet är loggat. Uppge numret nedan om du rapporterar det." / "The error is logged. Quote the number below if you report it.",
}

/// How a badge is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Consent stands.
    Good,
    /// Consent does not stand, and never did.
    Quiet,
    /// Something was taken back.
    Warn,
}

impl Tone {
    /// The tone of a state.
    pub const fn of_state(state: EventState) -> Self {
        match state {
            EventState::ConsentGiven | EventState::RenewedConsentGiven => Self::Good,
            EventState::ConsentRefused
            | EventState::ConsentExpired
            | EventState::ConsentRequested
            | EventState::ConsentRequestDeferred => Self::Quiet,
            EventState::ConsentWithdrawn
            | EventState::ConsentInvalidated
            | EventState::Objection
            | EventState::OptOut => Self::Warn,
        }
    }

    /// The value of `data-tone`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Quiet => "quiet",
            Self::Warn => "warn",
        }
    }
}

/// The reasons for which an address may be seen in full; these words stand in the audit log.
pub const REASONS: [&str; 4] = [
    "data-subject-request",
    "authority",
    "incident",
    "correction",
];

impl Texts {
    const fn pick(&self, sv: &'static str, en: &'static str) -> &'static str {
        if self.is_swedish { sv } else { en }
    }

    /// A role.
    pub const fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Dpo => self.pick("Dataskyddsombud", "Data protection officer"),
            Role::Support => self.pick("Kundtjänst", "Support"),
            Role::Auditor => self.pick("Granskare", "Auditor"),
            Role::Admin => self.pick("Administratör", "Administrator"),
        }
    }

    /// What the box was taken for, by the filter's name.
    pub fn kind(&self, name: &str) -> &'static str {
        match name {
            "user_id" => self.user_id,
            "ip" => self.pick("IP-adress eller nät", "IP address or network"),
            "code" => self.pick("Kvittokod", "Receipt code"),
            "receipt_id" => self.receipt_id,
            "consent_key" => self.pick("Webbläsarens nyckel", "The browser's key"),
            _ => self.pick("Serie (record_id)", "Record (record_id)"),
        }
    }

    /// A reason of [`REASONS`].
    pub fn reason(&self, reason: &str) -> &'static str {
        match reason {
            "data-subject-request" => self.pick(
                "Begäran från den registrerade",
                "Request from the data subject",
            ),
            "authority" => self.pick("Begäran från myndighet", "Request from an authority"),
            "incident" => self.pick("Säkerhetsincident", "Security incident"),
            _ => self.pick("Rättelse av uppgifter", "Correction of data"),
        }
    }

    /// A state.
    pub const fn state(&self, state: EventState) -> &'static str {
        match state {
            EventState::ConsentGiven => self.pick("Samtycke givet", "Consent given"),
            EventState::RenewedConsentGiven => self.pick("Samtycke förnyat", "Consent renewed"),
            EventState::ConsentRefused => self.pick("Nekat", "Refused"),
            EventState::ConsentWithdrawn => self.pick("Återkallat", "Withdrawn"),
            EventState::ConsentExpired => self.pick("Utgånget", "Expired"),
            EventState::ConsentInvalidated => self.pick("Ogiltigförklarat", "Invalidated"),
            EventState::ConsentRequested => {
                self.pick("Väntar på bekräftelse", "Waiting for confirmation")
            }
            EventState::ConsentRequestDeferred => self.pick("Inget svar", "No answer"),
            EventState::Objection => self.pick("Invändning", "Objection"),
            EventState::OptOut => self.pick("Avstått (GPC)", "Opted out (GPC)"),
        }
    }

    /// A method; the buttons are called as the banner calls them.
    pub const fn method(&self, method: Method) -> &'static str {
        match method {
            Method::BannerAcceptAll => self.pick("Tillåt alla", "Accept all"),
            Method::BannerRejectAll => self.pick("Neka alla", "Reject all"),
            Method::BannerSave => self.pick("Eget val i bannern", "Own choice in the banner"),
            Method::PrefsSave => self.pick("Ändrade inställningar", "Changed settings"),
            Method::PlaceholderAllow => self.pick("Tillät inbäddat innehåll", "Allowed an embed"),
            Method::ClauseCheckbox => self.pick("Kryssruta", "Checkbox"),
            Method::LinkUnsubscribe => self.pick("Avregistreringslänk", "Unsubscribe link"),
            Method::Gpc => self.pick("Signal från webbläsaren", "Browser signal"),
            Method::Dsar => self.pick("Begäran om rättighet", "Rights request"),
            Method::Staff => self.pick("Personal", "Staff"),
            Method::Imported => self.pick("Importerat", "Imported"),
            Method::Expiry => self.pick("Tiden gick ut", "Time ran out"),
        }
    }

    /// A decision.
    pub const fn decision(&self, decision: Decision) -> &'static str {
        match decision {
            Decision::Granted => self.pick("tillåtet", "granted"),
            Decision::Denied => self.pick("nekat", "denied"),
            Decision::NotAsked => self.pick("inte tillfrågad", "not asked"),
        }
    }

    /// A category, as the banner calls it.
    pub const fn category(&self, category: Category) -> &'static str {
        match category {
            Category::Functional => self.pick("Nödvändiga funktioner", "Necessary functions"),
            Category::Preferences => self.pick("Bekvämlighet", "Convenience"),
            Category::Statistics => self.pick("Statistik", "Statistics"),
            Category::Advertising => self.pick("Anpassad annonsering", "Personalised advertising"),
        }
    }

    /// A purpose: sites name their own; those named like a category are translated.
    pub fn purpose<'a>(&self, id: &'a str) -> &'a str {
        match Category::parse(id) {
            Some(category) => self.category(category),
            None => id,
        }
    }

    /// A channel.
    pub const fn channel(&self, channel: Channel) -> &'static str {
        match channel {
            Channel::Email => self.pick("E-post", "E-mail"),
            Channel::Post => self.pick("Brev", "Letter"),
            Channel::Phone => self.pick("Telefon", "Phone"),
            Channel::SmsMms => self.pick("Sms och mms", "Text message"),
        }
    }

    /// The decision about a channel.
    pub const fn channel_decision(&self, decision: ChannelDecision) -> &'static str {
        match decision {
            ChannelDecision::Granted => self.decision(Decision::Granted),
            ChannelDecision::Denied => self.decision(Decision::Denied),
            ChannelDecision::Pending => {
                self.pick("väntar på bekräftelse", "waits for confirmation")
            }
            ChannelDecision::NotAsked => self.decision(Decision::NotAsked),
        }
    }

    /// What the gate held back.
    pub fn blocked(&self, name: &str) -> &'static str {
        match Category::parse(name) {
            Some(category) => self.category(category),
            None => self.pick("Okänt", "Unknown"),
        }
    }

    /// How long a choice holds, in words: `P6M`, 6 months. What is written otherwise stays as it is.
    pub fn period(&self, iso: &str) -> String {
        let parts = || {
            let rest = iso.strip_prefix('P')?;
            let (count, unit) = rest.split_at_checked(rest.len().checked_sub(1)?)?;
            let words = match unit {
                "Y" => self.pick("år", "year|years"),
                "M" => self.pick("månad|månader", "month|months"),
                "W" => self.pick("vecka|veckor", "week|weeks"),
                "D" => self.pick("dag|dagar", "day|days"),
                _ => return None,
            };
            Some(Words::count(count.parse().ok()?, words))
        };
        parts().unwrap_or_else(|| iso.to_owned())
    }

    /// A legal basis.
    pub const fn legal_basis(&self, basis: LegalBasis) -> &'static str {
        match basis {
            LegalBasis::Consent => self.pick("samtycke", "consent"),
            LegalBasis::Contract => self.pick("avtal", "contract"),
            LegalBasis::LegalObligation => self.pick("rättslig förpliktelse", "legal obligation"),
            LegalBasis::VitalInterests => self.pick("grundläggande intressen", "vital interests"),
            LegalBasis::PublicTask => self.pick("allmänt intresse", "public task"),
            LegalBasis::LegitimateInterests => {
                self.pick("berättigat intresse", "legitimate interests")
            }
        }
    }

    /// How long to wait before the next login.
    pub fn login_wait(&self, minutes: u64) -> String {
        if self.is_swedish {
            format!("För många misslyckade försök. Vänta {minutes} min och försök igen.")
        } else {
            format!("Too many failed attempts. Wait {minutes} min and try again.")
        }
    }

    /// What is wrong with a filter.
    pub fn filter_problem(&self, error: &FilterError) -> String {
        if !self.is_swedish {
            return sentence(&error.problem, self.field(&error.field));
        }
        let problem = match (error.field.as_str(), error.is_forbidden) {
            ("ip", true) => {
                "kan din roll inte söka på; använd kvittokoden eller fråga dataskyddsombudet"
            }
            ("user_id", true) => "eller kvittokod behövs: din roll söker efter en person i taget",
            (_, true) => "kan din roll inte söka på",
            ("user_id", _) => "får vara högst 128 tecken",
            ("ip", _) => {
                "ska vara en adress som 192.0.2.1 eller 2001:db8::1, eller ett nät som 192.0.2.0/24"
            }
            ("code", _) => {
                "ska ha tolv tecken som i 7K3M-Q9TX-2HWD; jämför med originalet, ett tecken kan vara felläst"
            }
            ("receipt_id" | "record_id", _) => "ska vara ett UUID med gemener",
            ("to", _) => "ska vara en senare dag än den första, som 2026-11-23",
            ("from", _) => "ska vara en dag som 2026-11-23",
            _ => "kan inte användas; välj i listan",
        };
        sentence(problem, self.field(&error.field))
    }

    fn field(&self, name: &str) -> &'static str {
        match name {
            "site" => self.site,
            "from" => self.from,
            "to" => self.to,
            "decision" => self.decision,
            "state" => self.state,
            "ip" => self.address,
            "record_id" => self.record_id,
            "cursor" | "limit" => self.older,
            name => self.kind(name),
        }
    }
}

fn sentence(problem: &str, field: &str) -> String {
    format!("{field} {problem}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_validity_reads_in_words() {
        for (iso, sv, en) in [
            ("P6M", "6 månader", "6 months"),
            ("P1M", "1 månad", "1 month"),
            ("P180D", "180 dagar", "180 days"),
            ("P1D", "1 dag", "1 day"),
            ("P2W", "2 veckor", "2 weeks"),
            ("P1Y", "1 år", "1 year"),
            ("P2Y", "2 år", "2 years"),
            ("P1Y6M", "P1Y6M", "P1Y6M"),
            ("PT1H", "PT1H", "PT1H"),
            ("P", "P", "P"),
            ("", "", ""),
            ("På", "På", "På"),
        ] {
            assert_eq!(SV.period(iso), sv);
            assert_eq!(EN.period(iso), en);
        }
    }
}
