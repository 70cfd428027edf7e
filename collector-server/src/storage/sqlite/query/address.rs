//! How an address or a network is searched for: what the blind indexes can tell, and what only the
//! envelope can.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::{
    privacy::{
        address::{Reach, normal_network, truncated},
        blind::{BlindIndex, BlindValue},
    },
    storage::StoredReceipt,
};

/// What the indexes can tell.
pub(super) enum Condition {
    /// One of a few addresses in one /24 or /48, under each index key.
    Exact {
        prefixes: Vec<BlindValue>,
        ips: Vec<BlindValue>,
    },
    /// One of these /24 or /48.
    Prefixes(Vec<BlindValue>),
    /// Any address.
    Any,
}

/// What only the opened receipt can tell.
pub(super) enum AddressFilter {
    /// The whole address lies in the network.
    Full(IpNet),
    /// The truncated address lies in the network.
    Truncated(IpNet),
    /// What the receipt says of an address that is kept as a hash only is about one of these.
    OneOf(Vec<IpAddr>),
}

impl AddressFilter {
    /// Whether rows that the indexes tell may still not fit.
    pub(super) const fn is_finer_than_indexes(&self) -> bool {
        matches!(self, Self::Full(_) | Self::Truncated(_))
    }

    pub(super) fn fits(&self, receipt: &StoredReceipt, index: &BlindIndex) -> bool {
        match self {
            Self::Full(network) => receipt.ip.is_some_and(|ip| network.contains(&ip)),
            Self::Truncated(network) => receipt
                .ip_truncated
                .is_some_and(|prefix| network.contains(&prefix)),
            Self::OneOf(ips) => receipt.ip_hash.as_ref().is_none_or(|claim| {
                let id = receipt.claims.receipt_id;
                ips.iter().any(|ip| index.ip_claim_fits(claim, id, *ip))
            }),
        }
    }
}

/// How to search for `network`.
pub(super) fn plan(network: IpNet, index: &BlindIndex) -> (Condition, Option<AddressFilter>) {
    let network = normal_network(network);
    let prefix = truncated(network.network());
    let within = || Condition::Prefixes(index.ip_prefixes(prefix));
    match Reach::of(network) {
        Reach::Addresses => match network.subnets(network.max_prefix_len()) {
            Ok(hosts) => {
                let hosts: Vec<IpAddr> = hosts.map(|host| host.addr()).collect();
                let exact = Condition::Exact {
                    prefixes: index.ip_prefixes(prefix),
                    ips: hosts.iter().flat_map(|ip| index.ips(*ip)).collect(),
                };
                (exact, Some(AddressFilter::OneOf(hosts)))
            }
            Err(_) => (within(), Some(AddressFilter::Full(network))),
        },
        Reach::Part => (within(), Some(AddressFilter::Full(network))),
        Reach::Networks => match network.subnets(prefix.prefix_len()) {
            Ok(pieces) => {
                let pieces = pieces.flat_map(|piece| index.ip_prefixes(piece));
                (Condition::Prefixes(pieces.collect()), None)
            }
            Err(_) => (within(), None),
        },
        Reach::Wide => (Condition::Any, Some(AddressFilter::Truncated(network))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_network_is_the_ipv4_network_it_means() {
        for (given, meant) in [
            ("::ffff:192.0.2.7/128", "192.0.2.7/32"),
            ("::ffff:192.0.2.7/120", "192.0.2.0/24"),
            ("192.0.2.7/24", "192.0.2.0/24"),
            ("2001:db8::1/32", "2001:db8::/32"),
            ("::ffff:0.0.0.0/64", "::/64"),
        ] {
            let given: IpNet = given.parse().unwrap();
            assert_eq!(normal_network(given).to_string(), meant);
        }
    }
}
