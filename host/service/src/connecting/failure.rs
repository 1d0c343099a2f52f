//! An attempt that has failed: what is noted of it stands on a page and in the API, in
//! words that are fit for whoever connects. What else the tenant has, and whose that is,
//! is no business of theirs.

use connector_host::connections::ConnectSession;
use connector_host::oauth::OAuthError;
use connector_host::{Error, Host, SignInId};

use super::stop::Stop;
use crate::problem::Problem;

/// Whether it is the platform that can mend it, and nothing that could be entered.
pub(super) fn is_the_platforms(error: &Error) -> bool {
    matches!(
        error.code(),
        "name-taken"
            | "no-app"
            | "unknown-app"
            | "connector-unusable"
            | "connect-session-overtaken"
    )
}

/// Whether no other attempt by the same link can come to anything.
pub(super) fn ends_the_link(code: &str) -> bool {
    matches!(
        code,
        "no-app" | "unknown-app" | "connect-session-overtaken" | "declined"
    )
}

fn is_without_app(code: &str) -> bool {
    matches!(code, "no-app" | "unknown-app")
}

/// Notes that an attempt by a method in a session has failed.
pub(super) async fn note(
    host: &Host,
    session: &ConnectSession,
    method: &str,
    error: Error,
) -> Result<(), Stop> {
    note_of(host, session, Some(method), None, error).await
}

/// Notes that the attempt has failed that a sign-in by a method is of, once that is over: as long as
/// somebody may still approve, such as while the store is away, nothing has failed for
/// good. Where it is over since its app was removed, it is that which is noted.
pub(super) async fn note_of_sign_in(
    host: &Host,
    session: &ConnectSession,
    method: Option<&str>,
    sign_in: &SignInId,
    error: Error,
) -> Result<(), Stop> {
    match host.sign_in(sign_in).await {
        Err(gone) if gone.code() == "no-sign-in" => {
            let app = match is_of_the_sign_in(&error) {
                true => host.check_app_of_sign_in(session).await,
                false => Ok(()),
            };
            let ended_by = match app {
                Ok(()) => error,
                Err(without) if is_without_app(without.code()) => without,
                Err(trouble) => return Err(trouble.into()),
            };
            note_of(host, session, method, Some(sign_in), ended_by).await
        }
        Ok(_) | Err(_) => Err(error.into()),
    }
}

async fn note_of(
    host: &Host,
    session: &ConnectSession,
    method: Option<&str>,
    sign_in: Option<&SignInId>,
    error: Error,
) -> Result<(), Stop> {
    let refuses_app = match method {
        Some(method) if refuses_client(&error) => is_by_app(host, session, method).await,
        _ => false,
    };
    let problem = Problem::from(error);
    let words = match sign_in {
        _ if refuses_app => APP_REFUSED,
        Some(_) if is_without_app(problem.code()) => APP_GONE,
        _ => words(session, &problem),
    };
    host.failed_in_connect_session(&session.id, sign_in, problem.code(), words)
        .await?;
    Ok(())
}

/// What whoever connects can do about an app of the platform's that is refused.
const APP_REFUSED: &str = "This can't be connected at present, since the app that is registered for it is refused: its client ID or its client secret is wrong. Tell whoever sent you the link";

/// The same of one that was removed while somebody signed in by it.
const APP_GONE: &str = "The app that you were signing in by is not registered any more: it was removed meanwhile. Nothing was connected. Whoever sent you the link has to register it again: tell them, and ask for another link";

/// Whether an error says no more than that a sign-in is not there as it was begun.
fn is_of_the_sign_in(error: &Error) -> bool {
    matches!(error.code(), "no-sign-in" | "sign-in-overtaken")
}

/// Whether the authorization server refuses the client, whoever signs in (RFC 6749 section
/// 5.2).
fn refuses_client(error: &Error) -> bool {
    let Error::OAuth(OAuthError::Refused { answer, .. }) = error.ended_by() else {
        return false;
    };
    matches!(
        answer.error.as_str(),
        "invalid_client" | "unauthorized_client"
    )
}

/// Whether a method goes through an app that is registered: then the client is not of
/// whoever connects.
async fn is_by_app(host: &Host, session: &ConnectSession, method: &str) -> bool {
    let connector = host.connector(&session.purpose.connector).await;
    match connector {
        Ok(connector) => {
            let methods = Host::methods_of_apps(&connector).await;
            methods.iter().any(|of_app| of_app == method)
        }
        Err(_) => false,
    }
}

fn words<'a>(session: &ConnectSession, problem: &'a Problem) -> &'a str {
    match problem.code() {
        "no-sign-in" => {
            "The sign-in waits for nobody any more: nobody came back from it in the time that there is for it, or it was ended otherwise. Begin again"
        }
        "name-taken" if session.purpose.connection.is_some() => {
            "This is another account, or another app, than that of the connection which is to be brought back. Sign in as before"
        }
        "name-taken" => {
            "This can't be connected under the name that was chosen for it, which another account has. Tell whoever sent you the link"
        }
        "connect-session-overtaken" => {
            "Nothing is connected by this link any more: it was taken back, it has connected an account already, or the connection was disabled since. Tell whoever sent you the link"
        }
        "connector-unusable" => {
            "This can't be connected at present, since what this service works with for it is out of date. Tell whoever sent you the link"
        }
        "no-app" | "unknown-app" => {
            "This can't be connected in this way, since no app is registered for it. Tell whoever sent you the link"
        }
        _ => problem.detail(),
    }
}
