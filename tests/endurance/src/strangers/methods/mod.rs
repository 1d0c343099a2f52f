//! Every public method of the library's front door, as a stranger calls it.
//!
//! The methods of other modules have no store: what they are given is all they know. That none is
//! left out, a test reads from the source.

mod apps;
mod archives;
mod calls;
#[cfg(test)]
mod complete;
mod connect_sessions;
mod connections;
mod making;
mod operators;
mod sign_ins;

use std::time::Duration;

use connector_host::oauth::Redirect;
use connector_host::{Error, Host};
use futures_util::future::BoxFuture;
use serde_json::json;

use super::CONNECTOR;
use super::belongings::Belongings;

/// Who asks, and for what.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) host: &'a Host,
    /// What is the asker's own.
    pub(super) own: &'a Belongings,
    /// What is asked for.
    pub(super) theirs: &'a Belongings,
}

/// What a method said: what it shows, in words.
pub(super) type Said = Result<String, Error>;

/// A call of a method, and what it takes to make it.
pub(super) struct Trial {
    /// The methods that are gone through; the first is what it is about.
    pub(super) methods: &'static [&'static str],
    /// Whether it is called with the name of a connection, which an id stands for as well.
    pub(super) is_by_name: bool,
    /// Calls it with the name of a connection, or whatever else is another's.
    pub(super) ask: for<'a> fn(&'a Asking<'a>, &'a str) -> BoxFuture<'a, Said>,
}

/// What is shown is compared.
fn shown(what: Result<impl std::fmt::Debug, Error>) -> Said {
    what.map(|what| format!("{what:?}"))
}

/// That it was done is, since ids and times are new each time.
fn done<T>(what: Result<T, Error>) -> Said {
    what.map(|_| "done".to_owned())
}

/// A trial of these methods.
macro_rules! trial {
    ([$($method:literal),+], |$asking:ident, $name:ident| $call:expr) => {
        Trial {
            methods: &[$($method),+],
            is_by_name: true,
            ask: |$asking, $name| Box::pin(async move { $call }),
        }
    };
    ([$($method:literal),+], |$asking:ident| $call:expr) => {
        Trial {
            methods: &[$($method),+],
            is_by_name: false,
            ask: |$asking, _| Box::pin(async move { $call }),
        }
    };
}
use trial;

/// What anybody may ask for that is its own.
pub(super) fn asking() -> impl Iterator<Item = &'static Trial> {
    [
        connections::ASKING,
        calls::ASKING,
        sign_ins::ASKING,
        connect_sessions::ASKING,
        apps::ASKING,
    ]
    .into_iter()
    .flatten()
}

/// What only the operator may ask for.
pub(super) use operators::OPERATORS;

/// What makes or changes something of one's own that is named like another's.
pub(super) use making::MAKING;

/// The same for archives.
pub(super) use archives::{OF_ARCHIVES, OF_OWN_ARCHIVES};

/// How long a connect session is good for.
const HOUR: Duration = Duration::from_secs(3_600);

/// A call by a connection.
fn meeting<'a>(asking: &Asking<'a>, name: &str) -> connector_host::Invocation<'a> {
    let invocation = asking
        .host
        .invoke(CONNECTOR, "get-meeting")
        .connection(name);
    invocation.input(json!({"meeting_id": "85123456789"}))
}

fn elsewhere() -> Redirect {
    let returns_to = "https://platform.example/oauth/callback".parse();
    Redirect::Elsewhere(returns_to.expect("it is an address"))
}

/// A delivery that nobody has signed.
fn delivery() -> http::Request<bytes::Bytes> {
    http::Request::new(bytes::Bytes::from_static(b"{}"))
}

/// Every method that is called, once.
pub(super) fn tried() -> std::collections::BTreeSet<&'static str> {
    let archives = OF_ARCHIVES.iter().chain(OF_OWN_ARCHIVES);
    let trials = asking().chain(OPERATORS).chain(MAKING).chain(archives);
    trials.flat_map(|trial| trial.methods).copied().collect()
}
