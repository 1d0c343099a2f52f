//! Registration: who has registered, and what they are asked. Meetings and
//! recordings have one each.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::instance::Attendee;
use crate::ids::Ids;

/// The registrants of one meeting or recording.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Registration {
    pub(crate) registrants: Vec<Registrant>,
    /// Which of the standard fields are asked for, beside name and email.
    pub(crate) questions: Value,
    pub(crate) custom_questions: Value,
}

/// Somebody who has registered.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Registrant {
    pub(crate) id: String,
    pub(crate) status: Status,
    pub(crate) create_time: Timestamp,
    /// The opaque part of the address to join by.
    pub(crate) token: String,
    pub(crate) participant_pin_code: u64,
    /// The occurrences registered for; none means all.
    pub(crate) occurrence_ids: Vec<String>,
    /// Name, email and answers, as they came.
    pub(crate) fields: Map<String, Value>,
}

/// Whether a registrant may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Pending,
    Approved,
    Denied,
}

impl Status {
    /// The status of somebody new, by the `approval_type` of the meeting.
    pub(crate) fn of_new(approval_type: &Value) -> Self {
        if *approval_type == json!(0) {
            Self::Approved
        } else {
            Self::Pending
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Denied => "denied",
        }
    }
}

impl Default for Registration {
    fn default() -> Self {
        Self {
            registrants: Vec::new(),
            questions: json!([{"field_name": "last_name", "required": false}]),
            custom_questions: json!([]),
        }
    }
}

impl Registration {
    pub(crate) fn by_id(&self, id: &str) -> Option<&Registrant> {
        self.registrants
            .iter()
            .find(|registrant| registrant.id == id)
    }
}

impl Registrant {
    pub(crate) fn new(
        fields: Map<String, Value>,
        status: Status,
        occurrence_ids: Vec<String>,
        now: Timestamp,
        ids: &mut Ids,
    ) -> Self {
        Self {
            id: ids.entity(),
            status,
            create_time: now,
            token: ids.opaque(40),
            participant_pin_code: ids.digits().parse().unwrap_or_default(),
            occurrence_ids,
            fields,
        }
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.fields
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    pub(crate) fn is_for(&self, occurrence_id: &str) -> bool {
        self.occurrence_ids.is_empty() || self.occurrence_ids.iter().any(|id| id == occurrence_id)
    }

    /// The registrant on the way into the meeting.
    pub(crate) fn attendee(&self) -> Attendee {
        let name = format!("{} {}", self.text("first_name"), self.text("last_name"));
        Attendee {
            user_id: String::new(),
            name: name.trim_end().to_owned(),
            email: self.text("email").to_owned(),
            registrant_id: self.id.clone(),
            ..Attendee::default()
        }
    }
}
