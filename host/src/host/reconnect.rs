//! Bringing a connection back that has ended.

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::applicant::identify;
use super::apps::goes_by_an_app;
use super::client::{Which, check_takes_an_app, client_secret_of};
use super::credential::GrantCredential;
use super::{Attempt, Connected, Host};
use crate::Error;
use crate::component::Connector;
use crate::connections::{AuditKind, Connection};
use crate::contract::FailureKind;
use crate::driver::{CredentialError, DriveError};
use crate::oauth::Redirect;

/// A connection about to be brought back; [`Host::reconnect`] begins one.
#[derive(Debug)]
#[must_use = "nothing happens until it is started"]
pub struct Reconnect<'a> {
    host: &'a Host,
    name: String,
    app: Option<String>,
    settings: Map<String, Value>,
    secrets: Vec<(String, SecretString)>,
    redirect: Option<Redirect>,
    sign_in: bool,
    session: Option<String>,
}

impl Host {
    /// Begins to bring a connection back: by what is kept of it where that is
    /// still good, and else by another sign-in in the way it was made.
    pub fn reconnect(&self, name: &str) -> Reconnect<'_> {
        Reconnect {
            host: self,
            name: name.to_owned(),
            app: None,
            settings: Map::new(),
            secrets: Vec::new(),
            redirect: None,
            sign_in: false,
            session: None,
        }
    }
}

impl Reconnect<'_> {
    /// Sets a setting in place of the one that is kept, for another sign-in.
    pub fn setting(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.settings.insert(name.into(), value.into());
        self
    }

    /// Sets a secret setting in place of the one that is kept, such as a client
    /// secret that was replaced.
    pub fn secret(mut self, name: impl Into<String>, value: SecretString) -> Self {
        self.secrets.push((name.into(), value));
        self
    }

    /// Says which app the connection goes through from now on: the tenant's own of that name,
    /// or else the operator's. It is the one that it went through else, or `default` where that
    /// is not registered any more. An auth method that takes none is refused, but
    /// [in a connect session](Self::in_connect_session): that is refused when it is
    /// [made](Host::create_connect_session), and the name counts for nothing in one of before.
    /// By another app somebody signs in again, and the connection has the grant that this app is
    /// given; the one before is forgotten with the last connection that uses it, and its tokens
    /// end by themselves.
    pub fn app(mut self, name: impl Into<String>) -> Self {
        self.app = Some(name.into());
        self
    }

    /// Says where the browser returns to, as [`Connect::redirect`](super::Connect::redirect).
    pub fn redirect(mut self, redirect: impl Into<Option<Redirect>>) -> Self {
        self.redirect = redirect.into();
        self
    }

    /// Signs in again even where the tokens that are kept are good, such as for
    /// scopes that were added.
    pub fn sign_in(mut self) -> Self {
        self.sign_in = true;
        self
    }

    /// Reconnects in the tenant's connect session of that id, as
    /// [`Connect::in_connect_session`](super::Connect::in_connect_session), and by
    /// another sign-in: what is brought back and the session that says so are kept in
    /// one step.
    pub fn in_connect_session(mut self, id: impl Into<String>) -> Self {
        self.session = Some(id.into());
        self.sign_in()
    }

    /// Starts. A disabled connection that is brought back is enabled.
    ///
    /// # Errors
    /// When there is no connection or no app of that name, when an app is named and the
    /// connection has a client of its own, when a sign-in would not help
    /// (the client is refused, or something is down), and as
    /// [`Connect::start`](super::Connect::start). A sign-in as somebody else is
    /// an error, and leaves the connection as it was.
    pub async fn start(mut self) -> Result<Attempt, Error> {
        let connection = self.host.connection(&self.name).await?;
        let name = connection.name.clone();
        self.name.clone_from(&name);
        let attempt = self.attempted(connection).await;
        attempt.map_err(|error| error.about(&name))
    }

    async fn attempted(self, connection: Connection) -> Result<Attempt, Error> {
        let by = self.host.connector(&connection.connector).await?;
        let by_another = self.is_by_another_app(&by, &connection).await?;
        if !self.sign_in && self.settings.is_empty() && !by_another {
            match self.renew(&by, connection.clone()).await {
                Ok(Some(connected)) => return Ok(Attempt::Connected(connected)),
                Ok(None) => {}
                Err(error) if is_for_a_sign_in(&error) => {
                    tracing::debug!(%error, "what is kept is of no use; signing in");
                }
                Err(error) => return Err(error),
            }
        }
        self.sign_in_again(&by, connection).await
    }

    /// Whether the app that was named is another than the one that the connection goes
    /// through.
    async fn is_by_another_app(
        &self,
        connector: &Connector,
        connection: &Connection,
    ) -> Result<bool, Error> {
        let Connection {
            method, settings, ..
        } = connection;
        let Some(name) = &self.app else {
            return Ok(false);
        };
        let authorization = Host::authorize(connector, method, settings).await?;
        match check_takes_an_app(connector, method, &authorization, name) {
            Ok(()) => {}
            // The method took one when the session was made, or nobody looked at that then.
            Err(_) if self.session.is_some() => return Ok(false),
            Err(refusal) => return Err(refusal),
        }
        let key = &connector.manifest().key;
        let named = self.host.app_to_use(key, Which::Named(name)).await?;
        let before = self.host.app_of_connection(connector, connection).await?;
        Ok(before.is_none_or(|before| (before.of, before.name) != (named.of, named.name)))
    }

    /// Brings the connection back with what is kept; none when it was made with
    /// another client.
    async fn renew(
        &self,
        connector: &Connector,
        mut connection: Connection,
    ) -> Result<Option<Connected>, Error> {
        let (method, settings) = (&connection.method, &connection.settings);
        let authorization = Host::authorize(connector, method, settings).await?;
        let server = authorization.server();
        let bounds = self.host.bounds_of_use(connector, &connection)?;
        let client_secret = client_secret_of(&bounds, method, server, &self.secrets)?;
        let (client, _) = self
            .host
            .of(connection.grant_tenant.clone())
            .oauth_client(
                connector,
                &bounds,
                method,
                settings,
                &authorization,
                Which::OfClient(&connection.grant.client_id),
                |_| Ok(None),
            )
            .await?;
        if client.id != connection.grant.client_id {
            return Ok(None);
        }

        connection.disabled_at = None;
        let credential = GrantCredential::new(self.host, connector, connection.clone()).await?;
        credential
            .renewed_now(client_secret.clone())
            .await
            .map_err(DriveError::from)?;
        let store = self.host.store().await?;
        store
            .set_secrets(&connection, self.secrets.clone(), client_secret)
            .await?;
        let connection = store.set_disabled(&self.name, None).await?;
        let leave = bounds.leave(&connection.method, None);
        let view = self.host.view(&connection, leave.policy());
        let identity = identify(
            self.host,
            connector,
            &leave,
            view,
            &credential,
            Some(&connection),
            AuditKind::Connect,
        )
        .await?;
        Ok(Some(Connected {
            connection,
            identity,
        }))
    }

    async fn sign_in_again(self, by: &Connector, connection: Connection) -> Result<Attempt, Error> {
        let Connection {
            id,
            connector,
            method,
            mut settings,
            grant,
            ..
        } = connection;
        let mut secrets = self.host.store().await?.secret_settings(&id).await?;
        secrets.retain(|(kept, _)| self.secrets.iter().all(|(given, _)| given != kept));
        secrets.extend(self.secrets);
        settings.extend(self.settings);
        let mut connect = self.host.connect(&connector, &method).again(&id);
        let app = match self.app {
            Some(name) => Some(name),
            // The one that it went through has a name, if it is one and still there.
            None if goes_by_an_app(by, &method, &settings).await => {
                let app = self.host.app_of_client(&connector, &grant.client_id);
                app.await?.map(|app| app.name)
            }
            None => None,
        };
        if let Some(app) = app {
            connect = connect.app(app);
        }
        for (name, value) in settings {
            connect = connect.setting(name, value);
        }
        for (name, value) in secrets {
            connect = connect.secret(name, value);
        }
        if let Some(session) = self.session {
            connect = connect.in_connect_session(session);
        }
        connect.redirect(self.redirect).start().await
    }
}

/// Whether another sign-in is what it takes.
fn is_for_a_sign_in(error: &Error) -> bool {
    match error.ended_by() {
        Error::Drive { source, .. } => match source.ended_by() {
            DriveError::Credential(CredentialError::NeedsReconnecting(_))
            | DriveError::Rejected { .. } => true,
            DriveError::Failure(failure) => failure.kind() == FailureKind::Unauthenticated,
            _ => false,
        },
        _ => false,
    }
}
