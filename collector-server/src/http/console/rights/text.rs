//! The words of the pages about people's rights, beside those of letters (`privacy::rights::text`).

use crate::{http::Problem, privacy::rights::text::bilingual};

bilingual! {
    /// Every word of these pages.
    Texts {
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
    receipts: "kvitto|kvitton" / "receipt|receipts",
    last_activity: "Senast aktiv" / "Last active",
    extract: "Hämta registerutdrag (ZIP)" / "Get the extract (ZIP)",
    extract_hint: "Allt som är sparat om personen, med adress och användar-id. Lämna det bara till personen själv." / "Everything that is kept of the person, address and user ID too. Give it to the person alone.",
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
    rectify: "Rätta användar-id" / "Correct the user ID",
    rectify_hint: "Ett nytt kvitto läggs till i varje serie. Tidigare kvitton står kvar som de är." / "A new receipt is added to each record. Earlier receipts stay as they are.",
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
    recipients_hint: "Tala om för var och en vad som har raderats, rättats eller begränsats, och notera det här." / "Tell each of them what was erased, corrected or restricted, and note it here.",
    recipients_left: "Mottagare kvar att underrätta" / "Recipients left to tell",
    notice_pending: "att skicka" / "to be sent",
    notice_sent: "skickad" / "sent",
    notice_acknowledged: "kvitterad" / "acknowledged",
    notice_failed: "gick inte fram" / "failed",
    notice_not_possible: "inte möjlig" / "not possible",
    noted_by: "noterat av" / "noted by",
    mark_sent: "Skickad" / "Sent",
    mark_acknowledged: "Kvitterad" / "Acknowledged",
    mark_failed: "Gick inte fram" / "Failed",
    mark_not_possible: "Inte möjlig" / "Not possible",
    why_not: "Skäl, om den inte gick fram eller inte är möjlig" / "Why, if it failed or is not possible",
    letters: "Brev" / "Letters",
    letter_erasure: "Radering" / "Erasure",
    letter_extension: "Förlängning" / "Extension",
    letter_hold: "Spärr" / "Hold",
    letter_refusal: "Avslag" / "Refusal",
    extend: "Förläng tiden" / "Extend the time",
    months: "Månader" / "Months",
    reason: "Skäl (står i brevet; skriv inga namn)" / "Reason (it stands in the letter; write no names)",
    why: "Skäl" / "Reason",
    close: "Avsluta ärendet" / "Close the case",
    outcome: "Utfall" / "Outcome",
    refusal_reason: "Skäl, vid avslag (står i brevet; skriv inga namn)" / "Reason, for a refusal (it stands in the letter; write no names)",
    }
}

impl Texts {
    /// What is wrong, for the reader of the page.
    pub fn problem(&self, problem: &Problem) -> String {
        if self.tag != "sv" {
            return problem.detail.clone();
        }
        match problem.slug {
            "identity-not-enough" => "Det som visades räcker inte. En adress är ingen person; utan användar-id visar bara webbläsarens nyckel vems uppgifterna är.".to_owned(),
            "case-conflict" if problem.detail.contains("hold") => "Allt är spärrat mot radering.".to_owned(),
            "case-conflict" => "Ärendet tillåter inte det: det är avslutat, redan förlängt, eller gäller något annat.".to_owned(),
            "not-found" => self.nobody.to_owned(),
            _ if problem.field.as_deref() == Some("until") => {
                "\u{201d}Till och med\u{201d} ska vara en dag i framtiden, som 2027-06-30.".to_owned()
            }
            _ => format!(
                "\u{201d}{}\u{201d} saknas eller stämmer inte.",
                self.field(problem.field.as_deref().unwrap_or_default())
            ),
        }
    }

    /// What the page calls a member of a form.
    fn field<'a>(&'a self, name: &'a str) -> &'a str {
        match name {
            "user_id" => self.by_user_id,
            "code" => self.by_code,
            "receipt_id" => self.by_receipt_id,
            "record_id" => self.by_record_id,
            "consent_key" => self.by_consent_key,
            "kind" => self.asks_for,
            "identity" => self.showed,
            "assertion" => self.assertion,
            "ground" => self.ground,
            "basis" => self.basis,
            "scope" => self.scope,
            "months" => self.months,
            "reason" => self.why,
            "outcome" => self.outcome,
            "note" => self.why_not,
            other => other,
        }
    }
}
