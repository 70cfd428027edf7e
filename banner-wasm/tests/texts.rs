//! The language files: complete, with nothing else, in their own words, and saying what the first layer must say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use consent_core::view_model::{
    Key, Position, PurposeSource, Source, ViewModel, plural, text_names,
};

/// The 24 official languages of the EU, the two Norwegian ones, Icelandic, and Arabic for its direction.
const SPOKEN: [&str; 28] = [
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "is", "it",
    "lt", "lv", "mt", "nb", "nl", "nn", "pl", "pt", "ro", "sk", "sl", "sv",
];

/// Texts that are truly the same in English, by language; countries by their code.
const COGNATES: [(&str, &str); 24] = [
    ("cs", "MT"),
    (
        "da",
        "kind_cookie kind_indexeddb CA FI IL JP LI LU MT NZ PT SG UA",
    ),
    ("de", "column_name kind_cookie CN IL JP LI MT PT UA"),
    ("el", "kind_cookie"),
    ("es", "kind_cookie AT AU BG CN EE IL IN LI MT PT"),
    ("et", "AT IN LI MT PT"),
    ("fi", "AU BG IL LI LV MT RO SG SI SK"),
    ("fr", "kind_cookie CA FR LI LU PT UA"),
    ("hr", "BR JP MT PT"),
    ("hu", "BE IN LI"),
    ("is", "JP LI MT"),
    (
        "it",
        "kind_cookie kind_indexeddb AT AU BG CA EE IN LI MT RO RU SG SI",
    ),
    ("lt", "MT"),
    ("lv", "MT"),
    ("mt", "settings kind_cookie MT NZ SG"),
    (
        "nb",
        "kind_indexeddb AU BG CA FI IL IN JP LI LV MT NZ PT RO SG SI SK",
    ),
    (
        "nl",
        "kind_cookie kind_indexeddb CA CN CY FI IN JP LI MT PT SG",
    ),
    (
        "nn",
        "kind_indexeddb AU BG CA FI IL IN JP LI LU LV MT NZ PT RO SG SI SK",
    ),
    ("pl", "AT AU EE LI MT"),
    ("pt", "kind_cookie CN IL LI MT PT"),
    ("ro", "kind_cookie AT AU BG CA CN EE IL IN LI MT SG SI"),
    ("sk", "CY IN MT"),
    ("sl", "MT"),
    ("sv", "FI IL JP LI MT PT SG"),
];

/// Every language file by its language.
fn languages() -> BTreeMap<String, BTreeMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("texts");
    fs::read_dir(folder)
        .expect("the folder of texts")
        .map(|entry| {
            let path = entry.expect("an entry of the folder").path();
            let lang = path.file_stem().expect("a file").to_string_lossy();
            let json = fs::read_to_string(&path).expect("a readable language file");
            let texts = serde_json::from_str(&json).expect("a flat object of strings");
            (lang.into_owned(), texts)
        })
        .collect()
}

// ACCEPTANCE 16 (partly: completeness; the banner's `lang` is a browser story)
#[test]
fn every_language_has_every_text_and_no_other() {
    let expected: BTreeSet<String> = text_names().collect();
    let languages = languages();
    assert_eq!(languages.keys().collect::<Vec<_>>(), SPOKEN);
    for (lang, texts) in languages {
        let found: BTreeSet<String> = texts.keys().cloned().collect();
        let missing: Vec<_> = expected.difference(&found).collect();
        let unknown: Vec<_> = found.difference(&expected).collect();
        assert!(missing.is_empty(), "{lang} lacks {missing:?}");
        assert!(unknown.is_empty(), "{lang} has unknown {unknown:?}");
        for (name, text) in texts {
            assert!(!text.trim().is_empty(), "{lang} `{name}` is empty");
            let is_tidy = name == "list_separator" || text.trim() == text;
            assert!(
                is_tidy && !text.contains("  "),
                "{lang} `{name}` has white space too many"
            );
        }
    }
}

// A text that nobody has translated is the English one.
#[test]
fn no_language_says_in_english_what_it_has_its_own_words_for() {
    let languages = languages();
    let english = &languages["en"];
    let mut wrong = Vec::new();
    for (lang, texts) in languages.iter().filter(|(lang, _)| *lang != "en") {
        let listed: BTreeSet<&str> = COGNATES
            .iter()
            .filter(|(of, _)| of == lang)
            .flat_map(|(_, names)| names.split(' '))
            .collect();
        let same: BTreeSet<&str> = texts
            .iter()
            .filter(|(name, text)| *name != "list_separator" && english[*name] == **text)
            .map(|(name, _)| name.strip_prefix("country.").unwrap_or(name))
            .collect();
        let unlisted: Vec<_> = same.difference(&listed).collect();
        let idle: Vec<_> = listed.difference(&same).collect();
        if !unlisted.is_empty() || !idle.is_empty() {
            wrong.push(format!(
                "{lang}: English {unlisted:?}, listed in vain {idle:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

// ACCEPTANCE 8 (partly: that the texts carry it; that the page shows it is a browser story)
#[test]
fn the_first_layer_names_controller_purposes_and_the_way_back_in_every_language() {
    for (lang, texts) in languages() {
        for (name, placeholders) in [
            ("body", &["{controller}", "{purposes}"][..]),
            ("rights", &["{control}"]),
            ("saved", &["{control}"]),
            ("settings_intro", &["{controller}", "{validity}"]),
            ("embed_text", &["{service}", "{purposes}"]),
            ("receipts_waiting", &["{n}"]),
        ] {
            for placeholder in placeholders {
                assert!(
                    texts[name].contains(placeholder),
                    "{lang} `{name}` lacks {placeholder}"
                );
            }
        }
    }
}

#[test]
fn only_known_placeholders_are_used() {
    let known = [
        "{controller}",
        "{purposes}",
        "{control}",
        "{validity}",
        "{n}",
        "{service}",
    ];
    for (lang, texts) in languages() {
        for (name, text) in texts {
            let rest = known
                .iter()
                .fold(text, |text, known| text.replace(known, ""));
            assert!(!rest.contains(['{', '}']), "{lang} `{name}`: {rest}");
        }
    }
}

/// The numbers up to a thousand that take each form of a language.
fn numbers_by_form(lang: &str) -> BTreeMap<usize, Vec<u32>> {
    let mut numbers: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for count in 0..=1000 {
        numbers
            .entry(plural::form(lang, count))
            .or_default()
            .push(count);
    }
    numbers
}

#[test]
fn a_duration_has_every_form_of_its_language_and_says_how_many() {
    for (lang, texts) in languages() {
        let numbers = numbers_by_form(&lang);
        for unit in ["hours", "days", "weeks", "months", "years"] {
            let text = &texts[&["duration_", unit].concat()];
            let forms: Vec<&str> = text.split('|').collect();
            assert!(
                forms.len() == 1 || forms.len() == numbers.len(),
                "{lang} duration_{unit} has {} forms of {}: {text}",
                forms.len(),
                numbers.len()
            );
            for (place, form) in forms.iter().enumerate() {
                // One number has a word of its own in some languages: `شهران` is two months.
                let says = form.contains("{n}") || numbers[&place].len() == 1;
                assert!(says, "{lang} duration_{unit}: {form}");
            }
        }
    }
}

/// What a site with one purpose would show in `lang` when a choice holds for `validity`.
fn shown(lang: &str, texts: &BTreeMap<String, String>, retention: &str) -> String {
    let model = ViewModel::fill(&Source {
        lang,
        texts: &[texts],
        position: Position::Bar,
        theme: "",
        controller: "Fjällboden AB",
        policy_url: "/policy",
        validity: "P6M",
        purposes: vec![PurposeSource {
            category: consent_core::category::Category::Statistics,
            title: "Statistik",
            description: "",
            retention: Some(retention),
            services: Vec::new(),
        }],
    })
    .unwrap_or_else(|error| panic!("{lang}: {error}"));
    assert!(
        !model.text(Key::SettingsIntro).contains(['{', '|']),
        "{lang}"
    );
    model.categories[0].purposes[0].retention.clone()
}

#[test]
fn lengths_of_time_are_counted_as_each_language_counts() {
    let languages = languages();
    for lang in SPOKEN {
        shown(lang, &languages[lang], "P13M");
    }
    for (lang, period, words) in [
        ("sv", "P1M", "1 månad"),
        ("en", "P13M", "13 months"),
        ("pl", "P1Y", "1 rok"),
        ("pl", "P3M", "3 miesiące"),
        ("pl", "P12M", "12 miesięcy"),
        ("pl", "P22M", "22 miesiące"),
        ("cs", "P4D", "4 dny"),
        ("cs", "P30D", "30 dnů"),
        ("sk", "P2Y", "2 roky"),
        ("sl", "P2M", "2 meseca"),
        ("sl", "P13M", "13 mesecev"),
        ("hr", "P21D", "21 dan"),
        ("lt", "P10D", "10 dienų"),
        ("lt", "P21M", "21 mėnuo"),
        ("lv", "P11M", "11 mēnešu"),
        ("ro", "P24M", "24 de luni"),
        ("mt", "P2M", "xahrejn"),
        ("mt", "P12M", "12-il xahar"),
        ("ga", "P7Y", "7 mbliana"),
        ("ar", "P2M", "شهران"),
        ("ar", "P6M", "6 أشهر"),
        ("ar", "P13M", "13 شهرًا"),
        ("is", "P21M", "21 mánuður"),
        ("fr", "P13M", "13 mois"),
    ] {
        assert_eq!(
            shown(lang, &languages[lang], period),
            words,
            "{lang} {period}"
        );
    }
}
