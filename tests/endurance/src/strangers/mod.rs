//! Tenants that call every method of the library with what is another's: its names, its ids, its
//! links, its runs.
//!
//! Each is answered as for what does not exist, which is what belonged to a tenant that was removed:
//! it has had ids of the same kind. And nothing of anybody else changes, which all tables are
//! compared for.

mod belongings;
mod database;
mod figures;
mod methods;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use connector_host::Host;
use connector_host::clock::Clock as _;
use jiff::Timestamp;
use zoom_sandbox::{App, AppKind, Clock, Sandbox, ScopeType};

pub use database::Database;
pub use figures::StrangersFigures;

use crate::EnduranceError;
use crate::caller::ZOOM;
use crate::clock::SimulatedClock;
use crate::stage::Parts;
use belongings::{Belongings, SECRET, app_of_account, app_of_user};
use database::{Kept, Rows};
use methods::{Asking, Trial};

/// The key of the connector that all of them use.
const CONNECTOR: &str = ZOOM;
/// The operator's tenant.
const OPERATOR: &str = "default";
/// The tenant that is removed.
const GHOST: &str = "tenant-ghost";

/// How many tenants there are, and where what they have is kept.
#[derive(Clone, Copy, Debug)]
pub struct Strangers {
    /// How many there are beside the operator.
    pub tenants: usize,
    /// What keeps their connections.
    pub database: Database,
}

/// What they play on.
struct Stage {
    operator: Host,
    kept: Kept,
    /// What does not exist any more.
    ghost: Belongings,
    /// All tenants with their hosts, the operator last.
    tenants: Vec<(Host, Belongings)>,
    /// The sandbox ends with it.
    _sandbox: Sandbox,
}

impl Strangers {
    /// Plays it on a stage of its own.
    ///
    /// # Errors
    /// When it could not be played to its end.
    pub async fn play(&self, parts: &Parts) -> Result<StrangersFigures, EnduranceError> {
        let begun = Instant::now();
        let stage = Stage::set(parts, self).await?;
        let mut figures = StrangersFigures {
            tenants: self.tenants,
            methods: methods::tried().len(),
            ..StrangersFigures::default()
        };
        // What setting the stage has left to be written is written before it is compared.
        stage.operator.finish_renewals().await;
        let mut before = stage.kept.rows()?;
        for (number, (host, own)) in stage.tenants.iter().enumerate() {
            let next = (number + 1) % stage.tenants.len();
            let (_, theirs) = &stage.tenants[next];
            let asking = Asking { host, own, theirs };
            ask_all(&asking, &stage.ghost, &mut figures).await;
            // Whoever else asks, asks as the first does; and archives take long to open.
            if number == 0 {
                for trial in methods::OF_ARCHIVES {
                    ask(trial, &asking, &stage.ghost, &mut figures, Sees::ItsOwn).await;
                }
            }
            // Their own notes of what they have used, such as when.
            host.finish_renewals().await;
            let after = stage.kept.rows()?;
            let changed = others(&before, &own.tenant)
                .symmetric_difference(&others(&after, &own.tenant))
                .map(|row| format!("{}: {}", own.tenant, beginning(row)))
                .collect::<Vec<_>>();
            figures.changed.extend(changed);
            before = after;
        }
        stage.operator.finish_renewals().await;
        figures.rows = before.len();
        figures.took = begun.elapsed();
        Ok(figures)
    }
}

/// Calls every method, by the other's name and by its id.
async fn ask_all(asking: &Asking<'_>, ghost: &Belongings, figures: &mut StrangersFigures) {
    let is_operator = asking.own.tenant == OPERATOR;
    let operators: &[Trial] = if is_operator { &[] } else { methods::OPERATORS };
    for trial in methods::asking().chain(operators) {
        ask(trial, asking, ghost, figures, Sees::Nothing).await;
    }
    // From here on there is something of one's own that has the other's name.
    for trial in methods::MAKING {
        ask(trial, asking, ghost, figures, Sees::ItsOwn).await;
    }
}

/// Whether an answer may have the other's name in it.
#[derive(Clone, Copy, PartialEq)]
enum Sees {
    Nothing,
    /// What one has named so.
    ItsOwn,
}

async fn ask(
    trial: &Trial,
    asking: &Asking<'_>,
    ghost: &Belongings,
    figures: &mut StrangersFigures,
    sees: Sees,
) {
    let of_nobody = Asking {
        theirs: ghost,
        ..*asking
    };
    let ways: [fn(&Belongings) -> &str; 2] = [Belongings::name, Belongings::id];
    let ways = ways.into_iter().take(1 + usize::from(trial.is_by_name));
    for by in ways {
        let told = (trial.ask)(asking, by(asking.theirs)).await;
        let expected = (trial.ask)(&of_nobody, by(ghost)).await;
        let (told, expected) = (in_words(told), in_words(expected));
        figures.answers += 1;
        let hidden = asking.theirs.hidden(&told);
        let method = trial.methods[0];
        if hidden != ghost.hidden(&expected) {
            let told = format!("{method}: {hidden} instead of {}", ghost.hidden(&expected));
            figures.told_apart.push(told);
        }
        // What was asked for may be repeated, and nothing else of it told: as it is without.
        if sees == Sees::Nothing && asking.theirs.is_told_in(&expected) {
            figures.seen.push(format!("{method}: {expected}"));
        }
    }
}

/// What a method said, with the code of an error.
fn in_words(said: methods::Said) -> String {
    match said {
        Ok(shown) => shown,
        Err(error) => format!("{}: {error}", error.code()),
    }
}

/// The rows that are not the tenant's own.
fn others(rows: &Rows, tenant: &str) -> BTreeSet<String> {
    let own = format!("\"{tenant}\"");
    let others = rows.iter().filter(|row| !row.contains(&own));
    others.cloned().collect()
}

/// As much of a row as tells which it is.
fn beginning(row: &str) -> String {
    row.chars().take(300).collect()
}

impl Stage {
    async fn set(parts: &Parts, plan: &Strangers) -> Result<Self, EnduranceError> {
        let now = Timestamp::now().round(jiff::Unit::Second);
        let now = now.unwrap_or(Timestamp::UNIX_EPOCH);
        let clock = SimulatedClock::at(now);
        let names: Vec<_> = (0..plan.tenants)
            .map(|number| format!("tenant-{number:03}"))
            .collect();
        let of_tenants = names.iter().map(String::as_str);
        let all: Vec<&str> = of_tenants.chain([OPERATOR, GHOST]).collect();
        let sandbox = sandbox(&all, clock.now()).await?;
        let kept = Kept::open(plan.database)?;
        let reroutes = sandbox.reroutes().map(|reroute| {
            let reroute = reroute.parse();
            reroute.expect("the sandbox listens on a loopback address")
        });
        let operator = kept
            .builder()?
            .cache_dir(&parts.cache_dir)
            .clock(Arc::new(clock))
            .reroutes(reroutes)
            .build()?;
        let component = std::fs::read(&parts.component);
        let component = component.map_err(EnduranceError::io("read the component"))?;
        operator.add(&component).await?;
        let account = sandbox.user().account_id;
        let mut tenants = Vec::new();
        for (number, name) in names.iter().enumerate() {
            operator.create_tenant(name).await?;
            let host = operator.tenant(name).await?;
            let mut belongings = Belongings::of(&operator, &host, name, &account).await?;
            if number == 1 {
                // The first asks for it.
                belongings = belongings.with_archive(&host).await?;
            }
            tenants.push((host, belongings));
        }
        let own = Belongings::of(&operator, &operator, OPERATOR, &account).await?;
        tenants.push((operator.clone(), own));
        operator.create_tenant(GHOST).await?;
        let host = operator.tenant(GHOST).await?;
        let ghost = Belongings::of(&operator, &host, GHOST, &account).await?;
        let ghost = ghost.with_archive(&host).await?;
        operator.remove_tenant(GHOST).await?;
        operator.finish_renewals().await;
        Ok(Self {
            operator,
            kept,
            ghost,
            tenants,
            _sandbox: sandbox,
        })
    }
}

/// A local Zoom with two apps for each tenant.
async fn sandbox(tenants: &[&str], now: Timestamp) -> Result<Sandbox, EnduranceError> {
    let mut sandbox = Sandbox::builder()
        .clock(Clock::frozen_at(now))
        .any_loopback_redirect();
    for tenant in tenants {
        let apps = [
            (AppKind::UserManaged, app_of_user(tenant)),
            (AppKind::ServerToServer, app_of_account(tenant)),
        ];
        for (kind, client_id) in apps {
            sandbox = sandbox.app(App::new(kind, ScopeType::Granular, &client_id, SECRET));
        }
    }
    Ok(sandbox.start().await?)
}
