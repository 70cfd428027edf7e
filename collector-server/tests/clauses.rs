//! `POST /v1/clauses` and the links in the mails, over HTTP on a real database.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod collector;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use collector::{
    Collector, FIREFOX, Setup, assertion,
    fixture::clauses::{TOKEN, with_clauses},
    read,
};
use consent_core::receipt::{ChannelDecision, Digest, EventState, Method};
use reqwest::{RequestBuilder, header::CONTENT_SECURITY_POLICY};
use serde_json::{Value, json};
use uuid::Uuid;

const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAQ";
const DAY_MS: i64 = 24 * 3600 * 1000;

async fn start() -> Collector {
    with_clauses(Setup::default()).start().await
}

/// A sign-up for the newsletter with these boxes, as the site's server tells it.
fn sign_up(collector: &Collector, channels: Value) -> Value {
    let site = collector.state.published.site("shop").unwrap();
    let text = &site.clauses[0].texts[0];
    json!({
        "clause": "newsletter", "event": "consent", "channels": channels,
        "notice_hash": text.notice_hash, "notice_lang": "sv",
        "assertion": assertion::sign(&assertion::claims("kund-1042")),
    })
}

fn post_with(collector: &Collector, bearer: &str, body: &Value) -> RequestBuilder {
    collector
        .request(reqwest::Method::POST, "/v1/clauses")
        .bearer_auth(bearer)
        .header("content-type", "application/json")
        .header("idempotency-key", Uuid::new_v4().to_string())
        .body(body.to_string())
}

async fn post(collector: &Collector, body: &Value) -> (u16, Value) {
    read(post_with(collector, TOKEN, body).send().await.unwrap()).await
}

/// The path of a link in an answer.
fn path(answer: &Value, link: &str) -> String {
    let url = answer[link]["url"].as_str().unwrap();
    url.strip_prefix("http://consent.localhost:8080")
        .unwrap()
        .to_owned()
}

async fn follow(collector: &Collector, method: reqwest::Method, path: &str) -> (u16, String) {
    let request = collector
        .request(method, path)
        .header("user-agent", FIREFOX);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let policy = response.headers()[CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"));
    (status, response.text().await.unwrap())
}

/// State and decisions of every receipt, newest first.
async fn history(collector: &Collector) -> Vec<(EventState, Vec<ChannelDecision>)> {
    let receipts = collector.receipts().await;
    receipts
        .iter()
        .map(|receipt| {
            let channels = &receipt.claims.channels;
            let decisions = channels.iter().map(|channel| channel.decision).collect();
            (receipt.claims.state, decisions)
        })
        .collect()
}

// ACCEPTANCE 62
#[tokio::test]
async fn a_clause_is_recorded_with_the_text_that_was_shown_and_its_channels() {
    use ChannelDecision::{Denied, Granted};
    let collector = start().await;
    let mut body = sign_up(&collector, json!({"email": false, "post": true}));
    // What the collector knows better is thrown away (ACCEPTANCE 47).
    body["ip"] = json!("203.0.113.9");
    body["user_id"] = json!("somebody else");
    body["event_time"] = json!("2001-01-01T00:00:00.000Z");
    let (status, answer) = post(&collector, &body).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(answer["state"], "ConsentGiven");
    assert_eq!(
        answer["channels"],
        json!({"email": "denied", "post": "granted"})
    );
    assert!(answer.get("confirm").is_none() && answer.get("unsubscribe").is_none());
    let [receipt] = &collector.receipts().await[..] else {
        panic!("one receipt")
    };
    let claims = &receipt.claims;
    let site = collector.state.published.site("shop").unwrap();
    assert_eq!(claims.method, Method::ClauseCheckbox);
    assert_eq!(claims.validity, "P24M");
    assert_eq!(claims.notice_hash, site.clauses[0].texts[0].notice_hash);
    assert_eq!(claims.clause.as_ref(), Some(&site.clauses[0].claim));
    assert!(claims.purposes.is_empty());
    assert_eq!(
        history(&collector).await,
        [(EventState::ConsentGiven, vec![Denied, Granted])]
    );
    assert_eq!(receipt.user_id.as_deref(), Some("kund-1042"));
    assert_eq!(
        (receipt.ip, receipt.ip_truncated),
        (None, None),
        "the address is the site's"
    );
    let notice = collector
        .state
        .receipts
        .notice(&claims.notice_hash)
        .await
        .unwrap()
        .unwrap();
    assert!(
        notice
            .text
            .ends_with("Jag kan sluta när som helst.\nE-post\nBrev"),
        "{}",
        notice.text
    );
    assert_eq!(notice.lang, "sv");
}

// ACCEPTANCE 62 (partly: what the form has to show is told, hash included)
#[tokio::test]
async fn the_site_gets_texts_labels_and_hashes_from_one_document() {
    let collector = start().await;
    let (status, document) =
        read(collector.get("/s/shop/clauses.json").send().await.unwrap()).await;
    assert_eq!(status, 200);
    let clause = &document["clauses"][0];
    assert_eq!(
        (&clause["id"], &clause["double_opt_in"]),
        (&json!("newsletter"), &json!(true))
    );
    let swedish = &clause["languages"]["sv"];
    assert_eq!(
        swedish["channels"][1],
        json!({"id": "post", "label": "Brev"})
    );
    let shown = format!(
        "[clause newsletter]\n{}\n{}\nE-post\nBrev",
        swedish["title"].as_str().unwrap(),
        swedish["text"].as_str().unwrap()
    );
    assert_eq!(
        swedish["notice_hash"],
        Digest::of(shown.as_bytes()).to_string()
    );
}

// ACCEPTANCE 62 (partly: an unticked box is no consent)
#[tokio::test]
async fn an_unticked_box_records_nothing_and_withdraws_nothing() {
    let collector = start().await;
    let none = sign_up(&collector, json!({"email": false, "post": false}));
    let (status, answer) = post(&collector, &none).await;
    assert_eq!((status, &answer["recorded"]), (200, &json!(false)));
    assert_eq!(collector.receipts().await.len(), 0);
    let some = sign_up(&collector, json!({"post": true}));
    assert_eq!(post(&collector, &some).await.0, 201);
    let (status, answer) = post(&collector, &none).await;
    assert_eq!((status, &answer["recorded"]), (200, &json!(false)));
    assert_eq!(answer["channels"]["post"], "granted");
    assert_eq!(collector.receipts().await.len(), 1);
}

// ACCEPTANCE 62
#[tokio::test]
async fn e_mail_waits_for_the_owner_of_the_mailbox_and_a_scanner_confirms_nothing() {
    use ChannelDecision::{Granted, NotAsked, Pending};
    let collector = start().await;
    let body = sign_up(&collector, json!({"email": true}));
    let (status, answer) = post(&collector, &body).await;
    assert_eq!(
        (status, &answer["state"]),
        (201, &json!("ConsentRequested"))
    );
    assert_eq!(answer["channels"]["email"], "pending");
    let link = path(&answer, "confirm");
    for method in [
        reqwest::Method::GET,
        reqwest::Method::HEAD,
        reqwest::Method::GET,
    ] {
        assert_eq!(follow(&collector, method, &link).await.0, 200);
    }
    let pending = (EventState::ConsentRequested, vec![Pending, NotAsked]);
    assert_eq!(
        history(&collector).await,
        std::slice::from_ref(&pending).to_vec()
    );

    let (status, page) = follow(&collector, reqwest::Method::GET, &link).await;
    assert!(
        status == 200 && page.contains("<form method=\"post\">") && page.contains("lang=\"sv\"")
    );
    collector.clock.advance(1000);
    let (status, page) = follow(&collector, reqwest::Method::POST, &link).await;
    assert!(
        status == 200 && page.contains("Nyhetsbrev") && page.contains("bekräftat"),
        "{page}"
    );
    let given = (EventState::ConsentGiven, vec![Granted, NotAsked]);
    assert_eq!(history(&collector).await, [given.clone(), pending.clone()]);
    let receipts = collector.receipts().await;
    assert_eq!(
        receipts[0].claims.notice_hash,
        receipts[1].claims.notice_hash
    );
    assert_eq!(receipts[0].claims.record_id, receipts[1].claims.record_id);
    assert_eq!(receipts[0].user_id.as_deref(), Some("kund-1042"));
    assert_eq!(
        receipts[0].ip,
        Some("127.0.0.1".parse().unwrap()),
        "the mailbox owner's own"
    );
    assert_eq!(receipts[0].user_agent.as_deref(), Some("Firefox 140"));

    // Once is enough.
    let (status, page) = follow(&collector, reqwest::Method::POST, &link).await;
    assert!(status == 200 && page.contains("Redan bekräftat"), "{page}");
    assert_eq!(history(&collector).await, [given, pending]);
}

// ACCEPTANCE 62 (partly: a confirmation comes in time, from a known link, and not after a withdrawal)
#[tokio::test]
async fn a_confirmation_that_is_late_unknown_or_taken_back_grants_nothing() {
    let collector = start().await;
    let body = sign_up(&collector, json!({"email": true}));
    let first = path(&post(&collector, &body).await.1, "confirm");
    collector.clock.advance(8 * DAY_MS);
    let (status, page) = follow(&collector, reqwest::Method::POST, &first).await;
    assert!(
        status == 200 && page.contains("gäller inte längre"),
        "{page}"
    );

    let mut again = sign_up(&collector, json!({"email": true}));
    let now = collector.clock_seconds();
    let claims = json!({"aud": "shop", "sub": "kund-1042", "iat": now, "exp": now + 300});
    again["assertion"] = json!(assertion::sign(&claims));
    let second = path(&post(&collector, &again).await.1, "confirm");
    assert_ne!(first, second);
    let withdrawal =
        json!({"clause": "newsletter", "event": "withdrawal", "assertion": again["assertion"]});
    let (status, answer) = post(&collector, &withdrawal).await;
    assert_eq!(
        (status, &answer["channels"]["email"]),
        (201, &json!("denied")),
        "{answer}"
    );
    let (status, _) = follow(&collector, reqwest::Method::POST, &second).await;
    assert_eq!(status, 404);
    for token in ["x", &URL_SAFE_NO_PAD.encode([7; 32])] {
        let (status, page) = follow(
            &collector,
            reqwest::Method::POST,
            &format!("/confirm/en/{token}"),
        )
        .await;
        assert!(status == 404 && page.contains("no longer counts"), "{page}");
    }
    let granted = history(&collector).await;
    assert!(
        granted
            .iter()
            .all(|(_, channels)| !channels.contains(&ChannelDecision::Granted))
    );
}

// ACCEPTANCE 62 (partly: who takes everything back takes a waiting sign-up back too)
#[tokio::test]
async fn a_person_who_withdraws_everything_ends_what_waits_for_a_confirmation() {
    let collector = start().await;
    let body = sign_up(&collector, json!({"email": true}));
    let link = path(&post(&collector, &body).await.1, "confirm");
    let all = collector
        .request(reqwest::Method::POST, "/v1/sites/shop/my/withdraw")
        .header("origin", collector::ORIGIN)
        .json(&json!({"assertion": body["assertion"]}));
    assert_eq!(read(all.send().await.unwrap()).await.0, 200);
    assert_eq!(
        follow(&collector, reqwest::Method::POST, &link).await.0,
        404
    );
    let granted = history(&collector).await;
    assert!(
        granted
            .iter()
            .all(|(_, channels)| !channels.contains(&ChannelDecision::Granted))
    );
}

// ACCEPTANCE 62
#[tokio::test]
async fn one_click_unsubscribes_at_once_without_login_and_again_and_again() {
    use ChannelDecision::{Denied, Granted};
    let collector = start().await;
    let body = sign_up(&collector, json!({"email": true, "post": true}));
    let (_, answer) = post(&collector, &body).await;
    let headers = &answer["unsubscribe"]["headers"];
    assert_eq!(
        headers["List-Unsubscribe-Post"],
        "List-Unsubscribe=One-Click"
    );
    let url = answer["unsubscribe"]["url"].as_str().unwrap();
    assert_eq!(headers["List-Unsubscribe"], format!("<{url}>"));
    let link = path(&answer, "unsubscribe");
    follow(&collector, reqwest::Method::POST, &path(&answer, "confirm")).await;

    // A mail program that looks at the page changes nothing.
    let (status, page) = follow(&collector, reqwest::Method::GET, &link).await;
    assert!(status == 200 && page.contains("<form method=\"post\">"));
    assert_eq!(collector.receipts().await.len(), 2);
    collector.clock.advance(1000);
    // As RFC 8058 section 3.2 has it: no cookie, no session, a form body.
    let one_click = collector
        .request(reqwest::Method::POST, &link)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click");
    assert_eq!(one_click.send().await.unwrap().status(), 200);
    let withdrawn = (EventState::ConsentWithdrawn, vec![Denied, Granted]);
    assert_eq!(history(&collector).await[0], withdrawn);
    let receipts = collector.receipts().await;
    assert_eq!(receipts[0].claims.method, Method::LinkUnsubscribe);
    assert_eq!(receipts[0].user_id.as_deref(), Some("kund-1042"));
    for _ in 0..3 {
        assert_eq!(
            follow(&collector, reqwest::Method::POST, &link).await.0,
            200
        );
    }
    assert_eq!(collector.receipts().await.len(), 3, "said already");
    let unknown = format!("/unsubscribe/sv/{}", URL_SAFE_NO_PAD.encode([7; 16]));
    assert_eq!(
        follow(&collector, reqwest::Method::POST, &unknown).await.0,
        404
    );
    // The link names nobody and is the same in every letter.
    assert!(!link.contains("kund") && !link.contains(answer["record_id"].as_str().unwrap()));
    let (_, again) = post(&collector, &sign_up(&collector, json!({"email": true}))).await;
    assert_eq!(path(&again, "unsubscribe"), link);
}

// ACCEPTANCE 63
#[tokio::test]
async fn a_withdrawal_and_an_objection_are_receipts_of_their_own_and_change_no_earlier_one() {
    use ChannelDecision::{Denied, Granted, NotAsked};
    let collector = start().await;
    post(&collector, &sign_up(&collector, json!({"post": true}))).await;
    let given = collector.receipts().await.remove(0);
    let assertion = assertion::sign(&assertion::claims("kund-1042"));
    let about =
        |event: &str| json!({"clause": "newsletter", "event": event, "assertion": assertion});
    collector.clock.advance(1000);
    let (status, answer) = post(&collector, &about("objection")).await;
    assert_eq!((status, &answer["state"]), (201, &json!("Objection")));
    let (status, _) = post(&collector, &about("objection")).await;
    assert_eq!(status, 200, "said already");
    collector.clock.advance(1000);
    let (status, answer) = post(&collector, &about("withdrawal")).await;
    assert_eq!(
        (status, &answer["state"]),
        (201, &json!("ConsentWithdrawn"))
    );
    assert_eq!(
        history(&collector).await,
        [
            (EventState::ConsentWithdrawn, vec![Denied, Denied]),
            (EventState::Objection, vec![NotAsked, Granted]),
            (EventState::ConsentGiven, vec![NotAsked, Granted]),
        ]
    );
    let receipts = collector.receipts().await;
    assert_eq!(receipts[2], given, "the earlier receipt is as it was");
    let jws = given.receipt.split('~').next().unwrap();
    assert_eq!(
        receipts[1].claims.prev_receipt,
        Some(Digest::of(jws.as_bytes()))
    );
    // Another clause is another matter.
    let site = collector.state.published.site("shop").unwrap();
    let offers = &site.clauses[1];
    assert_ne!(offers.claim.purpose, site.clauses[0].claim.purpose);
}

#[tokio::test]
async fn the_account_page_saves_the_whole_grid_and_the_same_twice_is_one_receipt() {
    let collector = start().await;
    let mut body = sign_up(&collector, json!({"email": false, "post": true}));
    body["event"] = json!("save");
    assert_eq!(post(&collector, &body).await.0, 201);
    let (status, answer) = post(&collector, &body).await;
    assert_eq!((status, &answer["recorded"]), (200, &json!(true)));
    body["channels"] = json!({"email": false, "post": false});
    let (status, answer) = post(&collector, &body).await;
    assert_eq!(
        (status, &answer["state"]),
        (201, &json!("ConsentWithdrawn"))
    );
    assert_eq!(collector.receipts().await.len(), 2);
    // The same attempt again is the same receipt.
    let key = Uuid::new_v4().to_string();
    body["channels"] = json!({"email": false, "post": true});
    let send = async || {
        let request = post_with(&collector, TOKEN, &body).header("idempotency-key", &key);
        let request = request.build().unwrap();
        let mut request = request;
        request
            .headers_mut()
            .insert("idempotency-key", key.parse().unwrap());
        read(reqwest::Client::new().execute(request).await.unwrap()).await
    };
    let (first, second) = (send().await, send().await);
    assert_eq!((first.0, second.0), (201, 200));
    assert_eq!(first.1["receipt_id"], second.1["receipt_id"]);
}

// ACCEPTANCE 47
#[tokio::test]
async fn only_the_site_may_post_and_a_bad_assertion_records_nothing() {
    let collector = start().await;
    let body = sign_up(&collector, json!({"post": true}));
    for bearer in ["", "wrong", &TOKEN[1..], "a.b.c"] {
        let (status, problem) =
            read(post_with(&collector, bearer, &body).send().await.unwrap()).await;
        assert_eq!(status, 401, "{bearer}: {problem}");
    }
    let now = collector.clock_seconds();
    for (claims, secret) in [
        (
            json!({"aud": "other", "sub": "a", "iat": now, "exp": now + 300}),
            None,
        ),
        (
            json!({"aud": "shop", "sub": "a", "iat": now - 400, "exp": now - 100}),
            None,
        ),
        (
            assertion::claims("a"),
            Some("another secret of thirty-two bytes"),
        ),
    ] {
        let token = match secret {
            None => assertion::sign(&claims),
            Some(secret) => assertion::sign_with(secret, &claims),
        };
        let mut body = body.clone();
        body["assertion"] = json!(token);
        let (status, problem) = post(&collector, &body).await;
        assert_eq!(
            (status, &problem["type"]),
            (401, &json!("/problems/assertion-refused"))
        );
        let (status, _) = read(post_with(&collector, &token, &body).send().await.unwrap()).await;
        assert_eq!(status, 401, "nor does it open the door");
    }
    assert_eq!(collector.receipts().await.len(), 0);
    // A good assertion is a way in of its own, for the person it names.
    let token = assertion::sign(&assertion::claims("kund-7"));
    let (status, _) = read(post_with(&collector, &token, &body).send().await.unwrap()).await;
    assert_eq!(status, 201);
    assert_eq!(
        collector.receipts().await[0].user_id.as_deref(),
        Some("kund-7")
    );
}

#[tokio::test]
async fn what_is_wrong_with_a_body_is_named_by_its_member() {
    let collector = start().await;
    let good = sign_up(&collector, json!({"post": true}));
    for (member, value, field) in [
        ("clause", json!("nothing"), "clause"),
        ("clause", json!(null), "clause"),
        ("event", json!("given"), "event"),
        ("channels", json!({"phone": true}), "channels.phone"),
        ("channels", json!({"pigeon": true}), "channels"),
        ("channels", json!({"post": 1}), "channels.post"),
        ("channels", json!([]), "channels"),
        ("channels", json!({}), "channels"),
        ("notice_hash", json!("0".repeat(64)), "notice_hash"),
        ("notice_hash", json!("x"), "notice_hash"),
        ("notice_lang", json!("de"), "notice_hash"),
        ("method", json!("banner.save"), "method"),
        ("consent_key", json!("x"), "consent_key"),
        ("email", json!("somebody@shop.example"), "email"),
    ] {
        let mut body = good.clone();
        body[member] = value.clone();
        let (status, problem) = post(&collector, &body).await;
        assert_eq!(
            (status, &problem["field"]),
            (422, &json!(field)),
            "{member} = {value}"
        );
        assert!(!problem.to_string().contains("somebody@"), "{problem}");
    }
    let mut nobody = good.clone();
    nobody.as_object_mut().unwrap().remove("assertion");
    assert_eq!(post(&collector, &nobody).await.1["field"], "assertion");
    // A banner's text is no clause's.
    let mut banner = good;
    let site = collector.state.published.site("shop").unwrap();
    banner["notice_hash"] = json!(site.views[0].notice_hash);
    assert_eq!(post(&collector, &banner).await.1["field"], "notice_hash");
    assert_eq!(collector.receipts().await.len(), 0);
}

#[tokio::test]
async fn a_browsers_key_ties_a_clause_to_its_cookie_choice_in_either_order() {
    let collector = start().await;
    let mut clause = sign_up(&collector, json!({"post": true}));
    clause.as_object_mut().unwrap().remove("assertion");
    clause["consent_key"] = json!(KEY);
    assert_eq!(post(&collector, &clause).await.0, 201);
    // The same browser's choice about cookies comes second, and is a record of its own.
    let (status, choice) = collector.record(&collector.choice()).await;
    assert_eq!((status, &choice["state"]), (201, &json!("ConsentGiven")));
    let receipts = collector.receipts().await;
    assert_eq!(receipts[0].subject_ref, receipts[1].subject_ref);
    assert_ne!(receipts[0].claims.record_id, receipts[1].claims.record_id);
    assert_eq!(collector.record(&collector.choice()).await.0, 200);
}

// ACCEPTANCE 62 (partly: a user has one record of a clause, whatever the device)
#[tokio::test]
async fn a_user_has_one_record_of_a_clause_on_every_device() {
    let collector = start().await;
    let mut body = sign_up(&collector, json!({"post": true}));
    body["consent_key"] = json!(KEY);
    let first = post(&collector, &body).await.1;
    body["consent_key"] = json!("AAAAAAAAAAAAAAAAAAAAAg");
    body["event"] = json!("save");
    body["channels"] = json!({"email": false, "post": false});
    let second = post(&collector, &body).await.1;
    assert_eq!(second["state"], "ConsentWithdrawn");
    assert_eq!(first["record_id"], second["record_id"]);
}

#[tokio::test]
async fn secrets_of_links_are_in_no_log_line_metric_or_database_file() {
    let collector = start().await;
    let (_, answer) = post(&collector, &sign_up(&collector, json!({"email": true}))).await;
    let secrets: Vec<String> = ["confirm", "unsubscribe"]
        .map(|link| path(&answer, link).rsplit('/').next().unwrap().to_owned())
        .to_vec();
    follow(&collector, reqwest::Method::POST, &path(&answer, "confirm")).await;
    let metrics = collector.metrics().await;
    let folder = collector.stop().await;
    let mut looked_at = 0;
    for entry in std::fs::read_dir(folder.path().join("data")).unwrap() {
        let path = entry.unwrap().path();
        if !path.is_file() {
            continue;
        }
        looked_at += 1;
        let bytes = std::fs::read(&path).unwrap();
        for secret in &secrets {
            let raw = URL_SAFE_NO_PAD.decode(secret).unwrap();
            for form in [secret.as_bytes(), &raw] {
                assert!(
                    !bytes.windows(form.len()).any(|window| window == form),
                    "{path:?}"
                );
            }
        }
    }
    assert!(looked_at > 0);
    assert!(secrets.iter().all(|secret| !metrics.contains(secret)));
}
