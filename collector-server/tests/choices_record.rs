//! `POST /v1/sites/{site}/choices` when all is well.

mod collector;

use collector::{Collector, NOW, ORIGIN, Setup, assertion, fixture, read, with};
use consent_core::receipt::{Decision, Digest, EventState, Regime, SdJwt, commitment};
use serde_json::json;

// ACCEPTANCE 46 (partly: the answer is the signed receipt; its 300 ms are in `choices_pace.rs`, that body and leaf are one
// transaction in `choices_atomic.rs`)
#[tokio::test]
async fn a_choice_is_answered_with_its_signed_receipt_whose_leaf_is_in_the_log() {
    let collector = Collector::start().await;
    let (status, answer) = collector.record(&collector.choice()).await;
    assert_eq!(status, 201, "{answer}");
    let receipt = SdJwt::parse(answer["receipt"].as_str().unwrap()).unwrap();
    let key = &collector.state.log.receipt_keys()[0];
    assert!(receipt.verify(key).is_ok());
    // The leaf that the answer names is the next one, and commits to what was answered.
    let stored = &collector.receipts().await[0];
    assert_eq!(commitment(&stored.salt, receipt.jws()), stored.commitment);
    assert_eq!(answer["commitment"], stored.commitment.to_string());
    assert_eq!(answer["leaf_index"], stored.leaf_index);
    collector.state.log.integrate().await.unwrap();
    assert_eq!(
        collector.state.log.head().unwrap().size,
        stored.leaf_index + 1
    );
}

#[tokio::test]
async fn the_receipt_says_what_was_chosen_when_and_under_which_terms() {
    let collector = Collector::start().await;
    let (status, answer) = collector.record(&collector.choice()).await;
    assert_eq!(status, 201);
    let [receipt] = &collector.receipts().await[..] else {
        panic!("one receipt")
    };
    let site = collector.state.published.site("shop").unwrap();
    let claims = &receipt.claims;
    assert_eq!(answer["receipt_id"], claims.receipt_id.to_string());
    assert_eq!(answer["code"], claims.code.to_string());
    assert_eq!(answer["state"], "ConsentGiven");
    assert_eq!(answer["event_time"], NOW.to_string());
    assert_eq!(answer["commitment"], receipt.commitment.to_string());
    assert_eq!(claims.event_time, NOW);
    assert_eq!(claims.state, EventState::ConsentGiven);
    assert_eq!(claims.iss, "http://consent.localhost:8080");
    assert_eq!(claims.config_hash, site.terms.config_hash);
    assert_eq!(claims.build_hash, site.terms.build_hash);
    assert_eq!(claims.notice_hash, site.views[0].notice_hash);
    assert_eq!(claims.validity, "P6M");
    let decisions: Vec<(&str, Decision)> = claims
        .purposes
        .iter()
        .map(|purpose| (purpose.id.as_str(), purpose.decision))
        .collect();
    assert_eq!(
        decisions,
        [
            ("cart", Decision::NotAsked),
            ("statistics", Decision::Granted),
            ("advertising", Decision::Denied)
        ]
    );
    assert_eq!(receipt.page_origin.as_deref(), Some(ORIGIN));
    assert_eq!(receipt.user_agent.as_deref(), Some("Firefox 140"));
    assert_eq!(receipt.page_path, None, "the site did not ask for it");
}

// ACCEPTANCE 45 (partly: vendors, regime and jurisdiction as they are filled)
#[tokio::test]
async fn the_receipt_names_vendors_with_their_purposes_decision_and_the_law_that_the_site_states() {
    let collector = Collector::start().await;
    collector.record(&collector.choice()).await;
    let claims = collector.receipts().await.remove(0).claims;
    let told: Vec<_> = claims
        .vendors
        .iter()
        .map(|vendor| {
            (
                &*vendor.id,
                &*vendor.purpose,
                &*vendor.name,
                vendor.decision,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("counter", "statistics", "Räknaren", Decision::Granted),
            ("payments", "cart", "Betalningen", Decision::NotAsked),
        ]
    );
    // The controller's country, where the site says nothing else.
    assert_eq!(claims.regime, Some(Regime::EuGdpr));
    assert_eq!(claims.jurisdiction.as_deref(), Some("SE"));
    let before = claims.vendors[0].version_hash;

    let site = fixture::SITE
        .replacen("name =", "jurisdiction = \"US-CA\"\nname =", 1)
        .replace(
            "name = \"Räknaren\"",
            "name = \"Räknaren\"\nvendor = \"Counter Inc.\"\ncountry = \"US\"\nrecipients = [\"Counter Ireland Ltd\"]",
        );
    let setup = Setup {
        site,
        ..Setup::default()
    };
    let collector = setup.start().await;
    let refusal = with(
        collector.choice(),
        "purposes",
        json!({"statistics": "denied", "advertising": "denied"}),
    );
    collector.record(&refusal).await;
    let claims = collector.receipts().await.remove(0).claims;
    assert_eq!(claims.regime, Some(Regime::UsState));
    assert_eq!(claims.jurisdiction.as_deref(), Some("US-CA"));
    let counter = &claims.vendors[0];
    assert_eq!(
        (&*counter.name, counter.country.as_deref(), counter.decision),
        ("Counter Inc.", Some("US"), Decision::Denied)
    );
    assert_eq!(counter.recipients, ["Counter Ireland Ltd"]);
    assert_ne!(counter.version_hash, before);
    assert_ne!(counter.version_hash, Digest::of(b""));
}

#[tokio::test]
async fn a_service_that_was_refused_alone_is_denied_in_the_receipt_and_each_change_of_it_is_a_new_one()
 {
    let collector = Collector::start().await;
    let whole = collector.choice();
    let without = with(whole.clone(), "refused", json!(["counter"]));
    let mut states = Vec::new();
    for (body, status) in [
        (&without, 201),
        (&without, 200),
        (&whole, 201),
        (&whole, 200),
        (&without, 201),
    ] {
        let (answered, answer) = collector.record(body).await;
        assert_eq!(answered, status, "{answer}");
        states.push(answer["state"].as_str().unwrap().to_owned());
    }
    assert_eq!(
        states,
        [
            "ConsentGiven",
            "ConsentGiven",
            "ConsentGiven",
            "ConsentGiven",
            "ConsentWithdrawn"
        ]
    );
    let receipts = collector.receipts().await;
    let decided: Vec<_> = receipts
        .iter()
        .map(|receipt| {
            let (purposes, vendors) = (&receipt.claims.purposes, &receipt.claims.vendors);
            (purposes[1].decision, vendors[0].decision)
        })
        .collect();
    let (yes, no) = (Decision::Granted, Decision::Denied);
    assert_eq!(decided, [(yes, no), (yes, yes), (yes, no)]);
}

#[tokio::test]
async fn global_privacy_control_in_the_request_is_recorded_whatever_the_body_says() {
    for (header, said, recorded) in [
        (None, false, false),
        (None, true, true),
        (Some("1"), false, true),
        (Some("0"), false, false),
    ] {
        let collector = Collector::start().await;
        let choice = with(collector.choice(), "signals", json!({"gpc": said}));
        let mut request = collector.post(&choice);
        if let Some(value) = header {
            request = request.header("sec-gpc", value);
        }
        let (status, answer) = read(request.send().await.unwrap()).await;
        assert_eq!(status, 201, "{answer}");
        let claims = &collector.receipts().await[0].claims;
        assert_eq!(claims.signals.gpc, recorded, "{header:?}, {said}");
    }
}

// ACCEPTANCE 47
#[tokio::test]
async fn address_time_and_user_id_in_the_body_are_ignored() {
    let collector = Collector::start().await;
    let mut choice = collector.choice();
    choice["ip"] = json!("203.0.113.9");
    choice["user_id"] = json!("someone else");
    choice["event_time"] = json!("2001-01-01T00:00:00.000Z");
    // Nor is an address believed that anybody can write into a header: no proxy is trusted here.
    let request = collector
        .post(&choice)
        .header("x-forwarded-for", "203.0.113.9")
        .header("forwarded", "for=203.0.113.9")
        .header("x-real-ip", "203.0.113.9");
    assert_eq!(read(request.send().await.unwrap()).await.0, 201);
    let receipt = &collector.receipts().await[0];
    assert_eq!(receipt.ip, Some("127.0.0.1".parse().unwrap()));
    assert_eq!(receipt.user_id, None);
    assert_eq!(receipt.claims.event_time, NOW);
    assert!(!receipt.receipt.contains("someone"));
    // What else a body might say of its own accord is refused by name.
    for member in [
        "ip_truncated",
        "ip_hash",
        "user_agent",
        "time",
        "sub",
        "validity",
    ] {
        let (status, problem) = collector
            .record(&with(collector.choice(), member, json!("x")))
            .await;
        assert_eq!((status, &problem["field"]), (422, &json!(member)));
    }
    assert_eq!(collector.receipts().await.len(), 1);
}

// ACCEPTANCE 47
#[tokio::test]
async fn the_user_id_comes_from_an_assertion_that_the_site_signed() {
    let collector = Collector::start().await;
    let token = assertion::sign(&assertion::claims("kund-1042"));
    let choice = with(collector.choice(), "assertion", json!(token));
    assert_eq!(collector.record(&choice).await.0, 201);
    let receipt = &collector.receipts().await[0];
    assert_eq!(receipt.user_id.as_deref(), Some("kund-1042"));
}

/// A token that says that nobody signed it (RFC 7519 section 6).
fn unsigned(claims: &serde_json::Value) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
    let header = BASE64.encode(r#"{"alg":"none","typ":"JWT"}"#);
    format!("{header}.{}.", BASE64.encode(claims.to_string()))
}

// ACCEPTANCE 47
#[tokio::test]
async fn a_bad_assertion_is_refused_with_401_and_the_choice_is_recorded_without_it() {
    let good = assertion::claims("kund-1042");
    let now = NOW.as_millis() / 1000;
    let old = now - 1000;
    for (token, reason) in [
        (
            assertion::sign(&with(good.clone(), "aud", json!("other"))),
            "aud",
        ),
        (
            assertion::sign(&json!({"aud": "shop", "sub": "a", "iat": old, "exp": old + 300})),
            "expired",
        ),
        (
            assertion::sign_with(&fixture::SECRET.replace('0', "f"), &good),
            "signature",
        ),
        ("rubbish".to_owned(), "JWT"),
        // Valid for an hour, from tomorrow, and by an algorithm that signs nothing.
        (
            assertion::sign(&json!({"aud": "shop", "sub": "a", "iat": now, "exp": now + 3600})),
            "five minutes",
        ),
        (
            assertion::sign(
                &json!({"aud": "shop", "sub": "a", "iat": now + 86_400, "exp": now + 86_500}),
            ),
            "not valid yet",
        ),
        (unsigned(&good), "alg"),
    ] {
        let collector = Collector::start().await;
        let choice = with(collector.choice(), "assertion", json!(token));
        let (status, problem) = collector.record(&choice).await;
        assert_eq!(status, 401, "{problem}");
        assert_eq!(problem["type"], "/problems/assertion-refused");
        assert_eq!(problem["field"], "assertion");
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(reason), "{detail}");
        assert!(!problem.to_string().contains("kund-1042"));
        let receipt = &collector.receipts().await[0];
        assert_eq!(problem["receipt_id"], receipt.claims.receipt_id.to_string());
        assert_eq!(receipt.user_id, None);
        // What was chosen is recorded, and the visitor has the signed receipt of it.
        let decisions = receipt.claims.purposes.iter().map(|one| one.decision);
        assert_eq!(
            decisions.collect::<Vec<_>>(),
            [Decision::NotAsked, Decision::Granted, Decision::Denied]
        );
        let signed = SdJwt::parse(problem["receipt"].as_str().unwrap()).unwrap();
        let opened = signed.verify(&collector.state.log.receipt_keys()[0]);
        assert_eq!(opened.unwrap().claims, receipt.claims);
    }
}

#[tokio::test]
async fn a_site_that_names_no_key_takes_no_assertion() {
    let site = fixture::SITE.replace(
        "[identity]\nalgorithm = \"HS256\"\nsecret_file = \"identity.key\"\n",
        "",
    );
    let collector = Setup {
        site,
        ..Setup::default()
    }
    .start()
    .await;
    let token = assertion::sign(&assertion::claims("kund-1042"));
    let choice = with(collector.choice(), "assertion", json!(token));
    assert_eq!(collector.record(&choice).await.0, 401);
    assert_eq!(collector.receipts().await[0].user_id, None);
}

// ACCEPTANCE 60
#[tokio::test]
async fn the_same_choice_sent_twice_is_one_receipt() {
    let collector = Collector::start().await;
    let send = |key: &str| {
        let mut request = collector.post(&collector.choice()).build().unwrap();
        request
            .headers_mut()
            .insert("idempotency-key", key.parse().unwrap());
        async move { read(reqwest::Client::new().execute(request).await.unwrap()).await }
    };
    let (one, two) = (
        "11111111-1111-4111-8111-111111111111",
        "22222222-2222-4222-8222-222222222222",
    );
    let (status, first) = send(one).await;
    assert_eq!(status, 201);
    let (status, replayed) = send(one).await;
    assert_eq!((status, &replayed), (200, &first));
    let (status, unchanged) = send(two).await;
    assert_eq!(
        (status, &unchanged["receipt_id"]),
        (200, &first["receipt_id"])
    );
    assert_eq!(collector.receipts().await.len(), 1);
}

#[tokio::test]
async fn a_path_is_recorded_only_where_the_site_asked_for_it() {
    let site = fixture::SITE.replacen("name =", "record_page_path = true\nname =", 1);
    let collector = Setup {
        site,
        ..Setup::default()
    }
    .start()
    .await;
    let choice = with(collector.choice(), "page_path", json!("/cart"));
    assert_eq!(collector.record(&choice).await.0, 201);
    assert_eq!(
        collector.receipts().await[0].page_path.as_deref(),
        Some("/cart")
    );

    let collector = Collector::start().await;
    let choice = with(collector.choice(), "page_path", json!("/cart"));
    assert_eq!(collector.record(&choice).await.0, 201);
    assert_eq!(collector.receipts().await[0].page_path, None);
}

#[tokio::test]
async fn a_choice_that_waited_while_the_site_published_is_recorded_under_the_old_terms() {
    let collector = Collector::start().await;
    let waiting = collector.choice();
    let old = collector
        .state
        .published
        .site("shop")
        .unwrap()
        .terms
        .clone();
    let folder = collector.stop().await;
    let with_more = format!(
        "{}\n[[purposes]]\nid = \"comfort\"\ncategory = \"preferences\"\nlegal_basis = \"consent\"\n\
         title = {{ sv = \"B\", en = \"C\" }}\ndescription = {{ sv = \"b\", en = \"c\" }}\n",
        fixture::SITE
    );
    let collector = Setup {
        folder,
        site: with_more,
        ..Setup::default()
    }
    .start()
    .await;
    let (status, answer) = collector.record(&waiting).await;
    assert_eq!(status, 201, "{answer}");
    let claims = &collector.receipts().await[0].claims;
    assert_eq!(claims.config_hash, old.config_hash);
    assert_eq!(claims.build_hash, old.build_hash);
    assert_eq!(claims.purposes.len(), 3);
    let site = collector.state.published.site("shop").unwrap();
    assert_ne!(site.terms.config_hash, old.config_hash);
}
