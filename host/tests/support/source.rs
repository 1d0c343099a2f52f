//! A credential that counts its renewals, and a clock that does not wait.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use connector_host::clock::Clock;
use connector_host::driver::{AccessToken, CredentialError, CredentialSource};
use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;
use secrecy::SecretString;

/// What tests look for where it must not be.
pub const TOKEN: &str = "tok-hush-hush";

/// Tokens `tok-hush-hush-0`, `-1`, …: one more with each renewal.
#[derive(Default)]
pub struct Source {
    pub renewals: AtomicU64,
    /// How many times somebody else renews a token that was renewed.
    pub renewals_by_others: AtomicU64,
    pub ended: bool,
}

impl Source {
    fn token(generation: u64) -> AccessToken {
        AccessToken::new(
            SecretString::from(format!("{TOKEN}-{generation}")),
            generation,
        )
    }
}

impl CredentialSource for Source {
    fn access_token(&self) -> BoxFuture<'_, Result<AccessToken, CredentialError>> {
        let renewed = self.renewals.load(Ordering::SeqCst) > 0;
        let left = self.renewals_by_others.load(Ordering::SeqCst);
        if renewed && left > 0 {
            self.renewals_by_others.store(left - 1, Ordering::SeqCst);
            self.renewals.fetch_add(1, Ordering::SeqCst);
        }
        Box::pin(ready(Ok(Self::token(self.renewals.load(Ordering::SeqCst)))))
    }

    fn renew<'a>(
        &'a self,
        rejected: &'a AccessToken,
    ) -> BoxFuture<'a, Result<AccessToken, CredentialError>> {
        if self.ended {
            let reason = "the grant was revoked".to_owned();
            return Box::pin(ready(Err(CredentialError::NeedsReconnecting(reason))));
        }
        let generation = self.renewals.fetch_add(1, Ordering::SeqCst) + 1;
        assert_eq!(generation, rejected.generation() + 1);
        Box::pin(ready(Ok(Self::token(generation))))
    }

    fn secret_setting<'a>(
        &'a self,
        name: &'a str,
    ) -> BoxFuture<'a, Result<SecretString, CredentialError>> {
        let value = match name {
            "webhook_secret" => Ok(SecretString::from("Jefe")),
            _ => Err(CredentialError::UnknownSecret(name.to_owned())),
        };
        Box::pin(ready(value))
    }
}

/// Remembers the waits and does not wait.
#[derive(Debug, Default)]
pub struct StillClock {
    pub waits: Mutex<Vec<Duration>>,
    milliseconds: AtomicI64,
}

impl StillClock {
    pub fn advance(&self, seconds: i64) {
        self.milliseconds
            .fetch_add(1000 * seconds, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.milliseconds.load(Ordering::SeqCst)).unwrap()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.waits.lock().unwrap().push(duration);
        let milliseconds = duration.as_millis().try_into().unwrap();
        self.milliseconds.fetch_add(milliseconds, Ordering::SeqCst);
        Box::pin(ready(()))
    }
}
