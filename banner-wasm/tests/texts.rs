//! The language files: complete, with nothing else, and saying what the first layer must say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use consent_core::view_model::text_names;

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
    assert!(languages.contains_key("sv") && languages.contains_key("en"));
    for (lang, texts) in languages {
        let found: BTreeSet<String> = texts.keys().cloned().collect();
        let missing: Vec<_> = expected.difference(&found).collect();
        let unknown: Vec<_> = found.difference(&expected).collect();
        assert!(missing.is_empty(), "{lang} lacks {missing:?}");
        assert!(unknown.is_empty(), "{lang} has unknown {unknown:?}");
        for (name, text) in texts {
            assert!(!text.trim().is_empty(), "{lang} `{name}` is empty");
        }
    }
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

#[test]
fn every_form_of_a_duration_says_how_many() {
    for (lang, texts) in languages() {
        for unit in ["hours", "days", "weeks", "months", "years"] {
            let text = &texts[&["duration_", unit].concat()];
            for form in text.split('|') {
                assert!(form.contains("{n}"), "{lang} duration_{unit}: {form}");
            }
        }
    }
}
