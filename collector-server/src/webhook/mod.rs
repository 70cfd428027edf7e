//! Webhooks: a site's server is told of new receipts within a minute, signed, again and again until it has them.
//!
//! Start at [`Webhooks`]. What is to be told is written with the receipt (`storage::outbox`), so nothing is lost with the
//! process and nothing told that was not committed. [`message`] is what is sent and how it is signed, `client` how.

mod client;
pub mod message;

use std::{
    collections::BTreeMap,
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use consent_core::receipt::UtcMillis;
use tokio::task::JoinSet;

use crate::{
    clock::Clock,
    metrics::Metrics,
    publish::Published,
    storage::{Delivery, OutboxStore, Settled, StoreError, WebhookRow},
};
use client::{Client, SendError};
pub use message::WebhookSecret;

/// How often the outbox is looked at. The promise is a minute (ACCEPTANCE 40).
const EVERY: Duration = Duration::from_secs(1);
/// Messages to one webhook in one round.
const BATCH: usize = 64;
/// Waiting times after the first, second, … failure, in seconds; the last one repeats.
const WAITS: [i64; 8] = [5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600];
/// After so long a message is given up, and shown as such: three days.
const GIVE_UP_MS: i64 = 3 * 24 * 3600 * 1000;

/// The way out of the outbox.
pub struct Webhooks {
    store: Arc<dyn OutboxStore>,
    clock: Arc<dyn Clock>,
    /// None where no site has a webhook.
    client: Option<Client>,
    /// By site and address.
    secrets: BTreeMap<(String, String), WebhookSecret>,
    /// Until when an address that failed is left alone, milliseconds since 1970.
    resting: Mutex<BTreeMap<(String, String), i64>>,
    /// One round at a time: no message goes out twice at once.
    round: tokio::sync::Mutex<()>,
}

impl Webhooks {
    /// The webhooks of the published sites, made known to the store.
    ///
    /// # Errors
    /// When the store cannot be written, or the system's certificates cannot be read.
    pub async fn open(
        store: Arc<dyn OutboxStore>,
        clock: Arc<dyn Clock>,
        published: &Published,
    ) -> anyhow::Result<Self> {
        let mut rows = Vec::new();
        let mut secrets = BTreeMap::new();
        for site in published.sites() {
            for (declared, secret) in &site.webhooks {
                let id = (site.id().to_owned(), declared.url.clone());
                secrets.insert(id, secret.clone());
                rows.push(WebhookRow {
                    site: site.id().to_owned(),
                    url: declared.url.clone(),
                    states: declared.events.clone(),
                });
            }
        }
        let client = if rows.is_empty() {
            None
        } else {
            Some(Client::new()?)
        };
        store.set_webhooks(rows).await?;
        Ok(Self {
            client,
            secrets,
            ..Self::silent(store, clock)
        })
    }

    /// One that tells nobody, for a command beside the server.
    pub fn silent(store: Arc<dyn OutboxStore>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            client: None,
            secrets: BTreeMap::new(),
            resting: Mutex::new(BTreeMap::new()),
            round: tokio::sync::Mutex::new(()),
        }
    }

    /// Delivers what is due, for ever.
    pub async fn keep_up(&self, metrics: &Metrics) -> Infallible {
        let mut is_failing = false;
        loop {
            match self.deliver_due(metrics).await {
                Ok(_) => is_failing = false,
                // Told once, not every second.
                Err(error) if !is_failing => {
                    is_failing = true;
                    tracing::error!(%error, "webhooks are not delivered");
                }
                Err(_) => {}
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Tries everything that is due once, each address on its own, so that a slow one keeps no other waiting. Says how
    /// many were delivered.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn deliver_due(&self, metrics: &Metrics) -> Result<usize, StoreError> {
        let Some(client) = &self.client else {
            return Ok(0);
        };
        let _one_at_a_time = self.round.lock().await;
        let now = self.clock.now();
        let mut by_address: BTreeMap<(String, String), Vec<Delivery>> = BTreeMap::new();
        for delivery in self.store.due(now.as_millis(), BATCH).await? {
            let id = (delivery.site.clone(), delivery.url.clone());
            if !self.is_resting(&id, now) {
                by_address.entry(id).or_default().push(delivery);
            }
        }
        let mut sending = JoinSet::new();
        for (id, deliveries) in by_address {
            if let Some(secret) = self.secrets.get(&id) {
                sending.spawn(send_all(client.clone(), secret.clone(), deliveries, now));
            }
        }
        let mut delivered = 0;
        while let Some(sent) = sending.join_next().await {
            for (delivery, result) in sent.unwrap_or_default() {
                let settled = self.settled(&delivery, result, now);
                metrics.webhook(&delivery.site, outcome(&settled));
                delivered += usize::from(settled == Settled::Delivered);
                self.store.settle(delivery.delivery_id, settled).await?;
            }
        }
        Ok(delivered)
    }

    /// What has failed at least once, the oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn troubled(&self, limit: usize) -> Result<Vec<Delivery>, StoreError> {
        self.store.troubled(limit).await
    }

    /// Has everything that failed tried again in the next round, whatever its address did last. Says how much there was.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn retry(&self) -> Result<u64, StoreError> {
        let count = self.store.retry(self.clock.now().as_millis()).await?;
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting.clear();
        Ok(count)
    }

    fn is_resting(&self, id: &(String, String), now: UtcMillis) -> bool {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        resting
            .get(id)
            .is_some_and(|until| now.as_millis() < *until)
    }

    /// What an attempt means: after a failure the message waits, and its address rests as long, but for a minute at most.
    fn settled(
        &self,
        delivery: &Delivery,
        result: Result<(), SendError>,
        now: UtcMillis,
    ) -> Settled {
        let id = (delivery.site.clone(), delivery.url.clone());
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        let Err(error) = result else {
            resting.remove(&id);
            return Settled::Delivered;
        };
        let now_ms = now.as_millis();
        let wait_ms = wait_ms(delivery);
        resting.insert(id, now_ms + wait_ms.min(60_000));
        let is_over = error.is_final() || now_ms - delivery.created_at_ms >= GIVE_UP_MS;
        if is_over {
            tracing::error!(site = delivery.site, %error, "a webhook message was given up; see `collector-server webhooks list`");
        } else if delivery.attempts == 0 {
            tracing::warn!(site = delivery.site, %error, "a webhook message was not taken; it is tried again");
        }
        Settled::Failed {
            next_at_ms: (!is_over).then_some(now_ms + wait_ms),
            error: error.to_string(),
        }
    }
}

/// One address, in order; the rest waits when one is not taken.
async fn send_all(
    client: Client,
    secret: WebhookSecret,
    deliveries: Vec<Delivery>,
    now: UtcMillis,
) -> Vec<(Delivery, Result<(), SendError>)> {
    let mut sent = Vec::new();
    for delivery in deliveries {
        let result = client.send(&delivery, &secret, now).await;
        let has_failed = result.is_err();
        sent.push((delivery, result));
        if has_failed {
            break;
        }
    }
    sent
}

/// How long a message waits after one more failure, with up to a fifth more or less: many that failed at once do not
/// come back at once. The share follows from the message's random name.
fn wait_ms(delivery: &Delivery) -> i64 {
    let at = usize::try_from(delivery.attempts).unwrap_or(usize::MAX);
    let seconds = WAITS[at.min(WAITS.len() - 1)];
    let byte = delivery.message_id[at % 16];
    seconds * (800 + i64::from(byte) * 400 / 255)
}

const fn outcome(settled: &Settled) -> &'static str {
    match settled {
        Settled::Delivered => "delivered",
        Settled::Failed {
            next_at_ms: Some(_),
            ..
        } => "failed",
        Settled::Failed {
            next_at_ms: None, ..
        } => "given_up",
    }
}
