//! Name resolution that leads to public addresses only.
//!
//! The connection is made to the very addresses that were judged here; nothing
//! asks the name server a second time in between.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use hyper_util::client::legacy::connect::dns::Name;
use tower_service::Service;

use super::address::is_public;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Resolves with the system's resolver and drops addresses that are not
/// public.
#[derive(Clone, Debug)]
pub(super) struct PublicOnly;

/// The name exists, and none of its addresses is public.
#[derive(Debug, thiserror::Error)]
#[error("{0} leads to no public address")]
pub(super) struct NotPublic(pub(super) String);

impl Service<Name> for PublicOnly {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(async move {
            let host = name.as_str();
            // The port comes from the URL; 0 is a placeholder.
            let found = tokio::net::lookup_host((host, 0)).await;
            Ok(public_only(host, found)?.into_iter())
        })
    }
}

/// Those of a name's addresses that are public, in their order.
fn public_only(
    host: &str,
    found: io::Result<impl Iterator<Item = SocketAddr>>,
) -> Result<Vec<SocketAddr>, BoxError> {
    let public: Vec<SocketAddr> = found?.filter(|address| is_public(address.ip())).collect();
    if public.is_empty() {
        return Err(NotPublic(host.to_owned()).into());
    }
    Ok(public)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_of_this_machine_is_refused() {
        let name = "localhost".parse().unwrap();
        let Err(error) = PublicOnly.call(name).await else {
            panic!("localhost was resolved");
        };
        assert!(error.is::<NotPublic>());
    }

    /// A name whose owner answers otherwise the next time (DNS rebinding): what is
    /// connected to are the addresses of one answer, and of those the public ones.
    #[test]
    fn of_an_answer_that_mixes_addresses_the_public_ones_are_left() {
        let answer = |addresses: &[&str]| {
            let addresses: Vec<SocketAddr> = addresses
                .iter()
                .map(|address| SocketAddr::new(address.parse().unwrap(), 0))
                .collect();
            public_only("rebinding.example", Ok(addresses.into_iter()))
        };
        let first = answer(&["127.0.0.1", "8.8.8.8", "::1", "2606:4700::1111"]).unwrap();
        let left: Vec<_> = first
            .iter()
            .map(|address| address.ip().to_string())
            .collect();
        assert_eq!(left, ["8.8.8.8", "2606:4700::1111"]);
        for next in [&["127.0.0.1"][..], &["::ffff:169.254.169.254"], &[]] {
            assert!(answer(next).unwrap_err().is::<NotPublic>(), "{next:?}");
        }
    }
}
