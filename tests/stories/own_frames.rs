//! Pages of the site's own in frames: those that lack the snippet, behind the strict snippet of the page around them; and where a
//! frame leads itself.

use axum::{Router, http::header, response::Html, routing::get};
use product_tests::{ACCEPT, Engine, Launch, Setup, Visitor, World};

use crate::own_site::{OwnSite, sent};
use crate::placeholder::films;

const PAGE: &str = r##"<!doctype html><html lang="en"><head>SNIPPET<title>Frames</title></head><body>
<script>var loads = [];</script>
<iframe id="old" src="/old?a=1#part" onload="loads.push(this.id)"></iframe>
<div style="height:9000px"></div><iframe id="lazy" loading="lazy" src="/old?lazy"></iframe>
<iframe id="new" src="/new" onload="loads.push(this.id)"></iframe>
<object id="near" data="/near.svg" type="image/svg+xml"></object>
<object id="far" data="/far.svg" type="image/svg+xml"></object>
</body></html>"##;

/// In an encoding and with a policy of its own, and without the snippet.
const OLD: &[u8] = b"<html><head><title>Old</title><style>p{color:rgb(1,2,3)}</style></head><body><p id=text>\xe5</p>\
    <script>var ran = location.pathname + location.search + location.hash;</script>\
    <img src=THIRD/old.png alt=''><script src=THIRD/old.js></script></body></html>";

const NEW: &str = "<!doctype html><html lang=en><head>SNIPPET</head><body>new<img src=THIRD/new.png alt=''></body></html>";

const NEAR: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:d="http://names.example/d">
    <metadata><d:about>http://names.example/</d:about></metadata><image href="/dot.png" width="5" height="5"/></svg>"#;

const FAR: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><image href="THIRD/far.png" width="5" height="5"/></svg>"#;

/// That site, on another port of the shop's host.
struct House {
    world: World,
    site: OwnSite,
}

impl House {
    async fn start(engine: Engine) -> Option<Self> {
        let world = World::with(Setup {
            engine,
            ..Setup::default()
        })
        .await?;
        let snippet = world.snippet("shop", "snippet.strict.txt").await;
        let port = world.shop.origin().rsplit(':').next().unwrap().to_owned();
        let third = format!("http://stats.localhost:{port}");
        let made = |text: &str| text.replace("SNIPPET", &snippet).replace("THIRD", &third);
        let (page, new, far) = (made(PAGE), made(NEW), made(FAR));
        let at = OLD
            .split(|byte| *byte == 0xe5)
            .map(|part| made(str::from_utf8(part).unwrap()));
        let old = at.map(String::into_bytes).collect::<Vec<_>>().join(&0xe5);
        let app = Router::new()
            .route("/", get(|| async { Html(page) }))
            .route(
                "/old",
                get(|| async {
                    let policy = (header::CONTENT_SECURITY_POLICY, "style-src 'none'");
                    ([policy], sent("text/html; charset=iso-8859-1", old))
                }),
            )
            .route("/new", get(|| async { Html(new) }))
            .route("/near.svg", get(|| async { sent("image/svg+xml", NEAR) }))
            .route("/far.svg", get(|| async { sent("image/svg+xml", far) }))
            .fallback(|| async { "" });
        Some(Self {
            world,
            site: OwnSite::on("shop.localhost", app).await,
        })
    }

    async fn visitor(&self) -> Visitor {
        let launch = Launch::default();
        self.world
            .visitor_at(self.site.origin.clone(), launch)
            .await
    }
}

// ACCEPTANCE 28 (partly: pages of the site's own in frames)
#[tokio::test]
async fn behind_the_strict_snippet_a_framed_page_without_one_shows_and_reaches_nobody() {
    for engine in Engine::available() {
        let Some(house) = House::start(engine).await else {
            return;
        };
        let visitor = house.visitor().await;
        visitor.go("/").await;
        // What it is and where it stands, its own code too.
        visitor
            .sees("document.getElementById('old').contentWindow.ran === '/old?a=1#part'")
            .await;
        let text =
            "document.getElementById('old').contentDocument.getElementById('text').textContent";
        assert_eq!(visitor.js(text).await, "å", "{engine:?}");
        let colour = "getComputedStyle(document.getElementById('old').contentDocument.getElementById('text')).color";
        assert_ne!(visitor.js(colour).await, "rgb(1, 2, 3)", "{engine:?}");
        // One that has the snippet is on its own.
        visitor
            .sees("!!document.getElementById('new').contentWindow.samtycke")
            .await;
        let loaded = "document.getElementById('new').contentWindow.performance.getEntriesByType('navigation')[0].name \
                      .endsWith('/new')";
        assert!(visitor.holds(loaded).await, "{engine:?}");
        visitor
            .sees("!!document.getElementById('near').contentDocument?.querySelector('image')")
            .await;
        visitor.quiet().await;
        // (A page with the snippet is written back, which is another load.)
        let loads = "loads.filter((id) => id === 'old').length";
        assert_eq!(visitor.js(loads).await, 1, "{engine:?}");
        let far = "!!document.getElementById('far').contentDocument?.querySelector('image')";
        assert!(!visitor.holds(far).await, "{engine:?}");
        visitor
            .js("document.getElementById('lazy').scrollIntoView()")
            .await;
        visitor
            .sees("document.getElementById('lazy').contentWindow.ran === '/old?lazy'")
            .await;
        visitor.quiet().await;
        let hits = house.world.hits();
        assert_eq!(hits.total, 0, "{engine:?}: {hits:?}");

        visitor.answer(ACCEPT).await;
        visitor.sees(far).await;
        visitor.quiet().await;
        let hits = house.world.hits();
        let counts = &hits.hosts["stats.localhost"];
        // (A frame with the snippet may have loaded itself anew before the page around it did.)
        for path in ["/old.js", "/new.png"] {
            assert!(counts.contains_key(path), "{engine:?}: {hits:?}");
        }
        assert_eq!(counts.get("/far.png"), Some(&1), "{engine:?}: {hits:?}");
    }
}

/// The shop with the snippet that lets no request out in this engine.
async fn shop(engine: Engine) -> Option<World> {
    World::with(Setup {
        engine,
        snippet: engine.snippet(),
        ..Setup::default()
    })
    .await
}

// ACCEPTANCE 32 (partly: frames that lead themselves)
#[tokio::test]
async fn a_frame_that_leads_itself_reaches_a_third_party_once_it_is_granted() {
    for engine in Engine::available() {
        let Some(world) = shop(engine).await else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open("/").await;
        if !visitor.holds("!!window.navigation").await {
            // Nothing tells of it there (docs/gate.md).
            continue;
        }
        let led = "new Promise((done) => {
            const frame = document.createElement('iframe');
            frame.onload = () => {
                frame.onload = null;
                frame.contentWindow.location = document.querySelector('.film iframe').src + '?led';
                done(true);
            };
            // (A page with the snippet would be written back meanwhile, and go nowhere.)
            frame.srcdoc = '<p>own</p>';
            document.body.append(frame);
        })";
        assert_eq!(visitor.js(led).await, true, "{engine:?}");
        visitor.quiet().await;
        let hits = world.hits();
        assert_eq!(hits.total, 0, "{engine:?}: {hits:?}");
        visitor.answer(ACCEPT).await;
        visitor.sees("window.standInOrder?.length === 4").await;
        visitor.quiet().await;
        // The shop's own film, and the one that the frame was led to.
        assert_eq!(films(&world), 2, "{engine:?}: {:?}", world.hits());
    }
}

// ACCEPTANCE 32 (partly: clicks that scripts make)
#[tokio::test]
async fn a_click_that_waits_goes_where_its_base_said_and_the_page_stays() {
    for engine in Engine::available() {
        let Some(world) = shop(engine).await else {
            return;
        };
        let visitor = world.visitor().await;
        visitor.open("/").await;
        visitor.banner_part("[data-layer=first]", ACCEPT).await;
        // The base is gone by the time that the click goes on. (Between the parts of a driver's own script WebKit does what
        // waits for its end.)
        let clicked = "setTimeout(() => {
            const made = (name, said) => Object.assign(document.createElement(name), said);
            const base = made('base', { target: 'inner' });
            document.body.append(made('iframe', { name: 'inner' }));
            document.head.append(base);
            const film = document.querySelector('.film iframe');
            const link = made('a', { href: (film.dataset.heldSrc || film.src) + '?clicked' });
            document.body.append(link);
            window.clicked = link.pathname.length > 1;
            link.click();
            base.remove();
        }), 0";
        visitor.js(clicked).await;
        visitor.sees("window.clicked").await;
        visitor.quiet().await;
        assert_eq!(world.hits().total, 0, "{engine:?}: {:?}", world.hits());
        visitor.answer(ACCEPT).await;
        visitor.sees("window.standInOrder?.length === 4").await;
        visitor.quiet().await;
        assert_eq!(films(&world), 2, "{engine:?}: {:?}", world.hits());
        assert!(
            visitor.holds("location.pathname === '/'").await,
            "{engine:?}"
        );
    }
}
