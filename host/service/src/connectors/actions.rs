//! The actions of a connector, with the schemas of what they take and give.

use std::collections::BTreeMap;

use axum::Json;
use connector_host::Error;
use connector_host::manifest::{self, Effect};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::access::Reads;
use crate::content::Named;
use crate::problem::Problem;

/// Actions of a connector.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActionList {
    /// All of them, as the manifest has them.
    items: Vec<Summary>,
}

/// What an action is, in short.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ActionSummary)]
pub(crate) struct Summary {
    /// Its stable id.
    id: String,
    /// What a person calls it.
    title: String,
    /// One sentence: what it does.
    summary: String,
    /// What it is listed under.
    group: String,
    /// What it does to the account: `read`, `write` or `destructive`.
    #[schema(value_type = String, example = "read")]
    effect: Effect,
    /// Whether invoking it twice with the same input does no more than once.
    repeatable: bool,
    /// Whether it fetches files.
    downloads: bool,
    /// Whether it should no longer be used.
    deprecated: bool,
}

/// An action.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConnectorAction)]
pub(crate) struct Action {
    #[serde(flatten)]
    summary: Summary,
    /// Its version.
    version: String,
    /// More than the sentence, where there is more to say.
    description: Option<String>,
    /// By family, sets of scopes, of which one set is needed.
    scopes: BTreeMap<String, Vec<Vec<String>>>,
    /// The plan that the API's makers require.
    plan: Option<String>,
    /// JSON Schema (2020-12) of the input.
    #[schema(value_type = Object)]
    input: Value,
    /// JSON Schema (2020-12) of the output.
    #[schema(value_type = Object)]
    output: Value,
    /// An input and the output it could have.
    sample: Sample,
    /// The member of the output that holds the items of all pages; null for an
    /// action without pages.
    items_member: Option<String>,
    /// Pointers to the fields of the input that choices are listed for.
    lookups: Vec<String>,
    /// Pointers to members of the output that act like a credential.
    sensitive: Vec<String>,
    /// The API's documentation of it.
    docs_url: String,
}

/// An example of an action at work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Sample {
    /// An input.
    #[schema(value_type = Object)]
    input: Value,
    /// An output that it could have.
    output: Value,
}

impl Summary {
    fn of(action: &manifest::Action) -> Self {
        Self {
            id: action.id.clone(),
            title: action.title.clone(),
            summary: action.summary.clone(),
            group: action.group.clone(),
            effect: action.effect,
            repeatable: action.repeatable,
            downloads: action.downloads,
            deprecated: action.deprecated,
        }
    }
}

impl Action {
    fn of(action: &manifest::Action) -> Self {
        let lookups = action.lookups.iter();
        Self {
            summary: Summary::of(action),
            version: action.version.clone(),
            description: action.description.clone(),
            scopes: action.scopes.clone(),
            plan: action.plan.clone(),
            input: action.input.value(),
            output: action.output.value(),
            sample: Sample {
                input: action.sample.input.value(),
                output: action.sample.output.value(),
            },
            items_member: action.pagination.as_ref().map(|pages| pages.items.clone()),
            lookups: lookups.map(|lookup| lookup.field.clone()).collect(),
            sensitive: action.sensitive.clone(),
            docs_url: action.docs_url.clone(),
        }
    }
}

/// List the actions of a connector
///
/// It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connectors/{connector}/actions", tag = "actions",
    operation_id = "list-actions",
    params(("connector" = String, Path, description = "The connector's key.")),
    responses((status = 200, description = "All of them.", body = ActionList))
)]
pub(crate) async fn list(
    Reads(host): Reads,
    Named(key): Named<String>,
) -> Result<Json<ActionList>, Problem> {
    let connector = host.connector(&key).await?;
    let items = connector.manifest().actions.iter().map(Summary::of);
    Ok(Json(ActionList {
        items: items.collect(),
    }))
}

/// Show an action
///
/// With the schemas of what it takes and gives. It takes the right `read`.
#[utoipa::path(
    get, path = "/v1/connectors/{connector}/actions/{action}", tag = "actions",
    operation_id = "show-action",
    params(
        ("connector" = String, Path, description = "The connector's key."),
        ("action" = String, Path, description = "The action's id."),
    ),
    responses((status = 200, description = "The action.", body = Action))
)]
pub(crate) async fn show(
    Reads(host): Reads,
    Named((key, id)): Named<(String, String)>,
) -> Result<Json<Action>, Problem> {
    let connector = host.connector(&key).await?;
    let manifest = connector.manifest();
    match manifest.action(&id) {
        Some(action) => Ok(Json(Action::of(action))),
        None => Err(Error::UnknownAction {
            connector: key,
            action: id,
            known: manifest
                .actions
                .iter()
                .map(|known| known.id.clone())
                .collect(),
        }
        .into()),
    }
}
