//! The choices for a field of an action's input.

use std::sync::Arc;

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::access::Invokes;
use crate::content::{Content, Named};
use crate::problem::Problem;
use crate::room::Work;

/// What choices are wanted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lookup {
    /// The field, as the action's `lookups` has it, such as `/user_id`, or as
    /// failures name it, such as `user_id`.
    field: String,
    /// The connection to work for, by name or id; the connector's default when left
    /// out.
    connection: Option<String>,
    /// What the action's input holds so far: choices may depend on it.
    #[serde(default)]
    #[schema(value_type = Object)]
    input: Map<String, Value>,
}

/// What a field may be given.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChoiceList {
    /// All choices.
    items: Vec<Choice>,
}

/// Something that a field may be given.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Choice {
    /// What goes into the field.
    value: Value,
    /// What a person recognises it by: each says something of it.
    label: Vec<Value>,
}

/// List the choices for a field
///
/// As another action of the connector lists them. It takes the right `invoke`.
#[utoipa::path(
    post, path = "/v1/connectors/{connector}/actions/{action}/lookups", tag = "actions",
    operation_id = "look-up",
    params(
        ("connector" = String, Path, description = "The connector's key."),
        ("action" = String, Path, description = "The action's id."),
    ),
    request_body = Lookup,
    responses((status = 200, description = "The choices.", body = ChoiceList))
)]
pub(crate) async fn look_up(
    Invokes(host): Invokes,
    Extension(work): Extension<Arc<Work>>,
    Named((connector, action)): Named<(String, String)>,
    Content(asked): Content<Lookup>,
) -> Result<Json<ChoiceList>, Problem> {
    work.only_reads();
    let input = Value::Object(asked.input);
    let mut looking_up = host.look_up(&connector, &action, &asked.field).input(input);
    if let Some(connection) = asked.connection {
        looking_up = looking_up.connection(connection);
    }
    let choices = looking_up.run().await?.into_iter().map(|choice| Choice {
        value: choice.value,
        label: choice.label,
    });
    Ok(Json(ChoiceList {
        items: choices.collect(),
    }))
}
