//! What each action sends, place by place: for comparing with what Zoom publishes of its endpoints.

use serde_json::{Value, json};

use crate::action::{Action, Flow};
use crate::actions;
use crate::endpoint::Content;
use crate::input::Input;
use crate::pages;
use crate::shape::schema::{Direction, schema_of};
use crate::shape::{Field, Findings, Place};

/// The main exchange of each action: a JSON array of objects with the action's `id`, `method`,
/// `path`, `rate_label` and `scopes`, the schemas of its `query` and its `body`, the `placeholders`
/// of the path that a field stands for, what goes into the body `beside` the fields, the names of its `own` fields, which are not sent or sent under other names, the names of those that go `elsewhere`, where Zoom publishes nothing, the schema
/// of the `answer`, and whether it `offers_all` that the endpoint can do and `takes_all` that it
/// answers. An action that takes several exchanges stands for each endpoint that it asks.
#[must_use]
pub fn exchanges() -> Value {
    let actions = actions::ALL.iter();
    // What asks for whatever its input names has no operation.
    let published = actions.filter(|action| !matches!(action.endpoint.content, Content::Any));
    published
        .flat_map(|action| match action.flow {
            Flow::Course(_, asks, _) => asks.iter().map(|asked| exchange(asked, false)).collect(),
            // These are others.
            Flow::Record(..) => Vec::new(),
            _ => vec![exchange(action, true)],
        })
        .collect()
}

/// `takes_all` says whether the action tells all that is answered.
fn exchange(action: &'static Action, takes_all: bool) -> Value {
    let endpoint = &action.endpoint;
    let at = |place: fn(&Place) -> bool| {
        endpoint
            .input
            .fields()
            .filter(move |field| place(&field.place))
    };
    let sent = |place| schema_of(at(place), Direction::Input);
    let placeholder = |field: &Field| match field.place {
        Place::Path(placeholder) => Some(placeholder),
        Place::Query
        | Place::QueryMembers
        | Place::Header
        | Place::Body
        | Place::Members(_)
        | Place::Content
        | Place::Nowhere => None,
    };
    json!({
        "id": action.id,
        "method": endpoint.method.as_str(),
        "path": endpoint.path,
        "rate_label": action.about.rate_label.get(),
        "scopes": endpoint.scopes.all().collect::<Vec<_>>(),
        "query": sent(|place| *place == Place::Query),
        "body": sent(|place| *place == Place::Body),
        "beside": beside(action),
        "placeholders": endpoint.input.fields().filter_map(placeholder).collect::<Vec<_>>(),
        "own": at(|place| matches!(place, Place::Members(_) | Place::Nowhere)).map(|field| field.name).collect::<Vec<_>>(),
        "elsewhere": at(|place| matches!(place, Place::QueryMembers | Place::Header | Place::Content)).map(|field| field.name).collect::<Vec<_>>(),
        "answer": answer(action),
        "takes_all": takes_all,
        "offers_all": takes_all && matches!(action.flow, Flow::Answer(_) | Flow::Pages(_)) && endpoint.beside.is_none(),
    })
}

/// What goes into the body beside the fields, for the sample of the input.
fn beside(action: &'static Action) -> Value {
    let (sample, _) = action.about.sample.get();
    let input = Input::parse(sample, &action.endpoint.input, &mut Findings::default());
    let input = (action.prepare)(input);
    let beside = action.endpoint.beside.map(|members| members(&input));
    beside.map_or(Value::Null, Value::Object)
}

/// The schema of an answer.
fn answer(action: &'static Action) -> Value {
    let mut schema = schema_of(answered(action), Direction::Output);
    match action.endpoint.content {
        Content::List(member) => schema["properties"][member].take(),
        Content::Object | Content::None | Content::Any => schema,
    }
}

/// The fields of an answer. What is told without an answer, and what a list is told with beside its
/// answers, is the connector's.
fn answered(action: &'static Action) -> impl Iterator<Item = &'static Field> {
    let told_by_us = |field: &&Field| match action.endpoint.content {
        Content::None => true,
        _ => pages::TOLD.contains(&field.name),
    };
    let fields = action.endpoint.output.fields();
    fields.filter(move |field| !told_by_us(field))
}
