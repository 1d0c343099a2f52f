//! The page that the browser shows at the end of a sign-in.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::response::{Html, IntoResponse, Response};
use connector_host::Printable;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("page.css");

/// A page in plain HTML, without anything to load or run.
#[derive(Debug)]
pub(crate) struct Page {
    title: &'static str,
    text: Printable<String>,
}

impl Page {
    /// The account of that label was connected to that connector.
    pub(crate) fn connected(label: &str, connector: &str) -> Self {
        Self {
            title: "Connected",
            text: Printable(format!(
                "{label} is now connected to {connector}. You can close this window."
            )),
        }
    }

    /// The sign-in failed; the text says why and what to do.
    pub(crate) fn failed(text: &str) -> Self {
        // Errors go on behind other words; here one stands alone.
        let mut letters = text.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        Self {
            title: "Not connected",
            text: Printable(first.chain(letters).collect()),
        }
    }

    fn html(&self) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (self.title) }
                // Else the browser asks for one, and nobody is here to answer.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
                h1 { (self.title) }
                p { (self.text) }
            }
        }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        // The address holds the code: it must be neither kept nor passed on.
        let headers = [
            (CACHE_CONTROL, "no-store"),
            (REFERRER_POLICY, "no-referrer"),
            (
                CONTENT_SECURITY_POLICY,
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
            ),
        ];
        (headers, Html(self.html().into_string())).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_a_success() {
        insta::assert_snapshot!(
            Page::connected("ada@example.com", "Notes")
                .html()
                .into_string()
        );
    }

    #[test]
    fn what_others_say_can_turn_no_line_of_the_page_and_hide_nothing_in_it() {
        let html = Page::connected("ada\u{202e}\u{200b}", "Notes\u{1b}").html();
        let html = html.into_string();
        assert!(
            html.contains(r"ada\u{202e}\u{200b} is now connected to Notes\u{1b}."),
            "{html}"
        );
    }

    #[test]
    fn why_it_failed_is_a_sentence() {
        let html = Page::failed("the sign-in was declined").html();
        let html = html.into_string();
        assert!(html.contains("<p>The sign-in was declined</p>"), "{html}");
    }

    #[test]
    fn what_a_server_says_can_put_no_markup_into_the_page() {
        let html = Page::failed("refused: <script>alert(\"1 & 2\")</script>")
            .html()
            .into_string();
        assert!(
            html.contains("&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;"),
            "{html}"
        );
    }
}
