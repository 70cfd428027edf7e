//! The words of cases and letters, in Swedish and English. A word that one language lacks does not compile.

use consent_core::receipt::ErasureGround;

use super::ClauseTitles;
use crate::storage::rights::{CaseKind, CaseOutcome, HoldBasis, IdentityProof};

/// A struct of texts with one static for each language.
macro_rules! bilingual {
    ($(#[$meta:meta])* $type:ident { $($name:ident: $sv:literal / $en:literal,)+ }) => {
        $(#[$meta])*
        pub struct $type {
            /// Tag for `lang=""`.
            pub tag: &'static str,
            $(
                #[doc = $en]
                pub $name: &'static str,
            )+
        }

        /// Swedish.
        pub static SV: $type = $type { tag: "sv", $($name: $sv,)+ };
        /// English.
        pub static EN: $type = $type { tag: "en", $($name: $en,)+ };

        impl $type {
            /// The words of that tag; English when there are none.
            pub fn of(tag: &str) -> &'static Self {
                if tag == "sv" { &SV } else { &EN }
            }
        }
    };
}

pub(crate) use bilingual;

bilingual! {
    /// Every word of the letters.
    Words {
    case: "Ärende" / "Case",
    date: "Datum" / "Date",
    erasure_title: "Besked om radering" / "Answer to your request for erasure",
    extension_title: "Mer tid för ditt ärende" / "More time for your request",
    hold_title: "Uppgifter som inte får raderas ännu" / "Data that may not be erased yet",
    refusal_title: "Besked om din begäran" / "Answer to your request",
    gone: "Det här har raderats" / "What was erased",
    gone_nothing: "Inget har raderats ännu." / "Nothing was erased yet.",
    held: "Det här är kvar tills vidare, och varför" / "What stays for now, and why",
    held_lead: "Uppgifterna används inte till något annat än det som anges, och hålls undan från vanlig läsning." / "The data is used for nothing but what is stated, and is kept from ordinary reading.",
    stays: "Det här finns kvar för alltid eller en tid, och varför" / "What remains, and why",
    stays_leaf: "Loggens löv: 32 slumplika byte per kvitto. Utan saltet, som är raderat, kan de inte kopplas till någon. De behövs för att andras kvitton ska kunna bevisas." / "The leaves of the log: 32 random-looking bytes a receipt. Without the salt, which is erased, they cannot be tied to anyone. They are needed so that others' receipts can be proved.",
    stays_texts: "Texterna och inställningarna som visades. De säger ingenting om dig." / "The texts and settings that were shown. They say nothing about you.",
    stays_journal: "En nycklad kontrollsumma i raderingsjournalen, så att dina uppgifter raderas på nytt om en äldre säkerhetskopia läses in." / "A keyed digest in the erasure journal, so that your data is erased again should an older backup be restored.",
    stays_suppression: "En nycklad kontrollsumma av ditt användar-id i spärrlistan, så att du inte läggs in på nytt av någon annan (artikel 21.3)." / "A keyed digest of your user ID on the suppression list, so that nobody else enters you again (Article 21(3)).",
    stays_case: "Det här ärendet med nummer, datum och antal, utan uppgifter om vem det gällde." / "This case with its number, dates and counts, without whom it was about.",
    stays_backups: "Säkerhetskopior av databasen finns i högst 30 dagar. Till dess ligger raderna kvar där, förseglade med nycklar som förvaras åtskilt." / "Backups of the database are kept for at most 30 days. Until then the rows lie there, sealed with keys that are kept apart.",
    own_copy: "Den kopia av ett kvitto som du själv har laddat ned går fortfarande att kontrollera." / "A copy of a receipt that you downloaded yourself can still be verified.",
    recipients: "Mottagare som underrättas (artikel 19)" / "Recipients that are told (Article 19)",
    complain: "Om du inte är nöjd" / "If you are not content",
    ask_us: "Du kan fråga oss eller begära omprövning:" / "You may ask us or ask us to reconsider:",
    authority: "Du kan klaga hos tillsynsmyndigheten:" / "You may complain to the supervisory authority:",
    court: "Du kan också vända dig till domstol (artikel 79)." / "You may also go to court (Article 79).",
    no_names: "Brevet säger inte vem du är: den som skickar det vet vart." / "This letter does not say who you are: whoever sends it knows where to.",
    due_before: "Vi skulle ha svarat senast" / "We were to answer by",
    due_now: "Vi svarar senast" / "We answer by",
    reason: "Skäl" / "Reason",
    extension_lead: "Din begäran kräver mer tid än en månad. Vi får förlänga tiden med högst två månader (artikel 12.3)." / "Your request needs more than a month. We may extend the time by two months at most (Article 12(3)).",
    hold_lead: "Vi har fått din begäran. Följande får inte raderas ännu:" / "We have your request. The following may not be erased yet:",
    hold_end: "Spärren upphör av sig själv den dag som anges. Då tar vi upp din begäran igen, om du inte har tagit tillbaka den." / "The hold ends by itself on the day given. We then take up your request again, unless you have taken it back.",
    refusal_lead: "Vi gör inte det som du har begärt." / "We do not do what you asked for.",
    until: "till och med" / "until",
    // For one, and after the bar for more.
    n_receipts_held: "kvitto|kvitton" / "receipt|receipts",
    n_receipts: "kvitto med signatur och salt|kvitton med signatur och salt" / "receipt with signature and salt|receipts with signature and salt",
    n_subjects: "datanyckel; det som var förseglat med den kan inte läsas av någon|datanycklar; det som var förseglat med dem kan inte läsas av någon" / "data key; what was sealed with it can be read by nobody|data keys; what was sealed with them can be read by nobody",
    n_addresses: "hel IP-adress|hela IP-adresser" / "whole IP address|whole IP addresses",
    n_networks: "förkortad IP-adress|förkortade IP-adresser" / "truncated IP address|truncated IP addresses",
    n_user_ids: "uppgift om användar-id|uppgifter om användar-id" / "entry of your user ID|entries of your user ID",
    n_look_ups: "rad i granskningsloggen, som inte längre pekar på någon|rader i granskningsloggen, som inte längre pekar på någon" / "row of the audit log, which points to nobody any more|rows of the audit log, which point to nobody any more",
    n_attempts: "mottaget försök|mottagna försök" / "received attempt|received attempts",
    n_holds: "upphörd spärr|upphörda spärrar" / "hold that had ended|holds that had ended",
    n_confirmations: "bekräftelselänk|bekräftelselänkar" / "confirmation link|confirmation links",
    n_links: "länk för att avsluta utskick|länkar för att avsluta utskick" / "unsubscribe link|unsubscribe links",
    n_deliveries: "meddelande till webbplatsens server|meddelanden till webbplatsens server" / "message to the site's server|messages to the site's server",
    n_other: "annan rad|andra rader" / "other row|other rows",
    }
}

impl Words {
    fn pick(&self, sv: &'static str, en: &'static str) -> &'static str {
        if self.tag == "sv" { sv } else { en }
    }

    /// What is asked for.
    pub fn kind(&self, kind: CaseKind) -> &'static str {
        match kind {
            CaseKind::Access => self.pick("Registerutdrag (art. 15)", "Access (Art. 15)"),
            CaseKind::Rectification => self.pick("Rättelse (art. 16)", "Rectification (Art. 16)"),
            CaseKind::Erasure => self.pick("Radering (art. 17)", "Erasure (Art. 17)"),
            CaseKind::Restriction => self.pick("Begränsning (art. 18)", "Restriction (Art. 18)"),
            CaseKind::Objection => self.pick("Invändning (art. 21)", "Objection (Art. 21)"),
        }
    }

    /// How a person showed who they are.
    pub fn identity(&self, proof: IdentityProof) -> &'static str {
        match proof {
            IdentityProof::Contact => self.pick("Känd kontaktväg", "A contact known before"),
            IdentityProof::Eid => self.pick(
                "E-legitimation eller ID-handling",
                "Electronic or other identification",
            ),
            IdentityProof::DeviceKey => self.pick("Webbläsarens nyckel", "The browser's key"),
            IdentityProof::SiteLogin => {
                self.pick("Inloggad på webbplatsen", "Logged in to the site")
            }
        }
    }

    /// Why something is held.
    pub fn basis(&self, basis: HoldBasis) -> &'static str {
        match basis {
            HoldBasis::LegalClaims => self.pick(
                "rättsliga anspråk (artikel 17.3 e)",
                "legal claims (Article 17(3)(e))",
            ),
            HoldBasis::LegalObligation => self.pick(
                "rättslig förpliktelse (artikel 17.3 b)",
                "legal obligation (Article 17(3)(b))",
            ),
            HoldBasis::Authority => {
                self.pick("begäran från en myndighet", "a request from an authority")
            }
            HoldBasis::Restriction => self.pick(
                "begränsning på din begäran (artikel 18)",
                "restriction at your request (Article 18)",
            ),
        }
    }

    /// On what ground something is erased.
    pub fn ground(&self, ground: ErasureGround) -> &'static str {
        match ground {
            ErasureGround::NoLongerNecessary => {
                self.pick("Behövs inte längre (17.1 a)", "No longer needed (17(1)(a))")
            }
            ErasureGround::ConsentWithdrawn => self.pick(
                "Samtycket återkallat (17.1 b)",
                "Consent withdrawn (17(1)(b))",
            ),
            ErasureGround::Objection => self.pick("Invändning (17.1 c)", "Objection (17(1)(c))"),
            ErasureGround::UnlawfulProcessing => self.pick(
                "Otillåten behandling (17.1 d)",
                "Unlawful processing (17(1)(d))",
            ),
            ErasureGround::LegalObligation => self.pick(
                "Rättslig förpliktelse (17.1 e)",
                "Legal obligation (17(1)(e))",
            ),
            ErasureGround::ChildConsent => {
                self.pick("Barns samtycke (17.1 f)", "A child's consent (17(1)(f))")
            }
            ErasureGround::Retention => {
                self.pick("Tidsgränsen har gått ut", "The time limit has run out")
            }
        }
    }

    /// How a case ended.
    pub fn outcome(&self, outcome: CaseOutcome) -> &'static str {
        match outcome {
            CaseOutcome::Done => self.pick("Klart", "Done"),
            CaseOutcome::Refused => self.pick("Avslaget", "Refused"),
            CaseOutcome::Withdrawn => self.pick("Återtaget", "Taken back"),
        }
    }

    /// A scope by its name, and the clause whose it is.
    pub fn scope(&self, scope: &str, clause: Option<&str>, titles: &ClauseTitles) -> String {
        match (scope, clause) {
            ("everything", _) => self.pick("allt", "everything").to_owned(),
            ("cookies", _) => self.pick("val om kakor", "cookie choices").to_owned(),
            (_, Some(id)) => {
                let title = titles.get(id, self.tag);
                match self.tag {
                    "sv" => format!("samtycket \u{201d}{title}\u{201d}"),
                    _ => format!("the consent \u{201c}{title}\u{201d}"),
                }
            }
            (other, None) => {
                let number = other.strip_prefix("scope-").unwrap_or(other);
                let clause = self.pick("samtyckesklausul nr", "consent clause no.");
                format!("{clause} {number}")
            }
        }
    }

    /// So many of what `what` names for one and for more.
    pub fn count(count: u64, what: &str) -> String {
        let (one, more) = what.split_once('|').unwrap_or((what, what));
        format!("{count} {}", if count == 1 { one } else { more })
    }

    /// Rows of a table that went with a person.
    pub fn rows(&self, table: &str, count: u64) -> String {
        let what = match table {
            "attempts" => self.n_attempts,
            "holds" => self.n_holds,
            "confirmations" => self.n_confirmations,
            "unsubscribe_links" => self.n_links,
            "deliveries" => self.n_deliveries,
            other => return format!("{} ({other})", Self::count(count, self.n_other)),
        };
        Self::count(count, what)
    }
}
