//! The choice among the ways to connect.

use connector_host::manifest::AuthorizationKind;
use maud::{Markup, html};

use super::{Page, words};

/// What the page of the choice shows.
#[derive(Debug)]
pub(crate) struct Choosing<'a> {
    /// The session's id.
    pub(crate) session: &'a str,
    /// The connector's name.
    pub(crate) connector: &'a str,
    pub(crate) methods: Vec<Method<'a>>,
    pub(crate) form_token: String,
}

/// A way to connect.
#[derive(Debug)]
pub(crate) struct Method<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) summary: &'a str,
    pub(crate) authorization: AuthorizationKind,
    /// Whether there is nothing to enter for it, so that to choose it is to begin.
    pub(crate) leads_on: bool,
    /// Why it can't be had here, if it can't.
    pub(crate) unavailable: Option<String>,
}

impl Choosing<'_> {
    pub(crate) fn page(&self) -> Page {
        Page::new("How do you want to connect?", self.body())
    }

    fn body(&self) -> Markup {
        let (possible, impossible): (Vec<_>, Vec<_>) = self
            .methods
            .iter()
            .partition(|method| method.unavailable.is_none());
        html! {
            p { "There are several ways to connect an account of " (words::shown(self.connector)) ". What each of them needs is said on the next page." }
            ul.plain {
                @for method in &possible {
                    li { (self.choice(method)) }
                }
            }
            @if !impossible.is_empty() {
                h2 { "Not possible here" }
                ul {
                    @for method in &impossible {
                        li {
                            strong { (words::shown(method.name)) } ": "
                            (words::prose(method.unavailable.as_deref().unwrap_or_default()))
                        }
                    }
                }
            }
            (words::decline(self.session, &self.form_token))
        }
    }

    fn choice(&self, method: &Method<'_>) -> Markup {
        let path = path(self.session, method.id);
        let label = html! {
            strong { (words::shown(method.name)) }
            span { (words::prose(method.summary)) }
            span.soft { (how(method.authorization)) }
        };
        html! {
            @if method.leads_on {
                form method="post" action=(path) {
                    (words::form_token(&self.form_token))
                    button.choice type="submit" { (label) }
                }
            } @else {
                a.choice href=(path) { (label) }
            }
        }
    }
}

/// Where a way to connect is prepared and begun.
pub(super) fn path(session: &str, method: &str) -> String {
    format!("/connect/{session}/methods/{method}")
}

fn how(authorization: AuthorizationKind) -> &'static str {
    match authorization {
        AuthorizationKind::AuthorizationCode => "You sign in in this browser.",
        AuthorizationKind::DeviceCode => {
            "You sign in on any device, with a code that is shown here."
        }
        AuthorizationKind::TokenGrant => "Nobody signs in: you enter the credentials of an app.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_says_who_signs_in_where_and_what_is_impossible_says_why() {
        let method = |id, authorization, unavailable| Method {
            id,
            name: id,
            summary: "When to choose it.",
            authorization,
            leads_on: id == "oauth2",
            unavailable,
        };
        let choosing = Choosing {
            session: "0a1b",
            connector: "Notes",
            form_token: "token".to_owned(),
            methods: vec![
                method("oauth2", AuthorizationKind::AuthorizationCode, None),
                method("device", AuthorizationKind::DeviceCode, None),
                method("own-app", AuthorizationKind::TokenGrant, None),
                method(
                    "shared",
                    AuthorizationKind::AuthorizationCode,
                    Some("No app is registered here.".to_owned()),
                ),
            ],
        };
        insta::assert_snapshot!(choosing.body().into_string());
    }
}
