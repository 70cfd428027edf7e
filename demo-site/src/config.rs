//! What a running shop needs to be told.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::Router;

/// What is put around the shop's own routes, such as the consent gate's layer. The shop itself does not know what.
pub type Around = Arc<dyn Fn(Router) -> Router + Send + Sync>;

/// The secret in the content of an identity file: without the line end that editors leave, as the
/// collector reads the same file.
pub fn identity_secret(content: &[u8]) -> &[u8] {
    content.trim_ascii_end()
}

/// What stands first in `<head>` of every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// The default snippet, as `collector-server snippet --site shop` prints it.
    Snippet(String),
    /// One script tag and the empty policy line, pointing at the collector.
    PlainTag,
    /// Nothing. The stand-ins then run unhindered: the control of an experiment, for tests.
    Nothing,
}

/// The settings of one shop server.
#[derive(Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Origin of the collector, such as `http://consent.localhost:8080`, without a final slash.
    pub collector: String,
    /// Secret shared with the collector's `[identity]` section; HS256 signs with it.
    pub identity_key: Vec<u8>,
    /// The token of the collector's `[server]` section: the shop's server records clauses and asks for states with it.
    pub server_token: String,
    /// What stands first in every page.
    pub head: Head,
    /// A `Content-Security-Policy` header for every page of the shop, or none.
    pub content_security_policy: Option<String>,
    /// A layer around the shop, or none; the stand-ins stay outside of it.
    pub around: Option<Around>,
}

impl Config {
    /// A shop on a free loopback port with the plain tag, no server token and no policy header.
    pub fn on_free_port(collector: impl Into<String>, identity_key: impl Into<Vec<u8>>) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            collector: collector.into(),
            identity_key: identity_key.into(),
            server_token: String::new(),
            head: Head::PlainTag,
            content_security_policy: None,
            around: None,
        }
    }

    /// The markup of [`Head`].
    pub(crate) fn head_markup(&self) -> String {
        match &self.head {
            Head::Snippet(text) => text.clone(),
            Head::PlainTag => format!(
                "<script src=\"{}/s/shop/consent.js\" crossorigin></script><meta http-equiv=\"Content-Security-Policy\" content=\"\">",
                self.collector
            ),
            Head::Nothing => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::identity_secret;

    #[test]
    fn a_line_end_is_no_part_of_the_secret() {
        assert_eq!(identity_secret(b"secret\r\n"), b"secret");
        assert_eq!(identity_secret(b" secret"), b" secret");
    }
}
