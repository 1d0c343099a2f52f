//! Pages that end the way, or a part of it: each says what has happened and what to
//! do next.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::{Page, words};
use crate::problem::Code;

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
    /// The browser keeps no cookies.
    NoCookies,
    /// Another user of this machine is on the way.
    OtherUser,
    /// The form is of another page, or an old one.
    ForeignForm,
    /// The form did not arrive as it was sent.
    BrokenForm,
    /// The browser has come back from a sign-in that is none of its sessions'.
    ForeignReturn,
    /// Nothing is there.
    NoPage,
    /// Too many are here at once.
    Busy,
    /// Too many attempts were made.
    TooOften,
    /// Whoever has the session wants none of it.
    Declined,
    /// The service has ended while it was at it.
    CutOff,
    /// The service has failed.
    Failed,
}

/// What ends the way.
#[derive(Debug)]
pub(crate) enum Stopped<'a> {
    /// For good, as far as this page goes.
    For(Why),
    /// Not yet: what comes of the attempt is being found out.
    Checking {
        /// The session's id.
        session: &'a str,
    },
    /// An attempt has failed.
    Attempt {
        /// The session's id.
        session: &'a str,
        form_token: &'a str,
        /// Whether another may be made.
        may_try_again: bool,
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
            Self::OtherBrowser
            | Self::NoCookies
            | Self::OtherUser
            | Self::ForeignForm
            | Self::ForeignReturn => StatusCode::FORBIDDEN,
            Self::BrokenForm => StatusCode::BAD_REQUEST,
            Self::Declined => StatusCode::OK,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Self::CutOff | Self::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::UnknownLink => "This link leads nowhere",
            Self::UsedLink => "This link was used already",
            Self::Expired => "This link has expired",
            Self::Gone => "What this link was for is gone",
            Self::OtherBrowser => "This was begun in another browser",
            Self::NoCookies => "Cookies have to be allowed",
            Self::OtherUser => "This is for another user of this machine",
            Self::ForeignForm => "That did not come from this page",
            Self::BrokenForm => "The form did not arrive",
            Self::ForeignReturn => "This sign-in was not begun here",
            Self::NoPage => "There is no such page",
            Self::Busy => "Too many people are here at once",
            Self::TooOften => "Too many attempts",
            Self::Declined => "You have declined",
            Self::CutOff => "The service has ended meanwhile",
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
                "Nothing was connected with it.",
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
            Self::NoCookies => [
                "By a cookie this browser is known again, and it keeps none, or has forgotten it. The link is as good as before.",
                "Allow cookies for this page, and open the link once more; or open it in another browser.",
            ],
            Self::OtherUser => [
                "The service is there for one user of this machine, and lets nobody else sign in.",
                "Ask whoever runs it.",
            ],
            Self::ForeignForm => [
                "Nothing was changed. The page may have been open for long, or another page has tried to act in your name.",
                "Go back, load the page anew, and send it again.",
            ],
            Self::BrokenForm => [
                "Nothing was changed. It was too long, took too long to arrive, or broke off.",
                "Go back, and send it again.",
            ],
            Self::ForeignReturn => [
                "By coming back like this nothing more was connected: this browser has not begun that sign-in, or it is over, or it was replaced by another one.",
                "Go to the page that you began on: it says what came of it. If you did not begin anything, close this page.",
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
            Self::Declined => [
                "Nothing is connected by this link any more, and whoever asked you is told that you have declined.",
                "You can close this page.",
            ],
            Self::CutOff => [
                "What you began may have come about all the same.",
                "Go to the page that you began on, in a minute: it says what came of it.",
            ],
            Self::Failed => [
                "It is not your fault, and nothing that you entered was shown to anybody.",
                "Load this page anew in a minute. If it fails again, tell whoever sent you the link.",
            ],
        }
    }
}

impl Stopped<'_> {
    /// What somebody sees where there is an answer for programs, of this status and code.
    pub(crate) fn of(status: StatusCode, code: Option<Code>) -> Page {
        let why = match (code, status) {
            (Some(Code::CutOff | Code::Ending), _) => Why::CutOff,
            (_, StatusCode::FORBIDDEN) => Why::ForeignForm,
            (_, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) => Why::Busy,
            _ if status.is_client_error() => Why::NoPage,
            _ => Why::Failed,
        };
        Self::For(why).page().with_status(status)
    }

    pub(crate) fn page(&self) -> Page {
        let title = match self {
            Self::For(why) => why.title(),
            Self::Checking { .. } => "Your answer is being checked",
            Self::Attempt { declined: true, .. } => "Not connected: it was declined",
            Self::Attempt { .. } => "Not connected",
        };
        let page = Page::new(title, self.body());
        match self {
            Self::For(why) => page.with_status(why.status()),
            Self::Checking { .. } | Self::Attempt { .. } => page,
        }
    }

    fn body(&self) -> Markup {
        match self {
            Self::For(why) => {
                let [what, next] = why.text();
                html! { p { (what) } p { strong { (next) } } }
            }
            Self::Checking { session } => html! {
                p role="status" { "What comes of it is known in some seconds: look again then." }
                div.actions { a.button href={ "/connect/" (session) } { "Look again" } }
                p.soft.below {
                    "If it says the same for more than a minute, you can "
                    a href={ "/connect/" (session) "/methods" } { "begin again" }
                    ": one account is connected, whichever comes first."
                }
            },
            Self::Attempt {
                session,
                form_token,
                may_try_again,
                detail,
                ..
            } => html! {
                div.problem { p { (words::prose(&words::sentence(detail))) } }
                @if *may_try_again {
                    p { "No account is connected by this link so far. You can try again, or say that you want none of it." }
                    div.actions { a.button href={ "/connect/" (session) "/methods" } { "Try again" } }
                    (words::decline(session, form_token))
                } @else {
                    p { "No account is connected by this attempt, and this link is good for no other. You can close this page." }
                }
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
            Why::NoCookies,
            Why::OtherUser,
            Why::ForeignForm,
            Why::BrokenForm,
            Why::ForeignReturn,
            Why::NoPage,
            Why::Busy,
            Why::TooOften,
            Why::Declined,
            Why::CutOff,
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
        let attempt = |may_try_again| Stopped::Attempt {
            session: "0a1b",
            form_token: "token",
            declined: true,
            may_try_again,
            detail: "somebody declined at <Notes>",
        };
        let bodies = [true, false].map(|again| attempt(again).body().into_string());
        insta::assert_snapshot!(bodies.join("\n"));
    }

    #[test]
    fn who_looks_while_the_answer_is_on_its_way_is_not_told_that_it_has_failed() {
        let checking = Stopped::Checking { session: "0a1b" };
        let page = checking.page();
        assert_eq!(page.title, "Your answer is being checked");
        assert_eq!(page.status, StatusCode::OK);
        insta::assert_snapshot!(page.body.into_string());
    }

    #[test]
    fn what_goes_wrong_before_a_page_is_made_is_a_page_too() {
        let page = |status, code| {
            let page = Stopped::of(status, code);
            (page.status.as_u16(), page.title)
        };
        for (status, code, title) in [
            (404, None, "There is no such page"),
            (405, Some(Code::WrongMethod), "There is no such page"),
            (400, None, "There is no such page"),
            (
                403,
                Some(Code::OtherOrigin),
                "That did not come from this page",
            ),
            (503, Some(Code::TooBusy), "Too many people are here at once"),
            (500, Some(Code::CutOff), "The service has ended meanwhile"),
            (503, Some(Code::Ending), "The service has ended meanwhile"),
            (500, Some(Code::Internal), "Something failed here"),
        ] {
            let given = StatusCode::from_u16(status).unwrap();
            assert_eq!(page(given, code), (status, title.to_owned()));
        }
    }
}
