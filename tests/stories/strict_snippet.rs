//! The snippets for sites that want no request to leave in any engine: the wall stands in the markup itself; the strict one has
//! a policy too, until something is granted. The others have that once everything is refused.

use product_tests::{ACCEPT, REJECT, SAVE, Setup, Visitor, World};

use crate::placeholder::{HOST, ONCE, films, see_the_placeholder, until_the_film_has_come};

fn walled() -> Setup {
    Setup {
        snippet: "snippet.walled.txt",
        ..Setup::default()
    }
}

fn strict() -> Setup {
    Setup {
        snippet: "snippet.strict.txt",
        ..Setup::default()
    }
}

/// Leads an empty frame to where the film comes from, which no hook sees.
const LEAD_A_FRAME: &str = "document.body.appendChild(document.createElement('iframe')).contentWindow.location = \
    document.querySelector('.film iframe').src";

const POLICY: &str = "document.querySelector('[name=samtycke-wall]')";

/// Accepts, and waits for what was held.
async fn everything_comes_once(world: &World, visitor: &Visitor) {
    visitor.answer(ACCEPT).await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    let once = world.hits();
    assert_eq!(once.hosts["stats.localhost"]["/matlada.js"], 1, "{once:?}");
    assert_eq!(once.hosts["ads.localhost"]["/annonsbo.js"], 1, "{once:?}");
}

// ACCEPTANCE 28 (partly: with the walled snippet)
#[tokio::test]
async fn nothing_leaves_before_a_choice_and_everything_once_after_it() {
    let Some(world) = World::with(walled()).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    visitor.js("window.notReloaded = true").await;
    everything_comes_once(&world, &visitor).await;
    assert!(visitor.holds("window.notReloaded").await);

    // With everything granted nothing is held as text any more: the page is read as it arrives.
    visitor.open("/").await;
    visitor.sees("window.standInOrder?.length === 4").await;
    visitor.quiet().await;
    assert!(visitor.holds("!document.querySelector('plaintext')").await);
    assert!(
        visitor.holds("!window.__samtycke?.c").await,
        "no wall was opened"
    );
    let twice = world.hits();
    assert_eq!(
        twice.hosts["stats.localhost"]["/matlada.js"], 2,
        "{twice:?}"
    );
}

// ACCEPTANCE 22 (partly: with the walled snippet)
#[tokio::test]
async fn a_gate_that_does_not_arrive_leaves_no_blank_page() {
    let Some(mut world) = World::with(walled()).await else {
        return;
    };
    world.collector.kill();
    let visitor = world.visitor().await;
    visitor.open("/product/kasa").await;
    visitor.click("#buy").await;
    visitor.whole().await;
    visitor
        .sees("document.getElementById('cart-count').textContent === '1'")
        .await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
}

/// The control of the stories below, and what the walled snippet does not do before a choice.
#[tokio::test]
async fn behind_the_walled_snippet_a_script_that_leads_an_empty_frame_reaches_a_third_party() {
    let Some(world) = World::with(walled()).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.js(LEAD_A_FRAME).await;
    visitor.quiet().await;
    assert_eq!(films(&world), 1, "{:?}", world.hits());
}

// ACCEPTANCE 29 (partly: by a way that no hook reaches)
#[tokio::test]
async fn once_everything_is_refused_a_policy_stands_with_the_other_snippets_too() {
    for snippet in ["snippet.txt", "snippet.walled.txt"] {
        let setup = Setup {
            snippet,
            ..Setup::default()
        };
        let Some(world) = World::with(setup).await else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open("/").await;
        visitor.js("window.notReloaded = true").await;
        visitor.answer(REJECT).await;
        visitor.sees(&format!("!!{POLICY}")).await;
        visitor.js(LEAD_A_FRAME).await;
        visitor.quiet().await;
        assert!(visitor.holds("window.notReloaded").await, "{snippet}");
        visitor.open("/").await;
        visitor.js(LEAD_A_FRAME).await;
        visitor.open("/product/kasa").await;
        visitor.click("#buy").await;
        visitor
            .sees("document.getElementById('cart-count').textContent === '1'")
            .await;
        visitor.quiet().await;
        assert_eq!(world.hits().total, 0, "{snippet}: {:?}", world.hits());

        // A grant loads the page anew, once, and takes the policy away.
        visitor.open("/").await;
        visitor.js("window.notReloaded = true").await;
        visitor.open_settings().await;
        visitor.answer_settings(ACCEPT).await;
        visitor.sees("window.standInOrder?.length === 4").await;
        visitor.quiet().await;
        let once = world.hits();
        assert_eq!(once.hosts["ads.localhost"]["/annonsbo.js"], 1, "{once:?}");
        assert!(
            visitor
                .holds(&format!("!window.notReloaded && !{POLICY}"))
                .await
        );
    }
}

/// Where the collector has gone, a refusal is kept all the same, without a policy: what hooks reach stays held.
#[tokio::test]
async fn a_refusal_whose_policy_does_not_come_is_one_all_the_same() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.block(&["*/policy.js"]).await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    visitor.quiet().await;
    assert!(visitor.consent_cookie().await.unwrap().starts_with("1n."));
    assert!(visitor.holds(&format!("!{POLICY}")).await);
    // The opener of the next page has a narrower one.
    visitor.open("/").await;
    visitor.js(LEAD_A_FRAME).await;
    visitor.quiet().await;
    assert!(visitor.holds(&format!("!!{POLICY}")).await);
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
}

// ACCEPTANCE 28, 29 (partly: with the strict snippet)
#[tokio::test]
async fn behind_the_strict_snippet_nothing_leaves_by_a_way_without_a_hook_before_a_choice_and_after_a_refusal()
 {
    let Some(world) = World::with(strict()).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.js(LEAD_A_FRAME).await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    visitor.js("window.notReloaded = true").await;
    visitor.answer(REJECT).await;
    visitor.js(LEAD_A_FRAME).await;
    visitor.quiet().await;
    assert!(visitor.holds("window.notReloaded").await);
    visitor.open("/").await;
    visitor.js(LEAD_A_FRAME).await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
}

// ACCEPTANCE 22 (partly: the strict snippet's policy)
#[tokio::test]
async fn a_policy_that_does_not_arrive_leaves_a_narrower_one_and_the_shop_working() {
    let Some(world) = World::with(strict()).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.block(&["*/policy.js"]).await;
    visitor.open("/").await;
    visitor.js(LEAD_A_FRAME).await;
    visitor.quiet().await;
    visitor.answer(REJECT).await;
    visitor.open("/product/kasa").await;
    visitor.click("#buy").await;
    visitor.whole().await;
    visitor
        .sees("document.getElementById('cart-count').textContent === '1'")
        .await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
}

#[tokio::test]
async fn behind_the_strict_snippet_a_grant_loads_the_page_anew_once_and_everything_comes_once() {
    let Some(world) = World::with(strict()).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.js("window.notReloaded = true").await;
    everything_comes_once(&world, &visitor).await;
    assert!(!visitor.holds("window.notReloaded").await);
    let once = world.hits();
    // No policy stands any more.
    let film = LEAD_A_FRAME.replace(".src", ".src + '?again'");
    visitor.js(&film).await;
    visitor.quiet().await;
    let again = world.hits();
    assert!(again.total > once.total, "{again:?}");
}

// ACCEPTANCE 44 (partly: with the strict snippet)
#[tokio::test]
async fn behind_the_strict_snippet_an_embed_comes_for_this_once_and_grants_nothing() {
    let Some(world) = World::with(strict()).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(REJECT).await;
    see_the_placeholder(&visitor).await;
    visitor.js("window.notReloaded = true").await;
    visitor.shadow_part(HOST, ONCE).await.click().await.unwrap();
    visitor.sees("!window.notReloaded").await;
    visitor.whole().await;
    // Firefox does not go back to where a page stood that is written anew.
    visitor
        .js("document.querySelector('.film').scrollIntoView({ block: 'center' })")
        .await;
    until_the_film_has_come(&visitor).await;
    assert_eq!(films(&world), 1);
    assert_eq!(world.hits().hosts.len(), 1, "{:?}", world.hits());
    assert!(!visitor.has("advertising").await && !visitor.has("statistics").await);
    assert!(visitor.holds("!sessionStorage.length").await);
    visitor.open("/").await;
    see_the_placeholder(&visitor).await;
    visitor.quiet().await;
    assert_eq!(films(&world), 1, "it was for once");

    // Where nothing can be kept for the page that is loaded anew, what is left is to grant: the settings open.
    visitor
        .js("Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('', 'SecurityError'); } })")
        .await;
    visitor.js("window.notReloaded = true").await;
    visitor.shadow_part(HOST, ONCE).await.click().await.unwrap();
    visitor.banner_part("[data-layer=settings]", SAVE).await;
    assert!(visitor.holds("window.notReloaded").await);
    assert_eq!(films(&world), 1);
}
