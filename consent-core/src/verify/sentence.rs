//! The report in plain words, Swedish and English: what was checked, and what it means that it holds or does not.

use super::report::{Check, CheckId, Outcome, Verdict};

/// The language of a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Swedish.
    Sv,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Swedish for every tag that begins with `sv`, else English.
    pub fn of(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("sv") {
            Self::Sv
        } else {
            Self::En
        }
    }
}

impl Check {
    /// The check and its outcome as one sentence.
    pub fn sentence(&self, lang: Lang) -> String {
        let (sv, en) = words(self.id, self.outcome, !self.detail.is_empty());
        let sentence = match lang {
            Lang::Sv => sv,
            Lang::En => en,
        };
        sentence.replace("{}", &self.detail)
    }
}

impl Verdict {
    /// The verdict on a receipt as one sentence.
    pub const fn sentence(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Holds, Lang::Sv) => {
                "Kvittot stämmer: det är undertecknat av samlaren, oförändrat, och finns i loggen."
            }
            (Self::Holds, Lang::En) => {
                "The receipt holds: it is signed by the collector, unchanged, and in the log."
            }
            (Self::Incomplete, Lang::Sv) => {
                "Inget fel hittades, men allt kunde inte kontrolleras. Det som saknas står nedan."
            }
            (Self::Incomplete, Lang::En) => {
                "Nothing is wrong, but not everything could be checked. What is missing stands below."
            }
            (Self::Fails, Lang::Sv) => {
                "Kvittot stämmer inte: något i det har ändrats, eller hör till något annat. Lita inte på innehållet."
            }
            (Self::Fails, Lang::En) => {
                "The receipt does not hold: something in it was changed, or belongs to something else. Do not rely on \
                 what it says."
            }
        }
    }
}

/// Swedish and English; `{}` is the detail. `has_detail` chooses between two ways to say it.
#[rustfmt::skip]
const fn words(id: CheckId, outcome: Outcome, has_detail: bool) -> (&'static str, &'static str) {
    use CheckId as C;
    use Outcome::{Fails, Holds, Open};
    match (id, outcome, has_detail) {
        (C::Form, Holds, _) => (
            "Filen är ett kvitto i känd form.",
            "The file is a receipt of a known form.",
        ),
        (C::Form, _, true) => (
            "Filen går inte att läsa: delen ”{}” saknas eller är skadad.",
            "The file cannot be read: its part “{}” is missing or damaged.",
        ),
        (C::Form, _, false) => (
            "Filen är inget kvitto.",
            "The file is not a receipt.",
        ),
        (C::Keys, Holds, _) => (
            "Nycklarna är de som {} har offentliggjort.",
            "The keys are those that {} has published.",
        ),
        (C::Keys, Fails, _) => (
            "Nycklarna som följde med är skadade.",
            "The keys that came along are damaged.",
        ),
        (C::Keys, Open, true) => (
            "Nycklarna följde med filen. Jämför dem med dem som {} har offentliggjort: den som förfalskar ett kvitto kan skicka med egna nycklar.",
            "The keys came with the file. Compare them with those that {} has published: whoever forges a receipt can send keys along.",
        ),
        (C::Keys, Open, false) => (
            "Inga nycklar finns att kontrollera underskriften med. Hämta dem från samlarens adress /.well-known/consent-log.json.",
            "There are no keys to check the signature with. Get them from the collector's address /.well-known/consent-log.json.",
        ),
        (C::Signer, Holds, _) => (
            "Kvittot är undertecknat med en av dessa nycklar ({}).",
            "The receipt is signed with one of these keys ({}).",
        ),
        (C::Signer, Fails, _) => (
            "Kvittot är undertecknat med en annan nyckel ({}) än någon av dessa: det kommer från någon annan, eller nycklarna är för gamla.",
            "The receipt is signed with another key ({}) than any of these: it comes from somebody else, or the keys are too old.",
        ),
        (C::Signer, Open, _) => (
            "Kvittot säger sig vara undertecknat med nyckeln {}.",
            "The receipt says that it is signed with the key {}.",
        ),
        (C::Signature, Holds, _) => (
            "Underskriften stämmer: inget av det undertecknade är ändrat.",
            "The signature fits: nothing that was signed has been changed.",
        ),
        (C::Signature, Fails, _) => (
            "Underskriften stämmer inte: kvittot har ändrats efter att det undertecknades.",
            "The signature does not fit: the receipt was changed after it was signed.",
        ),
        (C::Signature, Open, _) => (
            "Underskriften kunde inte kontrolleras.",
            "The signature could not be checked.",
        ),
        (C::Claims, Holds, _) => (
            "Uppgifterna är de som ett kvitto ska ha.",
            "The claims are those that a receipt has.",
        ),
        (C::Claims, _, _) => (
            "Uppgifterna är inte de som ett kvitto ska ha.",
            "The claims are not those that a receipt has.",
        ),
        (C::Disclosures, Holds, _) => (
            "Varje uppgift som visas hör till kvittot. {} uppgifter är förseglade utan att visas: undanhållna eller raderade.",
            "Every value that is shown belongs to the receipt. {} values are sealed and not shown: withheld or erased.",
        ),
        (C::Disclosures, _, _) => (
            "En uppgift som visas hör inte till kvittot.",
            "A value that is shown does not belong to the receipt.",
        ),
        (C::Copy, Holds, _) => (
            "Det som står bredvid det undertecknade är detsamma.",
            "What stands beside the signed text says the same.",
        ),
        (C::Copy, _, _) => (
            "Det som står bredvid det undertecknade säger något annat: ”{}”.",
            "What stands beside the signed text says something else: “{}”.",
        ),
        (C::Notice, Holds, _) => (
            "Texten är den som visades när valet gjordes.",
            "The text is the one that was shown when the choice was made.",
        ),
        (C::Notice, Fails, _) => (
            "Texten är inte den som visades när valet gjordes.",
            "The text is not the one that was shown when the choice was made.",
        ),
        (C::Notice, Open, _) => (
            "Texten kunde inte jämföras med den som visades.",
            "The text could not be compared with the one that was shown.",
        ),
        (C::Leaf, Holds, _) => (
            "Saltet leder från kvittot till dess löv i loggen.",
            "The salt leads from the receipt to its leaf in the log.",
        ),
        (C::Leaf, Fails, _) => (
            "Saltet leder inte från kvittot till dess löv: ”{}” har ändrats eller hör till ett annat kvitto.",
            "The salt does not lead from the receipt to its leaf: “{}” was changed or belongs to another receipt.",
        ),
        (C::Leaf, Open, _) => (
            "Saltet följde inte med, så kvittots plats i loggen kan inte visas.",
            "The salt did not come along, so the receipt's place in the log cannot be shown.",
        ),
        (C::Inclusion, Holds, _) => (
            "Kvittot finns i loggen, på plats {}.",
            "The receipt is in the log, at place {}.",
        ),
        (C::Inclusion, Fails, _) => (
            "Beviset visar inte att kvittot finns i loggen (”{}”): kvittot, saltet eller beviset har ändrats.",
            "The proof does not show that the receipt is in the log (“{}”): the receipt, the salt or the proof was changed.",
        ),
        (C::Inclusion, Open, true) => (
            "Beviset för platsen i loggen följde inte med. Hämta det från samlarens adress /log/proof/{}.",
            "The proof of the place in the log did not come along. Get it from the collector's address /log/proof/{}.",
        ),
        (C::Inclusion, Open, false) => (
            "Beviset för platsen i loggen följde inte med.",
            "The proof of the place in the log did not come along.",
        ),
        (C::Checkpoint, Holds, _) => (
            "Loggen har undertecknat detta: {} poster, vars ordning inte kan ändras i efterhand.",
            "The log has signed this: {} entries, whose order cannot be changed afterwards.",
        ),
        (C::Checkpoint, Fails, _) => (
            "Loggens kontrollpunkt är inte undertecknad av loggen ({}).",
            "The log's checkpoint is not signed by the log ({}).",
        ),
        (C::Checkpoint, Open, _) => (
            "Loggens underskrift kunde inte kontrolleras ({}).",
            "The log's signature could not be checked ({}).",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_is_there_in_both_languages_and_has_no_hole() {
        use CheckId as C;
        let ids = [
            C::Form,
            C::Keys,
            C::Signer,
            C::Signature,
            C::Claims,
            C::Disclosures,
            C::Copy,
            C::Notice,
            C::Leaf,
            C::Inclusion,
            C::Checkpoint,
        ];
        for id in ids {
            for outcome in [Outcome::Holds, Outcome::Fails, Outcome::Open] {
                for detail in ["", "x1"] {
                    let check = Check {
                        id,
                        outcome,
                        detail: detail.to_owned(),
                    };
                    let (sv, en) = (check.sentence(Lang::Sv), check.sentence(Lang::of("en-GB")));
                    assert!(
                        sv.ends_with('.') && en.ends_with('.') && sv != en,
                        "{check:?}"
                    );
                    assert!(!sv.contains("{}") && !en.contains("{}"));
                }
            }
        }
        for verdict in [Verdict::Holds, Verdict::Incomplete, Verdict::Fails] {
            assert_ne!(verdict.sentence(Lang::Sv), verdict.sentence(Lang::En));
        }
    }
}
