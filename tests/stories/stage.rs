//! Pages of our own on the shop's host name: any language, form and site file, and a page long enough to scroll.

use std::{collections::BTreeMap, fs, sync::Arc};

use axum::{
    Router,
    extract::Path,
    http::header::SET_COOKIE,
    response::{AppendHeaders, Html},
    routing::get,
};
use product_tests::{Engine, Launch, Setup, Visitor, World, prerequisite::workspace};
use serde_json::Value as Json;
use toml::{Table, Value};

use crate::own_site::OwnSite;

/// Links all the way down, so that Tab and scrolling have somewhere to go.
const BODY: &str = include_str!("stage/body.html");

/// All of it; it ends when it is dropped.
pub struct Stage {
    /// The collector with the sites, and the shop.
    pub world: World,
    site: OwnSite,
}

impl Stage {
    /// Serves `/<site>/<lang>` with each site's default snippet, and `/set-cookie/<name>`. The sites are the shop's file
    /// with changes, by id.
    /// `None` when the story cannot run here.
    pub async fn open(engine: Engine, sites: Vec<(&'static str, Table)>) -> Option<Self> {
        let ids: Vec<_> = sites.iter().map(|(id, _)| *id).collect();
        let named = |(id, mut site): (&'static str, Table)| {
            site.insert("id".into(), id.into());
            // File names are the harness's to keep; it reads them once.
            let file: &'static str = format!("{id}.toml").leak();
            (file, site.to_string())
        };
        let world = World::with(Setup {
            engine,
            sites: sites.into_iter().map(named).collect(),
            ..Setup::default()
        })
        .await?;
        let mut snippets = BTreeMap::new();
        for id in ids {
            snippets.insert(id, world.snippet(id, "snippet.txt").await);
        }
        let snippets = Arc::new(snippets);
        let page = move |Path((site, lang)): Path<(String, String)>| {
            let snippet = snippets.get(site.as_str()).cloned().unwrap_or_default();
            async move { Html(page(&snippet, &lang)) }
        };
        // An answer with a cookie, of which no script knows.
        let cookie = async |Path(name): Path<String>| {
            AppendHeaders([(SET_COOKIE, format!("{name}=1; Path=/"))])
        };
        let app = Router::new()
            .route("/set-cookie/{name}", get(cookie))
            .route("/{site}/{lang}", get(page));
        Some(Self {
            world,
            site: OwnSite::on("shop.localhost", app).await,
        })
    }

    /// The same with the three forms of the first layer as sites `bar`, `box` and `dialog`, in Swedish, English and
    /// Arabic.
    pub async fn with_each_form(engine: Engine) -> Option<Self> {
        let sites = FORMS.map(|form| {
            let mut site = in_languages(&["en", "sv", "ar"].map(str::to_owned));
            site.insert("position".into(), form.into());
            (form, site)
        });
        Self::open(engine, sites.into()).await
    }

    /// Somebody who has never been here.
    pub async fn visitor(&self) -> Visitor {
        self.visitor_with(Launch::default()).await
    }

    /// The same with a browser of another kind.
    pub async fn visitor_with(&self, launch: Launch) -> Visitor {
        self.world
            .visitor_at(self.site.origin.clone(), launch)
            .await
    }
}

/// The forms of the first layer.
pub const FORMS: [&str; 3] = ["bar", "box", "dialog"];

fn page(snippet: &str, lang: &str) -> String {
    let dir = if lang == "ar" { " dir=\"rtl\"" } else { "" };
    format!(
        "<!doctype html><html lang=\"{lang}\"{dir}><head><meta charset=\"utf-8\">{snippet}\
         <meta name=\"viewport\" content=\"width=device-width\"><title>Stage</title>\
         <script>window.armedFirst = typeof samtycke === 'object'</script></head><body>{BODY}</body></html>"
    )
}

/// The shop's site file.
pub fn shop() -> Table {
    include_str!("../../demo-site/site/shop.toml")
        .parse()
        .unwrap()
}

/// Every language there are texts for, with them.
pub fn languages() -> BTreeMap<String, Json> {
    let folder = workspace().join("banner-wasm/texts");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files
        .map(|file| {
            let name = file.path().file_stem().unwrap().display().to_string();
            let text = fs::read_to_string(file.path()).unwrap();
            (name, serde_json::from_str(&text).unwrap())
        })
        .collect()
}

/// The shop's site file in these languages, with its English words where it has no others.
pub fn in_languages(languages: &[String]) -> Table {
    fn spread(table: &mut Table, languages: &[String]) {
        if let Some(english) = table.get("en").cloned() {
            for lang in languages {
                table.entry(lang).or_insert_with(|| english.clone());
            }
        }
        for (_, value) in table.iter_mut() {
            match value {
                Value::Table(inner) => spread(inner, languages),
                Value::Array(items) => items
                    .iter_mut()
                    .filter_map(Value::as_table_mut)
                    .for_each(|inner| spread(inner, languages)),
                _ => {}
            }
        }
    }
    let mut site = shop();
    // Their channels have labels of ours in Swedish and English only.
    site.remove("clauses");
    spread(&mut site, languages);
    site.insert("languages".into(), languages.to_vec().into());
    site
}
