//! What a page brings in from the site's own server: redirects, style sheets and documents in XML meet no hook, so the
//! gate around the server holds them.

use axum::http::{StatusCode, header};

use crate::gated::{ALL, Answer, Ask, REFUSED, STATISTICS, Site, pack, unpack};

fn redirect(location: &str) -> Site {
    Site::new("")
        .with("location", location)
        .status(StatusCode::FOUND)
}

fn css(text: &str) -> Site {
    Site::new(text).with("content-type", "text/css")
}

#[tokio::test]
async fn what_is_in_a_page_is_not_led_to_who_has_to_wait() {
    let asks: [fn() -> Ask; 3] = [Ask::image, Ask::fetch, Ask::frame];
    for ask in asks {
        for location in ["https://stats.example/p.gif", "//unknown.example/"] {
            for cookie in ["", REFUSED] {
                let answer = redirect(location).ask(ask().cookie(cookie)).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{location}");
                assert_eq!(answer.header("location"), None);
                assert_eq!(answer.header("cache-control"), Some("no-store"));
                assert!(answer.text().contains("waits for consent"));
            }
        }
        let answer = redirect("https://stats.example/p.gif")
            .ask(ask().cookie(STATISTICS))
            .await;
        assert_eq!(
            answer.header("location"),
            Some("https://stats.example/p.gif")
        );
        // A cache may not lead there after a withdrawal.
        assert_eq!(answer.header("vary"), Some("Cookie"));
    }
    // One that does not say what for, and takes no page, is something in a page.
    let answer = redirect("https://stats.example/p.gif")
        .ask(Ask::any())
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_visitor_goes_where_the_site_leads() {
    for ask in [Ask::page(), Ask::any().header("accept", "text/html")] {
        let answer = redirect("https://unknown.example/login").ask(ask).await;
        assert_eq!(answer.status, StatusCode::FOUND);
    }
    for location in [
        "/next",
        "https://pay.example/3ds",
        "https://www.shop.example/",
    ] {
        let answer = redirect(location).ask(Ask::frame()).await;
        assert_eq!(answer.header("location"), Some(location));
        assert_eq!(answer.header("vary"), None);
    }
}

const SHEET: &str = "@import \"https://stats.example/a.css\"; å{background:url( //unknown.example/b.png ), url(own.png)}";

#[tokio::test]
async fn a_style_sheet_refers_to_nobody_who_has_to_wait() {
    for ask in [Ask::style(), Ask::any()] {
        let answer = css(SHEET).ask(ask).await;
        assert_eq!(
            answer.text(),
            "@import \"data:,\"; å{background:url( data:,), url(own.png)}"
        );
        assert_eq!(answer.header("vary"), Some("Cookie"));
    }
    let answer = css(SHEET).ask(Ask::style().cookie(STATISTICS)).await;
    assert!(
        answer
            .text()
            .starts_with("@import \"https://stats.example/a.css\";")
    );
    assert!(!answer.text().contains("unknown.example"));
    let all = css(SHEET).ask(Ask::style().cookie(ALL)).await;
    assert_eq!(all.text(), SHEET);
    // A copy from now is asked about again after a withdrawal.
    assert_eq!(all.header("vary"), Some("Cookie"));
    // What a script fetches is its own.
    assert_eq!(css(SHEET).ask(Ask::fetch()).await.text(), SHEET);
}

#[tokio::test]
async fn a_style_sheet_that_is_the_same_for_all_stays_for_all() {
    let text = "a{b:url(own.png)} /* https://stats.example */";
    let answer = css(text)
        .with("cache-control", "public, max-age=60")
        .ask(Ask::style())
        .await;
    assert_eq!(answer.text(), text);
    assert_eq!(answer.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(answer.header("vary"), None);
}

#[tokio::test]
async fn a_style_sheet_of_another_state_is_asked_for_whole() {
    let tag = |answer: &Answer| answer.header("etag").unwrap().to_owned();
    let all = tag(&css(SHEET)
        .with("etag", "\"1\"")
        .ask(Ask::style().cookie(ALL))
        .await);
    let same = css(SHEET)
        .ask(Ask::style().cookie(ALL).header("if-none-match", &all))
        .await;
    assert_eq!(same.asked(header::IF_NONE_MATCH), Some("\"1\", W/\"1\""));
    let ask = Ask::style().cookie(REFUSED).header("if-none-match", &all);
    let ask = ask.header("if-modified-since", "Thu, 01 Jan 2026 00:00:00 GMT");
    let other = css(SHEET).ask(ask).await;
    assert_eq!(other.asked(header::IF_NONE_MATCH), None);
    assert_eq!(other.asked(header::IF_MODIFIED_SINCE), None);
}

#[tokio::test]
async fn packed_and_odd_style_sheets_are_read() {
    let packed = Site::new(pack("gzip", SHEET.as_bytes()))
        .with("content-type", "text/css; charset=utf-8")
        .with("content-encoding", "gzip")
        .ask(Ask::style())
        .await
        .body
        .clone();
    assert!(!unpack("gzip", &packed).contains("example"));
    let wide: Vec<u8> = "\u{FEFF}a{b:url(//stats.example/)}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let answer = Site::new(wide)
        .with("content-type", "text/css")
        .ask(Ask::style())
        .await;
    assert_eq!(answer.text(), "\u{FEFF}a{b:url(data:,)}");
    let latin = Site::new(&b"\xE5{b:url(//stats.example/)}"[..]).with("content-type", "text/css");
    assert_eq!(latin.ask(Ask::style()).await.body, b"\xE5{b:url(data:,)}");
}

#[tokio::test]
async fn a_document_in_xml_gets_a_policy() {
    let svg = || Site::new("<svg/>").with("content-type", "image/svg+xml");
    for ask in [Ask::page(), Ask::frame()] {
        let answer = svg().ask(ask).await;
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.contains("pay.example") && !policy.contains("stats.example"),
            "{policy}"
        );
        assert_eq!(answer.header("vary"), Some("Cookie"));
        assert_eq!(answer.text(), "<svg/>");
    }
    // Nothing is fetched for an image; and where all is granted nothing is stopped.
    for ask in [Ask::image(), Ask::frame().cookie(ALL)] {
        assert_eq!(svg().ask(ask).await.header("content-security-policy"), None);
    }
}
