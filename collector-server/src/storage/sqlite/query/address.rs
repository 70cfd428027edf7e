//! How an address or a network is searched for: what the blind indexes can tell, and what only the
//! envelope can.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::{IpNet, Ipv4Net};

use crate::{
    privacy::{
        address::truncated,
        blind::{BlindIndex, BlindValue},
    },
    storage::StoredReceipt,
};

/// A network this many bits shorter than the index is looked up piece by piece: 256 pieces.
const PIECES_BITS: u8 = 8;

/// What the indexes can tell.
pub(super) enum Condition {
    /// Exactly one address, under each index key.
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
#[derive(Clone, Copy)]
pub(super) enum AddressFilter {
    /// The whole address lies in the network.
    Full(IpNet),
    /// The truncated address lies in the network.
    Truncated(IpNet),
}

impl AddressFilter {
    pub(super) fn fits(self, receipt: &StoredReceipt) -> bool {
        match self {
            Self::Full(network) => receipt.ip.is_some_and(|ip| network.contains(&ip)),
            Self::Truncated(network) => receipt
                .ip_truncated
                .is_some_and(|prefix| network.contains(&prefix)),
        }
    }
}

/// How to search for `network`.
pub(super) fn plan(network: IpNet, index: &BlindIndex) -> (Condition, Option<AddressFilter>) {
    let network = normal(network);
    let prefix = truncated(network.network());
    let length = network.prefix_len();
    if length == network.max_prefix_len() {
        let exact = Condition::Exact {
            prefixes: index.ip_prefixes(prefix),
            ips: index.ips(network.addr()),
        };
        return (exact, None);
    }
    if length > prefix.prefix_len() {
        let prefixes = Condition::Prefixes(index.ip_prefixes(prefix));
        return (prefixes, Some(AddressFilter::Full(network)));
    }
    if length + PIECES_BITS >= prefix.prefix_len() {
        let pieces = match network.subnets(prefix.prefix_len()) {
            Ok(pieces) => pieces.flat_map(|piece| index.ip_prefixes(piece)).collect(),
            Err(_) => index.ip_prefixes(prefix),
        };
        return (Condition::Prefixes(pieces), None);
    }
    (Condition::Any, Some(AddressFilter::Truncated(network)))
}

/// The network with IPv4-mapped ones as the IPv4 networks they mean, and without host bits.
fn normal(network: IpNet) -> IpNet {
    const MAPPED_BITS: u8 = 96;
    if let IpNet::V6(v6) = network
        && let IpAddr::V4(v4) = IpAddr::V6(v6.addr()).to_canonical()
        && let Some(length) = v6.prefix_len().checked_sub(MAPPED_BITS)
    {
        return v4_network(v4, length);
    }
    network.trunc()
}

fn v4_network(address: Ipv4Addr, length: u8) -> IpNet {
    Ipv4Net::new(address, length)
        .map(|network| network.trunc().into())
        .unwrap_or_else(|_| IpAddr::V4(address).into())
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
            assert_eq!(normal(given).to_string(), meant);
        }
    }
}
