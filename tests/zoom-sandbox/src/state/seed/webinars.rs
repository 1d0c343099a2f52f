//! The webinars: one that took place and one that is planned.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, json};

use super::at;
use crate::{
    api::meetings::settings,
    state::{
        State,
        instance::{AskedQuestion, PollAnswer},
        meeting::{Meeting, Panelist, TrackingSource, kind},
        registration::{Registrant, Registration, Status},
    },
};

const PAST: &str = "Product launch";

/// Who registered for the webinar that took place: first name, last name,
/// organization.
const REGISTRANTS: &[(&str, &str, &str)] = &[
    ("Greta", "Guest", "Example GmbH"),
    ("Victor", "Visitor", "Example SARL"),
    ("Nora", "Noshow", "Example Oy"),
];

pub(super) fn add(state: &mut State, now: Timestamp) {
    let host = state.users[0].clone();
    let speaker = state.users[1].clone();
    for (topic, start) in [(PAST, at(now, -4, 17)), ("Customer day", at(now, 7, 15))] {
        let panelist = Panelist {
            id: state.ids.entity(),
            name: speaker.display_name(),
            email: speaker.email.clone(),
            token: state.ids.opaque(40),
            details: Map::new(),
        };
        let created_at = at(now, -30, 8);
        let mut settings = settings::defaults(kind::WEBINAR, &host);
        let mut registration = Registration::default();
        if topic == PAST {
            settings.insert("approval_type".into(), json!(0));
            registration.registrants = registrants(state, at(now, -20, 12));
        }
        let webinar = Meeting {
            id: state.ids.meeting_id(),
            uuid: state.ids.meeting_uuid(),
            host_id: host.id.clone(),
            assistant_id: None,
            kind: kind::WEBINAR,
            topic: topic.into(),
            start_time: Some(start),
            duration: 60,
            timezone: super::TIMEZONE.into(),
            created_at,
            source: "Zoom".into(),
            password: state.ids.opaque(6),
            encrypted_password: format!("{}.1", state.ids.opaque(32)),
            numeric_password: state.ids.digits(),
            host_key: state.ids.digits(),
            recurrence: None,
            occurrences: Vec::new(),
            settings,
            registration,
            panelists: vec![panelist],
            polls: Vec::new(),
            livestream: None,
            survey: None,
            tracking_sources: Vec::new(),
            details: Map::from_iter([("agenda".to_owned(), json!("Talks and questions"))]),
        };
        state.meetings.push(webinar);
    }
}

fn registrants(state: &mut State, registered: Timestamp) -> Vec<Registrant> {
    let registrants = REGISTRANTS.iter().map(|(first_name, last_name, org)| {
        let fields = [
            (
                "email",
                format!("{}@guests.example", first_name.to_lowercase()),
            ),
            ("first_name", (*first_name).to_owned()),
            ("last_name", (*last_name).to_owned()),
            ("org", (*org).to_owned()),
        ];
        let fields = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), json!(value)))
            .collect();
        Registrant::new(
            fields,
            Status::Approved,
            Vec::new(),
            registered,
            &mut state.ids,
        )
    });
    registrants.collect()
}

/// Lets the webinar that took place have been told of in two places.
pub(super) fn tell_of(state: &mut State) {
    let ids = [state.ids.entity(), state.ids.entity()];
    let past = state
        .meetings
        .iter_mut()
        .find(|webinar| webinar.topic == PAST);
    let Some(webinar) = past else {
        return;
    };
    let places = [("Newsletter", 40), ("Home page", 7)];
    for (id, (name, visitors)) in ids.into_iter().zip(places) {
        if let Some(registrant) = webinar.registration.registrants.first_mut() {
            let fields = &mut registrant.fields;
            fields.entry("source_id").or_insert_with(|| json!(id));
        }
        webinar.tracking_sources.push(TrackingSource {
            id,
            name: name.into(),
            visitors,
        });
    }
}

/// Lets the panelist ask and vote in the webinar that took place.
pub(super) fn ask(state: &mut State) {
    let (polling_id, question_id) = (state.ids.entity(), state.ids.entity());
    let speaker = &state.users[1];
    let (name, email) = (speaker.display_name(), speaker.email.clone());
    let past = state
        .instances
        .iter_mut()
        .find(|instance| instance.topic == PAST);
    let Some(instance) = past else {
        return;
    };
    instance.questions.push(AskedQuestion {
        id: question_id,
        asked_at: instance.start_time + SignedDuration::from_mins(50),
        name: name.clone(),
        email: email.clone(),
        question: "Will there be a recording?".into(),
        answer: "Yes, tomorrow.".into(),
    });
    instance.poll_answers.push(PollAnswer {
        name,
        email,
        polling_id,
        question: "Which feature matters most to you?".into(),
        answer: "Search".into(),
        date_time: instance.start_time + SignedDuration::from_mins(20),
    });
}
