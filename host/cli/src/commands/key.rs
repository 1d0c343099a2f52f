//! `key`: the key that seals the secrets of this host.

use clap::{Args, Subcommand, ValueEnum};
use connector_host::{
    Error,
    connections::{Key as SealingKey, KeySource, Rotation},
};
use serde_json::json;

use crate::{
    exit::CommandError,
    global::KeyPlace,
    output::Output,
    screen::{Facts, terminal, text},
    secret::Place,
    session::Session,
};

/// Show which key seals the secrets of this host, or change it
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  connector-host key
  connector-host key rotate"
)]
pub(crate) struct Key {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Command {
    Rotate(Rotate),
}

/// Seal the data keys of all tenants with a new key, and delete the old one
#[derive(Args, Debug)]
#[command(
    after_help = "Nobody has to connect again. Other processes that use the same data go on with the new \
key. Where it comes from the environment, they do so if they were started with both, a comma between \
them (CONNECTOR_HOST_KEY=OLD,NEW); start the others again with the new one.

With --tenant it is the data key of that tenant that is replaced: all its secrets are sealed anew, \
and what somebody may have got of the old one opens nothing that is kept from then on. A call that \
was left halfway can't be gone on with after that.

Examples:
  connector-host key rotate
  connector-host key rotate --to keyring
  connector-host key rotate --tenant acme
  NEW_KEY=$(cat new.key) connector-host key rotate --new-key-env NEW_KEY"
)]
struct Rotate {
    /// Keep the new key here: file or keyring; where the old one was when left out
    #[arg(long, value_name = "SOURCE", value_parser = kept_by_the_host, conflicts_with = "new_key_env")]
    to: Option<KeyPlace>,
    /// Take the new key from an environment variable, for hosts that are started with their key
    #[arg(long, value_name = "VAR")]
    new_key_env: Option<String>,
}

/// The places in which the host itself can keep a key.
fn kept_by_the_host(text: &str) -> Result<KeyPlace, String> {
    match KeyPlace::from_str(text, false) {
        Ok(place @ (KeyPlace::File | KeyPlace::Keyring)) => Ok(place),
        Ok(KeyPlace::Environment) => {
            Err("the host can't change its environment: use --new-key-env VAR".to_owned())
        }
        Err(_) => Err("use file or keyring".to_owned()),
    }
}

impl Key {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        match self.command {
            None => show(session, self.output),
            Some(Command::Rotate(command)) => command.run(session),
        }
    }
}

fn show(session: &Session, output: Output) -> Result<(), CommandError> {
    let (source, id) = session.run(session.host().key())?;
    let source = match session.host().key_waits_in() {
        Some(file) => KeySource::File(file),
        None => source,
    };
    let file = match &source {
        KeySource::File(path) => Some(path),
        _ => None,
    };
    let value = json!({
        "id": id.to_string(),
        "source": KeyPlace::of(&source).and_then(|place| Some(place.to_possible_value()?.get_name().to_owned())),
        "file": file,
    });
    output.write(&value, || {
        let mut facts = Facts::default();
        facts.add("Key", id);
        facts.add("Kept in", place(&source));
        facts.render(terminal::text_width())
    })
}

impl Rotate {
    fn run(self, session: &Session) -> Result<(), CommandError> {
        if session.is_for_a_tenant() {
            return self.of_tenant(session);
        }
        let to = match (self.new_key_env, self.to) {
            (Some(variable), _) => {
                let text = Place::Environment(variable.clone()).read()?;
                let key = SealingKey::from_base64(&text, &variable);
                KeySource::Given(key.map_err(|error| session.told(Error::Store(error.into())))?)
            }
            (None, Some(place)) => place.source().map_err(|error| session.told(error))?,
            (None, None) => match session.run(session.host().key())?.0 {
                KeySource::Given(_) | KeySource::GivenSeveral { .. } => {
                    return Err(CommandError::usage("the new key is missing").with_next(
                        "add --new-key-env VAR, or --to file or keyring to keep the new key there",
                    ));
                }
                source => source,
            },
        };
        let rotation = session.run(session.host().rotate_key(to.clone()))?;
        tell(rotation, to);
        Ok(())
    }

    /// Gives the tenant another data key.
    fn of_tenant(self, session: &Session) -> Result<(), CommandError> {
        if self.to.is_some() || self.new_key_env.is_some() {
            return Err(CommandError::usage(
                "the data key of a tenant is random and in the store, sealed with the key of that",
            )
            .with_next(
                "leave --to and --new-key-env out; or leave --tenant out, and CONNECTOR_HOST_TENANT unset, for the key of the store",
            ));
        }
        session.run(session.host().rotate_data_key())?;
        terminal::done(text!(
            "The secrets of the tenant {} are sealed with a new data key now.",
            session.host().tenant_name()
        ));
        Ok(())
    }
}

fn tell(rotation: Rotation, to: KeySource) {
    let Rotation {
        old,
        new,
        old_key_stays,
        kept_in,
        ..
    } = rotation;
    terminal::done(text!(
        "The data keys of all tenants are sealed with the key {} now; nothing needs the key {} any more.",
        new,
        old
    ));
    if let Some(error) = old_key_stays {
        terminal::warn(text!("the old key was not deleted: {}", error));
    }
    terminal::tell(match kept_in.map_or(to, KeySource::File) {
        KeySource::Given(_) | KeySource::GivenSeveral { .. } => {
            text!("From now on, start connector-host with the new key in CONNECTOR_HOST_KEY.")
        }
        kept_in => text!("It is in {}.", place(&kept_in)),
    });
}

fn place(source: &KeySource) -> String {
    match source {
        KeySource::Given(_) | KeySource::GivenSeveral { .. } => {
            "the environment variable CONNECTOR_HOST_KEY".to_owned()
        }
        source => source.to_string(),
    }
}
