//! The coordinator's side of the worker processes.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::{mpsc, watch};

use crate::EnduranceError;
use crate::protocol::{Order, Report, Setup};

/// How long a process may take until it knows the time.
const PATIENCE: Duration = Duration::from_secs(60);

/// A worker process. It is killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Worker {
    process: Child,
    orders: ChildStdin,
    /// The last time that it has said it knows.
    knows: watch::Receiver<Timestamp>,
}

/// Where workers report to, all to the same.
pub(crate) type Reports = mpsc::UnboundedSender<Report>;

impl Worker {
    /// Starts one. It reports when it is ready, and then does nothing until it has an order.
    pub(crate) async fn start(
        program: &Path,
        setup: &Setup,
        reports: Reports,
    ) -> Result<Self, EnduranceError> {
        let mut process = Command::new(program)
            .arg("worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(EnduranceError::io("start a worker"))?;
        let (orders, lines) = process
            .stdin
            .take()
            .zip(process.stdout.take())
            .expect("both are pipes");
        let (learns, knows) = watch::channel(Timestamp::MIN);
        let number = setup.process;
        tokio::spawn(async move {
            let mut lines = BufReader::new(lines).lines();
            // It ends with the process, by an error or not.
            while let Ok(Some(line)) = lines.next_line().await {
                let report = serde_json::from_str(&line).unwrap_or_else(|_| Report::Failed {
                    reason: format!("a worker reported `{line}`"),
                    needs_reconnecting: false,
                    is_unavailable: false,
                    connection: 0,
                    process: number,
                });
                if let Report::Time(now) = report {
                    learns.send_replace(now);
                    continue;
                }
                if reports.send(report).is_err() {
                    return;
                }
            }
        });
        let mut worker = Self {
            process,
            orders,
            knows,
        };
        worker.write(serde_json::to_string(setup)?).await?;
        Ok(worker)
    }

    pub(crate) async fn order(&mut self, order: Order) -> Result<(), EnduranceError> {
        self.write(serde_json::to_string(&order)?).await
    }

    /// Waits until it knows that it is this time, which it was told.
    pub(crate) async fn knows(&mut self, now: Timestamp) -> Result<(), EnduranceError> {
        let knows = self.knows.wait_for(|known| *known >= now);
        match tokio::time::timeout(PATIENCE, knows).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(EnduranceError::Worker(format!("nothing of {now}"))),
        }
    }

    /// Ends it by SIGKILL, at once and without a last word, and waits until it is gone.
    pub(crate) async fn kill(mut self) -> Result<(), EnduranceError> {
        let killed = self.process.kill().await;
        killed.map_err(EnduranceError::io("kill a worker"))
    }

    async fn write(&mut self, line: String) -> Result<(), EnduranceError> {
        let written = self.orders.write_all((line + "\n").as_bytes()).await;
        written.map_err(EnduranceError::io("give a worker an order"))
    }
}
