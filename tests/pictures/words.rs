//! The shop's site file in the languages of the pictures. What the pictures do not show stays English.

use toml::{Table, Value};

/// The purposes' titles and descriptions, by id and language.
const WORDS: [(&str, &str, &str, &str); 6] = [
    (
        "cart",
        "de",
        "Warenkorb und Anmeldung",
        "Merkt sich, was im Warenkorb liegt, dass Sie angemeldet sind und was Sie zu Cookies gewählt haben. Ohne dies funktioniert der Laden nicht.",
    ),
    (
        "cart",
        "ar",
        "سلة التسوق وتسجيل الدخول",
        "يتذكر ما في سلتك وأنك سجلت الدخول وما اخترته بشأن ملفات تعريف الارتباط. لا يعمل المتجر من دون ذلك.",
    ),
    (
        "statistics",
        "de",
        "Statistik",
        "Zählt Besuche und was gelesen wird, damit wir den Laden besser machen können.",
    ),
    (
        "statistics",
        "ar",
        "الإحصاءات",
        "يحسب الزيارات وما يُقرأ، حتى نتمكن من تحسين المتجر.",
    ),
    (
        "advertising",
        "de",
        "Angepasste Werbung",
        "Passt Werbung auf anderen Websites an das an, was Sie hier angesehen haben. Eingebettete Filme gehören dazu.",
    ),
    (
        "advertising",
        "ar",
        "إعلانات مخصصة",
        "يكيّف الإعلانات على المواقع الأخرى وفق ما شاهدته هنا. وتندرج الأفلام المضمنة ضمن ذلك.",
    ),
];

/// Adds German and Arabic to Swedish and English.
pub fn in_four_languages(site: &mut Table) {
    // Their channels have labels of ours in Swedish and English only.
    site.remove("clauses");
    spread(site);
    let languages = ["en", "sv", "ar", "de"].map(Value::from);
    site.insert("languages".into(), languages.to_vec().into());
    let purposes = site["purposes"].as_array_mut().unwrap();
    for (id, lang, title, description) in WORDS {
        let purpose = purposes
            .iter_mut()
            .find(|purpose| purpose["id"].as_str() == Some(id));
        let purpose = purpose
            .expect("a purpose of the shop")
            .as_table_mut()
            .unwrap();
        for (key, text) in [("title", title), ("description", description)] {
            let texts = purpose[key].as_table_mut().unwrap();
            texts.insert(lang.into(), text.into());
        }
    }
}

/// English words wherever there are some, for the languages that have none.
fn spread(table: &mut Table) {
    if let Some(english) = table.get("en").cloned() {
        for lang in ["ar", "de"] {
            table.entry(lang).or_insert_with(|| english.clone());
        }
    }
    for (_, value) in table.iter_mut() {
        match value {
            Value::Table(inner) => spread(inner),
            Value::Array(items) => items
                .iter_mut()
                .filter_map(Value::as_table_mut)
                .for_each(spread),
            _ => {}
        }
    }
}
