//! Pages that end the way, or a part of it: each says what has happened and what to
//! do next.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::{Page, words};

/// Why somebody can't go on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Why {
    /// The link is none.
    UnknownLink,
    /// The link was followed before.
    UsedLink,
    /// The link has expired.
    Expired,
    /// What the link was for was removed.
    Gone,
    /// The session is another browser's.
    OtherBrowser,
    /// The form is of another page, or an old one.
    ForeignForm,
    /// The browser has come back from a sign-in that is none of its sessions'.
    ForeignReturn,
    /// Nothing is there.
    NoPage,
    /// Too many are here at once.
    Busy,
    /// Too many attempts were made.
    TooOften,
    /// The service has failed.
    Failed,
}

/// What ends the way.
#[derive(Debug)]
pub(crate) enum Stopped<'a> {
    /// For good, as far as this page goes.
    For(Why),
    /// An attempt has failed, and another may be made.
    Attempt {
        /// The session's id.
        session: &'a str,
        /// Whether somebody has said no.
        declined: bool,
        /// What happened.
        detail: &'a str,
    },
}

impl Why {
    fn status(self) -> StatusCode {
        match self {
            Self::UnknownLink | Self::NoPage => StatusCode::NOT_FOUND,
            Self::UsedLink | Self::Expired | Self::Gone => StatusCode::GONE,
            Self::OtherBrowser | Self::ForeignForm | Self::ForeignReturn => StatusCode::FORBIDDEN,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::UnknownLink => "This link leads nowhere",
            Self::UsedLink => "This link was used already",
            Self::Expired => "This link has expired",
            Self::Gone => "What this link was for is gone",
            Self::OtherBrowser => "This was begun in another browser",
            Self::ForeignForm => "That did not come from this page",
            Self::ForeignReturn => "This sign-in was not begun here",
            Self::NoPage => "There is no such page",
            Self::Busy => "Too many people are here at once",
            Self::TooOften => "Too many attempts",
            Self::Failed => "Something failed here",
        }
    }

    fn text(self) -> [&'static str; 2] {
        match self {
            Self::UnknownLink => [
                "It may have been cut short when it was copied, or whoever sent it has taken it back.",
                "Open the whole link once more, or ask whoever sent it for another.",
            ],
            Self::UsedLink => [
                "It is good once, and in the browser that it was opened in first. If that was not you, somebody else has opened it: tell whoever sent it.",
                "Go on in the browser that you began in, or ask for another link.",
            ],
            Self::Expired => [
                "Nothing was connected with it since then.",
                "Ask whoever sent it for another, and open that one soon.",
            ],
            Self::Gone => [
                "The connection that was to be brought back was removed, or accounts are not connected here in this way any more.",
                "Ask whoever sent it for another.",
            ],
            Self::OtherBrowser => [
                "It goes on only where the link was opened, so that nobody else can end what you began. Cookies have to be allowed for it.",
                "Go on in that browser, or ask for another link and open it here.",
            ],
            Self::ForeignForm => [
                "Nothing was changed. The page may have been open for long, or another page has tried to act in your name.",
                "Go back, load the page anew, and send it again.",
            ],
            Self::ForeignReturn => [
                "Nothing was connected. You have come back from a sign-in that this browser has not begun, that is over, or that was replaced by another one.",
                "Go back to the page that you began on and try again there. If you did not begin anything, close this page.",
            ],
            Self::NoPage => [
                "The address may have been cut short.",
                "Open the link that you were sent once more.",
            ],
            Self::Busy => [
                "Nothing was changed.",
                "Wait for some seconds, and load this page anew.",
            ],
            Self::TooOften => [
                "Nothing was changed. With one link so many attempts are made and no more, for each of them asks the makers of the API.",
                "Go back, look over what you entered, and try again in some minutes.",
            ],
            Self::Failed => [
                "It is not your fault, and nothing that you entered was shown to anybody.",
                "Load this page anew in a minute. If it fails again, tell whoever sent you the link.",
            ],
        }
    }
}

impl Stopped<'_> {
    pub(crate) fn page(&self) -> Page {
        let title = match self {
            Self::For(why) => why.title(),
            Self::Attempt { declined: true, .. } => "Not connected: it was declined",
            Self::Attempt { .. } => "Not connected",
        };
        let page = Page::new(title, self.body());
        match self {
            Self::For(why) => page.with_status(why.status()),
            Self::Attempt { .. } => page,
        }
    }

    fn body(&self) -> Markup {
        match self {
            Self::For(why) => {
                let [what, next] = why.text();
                html! { p { (what) } p { strong { (next) } } }
            }
            Self::Attempt {
                session, detail, ..
            } => html! {
                div.problem { p { (words::prose(&words::sentence(detail))) } }
                p { "Nothing was connected. You can try again as long as your link is good, or close this page." }
                div.actions { a.button href={ "/connect/" (session) "/methods" } { "Try again" } }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_end_says_what_has_happened_and_what_to_do_next() {
        let all = [
            Why::UnknownLink,
            Why::UsedLink,
            Why::Expired,
            Why::Gone,
            Why::OtherBrowser,
            Why::ForeignForm,
            Why::ForeignReturn,
            Why::NoPage,
            Why::Busy,
            Why::TooOften,
            Why::Failed,
        ];
        let pages = all.map(|why| {
            let page = Stopped::For(why).page();
            format!(
                "{} {}: {}",
                page.status.as_u16(),
                page.title,
                page.body.into_string()
            )
        });
        insta::assert_snapshot!(pages.join("\n"));
    }

    #[test]
    fn after_a_failed_attempt_there_is_another() {
        let stopped = Stopped::Attempt {
            session: "0a1b",
            declined: true,
            detail: "somebody declined at <Notes>",
        };
        insta::assert_snapshot!(stopped.body().into_string());
    }
}
