//! The filters of a search as they come from a query string, a JSON body, a form or the command line.
//!
//! One table of names, one reader; each mistake names the filter and how to write it. Values are personal data: no
//! error repeats one.

use std::net::IpAddr;

use consent_core::{
    cookie::ConsentKey,
    receipt::{Decision, EventState, ReceiptCode, ReceiptId, RecordId, UtcMillis},
};
use ipnet::IpNet;

use super::{Role, Sight};
use crate::storage::{Cursor, Search, search::LIMIT_MAX};

/// Receipts on a page where no limit was given.
const LIMIT_DEFAULT: usize = 50;
/// The most characters of a user id; assertions have the same bound.
const USER_ID_MAX: usize = 128;
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Every filter, in the order of the documentation.
pub const NAMES: [&str; 13] = [
    "user_id",
    "ip",
    "code",
    "receipt_id",
    "record_id",
    "consent_key",
    "from",
    "to",
    "decision",
    "state",
    "site",
    "cursor",
    "limit",
];

/// Those that say which page is wanted rather than what is searched for.
const PAGING: [&str; 2] = ["cursor", "limit"];

/// A filter that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {problem}")]
pub struct FilterError {
    /// The filter's name; one that came from outside is cut to 64 characters.
    pub field: String,
    /// What is wrong and how to write it.
    pub problem: String,
    /// Whether the filter is right and the role may not use it.
    pub is_forbidden: bool,
}

impl FilterError {
    fn new(field: &str, problem: impl Into<String>) -> Self {
        Self {
            field: field.to_owned(),
            problem: problem.into(),
            is_forbidden: false,
        }
    }

    fn forbidden(field: &str, problem: &str) -> Self {
        Self {
            is_forbidden: true,
            ..Self::new(field, problem)
        }
    }
}

/// A question: what is searched for, and which page of the answer is wanted. Has no `Debug`: personal data.
#[derive(Clone, Default)]
pub struct Filters {
    /// What is searched for.
    pub search: Search,
    /// Where the page before ended.
    pub cursor: Option<Cursor>,
    /// Receipts on a page.
    pub limit: usize,
    /// The names of the filters used, for the audit log.
    pub names: Vec<String>,
}

impl Filters {
    /// Reads the filters from pairs of name and value.
    ///
    /// # Errors
    /// The first that is unknown, given twice, empty or not of its form.
    pub fn parse<'a>(
        pairs: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, FilterError> {
        let mut filters = Self {
            limit: LIMIT_DEFAULT,
            ..Self::default()
        };
        for (name, value) in pairs {
            let Some(known) = NAMES.into_iter().find(|known| *known == name) else {
                let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                let known = NAMES.join(", ");
                let problem = format!("is not a filter; the filters are {known}");
                return Err(FilterError::new(&shown, problem));
            };
            if filters.names.iter().any(|used| used == known) {
                return Err(FilterError::new(known, "is given twice; give it once"));
            }
            if value.is_empty() {
                return Err(FilterError::new(
                    known,
                    "is empty; leave it out or give a value",
                ));
            }
            filters
                .set(known, value)
                .map_err(|rule| FilterError::new(known, rule))?;
            filters.names.push(known.to_owned());
        }
        filters
            .names
            .retain(|name| !PAGING.contains(&name.as_str()));
        if let (Some(from), Some(to)) = (filters.search.from, filters.search.to)
            && from >= to
        {
            return Err(FilterError::new(
                "to",
                "is not after `from`; give a later time",
            ));
        }
        Ok(filters)
    }

    /// Whether `role` may ask this question (RECEIPTS, section 7).
    ///
    /// # Errors
    /// The filter that it may not use, or one that it has to.
    pub fn check_role(&self, role: Role) -> Result<(), FilterError> {
        let search = &self.search;
        match role.sight() {
            Sight::Full => Ok(()),
            // A search by address would tell an address piece by piece to who may not see it.
            Sight::Masked | Sight::Bare if search.ip.is_some() => Err(FilterError::forbidden(
                "ip",
                "is not for this role; search by receipt code or ask the data protection officer",
            )),
            Sight::Masked => {
                let has_key = search.user_id.is_some()
                    || search.code.is_some()
                    || search.receipt_id.is_some()
                    || search.record_id.is_some()
                    || search.consent_key.is_some();
                if has_key {
                    Ok(())
                } else {
                    let problem = "or another exact key (`code`, `receipt_id`, `record_id`) is needed: this role looks up one person at a time";
                    Err(FilterError::forbidden("user_id", problem))
                }
            }
            Sight::Bare => {
                let personal = [
                    ("user_id", search.user_id.is_some()),
                    ("consent_key", search.consent_key.is_some()),
                ];
                match personal.into_iter().find(|(_, is_used)| *is_used) {
                    None => Ok(()),
                    Some((name, _)) => Err(FilterError::forbidden(
                        name,
                        "is not for this role; search by receipt code, time, site, decision or state",
                    )),
                }
            }
        }
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let search = &mut self.search;
        match name {
            "user_id" => search.user_id = Some(user_id(value)?),
            "ip" => search.ip = Some(network(value)?),
            "code" => {
                let code = ReceiptCode::parse(value)
                    .map_err(|rule| format!("must be {rule}", rule = rule.0))?;
                search.code = Some(code);
            }
            "receipt_id" => {
                let id = ReceiptId::parse(value).map_err(|rule| format!("must be {}", rule.0))?;
                search.receipt_id = Some(id);
            }
            "record_id" => {
                let id = RecordId::parse(value).map_err(|rule| format!("must be {}", rule.0))?;
                search.record_id = Some(id);
            }
            "consent_key" => {
                let key = ConsentKey::parse(value);
                search.consent_key = Some(key.ok_or("must be 22 characters of base64url")?);
            }
            "from" => search.from = Some(time(value, 0)?),
            "to" => search.to = Some(time(value, DAY_MILLIS)?),
            "decision" => search.decision = Some(decision(value)?),
            "state" => search.state = Some(state(value)?),
            "site" => search.site = Some(site(value)?),
            "cursor" => {
                let cursor = Cursor::parse(value);
                self.cursor = Some(cursor.ok_or("must be the `next_cursor` of the page before")?);
            }
            _ => {
                self.limit = value
                    .parse()
                    .ok()
                    .filter(|limit| (1..=LIMIT_MAX).contains(limit))
                    .ok_or_else(|| format!("must be a whole number from 1 to {LIMIT_MAX}"))?;
            }
        }
        Ok(())
    }
}

fn user_id(value: &str) -> Result<String, String> {
    if value.chars().count() <= USER_ID_MAX {
        Ok(value.to_owned())
    } else {
        Err(format!("must be at most {USER_ID_MAX} characters"))
    }
}

/// An address, or a network of any length but 0; bits after the prefix are cleared.
fn network(value: &str) -> Result<IpNet, String> {
    const RULE: &str =
        "must be an address such as 192.0.2.1 or 2001:db8::1, or a network such as 192.0.2.0/24";
    let value = value.trim();
    if let Ok(address) = value.parse::<IpAddr>() {
        return Ok(IpNet::from(address.to_canonical()));
    }
    let network: IpNet = value.parse().map_err(|_| RULE)?;
    if network.prefix_len() == 0 {
        return Err("must be narrower than every address; leave it out instead".to_owned());
    }
    if let (IpNet::V6(v6), Some(v4)) = (network, mapped(&network)) {
        let bits = v6.prefix_len().checked_sub(96).ok_or(RULE)?;
        return Ok(IpNet::new(v4, bits).map_err(|_| RULE)?.trunc());
    }
    Ok(network.trunc())
}

/// The IPv4 address within an IPv4-mapped IPv6 network.
fn mapped(network: &IpNet) -> Option<IpAddr> {
    match network.addr().to_canonical() {
        v4 @ IpAddr::V4(_) if network.addr().is_ipv6() => Some(v4),
        _ => None,
    }
}

/// RFC 3339 in any offset, or a date, which means its first moment in UTC and `date_extra` milliseconds more.
fn time(value: &str, date_extra: i64) -> Result<UtcMillis, String> {
    if let Ok(day) = UtcMillis::parse(&format!("{value}T00:00:00.000Z")) {
        return Ok(UtcMillis::new(day.as_millis() + date_extra));
    }
    value
        .parse::<jiff::Timestamp>()
        .map(|moment| UtcMillis::new(moment.as_millisecond()))
        .map_err(|_| {
            "must be a time such as 2026-11-23T18:00:00Z, or a date such as 2026-11-23".to_owned()
        })
}

fn decision(value: &str) -> Result<(String, Decision), String> {
    let parsed = value.rsplit_once(':').and_then(|(purpose, decision)| {
        let decision = Decision::parse(decision).ok()?;
        // A channel of a clause has the clause's id before it: `newsletter.email`.
        let is_named = purpose.splitn(2, '.').all(is_slug);
        is_named.then(|| (purpose.to_owned(), decision))
    });
    parsed.ok_or_else(|| {
        "must be a purpose or a clause's channel and what was decided, such as statistics:granted or newsletter.email:denied"
            .to_owned()
    })
}

fn state(value: &str) -> Result<EventState, String> {
    EventState::parse(value).map_err(|_| {
        let names: Vec<_> = EventState::ALL.iter().map(|state| state.as_str()).collect();
        format!("must be one of {}", names.join(", "))
    })
}

fn site(value: &str) -> Result<String, String> {
    if is_slug(value) {
        Ok(value.to_owned())
    } else {
        Err("must be the id of a site: letters a-z, digits and hyphens".to_owned())
    }
}

fn is_slug(text: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, b'-' | b'_');
    matches!(text.len(), 1..=64) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(name: &str, value: &str) -> Result<Filters, FilterError> {
        Filters::parse([(name, value)])
    }

    #[test]
    fn every_bad_filter_is_named_with_its_remedy_and_never_repeated() {
        let long = "x".repeat(129);
        for (name, value, remedy) in [
            ("user_id", long.as_str(), "at most 128"),
            ("ip", "192.0.2.256", "192.0.2.0/24"),
            ("ip", "192.0.2.0/33", "192.0.2.0/24"),
            ("ip", "0.0.0.0/0", "leave it out"),
            ("code", "7K3M-Q9TX-2HWE", "misread"),
            ("code", "7K3M", "7K3M-Q9TX-2HWD"),
            ("receipt_id", "7", "UUID"),
            ("record_id", "7", "UUID"),
            ("consent_key", "7", "22 characters"),
            ("from", "yesterday", "2026-11-23T18:00:00Z"),
            ("to", "2026-02-30", "2026-11-23"),
            ("decision", "profiles", "statistics:granted"),
            ("decision", "profiles:maybe", "statistics:granted"),
            ("decision", "Stat istics:granted", "statistics:granted"),
            ("state", "Agreed", "ConsentGiven, RenewedConsentGiven"),
            ("site", "Shop!", "id of a site"),
            ("cursor", "zz", "next_cursor"),
            ("limit", "0", "from 1 to 200"),
            ("limit", "201", "from 1 to 200"),
            ("limit", "many", "from 1 to 200"),
            ("user", "anna", "the filters are user_id, ip"),
            ("ip", "", "is empty"),
        ] {
            let error = parse(name, value).err().expect(name);
            assert_eq!(error.field, name);
            let text = error.to_string();
            assert!(text.contains(remedy), "{text}");
            assert!(value.len() < 5 || !text.contains(value), "{text}");
        }
        let twice = Filters::parse([("site", "a"), ("site", "b")])
            .err()
            .unwrap();
        assert_eq!(twice.to_string(), "`site` is given twice; give it once");
        let turned = Filters::parse([("from", "2026-02-02"), ("to", "2026-02-01")]);
        assert_eq!(turned.err().unwrap().field, "to");
    }

    #[test]
    fn addresses_and_networks_are_brought_into_one_form() {
        for (given, read) in [
            ("192.0.2.77", "192.0.2.77/32"),
            (" 192.0.2.77 ", "192.0.2.77/32"),
            ("::ffff:192.0.2.77", "192.0.2.77/32"),
            ("::ffff:192.0.2.77/120", "192.0.2.0/24"),
            ("192.0.2.77/24", "192.0.2.0/24"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("2001:DB8::1", "2001:db8::1/128"),
            ("2001:db8:1:2::/48", "2001:db8:1::/48"),
        ] {
            let found = parse("ip", given).ok().unwrap().search.ip.unwrap();
            assert_eq!(found.to_string(), read);
        }
    }

    #[test]
    fn a_date_means_the_whole_day_in_utc() {
        let day = Filters::parse([("from", "2026-11-23"), ("to", "2026-11-23")]);
        let search = day.ok().unwrap().search;
        assert_eq!(search.from.unwrap().to_string(), "2026-11-23T00:00:00.000Z");
        assert_eq!(search.to.unwrap().to_string(), "2026-11-24T00:00:00.000Z");
        let offset = parse("from", "2026-11-23T19:00:00+01:00").ok().unwrap();
        assert_eq!(
            offset.search.from.unwrap().to_string(),
            "2026-11-23T18:00:00.000Z"
        );
    }

    #[test]
    fn the_audit_learns_the_names_of_the_filters_and_not_the_page() {
        let filters = Filters::parse([("ip", "192.0.2.1"), ("limit", "5"), ("site", "shop")]);
        assert_eq!(filters.ok().unwrap().names, ["ip", "site"]);
    }

    #[test]
    fn a_role_may_ask_only_what_it_may_learn() {
        let keys = [
            ("user_id", "anna"),
            ("ip", "192.0.2.1"),
            ("code", "0000-0000-0000"),
            ("consent_key", "AAAAAAAAAAAAAAAAAAAAAA"),
            ("site", "shop"),
        ];
        let allowed = |role: Role| -> Vec<&str> {
            keys.into_iter()
                .filter(|(name, value)| parse(name, value).ok().unwrap().check_role(role).is_ok())
                .map(|(name, _)| name)
                .collect()
        };
        assert_eq!(allowed(Role::Dpo).len(), keys.len());
        assert_eq!(allowed(Role::Support), ["user_id", "code", "consent_key"]);
        assert_eq!(allowed(Role::Auditor), ["code", "site"]);
        let refused = parse("ip", "192.0.2.1").ok().unwrap();
        assert!(refused.check_role(Role::Support).unwrap_err().is_forbidden);
    }
}
