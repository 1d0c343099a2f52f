//! `report-meeting-results`.
//!
//! What people answered to polls, what they asked, and what they answered to a survey stand in three
//! reports, and three more for webinars. Their answers are of three forms, which are told in one.

use serde_json::Value;

use super::group::{GROUP, NO_REPORTS, TOO_LONG_AGO};
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::contract::{Failure, FailureKind};
use crate::course::{Came, Course, Files, Leg, Trip, Turn};
use crate::endpoint::Ask;
use crate::ids;
use crate::input::Input;
use crate::json;
use crate::manifest_only::ManifestOnly;
use crate::refusals::{Refusal, refusal};
use crate::scopes::{Scope, scope};
use crate::shape::{Field, Kind, Shape, TEXT, list, member, path};
use crate::times::TIMESTAMP;

const ID: &str = "report-meeting-results";

pub(crate) static ACTION: Action = Action::get(&GROUP, ID, "/report/meetings/{meetingId}/polls")
    .operation("reportMeetingPolls")
    .summary("Reports what people answered to polls or to the survey of a meeting or webinar, or what they asked.")
    .description("Zoom reports it once the meeting is over, for a year. There is an entry for each person.")
    .scopes(
        &[scope("report:read").of_administrators()],
        &[
            scope("report:read:list_meeting_polls").of_administrators(),
            scope("report:read:meeting_qna").of_administrators(),
            scope("report:read:meeting_survey").of_administrators(),
            scope("report:read:list_webinar_polls").of_administrators(),
            scope("report:read:webinar_qna").of_administrators(),
            scope("report:read:webinar_survey").of_administrators(),
        ],
    )
    .rate_label("HEAVY")
    .input(&[&[
        member(
            "meeting_id",
            ids::MEETING_OR_UUID,
            "The number of the meeting or webinar, which stands for its latest instance, or the UUID of an instance.",
        )
        .required()
        .choices(&lookups::PAST_MEETINGS),
        member(
            "kind",
            Kind::Choice(&["polls", "qa", "survey"]),
            "Answers to polls, questions with their answers, or answers to the survey.",
        )
        .required(),
        member("is_webinar", Kind::Boolean, "Whether it was a webinar.").default("false"),
    ]])
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin: |_, _| Ok(Turn::On(Value::Null)),
            leg,
            take,
        },
        &[
            &POLLS,
            &QUESTIONS,
            &SURVEY,
            &WEBINAR_POLLS,
            &WEBINAR_QUESTIONS,
            &WEBINAR_SURVEY,
        ],
        &[OUTPUT],
    )
    .columns(&[column("Kind", "/kind"), column("Start", "/start_time")])
    .sample(
        r#"{ "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==", "kind": "polls" }"#,
        r#"{
            "meeting_id": "aDYlohsHRtCd4ii1uC2+hA==",
            "kind": "polls",
            "meeting_uuid": "aDYlohsHRtCd4ii1uC2+hA==",
            "start_time": "2026-09-15T01:00:00Z",
            "people": [{
                "name": "Anna Huber",
                "email": "anna@example.com",
                "first_name": "Anna",
                "last_name": "Huber",
                "details": [{
                    "polling_id": "QalIoKWLTJehBJ8e1xRrbQ",
                    "question": "How was it?",
                    "answer": "Good",
                    "date_time": "2026-09-15T01:20:00Z"
                }]
            }]
        }"#,
    );

const OF_A_MEETING: Field = path(
    "meeting_id",
    "{meetingId}",
    ids::MEETING_OR_UUID,
    "The meeting's number, or the UUID of an instance.",
);

const OF_A_WEBINAR: Field = path(
    "meeting_id",
    "{webinarId}",
    ids::MEETING_OR_UUID,
    "The webinar's number, or the UUID of an instance.",
);

const CLASSIC: &[Scope] = &[scope("report:read").of_administrators()];

const fn report(
    path: &'static str,
    of: &'static [&'static [Field]],
    granular: &'static [Scope],
    output: &'static [&'static [Field]],
) -> Action {
    Action::get(&GROUP, ID, path)
        .scopes(CLASSIC, granular)
        .rate_label("HEAVY")
        .input(of)
        .output(output)
        .refusals(REFUSALS)
}

static POLLS: Action = report(
    "/report/meetings/{meetingId}/polls",
    &[&[OF_A_MEETING]],
    &[scope("report:read:list_meeting_polls").of_administrators()],
    ANSWERED,
);
static QUESTIONS: Action = report(
    "/report/meetings/{meetingId}/qa",
    &[&[OF_A_MEETING]],
    &[scope("report:read:meeting_qna").of_administrators()],
    ASKED,
);
static SURVEY: Action = report(
    "/report/meetings/{meetingId}/survey",
    &[&[OF_A_MEETING]],
    &[scope("report:read:meeting_survey").of_administrators()],
    &[
        SURVEYED,
        &[
            member("meeting_id", ids::MEETING, "The meeting's number."),
            member("meeting_uuid", TEXT, "The id of the instance."),
        ],
    ],
);
static WEBINAR_POLLS: Action = report(
    "/report/webinars/{webinarId}/polls",
    &[&[OF_A_WEBINAR]],
    &[scope("report:read:list_webinar_polls").of_administrators()],
    ANSWERED,
);
static WEBINAR_QUESTIONS: Action = report(
    "/report/webinars/{webinarId}/qa",
    &[&[OF_A_WEBINAR]],
    &[scope("report:read:webinar_qna").of_administrators()],
    ASKED,
);
static WEBINAR_SURVEY: Action = report(
    "/report/webinars/{webinarId}/survey",
    &[&[OF_A_WEBINAR]],
    &[scope("report:read:webinar_survey").of_administrators()],
    &[
        SURVEYED,
        &[
            member("webinar_id", ids::MEETING, "The webinar's number."),
            member("webinar_uuid", TEXT, "The id of the instance."),
        ],
    ],
);

static INSTANCE: &[Field] = &[
    member("id", ids::MEETING, "The number."),
    member("uuid", TEXT, "The id of the instance."),
    START,
];

const START: Field = member("start_time", TIMESTAMP, "When it began, in UTC.");

static ANSWERED: &[&[Field]] = &[
    INSTANCE,
    &[member(
        "questions",
        list(&Kind::Object(&Shape::of(&[
            PERSON,
            NAMED,
            &[member(
                "question_details",
                list(&Kind::Object(&Shape::of(&[ANSWER, OF_POLLS]))),
                "The answers.",
            )],
        ]))),
        "Who answered.",
    )
    .essential()],
];

static ASKED: &[&[Field]] = &[
    INSTANCE,
    &[member(
        "questions",
        list(&Kind::Object(&Shape::of(&[
            PERSON,
            USER,
            &[member(
                "question_details",
                list(&Kind::Object(&Shape::of(&[
                    ANSWER,
                    QUESTION_ID,
                    OF_QUESTIONS,
                ]))),
                "The questions.",
            )],
        ]))),
        "Who asked.",
    )
    .essential()],
];

static SURVEYED: &[Field] = &[
    START,
    member("survey_id", TEXT, "The id of the survey."),
    member("survey_name", TEXT, "What the survey is called."),
    member(
        "survey_answers",
        list(&Kind::Object(&Shape::of(&[
            PERSON,
            NAMED,
            &[member(
                "answer_details",
                list(&Kind::Object(&Shape::of(&[
                    ANSWER,
                    QUESTION_ID,
                    ANSWERED_AT,
                ]))),
                "The answers.",
            )],
        ]))),
        "Who answered.",
    )
    .essential(),
];

static PERSON: &[Field] = &[
    member("name", TEXT, "The name; empty where it was anonymous."),
    member(
        "email",
        TEXT,
        "The e-mail address; empty where it was anonymous.",
    ),
];

static NAMED: &[Field] = &[
    member("first_name", TEXT, "The first name."),
    member("last_name", TEXT, "The last name."),
];

static USER: &[Field] = &[member(
    "user_id",
    TEXT,
    "The user id, of those who had signed in.",
)];

static ANSWER: &[Field] = &[
    member("question", TEXT, "The question."),
    member("answer", TEXT, "The answer."),
];

static QUESTION_ID: &[Field] = &[member("question_id", TEXT, "The id of the question.")];

static ANSWERED_AT: &[Field] = &[member("date_time", TEXT, "When it was answered, in UTC.")];

static OF_POLLS: &[Field] = &[
    member("polling_id", TEXT, "The id of the poll."),
    member("date_time", TEXT, "When it was answered, in UTC."),
];

static OF_QUESTIONS: &[Field] = &[
    member("create_time", TEXT, "When it was asked, in UTC."),
    member(
        "question_status",
        Kind::Choice(&["default", "open", "dismissed", "answered", "deleted"]),
        "What became of it.",
    ),
    member(
        "answer_details",
        list(&Kind::Object(&Shape::of(&[
            PERSON,
            USER,
            &[
                member("content", TEXT, "The answer or comment."),
                member("create_time", TEXT, "When it was given, in UTC."),
                member(
                    "type",
                    Kind::Choice(&[
                        "default",
                        "host_answered_publicly",
                        "host_answered_privately",
                        "participant_commented",
                        "host_answered",
                    ]),
                    "Who gave it, and to whom.",
                ),
            ],
        ]))),
        "Who answered it, and what.",
    ),
];

static OUTPUT: &[Field] = &[
    member(
        "meeting_id",
        ids::MEETING_OR_UUID,
        "The meeting or webinar, as the input names it.",
    )
    .required(),
    member("kind", TEXT, "What is reported, as the input names it.").required(),
    member("meeting_uuid", TEXT, "The id of the instance."),
    START,
    member("survey_id", TEXT, "The id of the survey."),
    member("survey_name", TEXT, "What the survey is called."),
    member(
        "people",
        list(&Kind::Object(&Shape::of(&[
            PERSON,
            NAMED,
            USER,
            &[member(
                "details",
                list(&Kind::Object(&Shape::of(&[
                    ANSWER,
                    QUESTION_ID,
                    OF_POLLS,
                    OF_QUESTIONS,
                ]))),
                "The person's answers, or the questions with their answers.",
            )],
        ]))),
        "Those who answered or asked.",
    )
    .required(),
];

const REFUSALS: &[Refusal] = &[
    NO_REPORTS,
    TOO_LONG_AGO,
    refusal(
        404,
        3001,
        FailureKind::NotFound,
        "There is no report on this: it does not exist, goes on, or is of the other sort.",
        "Check the id and `is_webinar`, and start it again when it has been over for some minutes.",
    ),
];

fn leg(input: &Input, _: &Value) -> Option<Leg> {
    let endpoint = match (input.is_true("is_webinar"), input.text("kind")?) {
        (false, "qa") => &QUESTIONS,
        (false, "survey") => &SURVEY,
        (false, _) => &POLLS,
        (true, "qa") => &WEBINAR_QUESTIONS,
        (true, "survey") => &WEBINAR_SURVEY,
        (true, _) => &WEBINAR_POLLS,
    };
    Some(Leg::Ask(Ask {
        action: "",
        endpoint: &endpoint.endpoint,
        input: Input::default().with("meeting_id", input.get("meeting_id")?.clone()),
    }))
}

fn take(trip: &Trip<'_>, _: Value, came: Came) -> Result<Turn, Failure> {
    let Came::Answer(answer) = came else {
        return Err(Failure::new(
            FailureKind::InvalidInput,
            format!("`{ID}` did not ask for that reply. Start it again."),
        ));
    };
    let mut answer = answer?;
    let mut people = Vec::new();
    for name in ["questions", "survey_answers"] {
        if let Some(Value::Array(those)) = answer.get_mut(name).map(Value::take) {
            people.extend(those);
        }
    }
    for person in &mut people {
        let Some(person) = person.as_object_mut() else {
            continue;
        };
        for name in ["question_details", "answer_details"] {
            if let Some(details) = person.remove(name) {
                person.insert("details".to_owned(), details);
            }
        }
    }
    let mut output = vec![
        ("meeting_id", trip.input.get("meeting_id").cloned().into()),
        ("kind", trip.input.get("kind").cloned().into()),
        ("people", people.into()),
    ];
    for (name, told) in [
        ("meeting_uuid", "uuid"),
        ("meeting_uuid", "meeting_uuid"),
        ("meeting_uuid", "webinar_uuid"),
        ("start_time", "start_time"),
        ("survey_id", "survey_id"),
        ("survey_name", "survey_name"),
    ] {
        if let Some(value) = answer.get(told) {
            output.push((name, value.clone()));
        }
    }
    Ok(Turn::Done(json::object(output)))
}
