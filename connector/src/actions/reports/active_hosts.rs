//! `report-active-hosts`.

use super::group::{GROUP, NO_REPORTS, REACH, WRONG_VALUE};
use crate::action::{Action, column};
use crate::actions::lookups;
use crate::actions::users::CUSTOM_ATTRIBUTE;
use crate::ids;
use crate::input::Input;
use crate::pages::{self, Pages, beyond_reach, is_more_than_a_month};
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{INTEGER, Kind, Shape, TEXT, list, member, query};
use crate::times::{DATE, parse_date};

pub(crate) static ACTION: Action = Action::get(&GROUP, "report-active-hosts", "/report/users")
    .operation("reportUsers")
    .summary("Reports which users have hosted meetings in a month, and how many; or which have not.")
    .description(
        "Zoom counts over the days that are named, a month at most in the last six. The numbers of \
         two months can't be had in one report: ask for each month by itself.",
    )
    .scopes(
        &[scope("report:read").of_administrators()],
        &[scope("report:read:list_users").of_administrators()],
    )
    .rate_label("HEAVY")
    .input(&[
        &[
            query(
                "type",
                Kind::Choice(&["active", "inactive"]),
                "Users who have hosted a meeting in these days (`active`), or who have not (`inactive`).",
            ),
            query("from", DATE, "The first day, in the last six months.").required(),
            query("to", DATE, "The last day.").required(),
            query("group_id", Kind::Text(1, 200), "Only users of this group.")
                .choices(&lookups::GROUPS),
            pages::PAGE_NUMBER,
            pages::page_size(300),
        ],
        pages::INPUT,
    ])
    .output(&[
        &[
            member("users", list(&Kind::Object(&HOST)), "The users.").essential(),
            member("from", DATE, "The first day that is counted."),
            member("to", DATE, "The last day that is counted."),
            member("total_meetings", INTEGER, "How many meetings there were in these days."),
            member(
                "total_participants",
                INTEGER,
                "How many participants they had together.",
            ),
            member(
                "total_meeting_minutes",
                INTEGER,
                "How many minutes they lasted together.",
            ),
            member("page_number", INTEGER, "Which page it is. Zoom does not always say."),
        ],
        pages::OUTPUT,
    ])
    .pages(Pages::of("users"))
    .warnings(warnings)
    .refusals(REFUSALS)
    .columns(&[
        column("E-mail", "/email"),
        column("Name", "/user_name"),
        column("Meetings", "/meetings"),
        column("Participants", "/participants"),
        column("Minutes", "/meeting_minutes"),
    ])
    .sample(
        r#"{ "type": "active", "from": "2026-11-01", "to": "2026-11-30", "all_pages": true }"#,
        r#"{
            "from": "2026-11-01",
            "to": "2026-11-30",
            "users": [{
                "id": "30R7kT7bTIKSNUFEuH_Qlg",
                "email": "host@example.com",
                "user_name": "Anna Huber",
                "type": 2,
                "dept": "Teaching",
                "meetings": 4,
                "participants": 37,
                "meeting_minutes": 240
            }],
            "total_meetings": 4,
            "total_participants": 37,
            "total_meeting_minutes": 240,
            "next_page_token": "",
            "page_size": 300,
            "total_records": 1,
            "has_more": false
        }"#,
    );

static HOST: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id."),
    member("email", ids::EMAIL, "The e-mail address."),
    member("user_name", TEXT, "The name that others see."),
    member(
        "type",
        Kind::Code(&[1, 2, 4, 99]),
        "The plan of the user: 1 Basic, 2 Licensed, 4 Unassigned without Meetings Basic, 99 none.",
    ),
    member("dept", TEXT, "The department."),
    member(
        "meetings",
        INTEGER,
        "How many meetings the user has hosted.",
    ),
    member(
        "participants",
        INTEGER,
        "How many participants they had together.",
    ),
    member(
        "meeting_minutes",
        INTEGER,
        "How many minutes they lasted together.",
    ),
    member(
        "custom_attributes",
        list(&Kind::Object(&CUSTOM_ATTRIBUTE)),
        "Values of the account's own attributes.",
    ),
]]);

static REFUSALS: &[Refusal] = &[NO_REPORTS, WRONG_VALUE];

fn warnings(input: &Input, now: u64) -> Vec<String> {
    let day = |name| input.text(name).and_then(parse_date);
    let (Some(from), Some(to)) = (day("from"), day("to")) else {
        return Vec::new();
    };
    let mut warnings = Vec::from_iter(beyond_reach(from, now, REACH));
    if is_more_than_a_month(from, to) {
        warnings.push(
            "Zoom counts a month at most, so it leaves out days of a longer range. Ask for each month \
             by itself."
                .to_owned(),
        );
    }
    warnings
}
