//! Webhooks: who wants to know, and what was told. A worker in the background
//! delivers what happens, in order; what fails is tried again when the
//! sandbox's clock says so.

mod client;
mod delivery;
mod event;
mod payload;
mod signature;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::sync::Notify;
use url::Url;

use crate::{clock::Clock, ids::Ids, journal::Journal, state::app::is_loopback};

pub use delivery::{Attempt, Delivery};
pub(crate) use event::schemas;
pub(crate) use worker::work;

/// How many deliveries are kept.
const KEPT: usize = 1_000;
/// After so many failed validations in a row a subscription is disabled.
const FAILURES: u32 = 6;

/// What a subscriber asks for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Subscription {
    /// Where to deliver: an http address of this machine.
    pub url: Url,
    /// The secret token that deliveries are signed with.
    pub secret_token: String,
    /// The events wanted, such as `meeting.created`; all of them when empty.
    #[serde(default)]
    pub events: Vec<String>,
    /// Whether addresses in deliveries are those of Zoom, for a receiver that
    /// reroutes them, and not the sandbox's own.
    #[serde(default)]
    pub rerouted: bool,
}

/// Why a subscription was refused.
#[derive(Debug, Error)]
pub enum SubscriptionError {
    /// The receiver is not on this machine.
    #[error(
        "url: {0} is not an http address of this machine; the sandbox delivers to loopback addresses alone"
    )]
    NotLoopback(Url),
    /// There is no such event.
    #[error("events: {0} is no event that the sandbox sends; it sends {all}", all = event::names().join(", "))]
    UnknownEvent(String),
    /// The receiver did not answer the validation as it should.
    #[error("url: {url} was not validated: {problem}")]
    NotValidated {
        /// Where the validation was sent.
        url: Url,
        /// What was wrong with the answer.
        problem: String,
    },
}

/// A subscription and how it fares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Subscriber {
    /// Its id.
    pub event_subscription_id: String,
    /// What it asked for.
    #[serde(flatten)]
    pub subscription: Subscription,
    /// When its address was validated last.
    pub validated: Option<Timestamp>,
    /// How often in a row the validation failed since.
    pub failures: u32,
    /// Whether deliveries have ended, because it failed too often.
    pub disabled: bool,
}

impl Subscription {
    pub(crate) fn check(&self) -> Result<(), SubscriptionError> {
        if !is_loopback(&self.url) {
            return Err(SubscriptionError::NotLoopback(self.url.clone()));
        }
        let names = event::names();
        match self
            .events
            .iter()
            .find(|wanted| !names.contains(&wanted.as_str()))
        {
            Some(unknown) => Err(SubscriptionError::UnknownEvent(unknown.clone())),
            None => Ok(()),
        }
    }

    fn wants(&self, event: &str) -> bool {
        self.events.is_empty() || self.events.iter().any(|wanted| wanted == event)
    }
}

/// The subscriptions and their deliveries. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Webhooks {
    book: Arc<Mutex<Book>>,
    /// Wakes the worker.
    pub(crate) news: Arc<Notify>,
}

#[derive(Debug)]
struct Book {
    subscribers: Vec<Subscriber>,
    deliveries: Vec<Delivery>,
    journal: Journal,
    ids: Ids,
}

impl Default for Book {
    fn default() -> Self {
        Self {
            subscribers: Vec::new(),
            deliveries: Vec::new(),
            journal: Journal::default(),
            ids: Ids::new(WEBHOOKS),
        }
    }
}

/// What the ids of subscriptions and deliveries are drawn from, so that what
/// is delivered when does not change the ids of anything else.
const WEBHOOKS: u64 = 0x0077_6562_686f_6f6b;

impl Webhooks {
    pub(crate) fn new(journal: Journal) -> Self {
        let book = Book {
            journal,
            ..Book::default()
        };
        Self {
            book: Arc::new(Mutex::new(book)),
            news: Arc::default(),
        }
    }

    /// The subscriptions.
    #[must_use]
    pub fn subscribers(&self) -> Vec<Subscriber> {
        self.with(|book| book.subscribers.clone())
    }

    /// The last thousand deliveries, oldest first.
    #[must_use]
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.with(|book| book.deliveries.clone())
    }

    /// Ends a subscription. Says whether there was one.
    pub fn unsubscribe(&self, event_subscription_id: &str) -> bool {
        self.with(|book| {
            let before = book.subscribers.len();
            book.subscribers
                .retain(|known| known.event_subscription_id != event_subscription_id);
            book.subscribers.len() < before
        })
    }

    /// Validates the receiver's address, as Zoom does when a subscription is
    /// saved, and subscribes it. Gives back its id.
    pub(crate) async fn subscribe(
        &self,
        subscription: Subscription,
        clock: &Clock,
    ) -> Result<String, SubscriptionError> {
        subscription.check()?;
        let now = clock.now();
        let token = self.with(|book| book.ids.entity());
        delivery::validate(&subscription, &token, now)
            .await
            .map_err(|problem| SubscriptionError::NotValidated {
                url: subscription.url.clone(),
                problem,
            })?;
        Ok(self.add(subscription, Some(now)))
    }

    /// Adds a subscription whose address is validated when there is something
    /// to deliver.
    pub(crate) fn add(&self, subscription: Subscription, validated: Option<Timestamp>) -> String {
        self.with(|book| {
            let id = book.ids.entity();
            book.subscribers.push(Subscriber {
                event_subscription_id: id.clone(),
                subscription,
                validated,
                failures: 0,
                disabled: false,
            });
            id
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Book) -> T) -> T {
        work(&mut self.book.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
