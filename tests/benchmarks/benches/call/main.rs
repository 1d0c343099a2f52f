//! What a call through the library costs against a bare client: the processor time of a
//! get-meeting on a warm connection, with the connections in SQLite and in PostgreSQL, one at a
//! time and sixteen at once; and the memory of each of ten thousand calls that wait.
//!
//! Both sides are in this process, with the same HTTP stack, and talk to the same server. That is a
//! process of its own, as PostgreSQL is, so that neither counts.
//!
//! ```console
//! $ cargo xtask bench call
//! ```

mod bare;
mod calls;
mod library;
mod server;
mod waiting;

use anstream::println;
use local_postgresql::Server;

type Error = Box<dyn std::error::Error + Send + Sync>;

fn main() -> Result<(), Error> {
    // Cargo adds `--bench`.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve"] => server::serve(),
        ["wait", "bare", server] => waiting::measure_bare(server),
        ["wait", "library", server, component, directory] => {
            waiting::measure_library(server, component, directory)
        }
        [component] => compare(component),
        _ => Err("say which component: cargo xtask bench call".into()),
    }
}

fn compare(component: &str) -> Result<(), Error> {
    let server = server::Child::start(&["serve"])?;
    println!(
        "a get-meeting on a warm connection, with an answer of {:.1} KB\n\n\
         {:<22} {:>11} {:>11} {:>7}   half of the rounds",
        server::ANSWER.len() as f64 / 1000.0,
        "processor time",
        "bare",
        "library",
        "ratio",
    );
    let database = Server::start()?;
    for (store, address) in [
        ("SQLite", None),
        ("PostgreSQL", Some(database.address("postgres"))),
    ] {
        for (at_once, rounds) in calls::compare(&server.told, component, address.as_deref())? {
            let (low, high) = rounds.quartiles();
            println!(
                "{:<22} {:>8.1} us {:>8.1} us {:>7.2}   {low:.2} to {high:.2}",
                format!("{store}, {at_once} at once"),
                rounds.theirs(),
                rounds.ours(),
                rounds.ratio(),
            );
        }
    }
    drop(database);

    let (bare, library) = waiting::compare(&server.told, component)?;
    println!(
        "\n{:<22} {:>11} {:>11} {:>7}\n{:<22} {:>8.1} KB {:>8.1} KB {:>7.2}",
        "memory of a call",
        "bare",
        "library",
        "ratio",
        format!("{} waiting", waiting::CALLS),
        bare,
        library,
        library / bare,
    );
    println!(
        "\n{} of {} processors were busy in the last minute",
        load().unwrap_or_else(|| "?".to_owned()),
        std::thread::available_parallelism()?,
    );
    Ok(())
}

/// The load of the last minute, where the system tells it.
fn load() -> Option<String> {
    let load = std::fs::read_to_string("/proc/loadavg").ok()?;
    load.split_whitespace().next().map(str::to_owned)
}
