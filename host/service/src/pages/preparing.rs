//! One way to connect: what to prepare, and what to enter.

use maud::{Markup, html};
use url::Url;

use super::{Page, words};

/// What the page of one way to connect shows.
#[derive(Debug)]
pub(crate) struct Preparing<'a> {
    /// The session's id.
    pub(crate) session: &'a str,
    pub(crate) form_token: String,
    /// The auth method.
    pub(crate) method: &'a str,
    pub(crate) name: &'a str,
    pub(crate) summary: &'a str,
    /// The steps, in which `{redirect_uri}` stands for the redirect address.
    pub(crate) setup: &'a [String],
    pub(crate) redirect_uri: Url,
    pub(crate) inputs: Vec<Input<'a>>,
    /// Whether what is kept stays where nothing is entered.
    pub(crate) keeps: bool,
    /// What is wrong with what was entered.
    pub(crate) problems: Vec<Wrong>,
    /// What comes next, on the button.
    pub(crate) next: String,
    /// Whether there is another way.
    pub(crate) has_others: bool,
}

/// What is wrong with what was entered.
#[derive(Debug)]
pub(crate) struct Wrong {
    /// The name of the setting that it is about, where that is known.
    pub(crate) setting: Option<String>,
    pub(crate) message: String,
}

impl Wrong {
    /// Whether it is about a setting: where it does not say about which, it may name it.
    fn is_about(&self, input: &Input<'_>) -> bool {
        match &self.setting {
            Some(name) => name == input.name,
            None => self.message.contains(&format!("`{}`", input.name)),
        }
    }
}

/// What can be entered for a setting.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    /// The setting's name.
    pub(crate) name: &'a str,
    pub(crate) title: &'a str,
    pub(crate) description: Option<&'a str>,
    pub(crate) required: bool,
    /// Whether something was entered, and not what is there by itself.
    pub(crate) is_changed: bool,
    pub(crate) kind: Kind,
}

/// How something is entered.
#[derive(Debug)]
pub(crate) enum Kind {
    /// It is never shown, whoever has entered it.
    Secret,
    Line(Entered),
    Number(Entered),
    /// A value a line.
    Lines(Entered),
    /// One of these.
    Choice(Vec<String>, Entered),
}

/// What was entered before, or is kept.
type Entered = String;

impl Preparing<'_> {
    pub(crate) fn page(&self) -> Page {
        let page = Page::new(self.name, self.body());
        if self.problems.is_empty() {
            return page;
        }
        let title = format!("Not right yet: {}", self.name);
        Page { title, ..page }.with_status(axum::http::StatusCode::UNPROCESSABLE_ENTITY)
    }

    fn body(&self) -> Markup {
        let (needed, others): (Vec<_>, Vec<_>) =
            self.inputs.iter().partition(|input| input.required);
        html! {
            @if !self.problems.is_empty() {
                div.problem role="alert" {
                    h2 { "What is not right" }
                    ul { @for problem in &self.problems { li { (self.told(problem)) } } }
                    p { "Secrets have to be entered again." }
                }
            }
            p { (words::prose(self.summary)) }
            @if !self.setup.is_empty() {
                h2 { "What it takes" }
                ol { @for step in self.setup { li { (words::step(step, &self.redirect_uri)) } } }
            }
            form method="post" action=(super::choosing::path(self.session, self.method)) autocomplete="off" {
                (words::form_token(&self.form_token))
                @if self.keeps && self.inputs.iter().any(|input| matches!(input.kind, Kind::Secret)) {
                    p.soft { "Secrets that are left empty stay what they are." }
                }
                @if !needed.is_empty() {
                    h2 { "What to enter" }
                    @for input in needed { (self.input(input)) }
                }
                @if !others.is_empty() {
                    details open[self.is_about(&others)] {
                        summary { "More settings, none of which is needed" }
                        @for input in others { (self.input(input)) }
                    }
                }
                div.actions {
                    button.button type="submit" { (words::shown(&self.next)) }
                    @if self.has_others {
                        a.button.second href={ "/connect/" (self.session) "/methods" } { "Another way" }
                    }
                }
            }
            (words::decline(self.session, &self.form_token))
        }
    }

    /// What is wrong, where settings are called by the labels under which they are entered.
    fn told(&self, problem: &Wrong) -> Markup {
        words::prose_with_labels(&words::sentence(&problem.message), |name| {
            let mut labelled = self.inputs.iter().filter(|input| input.title != input.name);
            let its = labelled.find(|input| input.name == name);
            its.map(|input| input.title)
        })
    }

    /// Whether what is not right may be one of these.
    fn is_about(&self, inputs: &[&Input<'_>]) -> bool {
        let is_wrong = |input: &Input<'_>| self.problems.iter().any(|wrong| wrong.is_about(input));
        let mut inputs = inputs.iter();
        !self.problems.is_empty() && inputs.any(|&input| input.is_changed || is_wrong(input))
    }

    fn input(&self, input: &Input<'_>) -> Markup {
        let Input {
            name,
            title,
            description,
            required,
            is_changed: _,
            kind,
        } = input;
        let id = format!("setting-{name}");
        let hint = format!("hint-{name}");
        let hinted = description.map(|_| hint.as_str());
        let field = format!("setting.{name}");
        let is_needed = *required && !self.keeps;
        html! {
            label for=(id) { (words::shown(title)) }
            @if let Some(description) = description { p.hint id=(hint) { (words::prose(description)) } }
            @match kind {
                Kind::Secret => {
                    input type="password" id=(id) name=(field) autocomplete="off" spellcheck="false" aria-describedby=[hinted] required[is_needed];
                }
                Kind::Line(entered) => {
                    input type="text" id=(id) name=(field) value=(entered) autocomplete="off" autocapitalize="none" spellcheck="false" aria-describedby=[hinted] required[is_needed];
                }
                Kind::Number(entered) => {
                    input type="text" inputmode="numeric" id=(id) name=(field) value=(entered) autocomplete="off" aria-describedby=[hinted] required[is_needed];
                }
                Kind::Lines(entered) => {
                    p.hint { "One a line." }
                    // The first line break of a text area is not of its text.
                    textarea id=(id) name=(field) rows="3" autocapitalize="none" spellcheck="false" aria-describedby=[hinted] required[is_needed] { "\n" (entered) }
                }
                Kind::Choice(choices, entered) => {
                    select id=(id) name=(field) aria-describedby=[hinted] {
                        @if !*required || entered.is_empty() { option value="" { "As usual" } }
                        @for choice in choices {
                            option value=(choice) selected[choice == entered] { (choice_in_words(choice)) }
                        }
                    }
                }
            }
        }
    }
}

/// A blank as a choice would show as nothing.
fn choice_in_words(choice: &str) -> String {
    match choice {
        " " => "a blank".to_owned(),
        "," => "a comma".to_owned(),
        choice => choice.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inputs<'a>() -> Vec<Input<'a>> {
        let input = |name, required, kind| Input {
            name,
            title: name,
            description: Some("What it is."),
            required,
            is_changed: false,
            kind,
        };
        vec![
            input("client_id", true, Kind::Line("a\"b".to_owned())),
            input("client_secret", true, Kind::Secret),
            input("lifetime", false, Kind::Number(String::new())),
            input("scopes", false, Kind::Lines("read\nwrite".to_owned())),
            input(
                "cloud",
                false,
                Kind::Choice(
                    vec!["common".to_owned(), " ".to_owned()],
                    "common".to_owned(),
                ),
            ),
        ]
    }

    fn preparing(setup: &[String]) -> Preparing<'_> {
        Preparing {
            session: "0a1b",
            form_token: "token".to_owned(),
            method: "own-app",
            name: "Your own app",
            summary: "With an app of your own.",
            setup,
            redirect_uri: "https://connect.example/oauth/callback/notes"
                .parse()
                .unwrap(),
            inputs: inputs(),
            keeps: false,
            problems: Vec::new(),
            next: "Go to Notes".to_owned(),
            has_others: true,
        }
    }

    fn wrong(setting: Option<&str>, message: &str) -> Wrong {
        Wrong {
            setting: setting.map(str::to_owned),
            message: message.to_owned(),
        }
    }

    #[test]
    fn it_says_what_to_prepare_and_asks_for_what_is_needed_first() {
        let setup = [
            "Make an app.".to_owned(),
            "Enter {redirect_uri} there.".to_owned(),
        ];
        insta::assert_snapshot!(preparing(&setup).body().into_string());
    }

    #[test]
    fn what_is_wrong_stands_first_and_a_secret_is_not_repeated() {
        let preparing = Preparing {
            problems: vec![wrong(Some("client_secret"), "`client_secret` is empty")],
            inputs: Vec::new(),
            ..preparing(&[])
        };
        let page = preparing.page();
        assert_eq!(page.status, 422);
        assert_eq!(page.title, "Not right yet: Your own app");
        insta::assert_snapshot!(preparing.body().into_string());
    }

    #[test]
    fn what_is_wrong_calls_a_setting_by_its_label_and_nothing_else_by_one() {
        let mut preparing = Preparing {
            problems: vec![wrong(Some("client_id"), "`client_id` is not `an-id`")],
            ..preparing(&[])
        };
        preparing.inputs[0].title = "Client ID";
        let html = preparing.body().into_string();
        let told = "<li><strong>Client ID</strong> is not <code>an-id</code>.</li>";
        assert!(html.contains(told), "{html}");
    }

    #[test]
    fn what_is_not_needed_shows_again_where_it_may_be_what_is_not_right() {
        let is_open = |setting, message, is_changed| {
            let mut preparing = Preparing {
                problems: vec![wrong(setting, message)],
                ..preparing(&[])
            };
            for input in preparing.inputs.iter_mut().filter(|input| !input.required) {
                input.is_changed = is_changed;
            }
            preparing.body().into_string().contains("<details open>")
        };
        assert!(!is_open(None, "`client_secret` is empty", false));
        assert!(is_open(None, "the server refused it", true));
        assert!(is_open(None, "`lifetime` must be a number", false));
        assert!(is_open(Some("lifetime"), "it is too long", false));
        // What it is about is said, whatever else is named.
        let other = "`client_secret` is a secret, unlike `lifetime`";
        assert!(!is_open(Some("client_secret"), other, false));
    }

    #[test]
    fn what_is_kept_may_be_left_out() {
        let preparing = Preparing {
            keeps: true,
            ..preparing(&[])
        };
        let html = preparing.body().into_string();
        assert!(!html.contains(" required"), "{html}");
        assert!(html.contains("stay what they are"), "{html}");
    }

    #[test]
    fn that_secrets_stay_is_said_of_those_too_that_are_not_needed() {
        let optional = |mut input: Input<'static>| {
            input.required = false;
            input
        };
        let preparing = Preparing {
            keeps: true,
            inputs: inputs().into_iter().map(optional).collect(),
            ..preparing(&[])
        };
        let html = preparing.body().into_string();
        assert!(html.contains("stay what they are"), "{html}");
    }
}
