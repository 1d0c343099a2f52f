//! Signing in on another device.
//!
//! It does not reload itself: whoever reads it slowly, or has it read aloud, would be
//! thrown back to its beginning each time.

use maud::{Markup, html};
use url::Url;

use super::{Page, words};

/// What the page shows while somebody signs in elsewhere.
#[derive(Debug)]
pub(crate) struct Device<'a> {
    /// The session's id.
    pub(crate) session: &'a str,
    /// The connector's name.
    pub(crate) connector: &'a str,
    pub(crate) user_code: &'a str,
    /// Where the code is entered, as it is copied by hand.
    pub(crate) address: &'a Url,
    /// Where a link leads to: with the code filled in where that is offered.
    pub(crate) link: &'a Url,
    /// Until when the code is good.
    pub(crate) expires: String,
    /// Whether it was asked, and nobody has approved.
    pub(crate) asked: bool,
    /// Whether there is another way.
    pub(crate) has_others: bool,
}

impl Device<'_> {
    pub(crate) fn page(&self) -> Page {
        let title = match self.asked {
            true => "Nobody has approved yet".to_owned(),
            false => format!("Sign in at {} on any device", self.connector),
        };
        Page::new(title, self.body())
    }

    fn body(&self) -> Markup {
        html! {
            @if self.asked {
                p role="status" { "The code has not been approved so far. That may take some seconds after it was: ask again then." }
            }
            ol {
                li {
                    "Open this address, on this device or another:"
                    code.address { (self.address.as_str()) }
                }
                li {
                    "Enter this code there, sign in, and allow what is asked for:"
                    code.user-code { (words::shown(self.user_code)) }
                }
                li { "Come back here and go on." }
            }
            div.actions {
                a.button href={ "/connect/" (self.session) "?asked=yes" } { "I have approved: go on" }
                a.button.second href=(self.link.as_str()) rel="noreferrer" target="_blank" { "Open the address (in a new tab)" }
            }
            p.soft.below {
                "The code is good until " (words::shown(&self.expires))
                ". Enter it yourself, and send it to nobody: whoever enters it connects their own account here."
                @if self.has_others {
                    " There is " a href={ "/connect/" (self.session) "/methods" } { "another way" } " to connect."
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_shows_the_code_and_where_to_enter_it() {
        let address = "https://notes.example/device".parse().unwrap();
        let link = "https://notes.example/device?code=ABCD-EFGH"
            .parse()
            .unwrap();
        let device = Device {
            session: "0a1b",
            connector: "Notes",
            user_code: "ABCD-EFGH",
            address: &address,
            link: &link,
            expires: "1 March 2027, 10:00 UTC".to_owned(),
            asked: true,
            has_others: true,
        };
        insta::assert_snapshot!(device.body().into_string());
    }
}
