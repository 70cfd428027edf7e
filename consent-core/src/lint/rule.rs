//! The rules, with what each demands and where that is written. `docs/lint.md` lists them; a test compares the two.

/// What breaking a rule means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The site is not published.
    Refused,
    /// The owner is told, and decides.
    Warning,
}

impl Severity {
    /// The name in JSON and in the documentation.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Warning => "warning",
        }
    }
}

/// A rule about what a banner may look like, say and ask.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The name in messages; never reused for another rule.
    pub id: &'static str,
    /// What breaking it means.
    pub severity: Severity,
    /// What it demands, for people.
    pub demand: &'static str,
    /// The same in Swedish.
    pub demand_sv: &'static str,
    /// Where the demand comes from.
    pub source: &'static str,
}

macro_rules! rules {
    ($($name:ident: $severity:ident $id:literal, $demand:literal, $demand_sv:literal, $source:literal;)+) => {
        $(
            #[doc = $demand]
            pub static $name: Rule = Rule {
                id: $id,
                severity: Severity::$severity,
                demand: $demand,
                demand_sv: $demand_sv,
                source: $source,
            };
        )+

        /// Every rule, in the order of the documentation.
        pub static ALL: &[&Rule] = &[$(&$name,)+];
    };
}

rules! {
    THEME_TEXT: Refused "theme-text-contrast",
        "Every text stands out from what is behind it by at least 4.5:1, in light and in dark.",
        "Varje text skiljer sig från sin bakgrund med minst 4,5:1, både ljust och mörkt.",
        "WCAG 2.2, 1.4.3; GDPR Art. 7(2); EDPB Cookie Banner Taskforce report 2023 (button contrast)";
    THEME_CONTROL: Refused "theme-control-contrast",
        "Buttons and switches stand out from the banner by at least 3:1.",
        "Knappar och reglage skiljer sig från bannern med minst 3:1.",
        "WCAG 2.2, 1.4.11; EDPB Cookie Banner Taskforce report 2023 (button contrast)";
    THEME_PARITY: Refused "theme-parity",
        "Accept and reject have the same colours.",
        "Tillåt och neka har samma färger.",
        "GDPR Art. 4(11), 7(4); EDPB Cookie Banner Taskforce report 2023 (button colour); EDPB Guidelines 03/2022 (hidden in plain sight)";
    LABEL_SAME: Refused "label-same",
        "Accept and reject have different labels.",
        "Tillåt och neka heter olika saker.",
        "GDPR Art. 4(11); EDPB Guidelines 03/2022 (ambiguous wording)";
    LABEL_ACCEPTS: Refused "label-reject-accepts",
        "The reject button does not say that something is accepted.",
        "Nekaknappen säger inte att något godkänns.",
        "GDPR Art. 4(11), 7(2); EDPB Guidelines 03/2022 (ambiguous wording, conflicting information)";
    LABEL_UNCLEAR: Warning "label-reject-unclear",
        "The reject button says that something is refused.",
        "Nekaknappen säger att något nekas.",
        "GDPR Art. 7(2); CNIL 2020-091, Art. 2 and CNIL 2020-092 (refusing is as easy as accepting)";
    LABEL_LENGTH: Refused "label-length",
        "The labels of accept and reject are about equally long: neither more than twice the other.",
        "Texterna på tillåt och neka är ungefär lika långa: ingen mer än dubbelt så lång som den andra.",
        "GDPR Art. 7(4); EDPB Guidelines 03/2022 (hidden in plain sight); CNIL 2020-092";
    EMOTION: Refused "wording-emotional",
        "The banner neither praises acceptance nor makes refusal sound like a loss or a fault.",
        "Bannern varken berömmer ett ja eller får ett nej att låta som en förlust eller ett fel.",
        "GDPR Art. 5(1)(a), 7(4); EDPB Guidelines 03/2022 (emotional steering)";
    EMOTION_DECLARED: Warning "wording-emotional-purpose",
        "Titles and descriptions of purposes say what is done, and do not advertise it.",
        "Ändamålens namn och beskrivningar säger vad som görs och gör inte reklam för det.",
        "GDPR Art. 12(1); EDPB Guidelines 03/2022 (emotional steering)";
    DOUBLE_NEGATIVE: Refused "wording-double-negative",
        "No double negative: neither button can be taken for the other.",
        "Ingen dubbel nekning: ingen av knapparna kan tas för den andra.",
        "GDPR Art. 7(2), 12(1); EDPB Guidelines 03/2022 (ambiguous wording)";
    NAMES_CONTROLLER: Refused "first-layer-controller",
        "The first layer names the controller.",
        "Första lagret namnger den personuppgiftsansvarige.",
        "GDPR Art. 13(1)(a), recital 42; EDPB Guidelines 05/2020, section 3.3.1";
    NAMES_PURPOSES: Refused "first-layer-purposes",
        "The first layer names every purpose that is asked for.",
        "Första lagret namnger varje ändamål som det frågas om.",
        "GDPR Art. 13(1)(c), recital 42; EDPB Guidelines 05/2020, section 3.3.1; CNIL 2020-092";
    NAMES_WITHDRAWAL: Refused "first-layer-withdrawal",
        "The first layer says where consent is taken back.",
        "Första lagret säger var samtycket tas tillbaka.",
        "GDPR Art. 7(3), 13(2)(c); EDPB Guidelines 05/2020, section 5.2";
    CONSENT_ONLY: Refused "consent-only",
        "What is not strictly necessary rests on consent and starts switched off; no legitimate interest stands in for it.",
        "Det som inte är nödvändigt vilar på samtycke och är avstängt från början; inget berättigat intresse ersätter det.",
        "Directive 2002/58/EC Art. 5(3); GDPR Art. 4(11), recital 32; CJEU C-673/17; EDPB Cookie Banner Taskforce report 2023 (pre-ticked boxes, legitimate interest)";
    VALIDITY_LONG: Refused "validity-too-long",
        "A choice is asked again after twelve months at the latest.",
        "Ett val frågas om på nytt senast efter tolv månader.",
        "GDPR Art. 5(1)(e), 7(1); EDPB Guidelines 05/2020, section 5.1 (renewal at intervals)";
    VALIDITY_SHORT: Warning "validity-too-short",
        "Who refused is left alone for six months.",
        "Den som nekat lämnas i fred i sex månader.",
        "CNIL 2020-092 (a choice is kept for six months); EDPB Guidelines 03/2022 (continuous prompting)";
    VERSION: Refused "version-not-raised",
        "A material change (new purpose, vendor, country or recipient, longer retention) raises `version`, so that everyone is asked again.",
        "En ändring i sak (nytt ändamål, ny leverantör, nytt land, ny mottagare, längre lagring) höjer `version`, så att alla tillfrågas igen.",
        "GDPR Art. 4(11), 6(1)(a); EDPB Guidelines 05/2020, sections 3.2 and 5.1";
    VERSION_NEEDLESS: Warning "version-raised-needlessly",
        "A change of wording asks nobody again.",
        "En ändring av ordalydelsen frågar ingen på nytt.",
        "EDPB Guidelines 03/2022 (continuous prompting)";
    CONTROL_HIDDEN: Warning "control-hidden",
        "Every page has a way to the settings, if not the product's own button.",
        "Varje sida har en väg till inställningarna, om inte produktens egen knapp.",
        "GDPR Art. 7(3); EDPB Cookie Banner Taskforce report 2023 (withdraw icon)";
    PURPOSE_IDLE: Warning "purpose-idle",
        "No consent is asked for a purpose that nothing serves.",
        "Inget samtycke begärs för ett ändamål som ingen tjänst har.",
        "GDPR Art. 5(1)(b) and (c)";
    PURPOSE_RETENTION: Warning "purpose-retention",
        "A purpose says how long its data are kept.",
        "Ett ändamål säger hur länge dess uppgifter sparas.",
        "GDPR Art. 13(2)(a)";
    SERVICE_INCOMPLETE: Warning "service-incomplete",
        "A service that needs consent names its vendor, the vendor's country and policy, and who receives the data.",
        "En tjänst som kräver samtycke namnger sin leverantör, dess land och policy, och vem som får uppgifterna.",
        "GDPR Art. 13(1)(e) and (f); CJEU C-673/17, C-154/21";
    AUTHORITY: Warning "controller-authority",
        "The controller names the authority where people can complain.",
        "Den personuppgiftsansvarige namnger myndigheten dit man kan klaga.",
        "GDPR Art. 13(2)(d), 77";
    OBSERVE: Warning "observe-mode",
        "A site that visitors use holds what needs consent; observing is no protection.",
        "En webbplats som besökare använder håller det som kräver samtycke; att observera är inget skydd.",
        "Directive 2002/58/EC Art. 5(3); GDPR Art. 7(1)";
    FUNCTIONAL_DOUBTED: Warning "functional-doubted",
        "Only what is strictly necessary is functional; the catalogue knows this as something else.",
        "Bara det som är absolut nödvändigt är funktionellt; katalogen känner detta som något annat.",
        "Directive 2002/58/EC Art. 5(3); EDPB Cookie Banner Taskforce report 2023 (wrongly classified essential cookies)";
}
