//! Runs connector components: OAuth, tokens, HTTP, limits.
//!
//! [`Host`] is the front door: it loads connectors, connects accounts and
//! invokes actions. The modules below it are of use by themselves, too. There is
//! no command line, no terminal and no web server in it: those are the programs'
//! around it.
//!
//! # Add a connector, and say what it may do
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use connector_host::{Error, Host};
//!
//! let host = Host::builder().data_dir("/var/lib/platform").build()?;
//! let component = std::fs::read("notes.wasm")?;
//! match host.add(&component).await {
//!     // A version that wants more than somebody has agreed to is not added.
//!     Err(Error::WantsMore(more)) => eprintln!("{more}"),
//!     added => drop(added?),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Connect an account
//!
//! With nobody's approval, where the API offers that:
//!
//! ```no_run
//! # async fn example(host: connector_host::Host) -> Result<(), Box<dyn std::error::Error>> {
//! host.connect("notes", "client-credentials")
//!     .name("acme")
//!     .setting("client_id", "the-client")
//!     .secret("client_secret", std::env::var("NOTES_CLIENT_SECRET")?.into())
//!     .start()
//!     .await?;
//! # Ok(())
//! # }
//! ```
//!
//! With somebody who approves in a browser, which returns to a server of yours:
//!
//! ```no_run
//! # async fn example(host: connector_host::Host, came_to: url::Url) -> Result<(), Box<dyn std::error::Error>> {
//! use connector_host::{Attempt, oauth::Redirect};
//!
//! let redirect = Redirect::Elsewhere("https://platform.example/oauth/callback".parse()?);
//! let attempt = host.connect("notes", "oauth2").redirect(redirect).start().await?;
//! if let Attempt::Pending(pending) = attempt {
//!     println!("Send the browser to {}.", pending.url());
//! }
//! // When it has returned, to this process or to another with the same store, `came_to`
//! // is the whole address.
//! let connected = host.finish_sign_in(&came_to).await?;
//! println!("{} is connected", connected.identity.account.label);
//! # Ok(())
//! # }
//! ```
//!
//! # Invoke an action
//!
//! ```no_run
//! # async fn example(host: connector_host::Host) -> Result<(), connector_host::Error> {
//! use connector_host::{Class, download::Destination};
//! use serde_json::json;
//!
//! // The very request, which is not sent.
//! let input = json!({"text": "Buy bread"});
//! let request = host.invoke("notes", "create-note").input(input.clone()).dry_run().await?;
//!
//! match host.invoke("notes", "create-note").connection("acme").input(input).run().await {
//!     Ok(output) => println!("{}", output.value),
//!     // It may have been carried out: look before it is done again.
//!     Err(error) if error.class() == Class::Unknown => eprintln!("{error}"),
//!     Err(error) => eprintln!("{}: {error}", error.code()),
//! }
//!
//! // A file goes where you say.
//! let downloads = Destination {
//!     directory: "/srv/notes".into(),
//!     file_name: None,
//!     overwrite: false,
//!     progress: None,
//! };
//! let fetched = host.invoke("notes", "download-attachment").download_to(downloads).run().await?;
//! # let _ = (request, fetched);
//! # Ok(())
//! # }
//! ```
//!
//! # Put a run down, and take it up elsewhere
//!
//! ```no_run
//! # async fn example<J: connector_host::Journal + 'static>(host: connector_host::Host, elsewhere: connector_host::Host, journal: impl Fn() -> J) -> Result<(), Box<dyn std::error::Error>> {
//! use connector_host::driver::Collected;
//!
//! let running = host.invoke("notes", "create-note").begin().await?;
//! let mut running = running.keep_in(journal());
//! running.advance(&mut Collected::default()).await?;
//! // Sealed for the tenant: whoever keeps it can't read or change it.
//! let kept: Vec<u8> = running.put_away().await?;
//!
//! let running = elsewhere.take_up(&kept).await?.keep_in(journal());
//! let output = running.run(&mut Collected::default()).await?;
//! # let _ = output;
//! # Ok(())
//! # }
//! ```
//!
//! The [`Journal`] is told before a request leaves that must not be sent twice, and
//! whenever a run is taken up, so that of several who do so one goes on. What changes
//! nothing needs none.
//!
//! # Hear of events
//!
//! ```no_run
//! # async fn example(host: connector_host::Host, request: http::Request<bytes::Bytes>) -> Result<(), connector_host::Error> {
//! // By asking: the cursor says where the next poll goes on.
//! let polled = host.poll("notes", "note-created").connection("acme").run().await?;
//! let next = host.poll("notes", "note-created").since(polled.cursor);
//!
//! // By webhook: the connector judges the delivery with the app's secret.
//! let reception = host
//!     .receive("notes", "own-app")
//!     .secret("webhook_secret", "the-secret".into())
//!     .delivery(&request)
//!     .await?;
//! for event in reception.events {
//!     println!("{}: {}", event.trigger, event.data);
//! }
//! # let _ = next;
//! # Ok(())
//! # }
//! ```
//!
//! # Ask a person for input
//!
//! ```no_run
//! # async fn example(host: connector_host::Host) -> Result<(), Box<dyn std::error::Error>> {
//! use connector_host::{input, schema::Schema};
//!
//! let connector = host.connector("notes").await?;
//! let action = connector.manifest().action("create-note").expect("it has one");
//! let document = action.input.value();
//! let schema = Schema::new(&document);
//! for field in schema.fields() {
//!     println!("{}: {}", field.path, field.schema.in_words());
//! }
//! let typed = ["text=Buy bread".parse()?, "labels[0]=kitchen".parse()?];
//! let input = input::assemble(schema, Default::default(), &typed)?;
//! host.invoke("notes", "create-note").input(input.into()).run().await?;
//! # Ok(())
//! # }
//! ```

mod blocking;
pub mod clock;
pub mod columns;
pub mod component;
pub mod connections;
pub mod consent;
pub mod contract;
mod digest;
pub mod download;
pub mod driver;
pub mod egress;
mod error;
#[cfg(any(test, fuzzing))]
pub mod foreign;
mod host;
pub mod input;
pub mod json_weight;
pub mod manifest;
mod nearest;
pub mod oauth;
mod output;
pub mod policy;
mod printable;
mod private_dir;
pub mod schema;
mod spelling;
mod subject;
mod told;
pub mod triggers;

pub use connections::SignInId;
pub use error::{Class, Error, FileOperation};
pub use host::{
    Added, Approval, Attempt, Candidate, Choice, Claimed, ClockOffset, Connect, Connected,
    Connectors, DryRun, ExpectedReturn, GaveWay, Host, HostBuilder, Invocation, Journal,
    JournalEntry, LookingUp, Once, PendingAuthorization, PendingDevice, Polled, Polling, Receiving,
    Reconnect, Removal, Revocation, Run, RunError, Running, SettingProblem, SignInUnderWay, Tested,
    UnusableConnector, WantsMore,
};
pub use nearest::nearest;
pub use output::Misfit;
pub use printable::{Printable, is_printable};
pub use subject::{Reach, Subject};
