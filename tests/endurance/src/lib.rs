//! Connections under load, kills, full disks and outages, and of strangers: do they live, and at
//! what price?
//!
//! Everything is real but Zoom and the time. Worker processes run the built component in the host
//! as a library, on one data directory or on one PostgreSQL, and talk HTTP to the local Zoom, which
//! keeps count of what it is asked. Time passes with the work, as the coordinator says: a second whenever so many
//! calls were answered. So an hour is the same on a slow machine and on a fast one, and what comes
//! out does not depend on either.

mod caller;
mod clock;
mod crew;
mod disk_full;
mod error;
mod figures;
mod fleet;
mod hour;
mod kills;
mod ledger;
mod protocol;
mod spinner;
mod stage;
mod stopwatch;
mod storm;
mod strangers;
mod window;
mod worker;

pub use disk_full::{DiskFull, DiskFullFigures};
pub use error::EnduranceError;
pub use fleet::Fleet;
pub use hour::{HourFigures, Trials};
pub use kills::{Kills, KillsFigures};
pub use spinner::{Spinner, SpinnerFigures};
pub use stage::{Method, Parts};
pub use storm::Storm;
pub use strangers::{Database, Strangers, StrangersFigures};
pub use window::{Window, WindowFigures};
pub use worker::work;
