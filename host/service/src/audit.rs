//! What the host has sent for a tenant, and what came of it.

use axum::Json;
use connector_host::Host;
use connector_host::clock::{TIME, ago_pattern};
use connector_host::connections::{self, AuditCursor, AuditKind, AuditOutcome, AuditQuery};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{AnyOfBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema};

use crate::access::Reads;
use crate::content::Listed;
use crate::cursor::PageParameters;
use crate::problem::{Code, Problem};

/// Records of exchanges, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditRecordList {
    /// Those of this page. There may be fewer than were asked for, or none, and a next page
    /// all the same.
    items: Vec<AuditRecord>,
    /// Where the next page begins; null on the last.
    next_cursor: Option<String>,
}

/// An exchange that the host has made: a request and what came of it. Nothing of their
/// content is kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditRecord {
    /// Its id.
    id: String,
    /// When the exchange began.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What it was for: `invoke`, `poll`, `connect` (whose account it is), `test` (of a
    /// connection), `token`, `revocation`, `device-authorization`; or `dropped`, for exchanges that have no
    /// record. There may be others some time.
    #[schema(value_type = String, example = "invoke")]
    kind: AuditKind,
    /// The connection that it was for; null while somebody signed in.
    connection: Option<AuditedConnection>,
    /// The key of the connector.
    connector: Option<String>,
    /// The action that was invoked, or the trigger that was polled.
    action: Option<String>,
    /// The id of the run: the same for all exchanges of an invocation.
    run: Option<String>,
    /// The HTTP method.
    #[schema(example = "GET")]
    method: Option<String>,
    /// The host that was asked.
    host: Option<String>,
    /// The template of the path, as the manifest has it, or `other`. The path itself is
    /// not kept.
    #[schema(example = "/notes/{noteId}")]
    path: Option<String>,
    /// The status of the answer; null when there was none.
    status: Option<u16>,
    /// The code of what went wrong, such as `not-reached`; null when the answer came
    /// whole.
    error: Option<String>,
    /// How many milliseconds it took.
    duration_ms: u64,
    /// The server's own id of the exchange, for its support.
    tracking_id: Option<String>,
    /// How many exchanges have no record, for `dropped`; otherwise 0.
    dropped: u64,
}

/// The connection that an exchange was for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditedConnection {
    /// Its id.
    id: String,
    /// The name that it had then.
    name: Option<String>,
}

/// What came of an exchange.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// A status from 200 to 299.
    Success,
    /// A status from 300 to 399.
    Redirect,
    /// A status from 400 to 499.
    ClientError,
    /// A status of 500 and above.
    ServerError,
    /// No answer.
    NoAnswer,
    /// No answer, none that could be read, or a status of 400 and above.
    Failed,
}

/// Which records.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct AuditParameters {
    /// Those of this connection alone, by its name or id.
    connection: Option<String>,
    /// Those of this action or trigger alone, by its id.
    action: Option<String>,
    /// Those alone that ended so.
    #[param(inline)]
    outcome: Option<Outcome>,
    /// Those that began then or later: a time (RFC 3339), or how long ago, such as 2h or 7d.
    #[param(value_type = Option<Moment>, inline)]
    since: Option<String>,
    /// Those that began before then, in the same forms.
    #[param(value_type = Option<Moment>, inline)]
    until: Option<String>,
}

/// A time, or how long ago it is.
struct Moment;

impl utoipa::PartialSchema for Moment {
    fn schema() -> RefOr<Schema> {
        let time = ObjectBuilder::new()
            .schema_type(SchemaType::AnyValue)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .pattern(Some(TIME));
        let ago = ObjectBuilder::new()
            .schema_type(SchemaType::AnyValue)
            .pattern(Some(ago_pattern()));
        let text = AnyOfBuilder::new().schema_type(Type::String);
        text.item(time).item(ago).into()
    }
}

impl ToSchema for Moment {}

/// List records of exchanges
///
/// What was sent for the tenant's connections and sign-ins, newest first, for as long as
/// records are kept. Of many records that are not wanted some thousands are looked at for
/// a page: it may be short, or empty, and is the last only where `next_cursor` is null. It
/// takes the right `read`.
#[utoipa::path(
    get, path = "/v1/audit", tag = "audit", operation_id = "list-audit-records",
    params(AuditParameters, PageParameters),
    responses((status = 200, description = "A page of them.", body = AuditRecordList))
)]
pub(crate) async fn list(
    Reads(host): Reads,
    Listed { which, page }: Listed<AuditParameters>,
) -> Result<Json<AuditRecordList>, Problem> {
    let page = host.audit(which.query(&host, page)?).await?;
    Ok(Json(AuditRecordList {
        items: page.records.into_iter().map(AuditRecord::from).collect(),
        next_cursor: page.next.map(|next| next.to_string()),
    }))
}

impl AuditParameters {
    fn query(self, host: &Host, page: PageParameters) -> Result<AuditQuery, Problem> {
        let moment = |name: &str, text: String| {
            let of = |error| Problem::new(Code::BadParameter, format!("`{name}`: {error}"));
            host.moment(&text).map_err(of)
        };
        let mut query = AuditQuery::default().limit(page.limit()?);
        if let Some(connection) = self.connection {
            query = query.connection(connection);
        }
        if let Some(action) = self.action {
            query = query.action(action);
        }
        if let Some(outcome) = self.outcome {
            query = query.outcome(outcome.into());
        }
        if let Some(since) = self.since {
            query = query.since(moment("since", since)?);
        }
        if let Some(until) = self.until {
            query = query.until(moment("until", until)?);
        }
        if let Some(cursor) = page.cursor {
            let cursor: AuditCursor = cursor
                .parse()
                .map_err(|error| Problem::new(Code::BadCursor, format!("{error}")))?;
            query = query.after(cursor);
        }
        Ok(query)
    }
}

impl From<Outcome> for AuditOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Success => Self::Success,
            Outcome::Redirect => Self::Redirect,
            Outcome::ClientError => Self::ClientError,
            Outcome::ServerError => Self::ServerError,
            Outcome::NoAnswer => Self::NoAnswer,
            Outcome::Failed => Self::Failed,
        }
    }
}

impl From<connections::AuditRecord> for AuditRecord {
    fn from(record: connections::AuditRecord) -> Self {
        let name = record.connection_name;
        Self {
            id: record.id,
            at: record.at,
            kind: record.kind,
            connection: record
                .connection_id
                .map(|id| AuditedConnection { id, name }),
            connector: record.connector,
            action: record.action,
            run: record.run,
            method: record.method,
            host: record.host,
            path: record.path,
            status: record.status,
            error: record.error,
            duration_ms: record.duration_ms,
            tracking_id: record.tracking_id,
            dropped: record.dropped,
        }
    }
}
