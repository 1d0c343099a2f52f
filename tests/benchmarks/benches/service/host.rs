//! The library: a host with the connector, and a connection that is warm.

use std::path::Path;
use std::time::Instant;

use benchmarks::process_time;
use connector_host::{Attempt, Host};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::task::JoinSet;

use crate::Error;
use crate::child;
use crate::zoom::Zoom;

/// The origins of Zoom, which are all sent to the local one.
const ORIGINS: [&str; 2] = ["https://zoom.us", "https://*.zoom.us"];
/// The key of the connector.
pub(crate) const ZOOM: &str = "zoom";
/// The topic of the meetings that are asked for.
pub(crate) const TOPIC: &str = "Weekly review";
/// How many connections are made at once.
const AT_ONCE: usize = 8;

/// What some calls took.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct Took {
    /// Of processor time, in microseconds each.
    pub(crate) processor: f64,
    /// Of time, in microseconds, one by one.
    pub(crate) times: Vec<f64>,
}

/// The name of a connection.
pub(crate) fn connection(number: usize) -> String {
    format!("connection-{number}")
}

/// A host with the connector, whose data is in the directory.
pub(crate) async fn open(zoom: &Zoom, component: &str, directory: &str) -> Result<Host, Error> {
    let reroutes: Result<Vec<_>, _> = ORIGINS
        .iter()
        .map(|origin| format!("{origin}={}", zoom.url).parse())
        .collect();
    let builder = Host::builder().data_dir(Path::new(directory));
    let host = builder.reroutes(reroutes?).build()?;
    // Once to be compiled, and once to be mapped from the file that it was compiled into.
    host.add(&std::fs::read(component)?).await?;
    Ok(host)
}

/// Connects an account by an app of that number, which only a server that holds answers has.
async fn connect(host: &Host, zoom: &Zoom, number: usize) -> Result<(), Error> {
    let client_id = match number {
        0 => zoom.client_id.clone(),
        number => format!("{}-{number}", zoom.client_id),
    };
    let attempt = host
        .connect(ZOOM, "server-to-server")
        .name(connection(number))
        .setting("client_id", client_id)
        .setting("account_id", zoom.account_id.clone())
        .secret("client_secret", zoom.client_secret.clone().into())
        .start()
        .await?;
    match attempt {
        Attempt::Connected(_) => Ok(()),
        _ => Err("the account is not connected at once".into()),
    }
}

/// Connects the first account, unless it is connected.
pub(crate) async fn connect_first(host: &Host, zoom: &Zoom) -> Result<(), Error> {
    match host.connection(&connection(0)).await {
        Ok(_) => Ok(()),
        Err(_) => connect(host, zoom, 0).await,
    }
}

/// Connects so many accounts, and ends.
pub(crate) fn fill(
    zoom: &str,
    component: &str,
    directory: &str,
    connections: usize,
) -> Result<(), Error> {
    let zoom = Zoom::parse(zoom)?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let host = open(&zoom, component, directory).await?;
        let mut tasks = JoinSet::new();
        for first in 0..AT_ONCE {
            let (host, zoom) = (host.clone(), zoom.clone());
            tasks.spawn(async move {
                for number in (first..connections).step_by(AT_ONCE) {
                    connect(&host, &zoom, number).await?;
                }
                Ok::<_, Error>(())
            });
        }
        for outcome in tasks.join_all().await {
            outcome?;
        }
        host.finish_renewals().await;
        Ok::<_, Error>(())
    })?;
    child::obey("done", |_| Ok("done".to_owned()))
}

/// Makes calls as it is told: which meeting, how often, and how many at once.
pub(crate) fn serve(zoom: &str, component: &str, directory: &str) -> Result<(), Error> {
    let zoom = Zoom::parse(zoom)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let host = runtime.block_on(async {
        let host = open(&zoom, component, directory).await?;
        connect_first(&host, &zoom).await?;
        Ok::<_, Error>(host)
    })?;
    child::obey("ready", |order| {
        let words: Vec<&str> = order.split(' ').collect();
        let [meeting, calls, at_once] = words.as_slice() else {
            return Err(format!("`{order}` is no order").into());
        };
        let (calls, at_once) = (calls.parse()?, at_once.parse()?);
        let took = runtime.block_on(take(&host, meeting, calls, at_once))?;
        Ok(serde_json::to_string(&took)?)
    })
}

async fn take(host: &Host, meeting: &str, calls: usize, at_once: usize) -> Result<Took, Error> {
    let begun = process_time();
    let mut tasks = JoinSet::new();
    for _ in 0..at_once {
        let (host, meeting) = (host.clone(), meeting.to_owned());
        tasks.spawn(async move {
            let mut times = Vec::with_capacity(calls / at_once);
            for _ in 0..calls / at_once {
                let begun = Instant::now();
                call(&host, &meeting).await?;
                times.push(begun.elapsed().as_secs_f64() * 1e6);
            }
            Ok::<_, Error>(times)
        });
    }
    let mut times = Vec::with_capacity(calls);
    for outcome in tasks.join_all().await {
        times.extend(outcome?);
    }
    Ok(Took {
        processor: (process_time() - begun).as_secs_f64() * 1e6 / calls as f64,
        times,
    })
}

/// Asks for a meeting, and takes the output.
async fn call(host: &Host, meeting: &str) -> Result<(), Error> {
    let invocation = host
        .invoke(ZOOM, "get-meeting")
        .connection(connection(0))
        .input(json!({"meeting_id": meeting}));
    let output = invocation.run().await?;
    if output.value["topic"] != TOPIC {
        return Err(format!("this is not the meeting: {output:?}").into());
    }
    Ok(())
}
