//! The console through HTTP, as a browser without JavaScript sees it.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector_server::staff::Role;
use office::{Browser, PASSWORD, add_user, audit, choose, page, setup};

#[tokio::test]
async fn a_stranger_is_led_to_the_login_and_a_user_from_it_to_the_search() {
    let collector = setup().start().await;
    add_user(&collector, "anna", "dpo").await;
    let mut browser = Browser::new();
    for path in [
        "/console",
        "/console/receipts/00000000-0000-4000-8000-000000000000",
    ] {
        let answer = browser.get(&collector, path).send().await.unwrap();
        assert_eq!(answer.status(), 303, "{path}");
        assert_eq!(answer.headers()["location"], "/console/login");
    }
    let wrong = browser.log_in(&collector, "anna", "wrong password").await;
    let (status, html) = page(wrong).await;
    assert_eq!(status, 401);
    assert!(
        html.contains("role=\"alert\"") && html.contains("value=\"anna\""),
        "{html}"
    );
    assert!(!html.contains("wrong password"));
    let right = browser.log_in(&collector, "anna", PASSWORD).await;
    assert_eq!(
        (right.status().as_u16(), &right.headers()["location"]),
        (303, &"/console".parse().unwrap())
    );
    let (status, html) = page(browser.get(&collector, "/console").send().await.unwrap()).await;
    assert_eq!(status, 200);
    assert!(html.contains("Data protection officer"), "{html}");
    let again = browser
        .get(&collector, "/console/login")
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 303);
}

// ACCEPTANCE 100 (partly: the console's headers and markup)
#[tokio::test]
async fn pages_have_a_strict_policy_and_nothing_inline_or_from_elsewhere() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let receipt = format!("/console/receipts/{}", anna.receipt_id);
    for path in ["/console", "/console/nothing", receipt.as_str()] {
        let answer = browser.get(&collector, path).send().await.unwrap();
        let headers = answer.headers().clone();
        assert_eq!(
            headers["content-security-policy"],
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        );
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["referrer-policy"], "same-origin");
        let html = answer.text().await.unwrap();
        for forbidden in [
            " style=",
            " onclick",
            "<style",
            "src=\"http",
            "href=\"http",
            "javascript:",
        ] {
            assert!(!html.contains(forbidden), "{path}: {forbidden}");
        }
        for (attribute, kind) in [("href=\"", ".css"), ("src=\"", ".js")] {
            let from = html
                .find(&format!("{attribute}/console/assets/console."))
                .unwrap();
            let name = html[from + attribute.len()..].split('"').next().unwrap();
            assert!(name.ends_with(kind), "{name}");
            let asset = Browser::new().get(&collector, name).send().await.unwrap();
            assert_eq!(asset.status(), 200);
            assert!(
                asset.headers()["cache-control"]
                    .to_str()
                    .unwrap()
                    .contains("immutable")
            );
            assert!(asset.text().await.unwrap().len() > 200);
        }
    }
}

#[tokio::test]
async fn a_person_is_found_by_user_id_address_network_and_code_from_one_box() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("100042"), "192.0.2.17", (true, false)).await;
    let other = choose(&collector, 2, None, "198.51.100.1", (false, false)).await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let spoken = anna.code.to_lowercase().replace('-', " ");
    for text in [
        "100042",
        "192.0.2.17",
        "192.0.2.0/24",
        "192.0.2.…",
        &anna.code,
        &spoken,
        &anna.receipt_id,
    ] {
        let (status, html) = browser.search(&collector, &[("q", text)]).await;
        assert_eq!(status, 200);
        assert!(
            html.contains(&format!("/console/receipts/{}", anna.receipt_id)),
            "{text}: {html}"
        );
        assert!(!html.contains(&other.receipt_id), "{text}");
        let in_table = html.split("<table").nth(1).unwrap();
        assert!(
            !in_table.contains("192.0.2.17"),
            "the address is masked in the table"
        );
        assert!(in_table.contains("192.0.2.…"));
    }
    let (_, all) = browser.search(&collector, &[]).await;
    assert!(all.contains(&anna.receipt_id) && all.contains(&other.receipt_id));
    let (_, granted) = browser
        .search(&collector, &[("decision", "statistics:granted")])
        .await;
    assert!(granted.contains(&anna.receipt_id) && !granted.contains(&other.receipt_id));
    let (_, none) = browser.search(&collector, &[("q", "nobody")]).await;
    assert!(none.contains("No receipts"));
}

#[tokio::test]
async fn what_looks_like_a_misread_code_is_said_and_can_be_searched_as_a_user_id() {
    let collector = setup().start().await;
    let odd = choose(
        &collector,
        1,
        Some("AAAA-BBBB-CCCC"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let (_, html) = browser.search(&collector, &[("q", "AAAA-BBBB-CCCC")]).await;
    assert!(
        html.contains("role=\"alert\"") && html.contains("Search as user ID instead"),
        "{html}"
    );
    let fields = [("q", "AAAA-BBBB-CCCC"), ("kind", "user_id")];
    let (_, html) = browser.search(&collector, &fields).await;
    assert!(html.contains(&odd.receipt_id));
}

// ACCEPTANCE 81 (partly: rate limits come later)
#[tokio::test]
async fn an_address_is_masked_until_a_reason_is_given_and_noted() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let path = format!("/console/receipts/{}", anna.receipt_id);
    let (_, html) = page(browser.get(&collector, &path).send().await.unwrap()).await;
    assert!(
        html.contains("192.0.2.…") && !html.contains("192.0.2.17"),
        "{html}"
    );
    let raw = raw_receipt(&html);
    assert_eq!(raw.disclosed.ip, None, "withheld from the raw receipt too");

    let token = browser.form_token();
    let unmask = format!("{path}/address");
    let without = browser.form(
        &collector,
        &unmask,
        &[("form_token", &token), ("reason", "")],
    );
    let (_, html) = page(without.send().await.unwrap()).await;
    assert!(html.contains("Choose a reason first") && !html.contains("192.0.2.17"));

    let fields = [
        ("form_token", token.as_str()),
        ("reason", "authority"),
        ("case", "IMY-2026-1"),
    ];
    let with = browser.form(&collector, &unmask, &fields);
    let (status, html) = page(with.send().await.unwrap()).await;
    assert_eq!(status, 200);
    assert!(html.contains("<code>192.0.2.17</code>"), "{html}");
    assert_eq!(
        raw_receipt(&html).disclosed.ip,
        Some([192, 0, 2, 17].into())
    );
    let rows = audit(&collector).await;
    let unmasked: Vec<_> = rows.iter().filter(|row| row.action == "unmask").collect();
    assert_eq!(unmasked.len(), 1);
    assert_eq!(unmasked[0].reason.as_deref(), Some("authority: IMY-2026-1"));

    let support = Browser::signed_in(&collector, Role::Support).await;
    let token = support.form_token();
    let fields = [("form_token", token.as_str()), ("reason", "authority")];
    let refused = support.form(&collector, &unmask, &fields);
    let (status, html) = page(refused.send().await.unwrap()).await;
    assert_eq!(status, 403);
    assert!(!html.contains("192.0.2.17"));
}

fn raw_receipt(html: &str) -> consent_core::receipt::VerifiedReceipt {
    use consent_core::receipt::SdJwt;
    let raw = html
        .split("id=\"raw\">")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    SdJwt::parse(raw).unwrap().open_unverified().unwrap()
}

#[tokio::test]
async fn a_receipt_shows_the_text_that_was_shown_the_proof_and_the_history() {
    let collector = setup().start().await;
    let first = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, true)).await;
    let second = choose(&collector, 1, Some("anna"), "192.0.2.17", (false, false)).await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let path = format!("/console/receipts/{}", second.receipt_id);
    let (_, html) = page(browser.get(&collector, &path).send().await.unwrap()).await;
    let site = collector.state.published.site("shop").unwrap();
    let accept = site.views[0].notice.lines().next().unwrap();
    assert!(
        html.contains(&format!("<p>{accept}</p>")),
        "{accept}: {html}"
    );
    assert!(html.contains("The signature holds and nothing was changed."));
    assert!(html.contains("The leaf belongs to the receipt"));
    assert!(
        html.contains("Withdrawn") && html.contains(">Cart<"),
        "{html}"
    );
    assert!(html.contains(&format!("href=\"/console/receipts/{}\"", first.receipt_id)));
    let (status, _) = page(
        browser
            .get(
                &collector,
                "/console/receipts/00000000-0000-4000-8000-000000000000",
            )
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(status, 404);
}

// ACCEPTANCE 91 (partly: forged forms)
#[tokio::test]
async fn a_form_without_this_sessions_token_or_from_another_origin_does_nothing() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let other = Browser::signed_in(&collector, Role::Dpo).await;
    let token = browser.form_token();
    let before = audit(&collector).await.len();
    for path in [
        "/console/search",
        "/console/receipts.csv",
        "/console/logout",
    ] {
        for fields in [
            vec![],
            vec![("form_token", "")],
            vec![("form_token", "guess")],
        ] {
            let answer = browser
                .form(&collector, path, &fields)
                .send()
                .await
                .unwrap();
            assert_eq!(answer.status(), 403, "{path} {fields:?}");
        }
        let others = other.form_token();
        let answer = browser.form(&collector, path, &[("form_token", &others)]);
        assert_eq!(answer.send().await.unwrap().status(), 403, "{path}");
        let foreign = reqwest::Client::new()
            .post(collector.url(path))
            .header("cookie", &browser.cookie)
            .header("origin", "https://evil.example")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("form_token={token}"));
        let (status, html) = page(foreign.send().await.unwrap()).await;
        assert_eq!(status, 403, "{path}");
        assert!(!html.contains("anna"));
    }
    assert_eq!(audit(&collector).await.len(), before);
    let (status, _) = browser.search(&collector, &[]).await;
    assert_eq!(status, 200, "the session is whole");
    let forged = reqwest::Client::new()
        .post(collector.url("/console/login"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("name=anna&password={PASSWORD}"));
    assert_eq!(forged.send().await.unwrap().status(), 403);
}

#[tokio::test]
async fn what_a_visitor_chose_as_a_name_is_text_on_every_page() {
    let collector = setup().start().await;
    let name = "<script>alert(1)</script>\"'><b>";
    let evil = choose(&collector, 1, Some(name), "192.0.2.17", (true, false)).await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let (_, found) = browser.search(&collector, &[("q", name)]).await;
    let path = format!("/console/receipts/{}", evil.receipt_id);
    let (_, receipt) = page(browser.get(&collector, &path).send().await.unwrap()).await;
    for html in [found, receipt] {
        assert!(html.contains("alert(1)") && html.contains(&evil.code));
        assert!(
            !html.contains("<script>alert") && !html.contains("<b>"),
            "{html}"
        );
    }
}

#[tokio::test]
async fn each_role_sees_its_own_search_page() {
    let collector = setup().start().await;
    let anna = choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    for (role, latest, by_user, by_ip, may_export) in [
        (Role::Dpo, true, true, true, true),
        (Role::Support, false, true, false, false),
        (Role::Auditor, true, false, false, true),
    ] {
        let browser = Browser::signed_in(&collector, role).await;
        for (fields, finds) in [
            (vec![], latest),
            (vec![("q", "anna")], by_user),
            (vec![("q", "192.0.2.17")], by_ip),
            (vec![("q", anna.code.as_str())], true),
        ] {
            let (status, html) = browser.search(&collector, &fields).await;
            assert_eq!(status, 200);
            assert_eq!(html.contains(&anna.receipt_id), finds, "{role} {fields:?}");
            assert_eq!(html.contains("role=\"alert\""), !finds, "{role} {fields:?}");
            let exports = html.contains("/console/receipts.csv");
            assert_eq!(exports, finds && may_export, "{role} {fields:?}");
        }
    }
    let admin = Browser::signed_in(&collector, Role::Admin).await;
    let (status, html) = page(admin.get(&collector, "/console").send().await.unwrap()).await;
    assert_eq!(status, 200);
    assert!(html.contains("No personal data in your role") && !html.contains("name=\"q\""));
    let (status, _) = admin.search(&collector, &[("q", "anna")]).await;
    assert_eq!(status, 403);
}

#[tokio::test]
async fn the_export_buttons_give_what_the_search_found() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    choose(&collector, 2, Some("bo"), "192.0.2.18", (true, false)).await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let token = browser.form_token();
    let fields = [("form_token", token.as_str()), ("q", "anna")];
    for (path, start) in [
        ("/console/receipts.csv", "\u{feff}receipt_id,"),
        // With proofs: the file can be verified, and imported elsewhere.
        (
            "/console/receipts.ndjson",
            "{\"format\":\"samtycke-export/1\"",
        ),
    ] {
        let answer = browser
            .form(&collector, path, &fields)
            .send()
            .await
            .unwrap();
        assert!(
            answer.headers()["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        let file = answer.text().await.unwrap();
        assert!(file.starts_with(start), "{file}");
        assert!(
            file.contains("192.0.2.17") && !file.contains("192.0.2.18"),
            "{file}"
        );
    }
}

// ACCEPTANCE 89 (partly: both languages; contrast, keyboard and screen readers are looked at in a browser)
#[tokio::test]
async fn the_pages_speak_swedish_and_english_by_the_browser_or_by_choice() {
    let collector = setup().start().await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    browser.language = "sv-SE, en;q=0.5";
    let (_, html) = page(browser.get(&collector, "/console").send().await.unwrap()).await;
    assert!(html.contains("<html lang=\"sv\">") && html.contains("Sök kvitton"));
    let (_, html) = browser
        .search(&collector, &[("q", "1.2.3.4/99"), ("kind", "ip")])
        .await;
    assert!(html.contains("ska vara en adress som 192.0.2.1"), "{html}");
    let answer = browser
        .get(&collector, "/console/language/en?back=/console")
        .send()
        .await
        .unwrap();
    let line = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert_eq!(answer.headers()["location"], "/console");
    browser.cookie = format!("{}; {}", browser.cookie, line.split(';').next().unwrap());
    let (_, html) = page(browser.get(&collector, "/console").send().await.unwrap()).await;
    assert!(html.contains("<html lang=\"en\">"));
    let away = browser
        .get(&collector, "/console/language/en?back=//evil.example")
        .send()
        .await
        .unwrap();
    assert_eq!(away.headers()["location"], "/console");
}

#[tokio::test]
async fn pages_of_results_lead_to_older_ones() {
    let collector = setup().start().await;
    let mut people = Vec::new();
    for number in 1..=60 {
        people.push(choose(&collector, number, None, "192.0.2.17", (true, false)).await);
    }
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let (_, html) = browser.search(&collector, &[("q", "192.0.2.17")]).await;
    assert!(html.contains(&people[59].receipt_id) && !html.contains(&people[0].receipt_id));
    let cursor = html.split("name=\"cursor\" value=\"").nth(1).unwrap();
    let cursor = cursor.split('"').next().unwrap();
    let (_, html) = browser
        .search(&collector, &[("q", "192.0.2.17"), ("cursor", cursor)])
        .await;
    assert!(html.contains(&people[0].receipt_id) && !html.contains(&people[59].receipt_id));
    assert!(
        html.contains("To the newest") && !html.contains("name=\"cursor\""),
        "{html}"
    );
}

/// The words that visitors read, of the banner itself.
fn banner(lang: &str) -> serde_json::Value {
    serde_json::from_str(match lang {
        "sv" => include_str!("../../banner-wasm/texts/sv.json"),
        _ => include_str!("../../banner-wasm/texts/en.json"),
    })
    .unwrap()
}

#[tokio::test]
async fn a_receipt_speaks_as_the_banner_did_and_says_what_is_always_on() {
    let collector = setup().start().await;
    let mut choice = collector.choice();
    choice["purposes"]["advertising"] = "granted".into();
    choice["method"] = "banner.accept_all".into();
    let (status, answer) = collector.record(&choice).await;
    assert_eq!(status, 201, "{answer}");
    let (id, code) = (&answer["receipt_id"], &answer["code"]);
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    let path = format!("/console/receipts/{}", id.as_str().unwrap());
    for (language, validity) in [("sv", "6 månader"), ("en", "6 months")] {
        browser.language = language;
        let texts = banner(language);
        let word = |key: &str| texts[key].as_str().unwrap();
        let (_, html) = page(browser.get(&collector, &path).send().await.unwrap()).await;
        let head = html.split("receipt-sub").nth(1).unwrap();
        let head = head.split("</p>").next().unwrap();
        assert!(head.ends_with(word("accept")), "{head}");
        assert!(
            html.contains(&format!("<dd title=\"P6M\">{validity}</dd>")),
            "{html}"
        );
        let chosen = html.split("<ul class=\"decisions\">").nth(1).unwrap();
        for (row, category) in [
            "category_functional",
            "category_statistics",
            "category_advertising",
        ]
        .iter()
        .enumerate()
        {
            let row = chosen.split("<li>").nth(row + 1).unwrap();
            let shown = format!("<span class=\"muted\">{} · ", word(category));
            assert!(row.contains(&shown), "{shown}: {row}");
        }
        let always = chosen.split("<li>").nth(1).unwrap();
        assert!(
            always.contains("class=\"mark\" data-tone=\"always\"")
                && always.contains(&word("always_on").to_lowercase()),
            "{always}"
        );
        // Searching speaks as reading does.
        let (_, html) = browser
            .search(&collector, &[("q", code.as_str().unwrap())])
            .await;
        assert!(
            html.contains(&format!("class=\"how\">{}<", word("accept"))),
            "{html}"
        );
    }
}
