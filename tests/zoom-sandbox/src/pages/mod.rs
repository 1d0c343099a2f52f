//! The pages that people see in a browser.

mod consent;
mod start;

pub(crate) use consent::{consent, pre_approval, user_code};
pub(crate) use start::start;

use axum::response::{Html, IntoResponse};
use http::StatusCode;
use maud::{DOCTYPE, Markup, html};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:3rem auto;padding:0 1rem;color:#222}\
table{border-collapse:collapse}td,th{text-align:left;padding:.2rem 1rem .2rem 0;vertical-align:top}\
code{background:#f2f2f2;padding:0 .2rem}pre{background:#f2f2f2;padding:.5rem;white-space:pre-wrap;overflow-wrap:anywhere;max-height:24rem;overflow-y:auto}button{font:inherit;padding:.4rem 1.5rem;margin-right:1rem}";

fn layout(title: &str, content: &Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (title) }
                style { (maud::PreEscaped(STYLE)) }
            }
            body { (content) }
        }
    };
    Html(page.into_string())
}

/// A page with one sentence.
pub(crate) fn plain(status: StatusCode, sentence: &str) -> impl IntoResponse {
    (status, layout("Zoom sandbox", &html! { p { (sentence) } }))
}

/// What Zoom shows, with status 200, to one who may not download a file.
pub(crate) fn password_required() -> Html<String> {
    let content = html! {
        h1 { "Passcode required" }
        p { "Enter the passcode to watch this recording." }
        form { input type="password" name="password" aria-label="Passcode"; button { "Watch" } }
    };
    layout("Password Required - Zoom", &content)
}
