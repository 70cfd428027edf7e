//! Developers see what is held, by which rule and in which layer, when the address says so.

use fantoccini::key::Key;
use product_tests::{ACCEPT, Visitor, World};

/// The text of the panel, and of the lines for the site file.
const PANEL: &str = "(() => {
    const root = document.querySelector('samtycke-debug')?.shadowRoot;
    return root ? root.querySelector('section').innerText + '\\n' + (root.querySelector('textarea')?.value ?? '') : '';
})()";

async fn panel(visitor: &Visitor) -> String {
    visitor
        .js(PANEL)
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

#[tokio::test]
async fn the_debug_page_says_what_is_held_by_which_rule_in_which_layer() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.requests().await;
    visitor.open("/en?samtycke=debug").await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    // A call to a host that nobody knows, and a name that the site file knows.
    visitor
        .js("fetch('http://nobody.localhost/x'); document.cookie = '_st_id=1'; 0")
        .await;
    visitor.sees("document.querySelector('samtycke-debug')?.shadowRoot.querySelector('textarea')?.value.includes('nobody')").await;
    let text = panel(&visitor).await;
    for part in [
        "No choice yet. Granted: functional\n",
        "stats.localhost",
        "Site file: Mätlådan (efterlikning)",
        "Markup (wall, rewriter, or marked by hand)",
        "http://nobody.localhost/x",
        "Nobody knows it: it waits for everything",
        "Network call",
        "cookie _st_id",
        "Cookie or storage",
        "hosts = [\"nobody.localhost\"]",
    ] {
        assert!(text.contains(part), "{part} is missing:\n{text}");
    }
    // Nothing of it is sent: what was fetched is ours alone, and each file once.
    let requests = visitor.requests().await;
    assert!(
        requests
            .iter()
            .all(|request| ["shop.localhost", "consent.localhost"].contains(&&*request.host)),
        "{requests:?}"
    );
    let debug = requests
        .iter()
        .filter(|request| request.path.contains("/debug."));
    assert_eq!(debug.count(), 1);

    // By keyboard: a button has the focus, Escape closes.
    visitor
        .js("document.querySelector('samtycke-debug').shadowRoot.querySelector('[data-debug=again]').focus()")
        .await;
    visitor.press(Key::Enter).await;
    visitor.sees("document.querySelector('samtycke-debug').shadowRoot.activeElement.dataset.debug === 'again'").await;
    visitor.press(Key::Escape).await;
    visitor
        .sees("!document.querySelector('samtycke-debug')")
        .await;

    // Released, it is gone from the list; in Swedish.
    visitor.answer(ACCEPT).await;
    visitor.open("/?samtycke=debug").await;
    visitor.sees("document.querySelector('samtycke-debug')?.shadowRoot.querySelector('p')?.textContent.startsWith('Ett val är sparat.')").await;
    visitor.sees("document.querySelector('samtycke-debug').shadowRoot.textContent.includes('Ingenting hålls.')").await;
    let text = panel(&visitor).await;
    assert!(!text.contains("stats.localhost"), "{text}");
}

#[tokio::test]
async fn nobody_else_is_shown_it() {
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.requests().await;
    visitor.open("/?q=samtycke&x=debug").await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    visitor.quiet().await;
    assert!(
        visitor
            .holds("!document.querySelector('samtycke-debug')")
            .await
    );
    let requests = visitor.requests().await;
    assert!(
        !requests
            .iter()
            .any(|request| request.path.contains("/debug.")),
        "{requests:?}"
    );
}
