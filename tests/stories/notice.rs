//! The text shown is the text recorded: `notice_hash`, taken anew from what the page shows, is the receipt's.
//!
//! The rule is [`consent_core::notice`]'s; the script is the one that docs/verify.md gives to everybody.

use product_tests::{ACCEPT, Engine, REJECT, Visitor, prerequisite::workspace};
use serde_json::{Value, json};
use toml::Table;

use crate::stage::{FORMS, Stage, in_languages, languages};

/// The script of docs/verify.md: `noticeText()` and `noticeHash()`.
fn script() -> String {
    let page = std::fs::read_to_string(workspace().join("docs/verify.md")).unwrap();
    let block = page
        .split("```js\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("docs/verify.md has the script");
    assert!(block.contains("noticeHash"), "{block}");
    block.to_owned()
}

/// What the page shows, by the published script, and what a visitor sees otherwise than it says: texts that have no
/// place on the screen, words that the style sheet adds or changes.
async fn read(visitor: &Visitor) -> Value {
    let look = "(async () => {
        SCRIPT
        const unseen = [], root = document.querySelector('samtycke-banner').shadowRoot;
        for (const layer of root.querySelectorAll('[data-layer]')) {
            for (const details of layer.querySelectorAll('details')) details.open = true;
            for (const element of layer.querySelectorAll('*')) {
                if (getComputedStyle(element).textTransform !== 'none') unseen.push(['changed', element.outerHTML]);
                for (const side of ['::before', '::after']) {
                    const added = getComputedStyle(element, side).content;
                    if (!['none', 'normal', '\"\"'].includes(added)) unseen.push(['added', added]);
                }
            }
            const texts = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT), range = new Range();
            while (texts.nextNode()) {
                range.selectNodeContents(texts.currentNode);
                const { width, height } = range.getBoundingClientRect();
                const seen = texts.currentNode.parentElement.checkVisibility({ opacityProperty: true, visibilityProperty: true });
                if (!seen || width < 1 || height < 1) unseen.push(['hidden', texts.currentNode.data]);
            }
        }
        return { text: noticeText(), hash: await noticeHash(), lang: root.host.lang, unseen };
    })()";
    let shown = visitor.js(&look.replace("SCRIPT", &script())).await;
    assert!(shown["hash"].is_string(), "the script failed: {shown}");
    assert_eq!(shown["unseen"], json!([]), "{}", shown["lang"]);
    shown
}

/// Reads both layers on a first visit to `path`, refuses in the second, and returns what was shown.
async fn read_and_refuse(visitor: &Visitor, path: &str) -> Value {
    visitor.open(path).await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    visitor.js("samtycke.open()").await;
    visitor.banner_part("[data-layer=settings]", REJECT).await;
    let shown = read(visitor).await;
    visitor.answer_settings(REJECT).await;
    shown
}

/// Fails unless the newest of `count` receipts records what was shown, layer by layer: by hash in what is signed, and
/// as the text that the collector keeps under that hash.
async fn is_recorded(stage: &Stage, shown: &Value, count: usize, what: &str) {
    let owner = stage.world.owner();
    let receipt = owner.waits_for(count).await.remove(0);
    assert_eq!(receipt["notice_lang"], shown["lang"], "{what}");
    let bundle = owner.bundle(receipt["receipt_id"].as_str().unwrap()).await;
    let [kept, seen] = [&bundle["notice"], &shown["text"]].map(|text| text.as_str().unwrap());
    let layers = |text: &str| text.split("\n\n").map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(layers(seen).len(), 2, "{what}: {seen}");
    for (layer, (kept, seen)) in layers(kept).iter().zip(layers(seen)).enumerate() {
        let [kept, seen] = [kept.as_str(), &seen].map(|text| text.lines().collect::<Vec<_>>());
        assert_eq!(kept, seen, "{what}, layer {}", layer + 1);
    }
    assert_eq!(receipt["notice_hash"], shown["hash"], "{what}");
}

// ACCEPTANCE 49
#[tokio::test]
async fn the_text_shown_is_the_text_recorded_in_every_language_and_layer() {
    let all: Vec<String> = languages().into_keys().collect();
    let sites = vec![("all", in_languages(&all))];
    let Some(stage) = Stage::open(Engine::default(), sites).await else {
        return;
    };
    let visitor = stage.visitor().await;
    for (before, lang) in all.iter().enumerate() {
        let shown = read_and_refuse(&visitor, &format!("/all/{lang}")).await;
        assert_eq!(shown["lang"], lang.as_str());
        is_recorded(&stage, &shown, before + 1, lang).await;
        visitor.forget().await;
    }
}

/// The shop with words of its own, in lines and with spaces as an editor leaves them, a purpose more, and a service
/// that stores nothing and passes data on.
fn in_own_words() -> Table {
    let mut site = in_languages(&["en", "sv", "fr"].map(str::to_owned));
    let more: Table = r#"
        [texts.sv]
        title = "  Kakor?\n  Ja eller nej  "
        reject = "Nej tack"
        accept = "Ja tack"
        details = "Vilka\tdet är"
        [[purposes]]
        id = "chat"; category = "preferences"; legal_basis = "consent"; dpv = "dpv:ServicePersonalisation"
        title = { en = "Chat", sv = "Chatt", fr = "Chat" }
        description = { en = "Ask us", sv = "Fråga oss  <b>nu</b> & sedan", fr = "Demandez-nous\u00a0!" }
        [[services]]
        id = "prat"; purpose = "chat"; name = "Prat"; vendor = "Prat AB"; country = "NO"; policy_url = "https://prat.example/"
        hosts = ["prat.example"]; recipients = ["Moln AB", "Spegel AB"]
    "#
    .replace("; ", "\n")
    .parse()
    .unwrap();
    for (name, value) in more {
        match (site.get_mut(&name), value) {
            (Some(toml::Value::Array(there)), toml::Value::Array(items)) => there.extend(items),
            (_, value) => {
                site.insert(name, value);
            }
        }
    }
    site
}

// ACCEPTANCE 49
#[tokio::test]
async fn a_sites_own_words_are_recorded_as_they_are_shown_and_one_other_letter_is_another_text() {
    let sites = vec![("own", in_own_words())];
    let Some(stage) = Stage::open(Engine::default(), sites).await else {
        return;
    };
    let visitor = stage.visitor().await;
    for (before, (lang, line)) in [
        ("sv", "Kakor? Ja eller nej"),
        ("fr", "Demandez-nous\u{a0}!"),
    ]
    .into_iter()
    .enumerate()
    {
        let shown = read_and_refuse(&visitor, &format!("/own/{lang}")).await;
        let text = shown["text"].as_str().unwrap();
        assert!(text.lines().any(|shown| shown == line), "{text}");
        is_recorded(&stage, &shown, before + 1, lang).await;
        visitor.forget().await;
    }
    // What is not the text that was published is told apart from it, wherever it stands.
    visitor.open("/own/sv").await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    visitor.js("samtycke.open()").await;
    visitor.banner_part("[data-layer=settings]", REJECT).await;
    let published = read(&visitor).await["hash"].clone();
    for change in [
        "root.querySelector('[data-layer=first] [data-action=reject]').firstChild.data = 'Nej  tack!'",
        "root.querySelector('[data-layer=settings] [part=store-description]').firstChild.data += ' för alltid'",
        "root.querySelector('[data-layer=settings] [part=service]').remove()",
        "root.querySelector('[data-layer=first] [part=words]').append('Tillåt!')",
    ] {
        visitor
            .js(&format!(
                "{{ const root = document.querySelector('samtycke-banner').shadowRoot; {change}; }}"
            ))
            .await;
        let changed = visitor
            .js(&format!(
                "(async () => {{ {} return noticeHash(); }})()",
                script()
            ))
            .await;
        assert!(changed.is_string(), "{change}");
        assert_ne!(changed, published, "{change}");
        visitor.reload().await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        visitor.js("samtycke.open()").await;
        visitor.banner_part("[data-layer=settings]", REJECT).await;
        assert_eq!(read(&visitor).await["hash"], published);
    }
}

// ACCEPTANCE 49 (partly: three languages, in each engine and form)
#[tokio::test]
async fn in_each_engine_and_form_the_text_shown_is_the_text_recorded() {
    for engine in Engine::available() {
        let Some(stage) = Stage::with_each_form(engine).await else {
            return;
        };
        for (before, (form, lang)) in FORMS.into_iter().zip(["sv", "ar", "en"]).enumerate() {
            let visitor = stage.visitor().await;
            let shown = read_and_refuse(&visitor, &format!("/{form}/{lang}")).await;
            let what = format!("{}, {form}, {lang}", engine.name());
            is_recorded(&stage, &shown, before + 1, &what).await;
        }
    }
}
