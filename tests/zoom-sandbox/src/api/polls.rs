//! Polls and quizzes of meetings and webinars, which differ in their errors alone, and
//! what was answered in a meeting that is over.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    call::Call, error::ApiError, meeting_registrants::by_id, operations::Handlers,
    past_meetings::not_too_old, past_webinars::poll_answer, webinars::has_plan,
};
use crate::{
    state::{State, meeting::Meeting, poll::Poll, user::License},
    time,
};

pub(crate) const HANDLERS: Handlers = &[
    ("meetingPolls", list),
    ("meetingPollCreate", create),
    ("meetingPollGet", get),
    ("meetingPollUpdate", update),
    ("meetingPollDelete", delete),
    ("createBatchPolls", create_many),
    ("listPastMeetingPolls", results),
    ("webinarPolls", list),
    ("webinarPollCreate", create),
    ("webinarPollGet", get),
    ("webinarPollUpdate", update),
    ("webinarPollDelete", delete),
];

/// Polls that a meeting can have.
const MOST: usize = 50;

fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let anonymous = call.query.get("anonymous").and_then(Value::as_bool);
    let polls: Vec<Value> = of(call, state)?
        .polls
        .iter()
        .filter(|poll| anonymous.is_none_or(|wanted| poll.is_anonymous() == wanted))
        .map(view)
        .collect();
    Ok(json!({"total_records": polls.len(), "polls": polls}))
}

fn get(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = of(call, state)?;
    Ok(view(&meeting.polls[place(call, meeting)?]))
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    add(call, state, vec![call.body.clone()]).map(|mut polls| polls.remove(0))
}

fn create_many(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let polls = call.body.get("polls").and_then(Value::as_array);
    let polls = polls.into_iter().flatten();
    let polls = polls.filter_map(Value::as_object).cloned().collect();
    add(call, state, polls).map(|polls| json!({"polls": polls}))
}

/// Adds polls and gives them back as they look.
fn add(
    call: &Call<'_>,
    state: &mut State,
    polls: Vec<Map<String, Value>>,
) -> Result<Vec<Value>, ApiError> {
    let meeting = of(call, state)?;
    let id = meeting.id;
    if meeting.polls.len() + polls.len() > MOST {
        let message = "You can only add a maximum of 50 polls.";
        return Err(ApiError::bad_request(4400, message));
    }
    let polls: Vec<Poll> = polls
        .into_iter()
        .map(|details| Poll {
            id: state.ids.entity(),
            ended: false,
            details: with_defaults(details),
        })
        .collect();
    let views = polls.iter().map(view).collect();
    by_id(state, id)?.polls.extend(polls);
    Ok(views)
}

fn update(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = of(call, state)?;
    let (id, place) = (meeting.id, place(call, meeting)?);
    let poll = &mut by_id(state, id)?.polls[place];
    poll.details.extend(call.body.clone());
    Ok(Value::Null)
}

fn delete(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let meeting = of(call, state)?;
    let (id, place) = (meeting.id, place(call, meeting)?);
    by_id(state, id)?.polls.remove(place);
    Ok(Value::Null)
}

fn results(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = call.past_instance(state)?;
    not_too_old(instance, call.now)?;
    let questions: Vec<Value> = instance.poll_answers.iter().map(poll_answer).collect();
    Ok(json!({
        "id": instance.meeting_id,
        "uuid": instance.uuid,
        "start_time": time::utc(instance.start_time),
        "questions": questions,
    }))
}

/// The meeting or webinar of a call, whose host may have polls. That a host without a
/// license may not is a guess.
fn of<'s>(call: &Call<'_>, state: &'s State) -> Result<&'s Meeting, ApiError> {
    let is_webinar = call.published.path.starts_with("/webinars/");
    let meeting = if is_webinar {
        call.webinar(state)?
    } else {
        call.meeting(state)?
    };
    match state.user(&meeting.host_id) {
        Some(host) if is_webinar => has_plan(host, "this user")?,
        Some(host) if host.license == License::Basic => {
            let message = "Meeting polls disabled. To enable this feature, enable the \"Meeting Polls/Quizzes\" setting in the Zoom web portal's \"Settings\" interface.";
            return Err(ApiError::bad_request(4400, message));
        }
        _ => {}
    }
    Ok(meeting)
}

/// Where the poll is that a call names. Webinars publish an error for deleting alone,
/// so that it is the same for reading is a guess.
fn place(call: &Call<'_>, meeting: &Meeting) -> Result<usize, ApiError> {
    let id = call.path("pollId");
    let place = meeting.polls.iter().position(|poll| poll.id == id);
    place.ok_or_else(|| {
        if meeting.is_webinar() {
            ApiError::bad_request(4400, "Invalid poll IDs.")
        } else {
            ApiError::new(StatusCode::NOT_FOUND, 404, "Meeting Poll not found.")
        }
    })
}

/// Fills in what is published as the default.
fn with_defaults(details: Map<String, Value>) -> Map<String, Value> {
    let mut whole = Map::from_iter([
        ("anonymous".to_owned(), json!(false)),
        ("poll_type".to_owned(), json!(1)),
    ]);
    whole.extend(details);
    whole
}

fn view(poll: &Poll) -> Value {
    let mut view = poll.details.clone();
    view.insert("id".into(), json!(poll.id));
    let status = if poll.ended { "ended" } else { "notstart" };
    view.insert("status".into(), json!(status));
    Value::Object(view)
}
