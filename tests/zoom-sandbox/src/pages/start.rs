//! The start page: what is here and how to use it.

use axum::{extract::State as Extract, response::Html};
use maud::html;
use serde_json::json;

use super::layout;
use crate::{sandbox::Shared, time};

/// How many of the last exchanges are shown.
const SHOWN: usize = 20;

/// `GET /`.
pub(crate) async fn start(Extract(shared): Extract<Shared>) -> Html<String> {
    let now = shared.clock.now();
    let here = format!("http://{}", shared.address);
    let state = shared.state();
    let content = html! {
        h1 { "Zoom sandbox" }
        p {
            "A Zoom on your own machine. Point a client at " code { (here) "/v2" }
            " in place of " code { "https://api.zoom.us/v2" } " and at " code { (here) "/oauth" }
            " in place of " code { "https://zoom.us/oauth" } ". It is now " code { (time::utc(now)) } " here."
        }
        h2 { "Account " code { (state.account.id) } }
        table {
            tr { th { "User" } th { "Email" } th { "Role" } th { "License" } th { "Id" } }
            @for user in &state.users {
                tr {
                    td { (user.display_name()) } td { (user.email) }
                    td { (format!("{:?}", user.role)) } td { (format!("{:?}", user.license)) }
                    td { code { (user.id) } }
                }
            }
        }
        p { (state.meetings.len()) " meetings, " (state.recordings.len()) " recordings." }
        h2 { "Apps" }
        table {
            tr { th { "App" } th { "Client id" } th { "Client secret" } th { "Redirect URIs" } }
            @for app in &state.apps {
                tr {
                    td { (app.name) } td { code { (app.client_id) } } td { code { (app.client_secret) } }
                    td { @for uri in &app.redirect_uris { code { (uri) } " " } }
                }
            }
        }
        h2 { "Faults that are on" }
        @let faults = shared.faults.all();
        @if faults.is_empty() { p { "None. Set one with " code { "POST /_sandbox/faults" } "." } }
        ul {
            @for fault in &faults {
                li { code { (json!(fault)) } }
            }
        }
        h2 { "Last requests" }
        table {
            tr { th { "Request" } th { "Status" } th { "Answer" } }
            @for exchange in shared.exchanges.all().iter().rev().take(SHOWN) {
                tr {
                    td { code { (exchange.method) " " (exchange.path()) } }
                    td { (exchange.status) }
                    td { code { (exchange.response_body.chars().take(200).collect::<String>()) } }
                }
            }
        }
    };
    layout("Zoom sandbox", &content)
}
