//! Signs of life on a terminal while something takes its time. Nothing is
//! drawn when stderr is a pipe or a file.

use std::{
    sync::{Arc, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use connector_host::download::Progress;
use indicatif::{ProgressBar, ProgressStyle};

use super::{Shown, terminal};

/// What passes sooner needs no words.
const UNNOTICED: Duration = Duration::from_millis(300);

/// One line on stderr that says what is going on, gone when dropped.
#[derive(Debug)]
pub(crate) struct Line(ProgressBar);

impl Line {
    /// A spinner with a few words.
    pub(crate) fn new(words: impl Shown) -> Self {
        let bar = ProgressBar::new_spinner().with_message(words.into_text().plain());
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// Changes the words.
    pub(crate) fn say(&self, words: impl Shown) {
        self.0.set_message(words.into_text().plain());
    }

    /// Takes the line off the screen while `write` writes.
    pub(crate) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }

    /// Follows a download: a bar when its size is known, else a count.
    pub(crate) fn follow(&self) -> Arc<dyn Fn(Progress) + Send + Sync> {
        let bar = self.0.clone();
        Arc::new(move |progress| {
            if bar.position() == 0 {
                let form = match progress.total {
                    Some(total) => {
                        bar.set_length(total);
                        "{wide_bar} {binary_bytes}/{binary_total_bytes}  {binary_bytes_per_sec}  {eta} left"
                    }
                    None => "{spinner} {binary_bytes}  {binary_bytes_per_sec}",
                };
                if let Ok(style) = ProgressStyle::with_template(form) {
                    bar.set_style(style);
                }
            }
            bar.set_position(progress.received);
        })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A [`Line`] that is there only once something takes its time, gone when dropped.
#[derive(Debug)]
pub(crate) struct Later(Option<(mpsc::Sender<()>, JoinHandle<()>)>);

impl Later {
    pub(crate) fn new(words: impl Shown) -> Self {
        if !terminal::is_watched() {
            return Self(None);
        }
        let words = words.into_text();
        let (going_on, is_over) = mpsc::channel();
        let thread = thread::Builder::new().name("progress".to_owned());
        let line = thread.spawn(move || {
            if is_over.recv_timeout(UNNOTICED) == Err(mpsc::RecvTimeoutError::Timeout) {
                let _line = Line::new(words);
                // Until the sender is gone.
                let _ = is_over.recv();
            }
        });
        // Where there is no thread for it, it goes without.
        Self(line.ok().map(|line| (going_on, line)))
    }
}

impl Drop for Later {
    fn drop(&mut self) {
        if let Some((going_on, line)) = self.0.take() {
            drop(going_on);
            // The line is off the screen before anything else is written.
            let _ = line.join();
        }
    }
}
