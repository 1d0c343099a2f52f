//! What a problem holds beyond its sentence.

use connector_host::WantsMore;
use connector_host::contract::Failure;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// What is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub(crate) struct FieldTold {
    /// Where, such as `settings.days[0]`; empty for the whole.
    pub(crate) field: String,
    /// What is wrong there.
    pub(crate) message: String,
}

/// A connector's failure, as the contract has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Failure)]
pub(crate) struct FailureTold {
    /// What sort of failure it is, such as `not-found`. The list is open.
    kind: String,
    /// What happened, and what to do.
    message: String,
    /// The API's own code.
    code: Option<String>,
    /// The status of the API's answer.
    status: Option<u16>,
    /// What is wrong with the input, field by field.
    problems: Vec<FieldTold>,
    /// Sets of scopes, of which any one would do.
    missing_scopes: Vec<Vec<String>>,
    /// From when on it can succeed.
    #[schema(value_type = Option<String>, format = DateTime)]
    retry_at: Option<Timestamp>,
    /// What the API's makers find the exchange by.
    tracking_id: Option<String>,
}

/// What a component wants that nobody has agreed to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Wants {
    /// The connector's key.
    connector: String,
    /// The version that wants more.
    version: String,
    /// The SHA-256 of its component: to be given as `accept`.
    digest: String,
    /// What it wants more, the gravest first: each the end of a sentence.
    more: Vec<String>,
    /// The connections for which nobody has agreed to it.
    connections: Vec<String>,
}

impl FailureTold {
    /// From when on it can succeed.
    pub(super) fn retry_at(&self) -> Option<Timestamp> {
        self.retry_at
    }
}

impl From<&Failure> for FailureTold {
    fn from(failure: &Failure) -> Self {
        let problems = failure.problems.iter().map(|problem| FieldTold {
            field: problem.field.clone(),
            message: problem.message.clone(),
        });
        let retry_at = failure
            .retry_at
            .and_then(|seconds| Timestamp::from_second(seconds.try_into().ok()?).ok());
        Self {
            kind: failure.kind.clone(),
            message: failure.message.clone(),
            code: failure.code.clone(),
            status: failure.status,
            problems: problems.collect(),
            missing_scopes: failure.missing_scopes.clone(),
            retry_at,
            tracking_id: failure.tracking_id.clone(),
        }
    }
}

impl From<&WantsMore> for Wants {
    fn from(wants: &WantsMore) -> Self {
        let more = wants.difference.iter();
        let more = more.map(|more| more.in_full().to_string());
        Self {
            connector: wants.connector.clone(),
            version: wants.version.clone(),
            digest: wants.digest.clone(),
            more: more.collect(),
            connections: wants.connections.clone(),
        }
    }
}
