//! An action under way, as a value.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::driver::Progress;

/// The version of the form in which runs are kept.
const VERSION: u32 = 1;

/// An action under way: all that is needed to go on with it, in this process or in
/// another with the same connections. [`Running::run`](crate::Running::run) tells
/// of it between two steps, and [`Host::take_up`](crate::Host::take_up) goes on
/// with it.
///
/// # The form
///
/// As bytes it is a JSON object, in UTF-8:
///
/// | member | what it is |
/// |---|---|
/// | `version` | 1. What is of another version is refused |
/// | `connector`, `connector_version`, `component` | the connector's key and version, and the SHA-256 of its component: no other goes on with the run |
/// | `connection` | the id of the connection. The tenant is the host's who takes it up |
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
/// it, and in the end the output. **Keep it sealed**, as what it is about. `Debug`
/// shows nothing of it.
///
/// Whoever can change it can have requests sent again: seal it so that changes show.
/// It knows nothing of others that take it up: see to it that one does at a time, or
/// each of them sends what comes next.
pub struct Run {
    pub(super) head: Head,
    pub(super) progress: Progress,
}

/// What a run is of. It stays as it is from begin to end.
#[derive(Clone, Deserialize, Serialize)]
pub(super) struct Head {
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

impl Run {
    /// The bytes of its form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        bytes(&self.head, &self.progress)
    }

    /// The run whose form that is.
    ///
    /// # Errors
    /// When it is none, or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RunError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u64,
        }
        // The messages of the reader would show parts of the content.
        let versioned: Versioned = serde_json::from_slice(bytes).map_err(|_| RunError::Damaged)?;
        if versioned.version != u64::from(VERSION) {
            let version = versioned.version;
            return Err(RunError::Version { version });
        }
        serde_json::from_slice(bytes).map_err(|_| RunError::Damaged)
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

#[derive(Serialize)]
struct Keeping<'a> {
    version: u32,
    #[serde(flatten)]
    head: &'a Head,
    progress: &'a Progress,
}

/// The form of a run of these parts.
pub(super) fn bytes(head: &Head, progress: &Progress) -> Vec<u8> {
    let keeping = Keeping {
        version: VERSION,
        head,
        progress,
    };
    serde_json::to_vec(&keeping).expect("texts, numbers and lists are JSON")
}

impl Serialize for Run {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keeping = Keeping {
            version: VERSION,
            head: &self.head,
            progress: &self.progress,
        };
        keeping.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Run {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Kept {
            version: u32,
            #[serde(flatten)]
            head: Head,
            progress: Progress,
        }
        let kept = Kept::deserialize(deserializer)?;
        if kept.version != VERSION {
            let version = kept.version.into();
            return Err(D::Error::custom(RunError::Version { version }));
        }
        Ok(Self {
            head: kept.head,
            progress: kept.progress,
        })
    }
}

/// It shows nothing of what is in it.
impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("connector", &self.head.connector)
            .field("action", &self.head.action)
            .field("connection", &self.head.connection)
            .field("progress", &self.progress)
            .finish_non_exhaustive()
    }
}
