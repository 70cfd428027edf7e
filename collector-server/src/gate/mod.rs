//! The gate on the site's own server: what needs consent is held before a browser sees it.
//!
//! [`GateLayer`] goes around a site's own tower service (an axum router, or the reverse proxy of
//! `collector-server rewrite`). By the consent cookie of each request it puts markup that fetches from held third
//! parties into the held form (contracts, section 5), writes the script tag first in `<head>` where it is missing,
//! takes back cookies that nobody agreed to, takes out headers that make browsers fetch from held hosts, holds redirects and
//! what style sheets refer to, and has a policy as a second wall: once everything is refused, or as it is told
//! ([`Policy`]). Where to start: [`SiteGate`] knows
//! the site, [`State`] what one visitor agreed to, [`page::PageFilter`] changes a page, [`headers`] what stands above it,
//! `parts` what a page brings in, [`layer`] puts it together.
//!
//! The markup is filtered by the core's own streaming [`consent_core::markup::Filter`], not by `lol_html`. It gives
//! what the gate's own gives, so that release knows the form; it reads what browsers could read in two ways in both (raw
//! text in SVG, `noscript`), changes nothing else byte for byte, and a rewriter of elements cannot hold styles, `srcdoc`
//! and candidate lists without those parts of the core anyway.
//!
//! What the browser stops when it happens (calls, what scripts insert) is the script's matter: the tag is needed.
//! Pages served as XML (`application/xhtml+xml`, SVG) are not read; they get a policy instead.

mod body;
mod charset;
mod cookies;
mod encoding;
mod etag;
pub mod headers;
pub mod inspect;
pub mod layer;
mod letters;
mod opening;
pub mod page;
mod parts;
mod policy;
pub mod proxy;
mod state;

pub use layer::GateLayer;
pub use policy::Policy;
pub use state::{SiteGate, State};
