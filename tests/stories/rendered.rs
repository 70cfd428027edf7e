//! Accept and reject as they are drawn, in every look, form, width and language.

use product_tests::{ACCEPT, Engine, Launch, REJECT, Visitor};
use serde_json::{Value, json};

use crate::{
    measure::{BUTTONS, contrasts},
    stage::{FORMS, Stage, in_languages, languages},
};

/// How the visitor's system shows pages: name, `prefers-color-scheme`, `forced-colors`.
pub const LOOKS: [(&str, &str, &str); 3] = [
    ("light", "light", "none"),
    ("dark", "dark", "none"),
    ("forced", "dark", "active"),
];

/// Widths in CSS pixels: a desktop, and the narrowest that WCAG 1.4.10 asks for.
const SIZES: [(u32, u32); 2] = [(1280, 900), (320, 640)];

/// How browsers have to be started to show each look: WebKit's shows one for as long as it runs.
pub fn launches() -> impl Iterator<Item = Launch> {
    let is_fixed = Engine::default() == Engine::WebKit;
    let both = [false, true].into_iter().take(1 + usize::from(is_fixed));
    both.map(|is_dark| Launch {
        is_dark,
        ..Launch::default()
    })
}

/// Shows the page as a system of this look does; false where the engine cannot.
pub async fn look(visitor: &Visitor, scheme: &str, forced: &str) -> bool {
    let features = [("prefers-color-scheme", scheme), ("forced-colors", forced)];
    visitor.prefers(&features).await
}

/// Fails unless the layer's first two buttons weigh the same and can be read.
fn are_equal(measured: &Value, what: &str) {
    let [accept, reject, third] = &measured["buttons"].as_array().unwrap()[..] else {
        panic!("{what}: three buttons, not {measured}");
    };
    assert_eq!(accept["action"], "accept", "{what}");
    assert_eq!(reject["action"], "reject", "{what}");
    for same in [
        "tag",
        "parent",
        "font",
        "weight",
        "family",
        "border",
        "radius",
        "padding",
        "decoration",
        "shadow",
        "opacity",
        "order",
        "color",
        "background",
    ] {
        assert_eq!(accept[same], reject[same], "{what}: {same}");
        assert_eq!(accept[same], third[same], "{what}: {same} of the third");
    }
    assert_eq!(accept["tag"], "button", "{what}");
    for length in ["width", "height"] {
        let of = |button: &Value| button[length].as_f64().unwrap();
        let difference = of(accept) - of(reject);
        assert!(
            difference.abs() <= 2.0,
            "{what}: {length} differs by {difference}"
        );
        assert!(of(reject) >= 24.0, "{what}: {length}");
    }
    let ground = &measured["ground"];
    let ((text, shape), (other_text, other_shape)) =
        (contrasts(accept, ground), contrasts(reject, ground));
    for (text, shape) in [(text, shape), (other_text, other_shape)] {
        assert!(text >= 4.5, "{what}: text {text}");
        assert!(shape >= 3.0, "{what}: shape {shape}");
    }
    assert!(
        (text - other_text).abs() <= 1.0,
        "{what}: {text}, {other_text}"
    );
    assert!(
        (shape - other_shape).abs() <= 1.0,
        "{what}: {shape}, {other_shape}"
    );
}

/// Fails when a button's words are cut, or a button is not in sight, or something has to be scrolled sideways.
fn nothing_is_lost(measured: &Value, what: &str) {
    for button in measured["buttons"].as_array().unwrap() {
        assert_eq!(button["cut"], false, "{what}: words are cut in {button}");
        let at = |side: &str| button[side].as_f64().unwrap();
        let end = |side: &str| measured[side].as_f64().unwrap();
        assert!(
            at("x") >= 0.0
                && at("y") >= 0.0
                && at("right") <= end("width")
                && at("bottom") <= end("height"),
            "{what}: out of sight: {button}"
        );
    }
    assert_eq!(measured["sideways"], false, "{what}: scrolls sideways");
}

/// The form that a layer has as it is published.
const AS_IT_IS: [&str; 1] = [""];

/// The buttons of a layer in a form, as they are drawn. The style sheet alone knows the form, so that one page shows all.
async fn measured(visitor: &Visitor, layer: &str, form: &str) -> Value {
    let buttons = BUTTONS.replace("LAYER", layer);
    if form.is_empty() {
        return visitor.js(&buttons).await;
    }
    let turned = format!(
        "(document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer={layer}]').dataset.position = '{form}', {buttons})"
    );
    visitor.js(&turned).await
}

/// Measures one layer in these forms, in every look and size.
async fn each_look(visitor: &Visitor, layer: &str, forms: &[&str], what: &str) {
    for (width, height) in SIZES {
        visitor.resize(width, height).await;
        for (name, scheme, forced) in LOOKS {
            if !look(visitor, scheme, forced).await {
                continue;
            }
            for form in forms {
                let measured = measured(visitor, layer, form).await;
                let what = format!("{what}, {layer}, {form}, {name}, {width} px");
                assert!(measured.is_object(), "{what}");
                are_equal(&measured, &what);
                nothing_is_lost(&measured, &what);
            }
        }
    }
    // A phone: the narrowest in which the buttons stand side by side is somewhere below.
    visitor.resize(390, 844).await;
    for form in forms {
        nothing_is_lost(
            &measured(visitor, layer, form).await,
            &format!("{what}, {layer}, {form}, 390 px"),
        );
    }
}

// ACCEPTANCE 2, ACCEPTANCE 3, ACCEPTANCE 8, ACCEPTANCE 16
#[tokio::test]
async fn accept_and_reject_weigh_the_same_in_every_language_look_form_and_width() {
    let texts = languages();
    let all: Vec<String> = texts.keys().cloned().collect();
    let Some(stage) = Stage::open(Engine::default(), vec![("all", in_languages(&all))]).await
    else {
        return;
    };
    let visitor = stage.visitor().await;
    for (lang, texts) in texts {
        visitor.open(&format!("/all/{lang}")).await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        says_what_it_must(&visitor, &lang, &texts).await;
        // Each form is shown as published in the next story.
        each_look(&visitor, "first", &FORMS, &lang).await;
        visitor.js("samtycke.open()").await;
        visitor.banner_part("[data-layer=settings]", ACCEPT).await;
        each_look(&visitor, "settings", &AS_IT_IS, &lang).await;
    }
}

/// The first layer's words in this language: who asks, for what, that it can be taken back and where, and the links.
async fn says_what_it_must(visitor: &Visitor, lang: &str, texts: &Value) {
    let shown = visitor
        .js("(() => {
            const host = document.querySelector('samtycke-banner'), root = host.shadowRoot;
            const layer = root.querySelector('[data-layer=first]');
            const of = (selector) => layer.querySelector(selector)?.innerText;
            return { lang: host.lang, dir: getComputedStyle(layer).direction, words: layer.innerText,
                accept: of('[data-action=accept]'), reject: of('[data-action=reject]'), settings: of('[data-action=settings]'),
                policy: layer.querySelector('a').href, link: of('a') };
        })()")
        .await;
    let text = |key: &str| texts[key].as_str().unwrap();
    assert_eq!(shown["lang"], lang);
    assert_eq!(
        shown["dir"],
        if lang == "ar" { "rtl" } else { "ltr" },
        "{lang}"
    );
    for key in ["accept", "reject", "settings"] {
        assert_eq!(shown[key], text(key), "{lang}");
    }
    assert_eq!(shown["link"], text("policy"), "{lang}");
    assert!(
        shown["policy"].as_str().unwrap().ends_with("/policy"),
        "{lang}: {shown}"
    );
    let words = shown["words"].as_str().unwrap();
    let rights = text("rights").replace("{control}", text("control"));
    let (statistics, advertising) = match lang {
        "sv" => ("Statistik", "Anpassade annonser"),
        _ => ("Statistics", "Adapted advertising"),
    };
    for part in ["Fjällboden AB", statistics, advertising, &rights] {
        assert!(words.contains(part), "{lang}: {part} in {words}");
    }
}

// ACCEPTANCE 2, ACCEPTANCE 3
#[tokio::test]
async fn each_form_as_published_has_both_buttons_alike_and_in_the_accessibility_tree() {
    let Some(stage) = Stage::with_each_form(Engine::default()).await else {
        return;
    };
    let visitor = stage.visitor().await;
    for form in FORMS {
        for (lang, names) in [
            ("sv", ["Tillåt alla", "Neka alla"]),
            ("en", ["Accept all", "Reject all"]),
        ] {
            visitor.open(&format!("/{form}/{lang}")).await;
            visitor.banner_part("[data-layer=first]", ACCEPT).await;
            let published = format!(
                "document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=first]').dataset.position === '{form}'"
            );
            assert!(visitor.holds(&published).await, "{form}");
            let what = format!("{lang}, {form} as published");
            each_look(&visitor, "first", &AS_IT_IS, &what).await;
            for (button, name) in [ACCEPT, REJECT].into_iter().zip(names) {
                let part = format!("[data-layer=first] {button}");
                let told = visitor.role_and_name("samtycke-banner", &part).await;
                assert_eq!(told, ["button", name], "{form}");
                if visitor.engine() == Engine::Chromium {
                    let tree = visitor.cdp("Accessibility.getFullAXTree", json!({})).await;
                    let seen = tree["nodes"].as_array().unwrap().iter().any(|node| {
                        node["role"]["value"] == "button"
                            && node["name"]["value"] == name
                            && node["ignored"] == false
                    });
                    assert!(seen, "{form}: {name} is not in the accessibility tree");
                }
            }
        }
    }
}

// ACCEPTANCE 2, ACCEPTANCE 3 (partly: light, one width, in each engine)
#[tokio::test]
async fn in_each_engine_both_buttons_weigh_the_same() {
    for engine in Engine::available() {
        let Some(stage) = Stage::with_each_form(engine).await else {
            return;
        };
        let visitor = stage.visitor().await;
        for form in FORMS {
            visitor.open(&format!("/{form}/sv")).await;
            visitor.banner_part("[data-layer=first]", ACCEPT).await;
            let measured = visitor.js(&BUTTONS.replace("LAYER", "first")).await;
            let what = format!("{}, {form}", engine.name());
            are_equal(&measured, &what);
            nothing_is_lost(&measured, &what);
        }
    }
}

// ACCEPTANCE 19
#[tokio::test]
async fn nothing_of_the_banner_moves_by_itself_whatever_the_visitor_prefers() {
    let Some(stage) = Stage::with_each_form(Engine::default()).await else {
        return;
    };
    let visitor = stage.visitor().await;
    let moving = "(() => {
        const root = document.querySelector('samtycke-banner').shadowRoot;
        const styles = [...root.querySelectorAll('*')].map((element) => getComputedStyle(element));
        return root.getAnimations().length + styles.filter((style) => style.animationName !== 'none'
            || style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0)
            || style.scrollBehavior !== 'auto').length;
    })()";
    for motion in ["reduce", "no-preference"] {
        if !visitor.prefers(&[("prefers-reduced-motion", motion)]).await {
            // WebKitGTK is shown in one of them.
            continue;
        }
        visitor.open("/box/en").await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        assert_eq!(visitor.js(moving).await, 0, "first layer, {motion}");
        visitor.js("samtycke.open()").await;
        visitor.banner_part("[data-layer=settings]", ACCEPT).await;
        assert_eq!(visitor.js(moving).await, 0, "settings, {motion}");
    }
    // The same question, when there is something to find.
    visitor
        .js("document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=settings]').animate([{ opacity: 0 }, { opacity: 1 }], 60000); 0")
        .await;
    assert_eq!(visitor.js(moving).await, 1);
}
