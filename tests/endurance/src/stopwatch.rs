//! Measures the window by what the host traces.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// The events of the host between which the window is open.
const ANSWER_BEGINS: &str = "exchange";
const TOKENS_KEPT: &str = "new tokens are kept";

/// Tells `closed` from now on how long each window was open in this process.
pub(crate) fn start(closed: fn(Duration)) {
    let events = Targets::new().with_target("connector_host", LevelFilter::DEBUG);
    let stopwatch = Stopwatch {
        answered: Mutex::default(),
        closed,
    };
    tracing_subscriber::registry()
        .with(stopwatch.with_filter(events))
        .init();
}

struct Stopwatch {
    /// When the last answer began to arrive.
    answered: Mutex<Option<Instant>>,
    closed: fn(Duration),
}

impl<S: Subscriber> Layer<S> for Stopwatch {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let now = Instant::now();
        let mut message = Message::default();
        event.record(&mut message);
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        match &*message.0 {
            ANSWER_BEGINS => *answered = Some(now),
            TOKENS_KEPT => {
                if let Some(answered) = answered.take() {
                    (self.closed)(now - answered);
                }
            }
            _ => {}
        }
    }
}

/// The message of an event.
#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}
