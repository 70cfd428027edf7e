//! The gate's filter (`banner-wasm/assets/gate/filter.js`) beside the server's (`consent_core::markup`): they are in two
//! languages, because the browser reads addresses and memory better than a module could, and must hold the same.

use std::iter;

use consent_core::{
    category::Category,
    decision::Verdict,
    markup::{PageUrl, Target, filter},
};
use product_tests::prerequisite::workspace;

use crate::gate_script::{answers, chance};

/// Documents of pieces that come together by chance.
const DOCUMENTS: usize = 6_000;

/// The lists of `consent-core/src/markup/cases.toml`.
fn cases(name: &str) -> Vec<String> {
    let file = workspace().join("consent-core/src/markup/cases.toml");
    let file: toml::Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
    let texts = file[name].as_array().unwrap().iter();
    texts
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// No tag stays open at their ends, as what never becomes an element may be read as either likes; and no host is followed
/// by what makes it none, as the server takes such for unknown ones and browsers fetch nothing.
fn documents(pieces: &[String]) -> Vec<String> {
    let mut below = chance();
    let document = || {
        let pieces = (0..below(40)).map(|_| pieces[below(pieces.len())].as_str());
        pieces.chain(["'>\">"]).collect::<String>()
    };
    let is_host = |html: &String| {
        let mut after = html.split("//").skip(1);
        after.all(|rest| {
            !rest
                .chars()
                .take_while(|&sign| !"/> \n".contains(sign))
                .any(|sign| "'\"&)(<;@\\!=[".contains(sign))
        })
    };
    iter::repeat_with(document)
        .filter(is_host)
        .take(DOCUMENTS)
        .collect()
}

/// What the server holds on the page that `filter.mjs` is on.
fn of_the_server(html: &str) -> String {
    let page = PageUrl::parse("https://www.shop.se/varor?x=1");
    let decide = |target: Target<'_>| match target {
        Target::Fetch { host, .. } => match host {
            "s.se" => Verdict::Hold(Some(Category::Statistics)),
            "a.se" => Verdict::Hold(Some(Category::Advertising)),
            "ok.se" | "www.shop.se" => Verdict::Allow,
            _ => Verdict::Hold(None),
        },
        Target::Inline { .. } => Verdict::Allow,
    };
    alike(&filter(html, &page, &decide))
}

/// What stands between two categories may be written in two ways.
fn alike(html: &str) -> String {
    html.replace("&amp; ", "& ")
}

/// What the gate's filter makes of each; `None` where there is no node to run it.
fn of_the_gate(texts: &[String]) -> Option<Vec<String>> {
    let answers = answers("filters/filter.mjs", texts)?;
    let answers: Vec<String> = serde_json::from_slice(&answers).unwrap();
    Some(answers.iter().map(|answer| alike(answer)).collect())
}

#[test]
fn the_gate_holds_what_the_server_holds_and_leaves_what_it_leaves() {
    let (held, left) = (cases("held"), cases("left"));
    let Some(answers) = of_the_gate(&[held.clone(), left.clone()].concat()) else {
        return;
    };
    for (html, answer) in held.iter().zip(&answers) {
        assert!(answer.contains("data-consent="), "{html}: {answer}");
        // The browser knows hosts in every script, the server takes such for unknown ones.
        let of_ours = |text: &str| text.replace("unknown", "statistics");
        assert_eq!(
            of_ours(answer),
            of_ours(&of_the_server(html)),
            "from {html}"
        );
    }
    for (html, answer) in left.iter().zip(&answers[held.len()..]) {
        assert_eq!(answer, html);
    }
}

// ACCEPTANCE 96 (partly: the gate's HTML parser, a short run)
#[test]
fn documents_by_chance_are_filtered_alike_in_the_gate_and_on_the_server() {
    let documents = documents(&cases("pieces"));
    let Some(answers) = of_the_gate(&documents) else {
        return;
    };
    let mut held = 0;
    let mut differ = Vec::new();
    for (html, answer) in documents.iter().zip(&answers) {
        let server = of_the_server(html);
        held += usize::from(server != *html);
        if server != *answer {
            differ.push(format!(
                "{html:?}\n  server {server:?}\n  gate   {answer:?}"
            ));
        }
    }
    assert!(
        held > DOCUMENTS / 10,
        "{held} of {DOCUMENTS} had something to hold"
    );
    assert!(
        differ.is_empty(),
        "{} differ:\n{}",
        differ.len(),
        differ[..differ.len().min(20)].join("\n")
    );
}
