//! One call of an operation, with everything that a handler may look at.

use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value};

use super::{error::ApiError, operations::Published};
use crate::{
    links::Links,
    state::{
        State,
        app::AppKind,
        instance::Instance,
        meeting::{Meeting, kind::is_webinar},
        user::User,
    },
    time,
    webhooks::Webhooks,
};

/// Does the work of an operation: answers with the body, `Null` for none.
pub(crate) type Handler = fn(&Call<'_>, &mut State) -> Result<Value, ApiError>;

/// A call that was allowed and found well-formed.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    /// What is published of the operation.
    pub(crate) published: &'a Published,
    /// The path's parameters, decoded.
    pub(crate) path: Vec<(&'a str, String)>,
    /// The query's parameters in their published types, defaults filled in.
    pub(crate) query: Map<String, Value>,
    /// The body; an empty object when there is none.
    pub(crate) body: Map<String, Value>,
    /// Where the list goes on, when a page token says so.
    pub(crate) offset: Option<usize>,
    /// Whether the operation knows page numbers.
    pub(crate) numbered: bool,
    pub(crate) caller: Caller,
    pub(crate) links: &'a Links,
    /// What was delivered to whom.
    pub(crate) webhooks: &'a Webhooks,
    pub(crate) now: Timestamp,
}

/// Who calls.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) user_id: String,
    pub(crate) app: AppKind,
    pub(crate) app_name: String,
    /// Owner, or admin, of the account.
    pub(crate) is_admin: bool,
}

impl Call<'_> {
    /// Names the list that is asked for, so that a page token fits no other.
    pub(crate) fn list(&self) -> String {
        format!(
            "{} {} {:?}",
            self.published.id, self.caller.user_id, self.path
        )
    }

    pub(crate) fn path(&self, name: &str) -> &str {
        self.path
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn query_text(&self, name: &str) -> Option<&str> {
        self.query.get(name)?.as_str()
    }

    pub(crate) fn query_number(&self, name: &str) -> Option<u64> {
        let value = self.query.get(name)?;
        // One operation publishes its page number as text.
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    pub(crate) fn query_flag(&self, name: &str) -> bool {
        self.query
            .get(name)
            .and_then(Value::as_bool)
            .unwrap_or_default()
    }

    /// A day that the query names, if it does.
    pub(crate) fn query_date(&self, name: &str) -> Result<Option<Date>, ApiError> {
        self.query_text(name)
            .filter(|text| !text.is_empty())
            .map(|text| time::date(text).ok_or_else(|| ApiError::invalid_field(name)))
            .transpose()
    }

    /// The user that `{userId}` names: `me`, an id or an email address.
    pub(crate) fn user<'s>(&self, state: &'s State) -> Result<&'s User, ApiError> {
        let named = self.path("userId");
        if named == "me" {
            // A server-to-server token acts as the account's owner here.
            return state
                .user(&self.caller.user_id)
                .ok_or_else(|| ApiError::user_does_not_exist(named));
        }
        // Zoom documents that a user-level app must say `me`.
        if !self.caller.app.reaches_account() {
            return Err(ApiError::invalid_access_token());
        }
        let user = state
            .user(named)
            .ok_or_else(|| ApiError::user_does_not_exist(named))?;
        self.may_act_for(&user.id)?;
        Ok(user)
    }

    /// The meeting that `{meetingId}` names by its number.
    pub(crate) fn meeting<'s>(&self, state: &'s State) -> Result<&'s Meeting, ApiError> {
        let named = self.path("meetingId");
        let id: u64 = named
            .parse()
            .map_err(|_| ApiError::bad_request(300, "Invalid meeting id."))?;
        let meeting = state
            .meeting(id, self.now)
            .ok_or_else(|| ApiError::meeting_does_not_exist(id))?;
        self.may_act_for(&meeting.host_id)?;
        if meeting.is_webinar() {
            return Err(ApiError::is_webinar());
        }
        Ok(meeting)
    }

    /// The webinar that `{webinarId}` names by its number.
    pub(crate) fn webinar<'s>(&self, state: &'s State) -> Result<&'s Meeting, ApiError> {
        let named = self.path("webinarId");
        let id: u64 = named
            .parse()
            .map_err(|_| ApiError::bad_request(300, "Invalid webinar ID."))?;
        let webinar = state
            .meeting(id, self.now)
            .ok_or_else(|| ApiError::webinar_does_not_exist(id))?;
        self.may_act_for(&webinar.host_id)?;
        if !webinar.is_webinar() {
            return Err(ApiError::is_meeting());
        }
        Ok(webinar)
    }

    /// The past instance that `{meetingId}` names, by its UUID or, for the last
    /// one, by the meeting's id.
    pub(crate) fn past_instance<'s>(&self, state: &'s State) -> Result<&'s Instance, ApiError> {
        let named = self.path("meetingId");
        let instance = state
            .past_instance(named)
            .filter(|instance| !is_webinar(instance.kind))
            .ok_or_else(|| ApiError::meeting_does_not_exist(named))?;
        self.may_act_for(&instance.host_id)?;
        Ok(instance)
    }

    /// The same of a webinar, which `{webinarId}` names.
    pub(crate) fn past_webinar<'s>(
        &self,
        state: &'s State,
        not_found: ApiError,
    ) -> Result<&'s Instance, ApiError> {
        let instance = state
            .past_instance(self.path("webinarId"))
            .filter(|instance| is_webinar(instance.kind))
            .ok_or(not_found)?;
        self.may_act_for(&instance.host_id)?;
        Ok(instance)
    }

    /// Refuses a caller who does not act for the whole account.
    pub(crate) fn may_act_for_account(&self) -> Result<(), ApiError> {
        if self.caller.app.reaches_account() && self.caller.is_admin {
            Ok(())
        } else {
            Err(ApiError::no_permission())
        }
    }

    /// Refuses what belongs to a user that the caller may not act for.
    pub(crate) fn may_act_for(&self, user_id: &str) -> Result<(), ApiError> {
        if self.caller.user_id == user_id {
            return Ok(());
        }
        self.may_act_for_account()
    }
}
