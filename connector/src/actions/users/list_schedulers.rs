//! `list-schedulers`.

use super::fields::of_user;
use super::group::GROUP;
use super::scopes;
use crate::action::{Action, column};
use crate::ids;
use crate::pages::Pages;
use crate::scopes::scope;
use crate::shape::{Kind, Shape, TEXT, list, member};

pub(crate) static ACTION: Action =
    Action::get(&GROUP, "list-schedulers", "/users/{userId}/schedulers")
        .operation("userSchedulers")
        .summary("Lists the users for whom a user may schedule meetings.")
        .description(
            "Those are the ones who have made the user their assistant. Their ids go into \
             `schedule_for` of Create meeting.",
        )
        .scopes(scopes::CLASSIC_OWN, &[scope("user:read:list_schedulers")])
        .rate_label("MEDIUM")
        .input(&[&[of_user(
            "Who would schedule: a user id, an e-mail address, or `me` for the connected user. A server-to-server app has none: name a user there, for `me` is the owner of the account. An app of users alone takes `me` alone.",
        )]])
        .output(&[&[
            member(
                "schedulers",
                list(&Kind::Object(&SCHEDULER)),
                "The users whom the user may schedule for.",
            )
            .essential(),
            crate::pages::HAS_MORE,
        ]])
        .pages(Pages::of("schedulers"))
        .columns(&[column("E-mail", "/email"), column("User ID", "/id")])
        .sample(
            "{}",
            r#"{
                "schedulers": [{
                    "id": "bLKXQhzNQmqiZ4aFRZ9lhg",
                    "email": "professor@example.com",
                    "pmi": "5550100002"
                }],
                "has_more": false
            }"#,
        );

static SCHEDULER: Shape = Shape::of(&[&[
    member("id", TEXT, "The user id."),
    member("email", ids::EMAIL, "The e-mail address."),
    member("pmi", ids::MEETING, "The personal meeting id."),
]]);
