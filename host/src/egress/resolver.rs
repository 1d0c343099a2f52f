//! Name resolution that leads to public addresses only.
//!
//! The connection is made to the very addresses that were judged here; nothing
//! asks the name server a second time in between.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::is_public;

/// Resolves with the system's resolver and drops addresses that are not
/// public.
#[derive(Debug)]
pub(super) struct PublicOnly;

/// The name exists, and none of its addresses is public.
#[derive(Debug, thiserror::Error)]
#[error("{0} leads to no public address")]
pub(super) struct NotPublic(pub(super) String);

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let host = name.as_str();
            // The port comes from the URL; 0 is a placeholder.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host, 0)).await?.collect();
            let public: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| is_public(address.ip()))
                .collect();
            if public.is_empty() {
                return Err(NotPublic(host.to_owned()).into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_of_this_machine_is_refused() {
        let name = "localhost".parse().unwrap();
        let Err(error) = PublicOnly.resolve(name).await else {
            panic!("localhost was resolved");
        };
        assert!(error.is::<NotPublic>());
    }
}
