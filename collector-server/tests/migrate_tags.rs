//! `collector-server migrate-tags`: a realistic page of each product becomes what stands beside it, and nothing else
//! is touched.
//!
//! With `SAMTYCKE_GOLDEN=write` the expected files are written anew, to be read before they are committed.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use collector_server::migrate::{Page, Site, Source, draft, import, look};
use consent_core::{foreign::MARKS, site::SiteFile};
use proptest::prelude::*;

const SNIPPET: &str = "<script src=\"https://consent.example/s/shop/consent.js\"></script>\n\
                       <meta http-equiv=\"Content-Security-Policy\" content=\"\">\n";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/migrate")
}

fn at_site(html: &str) -> Page {
    let site = Site {
        snippet: Some(SNIPPET),
        imported: None,
    };
    look(html, "page.html", &site)
}

fn rewritten(html: &str) -> String {
    at_site(html).edits.apply(html)
}

/// What the fixture of a product gives: the page, the draft and the notes.
fn outcome(folder: &Path) -> [(&'static str, String); 3] {
    let html = fs::read_to_string(folder.join("page.html")).unwrap();
    let config = fs::read_to_string(folder.join("config.js")).ok();
    let imported = match &config {
        Some(config) => Some(import::read(config, "config.js").expect("a configuration")),
        None => collector_server::migrate::configurations(&html)
            .find_map(|(_, script)| import::read(script, "page.html")),
    };
    let site = Site {
        snippet: Some(SNIPPET),
        imported: imported.as_ref(),
    };
    let page = look(&html, "page.html", &site);
    let notes = imported.iter().flat_map(|imported| &imported.notes);
    let notes: String = notes
        .chain(&page.notes)
        .map(|note| format!("{note}\n"))
        .collect();
    [
        ("expected.html", page.edits.apply(&html)),
        (
            "expected.toml",
            draft::site_file("lamps", imported.as_ref(), &page.tags),
        ),
        ("expected.txt", notes),
    ]
}

#[test]
fn every_product_s_page_becomes_ours() {
    let mut count = 0;
    for folder in fs::read_dir(fixtures()).unwrap() {
        let folder = folder.unwrap().path();
        for (name, text) in outcome(&folder) {
            let file = folder.join(name);
            if std::env::var("SAMTYCKE_GOLDEN").is_ok_and(|mode| mode == "write") {
                fs::write(&file, &text).unwrap();
            }
            let expected = fs::read_to_string(&file).unwrap();
            assert_eq!(text, expected, "{}", file.display());
        }
        count += 1;
    }
    assert_eq!(count, 11, "a folder for each product");
}

#[test]
fn a_second_run_changes_nothing() {
    for folder in fs::read_dir(fixtures()).unwrap() {
        let file = folder.unwrap().path().join("expected.html");
        let html = fs::read_to_string(&file).unwrap();
        let again = at_site(&html);
        assert!(
            again.edits.is_empty(),
            "{}: {}",
            file.display(),
            again.edits.diff(&html, "page.html")
        );
    }
}

#[test]
fn a_draft_is_a_site_file_that_lacks_only_what_the_owner_knows() {
    for folder in fs::read_dir(fixtures()).unwrap() {
        let file = folder.unwrap().path().join("expected.toml");
        let text = fs::read_to_string(&file).unwrap();
        let draft: SiteFile =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let errors = draft.check().unwrap_err();
        let to_fill: Vec<_> = errors
            .iter()
            .filter(|error| {
                let is_text =
                    error.field.contains(".title.") || error.field.contains(".description.");
                let is_empty = error.problem.starts_with("is ") || error.problem.starts_with("no ");
                !(error.field.starts_with("controller.")
                    || matches!(&*error.field, "name" | "origins")
                    || is_text && is_empty
                    || error.field.ends_with(".duration"))
            })
            .collect();
        assert!(to_fill.is_empty(), "{}: {to_fill:?}", file.display());
    }
}

#[test]
fn without_a_snippet_loaders_stay_and_are_listed() {
    let html = "<head><script src=https://consent.cookiebot.com/uc.js></script></head>";
    let page = look(html, "page.html", &Site::default());
    assert!(page.edits.is_empty() && page.waits_for_snippet);
    assert_eq!(page.notes[0].line, 1);
    // Ours may be there already: then theirs just goes.
    let both = format!("<head>{}{html}", SNIPPET.lines().next().unwrap());
    let page = look(&both, "page.html", &Site::default());
    assert_eq!(page.removed, ["Cookiebot"]);
    assert!(!page.has_snippet);
}

#[test]
fn a_page_in_another_encoding_keeps_its_bytes() {
    let html = b"<p>f\xF6r</p><script type=text/plain data-category=analytics>'\xE5'</script>";
    let source = Source::read(html).unwrap();
    let text = rewritten(&source.text);
    assert_eq!(
        source.bytes(&text),
        b"<p>f\xF6r</p><script type=text/plain data-consent=\"statistics\">'\xE5'</script>"
    );
    assert!(Source::read(b"\xFF\xFE<\0p\0").is_none());
}

/// A folder with a page of Cookiebot's, and the command on it.
fn command(folder: &Path, options: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .arg("migrate-tags")
        .args(options)
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn the_command_shows_a_diff_and_writes_only_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path().join("site");
    fs::create_dir_all(site.join("node_modules")).unwrap();
    let before = fs::read_to_string(fixtures().join("cookiebot/page.html")).unwrap();
    let after = fs::read_to_string(fixtures().join("cookiebot/expected.html")).unwrap();
    for name in ["index.html", "plain.html", "node_modules/index.html"] {
        let text = if name == "plain.html" {
            "<p>none</p>"
        } else {
            &before
        };
        fs::write(site.join(name), text).unwrap();
    }
    fs::write(folder.path().join("lines.txt"), SNIPPET).unwrap();
    let read = |name: &str| fs::read_to_string(site.join(name)).unwrap();

    let shown = command(folder.path(), &["site", "--snippet", "lines.txt"]);
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.status.success(), "{text}");
    assert!(
        text.contains("--- site/index.html\n+++ site/index.html\n@@ -5,1 +5,2 @@\n"),
        "{text}"
    );
    assert!(text.contains("\nsite/index.html:15: "), "{text}");
    assert!(
        text.contains("1 of 2 pages: 4 tags, 1 loaders, 1 snippets;"),
        "{text}"
    );
    assert_eq!(read("index.html"), before);

    let refused = command(folder.path(), &["site", "--write"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        String::from_utf8(refused.stderr)
            .unwrap()
            .contains("give --site ID or --snippet FILE")
    );
    assert_eq!(read("index.html"), before);

    let options = [
        "site",
        "--write",
        "--snippet",
        "lines.txt",
        "--site-file",
        "shop.toml",
    ];
    let written = command(folder.path(), &options);
    assert!(written.status.success(), "{written:?}");
    assert_eq!(read("index.html"), after);
    assert_eq!(read("plain.html"), "<p>none</p>");
    assert_eq!(read("node_modules/index.html"), before);
    let draft = fs::read_to_string(folder.path().join("shop.toml")).unwrap();
    assert!(draft.contains("id = \"shop\""), "{draft}");
    // Which of its two categories the host belongs to is the owner's to say.
    assert!(!draft.contains("googletagmanager"), "{draft}");
    // Not over what somebody may have filled in.
    let again = command(folder.path(), &options);
    assert!(
        String::from_utf8(again.stderr)
            .unwrap()
            .contains("it is there already")
    );
}

/// Pieces of pages: markup of no product's, and of every product's.
fn soup(with_theirs: bool) -> impl Strategy<Value = String> {
    let mut plain = vec![
        "<p>",
        "</p>",
        "text ",
        "<",
        ">",
        "\"",
        "'",
        "\n",
        "<script>if (a < b) c('<p>')</script>",
        "<img data-src=x>",
        "<template>",
        "</template>",
        "<script src=/a.js></script>",
        "<textarea><b></textarea>",
        "<a href=x onclick=y()>",
        "<style>a{}</style>",
        "<script type=text/plain id=t>{}</script>",
        "é",
        "\r\n",
        "<svg><a/></svg>",
        "<p data-category=analytics>",
        "<div class=optanon-category-C0002>",
        "<li data-name=matomo data-purpose=ads>",
        "<",
        "<!",
        "<?x>",
        "</",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect::<Vec<_>>();
    if with_theirs {
        for mark in MARKS {
            for value in [
                "statistics",
                "optanon-category-C0002 b",
                "cookieyes-analytics",
                "cookie_cat_marketing",
                "YouTube",
                "x",
            ] {
                let name = mark.attribute;
                plain.push(format!(
                    "<script type='text/plain' {name}='{value}' src='//a.example/b'>c</script>"
                ));
                plain.push(format!(
                    "<iframe {name}=\"{value}\" data-src=//www.youtube.com/1 src=''>"
                ));
                plain.push(format!("<template {name}='{value}'>"));
            }
        }
        plain.push("<script src=https://consent.cookiebot.com/uc.js></script>".to_owned());
        plain.push("  <script>CookieConsent.run({})</script>\n".to_owned());
        plain.push("<a onclick='klaro.show()'>".to_owned());
    }
    prop::collection::vec(prop::sample::select(plain), 0..24).prop_map(|pieces| pieces.concat())
}

#[test]
fn what_only_looks_like_a_tag_of_theirs_stays() {
    for html in [
        "<!-- <script type=text/plain data-category=analytics></script> -->",
        "<textarea><script data-cookieconsent=marketing></textarea>",
        "<script>const tag = '<script type=text/plain data-category=ads>';</script>",
        "<script type=text/template data-category=analytics>x</script>",
        "<p data-category=marketing data-purpose=ads class=optanon-category-C0002>",
        "<img data-name=matomo src=/a.png>",
        "<script type=text/plain data-consent=statistics data-category=ads></script>",
        "<script src=/js/consent-form.js></script><link rel=stylesheet href=/klaro/shop.css>",
        "<script type=text/plain data-category=analytics",
    ] {
        assert_eq!(rewritten(html), html);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_page_without_their_tags_stays_as_it_is(html in soup(false)) {
        prop_assert_eq!(rewritten(&html), html);
    }

    #[test]
    fn any_text_at_all_stays_as_it_is(html in "(?s).{0,200}") {
        prop_assert_eq!(rewritten(&html), html);
    }

    #[test]
    fn any_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Some(source) = Source::read(&bytes) {
            prop_assert_eq!(source.bytes(&source.text), bytes);
        }
    }

    #[test]
    fn what_was_rewritten_once_is_not_rewritten_again(html in soup(true)) {
        let once = rewritten(&html);
        prop_assert_eq!(rewritten(&once), once);
    }
}
