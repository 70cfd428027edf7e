//! `collector-server rewrite`: the gate for a site whose server is somebody else's program.
//!
//! As a filter (standard input to standard output) for pages made ahead, and as a reverse proxy for a running server.

use std::{
    io::{Read as _, Write as _},
    net::SocketAddr,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use anyhow::Context as _;
use axum::http::{HeaderMap, HeaderValue, header};
use consent_core::markup::PageUrl;
use tokio::net::TcpListener;

use crate::{
    gate::{
        GateLayer, Policy, SiteGate,
        page::PageFilter,
        proxy::{self, Upstream},
    },
    server,
};

/// Options of `rewrite`.
#[derive(Debug, clap::Args)]
pub struct Rewrite {
    /// The site's id
    #[arg(long, value_name = "ID")]
    site: String,
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "collector.toml")]
    config: PathBuf,
    /// Read one page from standard input and write it to standard output
    #[arg(long, conflicts_with_all = ["listen", "upstream"], required_unless_present = "upstream")]
    filter: bool,
    /// With --filter: the page's address, where relative addresses lead [default: the site's first origin]
    #[arg(long, value_name = "URL", requires = "filter")]
    page: Option<String>,
    /// With --filter: the visitor's Cookie header; without one nothing is granted
    #[arg(long, value_name = "COOKIES", requires = "filter")]
    cookie: Option<String>,
    /// With --filter: the page's media type, when that names its encoding
    #[arg(
        long,
        value_name = "TYPE",
        default_value = "text/html",
        requires = "filter"
    )]
    content_type: String,
    /// Answer visitors here
    #[arg(long, value_name = "ADDRESS:PORT", requires = "upstream")]
    listen: Option<SocketAddr>,
    /// The site's own server, http://host:port
    #[arg(long, value_name = "URL", requires = "listen")]
    upstream: Option<String>,
    /// A Content-Security-Policy by consent state, as a second wall
    #[arg(long, value_enum, default_value_t, requires = "upstream")]
    policy: Policy,
    /// Seconds that the site's server may take to begin an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
    /// Believe the X-Forwarded-* headers of requests: a proxy in front of this one writes them
    #[arg(long)]
    behind_proxy: bool,
}

impl Rewrite {
    /// Filters, or serves until Ctrl-C or SIGTERM.
    ///
    /// # Errors
    /// One line that says what is wrong and how to mend it.
    pub fn run(self) -> anyhow::Result<()> {
        let (config, loaded) = super::one_site(&self.config, &self.site)?;
        let gate = Arc::new(SiteGate::new(&loaded.site, &config.public_url)?);
        let (Some(listen), Some(upstream)) = (self.listen, &self.upstream) else {
            let origins = &loaded.site.declared().origins;
            let page = self.page.as_ref().or(origins.first());
            return self.filter(gate, page.map_or("", String::as_str));
        };
        let timeout = Duration::from_secs(self.timeout);
        let upstream =
            Upstream::parse(upstream, timeout, self.behind_proxy).context("--upstream")?;
        super::serve::log_to_stderr(&config)?;
        server::silence_panics();
        tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("starting the threads that answer")?
            .block_on(async {
                let listener = TcpListener::bind(listen).await.with_context(|| {
                    format!("cannot listen on {listen}; stop the other program or change --listen")
                })?;
                let address = listener.local_addr()?;
                println!("listening on http://{address}");
                tracing::info!(%address, site = self.site, "listening");
                let gate = GateLayer::new(gate).with_policy(self.policy);
                proxy::serve(listener, upstream, Some(gate), server::stop_signal()).await;
                tracing::info!("ended");
                Ok(())
            })
    }

    fn filter(&self, gate: Arc<SiteGate>, page: &str) -> anyhow::Result<()> {
        let mut headers = HeaderMap::new();
        if let Some(cookie) = &self.cookie {
            let cookie = HeaderValue::from_str(cookie).context("--cookie")?;
            headers.insert(header::COOKIE, cookie);
        }
        let state = gate.acting_state(&headers);
        // `http://shop.localhost:*` has a host too.
        let page = PageUrl::parse(page);
        anyhow::ensure!(
            !page.host().is_empty(),
            "--page is no address with a host; write it as https://shop.example/path"
        );
        let mut input = std::io::stdin().lock();
        let mut output = std::io::stdout().lock();
        let mut buffer = vec![0; 64 * 1024];
        let mut start = Vec::new();
        let mut filter = None;
        loop {
            let length = input.read(&mut buffer).context("reading the page")?;
            let bytes = buffer.get(..length).unwrap_or_default();
            let is_complete = length == 0;
            if filter.is_none() {
                start.extend_from_slice(bytes);
                let Some(found) = PageFilter::charset(&self.content_type, &start, is_complete)
                else {
                    continue;
                };
                // What a filter is given is a page, unless it says nothing of one.
                let mut page = PageFilter::new(
                    gate.clone(),
                    state.clone(),
                    page.host(),
                    found.charset,
                    None,
                );
                output.write_all(&page.push(&core::mem::take(&mut start))?)?;
                filter = Some(page);
            } else if let Some(page) = &mut filter {
                output.write_all(&page.push(bytes)?)?;
            }
            if is_complete {
                if let Some(page) = filter.take() {
                    output.write_all(&page.finish())?;
                }
                output.flush()?;
                return Ok(());
            }
        }
    }
}
