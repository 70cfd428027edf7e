//! What a search promises: all and only what fits, newest first, page by page. The oracle keeps
//! everything in the clear and looks at every receipt.

use std::net::IpAddr;

use collector_server::{
    privacy::{IpMode, address},
    storage::{NewChoice, Outcome, Search, export},
};
use consent_core::receipt::{Decision, EventState, Method, ReceiptId, RecordId, UtcMillis};
use ipnet::IpNet;
use proptest::{prelude::*, test_runner::TestRunner};

use super::{Opened, Store};
use crate::choice::*;

const ADDRESSES: [&str; 12] = [
    "192.0.2.7",
    "192.0.2.8",
    "192.0.2.200",
    "192.0.3.7",
    "192.0.130.7",
    "192.1.2.7",
    "10.0.0.1",
    "::ffff:192.0.2.7",
    "2001:db8:1::1",
    "2001:db8:1:ff::1",
    "2001:db8:2::1",
    "2001:db9::1",
];
const NETWORKS: [&str; 22] = [
    "192.0.2.7/32",
    "192.0.2.8/32",
    "192.0.2.0/24",
    "192.0.2.7/24",
    "192.0.2.0/29",
    "192.0.2.128/25",
    "192.0.0.0/17",
    "192.0.0.0/16",
    "192.0.0.0/8",
    "0.0.0.0/0",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "::ffff:192.0.2.7/128",
    "2001:db8:1::1/128",
    "2001:db8:1::/48",
    "2001:db8:1::/64",
    "2001:db8::/44",
    "2001:db8::/32",
    "::/0",
    "10.0.0.2/32",
    "2001:db8:1::/121",
    "2001:db8:1::/119",
];
const USERS: [&str; 3] = ["anna", "bo", "kund \"42\" åäö"];
const PURPOSES: [&str; 2] = ["statistics", "advertising"];

/// A receipt as the oracle keeps it: in the clear.
struct Plain {
    receipt_id: ReceiptId,
    record_id: RecordId,
    code: consent_core::receipt::ReceiptCode,
    state: EventState,
    choice: NewChoice,
    full: Option<IpAddr>,
    truncated: Option<IpNet>,
    hashed: Option<IpAddr>,
}

impl Plain {
    fn fits(&self, search: &Search) -> bool {
        let choice = &self.choice;
        let is = |wanted: bool| wanted;
        let time = choice.event_time;
        is(search.user_id.is_none() || search.user_id == choice.user_id)
            && search.ip.is_none_or(|network| self.lies_in(network))
            && search.code.is_none_or(|code| code == self.code)
            && search.receipt_id.is_none_or(|id| id == self.receipt_id)
            && search.record_id.is_none_or(|id| id == self.record_id)
            && search
                .consent_key
                .is_none_or(|key| key == choice.consent_key)
            && search.from.is_none_or(|from| from <= time)
            && search.to.is_none_or(|to| time < to)
            && search.state.is_none_or(|state| state == self.state)
            && search.site.as_ref().is_none_or(|site| site == &choice.site)
            && search.decision.as_ref().is_none_or(|(id, decision)| {
                choice
                    .purposes
                    .iter()
                    .any(|purpose| &purpose.id == id && purpose.decision == *decision)
            })
    }

    fn lies_in(&self, network: IpNet) -> bool {
        let network = match network {
            IpNet::V6(v6) if v6.addr().to_ipv4_mapped().is_some() => {
                let v4 = IpAddr::V6(v6.addr()).to_canonical();
                IpNet::new(v4, v6.prefix_len() - 96).unwrap()
            }
            other => other,
        };
        self.full.is_some_and(|ip| network.contains(&ip))
            || self.truncated.is_some_and(|kept| network.contains(&kept))
            || self
                .hashed
                .is_some_and(|ip| can_be_tried(network) && network.contains(&ip))
    }
}

/// Hashes tell networks of the size of the truncated form, up to 256 of them, and up to 256 addresses in one.
fn can_be_tried(network: IpNet) -> bool {
    let (length, most) = (network.prefix_len(), network.max_prefix_len());
    let truncated = if most == 32 { 24 } else { 48 };
    (truncated - 8..=truncated).contains(&length) || length + 8 >= most
}

#[derive(Clone, Debug)]
struct Draft {
    browser: u8,
    user: Option<usize>,
    address: usize,
    ip_mode: IpMode,
    granted: Vec<&'static str>,
    site: usize,
    minutes: i64,
    gpc: bool,
}

fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let draft = (
        0_u8..6,
        prop::option::of(0..USERS.len()),
        0..ADDRESSES.len(),
        prop::sample::select(IpMode::ALL.to_vec()),
        prop::sample::subsequence(PURPOSES.to_vec(), 0..=2),
        0..SITES.len(),
        0_i64..30,
        prop::bool::weighted(0.1),
    )
        .prop_map(
            |(browser, user, address, ip_mode, granted, site, minutes, gpc)| Draft {
                browser,
                user,
                address,
                ip_mode,
                granted,
                site,
                minutes,
                gpc,
            },
        );
    prop::collection::vec(draft, 1..40)
}

/// A question; indexes into the receipts count modulo their number.
#[derive(Clone, Debug)]
struct Question {
    user: Option<usize>,
    network: Option<usize>,
    receipt: Option<(usize, u8)>,
    key: Option<u8>,
    minutes: Option<(i64, i64)>,
    decision: Option<(&'static str, Decision)>,
    state: Option<EventState>,
    site: Option<usize>,
    limit: usize,
}

fn question() -> impl Strategy<Value = Question> {
    let decisions = PURPOSES
        .into_iter()
        .chain(["cart", "unheard-of"])
        .flat_map(|id| Decision::ALL.iter().map(move |decision| (id, *decision)))
        .collect::<Vec<_>>();
    (
        prop::option::weighted(0.3, 0..=USERS.len()),
        prop::option::weighted(0.4, 0..NETWORKS.len()),
        prop::option::weighted(0.2, (any::<usize>(), 0_u8..3)),
        prop::option::weighted(0.2, 0_u8..7),
        prop::option::weighted(0.2, (0_i64..30, 0_i64..30)),
        prop::option::weighted(0.2, prop::sample::select(decisions)),
        prop::option::weighted(0.2, prop::sample::select(EventState::ALL.to_vec())),
        prop::option::weighted(0.3, 0..=SITES.len()),
        1_usize..9,
    )
        .prop_map(
            |(user, network, receipt, key, minutes, decision, state, site, limit)| Question {
                user,
                network,
                receipt,
                key,
                minutes,
                decision,
                state,
                site,
                limit,
            },
        )
}

fn at(minutes: i64) -> UtcMillis {
    UtcMillis::new(NOW_MS + minutes * 60_000)
}

fn search(question: &Question, receipts: &[Plain]) -> Search {
    let mut search = Search {
        user_id: question
            .user
            .map(|at| USERS.get(at).copied().unwrap_or("nobody").to_owned()),
        ip: question.network.map(|at| NETWORKS[at].parse().unwrap()),
        consent_key: question.key.map(key),
        from: question.minutes.map(|(from, _)| at(from)),
        to: question.minutes.map(|(_, to)| at(to)),
        decision: question
            .decision
            .map(|(id, decision)| (id.to_owned(), decision)),
        state: question.state,
        site: question
            .site
            .map(|at| SITES.get(at).copied().unwrap_or("elsewhere").to_owned()),
        ..Search::default()
    };
    if let Some((at, kind)) = question.receipt {
        let receipt = &receipts[at % receipts.len()];
        match kind {
            0 => search.receipt_id = Some(receipt.receipt_id),
            1 => search.code = Some(receipt.code),
            _ => search.record_id = Some(receipt.record_id),
        }
    }
    search
}

async fn record(store: &dyn Store, draft: &Draft) -> Option<Plain> {
    let mut choice = granting(draft.browser, &draft.granted);
    choice.user_id = draft.user.map(|at| USERS[at].to_owned());
    choice.ip = Some(ADDRESSES[draft.address].parse().unwrap());
    choice.ip_mode = draft.ip_mode;
    choice.site = SITES[draft.site].to_owned();
    choice.event_time = at(draft.minutes);
    if draft.gpc {
        choice.method = Method::Gpc;
    }
    let answer = store.record(choice.clone()).await.unwrap();
    let kept = address::keep(choice.ip, choice.ip_mode, true, draft.granted.is_empty());
    (answer.outcome == Outcome::New).then(|| Plain {
        receipt_id: answer.receipt_id,
        record_id: opened(&answer.receipt).0.record_id,
        code: answer.code,
        state: answer.state,
        choice,
        full: kept.full,
        truncated: kept.truncated,
        hashed: kept.hashed,
    })
}

// ACCEPTANCE 57
pub async fn a_search_finds_what_a_plaintext_oracle_finds(open: &(impl Fn() -> Opened + Sync)) {
    // The runner is synchronous: it may block here, while the store's own threads go on.
    let runtime = tokio::runtime::Handle::current();
    let config = ProptestConfig {
        cases: 16,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let questions = prop::collection::vec(question(), 60);
    tokio::task::block_in_place(|| {
        TestRunner::new(config)
            .run(&(drafts(), questions), |(drafts, questions)| {
                let Opened {
                    store,
                    guard: _guard,
                } = open();
                runtime.block_on(async {
                    publish(&*store).await;
                    let mut receipts = Vec::new();
                    for draft in &drafts {
                        receipts.extend(record(&*store, draft).await);
                    }
                    for question in &questions {
                        let search = search(question, &receipts);
                        let mut expected: Vec<_> = receipts
                            .iter()
                            .enumerate()
                            .filter(|(_, plain)| plain.fits(&search))
                            .collect();
                        expected.sort_by_key(|(at, plain)| {
                            std::cmp::Reverse((plain.choice.event_time, *at))
                        });
                        let expected: Vec<_> = expected
                            .into_iter()
                            .map(|(_, plain)| plain.receipt_id)
                            .collect();
                        let found: Vec<_> = all(&*store, &search, question.limit)
                            .await
                            .into_iter()
                            .map(|receipt| receipt.claims.receipt_id)
                            .collect();
                        prop_assert_eq!(found, expected, "{:?}", question);
                    }
                    Ok(())
                })
            })
            .unwrap();
    });
}

pub async fn an_export_streams_everything_once_and_newest_first(
    open: &(impl Fn() -> Opened + Sync),
) {
    let Opened {
        store,
        guard: _guard,
    } = open();
    publish(&*store).await;
    for number in 0..=255 {
        let mut choice = choice(number);
        choice.event_time = at(i64::from(number) % 50);
        store.record(choice).await.unwrap();
    }
    let mut stream = export(store, Search::default());
    let mut exported = Vec::new();
    while let Some(receipt) = stream.recv().await {
        exported.push(receipt.unwrap());
    }
    assert_eq!(exported.len(), 256);
    let order = |pair: &[collector_server::storage::StoredReceipt]| {
        (pair[0].claims.event_time, pair[0].leaf_index)
            > (pair[1].claims.event_time, pair[1].leaf_index)
    };
    assert!(exported.windows(2).all(order));
}
