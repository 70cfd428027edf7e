//! axe-core finds nothing to mend in what the product draws, in both layers and the cookie table.

use std::fs;

use product_tests::{
    ACCEPT, Engine, Launch, REJECT, SAVE, Setup, Visitor, World,
    prerequisite::{not_run, or_not_run},
    tagfarm,
};
use serde_json::{Value, json};

use crate::{
    rendered::{LOOKS, launches, look},
    stage::{FORMS, Stage},
};

/// axe-core's script, as its package has it.
pub(crate) fn axe() -> Option<String> {
    let modules = or_not_run(tagfarm::node_modules())?;
    let script = fs::read_to_string(modules.join("axe-core/axe.min.js"));
    script
        .map_err(|error| not_run(&format!("no axe-core: {error}")))
        .ok()
}

/// What axe finds inside `element`; fails when it looked at nothing.
pub(crate) async fn violations(visitor: &Visitor, element: &str) -> Value {
    let answer = visitor
        .js(&format!(
            "(async () => {{
                const found = await axe.run('{element}', {{ runOnly: {{ type: 'tag',
                    values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }} }});
                return {{ passes: found.passes.length, violations: found.violations.map((one) =>
                    one.id + ': ' + one.nodes.map((node) => node.target + ' ' + node.failureSummary).join('; ')) }};
            }})()"
        ))
        .await;
    assert!(
        answer["passes"].as_u64() > Some(4),
        "axe looked at nothing: {answer}"
    );
    answer["violations"].clone()
}

/// Asks axe about what is inside `element`, in each look.
async fn nothing_to_mend(visitor: &Visitor, element: &str, what: &str) {
    let mut is_asked = false;
    for (name, scheme, forced) in LOOKS {
        if !look(visitor, scheme, forced).await {
            continue;
        }
        is_asked = true;
        assert_eq!(
            violations(visitor, element).await,
            json!([]),
            "{what}, {name}"
        );
    }
    assert!(is_asked, "{what}: in no look");
}

// ACCEPTANCE 18 (partly: axe-core, with forced colours in Chromium and Firefox; that the focus is seen, 320 px and 400 % zoom are stories of `targets`)
#[tokio::test]
async fn axe_finds_nothing_in_either_layer_in_any_form_look_or_direction() {
    let Some(axe) = axe() else { return };
    let Some(stage) = Stage::with_each_form(Engine::default()).await else {
        return;
    };
    for launch in launches() {
        let visitor = stage.visitor_with(launch).await;
        for (lang, direction) in [("en", "ltr"), ("ar", "rtl")] {
            for form in FORMS {
                visitor.open(&format!("/{form}/{lang}")).await;
                visitor.banner_part("[data-layer=first]", ACCEPT).await;
                visitor.js(&format!("{axe};0")).await;
                let is = "getComputedStyle(document.querySelector('samtycke-banner')).direction";
                assert_eq!(visitor.js(is).await, Value::from(direction));
                nothing_to_mend(&visitor, "samtycke-banner", &format!("{form}, {direction}")).await;
            }
            visitor.js("samtycke.open()").await;
            visitor.banner_part("[data-layer=settings]", SAVE).await;
            visitor
                .js("document.querySelector('samtycke-banner').shadowRoot.querySelectorAll('details').forEach((one) => one.open = true)")
                .await;
            nothing_to_mend(
                &visitor,
                "samtycke-banner",
                &format!("settings, {direction}"),
            )
            .await;
        }
    }
}

#[tokio::test]
async fn axe_finds_nothing_in_the_cookie_table_and_something_where_there_is_something() {
    let Some(axe) = axe() else { return };
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/policy").await;
    visitor
        .sees(
            "!!document.querySelector('samtycke-declaration')?.shadowRoot?.querySelector('table')",
        )
        .await;
    visitor.js(&format!("{axe};0")).await;
    nothing_to_mend(&visitor, "samtycke-declaration", "declaration").await;
    // On a phone the cells stand one under the other, and it is a table still.
    let (width, height) = (320, 640);
    visitor.resize(width, height).await;
    nothing_to_mend(&visitor, "samtycke-declaration", "a narrow declaration").await;
    assert!(
        visitor
            .holds("(one => one.scrollWidth <= one.clientWidth)(document.querySelector('samtycke-declaration'))")
            .await,
        "wider than the window"
    );
    let cell = visitor.role_and_name("samtycke-declaration", "td").await;
    assert_eq!(cell[0], "cell");
    look(&visitor, "light", "none").await;
    visitor
        .js("document.head.append(Object.assign(document.createElement('style'),
            { textContent: 'samtycke-declaration::part(basis) { color: #ccc; background: #fff }' })); 0")
        .await;
    let found = violations(&visitor, "samtycke-declaration").await;
    assert!(found.to_string().contains("color-contrast"), "{found}");
}

// ACCEPTANCE 18 (partly: placeholder and panels, from left to right and from right to left)
#[tokio::test]
async fn axe_finds_nothing_in_a_placeholder_or_the_panels() {
    let Some(axe) = axe() else { return };
    for lang in ["en", "ar"] {
        let setup = Setup {
            site: |site| crate::language::renamed(site, "ar"),
            ..Setup::default()
        };
        let world = match lang {
            "ar" => World::with(setup).await,
            _ => World::start().await,
        };
        let Some(world) = world else { return };
        let launch = Launch {
            languages: Some(lang),
            ..Launch::default()
        };
        let visitor = world.visitor_with(launch).await;
        // A page in Swedish, which the one site speaks and the other does not.
        visitor.open(if lang == "ar" { "/" } else { "/en" }).await;
        visitor.js(&format!("{axe};0")).await;
        visitor.answer(REJECT).await;
        visitor
            .js("document.querySelector('.film').scrollIntoView({ block: 'center' })")
            .await;
        visitor
            .shadow_part("samtycke-placeholder", "[data-action=once]")
            .await;
        let spoken = visitor
            .js("document.querySelector('samtycke-placeholder').lang")
            .await;
        assert_eq!(spoken, lang);
        let what = format!("placeholder, {lang}");
        nothing_to_mend(&visitor, "samtycke-placeholder", &what).await;
        for (panel, part) in [("stopped", "[part=item]"), ("receipts", "[part=receipt]")] {
            visitor.js(&format!("samtycke.open('{panel}')")).await;
            visitor.shadow_part("samtycke-panel", part).await;
            nothing_to_mend(&visitor, "samtycke-panel", &format!("{panel}, {lang}")).await;
        }
    }
}
