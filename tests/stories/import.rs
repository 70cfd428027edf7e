//! Another product's stored choice is taken over, once, where the site says so.

use product_tests::{Setup, Visitor, World, wait};
use serde_json::{Value, json};

async fn world() -> Option<World> {
    World::with(Setup {
        site: |site| {
            let import: toml::Table = r#"
                from = ["klaro", "cookieconsent"]
                lifetime = "P4M"
                names = { counter = "matladan" }
            "#
            .parse()
            .unwrap();
            site.insert("import".into(), import.into());
        },
        ..Setup::default()
    })
    .await
}

async fn has_kept(visitor: &Visitor, name: &str, value: &Value) {
    let text: String = url::form_urlencoded::byte_serialize(value.to_string().as_bytes()).collect();
    let text = text.replace('+', "%20");
    visitor.has_cookie(name, &text).await;
}

#[tokio::test]
async fn a_choice_that_another_product_kept_holds_without_a_question_and_is_recorded_as_imported() {
    let Some(world) = world().await else {
        return;
    };
    let visitor = world.visitor().await;
    let kept = json!({"counter": true, "annonsbo": false, "filmrutan": true});
    has_kept(&visitor, "klaro", &kept).await;
    visitor.open("/").await;
    visitor.sees("samtycke.get().chosen").await;
    visitor.quiet().await;
    assert!(!visitor.is_asked().await, "nothing is left to ask");
    assert!(visitor.has("statistics").await);
    assert!(
        !visitor.has("advertising").await,
        "one of its services was refused"
    );
    assert!(world.hits().host("stats.localhost") > 0);
    assert_eq!(world.hits().host("ads.localhost"), 0);
    let stored = visitor.stored().await;
    assert!(stored.cookies["samtycke"].starts_with("1s.5."));
    assert!(
        !stored.cookies.contains_key("klaro"),
        "there is one answer, not two"
    );
    let receipts = world.owner().waits_for(1).await;
    assert_eq!(receipts[0]["method"], "imported");
    for (id, decision) in [("statistics", "granted"), ("advertising", "denied")] {
        let purposes = receipts[0]["purposes"].as_array().unwrap();
        let purpose = purposes.iter().find(|purpose| purpose["id"] == id);
        assert_eq!(purpose.unwrap()["decision"], decision, "{id}");
    }

    // What holds now is the visitor's own: an older answer of the other product changes nothing any more.
    visitor.open_settings().await;
    visitor.save_settings(&[]).await;
    has_kept(&visitor, "klaro", &json!({"counter": true})).await;
    visitor.reload().await;
    visitor.quiet().await;
    assert!(!visitor.has("statistics").await);
    assert!(!visitor.is_asked().await);
}

#[tokio::test]
async fn a_choice_that_is_too_old_or_says_nothing_of_this_site_is_asked_for() {
    let Some(world) = world().await else {
        return;
    };
    let old = json!({"categories": ["necessary", "analytics"], "lastConsentTimestamp": "2019-01-01T00:00:00.000Z"});
    let strange = json!({"somebody": true});
    for (name, value) in [("cc_cookie", &old), ("klaro", &strange)] {
        let visitor = world.visitor().await;
        has_kept(&visitor, name, value).await;
        visitor.open("/").await;
        let asked = wait::within(wait::LIMIT, async || visitor.is_asked().await.then_some(()));
        assert!(asked.await.is_some(), "{name} {value}");
        assert!(!visitor.has("statistics").await, "{name} {value}");
        let stored = visitor.stored().await;
        assert!(!stored.cookies.contains_key("samtycke"), "{name} {value}");
    }
    assert_eq!(world.hits().host("stats.localhost"), 0);
}
