//! Which connections may stay when others have no place: those of whoever is let in, by a good key or
//! where none is needed. All others are silent, whatever they ask for: load balancers that ask how the
//! service is, and browsers at its pages, keep their connections as long as nobody else needs the place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use connector_host_loopback::silent::Silence;

use crate::problem::{Code, Problem};

/// What a request means for its connection. Clones are of the same request.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    silence: Arc<Silence>,
    is_let_in: Arc<AtomicBool>,
}

impl Standing {
    /// Of a request of the connection with that silence; nobody knows yet whose it is.
    pub(crate) fn new(silence: Arc<Silence>) -> Self {
        Self {
            silence,
            is_let_in: Arc::default(),
        }
    }

    /// Whoever makes the request is let in, so that the connection gives way to nobody until the
    /// next one. Refuses it where the connection had to before: nothing is begun for it.
    pub(crate) fn let_in(&self) -> Result<(), Problem> {
        self.is_let_in.store(true, Ordering::Relaxed);
        match self.silence.is_broken() {
            true => Ok(()),
            false => Err(no_place()),
        }
    }

    /// Whether whoever makes the request was let in.
    pub(crate) fn is_let_in(&self) -> bool {
        self.is_let_in.load(Ordering::Relaxed)
    }
}

/// That there is no place for a connection.
pub(crate) fn no_place() -> Problem {
    Problem::new(
        Code::TooManyConnections,
        "there are as many connections as the service takes at once; nothing was begun: try again in a moment",
    )
}
