//! The world of one story: a collector, the shop on another origin, and whoever visits.

use std::sync::OnceLock;

use collector_server::gate::Policy;
use demo_site::{Config, Head, Running, Tally};
use toml::Table;

use crate::{
    Collector, Engine, Launch, Owner, Stranger, Visitor, limits,
    prerequisite::{self, Programs},
};

const IDENTITY_KEY: &[u8] = b"a secret between shop and collector, of more than 32 bytes";

/// How a world differs from the usual one.
pub struct Setup {
    /// What the visitors look through; Chromium when absent.
    pub engine: Engine,
    /// What stands first in the shop's pages; the snippet when absent.
    pub head: Option<Head>,
    /// Which snippet, by the name of its file; that of [`Engine::snippet`] when absent.
    pub snippet: &'static str,
    /// A policy header of the shop; the collector's origin replaces `{collector}`.
    pub policy: Option<String>,
    /// The gate around the shop's own server, with this policy; none when absent.
    pub gated: Option<Policy>,
    /// Changes to the shop's site file.
    pub site: fn(&mut Table),
    /// More sites: file name and text.
    pub sites: Vec<(&'static str, String)>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            engine: Engine::default(),
            head: None,
            snippet: Engine::default().snippet(),
            policy: None,
            gated: None,
            site: |_| {},
            sites: Vec::new(),
        }
    }
}

/// Everything that a story needs. All of it ends when it is dropped.
pub struct World {
    /// The collector.
    pub collector: Collector,
    /// The shop and its stand-ins.
    pub shop: Running,
    programs: Programs,
    token: OnceLock<String>,
}

impl World {
    /// The demo shop with the default snippet; `None` when the story cannot run here.
    pub async fn start() -> Option<Self> {
        Self::with(Setup::default()).await
    }

    /// The same with changes.
    pub async fn with(setup: Setup) -> Option<Self> {
        if let Some(reason) = limits::reason(setup.engine) {
            eprintln!("not run in {}: {reason}", setup.engine.name());
            return None;
        }
        let programs = prerequisite::or_not_run(Programs::find(setup.engine))?;
        let mut site: Table = include_str!("../../demo-site/site/shop.toml")
            .parse()
            .unwrap();
        (setup.site)(&mut site);
        let mut sites = setup.sites;
        sites.push(("shop.toml", site.to_string()));
        let collector = Collector::start(&programs, &sites, IDENTITY_KEY).await;
        let mut config = Config::on_free_port(collector.origin(), IDENTITY_KEY);
        config.server_token = crate::collector::SERVER_TOKEN.to_owned();
        config.head = match setup.head {
            Some(head) => head,
            None => Head::Snippet(
                Stranger::new(&collector)
                    .get(&format!("/s/shop/{}", setup.snippet))
                    .await
                    .text()
                    .await
                    .unwrap(),
            ),
        };
        config.content_security_policy = setup
            .policy
            .map(|policy| policy.replace("{collector}", &collector.origin()));
        config.around = setup
            .gated
            .map(|policy| crate::gated::around(site, &collector.origin(), policy));
        let shop = demo_site::spawn(config).await.unwrap();
        Some(Self {
            collector,
            shop,
            programs,
            token: OnceLock::new(),
        })
    }

    /// The lines of a site for a page's head, by the name of their file.
    pub async fn snippet(&self, site: &str, file: &str) -> String {
        let answer = self.stranger().get(&format!("/s/{site}/{file}")).await;
        assert!(answer.status().is_success(), "no {file} of {site}");
        answer.text().await.unwrap()
    }

    /// Somebody who has never been here.
    pub async fn visitor(&self) -> Visitor {
        self.visitor_with(Launch::default()).await
    }

    /// The same with a browser of another kind.
    pub async fn visitor_with(&self, launch: Launch) -> Visitor {
        Visitor::start(&self.programs.browser, self.shop.origin(), &launch).await
    }

    /// Somebody who looks at another origin than the shop's.
    pub async fn visitor_at(&self, origin: String, launch: Launch) -> Visitor {
        Visitor::start(&self.programs.browser, origin, &launch).await
    }

    /// The site's owner, with a token of the staff API.
    pub fn owner(&self) -> Owner {
        Owner::new(
            &self.collector,
            self.token.get_or_init(|| Owner::hire(&self.collector)),
        )
    }

    /// Somebody without any right.
    pub fn stranger(&self) -> Stranger {
        Stranger::new(&self.collector)
    }

    /// What reached the stand-ins.
    pub fn hits(&self) -> Tally {
        self.shop.hits().tally()
    }
}
