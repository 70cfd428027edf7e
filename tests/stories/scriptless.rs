//! A browser that runs no scripts.

use demo_site::Head;
use product_tests::{Engine, Setup, World};

/// A shop whose pages can be opened without scripts in each engine, with the snippet for that: behind the strict one who has
/// no JavaScript sees nothing (docs/install.md).
fn shop() -> Setup {
    Setup {
        snippet: "snippet.txt",
        policy: (Engine::default() == Engine::WebKit)
            .then(|| "sandbox allow-same-origin".to_owned()),
        ..Setup::default()
    }
}

// ACCEPTANCE 21
#[tokio::test]
async fn without_javascript_nothing_but_the_shop_loads_and_a_notice_links_to_the_policy() {
    let Some(world) = World::with(shop()).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.scripts(false).await;
    visitor.requests().await;
    for (path, policy) in [("/", "/policy"), ("/en/product/filt", "/en/policy")] {
        visitor.go(path).await;
        // The page cannot be asked; the browser's own view of it can.
        let notice = format!("noscript a[href='{policy}']");
        let width = visitor.drawn_width(&notice).await;
        assert!(width > Some(0.0), "{path}: {width:?}");
    }
    // Enough for what would be late.
    visitor.scripts(true).await;
    visitor.quiet().await;
    assert_eq!(world.hits().total, 0, "{:?}", world.hits());
    let own = ["shop.localhost", "consent.localhost"];
    for request in visitor.requests().await {
        assert!(own.contains(&request.host.as_str()), "{request:?}");
    }
    assert!(
        visitor.stored().await.names().is_empty(),
        "{:?}",
        visitor.stored().await
    );
}

#[tokio::test]
async fn without_javascript_and_without_our_lines_the_same_pages_ask_third_parties() {
    let setup = Setup {
        head: Some(Head::Nothing),
        ..shop()
    };
    let Some(world) = World::with(setup).await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.scripts(false).await;
    visitor.go("/").await;
    visitor.scripts(true).await;
    visitor.quiet().await;
    assert!(world.hits().total > 0, "the story above proves nothing");
}
