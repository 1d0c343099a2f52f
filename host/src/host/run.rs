//! An action under way, as a value.

use std::fmt;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::connections::{SealError, Store, StoreError};
use crate::contract::HttpRequest;
use crate::driver::Progress;

/// The version of the form in which runs are kept.
const VERSION: u32 = 2;
/// The same, where the seal says it.
const FORM: &str = "form 2";

/// An action under way: all that is needed to go on with it, in this process or in
/// another of the same tenant and the same connections.
/// [`Running::run`](crate::Running::run) tells of it between two steps,
/// [`Running::put_away`](crate::Running::put_away) seals it, and
/// [`Host::take_up`](crate::Host::take_up) goes on with what was sealed.
///
/// # The form
///
/// Put away it is a JSON object, in UTF-8: `version` is 2, and what is of another version
/// is refused; `run` is the id of the run; `sealed` is all else, in Base64, sealed with
/// the data key of the tenant. The seal holds for that tenant, run and version. Sealed is
/// a JSON object:
///
/// | member | what it is |
/// |---|---|
/// | `id`, `epoch` | the id of the run, and how often it was kept in a journal so far |
/// | `connector`, `connector_version`, `component` | the connector's key and version, and the SHA-256 of its component: no other goes on with the run |
/// | `connection` | the id of the connection |
/// | `action`, `input` | what was called, the input as JSON text |
/// | `began` | the time of the beginning, as the connector was told it: seconds since 1970-01-01T00:00:00Z |
/// | `progress.step` | what comes next: `send`, `page`, `download`, `sign` or `done`, with what the contract has in it; bytes are in Base64 |
/// | `progress.steps` | how many steps were performed |
/// | `progress.marked` | whether a request of that step may have left that must not be sent twice |
/// | `progress.lost`, `lost_because` | the digests of requests whose answers were lost, which are never sent again |
/// | `progress.taken` | what the call has taken of its limits |
/// | `progress.files` | what was downloaded, and where |
///
/// Members that say nothing are left out, and further ones may come. No reply of
/// an API is in it, and no credential. What the connector was told and has said is:
/// the input, the state of the connector, which may have anything of the API's in
/// it, and in the end the output. `Debug` shows nothing of it.
///
/// Whoever keeps it can't change it, but may give back an earlier one. Against that, and
/// against several who take it up, is the [journal](crate::Journal): one goes on.
pub struct Run {
    pub(super) head: Head,
    pub(super) progress: Progress,
}

/// What a run is of. It stays as it is from begin to end.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Head {
    pub(super) id: String,
    pub(super) epoch: u64,
    pub(super) connector: String,
    pub(super) connector_version: String,
    pub(super) component: String,
    pub(super) connection: String,
    pub(super) action: String,
    pub(super) input: String,
    pub(super) began: u64,
}

/// Why a run can't be gone on with. Nothing was done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// It is of a version that this host does not know.
    #[error(
        "this run was put down by another version of this host (its form is version {version}, and this one reads {VERSION}): take it up with that"
    )]
    Version {
        /// The version of its form.
        version: u64,
    },
    /// It is none.
    #[error("this is no run, or it is damaged: begin the call anew")]
    Damaged,
    /// It was sealed with a data key that the tenant does not have.
    #[error(
        "this run was put away for another tenant, or before the data key of this one was replaced: take it up with the host of its tenant, or look what it has done and begin anew"
    )]
    OtherKey,
    /// Somebody else works at it.
    #[error(
        "somebody else has taken up the run of `{action}`, or has gone on with it since: leave it to them, or take up what is kept of it now"
    )]
    TakenUp {
        /// The action.
        action: String,
    },
    /// Nobody has said where it is kept.
    #[error(
        "the run of `{action}` changes something and has no journal: give it one (`keep_in`), or say that it is kept nowhere (`not_kept`)"
    )]
    NoJournal {
        /// The action.
        action: String,
    },
    /// The component that began it is not there any more.
    #[error(
        "the run of `{action}` was begun by version {version} of `{connector}`, which is not here ({}): nothing else can go on with it. Look what it has done before you begin anew",
        here(present.as_deref())
    )]
    ComponentGone {
        /// The connector's key.
        connector: String,
        /// The action.
        action: String,
        /// The version that began it.
        version: Box<str>,
        /// The SHA-256 of its component.
        digest: Box<str>,
        /// The version that is here now; none when the connector was removed.
        present: Option<Box<str>>,
    },
    /// What it has downloaded is not there, and it has sent what must not be sent
    /// twice, so it can't be begun anew.
    #[error(
        "the run of `{action}` has downloaded files that are not here, and can't be begun anew, since it has sent what must not be sent twice: go on with it where the files are"
    )]
    FilesElsewhere {
        /// The action.
        action: String,
    },
}

fn here(present: Option<&str>) -> String {
    match present {
        Some(version) => format!("version {version} is"),
        None => "the connector was removed".to_owned(),
    }
}

/// A run as it is put away.
#[derive(Deserialize, Serialize)]
struct PutAway {
    version: u32,
    run: String,
    sealed: String,
}

/// The run of that id and text, put away.
pub(super) async fn sealed(store: &Store, id: &str, text: String) -> Result<Vec<u8>, StoreError> {
    let sealed = store.seal_run(id, FORM, text.into()).await?;
    let put_away = PutAway {
        version: VERSION,
        run: id.to_owned(),
        sealed: BASE64_STANDARD.encode(sealed),
    };
    Ok(serde_json::to_vec(&put_away).expect("texts and numbers are JSON"))
}

impl Run {
    /// The run that was put away like that, if that tenant's host has done so.
    pub(super) async fn opened(store: &Store, bytes: &[u8]) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u64,
        }
        // The messages of the reader would show parts of the content.
        let versioned: Versioned = serde_json::from_slice(bytes).map_err(|_| RunError::Damaged)?;
        if versioned.version != u64::from(VERSION) {
            let version = versioned.version;
            return Err(RunError::Version { version }.into());
        }
        let put_away: PutAway = serde_json::from_slice(bytes).map_err(|_| RunError::Damaged)?;
        let sealed = BASE64_STANDARD.decode(put_away.sealed);
        let sealed = sealed.map_err(|_| RunError::Damaged)?;
        let opened = store.open_run(&put_away.run, FORM, sealed).await;
        let text = opened.map_err(|error| match error {
            StoreError::Seal(SealError::OtherKey { .. }) => RunError::OtherKey.into(),
            StoreError::Seal(SealError::Malformed { .. } | SealError::Tampered { .. }) => {
                RunError::Damaged.into()
            }
            error => Error::from(error),
        })?;
        let run = Self::read(text.expose_secret())?;
        if run.head.id != put_away.run {
            return Err(RunError::Damaged.into());
        }
        Ok(run)
    }

    /// The run that the text says. What does not belong together is none.
    fn read(text: &str) -> Result<Self, RunError> {
        #[derive(Deserialize)]
        struct Kept {
            #[serde(flatten)]
            head: Head,
            progress: Progress,
        }
        let Kept { head, progress } = serde_json::from_str(text).map_err(|_| RunError::Damaged)?;
        if head.epoch == u64::MAX || !progress.is_of_action(&head.action) {
            return Err(RunError::Damaged);
        }
        Ok(Self { head, progress })
    }

    /// The id of the run: the same from begin to end, and no other's.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.head.id
    }

    /// How often the run was kept in its [journal](crate::Journal) so far: once more
    /// whenever it is taken up, and before each request that must not be sent twice.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.head.epoch
    }

    /// The request that comes next, or that may have left when the run
    /// [is marked](Self::is_marked); none when something else comes.
    #[must_use]
    pub fn next_request(&self) -> Option<&HttpRequest> {
        self.progress.next_request()
    }

    /// The key of the connector.
    #[must_use]
    pub fn connector(&self) -> &str {
        &self.head.connector
    }

    /// The SHA-256 of the component that began it, in lower-case hexadecimal digits.
    #[must_use]
    pub fn component(&self) -> &str {
        &self.head.component
    }

    /// The id of the connection that it works for.
    #[must_use]
    pub fn connection(&self) -> &str {
        &self.head.connection
    }

    /// The action.
    #[must_use]
    pub fn action(&self) -> &str {
        &self.head.action
    }

    /// How many steps were performed: see [`Progress::steps`].
    #[must_use]
    pub fn steps(&self) -> usize {
        self.progress.steps()
    }

    /// Whether a request that must not be sent twice may have left in the step that
    /// comes next: see [`Progress::is_marked`].
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.progress.is_marked()
    }

    /// Whether the connector is done, so that the next step gives the output.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.progress.is_done()
    }
}

impl Head {
    /// The same as text, once it is kept the next time.
    pub(super) fn next_text(&mut self, progress: &Progress) -> String {
        self.epoch += 1;
        let text = self.text(progress);
        self.epoch -= 1;
        text
    }

    /// The run with that progress, as text.
    pub(super) fn text(&self, progress: &Progress) -> String {
        #[derive(Serialize)]
        struct Keeping<'a> {
            #[serde(flatten)]
            head: &'a Head,
            progress: &'a Progress,
        }
        let keeping = Keeping {
            head: self,
            progress,
        };
        serde_json::to_string(&keeping).expect("texts, numbers and lists are JSON")
    }
}

/// It shows nothing of what is in it.
impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("id", &self.head.id)
            .field("epoch", &self.head.epoch)
            .field("connector", &self.head.connector)
            .field("action", &self.head.action)
            .field("connection", &self.head.connection)
            .field("progress", &self.progress)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A run as its text says it, with that changed.
    fn read(change: impl FnOnce(&mut Value)) -> Result<Run, RunError> {
        let taken = json!({
            "milliseconds": 0, "computed_microseconds": 0, "output_bytes": 0, "output_memory": 0,
            "items": 0, "check_steps_left": 1, "downloaded_bytes": 0,
        });
        let mut run = json!({
            "id": "a", "epoch": 1, "connector": "notes", "connector_version": "1.0.0",
            "component": "", "connection": "b", "action": "list-notes", "input": "{}", "began": 0,
            "progress": {
                "name": "list-notes", "action": "list-notes", "steps": 0, "step": {"done": "{}"},
                "taken": taken,
            },
        });
        change(&mut run);
        Run::read(&run.to_string())
    }

    #[test]
    fn what_does_not_belong_together_is_no_run() {
        assert_eq!(read(|_| {}).unwrap().action(), "list-notes");
        let changes: [fn(&mut Value); 4] = [
            |run| run["progress"]["action"] = "delete-note".into(),
            |run| run["progress"]["action"] = Value::Null,
            |run| run["progress"]["only_signs"] = true.into(),
            |run| run["epoch"] = u64::MAX.into(),
        ];
        for change in changes {
            let error = read(change).unwrap_err();
            assert!(matches!(error, RunError::Damaged), "{error:?}");
        }
    }
}
