//! An attempt that has failed: what is noted of it stands on a page and in the API, in
//! words that are fit for whoever connects. What else the tenant has, and whose that is,
//! is no business of theirs.

use connector_host::connections::ConnectSession;
use connector_host::{Error, Host};

use super::stop::Stop;
use crate::problem::Problem;

/// Whether it is the platform that can mend it, and nothing that could be entered.
pub(super) fn is_the_platforms(error: &Error) -> bool {
    matches!(error.code(), "name-taken" | "no-app")
}

/// Notes that an attempt in a session has failed.
pub(super) async fn note(host: &Host, session: &ConnectSession, error: Error) -> Result<(), Stop> {
    let problem = Problem::from(error);
    host.failed_in_connect_session(&session.id, problem.code(), words(session, &problem))
        .await?;
    Ok(())
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
        "no-app" => {
            "This can't be connected in this way, since no app is registered for it. Tell whoever sent you the link"
        }
        _ => problem.detail(),
    }
}
