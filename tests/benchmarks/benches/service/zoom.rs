//! The Zoom that is talked to, and what an account is connected with.

use serde::{Deserialize, Serialize};
use zoom_sandbox::{AppKind, Sandbox, ScopeType};

use crate::{Error, child, server};

/// A Zoom, and an app of an account there that nobody has to approve.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Zoom {
    pub(crate) url: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) account_id: String,
    /// A user of the account.
    pub(crate) user_id: String,
}

impl Zoom {
    /// The server that holds answers, which believes whatever it is told.
    pub(crate) fn holding(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            client_id: "the-client".to_owned(),
            client_secret: "the-secret".to_owned(),
            account_id: server::ACCOUNT.to_owned(),
            user_id: "me".to_owned(),
        }
    }

    pub(crate) fn parse(told: &str) -> Result<Self, Error> {
        Ok(serde_json::from_str(told)?)
    }

    /// As it is told.
    pub(crate) fn written(&self) -> Result<String, Error> {
        Ok(serde_json::to_string(self)?)
    }
}

/// Serves a local Zoom until it is ended, and tells of it.
pub(crate) fn serve() -> Result<(), Error> {
    let runtime = tokio::runtime::Runtime::new()?;
    let sandbox = runtime.block_on(Sandbox::builder().start())?;
    let mut apps = sandbox.apps().into_iter();
    let app = apps
        .find(|app| app.kind == AppKind::ServerToServer && app.scope_type == ScopeType::Granular);
    let app = app.ok_or("the local Zoom has no app that nobody has to approve")?;
    let zoom = Zoom {
        url: sandbox.url(),
        client_id: app.client_id,
        client_secret: app.client_secret,
        account_id: app.account_id,
        user_id: sandbox.user().id,
    };
    child::obey(&zoom.written()?, |order| {
        Err(format!("a Zoom does nothing like `{order}`").into())
    })
}
