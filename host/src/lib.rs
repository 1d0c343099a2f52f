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
//! With somebody who approves on any device, such as a telephone (RFC 8628):
//!
//! ```no_run
//! # async fn example(host: connector_host::Host) -> Result<(), connector_host::Error> {
//! use connector_host::Attempt;
//!
//! if let Attempt::PendingDevice(pending) = host.connect("notes", "device").start().await? {
//!     println!("Type {} at {}.", pending.user_code(), pending.verification_uri());
//!     let connected = pending.wait().await?;
//!     println!("{} is connected", connected.identity.account.label);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! With the operator's app, where an auth method names no client of its own:
//!
//! ```no_run
//! # async fn example(host: connector_host::Host, app: connector_host::connections::App) -> Result<(), connector_host::Error> {
//! // It serves all tenants that set none.
//! host.set_app(app).await?;
//! # Ok(())
//! # }
//! ```
//!
//! With somebody who has no account of your platform's, or is not there: by a link, which
//! leads to pages of yours, or to those of the service around this library:
//!
//! ```no_run
//! # async fn example(host: connector_host::Host) -> Result<(), connector_host::Error> {
//! use std::time::Duration;
//!
//! use connector_host::connections::{ConnectPurpose, ConnectState};
//! use secrecy::ExposeSecret as _;
//!
//! let mut purpose = ConnectPurpose::new("notes");
//! purpose.requester = Some("Your scheduling assistant".to_owned());
//! let day = Duration::from_secs(24 * 60 * 60);
//! let (session, secret) = host.create_connect_session(purpose, day).await?;
//! let link = format!("https://platform.example/connect?link={}", secret.expose_secret());
//! # let _ = link;
//! // Later, what came of it:
//! if let ConnectState::Connected(connected) = host.connect_session(&session.id).await?.state {
//!     println!("{} is connected", connected.connection);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Look after connections
//!
//! ```no_run
//! # async fn example(host: connector_host::Host) -> Result<(), connector_host::Error> {
//! use connector_host::Attempt;
//!
//! for connection in host.connections().await? {
//!     println!("{}: {:?}", connection.name, connection.state());
//! }
//! // What it is good for now, and what is in its way.
//! let tested = host.test("acme").await?;
//! if let Err(error) = tested.outcome {
//!     eprintln!("{}: {error}", error.connection().unwrap_or_default());
//!     // By what is kept of it where that is good, and else by another sign-in.
//!     if let Attempt::Pending(pending) = host.reconnect("acme").start().await? {
//!         println!("Send the browser to {}.", pending.url());
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Whatever goes wrong of a connection, the [error](Error::connection) names it, and has
//! a [code](Error::code) that stays the same.
//!
//! To another machine they are moved; copies would end each other's tokens:
//!
//! ```no_run
//! # async fn example(here: connector_host::Host, there: connector_host::Host, passphrase: secrecy::SecretString) -> Result<(), Box<dyn std::error::Error>> {
//! let export = here.export(["acme".to_owned()], passphrase.clone()).await?;
//! std::fs::write("acme.archive", export.archive())?;
//! // From here on they are used there alone.
//! export.move_out().await?;
//! there.import(std::fs::read_to_string("acme.archive")?, passphrase, false).await?;
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
//! let downloads = Destination::new("/srv/notes");
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
//! A call that is made once, whoever asks for it again within a day, and on whichever
//! machine, needs no journal of yours:
//!
//! ```no_run
//! # async fn example(host: connector_host::Host, key: String, input: serde_json::Value) -> Result<(), connector_host::Error> {
//! use connector_host::Once;
//!
//! let invocation = host.invoke("notes", "create-note").input(input.clone());
//! match host.once(key, input.to_string()).await? {
//!     Once::Mine(mut claimed) => {
//!         let output = claimed.run(invocation).await?;
//!         claimed.keep(output.value.to_string()).await?;
//!     }
//!     Once::Done(kept) => println!("{kept}"),
//!     Once::UnderWay => eprintln!("somebody is at it: ask again"),
//!     _ => eprintln!("it was asked for with something else"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Many tenants, on many machines
//!
//! A platform makes each of its customers a tenant. A host for a tenant sees nothing of
//! another's, and by no name or id gets at it.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use connector_host::Host;
//! use connector_host::connections::KeySource;
//!
//! // Each machine has such a host; they share the database and the key of the store.
//! let host = Host::builder()
//!     .postgres("postgres://platform@db.internal/platform?sslmode=require".parse()?)
//!     .key(KeySource::from_environment()?)
//!     .data_dir("/var/lib/platform")
//!     .build()?;
//! host.create_tenant("acme").await?;
//!
//! // On this machine or another:
//! let acme = host.tenant("acme").await?;
//! acme.connect("notes", "client-credentials").name("work").start().await?;
//! acme.invoke("notes", "list-notes").connection("work").run().await?;
//! assert!(host.connection("work").await.is_err());
//!
//! // A process that ends waits for tokens that are on their way.
//! host.finish_renewals().await;
//! # Ok(())
//! # }
//! ```
//!
//! A renewal is one request however many machines want it, sign-ins are ended on whichever
//! the browser reaches, and a connector that is added at one is there at all within a
//! second. Without [`postgres`](HostBuilder::postgres), the processes of one machine share
//! the data directory in the same way.
//!
//! # Keys
//!
//! Each tenant's secrets are sealed with a data key of its own, and those with the key of
//! the store, which is in a file unless somebody says otherwise. A vault keeps it by a
//! [`KeyProvider`](connections::KeyProvider).
//!
//! ```no_run
//! # async fn example(vault: std::sync::Arc<dyn connector_host::connections::KeyProvider>) -> Result<(), connector_host::Error> {
//! use connector_host::Host;
//! use connector_host::connections::KeySource;
//!
//! let source = KeySource::Provider(vault);
//! let host = Host::builder().key(source.clone()).build()?;
//!
//! // Another key of the store: no secret is touched, and other hosts fetch it by themselves.
//! let rotation = host.rotate_key(source).await?;
//! println!("{} seals nothing any more", rotation.old);
//! // Another data key: all secrets of the tenant are sealed anew.
//! host.tenant("acme").await?.rotate_data_key().await?;
//! // With the tenant goes its data key; see `docs/connections.md` for what copies have.
//! host.remove_tenant("acme").await?;
//! # Ok(())
//! # }
//! ```
//!
//! Hosts that are given their key when they start are given the
//! [next one beside it](connections::KeySource::GivenSeveral) before it is rotated.
//!
//! # Let other programs in
//!
//! For servers around the host: keys that programs show, with rights, of the operator or
//! of a tenant.
//!
//! ```no_run
//! # async fn example(host: connector_host::Host, shown: secrecy::SecretString) -> Result<(), connector_host::Error> {
//! use connector_host::connections::{Holder, NewApiKey, Right};
//!
//! let holder = Holder::Tenant(host.tenant_name().clone());
//! let new = NewApiKey::new("scheduler", holder).rights([Right::Invoke]);
//! let (key, secret) = host.create_api_key(new).await?;
//! // The secret is shown this once. With each request, whoever shows it:
//! let key = host.api_key_shown(&shown).await?;
//! assert!(key.may(Right::Invoke));
//! # let _ = secret;
//! # Ok(())
//! # }
//! ```
//!
//! # See what was sent
//!
//! ```no_run
//! # async fn example(host: connector_host::Host) -> Result<(), connector_host::Error> {
//! use connector_host::connections::AuditQuery;
//!
//! let page = host.audit(AuditQuery::default().connection("acme").limit(20)).await?;
//! for record in page.records {
//!     println!("{} {:?} {:?}", record.at, record.path, record.status);
//! }
//! # Ok(())
//! # }
//! ```
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
    JournalEntry, LookingUp, Once, PendingAuthorization, PendingDevice, Polled, Polling,
    ReceivedAt, Receiving, Reconnect, Removal, Revocation, Run, RunError, Running, SettingProblem,
    SignInUnderWay, Tested, UnusableConnector, WantsMore,
};
pub use nearest::nearest;
pub use output::Misfit;
pub use printable::{Printable, is_printable};
pub use subject::{Reach, Subject};
