//! Ctrl-C and SIGTERM, which end whatever a command is at.

use tokio::signal;

use super::exit::CommandError;

/// Waits for Ctrl-C or SIGTERM.
pub(super) async fn told_to_end() -> CommandError {
    #[cfg(unix)]
    if let Ok(mut terminate) = signal::unix::signal(signal::unix::SignalKind::terminate()) {
        return tokio::select! {
            _ = signal::ctrl_c() => CommandError::Interrupted,
            _ = terminate.recv() => CommandError::Terminated,
        };
    }
    let _ = signal::ctrl_c().await;
    CommandError::Interrupted
}
