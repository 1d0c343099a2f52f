//! The first page: who asks, for what, and what the connector will be able to do.

use maud::{Markup, html};

use super::{Page, words};

/// What the first page shows.
#[derive(Debug)]
pub(crate) struct Asking<'a> {
    /// What the link leads with, to be given back.
    pub(crate) link: &'a str,
    pub(crate) form_token: String,
    /// Who asks, in their own words.
    pub(crate) requester: Option<&'a str>,
    /// The host of this service.
    pub(crate) service: &'a str,
    /// The connector's name, and what it does.
    pub(crate) connector: &'a str,
    pub(crate) summary: &'a str,
    /// The connection that is to be brought back.
    pub(crate) reconnecting: Option<Reconnecting<'a>>,
    /// What its actions do: a heading, and their titles.
    pub(crate) abilities: Vec<(String, Vec<String>)>,
    /// The consent in words: a heading with its lines each.
    pub(crate) consent: Vec<(&'static str, Vec<String>)>,
    /// Until when the link is good.
    pub(crate) expires: String,
}

/// A connection that is to be brought back.
#[derive(Debug)]
pub(crate) struct Reconnecting<'a> {
    /// Its name.
    pub(crate) name: &'a str,
    /// Whose account it is.
    pub(crate) account: &'a str,
}

impl Asking<'_> {
    pub(crate) fn page(&self) -> Page {
        let title = match &self.reconnecting {
            // Whose it is stands in the page alone: programs that show what is behind links
            // show titles.
            Some(_) => format!("Connect your {} account again", self.connector),
            None => format!("Connect your {} account", self.connector),
        };
        Page::new(title, self.body())
    }

    fn body(&self) -> Markup {
        html! {
            p {
                @if let Some(requester) = self.requester {
                    "Somebody who calls themselves " strong { (words::shown(requester)) }
                    " asks you, through " (words::shown(self.service))
                    " (which has not checked that),"
                } @else {
                    strong { (words::shown(self.service)) } " asks you"
                }
                @if let Some(Reconnecting { name, account }) = &self.reconnecting {
                    " to connect " (words::shown(self.connector)) " again: "
                    strong { (words::shown(account)) }
                    ", which is kept under the name " strong { (words::shown(name)) } "."
                } @else {
                    " to connect an account of yours at " strong { (words::shown(self.connector)) }
                    ". It can then work there in your name, until you or they end that."
                }
            }
            p.soft { "Go on only if you know who sent you this link and expected it." }
            h2 { "What it will be able to do" }
            p { (words::prose(self.summary)) }
            @for (heading, titles) in &self.abilities {
                h3 { (words::shown(heading)) }
                (words::lines(titles))
            }
            details {
                summary { "What is sent where" }
                @for (heading, lines) in &self.consent {
                    h3 { (heading) }
                    (words::lines(lines))
                }
            }
            form method="post" action="/connect" {
                input type="hidden" name="link" value=(self.link);
                (words::form_token(&self.form_token))
                div.actions {
                    button.button type="submit" { "Go on" }
                    button.button.second type="submit" name="answer" value="decline" { "Decline" }
                }
            }
            p.soft.below {
                "Nothing is connected yet. The link works until " (words::shown(&self.expires))
                ", once and in one browser. If you decline, whoever asked you is told so."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example<'a>() -> Asking<'a> {
        Asking {
            link: "chl_1_secret",
            form_token: "token".to_owned(),
            requester: Some("Acme <Flows>"),
            service: "connect.example",
            connector: "Notes",
            summary: "Keeps notes.",
            reconnecting: None,
            abilities: vec![
                ("Read".to_owned(), vec!["List notes".to_owned()]),
                (
                    "Create and change".to_owned(),
                    vec!["Create a note".to_owned()],
                ),
            ],
            consent: vec![(
                "Sends the access token to",
                vec!["https://api.example".to_owned()],
            )],
            expires: "1 March 2027, 10:00 UTC".to_owned(),
        }
    }

    #[test]
    fn it_says_who_asks_and_what_the_connector_can_do() {
        insta::assert_snapshot!(example().body().into_string());
    }

    #[test]
    fn a_connection_to_bring_back_is_named() {
        let asking = Asking {
            requester: None,
            reconnecting: Some(Reconnecting {
                name: "work",
                account: "ada@example.com",
            }),
            ..example()
        };
        assert_eq!(asking.page().title, "Connect your Notes account again");
        insta::assert_snapshot!(asking.body().into_string());
    }
}
