//! The pauses of what is written in the background: what comes within one is written
//! together. Whoever waits for it to be written has none made meanwhile.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::sleep;

/// The pauses of one writer.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    /// The one that is being made is over.
    over: Notify,
    /// How many want none to be made.
    hurrying: AtomicUsize,
}

/// Somebody who waits for everything to be written, until this is dropped.
#[derive(Debug)]
pub(crate) struct Hurry<'a>(&'a Pauses);

impl Pauses {
    /// Makes none until what it gives is dropped.
    pub(super) fn hurry(&self) -> Hurry<'_> {
        self.hurrying.fetch_add(1, Ordering::SeqCst);
        self.end_one();
        Hurry(self)
    }

    /// Whether somebody wants none to be made.
    pub(super) fn is_hurried(&self) -> bool {
        self.hurrying.load(Ordering::SeqCst) > 0
    }

    /// Ends the one that is being made, or else the next.
    pub(super) fn end_one(&self) {
        self.over.notify_one();
    }

    /// Makes one that is that long, unless somebody wants none.
    pub(super) async fn pause(&self, duration: Duration) {
        if self.is_hurried() {
            return;
        }
        tokio::select! {
            () = sleep(duration) => {}
            () = self.over.notified() => {}
        }
    }
}

impl Drop for Hurry<'_> {
    fn drop(&mut self) {
        self.0.hurrying.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Instant;

    use super::*;

    const LONG: Duration = Duration::from_secs(3600);

    #[tokio::test(start_paused = true)]
    async fn no_pause_is_made_while_somebody_waits() {
        let pauses = Pauses::default();
        let begun = Instant::now();
        let hurries = [pauses.hurry(), pauses.hurry()];
        for hurry in hurries {
            pauses.pause(LONG).await;
            pauses.pause(LONG).await;
            drop(hurry);
        }
        assert_eq!(begun.elapsed(), Duration::ZERO);
        pauses.end_one();
        pauses.pause(LONG).await;
        assert_eq!(begun.elapsed(), Duration::ZERO);
        pauses.pause(LONG).await;
        assert_eq!(begun.elapsed(), LONG);
    }

    #[tokio::test(start_paused = true)]
    async fn the_pause_that_is_made_ends_when_somebody_begins_to_wait() {
        let pauses = Pauses::default();
        let begun = Instant::now();
        tokio::join!(pauses.pause(LONG), async { drop(pauses.hurry()) });
        assert_eq!(begun.elapsed(), Duration::ZERO);
    }
}
