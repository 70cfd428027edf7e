//! From a site's file and the built scripts to everything that is served of it.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::Context as _;
use consent_core::{
    category::Category,
    notice,
    receipt::Digest,
    rules::{Rules, StoreKind},
    site::{Control, Site, SiteId},
};
use serde::{Serialize, Serializer};

use super::{
    archive::Archive,
    assets::Assets,
    catalogue, clauses,
    compress::Encodings,
    debug, declaration, foreign,
    load::LoadedSite,
    observe, panel, policy, rules, signals,
    site::{PublishedSite, Script, View},
    terms::{Terms, config_json},
    token, view,
};
use crate::config::Config;

/// The object in place of `"@@SITE@@"` (contracts, section 4).
#[derive(Serialize)]
struct SiteObject<'a> {
    site: &'a str,
    base: &'a str,
    act: String,
    /// In the site's order: without another sign the first of its languages is spoken.
    #[serde(serialize_with = "in_order")]
    views: Vec<(&'a str, String)>,
    purposes: BTreeMap<&'a str, u8>,
    validity: u64,
    version: u32,
    /// A pattern of what is a service's on the site's own hosts.
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<String>,
    rules: String,
}

/// Pairs as an object whose members stand in their order.
fn in_order<S: Serializer>(pairs: &[(&str, String)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

/// The object in place of `"@@ACT@@"`: what a choice is recorded under, and what a withdrawal deletes unseen.
#[derive(Serialize)]
struct ActObject<'a> {
    release: &'a str,
    /// The path of the third script.
    releaser: String,
    /// The path of the whole catalogue.
    catalogue: String,
    /// What few pages need: the path, the selector of such pages, and a pattern of their addresses.
    tags: (String, String, String),
    /// Cookies declared by their whole name: they may stand on a path where the page cannot see them.
    cookies: Vec<&'a str>,
    /// The services that can be refused by themselves, by id, each with its category's bit.
    services: BTreeMap<&'a str, u8>,
    notices: BTreeMap<&'a str, String>,
    /// What the persistent control's two buttons say, and what is said when the second was pressed, in each language.
    #[serde(skip_serializing_if = "Option::is_none")]
    control: Option<BTreeMap<&'a str, [&'a str; 3]>>,
    /// The domain that the consent cookie is set for, where hosts share it.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<&'a str>,
    /// Where another product's choice is read, and the cookies that say that there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    import: Option<(String, String)>,
}

/// Compiles a site and keeps its scripts in the archive.
///
/// # Errors
/// When a text is missing, a template is not what it should be, or the archive cannot be written.
pub fn site(
    loaded: LoadedSite,
    assets: &Assets,
    config: &Config,
    archive: &Archive,
) -> anyhow::Result<PublishedSite> {
    let site = loaded.site;
    let declared = site.declared();
    let mut views = Vec::new();
    let mut labels = BTreeMap::new();
    for lang in &declared.languages {
        views.push(compile_view(&site, assets, lang, archive)?);
        labels.insert(lang.as_str(), view::control_labels(&site, assets, lang)?);
    }
    let catalogue = keep(site.id(), "catalogue", "bin", catalogue::file(), archive)?;
    let mut object = SiteObject {
        site: site.id().as_str(),
        base: &config.public_url,
        act: String::new(),
        views: views
            .iter()
            .map(|view| {
                let address = format!("/s/{}/{}", site.id(), view.script.name);
                (view.lang.as_str(), address)
            })
            .collect(),
        purposes: declared
            .purposes
            .iter()
            .map(|purpose| (purpose.id.as_str(), purpose.category.bit()))
            .collect(),
        validity: site.validity().seconds(),
        version: declared.version,
        paths: rules::own_paths(&site),
        rules: Rules::encode(&rules::of(&site, config.public_host())),
    };
    let releaser = keep(site.id(), "release", "js", assets.release.clone(), archive)?;
    let import = compile_import(&site, assets, archive)?;
    let debug = debug::script(&site, &assets.debug).context("debug.js")?;
    let debug = keep(site.id(), "debug", "js", debug, archive)?;
    let table = foreign::table(&site, format!("/s/{}/{}", site.id(), debug.name));
    let tags = token::fill(&assets.tags, "\"@@TAGS@@\"", &token::script_json(&table))
        .context("tags.js")?;
    let tags = keep(site.id(), "tags", "js", tags, archive)?;
    let mut own = ActObject {
        release: "",
        releaser: format!("/s/{}/{}", site.id(), releaser.name),
        catalogue: format!("/s/{}/{}", site.id(), catalogue.name),
        tags: (
            format!("/s/{}/{}", site.id(), tags.name),
            foreign::selector(),
            foreign::address_pattern(),
        ),
        cookies: named_cookies(&site),
        services: switched_services(&site),
        notices: views
            .iter()
            .map(|view| (view.lang.as_str(), view.notice_hash.to_string()))
            .collect(),
        control: (declared.control == Control::Button).then_some(labels),
        share: declared.share.as_deref(),
        import: import
            .as_ref()
            .map(|script| format!("/s/{}/{}", site.id(), script.name))
            .zip(site.import_cookies()),
    };
    let signals = signals::member(&site);
    let observer = observe::script(&site, &config.public_url).context("observe.js")?;
    let panels = compile_panels(&site, assets)?;
    let mut released = vec![
        if site.observes() {
            observer.clone()
        } else {
            assets.gate.clone()
        },
        assets.act.clone(),
        site_object(&object, &signals),
        token::script_json(&own),
    ];
    // Part of the release, which the second script has inside: so its hash can name these too, and no byte of a first
    // view goes to their addresses.
    released.push(assets.worker.clone());
    released.extend(panels.iter().map(|(_, text)| text.clone()));
    let release = short(Digest::of(released.join("\0").as_bytes()));
    own.release = &release;
    let act =
        token::fill(&assets.act, "\"@@ACT@@\"", &token::script_json(&own)).context("act.js")?;
    // Named by the release, which its content follows from: the gate sees by it whether the two belong together.
    let act = keep_as(site.id(), format!("act.{release}.js"), act, archive)?;
    let worker = act.name.replacen("act", "worker", 1);
    let worker = keep_as(site.id(), worker, assets.worker.clone(), archive)?;
    let panels = panels
        .into_iter()
        .map(|(lang, text)| {
            let name = act.name.replacen("act", &format!("panel.{lang}"), 1);
            keep_as(site.id(), name, text, archive)
        })
        .collect::<anyhow::Result<_>>()?;
    object.act = format!("/s/{}/{}", site.id(), act.name);
    let gate = if site.observes() {
        observer
    } else {
        let object = site_object(&object, &signals);
        token::fill(&assets.gate, "\"@@SITE@@\"", &object).context("gate.js")?
    };
    let build_hash = Digest::of(gate.as_bytes());
    let script = keep(site.id(), "consent", "js", gate, archive)?;
    let terms = Terms::of_site(&site, release, build_hash);
    let files = files(&site, assets, &config.public_url)?;
    archive.keep_release(site.id(), &terms.release, &terms.config_hash)?;
    let clauses = clauses::compile(&site);
    Ok(PublishedSite {
        clauses_json: clauses::document(&site, &clauses),
        clauses,
        server_token: loaded.server_token,
        webhooks: loaded.webhooks,
        config_json: config_json(declared),
        public_url: config.public_url.clone(),
        assertion_key: loaded.assertion_key,
        terms: Arc::new(terms),
        script,
        act,
        releaser,
        worker,
        import,
        tags,
        debug,
        catalogue,
        views,
        panels,
        files,
        site,
    })
}

/// The site object with the adapters for the tags' own consent APIs as its last member.
fn site_object(object: &SiteObject<'_>, signals: &str) -> String {
    let json = token::script_json(object);
    match json.strip_suffix('}') {
        Some(open) => format!("{open}{signals}}}"),
        None => json,
    }
}

/// The cookies that need consent and are declared without a wildcard.
fn named_cookies(site: &Site) -> Vec<&str> {
    let services = site.declared().services.iter();
    services
        .filter(|service| site.category_of(service) != Category::Functional)
        .flat_map(|service| &service.stores)
        .filter(|store| store.kind == StoreKind::Cookie && !store.name.ends_with('*'))
        .map(|store| store.name.as_str())
        .collect()
}

/// The services that need consent.
fn switched_services(site: &Site) -> BTreeMap<&str, u8> {
    let services = site.declared().services.iter();
    services
        .map(|service| (service.id.as_str(), site.category_of(service)))
        .filter(|(_, category)| *category != Category::Functional)
        .map(|(id, category)| (id, category.bit()))
        .collect()
}

/// The canonical text of what a site shows in one language.
///
/// # Errors
/// When a text is missing.
pub fn view_text(site: &Site, assets: &Assets, lang: &str) -> anyhow::Result<String> {
    Ok(notice::document(&view::model(site, assets, lang)?))
}

fn compile_view(
    site: &Site,
    assets: &Assets,
    lang: &str,
    archive: &Archive,
) -> anyhow::Result<View> {
    let model = view::model(site, assets, lang)?;
    let text = notice::document(&model);
    let filled = token::fill(
        &assets.view,
        "\"@@VIEW@@\"",
        &token::script_json(&model.encode()),
    )
    .context("view.js")?;
    Ok(View {
        lang: lang.to_owned(),
        notice_hash: Digest::of(text.as_bytes()),
        notice: text,
        script: keep(site.id(), &format!("banner.{lang}"), "js", filled, archive)?,
    })
}

/// The script that reads another product's choice, for a site that wants that.
fn compile_import(
    site: &Site,
    assets: &Assets,
    archive: &Archive,
) -> anyhow::Result<Option<Script>> {
    let Some(table) = site.import_table() else {
        return Ok(None);
    };
    let template = assets.import.as_ref().context(
        "[import] needs import.js, which this build of the script does not have; run `cargo xtask wasm`",
    )?;
    let filled = token::fill(template, "\"@@IMPORT@@\"", &token::script_json(&table))
        .context("import.js")?;
    keep(site.id(), "import", "js", filled, archive).map(Some)
}

/// The script of placeholders and panels in each language, in the site's order.
fn compile_panels(site: &Site, assets: &Assets) -> anyhow::Result<Vec<(String, String)>> {
    let languages = site.declared().languages.iter();
    languages
        .map(|lang| {
            let model = view::model(site, assets, lang)?;
            Ok((lang.clone(), panel::script(site, assets, &model)?))
        })
        .collect()
}

fn keep(
    id: &SiteId,
    stem: &str,
    ending: &str,
    text: String,
    archive: &Archive,
) -> anyhow::Result<Script> {
    let name = format!("{stem}.{}.{ending}", short(Digest::of(text.as_bytes())));
    keep_as(id, name, text, archive)
}

fn keep_as(id: &SiteId, name: String, text: String, archive: &Archive) -> anyhow::Result<Script> {
    Ok(Script {
        encodings: archive.keep(id, &name, text.into_bytes())?,
        name,
    })
}

/// The files whose names stay. They are made anew at every start, so that none is kept on the disk.
fn files(site: &Site, assets: &Assets, public_url: &str) -> anyhow::Result<Vec<(String, Script)>> {
    let mut files = vec![
        ("declaration.css".to_owned(), declaration::style(site)),
        (
            "policy.js".to_owned(),
            policy::script(site, public_url).context("policy.js")?,
        ),
    ];
    for lang in &site.declared().languages {
        let made = declaration::of(site, assets, lang)?;
        files.push((format!("declaration.{lang}.html"), made.page));
        files.push((format!("declaration.{lang}.js"), made.script));
    }
    files
        .into_iter()
        .map(|(name, text)| {
            let script = Script {
                // With the hash in front, for the ETag; the ending says what it is.
                name: format!("{}.{name}", short(Digest::of(text.as_bytes()))),
                encodings: Encodings::of(text.into_bytes())?,
            };
            Ok((name, script))
        })
        .collect()
}

/// The first 16 hexadecimal digits.
fn short(digest: Digest) -> String {
    digest.to_string().chars().take(16).collect()
}
