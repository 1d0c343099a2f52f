//! What every command takes.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};
use connector_host::{Error, connections::KeySource, egress::Reroute};

use super::screen::terminal::Color;

/// What clap calls `--reroute`.
pub(super) const REROUTE: &str = "reroute";

/// What every command takes.
#[derive(Args, Debug)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// Use the connector in FILE without adding it; KEY then has to be its key
    #[arg(long, global = true, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(super) component: Option<PathBuf>,

    /// Send what goes to an origin to this machine instead, such as
    /// https://api.example.com=http://127.0.0.1:8080
    #[arg(
        id = REROUTE,
        long,
        global = true,
        value_name = "FROM=TO",
        env = "CONNECTOR_HOST_REROUTE",
        value_delimiter = ',',
        hide_env_values = true
    )]
    pub(super) reroute: Vec<Reroute>,

    /// Allow connectors only what the policy in FILE allows
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "CONNECTOR_HOST_POLICY",
        hide_env_values = true,
        value_hint = clap::ValueHint::FilePath
    )]
    pub(super) policy: Option<PathBuf>,

    /// Work with the connections and the apps of this tenant
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "CONNECTOR_HOST_TENANT",
        hide_env_values = true
    )]
    pub(super) tenant: Option<String>,

    /// Keep connections in a PostgreSQL database: postgres://USER@HOST/DATABASE, without a
    /// password, which belongs in the same address in the environment: CONNECTOR_HOST_STORE
    #[arg(long, global = true, value_name = "ADDRESS", value_hint = clap::ValueHint::Url)]
    pub(super) store: Option<String>,

    /// Where connectors and connections are kept
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "CONNECTOR_HOST_HOME",
        hide_env_values = true,
        value_hint = clap::ValueHint::DirPath
    )]
    pub(super) data_dir: Option<PathBuf>,

    /// Where the key is kept that seals secrets: file, keyring or environment
    #[arg(
        long,
        global = true,
        value_name = "SOURCE",
        env = "CONNECTOR_HOST_KEY_SOURCE",
        hide_env_values = true,
        hide_possible_values = true
    )]
    pub(super) key_source: Option<KeyPlace>,

    /// Renew an access token when it has no more than this left
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        env = "CONNECTOR_HOST_RENEWAL_MARGIN",
        hide_env_values = true
    )]
    pub(super) renewal_margin: Option<u64>,

    /// When to use colour: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub(super) color: Color,

    /// Say on stderr what is being done; twice for more
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(super) verbose: u8,
}

/// The values of `--key-source`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum KeyPlace {
    File,
    Keyring,
    Environment,
}

impl KeyPlace {
    /// Where the library finds the key.
    pub(super) fn source(self) -> Result<KeySource, Error> {
        match self {
            Self::File => Ok(KeySource::default_file()),
            Self::Keyring => Ok(KeySource::Keyring),
            Self::Environment => {
                KeySource::from_environment().map_err(|error| Error::Store(error.into()))
            }
        }
    }

    pub(super) fn of(source: &KeySource) -> Option<Self> {
        match source {
            KeySource::Given(_) | KeySource::GivenSeveral { .. } => Some(Self::Environment),
            KeySource::File(_) => Some(Self::File),
            KeySource::Keyring => Some(Self::Keyring),
            _ => None,
        }
    }
}
