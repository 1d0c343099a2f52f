//! How far the service is on its way to its end.

use tokio_util::sync::CancellationToken;

/// The steps to the end, each for all that goes on. Clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ending {
    begun: CancellationToken,
    calls: CancellationToken,
    connections: CancellationToken,
}

impl Ending {
    /// From now on nothing begins.
    pub(crate) fn begin(&self) {
        self.begun.cancel();
    }

    /// Calls that are under way end here, and say so.
    pub(crate) fn cut_calls(&self) {
        self.calls.cancel();
    }

    /// Connections end here.
    pub(crate) fn cut_connections(&self) {
        self.connections.cancel();
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.begun.is_cancelled()
    }

    pub(crate) async fn begun(&self) {
        self.begun.cancelled().await;
    }

    pub(crate) async fn calls_cut(&self) {
        self.calls.cancelled().await;
    }

    pub(crate) async fn connections_cut(&self) {
        self.connections.cancelled().await;
    }
}
