//! The words of the extract, in Swedish and English.

use consent_core::receipt::{Channel, EventState, LegalBasis};

use super::super::text::bilingual;

bilingual! {
    /// Every word of the page.
    Words {
    title: "Registerutdrag" / "Extract of your data",
    lead: "Det här är allt som samtyckestjänsten har sparat om dig, med kopior (artikel 15 i dataskyddsförordningen)." / "This is everything that the consent service keeps about you, with copies (Article 15 of the GDPR).",
    case: "Ärende" / "Case",
    made: "Framställt" / "Made",
    who: "Ansvarig" / "Who is responsible",
    contact: "Kontakt" / "Contact",
    choices: "Dina val" / "Your choices",
    time: "Tid (UTC)" / "Time (UTC)",
    event: "Händelse" / "Event",
    decided: "Beslut" / "Decisions",
    kept_with: "Sparat om dig i kvittot" / "Kept about you in the receipt",
    code: "Kvittokod" / "Receipt code",
    address: "IP-adress" / "IP address",
    address_hash: "hash av IP-adressen" / "hash of the IP address",
    network: "förkortad IP-adress" / "truncated IP address",
    user_id: "användar-id" / "user ID",
    browser: "webbläsare" / "browser",
    page: "sida" / "page",
    your_clock: "din klocka" / "your clock",
    held_back: "stoppat före valet" / "held back before the choice",
    granted: "ja" / "yes",
    denied: "nej" / "no",
    not_asked: "inte tillfrågad" / "not asked",
    pending: "väntar på bekräftelse" / "waits for confirmation",
    shown: "Texterna som visades" / "The texts that were shown",
    why: "Varför uppgifterna behandlas" / "Why the data is processed",
    why_receipt: "Kvittona sparas för att den ansvarige ska kunna visa att du har samtyckt, nekat eller återkallat (artikel 7.1 och 6.1 c)." / "The receipts are kept so that the controller can show that you consented, refused or withdrew (Articles 7(1) and 6(1)(c)).",
    why_address: "Varför IP-adressen sparas" / "Why the IP address is kept",
    purpose: "Ändamål" / "Purpose",
    basis: "Rättslig grund" / "Legal basis",
    recipients: "Mottagare, vid namn" / "Recipients, by name",
    recipients_none: "Inga uppgifter har lämnats ut." / "No data was given to anyone.",
    recipients_lead: "De här fick uppgifter för ändamål som du godkände eller som är nödvändiga." / "These received data for purposes that you allowed or that are necessary.",
    country: "land" / "country",
    policy: "policy" / "policy",
    transfers: "Överföring utanför EU och EES" / "Transfers outside the EU and the EEA",
    transfers_none: "Ingen av mottagarna finns utanför EU och EES enligt webbplatsens uppgifter." / "By what the site declares, no recipient is outside the EU and the EEA.",
    retention: "Hur länge det sparas" / "How long it is kept",
    retention_address: "Hela IP-adressen: {}, därefter bara den förkortade" / "The whole IP address: {}, after that only the truncated one",
    retention_hash: "En hash av IP-adressen: {}" / "A hash of the IP address: {}",
    retention_refusal: "IP-adress och webbläsare vid ett nej: högst tolv månader." / "IP address and browser of a refusal: twelve months at most.",
    retention_receipt: "Kvitton: så länge samtycket gäller och fem år efter att det upphört, utan IP-adress." / "Receipts: while the consent stands and five years after it ended, without the IP address.",
    retention_cap: "Allt: högst sju år efter ditt senaste köp eller din senaste kontakt. Ett nyhetsbrev som du fortfarande har kvar räknas inte." / "Everything: seven years at most after your last purchase or contact. A newsletter that you still take does not count.",
    retention_audit: "Personalens granskningslogg: tolv månader." / "The audit log of the staff: twelve months.",
    rights: "Dina rättigheter" / "Your rights",
    rights_list: "Du kan begära rättelse (16), radering (17), begränsning (18), få ut uppgifterna (20), invända (21) och när som helst återkalla ett samtycke (7.3)." / "You may ask for rectification (16), erasure (17), restriction (18), portability (20), object (21), and withdraw a consent at any time (7(3)).",
    authority: "Du kan klaga hos tillsynsmyndigheten:" / "You may complain to the supervisory authority:",
    source: "Varifrån uppgifterna kommer" / "Where the data comes from",
    source_browser: "Från din webbläsare när du valde, och från anslutningen den kom genom." / "From your browser when you chose, and from the connection it came through.",
    source_site: "Ditt användar-id: från webbplatsen som du var inloggad på, som har signerat det." / "Your user ID: from the site that you were logged in to, which signed it.",
    automated: "Inga beslut fattas automatiskt av samtyckestjänsten (artikel 22)." / "The consent service makes no automated decisions (Article 22).",
    look_ups: "När personal har tittat" / "When staff looked",
    look_ups_none: "Ingen har tittat." / "Nobody looked.",
    look_ups_lead: "Datum, ändamål och roll. Namn lämnas inte ut (EU-domstolen, C-579/21)." / "Date, purpose and role. Names are not given (Court of Justice, C-579/21).",
    cases: "Dina ärenden" / "Your cases",
    holds: "Spärrar" / "Legal holds",
    files: "Filerna i paketet" / "The files in the package",
    files_data: "data.json: allt i maskinläsbar form. consents.csv: en rad per kvitto. receipts: varje kvitto med salt, text och bevis ur loggen. notices och configs: det som visades och gällde. manifest.json: filernas kontrollsummor, signerade i manifest.jws. verify.html: en sida som kontrollerar kvittona utan nätverk." / "data.json: everything in machine-readable form. consents.csv: one row a receipt. receipts: each receipt with its salt, text and proof from the log. notices and configs: what was shown and in force. manifest.json: the hashes of the files, signed in manifest.jws. verify.html: a page that checks the receipts without a network.",
    role_dpo: "dataskyddsombud" / "data protection officer",
    role_support: "kundtjänst" / "support",
    role_auditor: "granskare" / "auditor",
    role_operator: "driftansvarig" / "operator",
    // For one, and after the bar for more.
    years: "år|år" / "year|years",
    months: "månad|månader" / "month|months",
    weeks: "vecka|veckor" / "week|weeks",
    days: "dag|dagar" / "day|days",
    }
}

impl Words {
    /// A role of the staff.
    pub fn role<'a>(&'a self, role: &'a str) -> &'a str {
        match role {
            "dpo" => self.role_dpo,
            "support" => self.role_support,
            "auditor" => self.role_auditor,
            "operator" => self.role_operator,
            other => other,
        }
    }

    fn pick(&self, sv: &'static str, en: &'static str) -> &'static str {
        if self.tag == "sv" { sv } else { en }
    }

    /// What has happened, to the person whom it is about.
    pub fn state(&self, state: EventState) -> &'static str {
        match state {
            EventState::ConsentGiven => self.pick("Du samtyckte", "You consented"),
            EventState::RenewedConsentGiven => {
                self.pick("Du samtyckte på nytt", "You consented again")
            }
            EventState::ConsentRefused => self.pick("Du sade nej", "You refused"),
            EventState::ConsentWithdrawn => {
                self.pick("Du tog tillbaka ett samtycke", "You took a consent back")
            }
            EventState::ConsentExpired => {
                self.pick("Samtyckets tid gick ut", "The time of the consent ran out")
            }
            EventState::ConsentInvalidated => self.pick(
                "Samtycket förklarades ogiltigt",
                "The consent was declared invalid",
            ),
            EventState::ConsentRequested => self.pick(
                "Du anmälde dig; det väntar på din bekräftelse",
                "You signed up; it waits for your confirmation",
            ),
            EventState::ConsentRequestDeferred => self.pick(
                "Du stängde frågan utan att svara",
                "You closed the question without an answer",
            ),
            EventState::Objection => self.pick(
                "Du invände mot behandlingen (artikel 21); det du samtyckt till gäller ändå",
                "You objected to the processing (Article 21); what you consented to stands",
            ),
            EventState::OptOut => self.pick(
                "Din webbläsare sade nej åt dig (Global Privacy Control)",
                "Your browser said no for you (Global Privacy Control)",
            ),
        }
    }

    /// A way to reach the person.
    pub fn channel(&self, channel: Channel) -> &'static str {
        match channel {
            Channel::Email => self.pick("e-post", "e-mail"),
            Channel::Post => self.pick("brev", "post"),
            Channel::Phone => self.pick("telefon", "telephone"),
            Channel::SmsMms => self.pick("sms och mms", "text messages"),
        }
    }

    /// A basis in GDPR Art. 6(1).
    pub fn legal_basis(&self, basis: LegalBasis) -> &'static str {
        match basis {
            LegalBasis::Consent => self.pick("samtycke (6.1 a)", "consent (6(1)(a))"),
            LegalBasis::Contract => self.pick("avtal (6.1 b)", "contract (6(1)(b))"),
            LegalBasis::LegalObligation => self.pick(
                "rättslig förpliktelse (6.1 c)",
                "legal obligation (6(1)(c))",
            ),
            LegalBasis::VitalInterests => self.pick(
                "grundläggande intressen (6.1 d)",
                "vital interests (6(1)(d))",
            ),
            LegalBasis::PublicTask => {
                self.pick("allmänt intresse (6.1 e)", "public task (6(1)(e))")
            }
            LegalBasis::LegitimateInterests => self.pick(
                "berättigat intresse (6.1 f)",
                "legitimate interests (6(1)(f))",
            ),
        }
    }

    /// What staff did, as the audit log has it; what is not among these is told as it stands there.
    pub fn action<'a>(&self, action: &'a str) -> &'a str {
        match action {
            "search" => self.pick("sökning", "search"),
            "read" => self.pick("läste ett kvitto", "read a receipt"),
            "unmask" => self.pick("såg hela IP-adressen", "saw the whole IP address"),
            "export" | "export-done" => self.pick("export till en fil", "export to a file"),
            "evidence" => self.pick(
                "lade kvitton i ett bevispaket, utan adress och användar-id",
                "put receipts into an evidence pack, without address and user ID",
            ),
            "evidence-identified" => self.pick(
                "lade kvitton i ett bevispaket, med adress och användar-id",
                "put receipts into an evidence pack, with address and user ID",
            ),
            "rights-extract" => self.pick("gjorde ett registerutdrag", "made an extract"),
            other => other,
        }
    }

    /// A length of time in words: `P13M` is 13 months. What is no date's length is told as it stands.
    pub fn period(&self, iso: &str) -> String {
        let words = || {
            let mut rest = iso.strip_prefix('P')?;
            let mut parts = Vec::new();
            while !rest.is_empty() {
                let digits = rest.find(|letter: char| !letter.is_ascii_digit())?;
                let number: u32 = rest[..digits].parse().ok()?;
                let forms = match rest.as_bytes()[digits] {
                    b'Y' => self.years,
                    b'M' => self.months,
                    b'W' => self.weeks,
                    b'D' => self.days,
                    _ => return None,
                };
                let (one, more) = forms.split_once('|')?;
                parts.push(format!("{number} {}", if number == 1 { one } else { more }));
                rest = &rest[digits + 1..];
            }
            (!parts.is_empty()).then(|| parts.join(" "))
        };
        words().unwrap_or_else(|| iso.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_told_in_words() {
        for (iso, sv, en) in [
            ("P13M", "13 månader", "13 months"),
            ("P1D", "1 dag", "1 day"),
            ("P1Y6M", "1 år 6 månader", "1 year 6 months"),
            ("P2W", "2 veckor", "2 weeks"),
            ("PT1H", "PT1H", "PT1H"),
            ("P", "P", "P"),
            ("P5", "P5", "P5"),
            ("session", "session", "session"),
        ] {
            assert_eq!(SV.period(iso), sv);
            assert_eq!(EN.period(iso), en);
        }
    }
}
