//! The client that delivers: to this machine alone, and without following
//! redirects, which Zoom does not follow either.

use std::{sync::LazyLock, time::Duration};

use reqwest::{Client, redirect::Policy};

/// How long a receiver may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    // It speaks plain HTTP alone, but is built with TLS and so wants a provider.
    // An error means that the process has one already.
    let _already_there = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .timeout(PATIENCE)
        .user_agent("Zoom Marketplace/1.0a")
        // A connection would outlive the runtime of the test that opened it.
        .pool_max_idle_per_host(0)
        .build()
        .expect("nothing in these options can fail")
});
