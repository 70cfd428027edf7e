//! `collector-server check --url`: a page as the developer's own server sends it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

#[expect(dead_code, reason = "the layer's own test uses the rest")]
mod gated;

use std::{path::Path, process::Command};

use axum::{Router, http::HeaderMap, response::Html, routing::get};
use gated::TAG;
use tokio::net::TcpListener;

/// A site that answers every request with this page.
async fn site(headers: &[(&'static str, &'static str)], html: &str) -> String {
    let (html, headers) = (html.to_owned(), headers.to_vec());
    let page = get(move || async move {
        let pairs = headers.into_iter().map(|(name, value)| {
            let name: axum::http::HeaderName = name.parse().unwrap();
            (name, value.parse().unwrap())
        });
        (pairs.collect::<HeaderMap>(), Html(html))
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new().route("/", page);
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}/")
}

fn configuration() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("shop.toml"), gated::SITE).unwrap();
    std::fs::write(
        folder.path().join("collector.toml"),
        "public_url = \"https://consent.example\"\nsites = [\"shop.toml\"]\n",
    )
    .unwrap();
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_collector-server"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

async fn check(headers: &[(&'static str, &'static str)], html: &str) -> (bool, String) {
    let url = site(headers, html).await;
    let folder = configuration();
    tokio::task::spawn_blocking(move || run(folder.path(), &["check", "--url", &url]))
        .await
        .unwrap()
}

fn snippet(option: &str) -> String {
    let mut arguments = vec!["snippet", "--site", "shop"];
    arguments.extend((!option.is_empty()).then_some(option));
    run(configuration().path(), &arguments).1
}

#[tokio::test]
async fn a_page_with_its_snippet_first_is_well() {
    for (option, name) in [
        ("", "the default snippet"),
        ("--walled", "the walled snippet"),
        ("--strict", "the strict snippet"),
        ("--plain", "the plain tag"),
    ] {
        // As it is printed, and with a line break in it, as it was printed once and editors make it.
        let snippet = snippet(option);
        for snippet in [snippet.replacen("</script>", "</script>\n", 1), snippet] {
            let page = format!(
                "<!doctype html><head><meta charset=utf-8><meta name=\"color-scheme\" content=\"light dark\">{snippet}<title>x</title>"
            );
            let (is_well, text) = check(&[], &page).await;
            assert!(is_well && text.contains(name), "{option}: {text}");
        }
    }
    let page = format!("<head><script src=\"{TAG}\" data-filtered=\"1\" crossorigin></script>");
    let (is_well, text) = check(&[], &page).await;
    assert!(
        is_well && text.contains("from the server that holds the page"),
        "{text}"
    );
}

#[tokio::test]
async fn names_under_localhost_are_here_and_tell_which_of_several_sites() {
    let folder = configuration();
    let url = site(&[], &format!("<head>{}", snippet(""))).await;
    let port = url.trim_end_matches('/').rsplit(':').next().unwrap();
    let local = format!("http://shop.localhost:{port}");
    let other = gated::SITE.replace("\"shop\"", "\"other\"");
    std::fs::write(folder.path().join("other.toml"), other).unwrap();
    let here = gated::SITE.replace("https://shop.example", &local);
    std::fs::write(folder.path().join("shop.toml"), here).unwrap();
    let both =
        "public_url = \"https://consent.example\"\nsites = [\"other.toml\", \"shop.toml\"]\n";
    std::fs::write(folder.path().join("collector.toml"), both).unwrap();
    tokio::task::spawn_blocking(move || {
        let (_, text) = run(folder.path(), &["check", "--url", &local]);
        let first = format!("{local}/: the default snippet");
        assert!(text.starts_with(&first), "{text}");
        let (is_well, text) = run(folder.path(), &["check", "--url", &url]);
        assert!(!is_well && text.contains("name its with --site"), "{text}");
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn what_a_page_lacks_is_named_with_the_remedy() {
    let default = snippet("");
    let (code, second) = default.trim_end().split_once("</script>").unwrap();
    let first = format!("{code}</script>");
    for (page, problem) in [
        (
            "<head>".to_owned(),
            "the page has no tag of `shop`: paste what",
        ),
        (format!("<head><!-- {default} -->"), "no tag of `shop`"),
        (
            format!("<head>{first}<title>"),
            "the end of the default snippet is missing behind its script: <meta",
        ),
        (
            first.replace("!function(", "!function other("),
            "not the one of this release",
        ),
        (
            format!("<head><script async src={TAG}></script>{second}"),
            "take `async`",
        ),
        (
            format!("<head><script src={TAG}></script>"),
            "without the empty policy",
        ),
        (
            snippet("--plain").replace(" crossorigin", ""),
            "the tag has no `crossorigin`: add it",
        ),
        (
            format!("<head>{default}<meta name=\"color-scheme\" content=\"light dark\">"),
            "stands behind the tag: move it before",
        ),
        (
            format!("<head><script>1</script>{default}"),
            "a script stands before the tag",
        ),
        (
            format!("<head><link rel=modulepreload href=/a.js>{default}"),
            "a `modulepreload` stands before the tag",
        ),
        (
            format!("<head><link rel=stylesheet href=https://fonts.example/a.css>{default}"),
            "something of fonts.example stands before the tag",
        ),
    ] {
        let (is_well, text) = check(&[], &page).await;
        assert!(!is_well && text.contains(problem), "{problem}: {text}");
    }
}

#[tokio::test]
async fn a_header_that_loads_modules_ahead_is_a_problem() {
    let page = format!("<head>{}", snippet(""));
    let link = "</a.js>; rel=\"modulepreload\"; nopush";
    let (is_well, text) = check(&[("link", link)], &page).await;
    let remedy = "Send `rel=preload; as=script; crossorigin` in its place";
    assert!(!is_well && text.contains(remedy), "{text}");
    let link = "</a.js>; rel=preload; as=script; crossorigin";
    let (is_well, text) = check(&[("link", link)], &page).await;
    assert!(is_well, "{text}");
}

#[tokio::test]
async fn a_policy_that_stops_the_gate_and_a_cookie_before_a_choice_are_problems() {
    let default = snippet("");
    for (policy, problems) in [
        (
            "script-src 'self' 'unsafe-inline' https://consent.example 'wasm-unsafe-eval'",
            vec![],
        ),
        (
            "default-src 'self'",
            vec![
                "add 'wasm-unsafe-eval'",
                "refuses the gate itself: add https://consent.example",
                "refuses the inline opener: add 'sha256-",
                "keeps choices from being recorded",
            ],
        ),
        (
            "script-src 'unsafe-inline' 'nonce-x' https: 'unsafe-eval'; connect-src consent.example",
            vec!["refuses the inline opener"],
        ),
    ] {
        let (is_well, text) = check(&[("content-security-policy", policy)], &default).await;
        assert_eq!(is_well, problems.is_empty(), "{policy}: {text}");
        assert_eq!(
            text.matches("problem:").count(),
            problems.len(),
            "{policy}: {text}"
        );
        for problem in problems {
            assert!(text.contains(problem), "{problem}: {text}");
        }
    }
    let (is_well, text) = check(&[("set-cookie", "_st_id=1")], &default).await;
    assert!(
        !is_well && text.contains("sets the cookie `_st_id` (statistics) before a choice"),
        "{text}"
    );
}

// ACCEPTANCE 41 (partly: what nobody knows is named with an entry for the site file)
#[tokio::test]
async fn third_parties_are_told_and_those_that_nobody_knows_with_an_entry() {
    let page = format!(
        "<head>{}</head><img src=https://stats.example/p><img src=https://who.example/p><img src=counter/p.gif><script \
         src=https://pay.example>",
        snippet("")
    );
    let (is_well, text) = check(&[], &page).await;
    assert!(is_well, "{text}");
    // A declared path on the site's own host is told by its path: the host would say nothing.
    for held in ["stats.example", "/counter/p.gif"] {
        let line = format!("held until granted: {held} (statistics)");
        assert!(text.contains(&line), "{text}");
    }
    assert!(text.contains("hosts = [\"who.example\"]"), "{text}");
    assert!(!text.contains("pay.example"), "{text}");
}

#[tokio::test]
async fn what_cannot_be_looked_at_is_said() {
    let folder = configuration();
    let text = run(folder.path(), &["check", "--url", "http://127.0.0.1:1/"]).1;
    assert!(
        text.contains("http://127.0.0.1:1/ does not answer"),
        "{text}"
    );
    let text = run(
        folder.path(),
        &["check", "--url", "http://127.0.0.1:1/", "--site", "other"],
    )
    .1;
    assert!(text.contains("there is no site `other`"), "{text}");
}
