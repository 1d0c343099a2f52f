//! The step to the page of the API's makers, where somebody approves.

use maud::{Markup, html};
use url::Url;

use super::{Page, words};

/// What the page shows before somebody goes to the API's makers.
#[derive(Debug)]
pub(crate) struct Leaving<'a> {
    /// The session's id.
    pub(crate) session: &'a str,
    /// The connector's name.
    pub(crate) connector: &'a str,
    /// Where to go.
    pub(crate) url: &'a Url,
    /// The host that the address is meant for.
    pub(crate) host: &'a str,
    /// What it takes, where no page has said that before: steps in which `{redirect_uri}`
    /// stands for the redirect address.
    pub(crate) setup: &'a [String],
    pub(crate) redirect_uri: &'a Url,
    /// What the page there may show instead, and what to do then.
    pub(crate) errors: Vec<(String, String)>,
    /// Until when somebody may come back.
    pub(crate) expires: String,
    /// Whether there is another way.
    pub(crate) has_others: bool,
}

impl Leaving<'_> {
    pub(crate) fn page(&self) -> Page {
        Page::new(format!("Sign in at {}", self.connector), self.body())
    }

    fn body(&self) -> Markup {
        html! {
            p {
                "The next page is one of " strong { (words::shown(self.host)) } ". Sign in there with the account that is to be connected, look at what is asked for, and allow it. You then come back here."
            }
            p.soft { "What you enter there, such as your password, is not seen here. Come back by " (words::shown(&self.expires)) "." }
            @if !self.setup.is_empty() {
                h2 { "What it takes" }
                ol { @for step in self.setup { li { (words::step(step, self.redirect_uri)) } } }
            }
            div.actions {
                a.button href=(self.url.as_str()) rel="noreferrer" { "Go to " (words::shown(self.host)) }
                @if self.has_others {
                    a.button.second href={ "/connect/" (self.session) "/methods" } { "Another way" }
                }
            }
            @if !self.errors.is_empty() {
                details {
                    summary { "If that page shows an error" }
                    @for (recognised_by, remedy) in &self.errors {
                        h2 { (words::prose(recognised_by)) }
                        p { (words::prose(remedy)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_takes_stands_before_the_way_there_where_nothing_has_said_it() {
        let url: Url = "https://notes.example/authorize".parse().unwrap();
        let redirect_uri: Url = "https://connect.example/back".parse().unwrap();
        let setup = ["An admin allows it for {redirect_uri}.".to_owned()];
        let leaving = Leaving {
            session: "0a1b",
            connector: "Notes",
            url: &url,
            host: "notes.example",
            setup: &setup,
            redirect_uri: &redirect_uri,
            errors: Vec::new(),
            expires: "1 March 2027, 10:10 UTC".to_owned(),
            has_others: false,
        };
        let html = leaving.body().into_string();
        let (before, after) = html.split_once("<h2>What it takes</h2>").unwrap();
        assert!(!before.contains("Go to "), "{html}");
        let step = "<ol><li>An admin allows it for <code class=\"address\">https://connect.example/back</code>.</li></ol>";
        assert!(after.starts_with(step), "{html}");
    }

    #[test]
    fn it_says_where_the_way_leads_and_what_to_do_there() {
        let redirect_uri: Url = "https://connect.example/back".parse().unwrap();
        let url = "https://notes.example/authorize?state=x&scope=read"
            .parse()
            .unwrap();
        let leaving = Leaving {
            session: "0a1b",
            connector: "Notes",
            url: &url,
            host: "notes.example",
            setup: &[],
            redirect_uri: &redirect_uri,
            errors: vec![("“4,700…”".to_owned(), "Enter the address `x`.".to_owned())],
            expires: "1 March 2027, 10:10 UTC".to_owned(),
            has_others: true,
        };
        insta::assert_snapshot!(leaving.body().into_string());
    }
}
