//! `test-connection`.

use crate::action::Action;
use crate::actions::users::{get, scopes};
use crate::group::Group;
use crate::ids;
use crate::shape::{Field, Kind, Shape, TEXT, TEXTS, list, member};

static GROUP: Group = Group::new("Connection", "https://developers.zoom.us/docs/api/users/");

pub(crate) static ACTION: Action = Action::get(&GROUP, "test-connection", "/users/me")
    .operation("user")
    .summary("Tests whether the connection works, whose it is, and which actions its scopes do not cover.")
    .description(
        "It fails when the credential no longer works, and says what has to be done then. It also \
         says when the clock of the machine is more than five minutes off Zoom's, whatever else it \
         finds, as long as Zoom tells the time. A connection that may not ask whose account it \
         is works all the same; `warnings` say so.",
    )
    .scopes(scopes::READ_USER.classic, scopes::READ_USER.granular)
    .output(get::OUTPUT)
    .identity(&[OUTPUT])
    .sample(
        "{}",
        r#"{
            "subject": { "account": "EPBWvKMnQ1uJ-rXaMjUYZw", "user": "30R7kT7bTIKSNUFEuH_Qlg" },
            "reach": "user",
            "label": "host@example.com",
            "facts": {
                "id": "30R7kT7bTIKSNUFEuH_Qlg",
                "email": "host@example.com",
                "display_name": "Anna Huber",
                "account_id": "EPBWvKMnQ1uJ-rXaMjUYZw",
                "timezone": "Europe/Vienna",
                "plan": "Licensed"
            },
            "uncovered": [{ "id": "list-users", "missing_scopes": [["user:read:list_users:admin"]] }]
        }"#,
    );

static OUTPUT: &[Field] = &[
    member(
        "subject",
        Kind::Object(&SUBJECT),
        "Whom the connection acts for, by ids that stay the same; left out where Zoom does not tell.",
    ),
    member(
        "reach",
        Kind::Choice(&["account", "user"]),
        "Whether it acts for the account as a whole or for one user.",
    )
    .required(),
    member("label", TEXT, "What a person recognises the account by.").required(),
    member("facts", Kind::Object(&FACTS), "What Zoom says of the user.").required(),
    member(
        "uncovered",
        list(&Kind::Object(&UNCOVERED)),
        "The actions that the granted scopes do not cover.",
    )
    .required(),
];

static SUBJECT: Shape = Shape::of(&[&[
    member("account", TEXT, "The id of the account."),
    member(
        "user",
        ids::USER,
        "The user id, where it acts for one user.",
    ),
]]);

static FACTS: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id."),
    member("email", ids::EMAIL, "The e-mail address."),
    member("display_name", TEXT, "The name that others see."),
    member("account_id", TEXT, "The id of the account."),
    member(
        "role_name",
        TEXT,
        "The name of the user's role in the account.",
    ),
    member("timezone", TEXT, "The time zone."),
    member("language", TEXT, "The language of the web portal."),
    member("dept", TEXT, "The department."),
    member("company", TEXT, "The company."),
    member("plan", TEXT, "The plan of the user, in Zoom's words."),
]]);

static UNCOVERED: Shape = Shape::of(&[&[
    member("id", TEXT, "The id of the action."),
    member(
        "missing_scopes",
        list(&TEXTS),
        "Sets of scopes; any one of them would cover the action.",
    ),
]]);
