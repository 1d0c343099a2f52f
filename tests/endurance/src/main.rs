//! Plays the scenarios and shows the figures: `cargo xtask endurance` builds what it needs.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use endurance::{
    Database, DiskFull, EnduranceError, Fleet, Kills, Method, Parts, Spinner, Storm, Strangers,
    Trials, Window,
};

/// What else there is to show, and what shows it.
const PLAYED_BY_TESTS: &str = "\
Two more are played by the tests, which `cargo xtask test` runs:
  sign-ins that are begun at one replica and ended at another, replayed, and mixed with another's
  `state`: `sign_ins`, `mixed_sign_ins` and `replicas` of `cargo test -p connector-host --test it`
  every action of the connector, put down or killed after each step and taken up elsewhere:
  `every_action` of `cargo test -p end-to-end --test it`";

/// Lets connections live through an hour of load, kills and full disks, and shows the figures.
#[derive(Debug, Parser)]
enum Command {
    /// Plays scenarios.
    Play(Play),
    /// Does what a coordinator says.
    #[command(hide = true)]
    Worker,
}

#[derive(Debug, clap::Args)]
#[command(after_help = PLAYED_BY_TESTS)]
struct Play {
    /// The built Zoom connector.
    #[arg(long)]
    component: PathBuf,
    /// Where compiled components are kept from one run to the next.
    #[arg(long)]
    cache_dir: PathBuf,
    /// What the random numbers are made from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Which scenarios to play; all of them when none is named.
    scenarios: Vec<Scenario>,
}

/// How long the right to renew a grant lasts where replicas are killed: what one has left behind
/// is not to keep the others waiting for most of the time.
const SHORT_LEASE: Duration = Duration::from_secs(3);

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Scenario {
    /// An hour of calls with a user's tokens, which rotate
    AuthorizationCode,
    /// An hour of calls with the tokens of an account
    ServerToServer,
    /// The same where a new token ends the one before
    OneAccountToken,
    /// The same by one process
    OneAccountTokenOneProcess,
    /// An hour of calls with a user's tokens, while processes are killed
    StormWithKills,
    /// A thousand kills during renewals
    Kills,
    /// How long a kill can cost the grant
    Window,
    /// Renewals while the disk is full
    DiskFull,
    /// An hour of calls by replicas on PostgreSQL, for several tenants
    Replicas,
    /// The same with the tokens of accounts, where a new token ends the one before
    ReplicasOneAccountToken,
    /// The same with users' tokens, while replicas are killed
    ReplicasWithKills,
    /// The same, while the database crashes or is cut off
    ReplicasWithOutages,
    /// Tenants that call every method of the library with what is another's
    Tenants,
    /// A connector that spins for its whole time in every call, beside another
    BesideASpinner,
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Worker => endurance::work().await.map(|()| true),
        Command::Play(play) => play.run().await,
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(anstream::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

impl Play {
    /// Says whether all figures are as they must be.
    async fn run(self) -> Result<bool, EnduranceError> {
        let program = std::env::current_exe();
        let parts = Parts {
            component: self.component,
            program: program.map_err(|source| EnduranceError::Io {
                what: "find this program",
                source,
            })?,
            cache_dir: self.cache_dir,
        };
        let scenarios = match &*self.scenarios {
            [] => Scenario::value_variants(),
            some => some,
        };
        let mut all_hold = true;
        for scenario in scenarios {
            say(&scenario.title());
            let (figures, hold) = scenario.play(&parts, self.seed).await?;
            say(&figures);
            all_hold &= hold;
        }
        Ok(all_hold)
    }
}

impl Scenario {
    fn title(self) -> String {
        let Storm {
            processes,
            tasks,
            token_lifetime,
            ..
        } = self.storm(0);
        let storm = |how: &str| {
            let processes = match processes {
                1 => format!("one process with {tasks} tasks"),
                _ => format!("{processes} processes with {tasks} tasks each"),
            };
            format!("An hour of calls, {processes}, {how}, tokens live for {token_lifetime} s")
        };
        let fleet = |how: &str| {
            format!(
                "An hour of calls, 3 replicas on one PostgreSQL with 8 tasks each,\n200 connections of 10 tenants, {how}, tokens live for 30 s"
            )
        };
        match self {
            Self::AuthorizationCode => storm("a user's tokens"),
            Self::ServerToServer => storm("an account's tokens"),
            Self::OneAccountToken | Self::OneAccountTokenOneProcess => {
                storm("an account's tokens, each of which ends the one before")
            }
            Self::StormWithKills => storm("a user's tokens, and processes are killed"),
            Self::Kills => "Kills at random instants of a renewal".to_owned(),
            Self::Window => {
                "The window: from the answer's first byte to its tokens on the disk".to_owned()
            }
            Self::DiskFull => "Renewals while the disk is full".to_owned(),
            Self::Replicas => fleet("users' tokens"),
            Self::ReplicasOneAccountToken => {
                fleet("accounts' tokens, each of which ends the one before")
            }
            Self::ReplicasWithKills => {
                "Until 1,000 are killed, 3 replicas on one PostgreSQL with 8 tasks each,\n200 connections of 10 tenants, users' tokens that live for 30 s".to_owned()
            }
            Self::ReplicasWithOutages => {
                fleet("users' tokens, and the database crashes or is cut off")
            }
            Self::Tenants => {
                "100 tenants call every method of the library with another's names and ids,\nwhich are kept in a file first, and then in PostgreSQL".to_owned()
            }
            Self::BesideASpinner => {
                "Calls of a connector beside another that spins for its whole time in every call"
                    .to_owned()
            }
        }
    }

    /// None for what is not played by replicas.
    fn fleet(self, seed: u64) -> Option<Fleet> {
        let hour = Fleet {
            method: Method::AuthorizationCode,
            trials: Trials::None,
            replicas: 3,
            tasks: 8,
            tenants: 10,
            connections: 200,
            seconds: 3_600,
            token_lifetime: 30,
            calls_per_second: 16,
            renewal_lease: None,
            seed,
        };
        Some(match self {
            Self::Replicas => hour,
            Self::ReplicasOneAccountToken => Fleet {
                method: Method::ServerToServer { one_token: true },
                ..hour
            },
            Self::ReplicasWithKills => Fleet {
                trials: Trials::Kills {
                    kills: Some(1_000),
                    requests: 100,
                },
                // It is over when all were killed.
                seconds: 60,
                // In the simulated time a second is a few hundredths: a renewal must not seem to
                // take as long as its lease.
                calls_per_second: 32,
                renewal_lease: Some(SHORT_LEASE),
                ..hour
            },
            Self::ReplicasWithOutages => Fleet {
                trials: Trials::Outages {
                    times: 6,
                    // One within the lease of a renewal that is under way, and one beyond it.
                    cuts: [30, 90].map(Duration::from_secs),
                },
                ..hour
            },
            _ => return None,
        })
    }

    fn storm(self, seed: u64) -> Storm {
        Storm {
            method: match self {
                Self::ServerToServer => Method::ServerToServer { one_token: false },
                Self::OneAccountToken | Self::OneAccountTokenOneProcess => {
                    Method::ServerToServer { one_token: true }
                }
                _ => Method::AuthorizationCode,
            },
            processes: match self {
                Self::OneAccountTokenOneProcess => 1,
                _ => 8,
            },
            tasks: 64,
            seconds: 3_600,
            token_lifetime: 30,
            calls_per_second: 128,
            requests_per_kill: matches!(self, Self::StormWithKills).then_some(2_000),
            seed,
        }
    }

    async fn play(self, parts: &Parts, seed: u64) -> Result<(String, bool), EnduranceError> {
        if let Some(fleet) = self.fleet(seed) {
            let figures = fleet.play(parts).await?;
            return Ok((figures.to_string(), figures.hold()));
        }
        Ok(match self {
            Self::Kills => {
                let kills = Kills { kills: 1_000, seed };
                let figures = kills.play(parts).await?;
                (figures.to_string(), figures.hold())
            }
            Self::Window => {
                let figures = Window { renewals: 1_000 }.play(parts).await?;
                (figures.to_string(), true)
            }
            Self::Tenants => {
                let (mut told, mut hold) = (String::new(), true);
                for database in [Database::Sqlite, Database::Postgresql] {
                    let strangers = Strangers {
                        tenants: 100,
                        database,
                    };
                    let figures = strangers.play(parts).await?;
                    told += &figures.to_string();
                    hold &= figures.hold();
                }
                (told, hold)
            }
            Self::BesideASpinner => {
                let spinner = Spinner {
                    spinning: 16,
                    calls: 4_000,
                };
                let figures = spinner.play(parts).await?;
                (figures.to_string(), figures.hold())
            }
            Self::DiskFull => {
                let full = DiskFull {
                    renewals: 200,
                    seed,
                };
                let figures = full.play(parts).await?;
                (figures.to_string(), figures.hold())
            }
            _ => {
                let figures = self.storm(seed).play(parts).await?;
                (figures.to_string(), figures.hold())
            }
        })
    }
}

fn say(text: &str) {
    // A closed stdout is no reason to stop.
    let _ = writeln!(anstream::stdout(), "{text}");
}
