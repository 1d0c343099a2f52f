//! The worker in the background.

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use super::{
    Attempt, Delivery, FAILURES, KEPT, Subscriber, Subscription, Webhooks,
    delivery::{PAUSES, attempt, validate},
    event::{self, Event},
};
use crate::{clock::Clock, links::Links, sandbox::Shared};

/// How often Zoom validates an address anew.
const VALIDITY: SignedDuration = SignedDuration::from_hours(72);

/// Delivers what happens for as long as it is polled.
pub(crate) async fn work(shared: Shared) {
    let Shared {
        webhooks, clock, ..
    } = &shared;
    // Dropping the set ends what still waits for its time.
    let mut retries = JoinSet::new();
    loop {
        let next = clock.moved();
        for happening in shared.happenings() {
            for subscriber in webhooks.enabled() {
                let links = if subscriber.subscription.rerouted {
                    Links::zoom()
                } else {
                    Links::here(shared.address)
                };
                let event = event::of(&happening, &mut shared.state(), &links);
                deliver(webhooks, &subscriber, event, clock, &mut retries).await;
            }
        }
        for subscriber in webhooks.enabled() {
            let due = subscriber.validated.map(|validated| validated + VALIDITY);
            if due.is_some_and(|due| due <= clock.now()) {
                let outcome = revalidate(webhooks, &subscriber, clock.now()).await;
                // A failure is counted there, and nobody waits to hear of it.
                outcome.unwrap_or_default();
            }
        }
        tokio::select! {
            () = webhooks.news.notified() => {}
            () = next => {}
            // What has an end is not waited for.
            Some(_) = retries.join_next(), if !retries.is_empty() => {}
        }
    }
}

async fn deliver(
    webhooks: &Webhooks,
    subscriber: &Subscriber,
    event: Event,
    clock: &Clock,
    retries: &mut JoinSet<()>,
) {
    let Subscriber {
        event_subscription_id,
        subscription,
        ..
    } = subscriber;
    if !subscription.wants(&event.name) {
        return;
    }
    let delivery = Delivery {
        request_id: webhooks.with(|book| book.ids.uuid()),
        event_subscription_id: event_subscription_id.clone(),
        event: event.name.clone(),
        url: subscription.url.clone(),
        body: event.body,
        attempts: Vec::new(),
    };
    webhooks.keep(delivery.clone());
    let now = clock.now();
    if subscriber.validated.is_none()
        && let Err(problem) = revalidate(webhooks, subscriber, now).await
    {
        let refused = Attempt {
            at: now,
            status: None,
            problem: Some(format!("the address was not validated: {problem}")),
        };
        webhooks.note(&delivery.request_id, refused);
        return;
    }
    let first = attempt(subscription, &delivery.request_id, &delivery.body, now).await;
    webhooks.note(&delivery.request_id, first.clone());
    if first.asks_for_another() {
        let webhooks = webhooks.clone();
        let (subscription, clock) = (subscription.clone(), clock.clone());
        retries.spawn(async move { retry(&webhooks, &subscription, delivery, now, &clock).await });
    }
}

/// Tries again until the receiver takes it, the subscription ends, or nothing is
/// left to try.
async fn retry(
    webhooks: &Webhooks,
    subscription: &Subscription,
    delivery: Delivery,
    first: Timestamp,
    clock: &Clock,
) {
    let mut due = first;
    for pause in PAUSES {
        due += pause;
        clock.until(due).await;
        if !webhooks.delivers_to(&delivery.event_subscription_id) {
            return;
        }
        let again = attempt(
            subscription,
            &delivery.request_id,
            &delivery.body,
            clock.now(),
        )
        .await;
        let more = again.asks_for_another();
        webhooks.note(&delivery.request_id, again);
        if !more {
            return;
        }
    }
}

async fn revalidate(
    webhooks: &Webhooks,
    subscriber: &Subscriber,
    now: Timestamp,
) -> Result<(), String> {
    let token = webhooks.with(|book| book.ids.entity());
    let outcome = validate(&subscriber.subscription, &token, now).await;
    webhooks.with(|book| {
        let known = book
            .subscribers
            .iter_mut()
            .find(|known| known.event_subscription_id == subscriber.event_subscription_id);
        let Some(known) = known else { return };
        match &outcome {
            Ok(()) => {
                known.validated = Some(now);
                known.failures = 0;
            }
            // One that was never validated may still be about to start.
            Err(_) if known.validated.is_none() => {}
            Err(_) => {
                known.validated = Some(now);
                known.failures += 1;
                known.disabled = known.failures >= FAILURES;
            }
        }
    });
    outcome
}

impl Webhooks {
    fn enabled(&self) -> Vec<Subscriber> {
        let mut subscribers = self.subscribers();
        subscribers.retain(|subscriber| !subscriber.disabled);
        subscribers
    }

    /// Whether a subscription has not ended meanwhile.
    fn delivers_to(&self, event_subscription_id: &str) -> bool {
        let mut enabled = self.enabled().into_iter();
        enabled.any(|known| known.event_subscription_id == event_subscription_id)
    }

    fn keep(&self, delivery: Delivery) {
        self.with(|book| {
            book.journal.delivery(&delivery);
            if book.deliveries.len() == KEPT {
                book.deliveries.remove(0);
            }
            book.deliveries.push(delivery);
        });
    }

    fn note(&self, request_id: &str, attempt: Attempt) {
        self.with(|book| {
            let delivery = book
                .deliveries
                .iter_mut()
                .find(|delivery| delivery.request_id == request_id);
            if let Some(delivery) = delivery {
                delivery.attempts.push(attempt);
            }
        });
    }
}
