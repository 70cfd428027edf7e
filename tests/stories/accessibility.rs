//! axe-core finds nothing to mend in what the product draws, in both layers and the cookie table.

use std::fs;

use product_tests::{
    Launch, SETTINGS, Setup, Visitor, World,
    prerequisite::{not_run, or_not_run},
    tagfarm,
};
use serde_json::{Value, json};

use crate::language::renamed;

/// axe-core's script, as its package has it.
fn axe() -> Option<String> {
    let modules = or_not_run(tagfarm::node_modules())?;
    let script = fs::read_to_string(modules.join("axe-core/axe.min.js"));
    script
        .map_err(|error| not_run(&format!("no axe-core: {error}")))
        .ok()
}

/// How the visitor's system shows pages.
const LOOKS: [(&str, &str, &str); 3] = [
    ("light", "light", "none"),
    ("dark", "dark", "none"),
    ("forced", "dark", "active"),
];

/// What axe finds inside `element`; fails when it looked at nothing.
async fn violations(visitor: &Visitor, element: &str) -> Value {
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
async fn nothing_to_mend(visitor: &Visitor, axe: &str, element: &str, what: &str) {
    for (look, scheme, forced) in LOOKS {
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme}, {"name": "forced-colors", "value": forced}
        ]);
        visitor
            .cdp(
                "Emulation.setEmulatedMedia",
                json!({ "features": features }),
            )
            .await;
        visitor.js(&format!("{axe};0")).await;
        assert_eq!(
            violations(visitor, element).await,
            json!([]),
            "{what}, {look}"
        );
    }
}

async fn both_layers(visitor: &Visitor, axe: &str, what: &str) {
    let settings = visitor.banner_part("[data-layer=first]", SETTINGS).await;
    nothing_to_mend(
        visitor,
        axe,
        "samtycke-banner",
        &format!("first layer, {what}"),
    )
    .await;
    settings.click().await.unwrap();
    assert!(visitor.sees_settings().await);
    visitor
        .js("document.querySelector('samtycke-banner').shadowRoot.querySelectorAll('details').forEach((one) => one.open = true)")
        .await;
    nothing_to_mend(
        visitor,
        axe,
        "samtycke-banner",
        &format!("settings, {what}"),
    )
    .await;
}

// ACCEPTANCE 18 (partly: axe-core in Chromium, light, dark and forced colours; sizes and zoom are other stories)
#[tokio::test]
async fn axe_finds_nothing_in_either_layer_or_the_cookie_table() {
    let Some(axe) = axe() else { return };
    let Some(world) = World::start().await else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/policy").await;
    both_layers(&visitor, &axe, "left to right").await;
    nothing_to_mend(&visitor, &axe, "samtycke-declaration", "declaration").await;
    // The same question, when there is something to find.
    let faint = json!({"features": [{"name": "prefers-color-scheme", "value": "light"}]});
    visitor.cdp("Emulation.setEmulatedMedia", faint).await;
    visitor
        .js("document.head.append(Object.assign(document.createElement('style'),
            { textContent: 'samtycke-declaration::part(basis) { color: #ccc; background: #fff }' })); 0")
        .await;
    let found = violations(&visitor, "samtycke-declaration").await;
    assert!(found.to_string().contains("color-contrast"), "{found}");
}

// ACCEPTANCE 18 (partly: right to left)
#[tokio::test]
async fn axe_finds_nothing_in_either_layer_from_right_to_left() {
    let Some(axe) = axe() else { return };
    let setup = Setup {
        site: |site| renamed(site, "ar"),
        ..Setup::default()
    };
    let Some(world) = World::with(setup).await else {
        return;
    };
    let launch = Launch {
        arguments: vec!["--accept-lang=ar".to_owned()],
        ..Launch::default()
    };
    let visitor = world.visitor_with(launch).await;
    visitor.open("/").await;
    both_layers(&visitor, &axe, "right to left").await;
    let direction = "getComputedStyle(document.querySelector('samtycke-banner')).direction";
    assert_eq!(visitor.js(direction).await, Value::from("rtl"));
}
