//! Words that make a label or a text lean, by language.
//!
//! A list is never whole: it finds what is commonly done. An entry with `*` at its end is the beginning of a word.

/// Words of one language.
pub(super) struct Words {
    pub lang: &'static str,
    /// What says yes.
    pub accept: &'static [&'static str],
    /// What says no or "only what is necessary".
    pub refuse: &'static [&'static str],
    /// What turns a word into its opposite.
    pub negation: &'static [&'static str],
    /// What also does, but before a noun or a verb form of its own: without.
    pub without: &'static [&'static str],
    /// Praise, guilt, pressure, loss.
    pub emotion: &'static [&'static str],
}

const fn accepts(lang: &'static str, accept: &'static [&'static str]) -> Words {
    Words {
        lang,
        accept,
        refuse: &[],
        negation: &[],
        without: &[],
        emotion: &[],
    }
}

/// The languages with all lists first, then those of which only the words for yes are listed.
pub(super) const WORDS: &[Words] = &[
    Words {
        lang: "en",
        accept: &[
            "accept*", "agree*", "allow*", "consent*", "ok", "okay", "yes",
        ],
        refuse: &[
            "reject*",
            "refus*",
            "declin*",
            "deny*",
            "disagree*",
            "disallow*",
            "no",
            "only",
            "necessary",
            "essential*",
            "required",
        ],
        negation: &["not", "dont", "doesnt", "wont", "cant", "cannot", "never"],
        without: &["without", "no"],
        emotion: &[
            "dont care",
            "do not care",
            "miss out",
            "missing out",
            "lose out",
            "sorry",
            "unfortunately",
            "we love",
            "love cookies",
            "best experience",
            "better experience",
            "best possible experience",
            "great experience",
            "full experience",
            "limited experience",
            "worse experience",
            "poor experience",
            "support us",
            "help us",
            "keep us free",
            "yummy",
            "delicious",
            "tasty",
            "awesome",
            "great choice",
            "good choice",
            "recommended",
            "trust us",
            "hurry",
            "i prefer",
            "i hate",
            "no thanks i",
        ],
    },
    Words {
        lang: "sv",
        accept: &[
            "accepter*",
            "godkänn*",
            "tillåt*",
            "samtyck*",
            "ja",
            "ok",
            "okej",
        ],
        refuse: &[
            "neka*",
            "avvis*",
            "avböj*",
            "vägra*",
            "avstå*",
            "nej",
            "bara",
            "endast",
            "nödvänd*",
        ],
        negation: &["inte", "ej", "aldrig", "icke"],
        without: &["utan"],
        emotion: &[
            "bästa upplevelse*",
            "bästa möjliga upplevelse*",
            "bättre upplevelse*",
            "sämre upplevelse*",
            "optimal upplevelse*",
            "gå miste",
            "går miste",
            "missa inte",
            "missar",
            "tyvärr",
            "ledsen",
            "ledsna",
            "hjälp oss",
            "stöd oss",
            "stötta oss",
            "vi älskar",
            "goda kakor",
            "smaskig*",
            "bra val",
            "gott val",
            "rekommendera*",
            "bryr mig inte",
            "lita på oss",
            "skynda*",
            "synd att",
        ],
    },
    Words {
        lang: "de",
        accept: &[
            "akzeptier*",
            "zustimm*",
            "erlaub*",
            "einverstanden",
            "annehm*",
            "zulass*",
            "einwillig*",
            "ja",
            "ok",
            "okay",
        ],
        refuse: &[
            "ablehn*",
            "verweiger*",
            "abwähl*",
            "widersprech*",
            "nein",
            "nur",
            "notwendig*",
            "erforderlich*",
        ],
        negation: &[
            "nicht", "nie", "niemals", "kein", "keine", "keinen", "keiner",
        ],
        without: &["ohne"],
        emotion: &[
            "beste erlebnis",
            "bestes erlebnis",
            "bestmögliche*",
            "besseres erlebnis",
            "optimale* erlebnis",
            "verpass*",
            "leider",
            "schade",
            "helfen sie uns",
            "hilf uns",
            "unterstützen sie uns",
            "unterstütze uns",
            "wir lieben",
            "lecker*",
            "empfohlen",
            "ist mir egal",
            "vertrauen sie uns",
            "gute wahl",
            "schnell noch",
        ],
    },
    Words {
        lang: "fr",
        accept: &["accept*", "autoris*", "consen*", "accord", "oui", "ok"],
        refuse: &[
            "refus*",
            "rejet*",
            "oppos*",
            "non",
            "seul*",
            "uniquement",
            "nécessaire*",
        ],
        negation: &["pas", "jamais", "aucun", "aucune"],
        without: &["sans"],
        emotion: &[
            "meilleure expérience",
            "expérience optimale",
            "dommage",
            "malheureusement",
            "hélas",
            "tant pis",
            "ne manquez pas",
            "passer à côté",
            "aidez nous",
            "soutenez nous",
            "nous aimons",
            "on adore",
            "nous adorons",
            "délicieu*",
            "gourmand*",
            "recommand*",
            "je men fiche",
            "faites nous confiance",
            "bon choix",
        ],
    },
    Words {
        lang: "da",
        accept: &["accepter*", "tillad*", "godkend*", "samtykk*", "ja", "ok"],
        refuse: &["afvis*", "nægt*", "nej", "kun", "nødvend*"],
        negation: &["ikke", "aldrig"],
        without: &["uden"],
        emotion: &[
            "bedste oplevelse",
            "gå glip",
            "desværre",
            "hjælp os",
            "støt os",
            "anbefal*",
            "vi elsker",
            "godt valg",
        ],
    },
    Words {
        lang: "nb",
        accept: &[
            "aksepter*",
            "godta*",
            "godkjenn*",
            "tillat*",
            "samtykk*",
            "ja",
            "ok",
        ],
        refuse: &["avvis*", "avslå*", "nei", "bare", "kun", "nødvend*"],
        negation: &["ikke", "aldri"],
        without: &["uten"],
        emotion: &[
            "beste opplevelse",
            "gå glipp",
            "dessverre",
            "hjelp oss",
            "støtt oss",
            "anbefal*",
            "vi elsker",
            "godt valg",
        ],
    },
    Words {
        lang: "nl",
        accept: &["accepteer*", "accepter*", "toesta*", "akkoord", "ja", "ok"],
        refuse: &["weiger*", "afwijz*", "nee", "alleen", "noodzakelijk*"],
        negation: &["niet", "nooit", "geen"],
        without: &["zonder"],
        emotion: &[
            "beste ervaring",
            "mis niet*",
            "helaas",
            "jammer",
            "help ons",
            "steun ons",
            "aanbevolen",
            "goede keuze",
        ],
    },
    Words {
        lang: "es",
        accept: &["acept*", "permit*", "consient*", "sí", "ok"],
        refuse: &["rechaz*", "deneg*", "solo", "necesari*"],
        negation: &["no", "nunca"],
        without: &["sin"],
        emotion: &[
            "mejor experiencia",
            "se pierda",
            "te pierdas",
            "lamentablemente",
            "ayúdenos",
            "ayúdanos",
            "recomendad*",
            "lástima",
        ],
    },
    Words {
        lang: "it",
        accept: &["accett*", "acconsent*", "consent*", "permett*", "sì", "ok"],
        refuse: &["rifiut*", "nega*", "no", "solo", "necessari*"],
        negation: &["non", "mai"],
        without: &["senza"],
        emotion: &[
            "migliore esperienza",
            "esperienza migliore",
            "purtroppo",
            "peccato",
            "aiutaci",
            "sostienici",
            "consigliat*",
        ],
    },
    accepts(
        "nn",
        &[
            "aksepter*",
            "godta*",
            "godkjenn*",
            "tillat*",
            "samtykk*",
            "ja",
        ],
    ),
    accepts("pt", &["aceit*", "permit*", "concord*", "sim"]),
    accepts("fi", &["hyväksy*", "salli*", "kyllä"]),
    accepts("et", &["luba*", "nõustu*", "jah"]),
    accepts("lv", &["atļau*", "piekrīt*", "pieņem*"]),
    accepts("lt", &["leisti", "leid*", "sutik*", "priim*"]),
    accepts(
        "pl",
        &["akcept*", "zaakcept*", "zgadzam", "zezw*", "pozw*", "tak"],
    ),
    accepts("cs", &["přijm*", "přijím*", "povol*", "souhlas*", "ano"]),
    accepts("sk", &["prija*", "prijm*", "povol*", "súhlas*", "áno"]),
    accepts("sl", &["sprejm*", "dovol*", "strinjam*"]),
    accepts("hr", &["prihva*", "dopust*", "pristaj*"]),
    accepts("hu", &["elfogad*", "engedélyez*", "igen"]),
    accepts("ro", &["accept*", "permit*"]),
    accepts("bg", &["приема*", "разреш*", "съглас*"]),
    accepts("el", &["αποδοχ*", "αποδέχ*", "επιτρέπ*", "συμφων*"]),
    accepts("ga", &["glac*", "ceadaigh*", "toil*"]),
    accepts("mt", &["aċċetta*", "naċċetta*", "ippermett*"]),
    accepts("is", &["leyf*", "samþykk*", "já"]),
    accepts("ar", &["قبول", "أوافق", "موافق", "السماح", "أقبل"]),
];

/// The lists of a BCP 47 tag.
pub(super) fn of(lang: &str) -> Option<&'static Words> {
    let primary = lang.split('-').next().unwrap_or(lang);
    let primary = if primary == "no" { "nb" } else { primary };
    WORDS.iter().find(|words| words.lang == primary)
}

/// The words of a text, in lower case; an apostrophe joins (`don't` is one word).
pub(super) fn split(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace(['\'', '’'], "")
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether `entry` is `word`, or its beginning.
pub(super) fn is(entry: &str, word: &str) -> bool {
    match entry.strip_suffix('*') {
        Some(stem) => word.starts_with(stem),
        None => word == entry,
    }
}

/// The first entry that stands in the words; an entry of several words must stand there in a row.
pub(super) fn find(entries: &[&'static str], words: &[String]) -> Option<&'static str> {
    entries.iter().copied().find(|entry| {
        let parts: Vec<&str> = entry.split(' ').collect();
        words
            .windows(parts.len())
            .any(|row| row.iter().zip(&parts).all(|(word, part)| is(part, word)))
    })
}
