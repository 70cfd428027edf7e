//! The console's pages about people's rights, as a browser without JavaScript sees them.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;
mod office;

use collector::Collector;
use collector_server::staff::Role;
use office::{Browser, audit, choose, page, setup};

async fn send(
    browser: &Browser,
    collector: &Collector,
    path: &str,
    fields: &[(&str, &str)],
) -> (u16, String, String) {
    let token = browser.form_token();
    let mut all = vec![("form_token", token.as_str())];
    all.extend_from_slice(fields);
    let answer = browser.form(collector, path, &all).send().await.unwrap();
    let location = answer
        .headers()
        .get("location")
        .map(|to| to.to_str().unwrap().to_owned())
        .unwrap_or_default();
    let (status, html) = page(answer).await;
    (status, location, html)
}

async fn read(browser: &Browser, collector: &Collector, path: &str) -> (u16, String) {
    page(browser.get(collector, path).send().await.unwrap()).await
}

// ACCEPTANCE 78 (partly: the page)
#[tokio::test]
async fn a_person_is_found_a_case_opened_previewed_and_erased_by_hand() {
    let collector = setup().start().await;
    let anna = choose(
        &collector,
        1,
        Some("kund-4711"),
        "192.0.2.17",
        (true, false),
    )
    .await;
    let browser = Browser::signed_in(&collector, Role::Dpo).await;
    let (_, start) = read(&browser, &collector, "/console").await;
    assert!(start.contains("href=\"/console/rights\""));
    let (status, html) = read(&browser, &collector, "/console/rights").await;
    assert_eq!(status, 200);
    assert!(html.contains("There are no cases."), "{html}");

    let question = [("q", anna.code.as_str()), ("by", "code")];
    let (status, _, html) = send(&browser, &collector, "/console/rights/find", &question).await;
    assert_eq!(status, 200);
    assert!(
        html.contains("with a user ID") && html.contains("Open the case"),
        "{html}"
    );
    assert!(!html.contains("192.0.2.17"));

    // What is not enough is said on the page.
    let mut wanted = question.to_vec();
    wanted.extend([("kind", "erasure"), ("identity", "device_key")]);
    let (status, _, html) = send(&browser, &collector, "/console/rights/cases", &wanted).await;
    assert_eq!(status, 403);
    assert!(
        html.contains("role=\"alert\"") && html.contains("What was shown is not enough."),
        "{html}"
    );
    wanted.pop();
    wanted.push(("identity", "eid"));
    let (status, case, _) = send(&browser, &collector, "/console/rights/cases", &wanted).await;
    assert_eq!(status, 303);
    assert!(case.starts_with("/console/rights/R-2026-"), "{case}");

    let (_, html) = read(&browser, &collector, &case).await;
    for text in [
        "If you erase now",
        "1 receipt with signature and salt",
        "1 whole IP address",
        "Erase for good",
    ] {
        assert!(html.contains(text), "{text} in {html}");
    }
    let hold = [
        ("basis", "authority"),
        ("scope", "everything"),
        ("until", "2026-11-30"),
    ];
    let (status, to, _) = send(&browser, &collector, &format!("{case}/hold"), &hold).await;
    assert_eq!((status, to), (303, case.clone()));
    let (_, html) = read(&browser, &collector, &case).await;
    assert!(
        html.contains("until 2026-11-30") && html.contains("the person was not told"),
        "{html}"
    );
    assert!(!html.contains("Erase for good"));
    let ground = [
        ("ground", "consent_withdrawn"),
        ("suppress", "yes"),
        ("checked", "yes"),
    ];
    let (status, _, html) = send(&browser, &collector, &format!("{case}/erase"), &ground).await;
    assert_eq!(status, 409);
    assert!(html.contains("legal hold"), "{html}");
    let (status, _, _) = send(&browser, &collector, &format!("{case}/release"), &[]).await;
    assert_eq!(status, 303);
    let (status, _, _) = send(&browser, &collector, &format!("{case}/erase"), &ground).await;
    assert_eq!(status, 303);

    let (_, html) = read(&browser, &collector, &case).await;
    for text in [
        "Nobody is left",
        "Räknaren",
        "The tombstone&#39;s leaf in the log",
    ] {
        assert!(html.contains(text), "{text} in {html}");
    }
    let answer = browser
        .get(&collector, &format!("{case}/letters/erasure?lang=sv"))
        .send()
        .await
        .unwrap();
    let name = answer.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        name.starts_with("attachment") && name.contains("-erasure.sv.html"),
        "{name}"
    );
    let (_, html) = page(answer).await;
    assert!(html.contains("<html lang=\"sv\">") && html.contains("Det här har raderats"));
    let rows = audit(&collector).await;
    for action in [
        "rights-find",
        "rights-open",
        "rights-read",
        "rights-hold",
        "rights-release",
        "rights-erase",
        "rights-letter",
    ] {
        assert!(rows.iter().any(|row| row.action == action), "{action}");
    }
    let (_, found) = browser.search(&collector, &[("q", "kund-4711")]).await;
    assert!(!found.contains(&anna.receipt_id));
}

#[tokio::test]
async fn the_pages_speak_swedish_and_take_nothing_from_foreign_forms_or_other_roles() {
    let collector = setup().start().await;
    choose(&collector, 1, None, "192.0.2.17", (true, false)).await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    browser.language = "sv";
    let (_, html) = read(&browser, &collector, "/console/rights").await;
    assert!(
        html.contains("En IP-adress räcker aldrig") && html.contains("Ärenden"),
        "{html}"
    );
    let key = "AQEBAQEBAQEBAQEBAQEBAQ";
    let by_key = [
        ("q", key),
        ("by", "consent_key"),
        ("kind", "access"),
        ("identity", "contact"),
    ];
    let (status, _, html) = send(&browser, &collector, "/console/rights/cases", &by_key).await;
    assert_eq!(status, 403);
    assert!(html.contains("visar bara webbläsarens nyckel"), "{html}");
    let without = browser.form(&collector, "/console/rights/find", &by_key[..2]);
    assert_eq!(without.send().await.unwrap().status(), 403);
    for role in [Role::Support, Role::Auditor, Role::Admin] {
        let other = Browser::signed_in(&collector, role).await;
        assert_eq!(
            read(&other, &collector, "/console/rights").await.0,
            403,
            "{role}"
        );
        let (_, start) = read(&other, &collector, "/console").await;
        assert!(!start.contains("/console/rights"), "{role}");
    }
}

/// A case about person 1, opened with the browser's key; the first in the collector.
async fn case_of(browser: &Browser, collector: &Collector, kind: &str) -> String {
    let asked = [
        ("q", "AQEBAQEBAQEBAQEBAQEBAQ"),
        ("by", "consent_key"),
        ("kind", kind),
        ("identity", "device_key"),
    ];
    let (status, case, html) = send(browser, collector, "/console/rights/cases", &asked).await;
    assert_eq!(status, 303, "{html}");
    case
}

/// The form that goes to `step` of a case.
fn form_of<'a>(html: &'a str, step: &str) -> &'a str {
    let from = html.find(&format!("{step}\" class=\"stack\"")).unwrap();
    html[from..].split("</form>").next().unwrap()
}

#[tokio::test]
async fn erasing_waits_for_a_tick_that_it_is_this_person() {
    let collector = setup().start().await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (true, false)).await;
    choose(&collector, 1, Some("anna"), "192.0.2.17", (false, false)).await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    let case = case_of(&browser, &collector, "erasure").await;
    let erase = format!("{case}/erase");
    let ground = [("ground", "consent_withdrawn"), ("suppress", "yes")];
    for (language, label, error) in [
        (
            "en",
            "I have checked that it is this person: 2 receipts",
            "Nothing was erased",
        ),
        (
            "sv",
            "Jag har kontrollerat att det är den här personen: 2 kvitton",
            "Inget raderades",
        ),
    ] {
        browser.language = language;
        let (_, html) = read(&browser, &collector, &case).await;
        let form = form_of(&html, "erase");
        assert!(form.contains(label), "{form}");
        assert!(
            form.contains("<input type=\"checkbox\" name=\"checked\" value=\"yes\" required"),
            "{form}"
        );
        assert!(form.contains("class=\"button primary danger\""), "{form}");
        assert!(!form.contains("role=\"alert\""), "{form}");
        for unticked in [&ground[..], &[ground[0], ground[1], ("checked", "")]] {
            let (status, _, html) = send(&browser, &collector, &erase, unticked).await;
            assert_eq!(status, 400);
            let form = form_of(&html, "erase");
            assert!(
                form.contains("role=\"alert\"") && form.contains(error),
                "{html}"
            );
            assert_eq!(html.matches("role=\"alert\"").count(), 1);
        }
    }
    assert!(
        !audit(&collector)
            .await
            .iter()
            .any(|row| row.action == "rights-erase")
    );
    let ticked = [ground[0], ground[1], ("checked", "yes")];
    let (status, _, _) = send(&browser, &collector, &erase, &ticked).await;
    assert_eq!(status, 303);
}

// What a program is told is in lower case, with the names of members; people read sentences beside the form.
#[tokio::test]
async fn what_is_wrong_stands_in_the_form_in_words_of_its_own() {
    let collector = setup().start().await;
    choose(&collector, 1, None, "192.0.2.17", (true, false)).await;
    let mut browser = Browser::signed_in(&collector, Role::Dpo).await;
    let case = case_of(&browser, &collector, "access").await;
    for (language, until, reason, code) in [
        (
            "en",
            "\u{201c}Up to and including\u{201d} has to be a day in the future, such as 2027-06-30.",
            "\u{201c}Reason\u{201d} is missing or not right.",
            "\u{201c}Receipt code\u{201d} is missing or not right.",
        ),
        (
            "sv",
            "\u{201d}Till och med\u{201d} ska vara en dag i framtiden, som 2027-06-30.",
            "\u{201d}Skäl\u{201d} saknas eller stämmer inte.",
            "\u{201d}Kvittokod\u{201d} saknas eller stämmer inte.",
        ),
    ] {
        browser.language = language;
        for (step, fields, text) in [
            (
                "hold",
                vec![
                    ("basis", "authority"),
                    ("scope", "everything"),
                    ("until", "soon"),
                ],
                until,
            ),
            ("extend", vec![("months", "1")], reason),
            ("close", vec![("outcome", "refused")], reason),
        ] {
            let path = format!("{case}/{step}");
            let (status, _, html) = send(&browser, &collector, &path, &fields).await;
            assert_eq!(status, 400, "{step}");
            let form = form_of(&html, step);
            assert!(form.contains(text), "{step}: {form}");
            assert_eq!(html.matches("role=\"alert\"").count(), 1, "{step}");
        }
        // What was shown is at fault, not what was searched for.
        let asked = [
            ("q", "AQEBAQEBAQEBAQEBAQEBAQ"),
            ("by", "consent_key"),
            ("kind", "access"),
            ("identity", "contact"),
        ];
        let (status, _, html) = send(&browser, &collector, "/console/rights/cases", &asked).await;
        assert_eq!(status, 403);
        let form = html
            .split("action=\"/console/rights/cases\"")
            .nth(1)
            .unwrap();
        assert!(form.contains("role=\"alert\""), "{html}");
        assert!(!html.contains("aria-invalid"), "{html}");
        let wrong = [("q", "7K3M"), ("by", "code")];
        let (status, _, html) = send(&browser, &collector, "/console/rights/find", &wrong).await;
        assert_eq!(status, 400);
        assert!(
            html.contains(code) && html.contains("aria-invalid"),
            "{html}"
        );
    }
    // A step that the case has no form for any more is told above.
    let (status, _, _) = send(
        &browser,
        &collector,
        &format!("{case}/close"),
        &[("outcome", "done")],
    )
    .await;
    assert_eq!(status, 303);
    let again = [("outcome", "done")];
    let (status, _, html) = send(&browser, &collector, &format!("{case}/close"), &again).await;
    assert_eq!(status, 409);
    assert_eq!(html.matches("role=\"alert\"").count(), 1, "{html}");
}
