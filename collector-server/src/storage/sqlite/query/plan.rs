//! From a question to SQL.

use consent_core::receipt::{Decision, EventState, ReceiptCode};
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter, types::Value};

use super::{
    super::{failure::Failure, import},
    address::{self, AddressFilter},
};
use crate::storage::{Cursor, Search, StoredReceipt, number, vault::Vault};

/// Whether a hold restricts a row of `receipts` at a time.
pub(super) const IS_HELD: &str =
    "EXISTS (SELECT 1 FROM holds h WHERE h.subject_id = receipts.subject_id
         AND h.scope IN (0, receipts.scope) AND h.ended_at IS NULL AND h.until > ?)";

/// How to find what fits.
pub(super) struct Plan {
    /// Each gives (position, whether the row fits), newest first.
    pub(super) walks: Vec<WalkSql>,
    address: Option<AddressFilter>,
    not_asked: Option<String>,
}

pub(super) struct WalkSql {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

/// A condition on columns of `receipts`.
struct Condition {
    sql: String,
    values: Vec<Value>,
    /// The index that it can walk along.
    index: Option<&'static str>,
}

impl Condition {
    fn new(sql: impl Into<String>, values: Vec<Value>) -> Self {
        Self {
            sql: sql.into(),
            values,
            index: None,
        }
    }

    /// `column` is one of `values`.
    fn one_of(column: &str, values: Vec<Value>) -> Self {
        let marks = vec!["?"; values.len()].join(", ");
        Self::new(format!("{column} IN ({marks})"), values)
    }

    fn along(self, index: &'static str) -> Self {
        Self {
            index: Some(index),
            ..self
        }
    }
}

impl Plan {
    /// Whether an envelope has to be opened to know whether a row fits.
    pub(super) fn is_opening(&self) -> bool {
        let address = self.address.as_ref();
        address.is_some_and(AddressFilter::is_finer_than_indexes) || self.not_asked.is_some()
    }

    /// Whether what the envelope tells fits.
    pub(super) fn fits_opened(&self, receipt: &StoredReceipt, vault: &Vault) -> bool {
        let address = self.address.as_ref();
        address.is_none_or(|address| address.fits(receipt, &vault.index))
            && self.not_asked.as_ref().is_none_or(|id| {
                receipt
                    .claims
                    .purposes
                    .iter()
                    .any(|purpose| &purpose.id == id && purpose.decision == Decision::NotAsked)
            })
    }
}

/// The plan for a search; nothing when it is known already that nothing fits.
pub(super) fn make(
    db: &Connection,
    vault: &Vault,
    search: &Search,
    after: Option<Cursor>,
) -> Result<Option<Plan>, Failure> {
    // The most selective first: the first that can walk along an index does.
    let mut conditions = Vec::new();
    conditions.extend(search.receipt_id.map(|id| {
        let code = Value::Integer(ReceiptCode::of(id).bits().cast_signed());
        Condition::new(
            "code = ? AND receipt_id = ?",
            vec![code, Value::Blob(id.as_bytes().to_vec())],
        )
        .along("receipts_by_code")
    }));
    conditions.extend(search.code.map(|code| {
        Condition::new("code = ?", vec![Value::Integer(code.bits().cast_signed())])
            .along("receipts_by_code")
    }));
    conditions.extend(search.user_id.as_deref().map(|user_id| {
        Condition::one_of("user_index", blobs(vault.index.user_ids(user_id)))
            .along("receipts_by_user")
    }));
    if search.consent_key.is_some() || search.record_id.is_some() {
        let Some(condition) = subject_condition(db, vault, search)? else {
            return Ok(None);
        };
        conditions.push(condition);
    }
    let mut address = None;
    if let Some(network) = search.ip {
        let (condition, filter) = address::plan(network, &vault.index);
        conditions.push(match condition {
            address::Condition::Exact { prefixes, ips } => {
                let mut exact = Condition::one_of("ip_prefix_index", blobs(prefixes));
                let ips = Condition::one_of("ip_index", blobs(ips));
                exact.sql = format!("{} AND {}", exact.sql, ips.sql);
                exact.values.extend(ips.values);
                exact.along("receipts_by_ip")
            }
            address::Condition::Prefixes(prefixes) => {
                Condition::one_of("ip_prefix_index", blobs(prefixes)).along("receipts_by_ip")
            }
            address::Condition::Any => Condition::new("ip_prefix_index IS NOT NULL", Vec::new()),
        });
        address = filter;
    }
    conditions.extend(search.unrestricted_at.map(|now| {
        Condition::new(
            format!("NOT {IS_HELD}"),
            vec![Value::Integer(now.as_millis())],
        )
    }));
    let mut not_asked = None;
    if let Some((purpose, decision)) = &search.decision {
        match decision {
            Decision::Granted | Decision::Denied => {
                let Some(condition) = decision_condition(db, purpose, *decision)? else {
                    return Ok(None);
                };
                conditions.push(condition);
            }
            Decision::NotAsked => not_asked = Some(purpose.clone()),
        }
    }
    let Some(walks) = walks(db, search, after, conditions)? else {
        return Ok(None);
    };
    Ok(Some(Plan {
        walks,
        address,
        not_asked,
    }))
}

/// One walk along the index of the first condition that has one; else along the states of the site
/// or sites in question; else along all receipts.
fn walks(
    db: &Connection,
    search: &Search,
    after: Option<Cursor>,
    mut conditions: Vec<Condition>,
) -> Result<Option<Vec<WalkSql>>, Failure> {
    let site_ids = match &search.site {
        None => None,
        Some(site) => match site_id(db, site)? {
            Some(site_id) => Some(vec![site_id]),
            None => return Ok(None),
        },
    };
    let driver = conditions
        .iter()
        .position(|condition| condition.index.is_some())
        .map(|at| conditions.remove(at));
    let range = range(search, after);
    if let Some(driver) = driver {
        if let Some(site_ids) = site_ids {
            conditions.push(Condition::one_of("site_id", integers(site_ids)));
        }
        if let Some(state) = search.state {
            conditions.push(Condition::new(
                "state = ?",
                vec![number::of_state(state).into()],
            ));
        }
        return Ok(Some(vec![walk(driver, range, &conditions)]));
    }
    if site_ids.is_none() && search.state.is_none() {
        let all = Condition::new("1", Vec::new());
        return Ok(Some(vec![walk(all, range, &conditions)]));
    }
    let site_ids = match site_ids {
        Some(site_ids) => site_ids,
        None => every_site_id(db)?,
    };
    let states = search
        .state
        .map_or_else(|| EventState::ALL.to_vec(), |state| vec![state]);
    let mut walks = Vec::with_capacity(site_ids.len() * states.len());
    for site_id in site_ids {
        for state in &states {
            let driver = Condition::new(
                "site_id = ? AND state = ?",
                vec![site_id.into(), number::of_state(*state).into()],
            )
            .along("receipts_by_state");
            walks.push(walk(driver, range, &conditions));
        }
    }
    Ok(Some(walks))
}

fn walk(driver: Condition, range: (i64, i64), rest: &[Condition]) -> WalkSql {
    let fits = if rest.is_empty() {
        "1".to_owned()
    } else {
        let all: Vec<_> = rest
            .iter()
            .map(|condition| condition.sql.as_str())
            .collect();
        // A row without the value is no row that fits.
        format!("coalesce(({}), 0)", all.join(") AND ("))
    };
    let index = driver
        .index
        .map(|index| format!("INDEXED BY {index}"))
        .unwrap_or_default();
    let sql = format!(
        "SELECT position, {fits} FROM receipts {index}
         WHERE {} AND position >= ? AND position < ? ORDER BY position DESC",
        driver.sql
    );
    let values = rest
        .iter()
        .flat_map(|condition| condition.values.iter().cloned())
        .chain(driver.values)
        .chain([range.0.into(), range.1.into()])
        .collect();
    WalkSql { sql, values }
}

/// Positions from and to (exclusive).
fn range(search: &Search, after: Option<Cursor>) -> (i64, i64) {
    let first = |time: consent_core::receipt::UtcMillis| number::first_position(time.as_millis());
    let from = search.from.map_or(0, first);
    let to = search.to.map_or(i64::MAX, first);
    (from, after.map_or(to, |Cursor(after)| to.min(after)))
}

/// Receipts of the subjects that a browser's key has, or of one record.
fn subject_condition(
    db: &Connection,
    vault: &Vault,
    search: &Search,
) -> Result<Option<Condition>, Failure> {
    let mut condition: Option<Condition> = None;
    if let Some(record_id) = search.record_id {
        let mut record = import::record(db, record_id)?;
        for subject_id in vault.index.subjects_of(record_id) {
            record = db
                .prepare_cached(
                    "SELECT subject_id, scope FROM records WHERE subject_id = ? AND record_id = ?",
                )?
                .query_row(params![subject_id, record_id.as_bytes()], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?
                .or(record);
        }
        let Some((subject_id, scope)) = record else {
            return Ok(None);
        };
        condition = Some(Condition::new(
            "subject_id = ? AND scope = ?",
            vec![subject_id.into(), scope.into()],
        ));
    }
    if let Some(key) = &search.consent_key {
        let indexes = Condition::one_of("consent_key_index", blobs(vault.index.consent_keys(key)));
        let subject_ids: Vec<i64> = db
            .prepare_cached(&format!(
                "SELECT subject_id FROM subjects WHERE {}",
                indexes.sql
            ))?
            .query_map(params_from_iter(&indexes.values), |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if subject_ids.is_empty() {
            return Ok(None);
        }
        let of_key = Condition::one_of("subject_id", integers(subject_ids));
        condition = Some(match condition {
            None => of_key,
            Some(mut both) => {
                both.sql = format!("{} AND {}", both.sql, of_key.sql);
                both.values.extend(of_key.values);
                both
            }
        });
    }
    Ok(condition.map(|condition| condition.along("receipts_by_subject")))
}

/// Rows with the purpose's bit; a purpose has its own bit on every site.
fn decision_condition(
    db: &Connection,
    purpose: &str,
    decision: Decision,
) -> Result<Option<Condition>, Failure> {
    let column = match decision {
        Decision::Granted => "granted",
        Decision::Denied | Decision::NotAsked => "denied",
    };
    let bits: Vec<(i64, u8)> = db
        .prepare_cached("SELECT site_id, bit FROM purposes WHERE purpose = ?")?
        .query_map([purpose], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    if bits.is_empty() {
        return Ok(None);
    }
    let each: Vec<_> = bits
        .iter()
        .map(|_| format!("site_id = ? AND {column} & ? != 0"))
        .collect();
    let values = bits
        .iter()
        .flat_map(|(site_id, bit)| [(*site_id).into(), (1_i64 << bit).into()])
        .collect();
    Ok(Some(Condition::new(each.join(" OR "), values)))
}

fn site_id(db: &Connection, site: &str) -> Result<Option<i64>, Failure> {
    Ok(db
        .prepare_cached("SELECT site_id FROM sites WHERE site = ?")?
        .query_row([site], |row| row.get(0))
        .optional()?)
}

fn every_site_id(db: &Connection) -> Result<Vec<i64>, Failure> {
    Ok(db
        .prepare_cached("SELECT site_id FROM sites")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?)
}

fn blobs(values: Vec<[u8; 16]>) -> Vec<Value> {
    values
        .into_iter()
        .map(|value| Value::Blob(value.to_vec()))
        .collect()
}

fn integers(values: Vec<i64>) -> Vec<Value> {
    values.into_iter().map(Value::Integer).collect()
}
