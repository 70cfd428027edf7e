//! Tags with a consent API of their own: the gate tells them what is granted before anything is released.

use super::{Site, SiteFile};

/// A tag API that can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signal {
    /// Its name in the site file.
    pub name: &'static str,
    /// Hosts by which a declared service is recognised; each covers its subdomains.
    pub hosts: &'static [&'static str],
}

/// All of them. Tags that have no such API (LinkedIn, X) are not loaded, and reloaded away.
pub const SIGNALS: [Signal; 8] = [
    Signal {
        name: "google",
        hosts: &[
            "googletagmanager.com",
            "google-analytics.com",
            "googleadservices.com",
            "doubleclick.net",
            "googlesyndication.com",
        ],
    },
    Signal {
        name: "uet",
        hosts: &["bat.bing.com", "bat.bing.net"],
    },
    Signal {
        name: "clarity",
        hosts: &["clarity.ms"],
    },
    Signal {
        name: "meta",
        hosts: &["connect.facebook.net"],
    },
    Signal {
        name: "tiktok",
        hosts: &["analytics.tiktok.com"],
    },
    Signal {
        name: "pinterest",
        hosts: &["s.pinimg.com", "ct.pinterest.com"],
    },
    Signal {
        name: "matomo",
        hosts: &["matomo.cloud", "matomo.org"],
    },
    Signal {
        name: "posthog",
        hosts: &["posthog.com"],
    },
];

impl Site {
    /// The names of the tag APIs that this site's gate tells, in the order of [`SIGNALS`].
    pub fn signals(&self) -> Vec<&'static str> {
        SIGNALS
            .iter()
            .filter(|signal| match &self.file.signals {
                Some(names) => names.iter().any(|name| name == signal.name),
                None => declares(&self.file, signal.hosts),
            })
            .map(|signal| signal.name)
            .collect()
    }
}

/// Whether a service of the site is reached at one of the hosts.
fn declares(file: &SiteFile, hosts: &[&str]) -> bool {
    let mut declared = file.services.iter().flat_map(|service| &service.hosts);
    declared.any(|host| {
        hosts.iter().any(|known| {
            host.strip_suffix(known)
                .is_some_and(|above| above.is_empty() || above.ends_with('.'))
        })
    })
}
