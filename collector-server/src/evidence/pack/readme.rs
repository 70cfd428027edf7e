//! What the pack says of itself, in Swedish and English, for somebody who has never heard of it.

use consent_core::receipt::UtcMillis;

/// What the texts tell.
pub(super) struct Facts<'f> {
    pub receipts: u64,
    pub unproven: u64,
    pub is_identified: bool,
    pub made_at: UtcMillis,
    pub sites: String,
    pub first: Option<UtcMillis>,
    pub last: Option<UtcMillis>,
    pub origin: &'f str,
    pub log_size: u64,
    pub has_page: bool,
    pub has_bundles: bool,
}

impl Facts<'_> {
    fn span(&self) -> (String, String) {
        let text = |time: Option<UtcMillis>| time.map(|time| time.to_string()).unwrap_or_default();
        (text(self.first), text(self.last))
    }

    pub(super) fn swedish(&self) -> String {
        let Self {
            made_at,
            sites,
            origin,
            log_size,
            ..
        } = self;
        let (first, last) = self.span();
        let mut text = format!(
            "BEVIS OM SAMTYCKEN\n\nGjort {made_at} (UTC) ur samlaren {origin}.\n\
             {} kvitton från webbplatsen {sites}, det första från {first}, det sista från {last} (UTC).\n\n",
            self.receipts
        );
        text += if self.is_identified {
            "Kvittona visar adresser och användar-id där de finns kvar. Hantera filen som personuppgifter.\n\n"
        } else {
            "Adresser, användar-id och annat som pekar ut någon är undanhållet. Underskrifterna gäller ändå: uppgifterna \
             är förseglade i kvittona och kan visas senare utan att något annat ändras.\n\n"
        };
        if self.unproven > 0 {
            text += &format!(
                "{} kvitton är så nya att loggen inte hunnit täcka dem. Gör ett nytt paket om en minut.\n\n",
                self.unproven
            );
        }
        text += "INNEHÅLL\n\n  receipts.ndjson        alla kvitton med bevis, ett per rad; sist raderingar och antalet\n";
        if self.has_bundles {
            text += "  receipts/<kod>.json    vart och ett av dem som egen fil, för verify.html\n";
        }
        text += "  notices/               texterna som visades, namngivna efter sin kontrollsumma (SHA-256)\n  \
                 configs/               webbplatsens inställningar som de var: ändamål, mottagare, tider\n  \
                 scripts/               skripten som frågade\n  \
                 log/checkpoint         loggens undertecknade tillstånd\n  \
                 log/consent-log.json   samlarens publika nycklar\n";
        if self.has_page {
            text += "  verify.html            sidan som kontrollerar kvitton, utan nät\n";
        }
        text += "  manifest.json          alla filer med kontrollsummor\n\nKONTROLLERA\n\n";
        if self.has_page {
            text += "Öppna verify.html i en webbläsare och släpp en fil ur receipts/ på sidan. ";
        }
        text += "Hela exporten:\n\n    collector-server verify export receipts.ndjson --keys log/consent-log.json --lang sv\n\n";
        text += &format!(
            "Nycklarna i paketet kommer från samlaren själv. Jämför dem med dem som {origin} offentliggör på\n\
             /.well-known/consent-log.json, eller med en kopia från tidigare. Loggen hade {log_size} poster.\n\n"
        );
        text + "VAD DET VISAR\n\nVad en webbläsare skickade, när, och vilken text som visades. Det visar inte vem som satt \
                vid den: en adress är inte en person, och ett användar-id är så gott som webbplatsens egen inloggning.\n"
    }

    pub(super) fn english(&self) -> String {
        let Self {
            made_at,
            sites,
            origin,
            log_size,
            ..
        } = self;
        let (first, last) = self.span();
        let mut text = format!(
            "EVIDENCE OF CONSENT\n\nMade {made_at} (UTC) from the collector {origin}.\n\
             {} receipts of the site {sites}, the first of {first}, the last of {last} (UTC).\n\n",
            self.receipts
        );
        text += if self.is_identified {
            "The receipts show addresses and user ids where they are still kept. Treat the file as personal data.\n\n"
        } else {
            "Addresses, user ids and whatever else points at somebody are withheld. The signatures hold all the same: \
             the values are sealed in the receipts and can be shown later without changing anything else.\n\n"
        };
        if self.unproven > 0 {
            text += &format!(
                "{} receipts are so new that the log does not cover them yet. Make another pack in a minute.\n\n",
                self.unproven
            );
        }
        text += "CONTENT\n\n  receipts.ndjson        every receipt with its proof, one a line; last erasures and the number\n";
        if self.has_bundles {
            text += "  receipts/<code>.json   each of them as a file of its own, for verify.html\n";
        }
        text += "  notices/               the texts that were shown, named by their checksum (SHA-256)\n  \
                 configs/               the site's settings as they were: purposes, recipients, times\n  \
                 scripts/               the scripts that asked\n  \
                 log/checkpoint         the signed state of the log\n  \
                 log/consent-log.json   the collector's public keys\n";
        if self.has_page {
            text += "  verify.html            the page that checks receipts, without a network\n";
        }
        text += "  manifest.json          all files with checksums\n\nCHECK\n\n";
        if self.has_page {
            text += "Open verify.html in a browser and drop a file of receipts/ on the page. ";
        }
        text += "The whole export:\n\n    collector-server verify export receipts.ndjson --keys log/consent-log.json\n\n";
        text += &format!(
            "The keys in the pack come from the collector itself. Compare them with those that {origin} publishes at\n\
             /.well-known/consent-log.json, or with a copy from earlier. The log had {log_size} entries.\n\n"
        );
        text + "WHAT IT SHOWS\n\nWhat a browser sent, when, and which text was shown. It does not show who sat at it: an \
                address is not a person, and a user id is as good as the site's own login.\n"
    }
}
