//! The words of the page, in Swedish and English.

use std::collections::BTreeMap;

use crate::privacy::rights::text::bilingual;

bilingual! {
    /// Every word of the page.
    Texts {
    title: "Mina samtycken" / "My consents",
    lead: "Det här har du valt. Du kan spara kvitton, kontrollera att de inte har ändrats och ta tillbaka dina samtycken." / "This is what you chose. You can keep receipts, check that they were not changed, and take your consents back.",
    noscript: "Sidan behöver JavaScript, för nyckeln till dina kvitton finns i din webbläsare." / "The page needs JavaScript, since the key to your receipts is in your browser.",
    withdraw: "Ta tillbaka alla samtycken" / "Take all consents back",
    keep_all: "Spara alla kvitton" / "Keep all receipts",
    extract: "Begär registerutdrag" / "Ask for a copy of my data",
    erase: "Begär radering" / "Ask for erasure",
    sure: "Ta tillbaka alla samtycken?" / "Take all consents back?",
    sure_text: "Det gäller kakor och utskick, på alla enheter som vi vet hör till dig. Det som har hänt förut ändras inte." / "It is about cookies and letters, on every device that we know to be yours. What happened before does not change.",
    yes: "Ja, ta tillbaka" / "Yes, take them back",
    no: "Nej, behåll" / "No, keep them",
    loading: "Hämtar dina samtycken …" / "Fetching your consents …",
    alone: "Sidan vet inte vem du är. Öppna den från webbplatsen där du gjorde dina val." / "This page does not know who you are. Open it from the site where you made your choices.",
    no_choice: "Inget val är sparat i den här webbläsaren, så det finns inga kvitton att visa." / "No choice is saved in this browser, so there are no receipts to show.",
    empty: "Det finns inga kvitton för den här webbläsaren. De kan vara raderade." / "There are no receipts for this browser. They may have been erased.",
    failed: "Det gick inte att nå tjänsten. Dina val gäller som förut." / "The service could not be reached. Your choices stand as before.",
    none: "Inget samtycke gäller nu." / "No consent holds now.",
    too_many: "För många försök på kort tid. Vänta en minut." / "Too many attempts in a short time. Wait a minute.",
    signed_out: "Din inloggning har gått ut. Försök igen, eller logga in på webbplatsen på nytt." / "Your login has run out. Try again, or log in to the site anew.",
    again: "Försök igen" / "Try again",
    withdrawing: "Tar tillbaka …" / "Taking them back …",
    withdrawn: "Dina samtycken är återkallade." / "Your consents are withdrawn.",
    nothing_left: "Det fanns inget samtycke kvar att ta tillbaka." / "There was no consent left to take back.",
    asking: "Skickar din begäran …" / "Sending your request …",
    asked: "Din begäran har nummer {number}. Du får svar senast {day}." / "Your request has number {number}. You will have an answer by {day}.",
    saved: "Filen är sparad." / "The file is saved.",
    no_window: "Webbläsaren öppnade inget fönster. Spara kvittot och öppna /verify själv." / "The browser opened no window. Keep the receipt and open /verify yourself.",
    keep_one: "Spara kvittot" / "Keep the receipt",
    check: "Kontrollera" / "Check it",
    waits: "Beviset för kvittots plats i loggen är på väg. Det kommer av sig självt, oftast inom några sekunder." / "The proof of the receipt's place in the log is on its way. It comes by itself, usually within seconds.",
    shown: "Texten som visades" / "The text that was shown",
    code: "Kvitto" / "Receipt",
    cookies: "Kakor" / "Cookies",
    granted: "ja" / "yes",
    denied: "nej" / "no",
    pending: "väntar på bekräftelse" / "waits for confirmation",
    not_asked: "inte tillfrågad" / "not asked",
    given: "Samtycke" / "Consent given",
    renewed: "Samtycke förnyat" / "Consent renewed",
    refused: "Nej tack" / "Refused",
    taken_back: "Återkallat" / "Withdrawn",
    expired: "Samtycket gick ut" / "Consent expired",
    invalidated: "Ogiltigförklarat" / "Declared invalid",
    deferred: "Väntar" / "Waiting",
    objection: "Invändning" / "Objection",
    opt_out: "Nej genom webbläsarens signal" / "Opted out by the browser's signal",
    email: "E-post" / "E-mail",
    post: "Post" / "Post",
    phone: "Telefon" / "Phone",
    sms_mms: "Sms" / "Text message",
    }
}

impl Texts {
    /// Names of the ways in which a clause reaches a person, by their ids.
    pub(super) fn channels(&self) -> BTreeMap<&'static str, &'static str> {
        BTreeMap::from([
            ("email", self.email),
            ("post", self.post),
            ("phone", self.phone),
            ("sms_mms", self.sms_mms),
        ])
    }

    /// What the script says, by the names that it and the receipts have for it.
    pub(super) fn of_the_script(&self) -> BTreeMap<&'static str, &'static str> {
        BTreeMap::from([
            ("loading", self.loading),
            ("alone", self.alone),
            ("no_choice", self.no_choice),
            ("empty", self.empty),
            ("failed", self.failed),
            ("none", self.none),
            ("too_many", self.too_many),
            ("signed_out", self.signed_out),
            ("again", self.again),
            ("withdrawing", self.withdrawing),
            ("withdrawn", self.withdrawn),
            ("nothing_left", self.nothing_left),
            ("asking", self.asking),
            ("asked", self.asked),
            ("saved", self.saved),
            ("no_window", self.no_window),
            ("keep_one", self.keep_one),
            ("check", self.check),
            ("waits", self.waits),
            ("shown", self.shown),
            ("code", self.code),
            ("cookies", self.cookies),
            ("granted", self.granted),
            ("denied", self.denied),
            ("pending", self.pending),
            ("not_asked", self.not_asked),
            ("ConsentGiven", self.given),
            ("RenewedConsentGiven", self.renewed),
            ("ConsentRefused", self.refused),
            ("ConsentWithdrawn", self.taken_back),
            ("ConsentExpired", self.expired),
            ("ConsentInvalidated", self.invalidated),
            ("ConsentRequestDeferred", self.deferred),
            ("ConsentRequested", self.deferred),
            ("Objection", self.objection),
            ("OptOut", self.opt_out),
        ])
    }
}
