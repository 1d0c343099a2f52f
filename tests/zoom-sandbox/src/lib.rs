//! A local Zoom to develop and test against.
//!
//! One loopback port serves what Zoom spreads over several hosts: the
//! authorization server (`/oauth`), the REST API (`/v2`) and the recordings'
//! files. Everything lives in memory, so a test starts as many as it likes:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), zoom_sandbox::StartError> {
//! let sandbox = zoom_sandbox::Sandbox::builder().start().await?;
//! assert!(sandbox.url().starts_with("http://127.0.0.1:"));
//! # Ok(()) }
//! ```

// The JSON of a user is long, and `json!` recurses for every member.
#![recursion_limit = "256"]

mod api;
mod browser;
mod builder;
mod check;
mod clock;
mod connection;
mod control;
mod door;
mod exchanges;
mod faults;
mod files;
mod ids;
mod journal;
mod jwt;
mod links;
mod mac;
mod oauth;
mod pages;
mod proxy;
mod prune;
mod rate_limits;
mod sandbox;
mod settings;
mod state;
mod time;
mod tls;
mod webhooks;

pub use browser::{BrowserError, Landing, approve, decline};
pub use builder::{Builder, StartError};
pub use check::{Checked, DocumentsError, Report, ReportError, Schemas};
pub use clock::Clock;
pub use door::Door;
pub use exchanges::{Exchange, Exchanges};
pub use faults::{Fault, Faults, RateLimit, Trouble};
pub use rate_limits::Plan;
pub use sandbox::Sandbox;
pub use state::app::{App, AppError, AppKind, ScopeType};
pub use state::seed::account::{AccountError, AccountFile};
pub use state::user::Person;
pub use tls::CertificateError;
pub use webhooks::{Attempt, Delivery, Subscriber, Subscription, SubscriptionError, Webhooks};
