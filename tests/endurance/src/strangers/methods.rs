//! Every public method of the library's front door, as a stranger calls it.
//!
//! The methods of other modules have no store: what they are given is all they know. That none is
//! left out, the test below reads from the source.

use std::time::Duration;

use connector_host::connections::{App, AuditQuery, KeySource};
use connector_host::download::Destination;
use connector_host::driver::Collected;
use connector_host::oauth::Redirect;
use connector_host::{Error, Host, Once};
use futures_util::future::BoxFuture;
use serde_json::json;

use super::CONNECTOR;
use super::belongings::{Belongings, SECRET, app_of_account, by_account, new_api_key, purpose};

/// Who asks, and for what.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) host: &'a Host,
    /// What is the asker's own.
    pub(super) own: &'a Belongings,
    /// What is asked for.
    pub(super) theirs: &'a Belongings,
}

/// What a method said: what it shows, in words.
pub(super) type Said = Result<String, Error>;

/// A call of a method, and what it takes to make it.
pub(super) struct Trial {
    /// The methods that are gone through; the first is what it is about.
    pub(super) methods: &'static [&'static str],
    /// Calls it with the name of a connection, or whatever else is another's.
    pub(super) ask: for<'a> fn(&'a Asking<'a>, &'a str) -> BoxFuture<'a, Said>,
}

/// What is shown is compared.
fn shown(what: Result<impl std::fmt::Debug, Error>) -> Said {
    what.map(|what| format!("{what:?}"))
}

/// That it was done is, since ids and times are new each time.
fn done<T>(what: Result<T, Error>) -> Said {
    what.map(|_| "done".to_owned())
}

/// A trial of these methods.
macro_rules! trial {
    ([$($method:literal),+], |$asking:ident, $name:ident| $call:expr) => {
        Trial {
            methods: &[$($method),+],
            ask: |$asking, $name| Box::pin(async move { $call }),
        }
    };
}

/// What anybody may ask for that is its own.
pub(super) const ASKING: &[Trial] = &[
    trial!(["Host::connection"], |asking, name| shown(
        asking.host.connection(name).await
    )),
    trial!(["Host::connections"], |asking, _name| shown(
        asking.host.connections().await
    )),
    trial!(["Host::connections_of"], |asking, _name| shown(
        asking.host.connections_of(CONNECTOR).await
    )),
    trial!(["Host::connection_for"], |asking, name| shown(
        asking.host.connection_for(CONNECTOR, Some(name)).await
    )),
    trial!(["Host::connection_for"], |asking, _name| shown(
        asking.host.connection_for(CONNECTOR, None).await
    )),
    trial!(["Host::rename"], |asking, name| shown(
        asking.host.rename(name, "mine").await
    )),
    trial!(["Host::set_default"], |asking, name| shown(
        asking.host.set_default(name).await
    )),
    trial!(["Host::disable"], |asking, name| shown(
        asking.host.disable(name).await
    )),
    trial!(["Host::enable"], |asking, name| shown(
        asking.host.enable(name).await
    )),
    trial!(["Host::remove"], |asking, name| shown(
        asking.host.remove(name).await
    )),
    trial!(["Host::test"], |asking, name| shown(
        asking.host.test(name).await
    )),
    trial!(["Host::reconnect", "Reconnect::start"], |asking, name| {
        done(asking.host.reconnect(name).start().await)
    }),
    trial!(
        [
            "Reconnect::sign_in",
            "Reconnect::setting",
            "Reconnect::secret",
            "Reconnect::redirect"
        ],
        |asking, name| {
            let reconnect = asking.host.reconnect(name).sign_in().redirect(elsewhere());
            let reconnect = reconnect
                .setting("client_id", &*asking.own.client_id)
                .secret("client_secret", SECRET.into());
            done(reconnect.start().await)
        }
    ),
    trial!(
        [
            "Host::invoke",
            "Invocation::connection",
            "Invocation::input",
            "Invocation::run"
        ],
        |asking, name| done(meeting(asking, name).run().await)
    ),
    trial!(
        ["Invocation::stream", "Invocation::may_have_written"],
        |asking, name| {
            let invocation = meeting(asking, name);
            let may_have_written = invocation.may_have_written();
            let streamed = invocation.stream(&mut Collected::default()).await;
            streamed.map(|_| format!("done {}", may_have_written.is_set()))
        }
    ),
    trial!(["Invocation::begin"], |asking, name| done(
        meeting(asking, name).begin().await
    )),
    trial!(["Invocation::download_to"], |asking, name| {
        let destination = Destination {
            directory: std::env::temp_dir(),
            file_name: None,
            overwrite: false,
            progress: None,
        };
        done(meeting(asking, name).download_to(destination).run().await)
    }),
    trial!(["Invocation::dry_run"], |asking, name| shown(
        meeting(asking, name).dry_run().await
    )),
    trial!(["Invocation::chosen_connection"], |asking, name| shown(
        meeting(asking, name).chosen_connection().await
    )),
    trial!(
        [
            "Host::look_up",
            "LookingUp::connection",
            "LookingUp::input",
            "LookingUp::run"
        ],
        |asking, name| {
            let looking_up = asking.host.look_up(CONNECTOR, "create-meeting", "/user_id");
            shown(looking_up.connection(name).input(json!({})).run().await)
        }
    ),
    trial!(
        [
            "Host::poll",
            "Polling::connection",
            "Polling::input",
            "Polling::since",
            "Polling::run"
        ],
        |asking, name| {
            let polling = asking.host.poll(CONNECTOR, "meeting-created");
            let polling = polling.connection(name).input(json!({})).since(json!({}));
            done(polling.run().await)
        }
    ),
    trial!(
        ["Host::receive_for", "Receiving::delivery"],
        |asking, _name| {
            let receiving = asking.host.receive_for(&asking.theirs.connected.connection);
            done(receiving.delivery(&delivery()).await)
        }
    ),
    trial!(["Receiving::lacking"], |asking, _name| {
        let of_another = &asking.theirs.connected.connection;
        shown(asking.host.receive_for(of_another).lacking().await)
    }),
    trial!(
        ["Host::receive", "Receiving::setting", "Receiving::secret"],
        |asking, _name| {
            let receiving = asking.host.receive(CONNECTOR, "byo-app");
            let receiving = receiving
                .setting("client_id", &*asking.theirs.client_id)
                .secret("webhook_secret_token", "a-guess".into());
            done(receiving.delivery(&delivery()).await)
        }
    ),
    trial!(["Host::export"], |asking, name| done(
        asking
            .host
            .export([name.to_owned()], "a passphrase".into())
            .await
    )),
    trial!(["Host::app"], |asking, _name| shown(
        asking.host.app(CONNECTOR).await
    )),
    trial!(["Host::agreed"], |asking, _name| shown(
        asking.host.agreed(CONNECTOR).await
    )),
    trial!(["Host::check_can_connect_by"], |asking, _name| done(
        asking.host.check_can_connect_by(CONNECTOR, "oauth2").await
    )),
    trial!(["Host::app_manifest"], |asking, _name| shown(
        asking.host.app_manifest(CONNECTOR, json!({})).await
    )),
    trial!(["Host::create_connect_session"], |asking, name| {
        let mut again = purpose("again");
        (again.name, again.connection) = (None, Some(name.to_owned()));
        done(asking.host.create_connect_session(again, HOUR).await)
    }),
    trial!(["Host::connect_session"], |asking, _name| shown(
        asking
            .host
            .connect_session(&asking.theirs.session.0.id)
            .await
    )),
    trial!(["Connect::in_connect_session"], |asking, _name| {
        let client_id = app_of_account(&asking.own.tenant);
        let connect = by_account(asking.host, &client_id, &asking.own.account);
        let session = &*asking.theirs.in_browser.0.id;
        done(connect.in_connect_session(session).start().await)
    }),
    trial!(["Reconnect::in_connect_session"], |asking, name| {
        let session = &*asking.theirs.in_browser.0.id;
        let reconnect = asking.host.reconnect(name).in_connect_session(session);
        done(reconnect.start().await)
    }),
    trial!(["Host::decline_connect_session"], |asking, _name| {
        let session = &asking.theirs.in_browser.0.id;
        shown(asking.host.decline_connect_session(session).await)
    }),
    trial!(["Host::failed_in_connect_session"], |asking, _name| {
        let session = &asking.theirs.in_browser.0.id;
        let failed = asking
            .host
            .failed_in_connect_session(session, None, "other", "It failed.");
        shown(failed.await)
    }),
    trial!(["Host::remove_connect_session"], |asking, _name| shown(
        asking
            .host
            .remove_connect_session(&asking.theirs.session.0.id)
            .await
    )),
    trial!(["Host::sign_in"], |asking, _name| shown(
        asking.host.sign_in(&asking.theirs.sign_in.0).await
    )),
    trial!(["Host::sign_in"], |asking, _name| shown(
        asking.host.sign_in(&asking.theirs.device).await
    )),
    trial!(["Host::sign_in_answered_by"], |asking, _name| shown(
        asking
            .host
            .sign_in_answered_by(&asking.theirs.sign_in.1)
            .await
    )),
    trial!(["Host::poll_device"], |asking, _name| done(
        asking.host.poll_device(&asking.theirs.device).await
    )),
    trial!(["Host::finish_sign_in"], |asking, _name| done(
        asking.host.finish_sign_in(&asking.theirs.sign_in.1).await
    )),
    trial!(["Host::abandon_sign_in"], |asking, _name| shown(
        asking.host.abandon_sign_in(&asking.theirs.sign_in.0).await
    )),
    trial!(["Host::abandon_sign_in"], |asking, _name| shown(
        asking.host.abandon_sign_in(&asking.theirs.device).await
    )),
    trial!(["Host::take_up"], |asking, _name| done(
        asking.host.take_up(&asking.theirs.run).await
    )),
];

/// What only the operator may ask for.
pub(super) const OPERATORS: &[Trial] = &[
    trial!(["Host::tenant"], |asking, _name| done(
        asking.host.tenant(&asking.theirs.tenant).await
    )),
    trial!(["Host::tenants"], |asking, _name| shown(
        asking.host.tenants().await
    )),
    trial!(["Host::audit_dropped"], |asking, _name| shown(
        asking.host.audit_dropped()
    )),
    trial!(["Host::wants_more"], |asking, _name| {
        let connector = asking.host.connector(CONNECTOR).await?;
        shown(asking.host.wants_more(&connector).await)
    }),
    trial!(["Host::create_tenant"], |asking, _name| shown(
        asking.host.create_tenant(&asking.theirs.tenant).await
    )),
    trial!(["Host::remove_tenant"], |asking, _name| shown(
        asking.host.remove_tenant(&asking.theirs.tenant).await
    )),
    trial!(["Host::add"], |asking, _name| done(
        asking.host.add(b"a component").await
    )),
    trial!(["Host::candidate"], |asking, _name| shown(
        asking.host.candidate(b"a component").await
    )),
    trial!(["Host::add_accepting"], |asking, _name| done(
        asking.host.add_accepting(b"a component").await
    )),
    trial!(["Host::remove_connector"], |asking, _name| shown(
        asking.host.remove_connector(CONNECTOR).await
    )),
    trial!(["Host::connections_of_other_tenants"], |asking, _name| {
        shown(asking.host.connections_of_other_tenants(CONNECTOR).await)
    }),
    trial!(["Host::rotate_key"], |asking, _name| done(
        asking.host.rotate_key(KeySource::default_file()).await
    )),
    trial!(["Host::connect_session_of_link"], |asking, _name| done(
        asking
            .host
            .connect_session_of_link(&asking.theirs.session.1)
            .await
    )),
    trial!(["Host::claim_connect_session"], |asking, _name| done(
        asking
            .host
            .claim_connect_session(&asking.theirs.session.1, &asking.theirs.in_browser.1)
            .await
    )),
    trial!(["Host::connect_session_of_browser"], |asking, _name| {
        let (session, shown) = &asking.theirs.in_browser;
        done(
            asking
                .host
                .connect_session_of_browser(&session.id, shown)
                .await,
        )
    }),
    trial!(["Host::tenant_of_sign_in"], |asking, _name| done(
        asking
            .host
            .tenant_of_sign_in(&asking.theirs.sign_in.1)
            .await
    )),
    trial!(["Host::create_api_key"], |asking, _name| {
        match new_api_key(&asking.theirs.tenant) {
            Ok(new) => done(asking.host.create_api_key(new).await),
            Err(error) => Ok(error.to_string()),
        }
    }),
    trial!(["Host::audit"], |asking, name| shown(
        asking
            .host
            .audit(AuditQuery::default().connection(name))
            .await
    )),
    trial!(["Host::api_keys"], |asking, _name| shown(
        asking.host.api_keys().await
    )),
    trial!(["Host::api_key_shown"], |asking, _name| shown(
        asking.host.api_key_shown(&asking.theirs.api_key.1).await
    )),
    trial!(["Host::remove_api_key"], |asking, _name| shown(
        asking
            .host
            .remove_api_key(&asking.theirs.api_key.0.id)
            .await
    )),
];

/// What makes or changes something of one's own that is named like another's.
pub(super) const MAKING: &[Trial] = &[
    trial!(
        [
            "Host::connect",
            "Connect::name",
            "Connect::owner",
            "Connect::setting",
            "Connect::secret",
            "Connect::start"
        ],
        |asking, name| {
            let client_id = app_of_account(&asking.own.tenant);
            let connect = by_account(asking.host, &client_id, &asking.own.account);
            done(
                connect
                    .name(name)
                    .owner(&*asking.theirs.tenant)
                    .start()
                    .await,
            )
        }
    ),
    trial!(["Connect::redirect"], |asking, name| {
        let connect = asking.host.connect(CONNECTOR, "byo-app");
        let connect = connect
            .setting("client_id", &*asking.theirs.client_id)
            .secret("client_secret", SECRET.into());
        done(connect.redirect(elsewhere()).name(name).start().await)
    }),
    trial!(["Host::create_connect_session"], |asking, _name| {
        let named = purpose(asking.theirs.name());
        done(asking.host.create_connect_session(named, HOUR).await)
    }),
    trial!(
        [
            "Host::once",
            "Claimed::run",
            "Claimed::is_as_it_was_left",
            "Claimed::may_have_changed_something",
            "Claimed::put_down"
        ],
        |asking, name| {
            let once = asking.theirs.once.clone();
            match asking.host.once(once, "fingerprint".to_owned()).await? {
                Once::Mine(mut claimed) => {
                    let ran = claimed.run(meeting(asking, name)).await;
                    // By then it is a call by what one has named so; texts of the API differ.
                    let ran = ran.map_or_else(|error| error.code(), |_| "done");
                    let left = claimed.is_as_it_was_left();
                    let changed = claimed.may_have_changed_something();
                    shown(claimed.put_down().await)?;
                    Ok(format!("{ran} {left} {changed}"))
                }
                other => shown(Ok(other)),
            }
        }
    ),
    trial!(["Claimed::forget"], |asking, _name| {
        let once = asking.theirs.once.clone();
        match asking.host.once(once, "fingerprint".to_owned()).await? {
            Once::Mine(claimed) => shown(claimed.forget().await),
            other => shown(Ok(other)),
        }
    }),
    trial!(["Claimed::keep"], |asking, _name| {
        let once = format!("{} again", asking.theirs.once);
        match asking.host.once(once, "fingerprint".to_owned()).await? {
            Once::Mine(claimed) => shown(claimed.keep("an outcome".to_owned()).await),
            other => shown(Ok(other)),
        }
    }),
    trial!(["Host::set_app"], |asking, _name| {
        let app = App {
            connector: CONNECTOR.to_owned(),
            client_id: asking.theirs.client_id.clone(),
            client_secret: None,
        };
        shown(asking.host.set_app(app).await)
    }),
    trial!(["Host::remove_app"], |asking, _name| done(
        asking.host.remove_app(CONNECTOR).await
    )),
    trial!(["Host::rotate_data_key"], |asking, _name| shown(
        asking.host.rotate_data_key().await
    )),
];

/// How long a connect session is good for.
const HOUR: Duration = Duration::from_secs(3_600);

/// A call by a connection.
fn meeting<'a>(asking: &Asking<'a>, name: &str) -> connector_host::Invocation<'a> {
    let invocation = asking
        .host
        .invoke(CONNECTOR, "get-meeting")
        .connection(name);
    invocation.input(json!({"meeting_id": "85123456789"}))
}

fn elsewhere() -> Redirect {
    let returns_to = "https://platform.example/oauth/callback".parse();
    Redirect::Elsewhere(returns_to.expect("it is an address"))
}

/// A delivery that nobody has signed.
fn delivery() -> http::Request<bytes::Bytes> {
    http::Request::new(bytes::Bytes::from_static(b"{}"))
}

/// Every method that is called, once.
pub(super) fn tried() -> std::collections::BTreeSet<&'static str> {
    let trials = ASKING.iter().chain(OPERATORS).chain(MAKING);
    trials.flat_map(|trial| trial.methods).copied().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The methods that are not called, since there is nothing of a tenant to ask them for.
    const OF_NOBODY: &[(&str, &str)] = &[
        ("Host::builder", "there is no host yet"),
        ("Host::data_dir", "it is where the host is"),
        ("Host::database", "it is where the host is"),
        ("Host::tenant_name", "it is the asker's own"),
        ("Host::rerouted", "it is how the host was built"),
        ("Host::clock_offset", "it is of the machine"),
        (
            "Host::key",
            "it is the operator's key, which is told by its id alone",
        ),
        (
            "Host::gave_up_key",
            "it is the operator's key, which is told by its id alone",
        ),
        ("Host::finish_renewals", "it waits for this process"),
        (
            "Host::has_had_api_keys",
            "it is one word for all of the store",
        ),
        ("Host::load", "it is for the program that the host is in"),
        ("Host::new_browser", "it is made up anew each time"),
        ("Host::connector", "connectors are everybody's"),
        ("Host::connectors", "connectors are everybody's"),
        (
            "Host::import",
            "it makes what an archive has the asker's own",
        ),
    ];
    /// The types whose methods are not called: none can be had for what is another's.
    const OF_OWN: &[(&str, &str)] = &[
        ("HostBuilder", "there is no host yet"),
        ("ClockOffset", "it is a number"),
        ("PendingAuthorization", "the asker has begun it"),
        ("PendingDevice", "the asker has begun it"),
        ("Connectors", "connectors are everybody's"),
        ("UnusableConnector", "connectors are everybody's"),
        ("ExpectedReturn", "the asker has begun it"),
        (
            "Run",
            "the asker has begun it, or taken up what opens for it alone",
        ),
        (
            "Running",
            "the asker has begun it, or taken up what opens for it alone",
        ),
    ];

    /// The public methods in a source file, as rustfmt writes them.
    fn methods_in(source: &str) -> BTreeSet<String> {
        let mut of = None;
        let mut found = BTreeSet::new();
        for line in source.lines() {
            if let Some(rest) = line.strip_prefix("impl") {
                let is_of_trait = rest.contains(" for ");
                let named = rest.trim_start_matches(|character| character != ' ').trim();
                let end = named.find(|character: char| !character.is_alphanumeric());
                let name = &named[..end.unwrap_or(named.len())];
                of = (!is_of_trait).then(|| name.to_owned());
            }
            let Some(signature) = line.strip_prefix("    pub ") else {
                continue;
            };
            let before = signature.split('(').next().unwrap_or_default();
            if let (Some(of), Some((_, method))) = (&of, before.split_once("fn ")) {
                let end = method.find('<').unwrap_or(method.len());
                found.insert(format!("{of}::{}", &method[..end]));
            }
        }
        found
    }

    fn methods_of_the_library() -> BTreeSet<String> {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../host/src/host");
        let mut found = BTreeSet::new();
        let mut directories = vec![sources];
        while let Some(directory) = directories.pop() {
            for entry in std::fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    directories.push(path);
                } else {
                    found.extend(methods_in(&std::fs::read_to_string(path).unwrap()));
                }
            }
        }
        found
    }

    #[test]
    fn every_method_of_the_library_is_called_or_has_nothing_of_a_tenant() {
        let methods = methods_of_the_library();
        let tried = tried();
        let is_of_own = |method: &str| {
            let (of, _) = method.split_once("::").unwrap();
            OF_OWN.iter().any(|(own, _)| *own == of)
        };
        let of_nobody: BTreeSet<_> = OF_NOBODY.iter().map(|(method, _)| *method).collect();
        for method in &methods {
            let is_known = tried.contains(&**method) || of_nobody.contains(&**method);
            assert!(
                is_known || is_of_own(method),
                "{method} is called by no stranger"
            );
        }
        for method in tried.union(&of_nobody) {
            assert!(methods.contains(*method), "there is no {method}");
        }
        for (own, _) in OF_OWN {
            let of_it = format!("{own}::");
            assert!(
                methods.iter().any(|method| method.starts_with(&of_it)),
                "{own}"
            );
        }
    }

    #[test]
    fn methods_are_found_however_they_are_declared() {
        let source = "
impl Host {
    pub async fn connection(&self, name: &str) -> Result<Connection, Error> {
    pub fn name(
    pub(super) fn of(&self) -> Self {
    fn own(&self) {
}
impl<'a> Trial<'a> {
    pub const fn of<T>(what: T) -> Self {
}
impl From<Host> for Trial {
    pub fn from(host: Host) -> Self {
}
";
        let found: Vec<_> = methods_in(source).into_iter().collect();
        assert_eq!(found, ["Host::connection", "Host::name", "Trial::of"]);
    }
}
