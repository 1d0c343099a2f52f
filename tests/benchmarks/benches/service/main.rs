//! What the API of the service adds to the library, for a get-meeting on a warm connection: the
//! processor time of a call, and how long it takes; what the service has of memory while it is
//! idle, while ten thousand invocations wait, and with ten thousand connections; and how many
//! calls a second two processors make, with the client and the local Zoom on them too.
//!
//! The library and the service are each in a process of its own, which counts its own processor
//! time. They have the same connector and the same store, and talk to the same local Zoom. The
//! service is asked over loopback, with an API key, on connections that stay open.
//!
//! ```console
//! $ cargo xtask bench service
//! ```

mod calls;
mod child;
mod client;
mod host;
mod memory;
#[path = "../call/server.rs"]
mod server;
mod service;
mod table;
mod zoom;

use std::process::Command;

use anstream::println;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// How many processors all of it has.
const PROCESSORS: usize = 2;

fn main() -> Result<(), Error> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve"] => server::serve(),
        ["zoom"] => zoom::serve(),
        ["library", zoom, component, directory] => host::serve(zoom, component, directory),
        ["service", zoom, component, directory] => service::serve(zoom, component, directory),
        ["fill", zoom, component, directory, connections] => {
            host::fill(zoom, component, directory, connections.parse()?)
        }
        [component] if std::thread::available_parallelism()?.get() > PROCESSORS => {
            on_two_processors(component)
        }
        [component] => measure(component),
        _ => Err("say which component: cargo xtask bench service".into()),
    }
}

/// This program once more, with all that it starts, on two processors of many.
fn on_two_processors(component: &str) -> Result<(), Error> {
    let program = std::env::current_exe()?;
    let status = Command::new("taskset")
        .args(["--cpu-list", "0,1"])
        .arg(program)
        .arg(component)
        .status()?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("it ended with {status}").into()),
    }
}

fn measure(component: &str) -> Result<(), Error> {
    println!("{}{}", table::INTRODUCTION, table::limits());
    let compared = calls::compare(component)?;
    println!("{}", table::of_calls(&compared));
    let memory = memory::measure(component)?;
    println!("{}", table::of_memory(&memory));
    println!("{}", table::of_rate(compared.a_second, load().as_deref()));
    Ok(())
}

/// The load of the last minute, where the system tells it.
fn load() -> Option<String> {
    let load = std::fs::read_to_string("/proc/loadavg").ok()?;
    load.split_whitespace().next().map(str::to_owned)
}
