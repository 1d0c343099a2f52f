//! The one table of operations: method, path, scopes, rate label, parameters
//! and body of each, as Zoom publishes them in its OpenAPI documents, beside
//! the function that does the work.

use std::sync::LazyLock;

use http::Method;
use jsonschema::Validator;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};

use super::{
    archiving, call::Handler, dashboards, groups, join_tokens, live_meetings, livestreams,
    marketplace, meeting_registrants, meeting_summaries, meeting_surveys, meeting_templates,
    meetings, past_meetings, past_webinars, plans, polls, recording_registrants, recordings,
    reports, tracking_fields, users, webinar_panelists, webinar_registrants, webinars,
};
use crate::{
    rate_limits::RateLabel,
    state::app::{AppKind, ScopeType},
};

/// Handlers by the operation's published id, as each family lists its own.
pub(crate) type Handlers = &'static [(&'static str, Handler)];

const HANDLERS: &[Handlers] = &[
    meetings::HANDLERS,
    meeting_registrants::HANDLERS,
    meeting_summaries::HANDLERS,
    meeting_templates::HANDLERS,
    past_meetings::HANDLERS,
    past_webinars::HANDLERS,
    recordings::HANDLERS,
    recording_registrants::HANDLERS,
    archiving::HANDLERS,
    dashboards::HANDLERS,
    groups::HANDLERS,
    live_meetings::HANDLERS,
    livestreams::HANDLERS,
    meeting_surveys::HANDLERS,
    join_tokens::HANDLERS,
    marketplace::HANDLERS,
    plans::HANDLERS,
    polls::HANDLERS,
    reports::HANDLERS,
    tracking_fields::HANDLERS,
    users::HANDLERS,
    webinar_panelists::HANDLERS,
    webinar_registrants::HANDLERS,
    webinars::HANDLERS,
];

const PUBLISHED: &[&str] = &[
    include_str!("../../../published/operations/meetings.json"),
    include_str!("../../../published/operations/meeting_registrants.json"),
    include_str!("../../../published/operations/archiving.json"),
    include_str!("../../../published/operations/dashboards.json"),
    include_str!("../../../published/operations/groups.json"),
    include_str!("../../../published/operations/join_tokens.json"),
    include_str!("../../../published/operations/live_meetings.json"),
    include_str!("../../../published/operations/livestreams.json"),
    include_str!("../../../published/operations/marketplace.json"),
    include_str!("../../../published/operations/meeting_polls.json"),
    include_str!("../../../published/operations/meeting_summaries.json"),
    include_str!("../../../published/operations/meeting_surveys.json"),
    include_str!("../../../published/operations/meeting_templates.json"),
    include_str!("../../../published/operations/past_meetings.json"),
    include_str!("../../../published/operations/past_webinars.json"),
    include_str!("../../../published/operations/plans.json"),
    include_str!("../../../published/operations/recordings.json"),
    include_str!("../../../published/operations/recording_registrants.json"),
    include_str!("../../../published/operations/reports.json"),
    include_str!("../../../published/operations/tracking_fields.json"),
    include_str!("../../../published/operations/user_settings.json"),
    include_str!("../../../published/operations/users.json"),
    include_str!("../../../published/operations/webinar_panelists.json"),
    include_str!("../../../published/operations/webinar_polls.json"),
    include_str!("../../../published/operations/webinar_registrants.json"),
    include_str!("../../../published/operations/webinars.json"),
    UNPUBLISHED,
];

/// What Zoom answers and does not publish any more. It is described in the same form.
const UNPUBLISHED: &str = include_str!("../../operations/unpublished.json");

static UNPUBLISHED_IDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let operations: Vec<Published> =
        serde_json::from_str(UNPUBLISHED).expect("the tests call them");
    operations.into_iter().map(|known| known.id).collect()
});

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    PUBLISHED
        .iter()
        .flat_map(|text| {
            serde_json::from_str::<Vec<Published>>(text)
                .expect("the published operations are checked by a test")
        })
        .map(Operation::new)
        .collect()
});

static ROUTES: LazyLock<matchit::Router<Vec<&'static Operation>>> = LazyLock::new(|| {
    let mut paths: Vec<(&str, Vec<&'static Operation>)> = Vec::new();
    for operation in OPERATIONS.iter() {
        let path = operation.published.path.as_str();
        match paths.iter_mut().find(|(known, _)| *known == path) {
            Some((_, operations)) => operations.push(operation),
            None => paths.push((path, vec![operation])),
        }
    }
    let mut routes = matchit::Router::new();
    for (path, operations) in paths {
        routes
            .insert(path, operations)
            .expect("the published paths are checked by a test");
    }
    routes
});

/// What is used of an operation as published. The names are Zoom's; the prose
/// is left out. The tests hold every answer against its schema.
#[derive(Debug, Deserialize)]
pub(crate) struct Published {
    pub(crate) id: String,
    #[serde(deserialize_with = "method")]
    pub(crate) method: Method,
    pub(crate) path: String,
    /// None is published for a few.
    #[serde(default)]
    pub(crate) rate_label: RateLabel,
    pub(crate) scopes: Scopes,
    #[serde(default)]
    pub(crate) query: Query,
    #[serde(default)]
    body: Option<Value>,
    /// Whether the document that publishes it is not at hand: what is known of it is told after
    /// others.
    #[serde(default)]
    retold: bool,
    /// The status code of success.
    pub(crate) success: u16,
    /// The schema of the answer.
    #[serde(default)]
    pub(crate) response: Option<Value>,
}

/// What is published of a request and not insisted on: the operation, where in the
/// schema of its body, and the demand. Clients ask for invite links of nobody.
const WAIVED: &[(&str, &str, &str)] = &[(
    "meetingInviteLinksCreate",
    "/properties/attendees",
    "minItems",
)];

/// The scopes of an operation. Any one of them is enough. Where none is published
/// for one type of scopes, no app with that type may call it: a guess.
#[derive(Debug, Deserialize)]
pub(crate) struct Scopes {
    pub(crate) classic: Vec<String>,
    pub(crate) granular: Vec<String>,
}

/// The query parameters of an operation: a JSON Schema for each.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Query {
    pub(crate) properties: Map<String, Value>,
    #[serde(default)]
    required: Vec<String>,
}

/// An operation that can be called.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) published: Published,
    pub(crate) query: Validator,
    pub(crate) body: Option<Validator>,
    pub(crate) handler: Handler,
}

impl Operation {
    fn new(published: Published) -> Self {
        let compile = |schema: &Value| {
            jsonschema::options()
                .should_validate_formats(true)
                .build(schema)
                .expect("the published schemas are checked by a test")
        };
        let (_, handler) = HANDLERS
            .iter()
            .copied()
            .flatten()
            .find(|(id, _)| *id == published.id)
            .expect("every published operation has a handler, which a test checks");
        let query = json!({
            "properties": published.query.properties,
            "required": published.query.required,
        });
        Self {
            query: compile(&query),
            body: published
                .body
                .as_ref()
                .map(|body| compile(&without_waived(&published.id, body))),
            handler: *handler,
            published,
        }
    }
}

fn without_waived(id: &str, body: &Value) -> Value {
    let mut body = body.clone();
    for (_, place, demand) in WAIVED.iter().filter(|(waived, ..)| *waived == id) {
        if let Some(Value::Object(schema)) = body.pointer_mut(place) {
            schema.remove(*demand);
        }
    }
    body
}

impl Scopes {
    pub(crate) fn of(&self, scope_type: ScopeType) -> &[String] {
        match scope_type {
            ScopeType::Classic => &self.classic,
            ScopeType::Granular => &self.granular,
        }
    }
}

fn method<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Method, D::Error> {
    String::deserialize(deserializer)?
        .parse()
        .map_err(serde::de::Error::custom)
}

impl Published {
    /// Whether what is kept here is all that an answer can be held against: Zoom does not publish the
    /// operation, or its document is not at hand.
    pub(crate) fn is_kept_alone(&self) -> bool {
        self.retold || UNPUBLISHED_IDS.contains(&self.id)
    }
}

/// Every operation.
pub(crate) fn all() -> &'static [Operation] {
    &OPERATIONS
}

/// Finds the operation for a method and a path, with the path's parameters as
/// they were sent. A slash at the end changes nothing, because clients in use have
/// one and Zoom puts up with it.
pub(crate) fn find<'p>(
    method: &Method,
    path: &'p str,
) -> Option<(&'static Operation, Vec<(&'static str, &'p str)>)> {
    let routes: &'static matchit::Router<_> = &ROUTES;
    let path = path.strip_suffix('/').unwrap_or(path);
    let found = routes.at(path).ok()?;
    let operation = found
        .value
        .iter()
        .find(|operation| operation.published.method == *method)?;
    Some((operation, found.params.iter().collect()))
}

/// Every scope that an app of this kind could tick.
pub(crate) fn scopes(kind: AppKind, scope_type: ScopeType) -> Vec<String> {
    let mut scopes: Vec<String> = OPERATIONS
        .iter()
        .flat_map(|operation| operation.published.scopes.of(scope_type))
        .filter(|scope| {
            let master = scope.ends_with(":master");
            !master && is_of_administrators(scope) == kind.reaches_account()
        })
        .cloned()
        .collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

/// Whether a scope is one for all users of an account. Those of the tokens of bots say so in their
/// midst.
fn is_of_administrators(scope: &str) -> bool {
    scope.split(':').any(|part| part == "admin")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_handler_has_its_published_operation_and_every_operation_its_handler() {
        let mut published: Vec<_> = OPERATIONS
            .iter()
            .map(|operation| operation.published.id.as_str())
            .collect();
        let mut handled: Vec<_> = HANDLERS
            .iter()
            .copied()
            .flatten()
            .map(|(id, _)| *id)
            .collect();
        published.sort_unstable();
        handled.sort_unstable();
        assert_eq!(published, handled);
    }

    #[test]
    fn every_published_path_is_routed_to_its_operation() {
        for operation in OPERATIONS.iter() {
            let path = operation.published.path.replace(['{', '}'], "");
            let (found, _) = find(&operation.published.method, &path).unwrap();
            assert_eq!(found.published.id, operation.published.id);
        }
    }

    #[test]
    fn a_slash_at_the_end_of_a_path_changes_nothing() {
        let (found, parameters) = find(&Method::GET, "/users/me/meetings/").unwrap();
        assert_eq!(found.published.id, "meetings");
        assert_eq!(parameters, [("userId", "me")]);
        assert!(find(&Method::GET, "/users/me/meetings//").is_none());
        assert!(find(&Method::GET, "/").is_none());
    }

    #[test]
    fn every_demand_that_is_waived_is_published() {
        for (id, place, demand) in WAIVED {
            let operation = OPERATIONS.iter().find(|known| known.published.id == *id);
            let body = operation.unwrap().published.body.as_ref().unwrap();
            assert!(body.pointer(place).unwrap().get(demand).is_some(), "{id}");
        }
    }

    #[test]
    fn a_user_managed_app_has_no_admin_scopes_and_an_admin_managed_one_only_these() {
        let user = scopes(AppKind::UserManaged, ScopeType::Granular);
        assert!(
            user.iter().all(|scope| !scope.ends_with(":admin")),
            "{user:?}"
        );
        let of_bots = "meeting_token:read:admin:local_archiving".to_owned();
        assert!(!scopes(AppKind::UserManaged, ScopeType::Classic).contains(&of_bots));
        let admin = scopes(AppKind::AdminManaged, ScopeType::Classic);
        assert!(admin.contains(&of_bots), "{admin:?}");
        assert!(
            admin.contains(&"recording:read:admin".to_owned()),
            "{admin:?}"
        );
        assert!(
            admin.iter().all(|scope| is_of_administrators(scope)),
            "{admin:?}"
        );
    }
}
