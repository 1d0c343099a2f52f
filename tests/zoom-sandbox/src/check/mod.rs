//! Holding what the sandbox answered and delivered against what Zoom publishes
//! about it, whichever client it spoke with.

mod deviations;
mod documents;
mod report;
mod schemas;

pub use documents::DocumentsError;
pub use report::{Report, ReportError};
pub use schemas::{Checked, Schemas};
