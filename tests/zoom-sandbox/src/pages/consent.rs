//! The page on which a person allows an app.

use axum::response::Html;
use maud::{Markup, html};

use super::{code, narrow};
use crate::state::{app::App, user::User};

/// The form goes to the address of the page itself, so that the authorization
/// request stays in the query and nothing has to be carried along. The buttons come
/// before the scopes, of which there may be a hundred.
pub(crate) fn consent(
    app: &App,
    required: &[String],
    optional: &[String],
    users: &[&User],
) -> Html<String> {
    let content = html! {
        h1 { (app.name) " would like to use your Zoom account" }
        p.quiet { "This is the Zoom sandbox: no real account is touched." }
        form method="post" {
            label {
                "Signed in as "
                select name="user_id" {
                    @for user in users {
                        option value=(user.id) { (user.display_name()) " (" (user.email) ")" }
                    }
                }
            }
            div.choices {
                button.primary name="decision" value="allow" { "Allow" }
                button name="decision" value="decline" { "Decline" }
            }
            (scopes(required, optional))
        }
    };
    narrow("Zoom sandbox: allow an app", &content)
}

fn scopes(required: &[String], optional: &[String]) -> Markup {
    html! {
        h2 { "It asks for" }
        ul { @for scope in required { li { (code(scope)) } } }
        @if !optional.is_empty() {
            h2 { "It can do without" }
            @for scope in optional {
                label.optional {
                    (code(scope))
                    select name=(scope) {
                        option value="allow" { "allow" }
                        option value="decline" { "decline" }
                    }
                }
            }
        }
    }
}

/// What a member sees before an admin has approved the app.
pub(crate) fn pre_approval(app: &App) -> Html<String> {
    let content = html! {
        h1 { (app.name) " needs your admin's approval" }
        p {
            "Your account lets its users add only what an admin has approved. In the sandbox you \
             can be the admin for a moment."
        }
        form method="post" {
            div.choices {
                button.primary name="decision" value="approve" { "Approve the app as an admin" }
            }
        }
    };
    narrow("Zoom sandbox: approval required", &content)
}

/// The page on which a person types the code that a device shows.
pub(crate) fn user_code() -> Html<String> {
    let content = html! {
        h1 { "Connect a device" }
        form method="post" {
            label { "The code on the device " input name="user_code" autofocus; }
            div.choices { button.primary { "Continue" } }
        }
    };
    narrow("Zoom sandbox: connect a device", &content)
}
