//! Who is at the other end of a connection: from where it comes and, where the system
//! tells, whose program it is.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

#[cfg(unix)]
use connector_host_loopback::owner::Owner;
use tokio::sync::OnceCell;

/// The other end of a connection. Clones are the same one.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    from: SocketAddr,
    here: SocketAddr,
    /// Looked up once, by whoever asks first.
    user: Arc<OnceCell<User>>,
}

/// Whose program it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum User {
    /// Of the user that the service runs as, or of root.
    Ours,
    /// Of another.
    Other,
    /// The system does not tell.
    Unknown,
}

impl Peer {
    /// Whoever has connected from there to here.
    pub(crate) fn new(from: SocketAddr, here: SocketAddr) -> Self {
        Self {
            from,
            here,
            user: Arc::default(),
        }
    }

    pub(crate) fn ip(&self) -> IpAddr {
        self.from.ip()
    }

    /// Whose program it is, as it was when somebody first asked.
    pub(crate) async fn user(&self) -> User {
        let look = async || {
            let (from, here) = (self.from, self.here);
            let looked = tokio::task::spawn_blocking(move || user(from, here));
            looked.await.unwrap_or(User::Unknown)
        };
        *self.user.get_or_init(look).await
    }
}

#[cfg(unix)]
fn user(from: SocketAddr, here: SocketAddr) -> User {
    match Owner::of(from, here) {
        Owner::Unknown => User::Unknown,
        owner if owner.is_trusted_by(rustix::process::geteuid().as_raw()) => User::Ours,
        _ => User::Other,
    }
}

#[cfg(not(unix))]
fn user(_from: SocketAddr, _here: SocketAddr) -> User {
    User::Unknown
}
