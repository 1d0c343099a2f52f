//! The settings of an auth method: from flags, and from questions for what is
//! missing.

use clap::Args;
use connector_host::{
    input::{Assignment, typed},
    manifest::{AuthMethod, Setting},
    schema::Schema,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};

use super::{
    asking,
    exit::CommandError,
    input,
    screen::{Text, running, terminal, text, words},
    secret::{self, Place},
};

/// The flags that give settings.
#[derive(Args, Debug)]
#[command(next_help_heading = "Settings")]
pub(super) struct SettingArguments {
    /// A setting that is no secret; repeat it for a list
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<Assignment>,

    /// A setting, secret or not, from a file
    #[arg(long, value_name = "KEY=PATH", value_parser = Placed::file)]
    set_file: Vec<Placed>,

    /// A setting, secret or not, from an environment variable
    #[arg(long, value_name = "KEY=VAR", value_parser = Placed::environment)]
    set_env: Vec<Placed>,
}

/// A setting, and the place that holds its value.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) setting: String,
    pub(super) place: Place,
}

impl Placed {
    pub(super) fn file(argument: &str) -> Result<Self, String> {
        Self::parse(argument, "KEY=PATH", |path| Place::File(path.into()))
    }

    pub(super) fn environment(argument: &str) -> Result<Self, String> {
        Self::parse(argument, "KEY=VAR", |name| {
            Place::Environment(name.to_owned())
        })
    }

    fn parse(
        argument: &str,
        form: &str,
        place: impl FnOnce(&str) -> Place,
    ) -> Result<Self, String> {
        match argument.split_once('=') {
            Some((setting, value)) if !setting.is_empty() && !value.is_empty() => Ok(Self {
                setting: setting.to_owned(),
                place: place(value),
            }),
            _ => Err(format!("write it as {form}")),
        }
    }
}

/// Settings, secrets apart.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) open: Map<String, Value>,
    pub(super) secret: Vec<(String, SecretString)>,
}

impl Settings {
    fn has(&self, name: &str) -> bool {
        self.open.contains_key(name) || self.secret.iter().any(|(known, _)| known == name)
    }

    pub(super) fn keep(&mut self, setting: &Setting<'_>, value: SecretString) {
        if setting.secret {
            self.secret.push((setting.name.to_owned(), value));
        } else {
            let value = typed(Schema::new(setting.schema), value.expose_secret());
            self.open.insert(setting.name.to_owned(), value);
        }
    }
}

impl SettingArguments {
    /// All settings of the method: what the flags give, and what a person at
    /// the terminal answers for the rest.
    pub(super) fn complete(&self, method: &AuthMethod) -> Result<Settings, CommandError> {
        let mut settings = self.given(method)?;
        let missing: Vec<Setting<'_>> = method
            .settings()
            .filter(|setting| setting.required && !settings.has(setting.name))
            .collect();
        if !missing.is_empty() && !terminal::can_ask() {
            return Err(say_missing(method, &missing));
        }
        for setting in &missing {
            let value = question(setting)?;
            settings.keep(setting, value);
        }
        Ok(settings)
    }

    /// What the flags give.
    pub(super) fn given(&self, method: &AuthMethod) -> Result<Settings, CommandError> {
        for assignment in &self.set {
            let setting = known(method, assignment.member())?;
            if setting.secret {
                let name = setting.name;
                return Err(CommandError::usage(text!(
                    "{} is a secret, and a command line is no place for one: others on this machine can read it",
                    name
                ))
                .with_next(text!(
                    "leave it out to be asked for it, or use --set-file {}=PATH or --set-env {}=VAR; a secret that was typed here should be replaced by a new one",
                    name,
                    name
                )));
            }
        }
        let mut settings = Settings {
            open: input::assemble(Schema::new(&method.settings), None, &self.set)?,
            secret: Vec::new(),
        };
        for placed in self.set_file.iter().chain(&self.set_env) {
            let setting = known(method, &placed.setting)?;
            settings.keep(&setting, placed.place.read()?);
        }
        Ok(settings)
    }
}

fn known<'a>(method: &'a AuthMethod, name: &str) -> Result<Setting<'a>, CommandError> {
    method.setting(name).ok_or_else(|| {
        let names = words::list(method.settings().map(|setting| setting.name));
        CommandError::usage(text!(
            "the auth method {} has no setting {}; its settings: {}",
            method.id,
            name,
            names
        ))
    })
}

fn say_missing(method: &AuthMethod, missing: &[Setting<'_>]) -> CommandError {
    let names = words::list(missing.iter().map(|setting| setting.name));
    let flags = missing
        .iter()
        .map(|setting| match (setting.name, setting.secret) {
            (name, true) => text!("--set-env {}=VAR (or --set-file {}=PATH)", name, name),
            (name, false) => text!("--set {}=VALUE", name),
        });
    CommandError::usage(text!(
        "the auth method {} needs settings that are missing: {}",
        method.id,
        names
    ))
    .with_next(text!(
        "add {}, or run it on a terminal to be asked",
        Text::joined(flags, " ")
    ))
}

/// Asks for a setting.
pub(super) fn question(setting: &Setting<'_>) -> Result<SecretString, CommandError> {
    let schema = Schema::new(setting.schema);
    if let Some(meaning) = schema.text("description") {
        terminal::tell_lines(running(meaning).paragraph(2, terminal::text_width()));
    }
    let name = schema.text("title").unwrap_or(setting.name);
    if setting.secret {
        return secret::ask(name);
    }
    loop {
        let answer = asking::ask(name)?;
        if !answer.is_empty() {
            return Ok(answer.into());
        }
        terminal::tell("It cannot be empty.");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn method() -> AuthMethod {
        serde_json::from_value(json!({
            "id": "own-app", "name": "Own app", "summary": "",
            "authorization": "token-grant", "secrets": {"client_secret": "client-secret"},
            "endpoints": [{"name": "Example", "token_endpoint": "https://api.example.com/token"}],
            "setup": [],
            "settings": {
                "required": ["client_id", "client_secret", "account"],
                "properties": {
                    "client_id": {"type": "string"},
                    "client_secret": {"type": "string", "writeOnly": true},
                    "account": {"type": "string"},
                    "lifetime": {"type": "integer"},
                    "scopes": {"type": "array", "items": {"type": "string"}},
                },
            },
        }))
        .expect("an auth method")
    }

    fn given(set: &[&str], set_file: &[&str]) -> Result<Settings, CommandError> {
        let arguments = SettingArguments {
            set: set.iter().map(|set| set.parse().expect("a path")).collect(),
            set_file: set_file
                .iter()
                .map(|set| Placed::file(set).expect("a path"))
                .collect(),
            set_env: Vec::new(),
        };
        arguments.given(&method())
    }

    #[test]
    fn a_secret_on_the_command_line_is_refused_and_not_repeated() {
        let error = given(&["client_secret=hunter2"], &[])
            .expect_err("it is refused")
            .text();
        assert!(!error.contains("hunter2"));
        insta::assert_snapshot!(error, @r"
        client_secret is a secret, and a command line is no place for one: others on this machine can read it
        next: leave it out to be asked for it, or use --set-file client_secret=PATH or --set-env client_secret=VAR; a secret that was typed here should be replaced by a new one
        ");
    }

    #[test]
    fn a_misspelt_setting_is_refused_with_the_names_there_are() {
        let error = given(&["client_secert=hunter2"], &[])
            .expect_err("it is refused")
            .text();
        assert!(!error.contains("hunter2"));
        insta::assert_snapshot!(error, @"the auth method own-app has no setting client_secert; its settings: account, client_id, client_secret, lifetime, scopes");
    }

    #[test]
    fn a_file_gives_a_secret_without_its_last_line_break_and_other_settings_by_their_type() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = |name: &str, content: &str| {
            let path = directory.path().join(name);
            std::fs::write(&path, content).expect("it is written");
            format!("{name}={}", path.display())
        };
        let files = [file("client_secret", "hunter2\n"), file("lifetime", "30\n")];
        let settings = given(&["scopes=a", "scopes=b"], &[&files[0], &files[1]]).expect("settings");
        assert_eq!(
            Value::from(settings.open),
            json!({"scopes": ["a", "b"], "lifetime": 30})
        );
        let [(name, secret)] = settings.secret.as_slice() else {
            panic!("one secret")
        };
        assert_eq!(
            (name.as_str(), secret.expose_secret()),
            ("client_secret", "hunter2")
        );
    }

    #[test]
    fn an_empty_file_gives_no_secret() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        assert!(given(&[], &[&format!("client_secret={}", file.path().display())]).is_err());
    }

    #[test]
    fn without_a_terminal_each_missing_setting_is_named_with_the_flag_for_it() {
        let method = method();
        let missing: Vec<Setting<'_>> = method
            .settings()
            .filter(|setting| setting.required)
            .collect();
        insta::assert_snapshot!(say_missing(&method, &missing).text(), @r"
        the auth method own-app needs settings that are missing: account, client_id, client_secret
        next: add --set account=VALUE --set client_id=VALUE --set-env client_secret=VAR (or --set-file client_secret=PATH), or run it on a terminal to be asked
        ");
    }
}
