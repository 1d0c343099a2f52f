//! What a tenant has: one of everything that is told by a name or an id.

use connector_host::connections::{
    ApiKey, App, ConnectPurpose, ConnectSession, Holder, NewApiKey, Right, Tenant,
};
use connector_host::oauth::Redirect;
use connector_host::{Attempt, Connect, Connected, Host, Once, SignInId};
use secrecy::SecretString;
use serde_json::json;
use url::Url;

use super::CONNECTOR;
use crate::EnduranceError;

/// The secret of each app, which the local Zoom alone has to know.
pub(super) const SECRET: &str = "secret-of-the-app";
/// What opens an archive.
pub(super) const PASSPHRASE: &str = "the passphrase of an archive";
/// How long a connect session is good for.
const HOUR: std::time::Duration = std::time::Duration::from_secs(3_600);

/// What one tenant has.
#[derive(Debug)]
pub(super) struct Belongings {
    pub(super) tenant: String,
    /// The id of the account at Zoom, which all have in common.
    pub(super) account: String,
    /// A connection, as it was connected.
    pub(super) connected: Connected,
    /// The client id of an app of its own.
    pub(super) client_id: String,
    pub(super) api_key: (ApiKey, SecretString),
    /// A session whose link nobody has followed, with the link.
    pub(super) session: (ConnectSession, SecretString),
    /// One that a browser has, with what it proves that with.
    pub(super) in_browser: (ConnectSession, SecretString),
    /// A sign-in that a browser is to return from, and where it returns to.
    pub(super) sign_in: (SignInId, Url),
    /// A sign-in that somebody is to approve on a device.
    pub(super) device: SignInId,
    /// A run that was put away.
    pub(super) run: Vec<u8>,
    /// What a call that was made once is told by.
    pub(super) once: String,
    /// The connection in an archive, of those who have made one.
    pub(super) archive: Option<String>,
}

/// The client id of a tenant's app that users approve.
pub(super) fn app_of_user(tenant: &str) -> String {
    format!("user-app-of-{tenant}")
}

/// The client id of a tenant's app that nobody has to approve.
pub(super) fn app_of_account(tenant: &str) -> String {
    format!("account-app-of-{tenant}")
}

/// Begins to connect by an app that nobody has to approve.
pub(super) fn by_account<'a>(host: &'a Host, client_id: &str, account: &str) -> Connect<'a> {
    host.connect(CONNECTOR, "server-to-server")
        .setting("client_id", client_id)
        .setting("account_id", account)
        .secret("client_secret", SECRET.into())
}

/// Begins to connect by an app that a user has to approve.
pub(super) fn by_user<'a>(host: &'a Host, method: &str, tenant: &str) -> Connect<'a> {
    host.connect(CONNECTOR, method)
        .setting("client_id", app_of_user(tenant))
        .secret("client_secret", SECRET.into())
}

/// A connect session of that name.
pub(super) fn purpose(name: &str) -> ConnectPurpose {
    let mut purpose = ConnectPurpose::new(CONNECTOR);
    purpose.name = Some(name.to_owned());
    purpose
}

/// An API key for whoever is to hold it.
pub(super) fn new_api_key(tenant: &str) -> Result<NewApiKey, EnduranceError> {
    let tenant: Tenant = tenant.parse().map_err(connector_host::Error::from)?;
    Ok(NewApiKey::new("platform", Holder::Tenant(tenant)).rights(Right::ALL))
}

impl Belongings {
    /// Makes them for a tenant that has none.
    pub(super) async fn of(
        operator: &Host,
        host: &Host,
        tenant: &str,
        account: &str,
    ) -> Result<Self, EnduranceError> {
        let client_id = app_of_user(tenant);
        host.set_app(App::new(CONNECTOR, client_id.clone()).secret("client_secret", SECRET.into()))
            .await?;
        let name = format!("connection-of-{tenant}");
        let connect = by_account(host, &app_of_account(tenant), account).name(&name);
        let Attempt::Connected(connected) = connect.start().await? else {
            return Err(EnduranceError::Stage(
                "somebody has to approve a token of the account",
            ));
        };
        let api_key = operator.create_api_key(new_api_key(tenant)?).await?;
        let session = host.create_connect_session(purpose("asked"), HOUR).await?;
        let (_, link) = host
            .create_connect_session(purpose("claimed"), HOUR)
            .await?;
        let browser = Host::new_browser()?;
        let claimed = operator.claim_connect_session(&link, &browser).await?;
        let in_browser = (claimed, browser);
        let once = format!("once-of-{tenant}");
        match host.once(once.clone(), "fingerprint".to_owned()).await? {
            Once::Mine(claimed) => claimed.keep(format!("outcome-of-{tenant}")).await?,
            _ => {
                return Err(EnduranceError::Stage(
                    "a call that nobody has made was made",
                ));
            }
        }
        let meetings = host.invoke(CONNECTOR, "get-meeting").connection(&name);
        let run = meetings
            .input(json!({"meeting_id": "85123456789"}))
            .begin()
            .await?;
        Ok(Self {
            tenant: tenant.to_owned(),
            account: account.to_owned(),
            connected,
            client_id,
            api_key,
            session,
            in_browser,
            sign_in: signing_in(host, tenant).await?,
            device: on_device(host, tenant).await?,
            run: run.put_away().await?,
            once,
            archive: None,
        })
    }

    /// Makes an archive of the connection, which takes about a second of computing.
    pub(super) async fn with_archive(self, host: &Host) -> Result<Self, EnduranceError> {
        let names = [self.name().to_owned()];
        let export = host.export(names, PASSPHRASE.into()).await?;
        let archive = Some(export.archive().to_owned());
        export.keep_here().await;
        Ok(Self { archive, ..self })
    }

    /// The name of the connection.
    pub(super) fn name(&self) -> &str {
        &self.connected.connection.name
    }

    /// Its id.
    pub(super) fn id(&self) -> &str {
        self.connected.connection.id.as_str()
    }

    /// All that it is told by, each with what stands for it where it is hidden.
    fn marks(&self) -> [(&str, &str); 10] {
        [
            // One that has another in it comes first.
            (self.name(), "[name]"),
            (self.id(), "[id]"),
            (&self.client_id, "[client]"),
            (&self.api_key.0.id, "[key]"),
            (&self.session.0.id, "[session]"),
            (&self.in_browser.0.id, "[session in a browser]"),
            (self.sign_in.0.as_str(), "[sign-in]"),
            (self.device.as_str(), "[sign-in on a device]"),
            (&self.once, "[once]"),
            (&self.tenant, "[tenant]"),
        ]
    }

    /// The same, without the operator's own name, which is a word of every day.
    fn telling(&self) -> impl Iterator<Item = (&str, &str)> {
        let marks = self.marks().into_iter();
        marks.filter(|(mark, _)| *mark != super::OPERATOR)
    }

    /// A text with what is told by it hidden.
    pub(super) fn hidden(&self, text: &str) -> String {
        self.telling().fold(text.to_owned(), |text, (mark, word)| {
            text.replace(mark, word)
        })
    }

    /// Whether a text tells anything of it.
    pub(super) fn is_told_in(&self, text: &str) -> bool {
        self.telling().any(|(mark, _)| text.contains(mark))
    }
}

/// A sign-in that a browser is to return from, and where it would return to.
async fn signing_in(host: &Host, tenant: &str) -> Result<(SignInId, Url), EnduranceError> {
    let returns_to = Url::parse("https://platform.example/oauth/callback");
    let mut callback = returns_to.expect("it is an address");
    let connect = by_user(host, "byo-app", tenant).redirect(Redirect::Elsewhere(callback.clone()));
    let Attempt::Pending(pending) = connect.name("signing-in").start().await? else {
        return Err(EnduranceError::Stage("nobody has to approve in a browser"));
    };
    let state = pending
        .url()
        .query_pairs()
        .find(|(name, _)| name == "state");
    let (_, state) = state.ok_or(EnduranceError::Stage("a browser is sent without a state"))?;
    callback
        .query_pairs_mut()
        .append_pair("code", "the-code")
        .append_pair("state", &state);
    Ok((pending.id().clone(), callback))
}

async fn on_device(host: &Host, tenant: &str) -> Result<SignInId, EnduranceError> {
    let connect = by_user(host, "device-code", tenant).name("on-a-device");
    match connect.start().await? {
        Attempt::PendingDevice(pending) => Ok(pending.id().clone()),
        _ => Err(EnduranceError::Stage("nobody has to approve on a device")),
    }
}
