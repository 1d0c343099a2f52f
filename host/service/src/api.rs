//! All routes, and the document that describes them (OpenAPI 3.1). A route stands
//! in both by being registered once.

mod links;

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
    Required, Response, ResponseBuilder, Schema, SecurityRequirement, Type,
};
use utoipa::{PartialSchema as _, ToSchema as _};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::problem::{self, Told};
use crate::service::Shared;
use crate::{
    apps, audit, connect_sessions, connections, connectors, health, invocations, lookups, tenants,
};

/// What the operations are grouped by, and what each group is.
const GROUPS: [(&str, &str); 8] = [
    (
        "connectors",
        "Components that know an API. They are the operator's to add.",
    ),
    ("actions", "What connectors can do."),
    (
        "connections",
        "Accounts that somebody has connected, each a tenant's.",
    ),
    (
        "connect sessions",
        "Links by which somebody who has no key connects an account.",
    ),
    (
        "apps",
        "A tenant's own OAuth clients, for auth methods that name none.",
    ),
    ("audit", "What was sent for a tenant, and what came of it."),
    ("tenants", "Whose connections are kept apart."),
    ("service", "Whether the service lives, and what it counts."),
];

/// The groups whose operations are for a tenant.
const OF_A_TENANT: [&str; 6] = [
    "connectors",
    "actions",
    "connections",
    "connect sessions",
    "apps",
    "audit",
];

/// Those of them that are the operator's alone, for all tenants.
const OF_THE_OPERATOR: [&str; 2] = ["add-connector", "remove-connector"];

/// The operation that can be asked for once.
const INVOKE: &str = "invoke";

/// What answers consist of: each member is there, whatever it is; but for the link of a
/// connect session, which is shown once.
const ANSWERS: [&str; 19] = [
    "Account",
    "Added",
    "App",
    "AuditRecord",
    "AuditRecordList",
    "AuditedConnection",
    "AuthMethod",
    "ConnectSession",
    "Connection",
    "ConnectionList",
    "Connector",
    "ConnectorAction",
    "DryRun",
    "DryRunRequest",
    "Failure",
    "Removed",
    "Subject",
    "TenantList",
    "Tested",
];

const DESCRIPTION: &str = "\
Connects accounts and invokes actions of connectors.

A request shows an API key as `Authorization: Bearer chk_…`. A tenant's key works with what is \
the tenant's own, as far as its rights go (`invoke`, `read`, `manage`); an operator's key may do \
everything, for the tenant that the field `Tenant` names, or else for the tenant `default`. As \
long as no key was ever made, programs of the service's own user need none.

`Idempotency-Key` is for invocations; elsewhere it is refused (`no-idempotency`), since nothing is \
kept that a second request could be answered by.

What goes wrong is a problem (RFC 9457). Its `code` stays what it is while texts are put better. \
Where the store of the host, or the place where files wait, has no room left it is 507 (`storage-full`), \
and nothing was kept or written; where something may have been written it is 500.";

/// The routes of the service.
pub(crate) fn api() -> OpenApiRouter<Arc<Shared>> {
    let mut router = OpenApiRouter::with_openapi(beginning())
        .routes(routes!(connectors::list, connectors::add))
        .routes(routes!(connectors::show, connectors::remove))
        .routes(routes!(connectors::manifest))
        .routes(routes!(apps::show, apps::set, apps::remove))
        .routes(routes!(apps::list))
        .routes(routes!(
            apps::show_named,
            apps::set_named,
            apps::remove_named
        ))
        .routes(routes!(apps::rotation::begin, apps::rotation::end))
        .routes(routes!(connectors::actions::list))
        .routes(routes!(connectors::actions::show))
        .routes(routes!(invocations::invoke))
        .routes(routes!(invocations::dry_run))
        .routes(routes!(lookups::look_up))
        .routes(routes!(connections::list, connections::connect))
        .routes(routes!(connections::show, connections::remove))
        .routes(routes!(connections::test))
        .routes(routes!(connections::reconnect))
        .routes(routes!(connections::enable))
        .routes(routes!(connections::disable))
        .routes(routes!(connections::rename))
        .routes(routes!(connections::make_default))
        .routes(routes!(connect_sessions::create))
        .routes(routes!(connect_sessions::show, connect_sessions::remove))
        .routes(routes!(audit::list))
        .routes(routes!(tenants::list, tenants::create))
        .routes(routes!(tenants::remove))
        .routes(routes!(tenants::rotate_data_key))
        .routes(routes!(health::healthz))
        .routes(routes!(health::readyz))
        .routes(routes!(health::metrics))
        .routes(routes!(openapi));
    finish(router.get_openapi_mut());
    router
}

/// The document that describes the API, as JSON.
#[must_use]
pub fn document() -> String {
    written(&api().into_openapi())
}

/// A document as JSON.
pub(crate) fn written(document: &OpenApi) -> String {
    // Nothing in it can't be written as JSON.
    let mut text = document.to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

/// Get this document
///
/// No key is needed.
#[utoipa::path(
    get, path = "/v1/openapi.json", tag = "service", operation_id = "openapi", security(()),
    responses((status = 200, description = "An OpenAPI 3.1 document.", body = Object))
)]
async fn openapi(State(shared): State<Arc<Shared>>) -> axum::response::Response {
    let fields = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (fields, shared.document.clone()).into_response()
}

fn beginning() -> OpenApi {
    let info = InfoBuilder::new()
        .title("connector-host")
        .version("1")
        .description(Some(DESCRIPTION));
    let groups = GROUPS.map(|(name, description)| {
        TagBuilder::new()
            .name(name)
            .description(Some(description))
            .build()
    });
    OpenApiBuilder::new()
        .info(info)
        .tags(Some(groups))
        .security(Some([
            SecurityRequirement::new("api-key", [] as [&str; 0]),
            // On the same machine, as long as there are no keys.
            SecurityRequirement::default(),
        ]))
        .build()
}

/// Adds what is the same for all operations, and what the types can't say.
fn finish(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    components.add_security_scheme(
        "api-key",
        SecurityScheme::Http(
            HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .bearer_format("chk_…")
                .description(Some(
                    "A key that `connector-host api-key create` has shown.",
                ))
                .build(),
        ),
    );
    let mut parts = vec![("Problem".to_owned(), Told::schema())];
    Told::schemas(&mut parts);
    components.schemas.extend(parts);
    for (name, schema) in &mut components.schemas {
        if ANSWERS.contains(&name.as_str()) {
            say_what_is_there(schema);
        }
    }
    links::add(document);
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            let tags = operation.tags.iter().flatten();
            let is_of_a_tenant = tags.clone().any(|tag| OF_A_TENANT.contains(&tag.as_str()));
            let id = operation.operation_id.as_deref().unwrap_or_default();
            if id == INVOKE {
                let parameters = operation.parameters.get_or_insert_default();
                parameters.push(RefOr::T(invocations::idempotency_key()));
            }
            if is_of_a_tenant && !OF_THE_OPERATOR.contains(&id) {
                let parameters = operation.parameters.get_or_insert_default();
                parameters.push(RefOr::T(tenant()));
            }
            if let Some(RefOr::T(body)) = &mut operation.request_body {
                // No operation that reads a body does without.
                body.required = Some(Required::True);
            }
            let responses = &mut operation.responses.responses;
            responses.insert("default".to_owned(), RefOr::T(problem()));
        }
    }
}

/// Says that each member is there, but for the link of a connect session; of a schema that
/// is of parts, each of those of its own part.
fn say_what_is_there(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            let members = object.properties.keys();
            let there = members.filter(|member| *member != "link").cloned();
            object.required = there.collect();
        }
        RefOr::T(Schema::AllOf(parts)) => parts.items.iter_mut().for_each(say_what_is_there),
        RefOr::T(_) | RefOr::Ref(_) => {}
    }
}

/// How every operation fails.
fn problem() -> Response {
    let header = |description: &str, schema: Type| {
        HeaderBuilder::new()
            .description(Some(description))
            .schema(Some(ObjectBuilder::new().schema_type(schema).build()))
            .build()
    };
    ResponseBuilder::new()
        .description("What went wrong.")
        .header(
            "Retry-After",
            header(
                "After how many seconds it can succeed, where that is known.",
                Type::Integer,
            ),
        )
        .header(
            "WWW-Authenticate",
            header("How keys are shown, where one is needed.", Type::String),
        )
        .content(
            problem::MEDIA_TYPE,
            ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Problem")))
                .build(),
        )
        .build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
    ]
    .into_iter()
    .filter_map(Option::as_mut)
}

fn tenant() -> Parameter {
    ParameterBuilder::new()
        .name("Tenant")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The tenant that an operator asks for; `default` when left out.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String).build()))
        .build()
}
