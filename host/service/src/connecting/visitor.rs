//! Whoever comes to the pages of a session: the browser that has it, or nobody.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::header::LOCATION;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use connector_host::Host;
use connector_host::component::Connector;
use connector_host::connections::ConnectSession;
use secrecy::SecretString;
use tracing::Instrument as _;

use super::admission::Admission;
use super::stop::Stop;
use super::{cookie, form};
use crate::pages::{self, Why};
use crate::service::Shared;

/// The browser that has the session which the path names.
#[derive(Clone)]
pub(super) struct Visitor {
    pub(super) shared: Arc<Shared>,
    /// The host for the session's tenant.
    pub(super) host: Host,
    pub(super) session: ConnectSession,
    /// What it proves with that it has the session.
    pub(super) secret: SecretString,
}

impl FromRequestParts<Arc<Shared>> for Visitor {
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Stop> {
        let (headers, extensions) = (&parts.headers, &parts.extensions);
        let admission = Admission::of(shared, headers, extensions, None).await?;
        let named = Path::<HashMap<String, String>>::from_request_parts(parts, shared).await;
        let Path(named) = named.map_err(|_| Why::NoPage)?;
        let id = named.get("session").ok_or(Why::NoPage)?;
        let settings = &shared.settings;
        let secret = cookie::shown(settings, &parts.headers, id).ok_or(Why::OtherBrowser)?;
        let (host, session) = shared.host.connect_session_of_browser(id, &secret).await?;
        admission.is_good(shared, &session.id, &secret)?;
        Ok(Self {
            shared: Arc::clone(shared),
            host,
            session,
            secret,
        })
    }
}

impl Visitor {
    /// The connector of the session.
    pub(super) async fn connector(&self) -> Result<Connector, Stop> {
        Ok(self.host.connector(&self.session.purpose.connector).await?)
    }

    /// Refuses a form that was not filled in on a page of this browser's.
    pub(super) fn check_form(&self, form: &[u8]) -> Result<(), Stop> {
        let token = form::value(form, "form_token").unwrap_or_default();
        match cookie::is_token_of(&token, &self.secret) {
            true => Ok(()),
            false => Err(Why::ForeignForm.into()),
        }
    }

    /// Does the work whether or not the browser stays to see its end.
    pub(super) async fn to_its_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Stop>> + Send + 'static,
    ) -> Result<T, Stop> {
        to_its_end(&self.shared, work).await
    }

    /// To the page that says how far the session has come.
    pub(super) fn to_session(&self) -> Response {
        see_other(&format!("/connect/{}", self.session.id))
    }
}

/// Does the work whether or not the browser stays to see its end.
pub(super) async fn to_its_end<T: Send + 'static>(
    shared: &Shared,
    work: impl Future<Output = Result<T, Stop>> + Send + 'static,
) -> Result<T, Stop> {
    match shared.tasks.spawn(work.in_current_span()).await {
        Ok(outcome) => outcome,
        Err(error) => {
            tracing::error!(%error, "the work for a page broke off");
            Err(Why::Failed.into())
        }
    }
}

/// To another page of this service.
pub(super) fn see_other(path: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(path) else {
        return Stop(Why::NoPage).into_response();
    };
    (
        StatusCode::SEE_OTHER,
        pages::headers(),
        [(LOCATION, location)],
    )
        .into_response()
}
