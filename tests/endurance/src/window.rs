//! How long the window is in which a kill costs the grant, as far as it is the host's: from the
//! moment in which the answer begins to arrive to the one in which its tokens are on the disk.

use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::mpsc;

use crate::EnduranceError;
use crate::figures::Table;
use crate::protocol::{Order, Report};
use crate::stage::{Method, Parts, Stage};

/// How often is measured.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// How many renewals are measured; at least one.
    pub renewals: usize,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct WindowFigures {
    /// How long the window was open in each renewal, shortest first.
    pub durations: Vec<Duration>,
}

impl Window {
    /// Plays it on a stage of its own, in a process that nobody disturbs.
    ///
    /// # Errors
    /// When it could not be played to its end.
    pub async fn play(&self, parts: &Parts) -> Result<WindowFigures, EnduranceError> {
        let lifetime = SignedDuration::from_hours(1);
        let stage = Stage::set(parts, Method::AuthorizationCode, lifetime).await?;
        let (reports, mut reported) = mpsc::unbounded_channel();
        let mut worker = stage.worker(reports).await?;
        worker.order(Order::MeasureWindow).await?;
        worker.order(Order::Renew).await?;
        let mut durations = Vec::new();
        while durations.len() < self.renewals {
            match reported.recv().await {
                Some(Report::WindowClosed { after }) => durations.push(after),
                Some(Report::Ready | Report::Renewed) => {}
                other => return Err(EnduranceError::Worker(format!("{other:?}"))),
            }
        }
        worker.kill().await?;
        durations.sort_unstable();
        Ok(WindowFigures { durations })
    }
}

impl WindowFigures {
    /// How long it was open at most in this share of the renewals, such as `0.5`.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Duration {
        let last = self.durations.len() - 1;
        self.durations[(share * last as f64).round() as usize]
    }
}

impl fmt::Display for WindowFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::default();
        let milliseconds = |duration: Duration| format!("{:.2} ms", duration.as_secs_f64() * 1e3);
        table.fact("renewals measured", &self.durations.len());
        table.fact(
            "half of them took at most",
            &milliseconds(self.quantile(0.5)),
        );
        table.fact("99 of 100 took at most", &milliseconds(self.quantile(0.99)));
        table.fact("the longest took", &milliseconds(self.quantile(1.0)));
        table.fmt(f)
    }
}
