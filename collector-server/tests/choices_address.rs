//! Which address a receipt is tied to (ACCEPTANCE 56), through real sockets.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use collector::{Collector, Setup, fixture, read, with};
use consent_core::receipt::EventState;
use serde_json::json;

/// Records a choice with these headers and returns the address that was stored.
async fn stored(collector: &Collector, headers: &[(&'static str, &str)]) -> Option<String> {
    let mut request = collector.post(&collector.choice());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (status, answer) = read(request.send().await.unwrap()).await;
    assert_eq!(status, 201, "{answer}");
    let receipt = &collector.receipts().await[0];
    receipt.ip.map(|address| address.to_string())
}

async fn behind_proxy(settings: &str) -> Collector {
    let settings = format!("trusted_proxies = [\"127.0.0.0/8\", \"10.0.0.0/8\"]\n{settings}");
    Setup {
        settings,
        ..Setup::default()
    }
    .start()
    .await
}

// ACCEPTANCE 56
#[tokio::test]
async fn without_a_trusted_proxy_the_socket_decides_whatever_headers_say() {
    for header in ["x-forwarded-for", "forwarded", "x-real-ip"] {
        let collector = Collector::start().await;
        let value = if header == "forwarded" {
            "for=203.0.113.9"
        } else {
            "203.0.113.9"
        };
        let address = stored(&collector, &[(header, value)]).await;
        assert_eq!(address.as_deref(), Some("127.0.0.1"), "{header}");
    }
}

// ACCEPTANCE 56
#[tokio::test]
async fn behind_a_trusted_proxy_the_rightmost_untrusted_address_is_stored() {
    for (value, expected) in [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
    ] {
        let collector = behind_proxy("").await;
        let address = stored(&collector, &[("x-forwarded-for", value)]).await;
        assert_eq!(address.as_deref(), Some(expected), "{value}");
    }
}

// ACCEPTANCE 56
#[tokio::test]
async fn the_header_that_the_proxy_does_not_write_is_the_visitors_own_invention() {
    let headers = [
        ("forwarded", "for=\"[2001:db8::7]\""),
        ("x-forwarded-for", "203.0.113.9"),
    ];
    let collector = behind_proxy("proxy_header = \"forwarded\"").await;
    assert_eq!(
        stored(&collector, &headers).await.as_deref(),
        Some("2001:db8::7")
    );
    let collector = behind_proxy("").await;
    assert_eq!(
        stored(&collector, &headers).await.as_deref(),
        Some("203.0.113.9")
    );
}

// ACCEPTANCE 56
#[tokio::test]
async fn one_socket_for_both_families_tells_them_apart() {
    // A machine without IPv6 has no such socket; then the mapped form is tested in the reader alone.
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        eprintln!("not run: this machine has no IPv6");
        return;
    }
    for (host, expected) in [("127.0.0.1", "127.0.0.1"), ("[::1]", "::1")] {
        let collector = Setup {
            listen: "[::]:0",
            ..Setup::default()
        }
        .start()
        .await;
        let mut request = collector.post(&collector.choice()).build().unwrap();
        let port = collector.address.port();
        let url = format!("http://{host}:{port}/v1/sites/shop/choices");
        *request.url_mut() = url.parse().unwrap();
        let answer = reqwest::Client::new().execute(request).await.unwrap();
        assert_eq!(answer.status(), 201, "{host}");
        // IPv4 arrives there as `::ffff:127.0.0.1`, and is stored as what it is.
        let receipt = &collector.receipts().await[0];
        assert_eq!(receipt.ip, Some(expected.parse().unwrap()), "{host}");
    }
}

// ACCEPTANCE 59 (partly: through HTTP; the twelve months are in the store's suite)
#[tokio::test]
async fn a_refusal_keeps_its_address_unless_the_site_says_not() {
    for (rule, is_kept) in [
        ("", true),
        ("ip_on_refusal = true", true),
        ("ip_on_refusal = false", false),
    ] {
        let collector = Setup {
            site: fixture::SITE.replacen("name =", &format!("{rule}\nname ="), 1),
            ..Setup::default()
        }
        .start()
        .await;
        let no = json!({"statistics": "denied", "advertising": "denied"});
        let refusal = with(collector.choice(), "purposes", no);
        assert_eq!(collector.record(&refusal).await.0, 201);
        let refused = &collector.receipts().await[0];
        assert_eq!(refused.claims.state, EventState::ConsentRefused);
        assert_eq!(refused.ip.is_some(), is_kept, "{rule}");
        assert_eq!(refused.ip_truncated.is_some(), is_kept, "{rule}");
        // A yes is not touched by that.
        let key = json!("AAAAAAAAAAAAAAAAAAAAAg");
        let consent = with(collector.choice(), "consent_key", key);
        assert_eq!(collector.record(&consent).await.0, 201);
        let receipts = collector.receipts().await;
        let given = receipts
            .iter()
            .find(|one| one.claims.state == EventState::ConsentGiven);
        assert!(given.unwrap().ip.is_some(), "{rule}");
    }
}

// ACCEPTANCE 55 (partly: what each mode stores)
#[tokio::test]
async fn the_site_decides_how_much_of_the_address_is_kept() {
    for (mode, full, truncated) in [
        ("full", Some("203.0.113.9"), Some("203.0.113.0/24")),
        ("truncated", None, Some("203.0.113.0/24")),
        ("none", None, None),
    ] {
        let collector = Setup {
            site: fixture::SITE.replacen("name =", &format!("ip_mode = \"{mode}\"\nname ="), 1),
            settings: "trusted_proxies = [\"127.0.0.1/32\"]".to_owned(),
            ..Setup::default()
        }
        .start()
        .await;
        let address = stored(&collector, &[("x-forwarded-for", "203.0.113.9")]).await;
        assert_eq!(address.as_deref(), full, "{mode}");
        let kept = collector.receipts().await[0].ip_truncated;
        assert_eq!(
            kept.map(|net| net.to_string()).as_deref(),
            truncated,
            "{mode}"
        );
    }
}
