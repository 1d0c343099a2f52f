//! Who is let in to the pages. Anybody can make links and cookies up, and to find out
//! whether one is good takes a look into the store: so those looks are counted by where
//! they come from, as those at API keys are. A browser that was good before is no
//! stranger, and is counted by its session alone, whatever others show meanwhile.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Instant;

use axum::http::{Extensions, HeaderMap};
use secrecy::SecretString;

use super::cookie;
use super::stop::Stop;
use crate::pages::Why;
use crate::peer::{Peer, User};
use crate::service::Shared;
use crate::strangers::Shown;

/// A browser that was let in.
#[derive(Debug)]
pub(super) struct Admission {
    from: IpAddr,
    /// Whether it was good before.
    is_known: bool,
}

impl Admission {
    /// Lets a browser in by its cookies, or by the link that it has come with.
    pub(super) async fn of(
        shared: &Shared,
        headers: &HeaderMap,
        extensions: &Extensions,
        link: Option<&SecretString>,
    ) -> Result<Self, Stop> {
        let peer = extensions.get::<Peer>();
        check_user(shared, peer).await?;
        let from = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), Peer::ip);
        let cookies = cookie::all(&shared.settings, headers);
        let cookies = cookies.iter().map(|(_, secret)| secret);
        let mut shown = link.into_iter().chain(cookies).map(Shown::of);
        let known = shown.find_map(|shown| shared.visitors.id_of(shown));
        let is_admitted = match &known {
            Some(session) => is_within_rate(shared, session),
            None => shared.visitors.may_be_looked_up(from, Instant::now()),
        };
        match is_admitted {
            true => Ok(Self {
                from,
                is_known: known.is_some(),
            }),
            false => Err(Why::Busy.into()),
        }
    }

    /// Counts the look at one more cookie, unless the browser was good before.
    pub(super) fn check_look(&self, shared: &Shared) -> Result<(), Stop> {
        match self.is_known || shared.visitors.may_be_looked_up(self.from, Instant::now()) {
            true => Ok(()),
            false => Err(Why::Busy.into()),
        }
    }

    /// What it has shown was looked up, and is good for that session.
    pub(super) fn is_good(
        &self,
        shared: &Shared,
        session: &str,
        shown: &SecretString,
    ) -> Result<(), Stop> {
        if self.is_known {
            shared.visitors.know_too(Shown::of(shown), session);
            return Ok(());
        }
        shared.visitors.know(Shown::of(shown), session, self.from);
        match is_within_rate(shared, session) {
            true => Ok(()),
            false => Err(Why::Busy.into()),
        }
    }
}

fn is_within_rate(shared: &Shared, session: &str) -> bool {
    let name = format!("session {session}");
    shared.rates.allow(&name, Instant::now())
}

/// On the loopback interface the cookies of one port are those of all: another user's
/// server, which the browser meets, is shown them.
async fn check_user(shared: &Shared, peer: Option<&Peer>) -> Result<(), Stop> {
    let settings = &shared.settings;
    if !settings.is_local() || settings.open_to_this_machine {
        return Ok(());
    }
    match peer {
        Some(peer) if peer.user().await == User::Other => Err(Why::OtherUser.into()),
        _ => Ok(()),
    }
}
