//! The library over HTTP, for platforms that are not written in Rust: connections,
//! actions, dry runs and downloads, described by OpenAPI 3.1.
//!
//! It is a thin layer: no rule of the domain lives in it. What it decides is how a
//! request is read and answered, who may make it, and how the process ends.
//!
//! ```no_run
//! # async fn example(host: connector_host::Host) -> Result<(), Box<dyn std::error::Error>> {
//! use connector_host_service::{Service, Settings, listen, serve};
//!
//! let settings = Settings::new("127.0.0.1:8787".parse()?);
//! let listener = listen(settings.listen)?;
//! let service = Service::new(host, settings).await?;
//! let end = async {
//!     let _ = tokio::signal::ctrl_c().await;
//! };
//! serve(service, listener, end).await;
//! # Ok(())
//! # }
//! ```
//!
//! # Routes
//!
//! | Path | Methods | What | Who |
//! |---|---|---|---|
//! | `/v1/connectors` | GET, POST | list; add a component | `read`; operator |
//! | `/v1/connectors/{connector}` | GET, DELETE | show; remove | `read`; operator |
//! | `/v1/connectors/{connector}/manifest` | GET | what it says of itself | `read` |
//! | `/v1/connectors/{connector}/app` | GET, PUT, DELETE | the tenant's own app, the one named `default` | `read`; `manage` |
//! | `/v1/connectors/{connector}/apps` | GET | list the tenant's own | `read` |
//! | `/v1/connectors/{connector}/apps/{app}` | GET, PUT, DELETE | one of them | `read`; `manage` |
//! | `…/apps/{app}/secrets/{secret}/rotation` | PUT, DELETE | a new secret beside the one before; end that | `manage` |
//! | `/v1/connectors/{connector}/actions` | GET | list | `read` |
//! | `/v1/connectors/{connector}/actions/{action}` | GET | show, with schemas | `read` |
//! | `…/{action}/invocations` | POST | invoke: whole, page by page, with files | `invoke` |
//! | `…/{action}/dry-runs` | POST | show what would be sent | `read` |
//! | `…/{action}/lookups` | POST | list the choices for a field | `invoke` |
//! | `/v1/connections` | GET, POST | list; connect | `read`; `manage` |
//! | `/v1/connections/{connection}` | GET, DELETE | show; remove | `read`; `manage` |
//! | `/v1/connections/{connection}/test` | POST | ask the API whose it is | `invoke` |
//! | `/v1/connections/{connection}/reconnect` | POST | bring it back | `manage` |
//! | `/v1/connections/{connection}/enable`, `/disable`, `/rename`, `/default` | POST | change it | `manage` |
//! | `/v1/connect-sessions` | POST | ask somebody to connect an account | `manage` |
//! | `/v1/connect-sessions/{session}` | GET, DELETE | show; take back | `read`; `manage` |
//! | `/v1/audit` | GET | what was sent, and what came of it | `read` |
//! | `/v1/tenants` | GET, POST | list; create | operator |
//! | `/v1/tenants/{tenant}` | DELETE | remove | operator |
//! | `/v1/tenants/{tenant}/data-key` | POST | give it another | operator |
//! | `/v1/openapi.json` | GET | the document of all this | anybody |
//! | `/healthz`, `/readyz` | GET | whether it lives; whether it can be given work | anybody |
//! | `/metrics` | GET | what it counts | operator |
//!
//! A problem (RFC 9457) has the library's stable code and the contract's failure
//! whole. `docs/service.md` of the repository is the manual.
//!
//! # Rooms
//!
//! `server` takes connections and ends them, `guard` is what every request passes,
//! `access` says who may do what, `content` and `query` read what a request brings, `problem`
//! tells what went wrong, and `api` registers the rest: a file for each thing that
//! there is.

mod access;
mod answers;
mod api;
mod apps;
mod audit;
mod connect_sessions;
mod connecting;
mod connections;
mod connectors;
mod content;
mod cursor;
mod disk;
mod ending;
mod finish;
mod guard;
mod health;
mod invocations;
mod listener;
mod lookups;
mod metrics;
mod openness;
mod pages;
mod patience;
mod peer;
mod problem;
mod query;
mod rates;
mod readiness;
mod room;
mod secret;
mod server;
mod service;
mod settings;
mod spans;
mod standing;
mod strangers;
mod tenants;

pub use api::document;
pub use listener::listen;
pub use server::serve;
pub use service::Service;
pub use settings::{Limits, Settings, SettingsError};
