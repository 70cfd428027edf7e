//! The site file as it is written: names, defaults, nothing checked beyond its form.
//!
//! Serialising gives what `config_hash` is taken over: all that is declared, without where secrets are kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Theme;
use crate::{
    category::Category,
    receipt::{Channel, EventState, LegalBasis},
    rules::StoreKind,
};

/// A text in several languages, by BCP 47 tag.
pub type Localised = BTreeMap<String, String>;

/// One site's TOML file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteFile {
    /// See [`super::SiteId`].
    pub id: String,
    /// The site's name for people.
    pub name: String,
    /// Who may post choices; see [`super::OriginRule`].
    pub origins: Vec<String>,
    /// Host suffixes that are the site's own; the hosts of `origins` when empty.
    #[serde(default)]
    pub first_party: Vec<String>,
    /// BCP 47 tags; the first is the fallback.
    pub languages: Vec<String>,
    /// Whose law the site asks under, ISO 3166-1 or 3166-2; the controller's country when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// How much of the visitor's address a receipt holds.
    #[serde(default)]
    pub ip_mode: IpMode,
    /// Days until a full address is shortened, or its hash deleted.
    #[serde(default = "ninety")]
    pub ip_full_days: u32,
    /// Why the address or its hash is kept; required with `full` and `hash` (GDPR Art. 5(1)(b)): a hash that tells one
    /// address from others is personal data too (Art. 4(5)).
    #[serde(default)]
    pub ip_purpose: String,
    /// Whether a refusal's receipt follows `ip_mode`; else it holds no address.
    #[serde(default = "yes")]
    pub ip_on_refusal: bool,
    /// Whether a receipt may name the page's path.
    #[serde(default)]
    pub record_page_path: bool,
    /// How long a choice is remembered, ISO 8601.
    #[serde(default = "half_a_year")]
    pub validity: String,
    /// Whether anything is held.
    #[serde(default, skip_serializing_if = "Mode::is_enforce")]
    pub mode: Mode,
    /// Material version; raising it asks everyone again.
    #[serde(default = "one")]
    pub version: u32,
    /// `bar`, `box` or `dialog`.
    #[serde(default = "bar")]
    pub position: String,
    /// The persistent control.
    #[serde(default)]
    pub control: Control,
    /// Colours and shape of the banner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// Who is responsible (GDPR Art. 4(7)).
    pub controller: Controller,
    /// Who may vouch for user ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    /// What the site asks for, in the order to show.
    pub purposes: Vec<Purpose>,
    /// Products behind the purposes.
    #[serde(default)]
    pub services: Vec<Service>,
    /// Consent clauses: what is asked beside cookies, by a checkbox with a text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<Clause>,
    /// The site's own server, which may record clauses and ask for states. Visitors are told nothing by it, so it is
    /// no part of what is published.
    #[serde(default, skip_serializing)]
    pub server: Option<ServerAccess>,
    /// Whom to tell of new receipts; not published either.
    #[serde(default, skip_serializing)]
    pub webhooks: Vec<Webhook>,
    /// Names of [`super::SIGNALS`]: tags that are told what is granted. When absent, those of which a service
    /// declares a host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signals: Option<Vec<String>>,
    /// ISO 3166-2 codes that Google's defaults are limited to; everywhere when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signal_regions: Vec<String>,
    /// The domain that the consent cookie is set for, so that a choice on one host holds on all hosts below it; each
    /// host has a choice of its own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<String>,
    /// Whose stored choice is taken over, once, while there is none of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<super::Import>,
    /// UI strings in place of our own, by language and key.
    #[serde(default)]
    pub texts: BTreeMap<String, Localised>,
}

/// What the script does with what needs consent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Holds it, and asks.
    #[default]
    Enforce,
    /// Holds nothing, asks nobody, and counts what would be held.
    Observe,
}

impl Mode {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_enforce(&self) -> bool {
        *self == Self::Enforce
    }
}

/// How much of an address is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IpMode {
    /// Nothing.
    None,
    /// The network: /24 or /48.
    Truncated,
    /// A keyed hash of the address, for `ip_full_days`: found by who has the address, read by nobody.
    Hash,
    /// The whole address, for `ip_full_days`.
    #[default]
    Full,
}

/// The persistent control on every page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Control {
    /// The gate draws a button.
    #[default]
    Button,
    /// The site has its own element with `data-consent-action="settings"`.
    None,
}

/// Who decides why and how data is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Controller {
    /// Legal name.
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Where people write.
    pub email: String,
    /// Postal address.
    #[serde(default)]
    pub address: String,
    /// The privacy policy; may be relative to the site.
    pub policy_url: String,
    /// The supervisory authority's name.
    #[serde(default)]
    pub authority: String,
    /// The supervisory authority's page for complaints.
    #[serde(default)]
    pub authority_url: String,
}

/// How the host site vouches for a user id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The only signature algorithm that is accepted (RFC 8725 §3.1).
    pub algorithm: AssertionAlgorithm,
    /// File with the shared secret, or with the public key for `EdDSA`; relative to the site file.
    #[serde(default, skip_serializing)]
    pub secret_file: Option<String>,
    /// Or the environment variable that holds it.
    #[serde(default, skip_serializing)]
    pub secret_env: Option<String>,
}

/// Signature algorithms of an assertion (RFC 7518, RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AssertionAlgorithm {
    /// HMAC with SHA-256 over a shared secret.
    #[serde(rename = "HS256")]
    Hs256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

/// Something that data is used for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// A slug.
    pub id: String,
    /// The category whose switch decides it.
    pub category: Category,
    /// The basis in GDPR Art. 6(1).
    pub legal_basis: LegalBasis,
    /// The purpose in the Data Privacy Vocabulary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpv: Option<String>,
    /// How long what is collected is kept, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<String>,
    /// Name, in every language of the site.
    pub title: Localised,
    /// What it is for, in every language of the site.
    pub description: Localised,
}

/// A vendor's product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// A slug.
    pub id: String,
    /// Id of the purpose it serves.
    pub purpose: String,
    /// Name of the product.
    pub name: String,
    /// Who runs it.
    #[serde(default)]
    pub vendor: String,
    /// ISO 3166-1 alpha-2 of the vendor.
    #[serde(default)]
    pub country: String,
    /// The vendor's policy.
    #[serde(default)]
    pub policy_url: String,
    /// Hosts it is reached at; each covers its subdomains.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// Where it is reached on the site's own hosts, whose server passes it on: how the paths begin.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Who else receives what is collected, by name (CJEU C-154/21).
    #[serde(default)]
    pub recipients: Vec<String>,
    /// What it keeps in the browser.
    #[serde(default)]
    pub stores: Vec<Store>,
}

/// Something kept in the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// Where.
    pub kind: StoreKind,
    /// Its name; a trailing `*` is a wildcard.
    pub name: String,
    /// ISO 8601, `session` or `persistent`.
    pub duration: String,
    /// What it is for; all languages of the site, or none.
    #[serde(default)]
    pub description: Localised,
}

/// A consent that is asked for by a checkbox with a text. Ticked by default cannot be said: there is no such key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// A slug, other than those of the purposes.
    pub id: String,
    /// What the consent is for: a slug that several clauses (in the footer, at the checkout) may share.
    pub purpose: String,
    /// The basis in GDPR Art. 6(1): consent.
    pub legal_basis: LegalBasis,
    /// The purpose in the Data Privacy Vocabulary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpv: Option<String>,
    /// How long what is collected is kept, ISO 8601.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention: Option<String>,
    /// How long the consent counts before the person is asked again, ISO 8601.
    #[serde(default = "two_years")]
    pub validity: String,
    /// Ways to reach the person, one independent checkbox each.
    pub channels: Vec<Channel>,
    /// Who else receives the address or the number, by name: who sends for the site, and with whom it is shared (GDPR
    /// Art. 13(1)(e); CJEU C-154/21). They are told of erasure, correction and restriction (Art. 19).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// Whether e-mail counts only after the owner of the mailbox has confirmed.
    #[serde(default)]
    pub double_opt_in: bool,
    /// Name, in every language of the site.
    pub title: Localised,
    /// What the person agrees to, in every language of the site.
    pub text: Localised,
    /// Labels of the checkboxes in place of our own, by channel.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<Channel, Localised>,
}

/// How the site's own server says that it is the site's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerAccess {
    /// File with the token, relative to the site file.
    #[serde(default)]
    pub token_file: Option<String>,
    /// Or the environment variable that holds it.
    #[serde(default)]
    pub token_env: Option<String>,
}

/// An address that is told of new receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Where to post: https, or http on a loopback name.
    pub url: String,
    /// File with the secret (`whsec_…`, base64 of 24 to 64 bytes), relative to the site file.
    #[serde(default)]
    pub secret_file: Option<String>,
    /// Or the environment variable that holds it.
    #[serde(default)]
    pub secret_env: Option<String>,
    /// The states to tell of; every one when empty.
    #[serde(default)]
    pub events: Vec<EventState>,
}

fn two_years() -> String {
    "P24M".to_owned()
}

fn ninety() -> u32 {
    90
}

fn yes() -> bool {
    true
}

fn one() -> u32 {
    1
}

fn half_a_year() -> String {
    "P6M".to_owned()
}

fn bar() -> String {
    "bar".to_owned()
}
