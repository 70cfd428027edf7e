//! Cookies that come with an answer of the site's own meet no hook of the page's.

use product_tests::{ACCEPT, Engine, REJECT, Visitor};

use crate::stage::{Stage, shop};

async fn fetched(visitor: &Visitor, name: &str) {
    let answered = visitor
        .js(&format!(
            "fetch('/set-cookie/{name}').then((answer) => answer.ok)"
        ))
        .await;
    assert_eq!(answered, true);
}

fn has(name: &str) -> String {
    format!("document.cookie.includes('{name}=1')")
}

// ACCEPTANCE 31 (partly: cookies that came with answers)
#[tokio::test]
async fn a_cookie_of_an_answer_waits_for_a_choice_and_once_refused_is_gone_for_good() {
    for engine in Engine::available() {
        let Some(stage) = Stage::open(engine, vec![("shop", shop())]).await else {
            continue;
        };
        let visitor = stage.visitor().await;
        visitor.open("/shop/en").await;
        fetched(&visitor, "_st_id").await;
        visitor.sees(&format!("!{}", has("_st_id"))).await;
        // What the shop cannot do without stays.
        fetched(&visitor, "cart").await;
        visitor.quiet().await;
        assert!(visitor.holds(&has("cart")).await, "{engine:?}");

        // It has waited, as one that a script writes does.
        visitor.answer(ACCEPT).await;
        visitor.sees(&has("_st_id")).await;
        visitor.open_settings().await;
        visitor.answer_settings(REJECT).await;
        visitor.sees(&format!("!{}", has("_st_id"))).await;
        visitor.quiet().await;

        // A refusal is no waiting: nothing is kept for later.
        fetched(&visitor, "_st_id").await;
        visitor.sees(&format!("!{}", has("_st_id"))).await;
        visitor.open_settings().await;
        visitor.answer_settings(ACCEPT).await;
        visitor.sees("samtycke.has('statistics')").await;
        visitor.quiet().await;
        assert!(!visitor.holds(&has("_st_id")).await, "{engine:?}");
        fetched(&visitor, "_st_id").await;
        visitor.quiet().await;
        assert!(visitor.holds(&has("_st_id")).await, "{engine:?}");
    }
}
