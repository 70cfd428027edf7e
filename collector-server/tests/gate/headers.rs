//! What the headers of a page fetch, or have fetched ahead.

use super::{
    PAGE,
    gated::{ALL, Ask},
    html,
};

#[tokio::test]
async fn headers_that_fetch_from_held_hosts_are_taken_out() {
    let answer = html(PAGE)
        .with(
            "link",
            "<https://stats.example/a.js>; rel=preload, </own.css>; rel=preload",
        )
        .with("link", "<https://unknown.example>; rel=\"preconnect\"")
        .with("link", "<https://other.example/>; rel=canonical")
        .with("refresh", "0; url=https://stats.example/")
        .with("speculation-rules", "\"https://stats.example/r.json\"")
        .with("reporting-endpoints", "a=\"/own\"")
        .ask(Ask::page())
        .await;
    assert_eq!(
        answer.all("link"),
        [
            "</own.css>; rel=preload",
            "<https://other.example/>; rel=canonical"
        ]
    );
    assert_eq!(answer.header("refresh"), None);
    assert_eq!(answer.header("speculation-rules"), None);
    assert_eq!(answer.header("reporting-endpoints"), Some("a=\"/own\""));
    // (What stands in quotes ends no address and no link, and a quote after a backslash ends nothing.)
    for (links, kept) in [
        (
            "<https://stats.example/a.js>; rel=preload; title=\"a>b\"",
            None,
        ),
        (
            "</own.css>; rel=preload; title=\"a\\\"b\", <https://stats.example/a.js>; rel=preload",
            Some("</own.css>; rel=preload; title=\"a\\\"b\""),
        ),
    ] {
        let titled = html(PAGE).with("link", links).ask(Ask::page()).await;
        assert_eq!(titled.header("link"), kept);
    }
    let refresh = html(PAGE).with("refresh", "0; url=https://unknown.example/");
    assert!(refresh.ask(Ask::page()).await.header("refresh").is_some());
}

#[tokio::test]
async fn a_module_that_a_header_loads_ahead_is_only_fetched_until_everything_is_granted() {
    let site = || {
        html(PAGE)
            .with(
                "link",
                "</a.js>; rel=\"modulepreload\"; nopush, </b.css>; REL=preload; as=style",
            )
            .with("link", "</c.js>;as=worker;rel=modulepreload;title=\"a>b\"")
    };
    assert_eq!(
        site().ask(Ask::page()).await.all("link"),
        [
            "</a.js>; rel=preload; as=script; crossorigin; nopush, </b.css>; REL=preload; as=style",
            "</c.js>; rel=preload; as=script; crossorigin; title=\"a>b\""
        ]
    );
    // Even then something is held: the site asks nothing for preferences.
    let granted = site().ask(Ask::page().cookie(ALL)).await;
    assert!(granted.all("link")[1].ends_with("crossorigin; title=\"a>b\""));
    let everything = ALL.replacen(".d.", ".f.", 1);
    let granted = site().ask(Ask::page().cookie(&everything)).await;
    assert!(granted.all("link")[1].ends_with("rel=modulepreload;title=\"a>b\""));
}
