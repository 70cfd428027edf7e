//! The words of the pages about people's rights, beside those of letters (`privacy::rights::text`).

use super::super::lang::Lang;
use crate::http::Problem;

macro_rules! texts {
    ($($name:ident: $sv:literal / $en:literal,)+) => {
        /// Every word of these pages.
        pub struct Texts {
            is_swedish: bool,
            $(
                #[doc = $en]
                pub $name: &'static str,
            )+
        }

        static SV: Texts = Texts { is_swedish: true, $($name: $sv,)+ };
        static EN: Texts = Texts { is_swedish: false, $($name: $en,)+ };
    };
}

texts! {
    title: "Rättigheter" / "Rights",
    lead: "Utdrag, rättelse, radering och spärrar för en person i taget. Allt du gör här loggas." / "Extracts, corrections, erasure and holds for one person at a time. Everything you do here is logged.",
    find_label: "Användar-id, kvittokod, kvitto-id, serie eller webbläsarens nyckel" / "User ID, receipt code, receipt ID, record or the browser's key",
    find_hint: "En IP-adress räcker aldrig: den hör till en anslutning, inte en person." / "An IP address is never enough: it belongs to a connection, not to a person.",
    find_submit: "Hitta" / "Find",
    kind_of_box: "Tolka som" / "Take it for",
    by_user_id: "Användar-id" / "User ID",
    by_code: "Kvittokod" / "Receipt code",
    by_receipt_id: "Kvitto-id" / "Receipt ID",
    by_record_id: "Serie" / "Record",
    by_consent_key: "Webbläsarens nyckel" / "The browser's key",
    site: "Webbplats" / "Site",
    any_site: "Alla" / "All",
    nobody: "Ingen hittades." / "Nobody was found.",
    found: "Hittat" / "Found",
    open_case: "Öppna ett ärende" / "Open a case",
    asks_for: "Personen begär" / "The person asks for",
    showed: "Visade vem det är genom" / "Showed who it is by",
    assertion: "Webbplatsens intyg (JWT), vid inloggning" / "The site's assertion (JWT), for a login",
    open_submit: "Öppna ärendet" / "Open the case",
    cases: "Ärenden" / "Cases",
    no_cases: "Det finns inga ärenden." / "There are no cases.",
    number: "Nummer" / "Number",
    opened: "Öppnat" / "Opened",
    due: "Svar senast" / "Answer by",
    status: "Läge" / "Status",
    calm: "Pågår" / "Open",
    soon: "Snart dags" / "Due soon",
    late: "Försenat" / "Late",
    opened_by: "av" / "by",
    extended_because: "Förlängt" / "Extended",
    about: "Vem det gäller" / "Whom it is about",
    nobody_left: "Ingen är kvar: uppgifterna är raderade." / "Nobody is left: the data is erased.",
    with_user_id: "med användar-id" / "with a user ID",
    without_user_id: "utan användar-id" / "without a user ID",
    record: "Serie" / "Record",
    receipts: "kvitton" / "receipts",
    last_activity: "Senast aktiv" / "Last active",
    preview: "Om du raderar nu" / "If you erase now",
    would_go: "Raderas" / "Would go",
    would_stay: "Spärras" / "Held",
    nothing_goes: "Inget kan raderas nu." / "Nothing can be erased now.",
    always_stays: "Kvar blir loggens löv, texterna, raderingsjournalens kontrollsumma och ärendet. Brevet förklarar varför." / "The leaves of the log, the texts, the journal's digest and the case remain. The letter says why.",
    erase: "Radera" / "Erase",
    erase_confirm: "Radera för alltid" / "Erase for good",
    erase_warning: "Det går inte att ångra, inte heller från en säkerhetskopia." / "This cannot be undone, not from a backup either.",
    ground: "Grund" / "Ground",
    suppress: "Lägg användar-id på spärrlistan" / "Put the user ID on the suppression list",
    yes: "Ja" / "Yes",
    no: "Nej" / "No",
    erased: "Raderat" / "Erased",
    leaf: "Gravstenens löv i loggen" / "The tombstone's leaf in the log",
    hold: "Spärra mot radering" / "Hold against erasure",
    hold_submit: "Spärra" / "Hold",
    basis: "Grund för spärren" / "Basis of the hold",
    scope: "Omfattning" / "Scope",
    until: "Till och med" / "Up to and including",
    holds: "Spärrar" / "Holds",
    set_by: "satt av" / "set by",
    informed: "personen underrättad" / "the person was told",
    not_informed: "personen är inte underrättad: hämta brevet" / "the person was not told: get the letter",
    in_force: "gäller" / "in force",
    ended: "upphörd" / "ended",
    release: "Häv ärendets spärrar" / "End the holds of this case",
    recipients: "Mottagare att underrätta (artikel 19)" / "Recipients to tell (Article 19)",
    told: "Underrättad" / "Told",
    not_possible: "Inte möjligt, därför att" / "Not possible, because",
    waiting: "väntar" / "waiting",
    letters: "Brev" / "Letters",
    letter_erasure: "Radering" / "Erasure",
    letter_extension: "Förlängning" / "Extension",
    letter_hold: "Spärr" / "Hold",
    letter_refusal: "Avslag" / "Refusal",
    extend: "Förläng tiden" / "Extend the time",
    months: "Månader" / "Months",
    reason: "Skäl (står i brevet; skriv inga namn)" / "Reason (it stands in the letter; write no names)",
    close: "Avsluta ärendet" / "Close the case",
    outcome: "Utfall" / "Outcome",
    save: "Spara" / "Save",
}

impl Texts {
    /// The words of a language.
    pub const fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Sv => &SV,
            Lang::En => &EN,
        }
    }

    /// What is wrong, for the reader of the page.
    pub fn problem(&self, problem: &Problem) -> String {
        if !self.is_swedish {
            return problem.detail.clone();
        }
        match problem.slug {
            "identity-not-enough" => "Det som visades räcker inte. En adress är ingen person; utan användar-id visar bara webbläsarens nyckel vems uppgifterna är.".to_owned(),
            "case-conflict" if problem.detail.contains("hold") => "Allt är spärrat mot radering.".to_owned(),
            "case-conflict" => "Ärendet tillåter inte det: det är avslutat, redan förlängt, eller gäller något annat.".to_owned(),
            "not-found" => self.nobody.to_owned(),
            _ => format!("Fältet {} saknas eller stämmer inte.", problem.field.as_deref().unwrap_or("?")),
        }
    }
}
