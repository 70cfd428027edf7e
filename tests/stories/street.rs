//! A page of our own with tags on their vendors' host names, its site in the collector, and the hosts they come from.

use axum::{Router, http::header::CONTENT_TYPE, response::Html, routing::get};
use product_tests::{
    Setup, Visitor, World,
    tagfarm::{Build, TagFarm},
    wait,
};

use crate::own_site::OwnSite;

/// Where the snippet goes in a page.
pub const SNIPPET: &str = "<!-- snippet -->";

/// All of it; it ends when it is dropped.
pub struct Street {
    /// The collector, and a shop that nobody visits.
    pub world: World,
    /// Every other host there is.
    pub farm: TagFarm,
    site: OwnSite,
}

impl Street {
    /// `page` at every path of `real.localhost`, with the default snippet in place of [`SNIPPET`]; `site` is the text
    /// of the site file with that `id`. `None` when the story cannot run here.
    pub async fn open(id: &str, site: &str, page: &str, builds: Vec<Build>) -> Option<Self> {
        let farm = TagFarm::start(builds).await?;
        Self::with(farm, id, site, page, &[]).await
    }

    /// The same with hosts of one's own, and scripts of the site's: path and text.
    pub async fn with(
        farm: TagFarm,
        id: &str,
        site: &str,
        page: &str,
        scripts: &[(&'static str, &'static str)],
    ) -> Option<Self> {
        let world = World::with(Setup {
            sites: vec![("real.toml", site.to_owned())],
            ..Setup::default()
        })
        .await?;
        let snippet = world.stranger().get(&format!("/s/{id}/snippet.txt")).await;
        let page = page.replace(SNIPPET, &snippet.text().await.unwrap());
        let mut app = Router::new().fallback(get(|| async { Html(page) }));
        for (path, text) in scripts {
            let answer = ([(CONTENT_TYPE, "text/javascript")], *text);
            app = app.route(path, get(|| async { answer }));
        }
        Some(Self {
            world,
            farm,
            site: OwnSite::on("real.localhost", app).await,
        })
    }

    /// Somebody who has never been here.
    pub async fn visitor(&self) -> Visitor {
        self.world
            .visitor_at(self.site.origin.clone(), self.farm.launch())
            .await
    }

    /// Waits until each of the hosts was asked for something.
    pub async fn waits_for_hits_on(&self, hosts: &[&str]) {
        for host in hosts {
            wait::until(
                &format!(
                    "a request to {host}; so far {:?}",
                    self.farm.hits().hosts.keys()
                ),
                async || (self.farm.hits().host(host) > 0).then_some(()),
            )
            .await;
        }
    }
}
