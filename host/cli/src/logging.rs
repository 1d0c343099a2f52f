//! What the library traces: on stderr for those who ask, and spans of the service for a
//! collector.

use std::io;

use connector_host::Printable;
use tracing_subscriber::{
    EnvFilter, Layer as _, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use super::{
    screen::{terminal, text},
    traces::Traces,
};

/// Starts writing events to stderr: none unless asked for with `-v`, `-vv` or
/// `CONNECTOR_HOST_LOG`, which wins. A wrong filter in the environment is
/// told and passed over. With `traces` spans are sent to a collector, if the environment
/// names one; what it gives is to be [ended](Traces::end).
pub(super) fn start(verbose: u8, traces: bool) -> Option<Traces> {
    let events = filter(verbose).map(|filter| {
        fmt::layer()
            .with_ansi(false)
            .with_writer(|| Lines(io::stderr()))
            .with_target(false)
            .with_filter(filter)
    });
    let begun = if traces { Traces::begin() } else { Ok(None) };
    let traces = begun.unwrap_or_else(|error| {
        terminal::warn(text!("no traces are sent: {}", error));
        None
    });
    if events.is_some() || traces.is_some() {
        let spans = traces.as_ref().map(Traces::layer);
        tracing_subscriber::registry()
            .with(events)
            .with(spans)
            .init();
    }
    traces
}

fn filter(verbose: u8) -> Option<EnvFilter> {
    let chosen = std::env::var("CONNECTOR_HOST_LOG")
        .ok()
        .filter(|filter| !filter.is_empty());
    let filter = match (&chosen, verbose) {
        (Some(filter), _) => filter,
        (None, 0) => return None,
        (None, 1) => "connector_host=info",
        (None, _) => "connector_host=debug",
    };
    match EnvFilter::try_new(filter) {
        Ok(filter) => Some(filter),
        Err(error) => {
            terminal::warn(text!("CONNECTOR_HOST_LOG is passed over: {}", error));
            None
        }
    }
}

/// Writes events, each in one piece, made printable: they may have anybody's words
/// in them, and a line break in those makes no line of its own.
struct Lines<W>(W);

impl<W: io::Write> io::Write for Lines<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let event = String::from_utf8_lossy(bytes);
        let (text, end) = match event.strip_suffix('\n') {
            Some(text) => (text, "\n"),
            None => (&*event, ""),
        };
        write!(self.0, "{}{end}", Printable(text))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use io::Write as _;

    use super::*;

    #[test]
    fn an_event_stays_a_line_and_commands_no_terminal() {
        let mut lines = Lines(Vec::new());
        lines
            .write_all("a\u{1b}[2J\u{202e}\n2026-11-27 INFO b\n".as_bytes())
            .expect("it is written");
        assert_eq!(lines.0, b"a\\u{1b}[2J\\u{202e}\\n2026-11-27 INFO b\n");
    }
}
