//! A visitor checks the own receipt on a page that lies on the own disk, without a network and without the collector.

use std::{fs, path::Path};

use fantoccini::key::Key;
use product_tests::{ACCEPT, Engine, Launch, Setup, Visitor, World, wait};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Hands files to the page and waits for the verdict.
async fn verdict(visitor: &Visitor, files: &[&Path]) -> String {
    visitor
        .js("document.getElementById('result').replaceChildren(), files.value = ''")
        .await;
    let paths: Vec<String> = files
        .iter()
        .map(|file| file.display().to_string())
        .collect();
    visitor.type_into("#files", &paths.join("\n")).await;
    visitor
        .sees("document.getElementById('result').children.length > 0")
        .await;
    text(visitor, "document.getElementById('result').dataset.verdict").await
}

/// How a check ended.
async fn outcome(visitor: &Visitor, check: &str) -> String {
    let row = format!("document.querySelector('[data-check={check}]')?.dataset.outcome ?? 'none'");
    text(visitor, &row).await
}

async fn text(visitor: &Visitor, expression: &str) -> String {
    visitor
        .js(expression)
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

fn keep(folder: &TempDir, name: &str, text: &str) -> std::path::PathBuf {
    let file = folder.path().join(name);
    fs::write(&file, text).unwrap();
    file
}

/// The visitor's own receipt as a bundle, for the key in the consent cookie.
async fn bundle(world: &World, visitor: &Visitor, receipt_id: &str) -> String {
    let key = text(
        visitor,
        "document.cookie.match(/samtycke=([^;]*)/)[1].split('.').pop()",
    )
    .await;
    let body = json!({"consent_key": key, "receipt_id": receipt_id}).to_string();
    let path = world.collector.url("/v1/sites/shop/proofs");
    wait::until("the receipt is in the log", async || {
        let request = reqwest::Client::new().request(Method::POST, &path);
        let request = request.header("content-type", "application/json");
        let answer = request.body(body.clone()).send().await.unwrap();
        match answer.status().is_success() {
            true => Some(answer.text().await.unwrap()),
            false => None,
        }
    })
    .await
}

/// The bundle with one character in the middle of what was signed changed.
fn changed(bundle: &str) -> String {
    let mut changed: Value = serde_json::from_str(bundle).unwrap();
    let receipt = changed["receipt"].as_str().unwrap();
    let at = receipt.find('.').unwrap() + 40;
    let other_sign = if &receipt[at..=at] == "A" { "B" } else { "A" };
    changed["receipt"] = json!(format!(
        "{}{other_sign}{}",
        &receipt[..at],
        &receipt[at + 1..]
    ));
    changed.to_string()
}

// ACCEPTANCE 54 (the other engines are below)
#[tokio::test]
async fn the_page_tells_a_true_receipt_from_a_changed_a_foreign_and_an_erased_one_without_a_network()
 {
    let (Some(mut world), Some(other)) = (World::start().await, World::start().await) else {
        return;
    };
    let visitor = world.visitor().await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    world.owner().waits_for(1).await;
    visitor
        .sees("window.samtycke.receipts().length === 1")
        .await;
    let own = visitor.js("window.samtycke.receipts()[0]").await;
    let bundle = bundle(&world, &visitor, own["receipt_id"].as_str().unwrap()).await;
    let stranger = world.stranger();
    let proof = stranger
        .get(&format!("/log/proof/{}", own["leaf_index"]))
        .await;
    let proof = proof.text().await.unwrap();
    let page = stranger.get("/verify").await.text().await.unwrap();
    let foreign = other.stranger().get("/verify").await.text().await.unwrap();

    let folder = TempDir::new().unwrap();
    let page = keep(&folder, "verify.html", &page);
    let foreign = keep(&folder, "foreign.html", &foreign);
    let whole = keep(&folder, "bundle.json", &bundle);
    let changed = keep(&folder, "changed.json", &changed(&bundle));
    let mut swapped: Value = serde_json::from_str(&bundle).unwrap();
    swapped["notice"] = json!("Vi använder inga kakor.\n");
    let swapped = keep(&folder, "swapped.json", &swapped.to_string());
    let gate_copy = keep(&folder, "receipt.json", &own.to_string());
    let proof = keep(&folder, "proof", &proof);

    // The collector goes, and everything that it had.
    world.collector.kill();
    fs::remove_dir_all(world.collector.folder().join("data")).unwrap();

    let auditor = world
        .visitor_at(format!("file://{}", page.display()), Launch::default())
        .await;
    auditor.go("").await;
    auditor.requests().await;
    assert_eq!(verdict(&auditor, &[&whole]).await, "holds");
    for check in [
        "keys",
        "signer",
        "signature",
        "disclosures",
        "notice",
        "inclusion",
        "checkpoint",
    ] {
        assert_eq!(outcome(&auditor, check).await, "holds", "{check}");
    }
    let said = text(&auditor, "document.getElementById('result').textContent").await;
    let code = own["code"].as_str().unwrap();
    assert!(said.contains(code) && said.contains("shop"), "{said}");
    // What the collector has erased meanwhile, the page says, is none of its business.
    assert!(
        auditor
            .holds("!!document.querySelector('[data-note=erased]')")
            .await
    );

    // What the gate keeps in the browser, with the proof as a file of its own.
    assert_eq!(verdict(&auditor, &[&gate_copy, &proof]).await, "holds");
    assert_eq!(verdict(&auditor, &[&gate_copy]).await, "incomplete");
    assert_eq!(outcome(&auditor, "inclusion").await, "open");

    // One after the other: the proof is joined with the receipt that is already there.
    assert_eq!(verdict(&auditor, &[&proof]).await, "holds");

    // What cannot be used is said, and what to do.
    let large = keep(&folder, "large.json", &"x".repeat((4 << 20) + 1));
    assert_eq!(verdict(&auditor, &[&whole, &large]).await, "holds");
    let said = text(
        &auditor,
        "document.querySelector('[data-problem=large]').textContent",
    )
    .await;
    assert!(said.contains("4 MiB"), "{said}");

    assert_eq!(verdict(&auditor, &[&changed]).await, "fails");
    assert_eq!(outcome(&auditor, "signature").await, "fails");
    let said = text(&auditor, "document.getElementById('result').textContent").await;
    assert!(
        !said.contains(code),
        "what a changed receipt says is not told: {said}"
    );
    assert_eq!(verdict(&auditor, &[&swapped]).await, "fails");
    assert_eq!(outcome(&auditor, "notice").await, "fails");

    // By keyboard: the first thing on the page is the choice of language.
    auditor.js("document.activeElement.blur()").await;
    auditor.go("").await;
    auditor.press(Key::Tab).await;
    auditor.press(Key::Enter).await;
    auditor.sees("document.documentElement.lang === 'sv'").await;
    auditor.press(Key::Tab).await;
    auditor.press(Key::Enter).await;
    auditor.sees("document.documentElement.lang === 'en'").await;
    assert!(
        text(&auditor, "document.querySelector('h1').textContent")
            .await
            .contains("Check")
    );

    // The policy in the page lets nothing out, whatever asks.
    let asked = auditor
        .js("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')")
        .await;
    assert_eq!(asked, "stopped");
    assert_eq!(auditor.requests().await, []);
    drop(auditor);

    // A proof without its receipt.
    let auditor = world
        .visitor_at(format!("file://{}", page.display()), Launch::default())
        .await;
    auditor.go("").await;
    assert_eq!(verdict(&auditor, &[&proof]).await, "fails");
    assert!(
        auditor
            .holds("!!document.querySelector('[data-problem=nothing]')")
            .await
    );
    drop(auditor);

    // The page of another collector does not know the key; in the dark it is dark.
    let launch = Launch {
        is_dark: true,
        ..Launch::default()
    };
    let auditor = world
        .visitor_at(format!("file://{}", foreign.display()), launch)
        .await;
    auditor.go("").await;
    assert_eq!(verdict(&auditor, &[&whole]).await, "fails");
    assert_eq!(outcome(&auditor, "signer").await, "fails");
    let ground = text(&auditor, "getComputedStyle(document.body).backgroundColor").await;
    assert_eq!(ground, "rgb(23, 23, 23)");
}

// ACCEPTANCE 54 (with `SAMTYCKE_BROWSERS=all` also in Firefox and WebKit)
#[tokio::test]
async fn in_each_engine_the_page_on_the_disk_tells_true_changed_erased_and_foreign_receipts_apart()
{
    for engine in Engine::available() {
        let setup = || Setup {
            engine,
            ..Setup::default()
        };
        let (Some(mut world), Some(other)) =
            (World::with(setup()).await, World::with(setup()).await)
        else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open("/").await;
        visitor.answer(ACCEPT).await;
        visitor
            .sees("window.samtycke.receipts().length === 1")
            .await;
        let id = text(&visitor, "window.samtycke.receipts()[0].receipt_id").await;
        let bundle = bundle(&world, &visitor, &id).await;
        drop(visitor);
        let folder = TempDir::new().unwrap();
        let page = world.stranger().get("/verify").await.text().await.unwrap();
        let page = keep(&folder, "verify.html", &page);
        let foreign = other.stranger().get("/verify").await.text().await.unwrap();
        let foreign = keep(&folder, "foreign.html", &foreign);
        let whole = keep(&folder, "bundle.json", &bundle);
        let changed = keep(&folder, "changed.json", &changed(&bundle));

        // The collector goes, and all that it had: nothing of the receipt is left but the visitor's own copy.
        world.collector.kill();
        fs::remove_dir_all(world.collector.folder().join("data")).unwrap();
        let address = format!("file://{}", page.display());
        let auditor = world.visitor_at(address, Launch::default()).await;
        auditor.go("").await;
        let name = engine.name();
        assert_eq!(verdict(&auditor, &[&whole]).await, "holds", "{name}");
        for check in ["keys", "signer", "signature", "inclusion", "checkpoint"] {
            assert_eq!(outcome(&auditor, check).await, "holds", "{name}: {check}");
        }
        assert!(
            auditor
                .holds("!!document.querySelector('[data-note=erased]')")
                .await,
            "{name}: what was erased meanwhile is said to be no matter of the page's"
        );
        assert_eq!(verdict(&auditor, &[&changed]).await, "fails", "{name}");
        assert_eq!(outcome(&auditor, "signature").await, "fails", "{name}");
        let asked = "fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'stopped')";
        assert_eq!(auditor.js(asked).await, "stopped", "{name}");
        let told = "new Promise((done) => { addEventListener('securitypolicyviolation', \
                    (event) => done(event.effectiveDirective)); new Image().src = 'http://127.0.0.1:9/x' })";
        assert_eq!(auditor.js(told).await, "img-src", "{name}: by its policy");
        drop(auditor);

        let address = format!("file://{}", foreign.display());
        let auditor = world.visitor_at(address, Launch::default()).await;
        auditor.go("").await;
        assert_eq!(verdict(&auditor, &[&whole]).await, "fails", "{name}");
        assert_eq!(outcome(&auditor, "signer").await, "fails", "{name}");
    }
}
