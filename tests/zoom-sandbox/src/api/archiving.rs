//! The archived files of meetings.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Map, Value, json};

use super::{call::Call, error::ApiError, operations::Handlers, pagination};
use crate::{
    links::Links,
    state::{
        COMPANY, State,
        archive::{Archive, ArchivedFile},
        instance::Instance,
    },
    time,
};

pub(crate) const HANDLERS: Handlers = &[
    ("listArchivedFiles", list),
    ("getArchivedFiles", get),
    ("deleteArchivedFiles", delete),
    ("updateArchivedFile", update),
];

/// The longest time that a list may cover, which it covers when the call does
/// not say: a guess.
const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);

fn list(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    call.may_act_for_account()?;
    let (from, to) = range(call)?;
    let by_completion = call.query_text("query_date_type") == Some("archive_complete_time");
    // The account has no groups, so nothing is in one.
    let in_a_group = ["group_id", "group_ids"]
        .iter()
        .any(|name| call.query_text(name).is_some_and(|ids| !ids.is_empty()));
    let items = state
        .instances
        .iter()
        .filter_map(|instance| Some((instance, instance.archive.as_ref()?)))
        .filter(|(instance, archive)| {
            let moment = if by_completion {
                archive.complete_time
            } else {
                instance.start_time
            };
            !in_a_group && (from..=to).contains(&moment)
        })
        .map(|(instance, archive)| view(instance, archive, call))
        .collect();
    let mut answer = pagination::page(call, state, "meetings", items);
    // This list does not count pages.
    answer.remove("page_count");
    answer.insert("from".into(), json!(time::utc(from)));
    answer.insert("to".into(), json!(time::utc(to)));
    Ok(Value::Object(answer))
}

fn range(call: &Call<'_>) -> Result<(Timestamp, Timestamp), ApiError> {
    let moment = |name: &str, default: Timestamp| match call.query_text(name) {
        None | Some("") => Ok(default),
        Some(text) => {
            time::moment(text, &TimeZone::UTC).ok_or_else(|| ApiError::invalid_field(name))
        }
    };
    let to = moment("to", call.now)?;
    let from = moment("from", to - LONGEST)?;
    if to.duration_since(from) > LONGEST {
        return Err(ApiError::invalid_field("from"));
    }
    Ok((from, to))
}

fn get(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let instance = &state.instances[place(call, state)?];
    let archive = instance.archive.as_ref().ok_or_else(|| not_found(call))?;
    Ok(view(instance, archive, call))
}

fn delete(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let place = place(call, state)?;
    state.instances[place].archive = None;
    Ok(Value::Null)
}

fn update(call: &Call<'_>, state: &mut State) -> Result<Value, ApiError> {
    let id = call.path("fileId");
    let auto_delete = call.body.get("auto_delete") == Some(&json!(true));
    for instance in &mut state.instances {
        let mut files = instance
            .archive
            .iter_mut()
            .flat_map(|archive| &mut archive.files);
        if let Some(file) = files.find(|file| file.file.id == id) {
            call.may_act_for(&instance.host_id)?;
            file.auto_delete = auto_delete;
            return Ok(Value::Null);
        }
    }
    // The status is published, code and words are a guess.
    Err(ApiError::not_found(
        3001,
        format!("Archived file does not exist: {id}."),
    ))
}

/// Where the instance is that a call names by its UUID, if it has an archive.
fn place(call: &Call<'_>, state: &State) -> Result<usize, ApiError> {
    let uuid = call.path("meetingUUID");
    let place = state
        .instances
        .iter()
        .position(|instance| instance.uuid == uuid && instance.archive.is_some())
        .ok_or_else(|| not_found(call))?;
    call.may_act_for(&state.instances[place].host_id)?;
    Ok(place)
}

fn not_found(call: &Call<'_>) -> ApiError {
    let uuid = call.path("meetingUUID");
    ApiError::not_found(3001, format!("Meeting {uuid} does not exist."))
}

fn view(instance: &Instance, archive: &Archive, call: &Call<'_>) -> Value {
    let complete = archive.complete_time <= call.now;
    let files: Vec<Value> = archive
        .files
        .iter()
        .map(|known| Value::Object(file(known, instance, complete, call.links)))
        .collect();
    let external = instance
        .participants
        .iter()
        .any(|participant| participant.id.is_empty());
    let size = archive.files.iter().map(|known| known.file.content.size());
    let seconds = instance
        .end_time
        .duration_since(instance.start_time)
        .as_secs();
    json!({
        "uuid": instance.uuid,
        "id": instance.meeting_id,
        "account_name": COMPANY,
        "host_id": instance.host_id,
        "topic": instance.topic,
        "type": instance.kind,
        "meeting_type": if external { "external" } else { "internal" },
        "is_breakout_room": false,
        "start_time": time::utc(instance.start_time),
        "timezone": instance.timezone,
        "duration": instance.duration(),
        "duration_in_second": seconds,
        "complete_time": if complete { time::utc(archive.complete_time) } else { String::new() },
        "status": if complete { "completed" } else { "processing" },
        "recording_count": archive.files.len(),
        "total_size": size.sum::<usize>(),
        "archive_files": files,
    })
}

fn file(
    known: &ArchivedFile,
    instance: &Instance,
    complete: bool,
    links: &Links,
) -> Map<String, Value> {
    let ArchivedFile { file, .. } = known;
    // A file of the whole meeting has the gateway's times, which are the
    // meeting's.
    let participant = instance
        .participants
        .iter()
        .find(|participant| Some(&participant.email) == known.participant_email.as_ref());
    let (join, leave) = match participant {
        Some(participant) => (participant.join_time, participant.leave_time),
        None => (instance.start_time, instance.end_time),
    };
    let mut view = Map::new();
    let mut add = |name: &str, value: Value| {
        view.insert(name.to_owned(), value);
    };
    add("id", json!(file.id));
    add("file_type", json!(file.file_type.name()));
    add("file_extension", json!(file.file_type.extension()));
    add("file_size", json!(file.content.size()));
    add("recording_type", json!(file.recording_type));
    let url = format!("{}/rec/archive/download/{}", links.web, file.key);
    add("download_url", json!(url));
    add("individual", json!(known.participant_email.is_some()));
    add("participant_join_time", json!(time::utc(join)));
    add("participant_leave_time", json!(time::utc(leave)));
    add(
        "encryption_fingerprint",
        json!(known.encryption_fingerprint),
    );
    add(
        "status",
        json!(if complete { "completed" } else { "processing" }),
    );
    add("storage_location", json!("EU"));
    add("auto_delete", json!(known.auto_delete));
    if let Some(email) = &known.participant_email {
        add("participant_email", json!(email));
    }
    if let Some(messages) = known.number_of_messages {
        add("number_of_messages", json!(messages));
    }
    view
}
