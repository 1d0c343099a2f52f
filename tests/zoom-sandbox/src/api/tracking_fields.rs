//! The tracking fields of the account.

use serde_json::{Map, Value, json};

use super::{
    call::Call,
    error::{ApiError, FieldError},
    operations::Handlers,
};
use crate::state::{State, tracking_field::TrackingField};

pub(crate) const HANDLERS: Handlers = &[
    ("trackingfieldList", list),
    ("trackingfieldCreate", create),
    ("trackingfieldGet", get),
    ("trackingfieldUpdate", update),
    ("trackingfieldDelete", delete),
];

fn list(_call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    Ok(json!({
        "total_records": state.tracking_fields.len(),
        "tracking_fields": state.tracking_fields,
    }))
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let mut new = TrackingField {
        id: state.ids.entity(),
        field: String::new(),
        recommended_values: Vec::new(),
        required: false,
        visible: true,
    };
    apply(&mut new, &call.body);
    if new.field.is_empty() {
        let problem = match call.body.get("field") {
            Some(_) => FieldError::invalid("field"),
            None => FieldError::missing("field"),
        };
        return Err(ApiError::validation(vec![problem]));
    }
    not_taken(state, &new)?;
    let answer = json!(new);
    state.tracking_fields.push(new);
    Ok(answer)
}

fn get(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    Ok(json!(state.tracking_fields[place(call, state)?]))
}

fn update(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let place = place(call, state)?;
    let mut changed = state.tracking_fields[place].clone();
    apply(&mut changed, &call.body);
    not_taken(state, &changed)?;
    state.tracking_fields[place] = changed;
    Ok(Value::Null)
}

fn delete(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let place = place(call, state)?;
    state.tracking_fields.remove(place);
    Ok(Value::Null)
}

fn place(call: &Call<'_>, state: &State) -> Result<usize, ApiError> {
    let id = call.path("fieldId");
    state
        .tracking_fields
        .iter()
        .position(|field| field.id == id)
        .ok_or_else(|| ApiError::not_found(5110, format!("Tracking field does not exist: {id}.")))
}

fn apply(field: &mut TrackingField, body: &Map<String, Value>) {
    if let Some(name) = body.get("field").and_then(Value::as_str) {
        name.clone_into(&mut field.field);
    }
    if let Some(values) = body.get("recommended_values").and_then(Value::as_array) {
        field.recommended_values = values
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect();
    }
    if let Some(required) = body.get("required").and_then(Value::as_bool) {
        field.required = required;
    }
    if let Some(visible) = body.get("visible").and_then(Value::as_bool) {
        field.visible = visible;
    }
}

fn not_taken(state: &State, new: &TrackingField) -> Result<(), ApiError> {
    let taken = state
        .tracking_fields
        .iter()
        .any(|known| known.id != new.id && known.field.eq_ignore_ascii_case(&new.field));
    if taken {
        return Err(ApiError::bad_request(
            200,
            format!("Tracking field {} already exists.", new.field),
        ));
    }
    Ok(())
}
