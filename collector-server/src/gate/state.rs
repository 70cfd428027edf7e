//! The site that is guarded, and what one visitor agreed to.

use std::sync::Arc;

use anyhow::Context as _;
use axum::http::{HeaderMap, header};
use consent_core::{
    category::{Category, CategorySet},
    cookie,
    decision::{HostClass, Verdict, gate},
    markup::{PageUrl, REFUSED, UNKNOWN, host_of, path_of},
    receipt::Digest,
    rules::{Rules, StoreKind},
    site::Site,
};

use crate::{
    clock::{Clock, SystemClock},
    publish::{catalogue, policy::Sources, rules},
};

/// What is known of one site, compiled once.
pub struct SiteGate {
    pub(super) rules: Rules,
    /// The address of the script, `…/s/shop/consent.js`.
    pub(super) script: String,
    pub(super) first_party: Vec<String>,
    /// Tells apart answers that were filtered by other rules.
    pub(super) rules_mark: String,
    pub(super) policy: Sources,
    /// Where browsers report what a policy stopped.
    pub(super) reports: String,
    observes: bool,
    /// Whether something on the site's own hosts is a service's.
    has_paths: bool,
    version: u32,
    validity_seconds: u64,
    clock: Arc<dyn Clock>,
}

impl SiteGate {
    /// The gate of `site`, whose script `public_url` serves (the collector's address, without a final slash).
    ///
    /// # Errors
    /// When the rules cannot be read back, which is a defect of this program.
    pub fn new(site: &Site, public_url: &str) -> anyhow::Result<Self> {
        Self::with_clock(site, public_url, Arc::new(SystemClock))
    }

    /// The same with a clock of the caller's.
    ///
    /// # Errors
    /// As [`SiteGate::new`].
    pub fn with_clock(
        site: &Site,
        public_url: &str,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let public_url = public_url.trim_end_matches('/');
        let collector = PageUrl::parse(public_url);
        let text = Rules::encode(&rules::of(site, collector.host()));
        let mut rules = Rules::decode(text.clone()).context("the site's rules")?;
        // A server has room for the whole catalogue.
        let catalogue = catalogue::file();
        anyhow::ensure!(rules.learn(&catalogue), "the catalogue cannot be read");
        let of_both = Digest::of([text.as_str(), &catalogue].join("\0").as_bytes());
        Ok(Self {
            rules,
            script: format!("{public_url}/s/{}/consent.js", site.id()),
            first_party: site.first_party().to_vec(),
            rules_mark: of_both.to_string().chars().take(8).collect(),
            policy: Sources::of(site, public_url),
            reports: format!("{public_url}/s/{}/reports", site.id()),
            observes: site.observes(),
            has_paths: rules::own_paths(site).is_some(),
            version: site.declared().version,
            validity_seconds: site.validity().seconds(),
            clock,
        })
    }

    pub(super) fn now_millis(&self) -> i64 {
        self.clock.now().as_millis()
    }

    /// What the visitor with these request headers agreed to.
    pub fn state(&self, headers: &HeaderMap) -> State {
        let now = u64::try_from(self.now_millis() / 1000).unwrap_or_default();
        let choice = headers.get_all(header::COOKIE).iter().find_map(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            let found = cookie::granted(&text, self.version, self.validity_seconds, now)?;
            Some((found.categories, found.refused.to_owned()))
        });
        let is_chosen = choice.is_some();
        let (granted, refused) = choice.unwrap_or((CategorySet::FUNCTIONAL_ONLY, String::new()));
        // What the site does not declare any more changes nothing.
        let refused = Some(refused).filter(|refused| self.rules.refuses(refused));
        State {
            asked: self.rules.asked(),
            granted,
            refused,
            is_chosen,
        }
    }

    /// What a page is filtered by: as [`SiteGate::state`], but where the site only observes everything passes.
    pub fn acting_state(&self, headers: &HeaderMap) -> State {
        let mut state = self.state(headers);
        if self.observes {
            state.granted = Category::ALL.into_iter().collect();
            state.refused = None;
        }
        state
    }

    /// What becomes of a request to `host` from a page on `page_host`.
    pub fn host(&self, state: &State, host: &str, page_host: &str) -> Verdict {
        state.verdict(self.rules.host_without(state.refused(), host, page_host))
    }

    /// Whether `host` is declared for a service that the visitor has refused.
    pub(super) fn refuses(&self, state: &State, host: &str) -> bool {
        self.rules.host_without(state.refused(), host, "") == HostClass::Refused
    }

    /// What becomes of fetching `url`, as written in an answer for this page.
    pub(super) fn address(&self, state: &State, url: &str, page: &PageUrl) -> Verdict {
        match host_of(url, page) {
            Some(host) => self.fetch(state, url, page, &host, page.host()),
            None => Verdict::Allow,
        }
    }

    /// The same where its host is known, for a page on `page_host`; it is relative to `base`.
    pub(super) fn fetch(
        &self,
        state: &State,
        url: &str,
        base: &PageUrl,
        host: &str,
        page_host: &str,
    ) -> Verdict {
        if host == page_host && !self.has_paths {
            return Verdict::Allow;
        }
        let mut class = self.rules.host_without(state.refused(), host, page_host);
        if class == HostClass::FirstParty && self.has_paths {
            class = self
                .rules
                .path_without(state.refused(), &path_of(url, base));
        }
        state.verdict(class)
    }

    /// What becomes of a cookie that the site's own server sets; an unknown name passes, as a cart must work.
    pub fn cookie(&self, state: &State, name: &str) -> Verdict {
        let rules = &self.rules;
        match rules.name_without(state.refused(), StoreKind::Cookie, name) {
            HostClass::Unknown => Verdict::Allow,
            class => state.verdict(class),
        }
    }
}

/// What one visitor agreed to, at the time of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    asked: CategorySet,
    granted: CategorySet,
    /// Services of the site that were refused in that: ids, apart by dots.
    refused: Option<String>,
    /// Whether there is a choice at all.
    pub is_chosen: bool,
}

impl State {
    fn verdict(&self, class: HostClass) -> Verdict {
        // Where a service is refused, nothing is enough for what is unknown.
        let asked = match self.refused {
            Some(_) => CategorySet::EMPTY,
            None => self.asked,
        };
        gate(class, asked, self.granted)
    }

    /// Whether the visitor has chosen, and granted nothing.
    pub(super) fn refuses_all(&self) -> bool {
        self.is_chosen && self.granted == CategorySet::FUNCTIONAL_ONLY
    }

    /// The ids of the refused services, apart by dots.
    pub fn refused(&self) -> &str {
        self.refused.as_deref().unwrap_or_default()
    }

    /// The needs that are met, as in the browser: bits of categories, and 16 for what is unknown.
    pub fn open(&self) -> u8 {
        match self.verdict(HostClass::Unknown) {
            Verdict::Allow => self.granted.bits() | UNKNOWN,
            Verdict::Hold(_) => self.granted.bits(),
        }
    }

    /// The same for the browser's gate: which services were refused it cannot say, so then the gate holds the page again.
    pub(super) fn mark(&self) -> u8 {
        match self.refused {
            Some(_) => self.open() | REFUSED,
            None => self.open(),
        }
    }

    /// The same visitor, had nothing been granted.
    pub(super) fn closed(&self) -> Self {
        Self {
            granted: CategorySet::FUNCTIONAL_ONLY,
            ..self.clone()
        }
    }

    /// What is granted, with what is functional.
    pub(super) fn granted(&self) -> CategorySet {
        self.granted
    }

    /// Whether all is granted that was asked.
    pub(super) fn grants_all(&self) -> bool {
        self.verdict(HostClass::Unknown) == Verdict::Allow
    }

    /// Whether there is nothing left to hold.
    pub fn is_all(&self) -> bool {
        self.open() == 31
    }
}
