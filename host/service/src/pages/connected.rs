//! The last page: whose account is connected, and what that does not cover.

use maud::{Markup, html};
use url::Url;

use super::{Page, words};

/// What the last page shows.
#[derive(Debug)]
pub(crate) struct Connected<'a> {
    /// The connector's name.
    pub(crate) connector: &'a str,
    /// Whose account it is.
    pub(crate) account: &'a str,
    pub(crate) uncovered: Vec<Uncovered<'a>>,
    pub(crate) warnings: &'a [String],
    /// Where to go on.
    pub(crate) return_url: Option<&'a Url>,
}

/// What the granted scopes do not cover.
#[derive(Debug)]
pub(crate) struct Uncovered<'a> {
    pub(crate) title: &'a str,
    /// Any one of these, each a list.
    pub(crate) missing: Vec<String>,
}

impl Connected<'_> {
    pub(crate) fn page(&self) -> Page {
        Page::new("Connected", self.body())
    }

    fn body(&self) -> Markup {
        let list = html! {
            ul {
                @for uncovered in &self.uncovered {
                    li {
                        (words::shown(uncovered.title))
                        @if !uncovered.missing.is_empty() {
                            ": it takes " (words::shown(&uncovered.missing.join(", or ")))
                        }
                    }
                }
            }
        };
        html! {
            p {
                (words::shown(self.connector)) " is connected: "
                strong { (words::shown(self.account)) } "."
            }
            p.soft { "Is it not the right account? Tell whoever asked you: they can remove it again." }
            @for warning in self.warnings { p { (words::prose(warning)) } }
            @if !self.uncovered.is_empty() {
                h2 { "What it does not cover" }
                p { "What was allowed does not cover all that the connector can do. These would take more, and then connecting again:" }
                @if self.uncovered.len() <= 6 { (list) } @else {
                    details { summary { "Show all " (self.uncovered.len()) } (list) }
                }
            }
            @match self.return_url {
                Some(url) => {
                    div.actions {
                        a.button href=(url.as_str()) rel="noreferrer" {
                            "Go back to " (words::shown(url.host_str().unwrap_or_default()))
                        }
                    }
                }
                None => { p { "You can close this page." } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_whose_account_it_is_and_what_that_does_not_cover() {
        let return_url = "https://flows.example/done".parse().unwrap();
        let connected = Connected {
            connector: "Notes",
            account: "ada@example.com",
            uncovered: vec![Uncovered {
                title: "Delete a note",
                missing: vec!["notes:delete".to_owned(), "admin, all".to_owned()],
            }],
            warnings: &["The account has no plan.".to_owned()],
            return_url: Some(&return_url),
        };
        insta::assert_snapshot!(connected.body().into_string());
    }

    #[test]
    fn with_nothing_to_say_it_says_that_all_is_done() {
        let connected = Connected {
            connector: "Notes",
            account: "ada@example.com",
            uncovered: Vec::new(),
            warnings: &[],
            return_url: None,
        };
        insta::assert_snapshot!(connected.body().into_string());
    }
}
