//! The settings of an auth method: from flags, and from questions for what is
//! missing.

use clap::Args;
use connector_host::manifest::{AuthMethod, Setting};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};

use super::{
    exit::CommandError,
    input::{self, Assignment},
    layout,
    schema::Schema,
    secret::{self, Place},
    terminal,
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
struct Placed {
    setting: String,
    place: Place,
}

impl Placed {
    fn file(argument: &str) -> Result<Self, String> {
        Self::parse(argument, "KEY=PATH", |path| Place::File(path.into()))
    }

    fn environment(argument: &str) -> Result<Self, String> {
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

    fn keep(&mut self, setting: &Setting<'_>, value: SecretString) {
        if setting.secret {
            self.secret.push((setting.name.to_owned(), value));
        } else {
            let value = input::typed(Schema::new(setting.schema), value.expose_secret());
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
    fn given(&self, method: &AuthMethod) -> Result<Settings, CommandError> {
        for assignment in &self.set {
            let setting = known(method, assignment.member())?;
            if setting.secret {
                let name = setting.name;
                return Err(CommandError::usage(format_args!(
                    "{name} is a secret, and a command line is no place for one: others on this machine can read it"
                ))
                .with_next(format_args!(
                    "leave it out to be asked for it, or use --set-file {name}=PATH or --set-env {name}=VAR; \
                     a secret that was typed here should be replaced by a new one"
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
        let names = layout::list(method.settings().map(|setting| setting.name));
        CommandError::usage(format_args!(
            "the auth method {} has no setting {name}; its settings: {names}",
            method.id
        ))
    })
}

fn say_missing(method: &AuthMethod, missing: &[Setting<'_>]) -> CommandError {
    let names = layout::list(missing.iter().map(|setting| setting.name));
    let flags: Vec<String> = missing
        .iter()
        .map(|setting| match (setting.name, setting.secret) {
            (name, true) => format!("--set-env {name}=VAR (or --set-file {name}=PATH)"),
            (name, false) => format!("--set {name}=VALUE"),
        })
        .collect();
    CommandError::usage(format_args!(
        "the auth method {} needs settings that are missing: {names}",
        method.id
    ))
    .with_next(format_args!(
        "add {}, or run it on a terminal to be asked",
        flags.join(" ")
    ))
}

fn question(setting: &Setting<'_>) -> Result<SecretString, CommandError> {
    let schema = Schema::new(setting.schema);
    if let Some(meaning) = schema.text("description") {
        terminal::tell(layout::paragraph(meaning, 2));
    }
    let name = schema.text("title").unwrap_or(setting.name);
    if setting.secret {
        return secret::ask(name);
    }
    loop {
        let answer = terminal::ask(name)?;
        if !answer.is_empty() {
            return Ok(answer.into());
        }
        terminal::tell("It cannot be empty.");
    }
}
