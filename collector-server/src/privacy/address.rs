//! How much of an IP address is kept, and how much is shown (RECEIPTS, section 3).

use std::net::{IpAddr, Ipv6Addr};

use consent_core::site;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// Bits of an IPv4 address that the truncated form keeps.
const V4_BITS: u8 = 24;
/// Bits of an IPv6 address that the truncated form keeps.
const V6_BITS: u8 = 48;

/// How much of the visitor's address a site keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IpMode {
    /// Nothing.
    None,
    /// The first 24 bits of IPv4, the first 48 of IPv6.
    Truncated,
    /// A keyed hash, for a limited time.
    Hash,
    /// All of it, sealed, for a limited time.
    Full,
}

impl From<site::IpMode> for IpMode {
    fn from(mode: site::IpMode) -> Self {
        match mode {
            site::IpMode::None => Self::None,
            site::IpMode::Truncated => Self::Truncated,
            site::IpMode::Hash => Self::Hash,
            site::IpMode::Full => Self::Full,
        }
    }
}

impl IpMode {
    /// Every mode.
    pub const ALL: [Self; 4] = [Self::None, Self::Truncated, Self::Hash, Self::Full];

    /// The name in site files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Truncated => "truncated",
            Self::Hash => "hash",
            Self::Full => "full",
        }
    }

    /// The mode of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == name)
    }
}

/// What is kept of an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeptAddress {
    /// The whole address.
    pub full: Option<IpAddr>,
    /// Its truncated form.
    pub truncated: Option<IpNet>,
    /// The whole address, of which only keyed hashes may be kept.
    pub hashed: Option<IpAddr>,
}

impl KeptAddress {
    /// The address that the blind indexes may know.
    pub fn indexed(&self) -> Option<IpAddr> {
        self.full.or(self.hashed)
    }

    /// The network that they may know.
    pub fn indexed_network(&self) -> Option<IpNet> {
        self.truncated.or(self.hashed.map(truncated))
    }
}

/// What is kept of `ip` by a site's rules.
///
/// Where nothing was granted (`is_refusal`) and the site turned `ip_on_refusal` off, nothing is.
pub fn keep(
    ip: Option<IpAddr>,
    mode: IpMode,
    ip_on_refusal: bool,
    is_refusal: bool,
) -> KeptAddress {
    let Some(ip) = ip.map(normal).filter(|_| ip_on_refusal || !is_refusal) else {
        return KeptAddress::default();
    };
    match mode {
        IpMode::None => KeptAddress::default(),
        IpMode::Truncated => KeptAddress {
            truncated: Some(truncated(ip)),
            ..KeptAddress::default()
        },
        IpMode::Hash => KeptAddress {
            hashed: Some(ip),
            ..KeptAddress::default()
        },
        IpMode::Full => KeptAddress {
            full: Some(ip),
            truncated: Some(truncated(ip)),
            hashed: None,
        },
    }
}

/// A network this many bits shorter than what an index keeps is looked up piece by piece: 256 pieces.
const PIECES_BITS: u8 = 8;

/// How far the blind indexes, which know single addresses and truncated ones, reach into a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Few addresses: each is looked up.
    Addresses,
    /// A part of one truncated address with too many addresses to try.
    Part,
    /// One truncated address, or few: each is looked up.
    Networks,
    /// More than that.
    Wide,
}

impl Reach {
    /// For a network in its normal form ([`normal_network`]).
    pub fn of(network: IpNet) -> Self {
        let kept = truncated(network.network()).prefix_len();
        let length = network.prefix_len();
        if length > kept && length + PIECES_BITS >= network.max_prefix_len() {
            Self::Addresses
        } else if length > kept {
            Self::Part
        } else if length + PIECES_BITS >= kept {
            Self::Networks
        } else {
            Self::Wide
        }
    }

    /// Whether an address of which only keyed hashes are kept is found: they can be looked up and not compared.
    pub const fn finds_hashes(self) -> bool {
        matches!(self, Self::Addresses | Self::Networks)
    }
}

/// The network with IPv4-mapped ones as the IPv4 networks they mean, and without host bits.
pub fn normal_network(network: IpNet) -> IpNet {
    const MAPPED_BITS: u8 = 96;
    if let IpNet::V6(v6) = network
        && let IpAddr::V4(v4) = IpAddr::V6(v6.addr()).to_canonical()
        && let Some(length) = v6.prefix_len().checked_sub(MAPPED_BITS)
        && let Ok(v4) = Ipv4Net::new(v4, length)
    {
        return v4.trunc().into();
    }
    network.trunc()
}

/// The address with an IPv4-mapped one (`::ffff:192.0.2.1`) as the IPv4 address it means.
pub fn normal(ip: IpAddr) -> IpAddr {
    ip.to_canonical()
}

/// The /24 or /48 that holds `ip`.
pub fn truncated(ip: IpAddr) -> IpNet {
    match normal(ip) {
        IpAddr::V4(ip) => Ipv4Net::new_assert(ip, V4_BITS).trunc().into(),
        IpAddr::V6(ip) => Ipv6Net::new_assert(ip, V6_BITS).trunc().into(),
    }
}

/// The address as it is shown to who may not see all of it: `192.0.2.…`, `2001:db8:1:…`.
pub fn masked(ip: IpAddr) -> String {
    match truncated(ip).network() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.…")
        }
        IpAddr::V6(ip) => masked_v6(ip),
    }
}

fn masked_v6(ip: Ipv6Addr) -> String {
    let [a, b, c, ..] = ip.segments();
    format!("{a:x}:{b:x}:{c:x}:…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn each_mode_keeps_what_it_names_and_no_more() {
        let address = Some(ip("192.0.2.77"));
        let kept = |mode| keep(address, mode, true, false);
        assert_eq!(kept(IpMode::None), KeptAddress::default());
        assert_eq!(kept(IpMode::Truncated).full, None);
        assert_eq!(kept(IpMode::Full).full, address);
        let hashed = kept(IpMode::Hash);
        assert_eq!((hashed.full, hashed.truncated), (None, None));
        assert_eq!(hashed.indexed(), address);
        assert_eq!(hashed.indexed_network(), kept(IpMode::Full).truncated);
        for mode in [IpMode::Truncated, IpMode::Full] {
            assert_eq!(
                kept(mode).truncated.map(|net| net.to_string()).as_deref(),
                Some("192.0.2.0/24")
            );
        }
        assert_eq!(
            truncated(ip("2001:db8:1:2:3::4")).to_string(),
            "2001:db8:1::/48"
        );
    }

    // ACCEPTANCE 59 (partly: what is recorded; the twelve months are a job of their own)
    #[test]
    fn a_refusal_keeps_the_address_unless_the_site_turned_it_off() {
        let address = Some(ip("192.0.2.77"));
        assert_eq!(keep(address, IpMode::Full, true, true).full, address);
        assert_eq!(
            keep(address, IpMode::Full, false, true),
            KeptAddress::default()
        );
        assert_eq!(keep(address, IpMode::Full, false, false).full, address);
    }

    // ACCEPTANCE 56 (partly: the mapped form)
    #[test]
    fn a_mapped_address_is_the_ipv4_address_it_means() {
        let mapped = Some(ip("::ffff:192.0.2.77"));
        assert_eq!(
            keep(mapped, IpMode::Full, true, false),
            keep(Some(ip("192.0.2.77")), IpMode::Full, true, false)
        );
    }

    #[test]
    fn a_masked_address_does_not_show_its_last_part() {
        assert_eq!(masked(ip("192.0.2.77")), "192.0.2.…");
        assert_eq!(masked(ip("2001:db8:1:2::4")), "2001:db8:1:…");
        assert_eq!(IpMode::parse("sealed"), None);
        assert_eq!(IpMode::parse("full"), Some(IpMode::Full));
    }
}
