//! The pictures of the documentation: phone and desktop, light and dark, in four languages. `cargo xtask screenshots`
//! runs this and writes `docs/screenshots/`.
//!
//! The shop is shown as it is; its own pages are Swedish and English, so the Arabic and the German banner stand over
//! the English ones.
#![expect(clippy::unwrap_used, reason = "a panic is how a picture fails")]

mod staff;
mod words;

use std::{fs, path::PathBuf};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use product_tests::{
    ACCEPT, REJECT, SAVE, Setup, Visitor, World,
    prerequisite::{target_dir, workspace},
};
use serde_json::{Value, json};

/// Small enough to be read in a browser, and in a repository.
const QUALITY: u32 = 72;

/// What a picture is taken through.
struct Device {
    name: &'static str,
    width: u32,
    height: u32,
    /// Device pixels in one of CSS.
    scale: f64,
}

const DEVICES: [Device; 2] = [
    Device {
        name: "desktop",
        width: 1280,
        height: 800,
        scale: 1.0,
    },
    Device {
        name: "phone",
        width: 390,
        height: 844,
        scale: 1.5,
    },
];

const SCHEMES: [&str; 2] = ["light", "dark"];

const LANGUAGES: [&str; 4] = ["sv", "en", "ar", "de"];

#[tokio::main]
async fn main() {
    let setup = Setup {
        site: |site| words::in_four_languages(site),
        ..Setup::default()
    };
    let world = World::with(setup)
        .await
        .expect("what a browser story needs");
    staff::console(&world).await;
    staff::declaration(&world).await;
    let visitor = world.visitor().await;
    let camera = Camera::new(&visitor);
    camera.without_scroll_bars().await;
    for lang in LANGUAGES {
        let spoken = speak(&visitor, lang).await;
        for device in &DEVICES {
            for scheme in SCHEMES {
                camera.set_up(device, scheme).await;
                visitor.open(if lang == "sv" { "/" } else { "/en" }).await;
                visitor.banner_part("[data-layer=first]", ACCEPT).await;
                visitor.quiet().await;
                let kind = format!("{lang}-{}-{scheme}", device.name);
                camera.take(&format!("first-{kind}")).await;
                visitor.js("samtycke.open()").await;
                visitor.banner_part("[data-layer=settings]", SAVE).await;
                camera.take(&format!("settings-{kind}")).await;
            }
        }
        silence(&visitor, &spoken).await;
    }
    for lang in LANGUAGES {
        after_a_refusal(&world, lang).await;
    }
    forms(&visitor, &camera).await;
    visitor.open("/").await;
    visitor.answer(ACCEPT).await;
    for device in &DEVICES {
        for scheme in SCHEMES {
            camera.set_up(device, scheme).await;
            visitor.open("/").await;
            visitor.sees("window.standInOrder?.length === 4").await;
            // The shop's own panel asks each second.
            visitor
                .sees("[...document.querySelectorAll('[data-loaded]')].every((cell) => cell.textContent === 'ja')")
                .await;
            visitor.quiet().await;
            camera
                .take(&format!("shop-sv-{}-{scheme}", device.name))
                .await;
        }
    }
    println!("{} pictures, {} KB", camera.count(), camera.bytes() / 1024);
}

/// Opens the services of advertising in the settings and turns one of them.
const SERVICES: &str = "(() => {
    const section = document.querySelector('samtycke-banner').shadowRoot.querySelector('section[data-category=advertising]');
    section.querySelector('details').open = true;
    section.querySelector('details input').click();
    section.scrollIntoView();
})()";

/// What who has refused sees: the settings with the switches of services, the placeholder of a film, the
/// two panels, and the page of their own consents. To look at: they lie beside what is built, and not in the repository.
async fn after_a_refusal(world: &World, lang: &str) {
    let visitor = world.visitor().await;
    let camera = Camera::into(&visitor, target_dir().join("pictures"));
    camera.without_scroll_bars().await;
    speak(&visitor, lang).await;
    let page = if lang == "sv" { "/" } else { "/en" };
    let consents = match lang {
        "sv" => Some("/my-consents"),
        "en" => Some("/en/my-consents"),
        _ => None,
    };
    visitor.open(page).await;
    visitor.answer(REJECT).await;
    visitor
        .sees("JSON.parse(localStorage.getItem('samtycke.receipts') || '[]').length === 1")
        .await;
    for device in &DEVICES {
        for scheme in SCHEMES {
            camera.set_up(device, scheme).await;
            let kind = format!("{lang}-{}-{scheme}", device.name);
            visitor.open(page).await;
            visitor
                .js("document.querySelector('.film').scrollIntoView({ block: 'center' })")
                .await;
            visitor
                .shadow_part("samtycke-placeholder", "[data-action=once]")
                .await;
            visitor.quiet().await;
            camera.take(&format!("placeholder-{kind}")).await;
            visitor.js("samtycke.open()").await;
            visitor.banner_part("[data-layer=settings]", SAVE).await;
            visitor.js(SERVICES).await;
            camera.take(&format!("services-{kind}")).await;
            for (panel, part) in [("stopped", "[part=item]"), ("receipts", "[part=receipt]")] {
                visitor.js(&format!("samtycke.open('{panel}')")).await;
                visitor.shadow_part("samtycke-panel", part).await;
                camera.take(&format!("{panel}-{kind}")).await;
            }
            if let Some(consents) = consents {
                visitor.open(consents).await;
                visitor.quiet().await;
                camera.take(&format!("consents-{kind}")).await;
            }
        }
    }
}

/// The two other forms of the first layer.
async fn forms(visitor: &Visitor, camera: &Camera<'_>) {
    camera.set_up(&DEVICES[0], "light").await;
    visitor.open("/en").await;
    visitor.banner_part("[data-layer=first]", ACCEPT).await;
    visitor.quiet().await;
    for form in ["box", "dialog"] {
        // What a site writes as `position`; the style sheet alone knows the form.
        let turn = format!(
            "document.querySelector('samtycke-banner').shadowRoot.querySelector('[data-layer=first]').dataset.position = '{form}'"
        );
        visitor.js(&turn).await;
        camera.take(&format!("form-{form}-en-desktop-light")).await;
    }
}

/// Pages say from now on that they are in `lang`; for [`silence`].
async fn speak(visitor: &Visitor, lang: &str) -> String {
    let source = format!(
        "Object.defineProperty(HTMLHtmlElement.prototype, 'lang', {{ get: () => '{lang}', configurable: true }})"
    );
    let added = visitor
        .cdp(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": source }),
        )
        .await;
    added["identifier"].as_str().unwrap().to_owned()
}

async fn silence(visitor: &Visitor, spoken: &str) {
    let which = json!({ "identifier": spoken });
    visitor
        .cdp("Page.removeScriptToEvaluateOnNewDocument", which)
        .await;
}

/// Takes pictures of what a visitor sees.
struct Camera<'a> {
    visitor: &'a Visitor,
    folder: PathBuf,
}

impl<'a> Camera<'a> {
    fn new(visitor: &'a Visitor) -> Self {
        let folder = workspace().join("docs/screenshots");
        // None stays that is not taken any more.
        let _ = fs::remove_dir_all(&folder);
        Self::into(visitor, folder)
    }

    /// One that writes where it is asked to.
    fn into(visitor: &'a Visitor, folder: PathBuf) -> Self {
        fs::create_dir_all(&folder).unwrap();
        Self { visitor, folder }
    }

    async fn without_scroll_bars(&self) {
        let hidden = json!({ "hidden": true });
        self.visitor
            .cdp("Emulation.setScrollbarsHidden", hidden)
            .await;
    }

    async fn set_up(&self, device: &Device, scheme: &str) {
        let metrics = json!({
            "width": device.width, "height": device.height, "deviceScaleFactor": device.scale,
            "mobile": device.name == "phone",
        });
        self.visitor
            .cdp("Emulation.setDeviceMetricsOverride", metrics)
            .await;
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.visitor
            .cdp("Emulation.setEmulatedMedia", features)
            .await;
    }

    async fn take(&self, name: &str) {
        self.capture(name, json!({})).await;
    }

    /// The whole page, however long it is.
    async fn take_whole(&self, name: &str) {
        let whole = self
            .visitor
            .js("[innerWidth, document.documentElement.scrollHeight]")
            .await;
        let clip = json!({"x": 0, "y": 0, "width": whole[0], "height": whole[1], "scale": 1});
        self.capture(name, json!({"captureBeyondViewport": true, "clip": clip}))
            .await;
    }

    async fn capture(&self, name: &str, mut format: Value) {
        format["format"] = "webp".into();
        format["quality"] = QUALITY.into();
        let answer = self.visitor.cdp("Page.captureScreenshot", format).await;
        let picture = BASE64_STANDARD
            .decode(answer["data"].as_str().unwrap())
            .unwrap();
        fs::write(self.folder.join(format!("{name}.webp")), picture).unwrap();
    }

    fn sizes(&self) -> Vec<u64> {
        let entries = fs::read_dir(&self.folder).unwrap();
        entries
            .map(|entry| entry.unwrap().metadata().unwrap().len())
            .collect()
    }

    fn count(&self) -> usize {
        self.sizes().len()
    }

    fn bytes(&self) -> u64 {
        self.sizes().iter().sum()
    }
}
