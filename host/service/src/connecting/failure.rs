//! An attempt that has failed: what is noted of it stands on a page and in the API, in
//! words that are fit for whoever connects.

use connector_host::connections::ConnectSession;
use connector_host::{Error, Host};

use super::stop::Stop;
use crate::problem::Problem;

/// Notes that an attempt in a session has failed.
pub(super) async fn note(host: &Host, session: &ConnectSession, error: Error) -> Result<(), Stop> {
    let problem = Problem::from(error);
    host.failed_in_connect_session(&session.id, problem.code(), words(&problem))
        .await?;
    Ok(())
}

fn words(problem: &Problem) -> &str {
    match problem.code() {
        "no-sign-in" => {
            "The sign-in waits for nobody any more: nobody came back from it in the time that there is for it, or it was ended otherwise. Begin again"
        }
        _ => problem.detail(),
    }
}
