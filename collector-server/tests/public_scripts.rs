//! What the script tag receives: the gate with its site, the views, the snippet.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod collector;

use std::io::Read as _;

use collector::{Collector, Setup, assertion, fixture, read, with};
use consent_core::{
    category::Category,
    decision::HostClass,
    receipt::{Digest, SdJwt},
    rules::{Rules, StoreKind},
    view_model::ViewModel,
};
use serde_json::{Value, json};

const STATS: HostClass = HostClass::Known(Category::Statistics);

/// The site object inside a served gate.
fn site_object(script: &str) -> Value {
    let object = script
        .strip_prefix("(function(){var SITE=")
        .and_then(|rest| rest.strip_suffix(";})();\n"))
        .unwrap();
    serde_json::from_str(object).unwrap()
}

async fn text(collector: &Collector, path: &str) -> String {
    collector
        .get(path)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
}

#[tokio::test]
async fn the_script_is_the_gate_with_the_site_inside() {
    let collector = Collector::start().await;
    let script = text(&collector, "/s/shop/consent.js").await;
    let mut site = site_object(&script);
    let rules = site["rules"].take();
    let views = site["views"].take();
    let place = |lang: &str| script.find(&format!("\"{lang}\":\"/s/shop/")).unwrap();
    assert!(
        place("sv") < place("en"),
        "the site's order, not that of letters"
    );
    let act = site["act"].take();
    let act = act.as_str().unwrap();
    let second = text(&collector, act).await;
    assert_eq!(text(&collector, "/s/shop/act.js").await, second);
    let own = second
        .strip_prefix("(function(){var OWN=")
        .and_then(|rest| rest.strip_suffix(";})();\n"))
        .unwrap();
    let object: Value = serde_json::from_str(own).unwrap();
    let catalogue = &object["catalogue"];
    let releaser = object["releaser"].as_str().unwrap();
    let third = text(&collector, releaser).await;
    assert_eq!(third, fixture::RELEASE);
    let tags = object["tags"][0].as_str().unwrap();
    let foreign = text(&collector, tags).await;
    let hash = Digest::of(foreign.as_bytes()).to_string();
    assert_eq!(tags, format!("/s/shop/tags.{}.js", &hash[..16]));
    let tags = foreign
        .strip_prefix("const TAGS=")
        .and_then(|rest| rest.strip_suffix(";\n"))
        .unwrap();
    let tags: Value = serde_json::from_str(tags).unwrap();
    assert_eq!(tags["services"]["räknaren"], "statistics");
    assert_eq!(
        tags["marks"].as_array().unwrap().len(),
        consent_core::foreign::MARKS.len()
    );
    let debug = tags["debug"].as_str().unwrap();
    let panel = text(&collector, debug).await;
    let hash = Digest::of(panel.as_bytes()).to_string();
    assert_eq!(debug, format!("/s/shop/debug.{}.js", &hash[..16]));
    assert!(
        panel.contains("Räknaren") && !panel.contains("@@"),
        "{panel}"
    );
    let hash = Digest::of(third.as_bytes()).to_string();
    assert_eq!(releaser, format!("/s/shop/release.{}.js", &hash[..16]));
    let (release, notices) = (object["release"].as_str().unwrap(), &object["notices"]);
    assert_eq!(act, format!("/s/shop/act.{release}.js"));
    assert_eq!(
        object["control"],
        json!({"sv": ["sv control", "sv withdraw", "sv withdrawn"], "en": ["en control", "en withdraw", "en withdrawn"]})
    );
    assert_eq!(
        site,
        json!({
            "site": "shop", "base": "http://consent.localhost:8080", "act": null,
            "views": null,
            "purposes": {"cart": 1, "statistics": 4, "advertising": 8},
            "validity": 15_552_000, "version": 1, "rules": null,
        })
    );

    let template = script.replacen(act, "", 1);
    let object = template
        .strip_prefix("(function(){var SITE=")
        .and_then(|rest| rest.strip_suffix(";})();\n"))
        .unwrap();
    let own = own.replacen(release, "", 1);
    let worker = text(&collector, &act.replace("act.", "worker.")).await;
    assert_eq!(worker, fixture::WORKER);
    let mut released = [fixture::GATE, fixture::ACT, object, &own, &worker].join("\0");
    for lang in ["sv", "en"] {
        let panel = text(&collector, &act.replace("act.", &format!("panel.{lang}."))).await;
        assert!(!panel.contains("</script>"));
        let filled = panel
            .strip_prefix("(function(){var FILLED=")
            .and_then(|rest| rest.strip_suffix(";})();\n"))
            .unwrap();
        let filled: Value = serde_json::from_str(filled).unwrap();
        assert_eq!(filled["lang"], lang);
        assert_eq!(filled["services"][0]["hosts"], json!(["stats.example"]));
        assert_eq!(filled["texts"]["embed_once"], format!("{lang} embed_once"));
        released = [&released, "\0", &panel].concat();
    }
    assert_eq!(release, &Digest::of(released.as_bytes()).to_string()[..16]);

    let mut rules = Rules::decode(rules.as_str().unwrap()).unwrap();
    assert_eq!(rules.host("a.stats.example", "shop.example"), STATS);
    assert_eq!(
        rules.host("consent.localhost", "shop.example"),
        HostClass::Known(Category::Functional)
    );
    for (kind, name, category) in [
        (StoreKind::Cookie, "_st_7", Category::Statistics),
        (StoreKind::Cookie, "samtycke", Category::Functional),
        (StoreKind::Local, "samtycke.receipts", Category::Functional),
        (StoreKind::Session, "samtycke-typed", Category::Functional),
    ] {
        assert_eq!(rules.name(kind, name), Some(category), "{name}");
    }

    // What every site's script knows, and what the whole catalogue alone does.
    assert_eq!(
        rules.name(StoreKind::Cookie, "_ga"),
        Some(Category::Statistics)
    );
    let path = catalogue.as_str().unwrap();
    let answer = collector.get(path).send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/octet-stream");
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    let catalogue = answer.text().await.unwrap();
    let hash = Digest::of(catalogue.as_bytes()).to_string();
    assert_eq!(path, format!("/s/shop/catalogue.{}.bin", &hash[..16]));
    let host = "www.google-analytics.com";
    assert_eq!(rules.host(host, "shop.example"), HostClass::Unknown);
    assert!(rules.learn(&catalogue));
    assert_eq!(rules.host(host, "shop.example"), STATS);
    assert_eq!(rules.host("a.stats.example", "shop.example"), STATS);

    for lang in ["sv", "en"] {
        let path = views[lang].as_str().unwrap();
        let view = text(&collector, path).await;
        let hash = Digest::of(view.as_bytes()).to_string();
        assert_eq!(path, format!("/s/shop/banner.{lang}.{}.js", &hash[..16]));
        assert!(!view.contains("</script>"));
        let model = view
            .strip_prefix("(function(){var VIEW=")
            .and_then(|rest| rest.strip_suffix(";})();\n"))
            .unwrap();
        let model: String = serde_json::from_str(model).unwrap();
        let model = ViewModel::decode(&model).unwrap();
        assert_eq!(model.controller, "Fjällboden </script> AB");
        let notice = consent_core::notice::document(&model);
        assert_eq!(notices[lang], Digest::of(notice.as_bytes()).to_string());
        // ACCEPTANCE 27 (partly: the consent cookie is listed under functional)
        let functional = &model.categories[0];
        let names: Vec<&str> = functional.purposes[0]
            .services
            .iter()
            .flat_map(|service| &service.stores)
            .map(|store| store.name.as_str())
            .collect();
        assert!(names.contains(&"samtycke"), "{names:?}");
    }
}

// ACCEPTANCE 50 (partly: known to the store before it is served)
#[tokio::test]
async fn notice_config_and_build_are_in_the_store_before_the_first_request() {
    let collector = Collector::start().await;
    let site = collector.state.published.site("shop").unwrap();
    let store = &collector.state.receipts;
    let script = text(&collector, "/s/shop/consent.js").await;
    let build = store.build_for_release("shop", &site.terms.release).await;
    assert_eq!(build.unwrap(), Some(Digest::of(script.as_bytes())));
    for view in &site.views {
        let notice = store.notice(&view.notice_hash).await.unwrap().unwrap();
        assert_eq!(
            (notice.text, notice.lang),
            (view.notice.clone(), view.lang.clone())
        );
    }
    let config = store
        .config(&site.terms.config_hash)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(Digest::of(config.as_bytes()), site.terms.config_hash);
    assert!(!config.contains("identity.key"));
}

#[tokio::test]
async fn the_script_is_sent_compressed_to_who_takes_it() {
    let collector = Collector::start().await;
    let plain = text(&collector, "/s/shop/consent.js").await;
    for (accepts, encoding) in [
        ("gzip, br", Some("br")),
        ("gzip", Some("gzip")),
        ("x", None),
    ] {
        let response = collector
            .get("/s/shop/consent.js")
            .header("accept-encoding", accepts)
            .send()
            .await
            .unwrap();
        let headers = response.headers().clone();
        let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("content-encoding"), encoding);
        assert_eq!(
            header("content-type"),
            Some("text/javascript; charset=utf-8")
        );
        assert_eq!(header("cache-control"), Some("public, max-age=300"));
        assert_eq!(header("vary"), Some("Accept-Encoding, Sec-GPC"));
        assert_eq!(header("server-timing"), None);
        assert_eq!(header("x-content-type-options"), Some("nosniff"));
        assert_eq!(header("access-control-allow-origin"), Some("*"));
        let bytes = response.bytes().await.unwrap();
        let mut back = Vec::new();
        match encoding {
            Some("br") => brotli::BrotliDecompress(&mut &bytes[..], &mut back).unwrap(),
            Some(_) => {
                flate2::read::GzDecoder::new(&bytes[..])
                    .read_to_end(&mut back)
                    .unwrap();
            }
            None => back.extend_from_slice(&bytes),
        }
        assert_eq!(back, plain.as_bytes());
    }
}

// ACCEPTANCE 24 (partly: that the header reaches the script)
#[tokio::test]
async fn a_request_with_global_privacy_control_is_told_what_it_said() {
    let collector = Collector::start().await;
    for (sent, told) in [("1", Some("gpc")), ("0", None), ("", None)] {
        let request = collector.get("/s/shop/consent.js").header("sec-gpc", sent);
        let headers = request.send().await.unwrap().headers().clone();
        let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap());
        assert_eq!(header("server-timing"), told, "{sent}");
        assert_eq!(header("timing-allow-origin"), told.map(|_| "*"), "{sent}");
    }
}

#[tokio::test]
async fn a_browser_that_has_the_script_is_told_so() {
    let collector = Collector::start().await;
    let first = collector.get("/s/shop/consent.js").send().await.unwrap();
    let etag = first.headers()["etag"].clone();
    let ask = |tag: String| {
        let request = collector.get("/s/shop/consent.js");
        async move { request.header("if-none-match", tag).send().await.unwrap() }
    };
    let etag = etag.to_str().unwrap();
    for tag in [
        etag.to_owned(),
        format!("W/{etag}"),
        format!("\"x\", {etag}"),
    ] {
        let again = ask(tag).await;
        assert_eq!(again.status(), 304);
        assert_eq!(again.headers()["etag"], etag);
        assert_eq!(again.text().await.unwrap(), "");
    }
    assert_eq!(ask("\"other\"".to_owned()).await.status(), 200);
}

#[tokio::test]
async fn addresses_with_a_hash_never_change_and_outlive_their_release() {
    let collector = Collector::start().await;
    let site = collector.state.published.site("shop").unwrap();
    let old: Vec<String> = std::iter::once(&site.script)
        .chain(site.views.iter().map(|view| &view.script))
        .map(|script| format!("/s/shop/{}", script.name))
        .collect();
    let mut before = Vec::new();
    for path in &old {
        let response = collector.get(path).send().await.unwrap();
        let cache = response.headers()["cache-control"].clone();
        assert_eq!(cache, "public, max-age=31536000, immutable");
        before.push(response.bytes().await.unwrap());
    }
    let folder = collector.stop().await;
    let next = Setup {
        folder,
        site: fixture::SITE.replace("Räknar besök.", "Räknar alla besök."),
        ..Setup::default()
    };
    let collector = next.start().await;
    let current = &collector.state.published.site("shop").unwrap().script.name;
    assert!(!old.iter().any(|path| path.ends_with(current)));
    for (path, before) in old.iter().zip(before) {
        let response = collector.get(path).send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.bytes().await.unwrap(), before);
    }
}

#[tokio::test]
async fn what_is_not_published_is_a_404_problem_with_the_id_of_the_request() {
    let collector = Collector::start().await;
    for path in [
        "/s/other/consent.js",
        "/s/shop/consent.0123456789abcdef.js",
        "/s/shop/..%2f..%2fcollector.toml",
        "/s/shop/release.0123456789abcdef.config",
        "/nothing",
    ] {
        let response = collector.get(path).send().await.unwrap();
        let id = response.headers()["x-request-id"].clone();
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        let (status, problem) = read(response).await;
        assert_eq!(
            (status, &problem["type"]),
            (404, &json!("/problems/not-found")),
            "{path}"
        );
        assert_eq!(problem["instance"], id.to_str().unwrap());
    }
    let post = collector.request(reqwest::Method::POST, "/s/shop/consent.js");
    let (status, problem) = read(post.send().await.unwrap()).await;
    assert_eq!((status, &problem["status"]), (405, &json!(405)));
}

#[tokio::test]
async fn the_snippets_are_the_opener_and_the_empty_policy_or_the_wall_or_one_tag() {
    let collector = Collector::start().await;
    let snippet = text(&collector, "/s/shop/snippet.txt").await;
    // (A line break would be a text in the page's head.)
    assert!(!snippet.contains('\n'), "{snippet}");
    let (opener, policy) = snippet.split_once("</script>").unwrap();
    assert!(opener.starts_with("<script>!function("));
    assert!(opener.ends_with(
        "(document,window,\"http://consent.localhost:8080/s/shop/consent.js\",\"pay.example *.pay.example\",\"\",0);"
    ));
    assert!(!opener.contains("@@") && !opener.contains("// "));
    assert_eq!(
        policy,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"\"><noscript><meta \
         http-equiv=\"Content-Security-Policy\" content=\"default-src 'self' 'unsafe-inline' data: blob: \
         http://consent.localhost:8080 shop.example *.shop.example shop.localhost:* *.shop.localhost:* pay.example *.pay.example\"></noscript>"
    );
    let walled = text(&collector, "/s/shop/snippet.walled.txt").await;
    let (opener, wall) = walled.split_once("</script>").unwrap();
    assert!(opener.ends_with(",1);"), "{opener}");
    assert_eq!(wall, "<plaintext hidden></script>");
    let strict = text(&collector, "/s/shop/snippet.strict.txt").await;
    assert_eq!(strict, walled.replace(",1);</script>", ",2);</script>"));
    let policy = text(&collector, "/s/shop/policy.js").await;
    for allowed in [
        "http://consent.localhost:8080 ",
        " shop.example *.shop.example ",
        " pay.example *.pay.example ",
        " swish: bankid: ",
        " https://google.com/pay https://apple.com/apple-pay ",
    ] {
        assert!(policy.contains(allowed), "{allowed}: {policy}");
    }
    assert!(!policy.contains("stats.example") && !policy.contains("@@"));
    let plain = text(&collector, "/s/shop/snippet.plain.txt").await;
    assert!(plain.starts_with(
        "<script src=\"http://consent.localhost:8080/s/shop/consent.js\" crossorigin></script><meta "
    ));
}

// ACCEPTANCE 45 (partly: the schema is published, and receipts are what it says)
#[tokio::test]
async fn the_schema_of_a_receipt_is_published_with_a_flag_for_personal_data() {
    let collector = Collector::start().await;
    let response = collector
        .get("/v1/schema/receipt.json")
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.headers()["content-type"],
        "application/schema+json"
    );
    let (status, schema) = read(response).await;
    assert_eq!(status, 200);
    assert_eq!(schema["additionalProperties"], json!(false));
    let fields = schema["properties"].as_object().unwrap();
    for (name, field) in fields {
        assert!(field["x-personal-data"].is_string(), "{name}");
    }
    // A receipt as it is signed, with all that it discloses, is what the schema says: every member, and each that is
    // required.
    let token = assertion::sign(&assertion::claims("kund-1042"));
    let choice = with(collector.choice(), "assertion", json!(token));
    assert_eq!(collector.record(&choice).await.0, 201);
    let stored = &collector.receipts().await[0];
    let receipt = SdJwt::parse(&stored.receipt).unwrap();
    let opened = receipt.open_unverified().unwrap();
    let mut said = serde_json::to_value(&opened.claims).unwrap();
    let disclosed = serde_json::to_value(&opened.disclosed).unwrap();
    let disclosed = disclosed.as_object().unwrap();
    assert!(disclosed["ip"].is_string() && disclosed["user_id"].is_string());
    let shown = disclosed.iter().filter(|(_, value)| !value.is_null());
    let said = said.as_object_mut().unwrap();
    said.extend(shown.map(|(name, value)| (name.clone(), value.clone())));
    for (name, value) in said.iter() {
        let field = fields
            .get(name)
            .unwrap_or_else(|| panic!("`{name}` is not in the schema"));
        if let Some(choices) = field["enum"].as_array() {
            assert!(choices.contains(value), "{name}: {value}");
        } else {
            let kind = match value {
                Value::Null => "null",
                Value::String(_) => "string",
                Value::Array(_) => "array",
                Value::Object(_) => "object",
                other => panic!("{name}: {other}"),
            };
            let allowed = &field["type"];
            let is_allowed = allowed == kind
                || allowed
                    .as_array()
                    .is_some_and(|kinds| kinds.iter().any(|one| one == kind));
            assert!(is_allowed, "{name}: {value} is no {allowed}");
        }
    }
    for name in schema["required"].as_array().unwrap() {
        assert!(said.contains_key(name.as_str().unwrap()), "{name}");
    }
}
