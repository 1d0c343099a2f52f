//! What running a connector as a component costs: `invoke` and `resume` of create-meeting with an
//! answer as Zoom gives it, each in a fresh instance, against the same Rust code in this process;
//! what loading it from the cache takes; and what calls of two threads come to against those of one.
//!
//! ```console
//! $ cargo xtask bench component
//! ```

#![allow(
    clippy::result_large_err,
    reason = "the contract says what a failure holds"
)]

use std::path::Path;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anstream::println;
use benchmarks::{Rounds, median, thread_time};
use connector_host::component::{Connector, Limits, Runtime};
use connector_host::contract::{Connection, Field, HttpResponse, Reply, Step};
use serde_json::{Value, json};
use zoom_connector::contract as native;

type Error = Box<dyn std::error::Error>;

const ACTION: &str = "create-meeting";
/// What Zoom answers, with the header fields of a usual answer.
const ANSWER: &str = include_str!("created.json");
/// 2026-03-01T12:00:00Z.
const NOW: u64 = 1_772_366_400;

/// Rounds of each comparison, and calls of each side in a round: a round takes some hundredths of a
/// second, which is shorter than most of what other programs do.
const ROUNDS: usize = 60;
const CALLS: u32 = 400;
/// How long threads call in a round.
const SPAN: Duration = Duration::from_millis(100);

fn main() -> Result<(), Error> {
    // Cargo adds `--bench`.
    let component = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let component = component.ok_or("say which component: cargo xtask bench component")?;
    let cache = tempfile::tempdir()?;
    let bytes = std::fs::read(&component)?;
    Runtime::new(Limits::default(), Some(cache.path()))?.load(&bytes)?;
    let loads = (0..ROUNDS).map(|_| milliseconds_of_a_load(&bytes, cache.path()));
    let loads: Vec<f64> = loads.collect::<Result<_, _>>()?;
    let connector = mapped(&bytes, cache.path())?;
    let call = Call::new(&connector)?;

    let (invoke, resume) = against_native(&connector, &call);
    let whole = invoke.plus(&resume);
    println!(
        "{ACTION}, with an answer of {:.1} KB; each call in a fresh instance\n\n\
         {:<18} {:>10} {:>10} {:>7}   half of the rounds",
        ANSWER.len() as f64 / 1000.0,
        "thread CPU time",
        "native",
        "component",
        "ratio",
    );
    for (name, rounds) in [
        ("invoke", &invoke),
        ("resume", &resume),
        ("invoke + resume", &whole),
    ] {
        let (low, high) = rounds.quartiles();
        println!(
            "{name:<18} {:>7.1} us {:>7.1} us {:>7.2}   {low:.2} to {high:.2}",
            rounds.theirs(),
            rounds.ours(),
            rounds.ratio(),
        );
    }

    let (ours, theirs) = two_threads(&connector, &call);
    println!("\na load from the cache, {:.2} ms", median(loads));
    println!(
        "calls of two threads against one   {ours:.2} (native, in between: {theirs:.2})\n\
         {} of {} processors were busy in the last minute",
        load().unwrap_or_else(|| "?".to_owned()),
        thread::available_parallelism()?,
    );
    Ok(())
}

/// The connector as a later start of a program has it: mapped from the file that the first one
/// compiled into.
fn mapped(component: &[u8], cache: &Path) -> Result<Connector, Error> {
    Ok(Runtime::new(Limits::default(), Some(cache))?.load(component)?)
}

/// How long it takes to have it so, of which the first has been compiled already.
fn milliseconds_of_a_load(component: &[u8], cache: &Path) -> Result<f64, Error> {
    let runtime = Runtime::new(Limits::default(), Some(cache))?;
    let begun = Instant::now();
    runtime.load(component)?;
    Ok(begun.elapsed().as_secs_f64() * 1e3)
}

/// One call in both forms, with what goes in.
struct Call {
    input: String,
    connection: Connection,
    state: Vec<u8>,
    reply: Reply,
    native_connection: native::Connection,
    native_reply: native::Reply,
}

impl Call {
    /// Prepares a call, and makes sure that both forms give the same.
    fn new(connector: &Connector) -> Result<Self, Error> {
        let input = json!({
            "topic": "Weekly review",
            "start_time": "2038-01-12T10:00:00",
            "timezone": "Europe/Berlin",
            "duration": 45,
            "agenda": "What was done, and what comes next",
        });
        let settings = json!({ "client_id": "app" }).to_string();
        let headers = [
            ("content-type", "application/json;charset=UTF-8"),
            ("date", "Sun, 01 Mar 2026 12:00:00 GMT"),
            (
                "x-zm-trackingid",
                "v=2.0;clid=us02;rid=WEB_952376F1C8EE26D9751EA0E306A3737A",
            ),
        ];
        let mut call = Self {
            input: input.to_string(),
            connection: Connection {
                method: "byo-app".to_owned(),
                settings: settings.clone(),
                base_url: None,
                scopes: vec!["meeting:write:meeting".to_owned()],
                now: NOW,
            },
            state: Vec::new(),
            reply: Reply::Response(HttpResponse {
                status: 201,
                headers: headers.map(|(name, value)| field(name, value)).to_vec(),
                body: ANSWER.trim_end().as_bytes().to_vec(),
            }),
            native_connection: native::Connection {
                method: "byo-app".to_owned(),
                settings,
                base_url: None,
                scopes: vec!["meeting:write:meeting".to_owned()],
                now: NOW,
            },
            native_reply: native::Reply::Response(native::HttpResponse {
                status: 201,
                headers: headers
                    .map(|(name, value)| native::Field {
                        name: name.to_owned(),
                        value: value.to_owned(),
                    })
                    .to_vec(),
                body: ANSWER.trim_end().as_bytes().to_vec(),
            }),
        };
        let Ok(Step::Send(exchange)) = call.invoke(connector) else {
            return Err("the component asks for no exchange".into());
        };
        let Ok(native::Step::Send(native_exchange)) = call.invoke_native() else {
            return Err("the connector asks for no exchange".into());
        };
        if exchange.state != native_exchange.state
            || exchange.request.url != native_exchange.request.url
        {
            return Err("the component is not made of this source: build it anew".into());
        }
        call.state = exchange.state;
        let (Ok(Step::Done(output)), Ok(native::Step::Done(native_output))) =
            (call.resume(connector), call.resume_native())
        else {
            return Err("the answer does not end the call".into());
        };
        let outputs: [Value; 2] = [
            serde_json::from_str(&output)?,
            serde_json::from_str(&native_output)?,
        ];
        if outputs[0] != outputs[1] || outputs[0]["id"] != "93453425901" {
            return Err("the component's output is not the connector's".into());
        }
        Ok(call)
    }

    fn invoke(&self, connector: &Connector) -> Result<Step, Error> {
        let answer = connector.invoke(&self.connection, ACTION, &self.input)?;
        answer.map_err(|failure| failure.message.into())
    }

    fn resume(&self, connector: &Connector) -> Result<Step, Error> {
        let answer = connector.resume(&self.state, &self.reply, NOW)?;
        answer.map_err(|failure| failure.message.into())
    }

    fn invoke_native(&self) -> Result<native::Step, native::Failure> {
        zoom_connector::invoke(&self.native_connection, ACTION, &self.input)
    }

    /// A component is given a copy of what goes in, so the native form is, too.
    fn resume_native(&self) -> Result<native::Step, native::Failure> {
        zoom_connector::resume(&self.state, self.native_reply.clone(), NOW)
    }
}

fn field(name: &str, value: &str) -> Field {
    Field {
        name: name.to_owned(),
        value: value.to_owned(),
    }
}

/// `invoke` and `resume`, in microseconds a call.
fn against_native(connector: &Connector, call: &Call) -> (Rounds, Rounds) {
    let (mut invoke, mut resume) = (Rounds::default(), Rounds::default());
    for _ in 0..ROUNDS {
        invoke.add(
            microseconds(|| drop(call.invoke(connector))),
            microseconds(|| drop(call.invoke_native())),
        );
        resume.add(
            microseconds(|| drop(call.resume(connector))),
            microseconds(|| drop(call.resume_native())),
        );
    }
    (invoke, resume)
}

/// What a call takes of this thread's processor time.
fn microseconds(mut call: impl FnMut()) -> f64 {
    let begun = thread_time();
    for _ in 0..CALLS {
        call();
    }
    (thread_time() - begun).as_secs_f64() * 1e6 / f64::from(CALLS)
}

/// How many times the calls of one thread two make in the same time: of the component, and of the
/// native code in between, which says what the machine gives.
fn two_threads(connector: &Connector, call: &Call) -> (f64, f64) {
    let component = || drop(call.resume(connector));
    let native = || drop(call.resume_native());
    let mut ratios = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS / 3 {
        ratios.0.push(calls(2, component) / calls(1, component));
        ratios.1.push(calls(2, native) / calls(1, native));
    }
    (median(ratios.0), median(ratios.1))
}

/// How many calls threads make in a while.
fn calls(threads: usize, call: impl Fn() + Sync) -> f64 {
    let ready = Barrier::new(threads);
    let of_each = thread::scope(|scope| {
        let run = || {
            ready.wait();
            let begun = Instant::now();
            let mut made = 0_u32;
            while begun.elapsed() < SPAN {
                call();
                made += 1;
            }
            f64::from(made) / begun.elapsed().as_secs_f64()
        };
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or(f64::NAN))
            .collect::<Vec<f64>>()
    });
    of_each.into_iter().sum()
}

/// The load of the last minute, where the system tells it.
fn load() -> Option<String> {
    let load = std::fs::read_to_string("/proc/loadavg").ok()?;
    load.split_whitespace().next().map(str::to_owned)
}
