//! What others wrote, as parts of a page.

use connector_host::Printable;
use maud::{Markup, html};
use url::Url;

use crate::problem::as_sentence;

/// A step is shown whole up to so many characters; the rest of a longer one waits
/// until it is asked for.
const SHORT: usize = 420;
/// A list is shown whole up to so many lines.
const FEW: usize = 6;

/// Text that can do nothing in a page, and hide nothing.
pub(super) fn shown(text: &str) -> Markup {
    html! { (Printable(text)) }
}

/// Text in which names stand between grave accents.
pub(super) fn prose(text: &str) -> Markup {
    prose_with_labels(text, |_| None)
}

/// The same, where what some of the names stand for has a label on the page.
pub(super) fn prose_with_labels<'a>(text: &str, label: impl Fn(&str) -> Option<&'a str>) -> Markup {
    let parts: Vec<&str> = text.split('`').collect();
    // One that is not closed is a letter like others.
    if parts.len().is_multiple_of(2) {
        return shown(text);
    }
    html! {
        @for (number, part) in parts.iter().enumerate() {
            @if number % 2 == 0 {
                (shown(part))
            } @else if let Some(label) = label(part) {
                strong { (shown(label)) }
            } @else {
                code { (shown(part)) }
            }
        }
    }
}

/// A step of what to prepare. The redirect address stands where it is to be entered.
pub(super) fn step(text: &str, redirect_uri: &Url) -> Markup {
    let whole = |text: &str| {
        let mut parts = text.split("{redirect_uri}");
        let first = parts.next().unwrap_or_default();
        html! {
            (prose(first))
            @for part in parts {
                code.address { (redirect_uri.as_str()) }
                (prose(part))
            }
        }
    };
    let ends = [". ", ": "].into_iter().filter_map(|end| text.find(end));
    let beginning = ends.min().map(|at| at + 1);
    match beginning {
        Some(end) if text.chars().count() > SHORT => html! {
            (whole(&text[..end]))
            details {
                summary { (rest(&text[..end])) }
                p { (whole(text[end..].trim_start())) }
            }
        },
        _ => whole(text),
    }
}

/// What the rest of a long step is, by its beginning.
fn rest(beginning: &str) -> &'static str {
    let names_scopes = beginning
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|word| word.eq_ignore_ascii_case("scopes"));
    match names_scopes {
        true => "Show the scopes",
        false if beginning.ends_with(':') => "Show the list",
        false => "Show the rest of this step",
    }
}

/// Lines, of which many are shown when they are asked for.
pub(super) fn lines(lines: &[String]) -> Markup {
    let list = html! { ul { @for line in lines { li { (shown(line)) } } } };
    if lines.len() <= FEW {
        return list;
    }
    html! { details { summary { "Show all " (lines.len()) } (list) } }
}

/// Words as a sentence of their own.
pub(super) fn sentence(text: &str) -> String {
    let mut sentence = as_sentence(text.trim());
    if !sentence.ends_with(['.', '!', '?', ':']) {
        sentence.push('.');
    }
    sentence
}

/// The hidden field that proves that a form was filled in on the page of the browser
/// that has the session.
pub(super) fn form_token(token: &str) -> Markup {
    html! { input type="hidden" name="form_token" value=(token); }
}

/// The form that says no, for whoever has come so far without wanting to go on.
pub(super) fn decline(session: &str, token: &str) -> Markup {
    html! {
        form method="post" action={ "/connect/" (session) "/decline" } {
            (form_token(token))
            p.soft.below { "Do you want none of it? Then say so: whoever asked you is told, and nothing is connected." }
            button.button.second type="submit" { "Decline" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_shows_as_text_and_hides_nothing() {
        let html = prose("<b>`a<i>`\u{202e}").into_string();
        assert_eq!(html, r"&lt;b&gt;<code>a&lt;i&gt;</code>\u{202e}");
        assert_eq!(prose("one ` alone").into_string(), "one ` alone");
    }

    #[test]
    fn the_redirect_address_stands_in_its_step() {
        let address = "https://connect.example/oauth/callback/notes"
            .parse()
            .unwrap();
        insta::assert_snapshot!(
            step("Enter {redirect_uri} as the redirect URL.", &address).into_string(),
            @r#"Enter <code class="address">https://connect.example/oauth/callback/notes</code> as the redirect URL."#
        );
    }

    #[test]
    fn a_long_step_keeps_its_first_sentence_in_view() {
        let address = "https://connect.example/".parse().unwrap();
        let long = format!("Tick what is needed. {}", "scope ".repeat(100));
        let html = step(&long, &address).into_string();
        let fold = "<details><summary>Show the rest of this step</summary>";
        assert!(
            html.starts_with(&format!("Tick what is needed.{fold}")),
            "{html}"
        );
        let list = format!("Tick these: {}.", "scope, ".repeat(100));
        let html = step(&list, &address).into_string();
        let fold = "<details><summary>Show the list</summary>";
        assert!(html.starts_with(&format!("Tick these:{fold}")), "{html}");
        let scopes = format!("Under Scopes, tick what is needed: {}.", "a, ".repeat(200));
        let html = step(&scopes, &address).into_string();
        assert!(
            html.contains("<summary>Show the scopes</summary>"),
            "{html}"
        );
    }

    #[test]
    fn an_error_becomes_a_sentence() {
        assert_eq!(sentence("the name is taken"), "The name is taken.");
        assert_eq!(sentence("Why? Because!"), "Why? Because!");
    }
}
