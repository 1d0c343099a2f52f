//! Calls in turns: through the library, and through the service.

use std::time::{Duration, Instant};

use benchmarks::Rounds;
use serde_json::Value;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

use crate::Error;
use crate::child::Child;
use crate::client::{Client, Request};
use crate::host::Took;
use crate::service::Told;
use crate::zoom::Zoom;

/// Rounds of each comparison, and calls of each side in a round.
const ROUNDS: usize = 40;
const CALLS: usize = 320;
/// Calls before it is measured, in which everything gets warm.
const WARMING: usize = 640;
/// How many are under way where the rate is measured, and for how long.
pub(crate) const MANY_AT_ONCE: usize = 32;
const LENGTH: Duration = Duration::from_secs(10);

/// What came of it.
pub(crate) struct Compared {
    /// Of processor time, in microseconds a call, with so many at once.
    pub(crate) processor: Vec<(usize, Rounds)>,
    /// How long each call took, in microseconds, one at a time.
    pub(crate) library: Vec<f64>,
    pub(crate) service: Vec<f64>,
    /// How many calls a second the service answers.
    pub(crate) a_second: f64,
}

pub(crate) fn compare(component: &str) -> Result<Compared, Error> {
    let zoom = Child::start(&["zoom"])?;
    let directories = [tempfile::tempdir()?, tempfile::tempdir()?];
    let [of_library, of_service] = directories.each_ref().map(|it| it.path().display());
    let mut library = Child::start(&["library", &zoom.told, component, &of_library.to_string()])?;
    let service = Child::start(&["service", &zoom.told, component, &of_service.to_string()])?;
    let mut service = Service::of(service)?;
    let meeting = service.create_meeting(&Zoom::parse(&zoom.told)?.user_id)?;

    let mut compared = Compared {
        processor: Vec::new(),
        library: Vec::new(),
        service: Vec::new(),
        a_second: 0.0,
    };
    for at_once in [1, 16] {
        take(&mut library, &meeting, WARMING, at_once)?;
        service.take(&meeting, WARMING, at_once)?;
        let mut rounds = Rounds::default();
        for _ in 0..ROUNDS {
            let theirs = take(&mut library, &meeting, CALLS, at_once)?;
            let ours = service.take(&meeting, CALLS, at_once)?;
            rounds.add(ours.processor, theirs.processor);
            if at_once == 1 {
                compared.library.extend(theirs.times);
                compared.service.extend(ours.times);
            }
        }
        compared.processor.push((at_once, rounds));
    }
    drop(library);
    compared.a_second = service.rate(&meeting)?;
    Ok(compared)
}

/// What calls through the library take.
fn take(library: &mut Child, meeting: &str, calls: usize, at_once: usize) -> Result<Took, Error> {
    let took = library.ask(&format!("{meeting} {calls} {at_once}"))?;
    Ok(serde_json::from_str(&took)?)
}

/// The service, and who asks it.
struct Service {
    child: Child,
    told: Told,
    runtime: Runtime,
}

impl Service {
    fn of(child: Child) -> Result<Self, Error> {
        Ok(Self {
            told: serde_json::from_str(&child.told)?,
            child,
            runtime: Runtime::new()?,
        })
    }

    /// The id of a meeting that there is from now on.
    fn create_meeting(&self, user_id: &str) -> Result<String, Error> {
        self.runtime.block_on(async {
            let mut client = Client::connect(&self.told).await?;
            let request = Request::to_create_meeting(&self.told, user_id);
            client.send(&request).await?;
            let made: Value = serde_json::from_str(&client.answer().await?)?;
            Ok(made["output"]["id"]
                .to_string()
                .trim_matches('"')
                .to_owned())
        })
    }

    /// What calls take: of the service's processor time, and of the client's time.
    fn take(&mut self, meeting: &str, calls: usize, at_once: usize) -> Result<Took, Error> {
        let begun = self.child.ask_number("processor")?;
        let request = Request::for_meeting(&self.told, 0, meeting);
        let times = self.runtime.block_on(async {
            let mut tasks = JoinSet::new();
            for _ in 0..at_once {
                let mut client = Client::connect(&self.told).await?;
                let request = request.clone();
                tasks.spawn(async move {
                    let mut times = Vec::with_capacity(calls / at_once);
                    for _ in 0..calls / at_once {
                        let begun = Instant::now();
                        client.call(&request).await?;
                        times.push(begun.elapsed().as_secs_f64() * 1e6);
                    }
                    Ok::<_, Error>(times)
                });
            }
            let mut times = Vec::with_capacity(calls);
            for outcome in tasks.join_all().await {
                times.extend(outcome?);
            }
            Ok::<_, Error>(times)
        })?;
        Ok(Took {
            processor: (self.child.ask_number("processor")? - begun) / calls as f64,
            times,
        })
    }

    /// How many calls a second are answered, while many are under way all the time.
    fn rate(&self, meeting: &str) -> Result<f64, Error> {
        let request = Request::for_meeting(&self.told, 0, meeting);
        self.runtime.block_on(async {
            let begun = Instant::now();
            let mut tasks = JoinSet::new();
            for _ in 0..MANY_AT_ONCE {
                let mut client = Client::connect(&self.told).await?;
                let request = request.clone();
                tasks.spawn(async move {
                    let mut calls = 0_u32;
                    while begun.elapsed() < LENGTH {
                        client.call(&request).await?;
                        calls += 1;
                    }
                    Ok::<_, Error>(calls)
                });
            }
            let mut calls = 0;
            for outcome in tasks.join_all().await {
                calls += outcome?;
            }
            Ok(f64::from(calls) / begun.elapsed().as_secs_f64())
        })
    }
}
