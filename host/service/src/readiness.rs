//! Whether the store answers, for whoever asks without a key: it is looked at once a
//! second at most, however many ask, and nothing of what is wrong is told.

use std::time::{Duration, Instant};

use connector_host::Host;
use connector_host::connections::Tenant;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::problem::{Code, Problem};

/// For how long an answer is good.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// How long the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// When the store was last looked at, and whether it answered.
#[derive(Debug, Default)]
pub(crate) struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    /// Refuses while the store can't be read.
    pub(crate) async fn check(&self, host: &Host) -> Result<(), Problem> {
        // Whoever comes second waits, and hears the same.
        let mut last = self.0.lock().await;
        let answers = match *last {
            Some((at, answers)) if at.elapsed() < GOOD_FOR => answers,
            _ => {
                let answers = looked_at(host).await;
                *last = Some((Instant::now(), answers));
                answers
            }
        };
        if answers {
            return Ok(());
        }
        let words = "the store of this host can't be read; its log says why";
        Err(Problem::new(Code::StoreUnavailable, words))
    }
}

/// Whether the store shows the tenant that is always there.
async fn looked_at(host: &Host) -> bool {
    match timeout(PATIENCE, host.tenant(Tenant::DEFAULT)).await {
        Ok(Ok(_)) => true,
        Ok(Err(error)) => {
            tracing::error!(code = error.code(), %error, "the store can't be read");
            false
        }
        Err(_) => {
            tracing::error!("the store has not answered in time");
            false
        }
    }
}
