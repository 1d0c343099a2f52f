//! What the library traces, on stderr, for those who ask.

use std::io;

use tracing_subscriber::EnvFilter;

/// Starts writing events to stderr: none unless asked for with `-v`, `-vv` or
/// `CONNECTOR_HOST_LOG`, which wins. A wrong filter in the environment is
/// told and passed over.
pub(super) fn start(verbose: u8) {
    let chosen = std::env::var("CONNECTOR_HOST_LOG")
        .ok()
        .filter(|filter| !filter.is_empty());
    let filter = match (&chosen, verbose) {
        (Some(filter), _) => filter,
        (None, 0) => return,
        (None, 1) => "connector_host=info",
        (None, _) => "connector_host=debug",
    };
    match EnvFilter::try_new(filter) {
        Ok(filter) => tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_writer(|| anstream::AutoStream::auto(io::stderr()))
            .with_target(false)
            .init(),
        Err(error) => {
            super::terminal::warn(format_args!("CONNECTOR_HOST_LOG is passed over: {error}"));
        }
    }
}
