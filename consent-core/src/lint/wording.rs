//! What the buttons are called and how the texts speak.

use super::{Finding, Rule, Shown, rule, words};
use crate::site::Site;
use crate::view_model::Key;

/// The longest label may be this many times as long as the other.
const RATIO: f64 = 2.0;

/// Texts around a choice: what may not lean.
const SPEAKING: [Key; 9] = [
    Key::Title,
    Key::Body,
    Key::Rights,
    Key::Accept,
    Key::Reject,
    Key::Settings,
    Key::SettingsTitle,
    Key::SettingsIntro,
    Key::Save,
];

pub(super) fn check(shown: &Shown, findings: &mut Vec<Finding>) {
    let lang = shown.model.lang.as_str();
    let mut add = |rule: &'static Rule, key: Key, problem: String, remedy: &str| {
        findings.push(Finding {
            rule,
            field: format!("texts.{lang}.{}", key.as_str()),
            problem,
            remedy: remedy.to_owned(),
        });
    };
    let accept = shown.model.text(Key::Accept);
    let reject = shown.model.text(Key::Reject);
    if words::split(accept) == words::split(reject) {
        add(
            &rule::LABEL_SAME,
            Key::Reject,
            format!("accept and reject are both called `{reject}`"),
            "name what each does, such as Accept all and Reject all",
        );
    }
    let reject_words = words::split(reject);
    if let Some(word) = accepting(lang, &reject_words) {
        add(
            &rule::LABEL_ACCEPTS,
            Key::Reject,
            format!("`{reject}` says yes (`{word}`) on the button that refuses"),
            "say what is refused, such as Reject all",
        );
    } else if let Some(own) = words::of(lang).filter(|own| !own.refuse.is_empty()) {
        let refusing = [own.refuse, own.negation, own.without];
        if refusing
            .iter()
            .all(|list| words::find(list, &reject_words).is_none())
        {
            add(
                &rule::LABEL_UNCLEAR,
                Key::Reject,
                format!("`{reject}` does not say that something is refused"),
                "say what is refused, such as Reject all",
            );
        }
    }
    let (a, b) = (letters(accept), letters(reject));
    if a.max(b) > RATIO * a.min(b) {
        add(
            &rule::LABEL_LENGTH,
            if a > b { Key::Accept } else { Key::Reject },
            format!("`{accept}` and `{reject}` are not about equally long"),
            "shorten the longer label or say the shorter one in full",
        );
    }
    for key in SPEAKING {
        let text = shown.model.text(key);
        if let Some(word) = emotional(lang, text) {
            add(
                &rule::EMOTION,
                key,
                format!("`{word}` steers by feeling"),
                "say what happens, without praise, regret or pressure",
            );
        }
        if let Some(clause) = double_negative(lang, text) {
            add(
                &rule::DOUBLE_NEGATIVE,
                key,
                format!("`{clause}` denies twice"),
                "say it without a negative, or with one",
            );
        }
    }
}

/// The site's own titles and descriptions.
pub(super) fn check_declared(site: &Site, findings: &mut Vec<Finding>) {
    for (at, purpose) in site.declared().purposes.iter().enumerate() {
        for (name, texts) in [
            ("title", &purpose.title),
            ("description", &purpose.description),
        ] {
            for (lang, text) in texts {
                let Some(word) = emotional(lang, text) else {
                    continue;
                };
                findings.push(Finding {
                    rule: &rule::EMOTION_DECLARED,
                    field: format!("purposes[{at}].{name}.{lang}"),
                    problem: format!("`{word}` advertises"),
                    remedy: "say what is done with the data".to_owned(),
                });
            }
        }
    }
}

fn letters(text: &str) -> f64 {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .count() as f64
}

/// A word of acceptance that nothing before it turns round. Short words are judged in their own language only: `ja` is
/// yes in Swedish and *and* in Estonian.
fn accepting<'a>(lang: &str, label: &'a [String]) -> Option<&'a str> {
    let own = words::of(lang);
    let turns = |word: &String| {
        own.is_some_and(|own| {
            let lists = [own.negation, own.without];
            lists
                .iter()
                .any(|list| list.iter().any(|entry| words::is(entry, word)))
        })
    };
    let found = label.iter().position(|word| {
        words::WORDS.iter().any(|words| {
            let is_own = own.is_some_and(|own| own.lang == words.lang);
            let mut entries = words
                .accept
                .iter()
                .filter(|entry| is_own || entry.chars().count() > 5);
            entries.any(|entry| words::is(entry, word))
        })
    })?;
    // "Jag accepterar inte" turns it round afterwards.
    (!label.iter().any(turns)).then(|| label[found].as_str())
}

fn emotional(lang: &str, text: &str) -> Option<&'static str> {
    words::find(words::of(lang)?.emotion, &words::split(text))
}

/// The first clause with two negations, or with one before a word that already refuses.
fn double_negative(lang: &str, text: &str) -> Option<String> {
    let own = words::of(lang)?;
    let is_in = |list: &[&str], word: &String| list.iter().any(|entry| words::is(entry, word));
    // Words that mean "only what is necessary" are no refusal that a negation could turn round.
    let refuses = |word: &String| {
        own.refuse
            .iter()
            .any(|entry| entry.ends_with('*') && words::is(entry, word))
            && !necessary(word)
    };
    text.split(['.', ',', ';', ':', '!', '?', '–', '—', '(', ')', '\n'])
        .find(|clause| {
            let words = words::split(clause);
            let negations = words
                .iter()
                .filter(|word| is_in(own.negation, word))
                .count();
            // In any order: Swedish says "neka inte".
            let denies = words
                .iter()
                .any(|word| is_in(own.negation, word) || is_in(own.without, word));
            negations > 1 || (denies && words.iter().any(refuses))
        })
        .map(|clause| clause.trim().to_owned())
}

fn necessary(word: &str) -> bool {
    [
        "essential",
        "nödvänd",
        "notwendig",
        "erforderlich",
        "nécessaire",
        "seul",
        "nødvend",
        "noodzakelijk",
        "necesari",
        "necessari",
    ]
    .iter()
    .any(|stem| word.starts_with(stem))
}
