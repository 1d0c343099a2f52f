//! Update a user.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::user_mut;
use crate::{
    api::{call::Call, error::ApiError},
    state::{
        State,
        user::{License, User},
    },
};

/// Fields that are given back as they came.
const PROFILE: &[&str] = &[
    "cms_user_id",
    "company",
    "cost_center",
    "custom_attributes",
    "display_name",
    "division_ids",
    "language",
    "license_info_list",
    "location",
    "manager",
    "phone_country",
    "phone_number",
    "plan_united_type",
    "pronouns",
    "pronouns_option",
    "use_pmi",
    "zoom_one_type",
];

pub(crate) fn handle(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let mut user = call.user(state)?.clone();
    let body = &call.body;
    let plans = ["type", "plan_united_type", "zoom_one_type"];
    if plans
        .iter()
        .filter(|plan| body.contains_key(**plan))
        .count()
        > 1
    {
        return Err(ApiError::bad_request(
            300,
            "You can't change the \"type\" or \"plan_united_type\" or \"zoom_one_type\" at the same time.",
        ));
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    if let Some(name) = text("first_name") {
        user.first_name = name;
    }
    if let Some(name) = text("last_name") {
        user.last_name = name;
    }
    if let Some(dept) = text("dept") {
        user.dept = dept;
    }
    if let Some(title) = text("job_title") {
        user.job_title = title;
    }
    if let Some(key) = text("host_key") {
        user.host_key = key;
    }
    if let Some(timezone) = text("timezone") {
        TimeZone::get(&timezone).map_err(|_| ApiError::invalid_field("timezone"))?;
        user.timezone = timezone;
    }
    if let Some(number) = body.get("type").and_then(Value::as_u64) {
        call.may_act_for_account()?;
        user.license = License::of(number).ok_or_else(|| ApiError::invalid_field("type"))?;
    }
    if let Some(pmi) = body.get("pmi") {
        // Ten digits, and no other user's.
        let free = |pmi: &u64| {
            let taken = |other: &User| other.pmi == *pmi && other.id != user.id;
            pmi.to_string().len() == 10 && !state.users.iter().any(taken)
        };
        user.pmi = pmi
            .as_u64()
            .filter(free)
            .ok_or_else(|| ApiError::invalid_field("pmi"))?;
    }
    if let Some(link) = text("vanity_name") {
        let taken = state
            .users
            .iter()
            .any(|other| other.personal_link == link && other.id != user.id);
        if taken {
            return Err(ApiError::bad_request(
                4100,
                "User is already taken by another user from your account. Choose another \"Personal Link Name\".",
            ));
        }
        user.personal_link = link;
    }
    for name in PROFILE {
        if let Some(value) = body.get(*name) {
            user.profile.insert((*name).to_owned(), value.clone());
        }
    }
    if let Some(Value::Array(numbers)) = body.get("phone_numbers") {
        let unverified = numbers.iter().map(|number| {
            let mut number = number.clone();
            number["verified"] = json!(false);
            number
        });
        user.profile
            .insert("phone_numbers".into(), unverified.collect());
    }
    if let Some(group) = body.get("group_id") {
        user.profile.insert("group_ids".into(), json!([group]));
    }
    *user_mut(call, state)? = user;
    Ok(Value::Null)
}
