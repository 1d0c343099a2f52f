//! Who is at the end of a sign-in says so as long as it takes: others tell whoever looks
//! that the answer is being checked, and not for long once the process has died.

use std::convert::Infallible;

use super::Host;
use crate::connections::{Claim, SAID_EVERY, Store};

impl Host {
    /// Does the work for which a sign-in was claimed, and says meanwhile that somebody is
    /// at it.
    pub(super) async fn while_at_it<T>(
        &self,
        store: &Store,
        claim: &Claim,
        work: impl Future<Output = T>,
    ) -> T {
        tokio::select! {
            outcome = work => outcome,
            never = self.say_so(store, claim) => match never {},
        }
    }

    async fn say_so(&self, store: &Store, claim: &Claim) -> Infallible {
        loop {
            // By the time of this process, whatever the host's clock does.
            tokio::time::sleep(SAID_EVERY).await;
            let now = self.inner.clock.now();
            if let Err(error) = store.still_at_sign_in(claim.clone(), now).await {
                tracing::debug!(%error, "others may take a sign-in for one that nobody is at");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use futures_util::future::BoxFuture;
    use jiff::{SignedDuration, Timestamp};
    use serde_json::Map;
    use tokio::time::{Instant, sleep};

    use super::*;
    use crate::clock::Clock;
    use crate::connections::{
        Awaited, Begun, KeptRequest, NewSignIn, Secret, SignInId, SignInState,
    };
    use crate::consent::Consent;

    /// A clock that goes as fast as the test's own time.
    #[derive(Debug)]
    struct TestTime(Instant);

    impl Clock for TestTime {
        fn now(&self) -> Timestamp {
            let passed = SignedDuration::try_from(self.0.elapsed()).unwrap();
            Timestamp::from_second(1_700_000_000).unwrap() + passed
        }

        fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
            Box::pin(sleep(duration))
        }
    }

    fn new_sign_in() -> NewSignIn {
        let secret = |text: &str| Secret(text.to_owned().into());
        let request = KeptRequest {
            url: secret("https://as.example/authorize"),
            opened: secret("https://as.example/authorize"),
            redirect_uri: "https://ipaas.example/cb".to_owned(),
            state: secret("the-state"),
            pkce_verifier: secret("the-verifier"),
            issuer: None,
        };
        let begun = Begun {
            connector: "notes".to_owned(),
            method: "own-app".to_owned(),
            connection: Some("work".to_owned()),
            reconnects: false,
            owner: None,
            session: None,
            settings: Map::new(),
            secrets: Vec::new(),
            client_id: "the-client".to_owned(),
            consent: Consent::default(),
            common_redirect: false,
            awaited: Awaited::Browser(request),
        };
        NewSignIn {
            begun,
            app_of: None,
            lifetime: Duration::from_secs(600),
            interval: None,
        }
    }

    /// What is told to whoever looks.
    async fn seen(host: &Host, id: &SignInId) -> &'static str {
        host.sign_in(id).await.unwrap_err().code()
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_looks_is_told_that_somebody_is_at_it_for_as_long_as_somebody_is() {
        let directory = tempfile::tempdir().unwrap();
        let host = Host::builder()
            .data_dir(directory.path().join("data"))
            .cache_dir(directory.path().join("cache"))
            .clock(Arc::new(TestTime(Instant::now())))
            .build()
            .unwrap();
        let store = host.store().await.unwrap();
        let now = host.inner.clock.now();
        let id = store.begin_sign_in(new_sign_in(), now).await.unwrap().id;
        let state = SignInState::of("the-state");
        let (claim, _) = store.claim_sign_in(state, now).await.unwrap();
        let work = async {
            for _ in 0..20 {
                sleep(Duration::from_secs(50)).await;
                assert_eq!(seen(&host, &id).await, "sign-in-claimed");
            }
            "done"
        };
        assert_eq!(host.while_at_it(&store, &claim, work).await, "done");
        // Nobody says so any more, as if the process had died.
        sleep(Duration::from_secs(60)).await;
        assert_eq!(seen(&host, &id).await, "no-sign-in");
    }
}
