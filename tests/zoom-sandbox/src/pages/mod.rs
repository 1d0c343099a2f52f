//! The pages that people see in a browser. They load nothing, run nothing, and fit a
//! phone as well as a screen, by day and by night.

mod consent;
mod start;

pub(crate) use consent::{consent, pre_approval, user_code};
pub(crate) use start::start;

use axum::response::{Html, IntoResponse};
use http::{StatusCode, header::CONTENT_TYPE};
use maud::{DOCTYPE, Markup, html};

const STYLE: &str = include_str!("style.css");

/// The icon of every page: a camera in a box of sand.
const ICON: &str = include_str!("icon.svg");

fn layout(title: &str, content: &Markup) -> Html<String> {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                link rel="icon" type="image/svg+xml" href="/favicon.ico";
                style { (maud::PreEscaped(STYLE)) }
            }
            body { (content) }
        }
    };
    Html(page.into_string())
}

/// A long name, in code, which may be broken where a reader would break it.
fn code(name: &str) -> Markup {
    html! {
        code {
            @for part in name.split_inclusive([':', '/', '_', ',', '=']) { (part) wbr; }
        }
    }
}

/// A page with one thing to read or to do.
fn narrow(title: &str, content: &Markup) -> Html<String> {
    layout(title, &html! { main.narrow { (content) } })
}

/// `GET /favicon.ico`, which browsers ask for unless they are told of another.
pub(crate) async fn icon() -> impl IntoResponse {
    ([(CONTENT_TYPE, "image/svg+xml")], ICON)
}

/// A page with one sentence.
pub(crate) fn plain(status: StatusCode, sentence: &str) -> impl IntoResponse {
    let content = html! {
        h1 { "Zoom sandbox" }
        p { (sentence) }
    };
    (status, narrow("Zoom sandbox", &content))
}

/// What Zoom shows, with status 200, to one who may not download a file.
pub(crate) fn password_required() -> Html<String> {
    let content = html! {
        h1 { "Passcode required" }
        p { "Enter the passcode to watch this recording." }
        form {
            input type="password" name="password" aria-label="Passcode";
            div.choices { button.primary { "Watch" } }
        }
    };
    narrow("Password Required - Zoom", &content)
}
