//! The way to the network.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response};
use hyper::body::Incoming as Content;
use hyper_util::client::legacy::{self, connect::Connect};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout};
use tracing::Instrument as _;
use url::{Position, Url};

use super::causes::was_not_processed;
use super::incoming::Incoming;
use super::interim::{self, Allowed};
use super::pools::{Pool, Pools};
use super::redirect::{self, Hop};
use super::server_times::ServerTimes;
use super::tracking_id::tracking_id;
use super::watch::{Watch, Watching};
use super::wire::Outbound;
use super::{EgressError, Limits, Permit, Policy, Refusal, ServerTime};
use crate::contract::Redirects;
use crate::told::repeated;

/// How often a request is sent again that a server says it has not processed.
const NOT_PROCESSED: usize = 2;

/// Sends what a [`Policy`] permits. Clones share one pool of connections.
#[derive(Clone, Debug)]
pub struct Client {
    limits: Limits,
    pools: Arc<Pools>,
    server_times: ServerTimes,
    /// Who is told of what is sent.
    watch: Option<Arc<dyn Watch>>,
}

impl Client {
    /// A client with the given limits. Cheap: TLS and connections are set up
    /// with the first exchange.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            pools: Arc::new(Pools::new(limits)),
            server_times: ServerTimes::default(),
            watch: None,
        }
    }

    /// The same, with somebody who is told of what it sends.
    pub(crate) fn watched_by(&self, watch: Arc<dyn Watch>) -> Self {
        Self {
            watch: Some(watch),
            ..self.clone()
        }
    }

    /// What each server that answered said the time is, the last time.
    pub(crate) fn server_times(&self) -> Vec<ServerTime> {
        self.server_times.all()
    }

    /// Sends a request and follows redirects, deciding each anew. `bearer`
    /// goes along as `Authorization: Bearer` (RFC 6750 section 2.1) where the
    /// policy lets the credential go, and never past a redirect to another
    /// origin.
    ///
    /// # Errors
    ///
    /// An [`EgressError`]; an answer of any status is not one.
    pub async fn send(
        &self,
        policy: &Policy,
        request: Request<Bytes>,
        bearer: Option<&SecretString>,
    ) -> Result<Response<Bytes>, EgressError> {
        let hop = Hop::new(request)?;
        let permit = policy.permit(&hop.url)?;
        self.open(policy, permit, &hop, bearer, Redirects::Origins)
            .await?
            .whole()
            .await
    }

    /// Sends a request of a sign-in, such as one to a token endpoint. What it
    /// carries is meant for that address alone: it has to be one for the secrets
    /// of sign-ins, and no redirect is followed. The answer has `largest_body`
    /// bytes of content at most.
    ///
    /// # Errors
    ///
    /// An [`EgressError`]; for a redirect it is
    /// [`EgressError::RedirectRefused`].
    pub async fn send_for_sign_in(
        &self,
        policy: &Policy,
        request: Request<Bytes>,
        largest_body: usize,
    ) -> Result<Response<Bytes>, EgressError> {
        let hop = Hop::new(request)?;
        let permit = policy.permit_sign_in(&hop.url)?;
        let answer = self.exchange(permit, &hop, None).await?;
        if redirect::is_redirect(answer.status()) {
            let from = origin_of(&hop.url);
            let next = hop.redirected(answer.status(), answer.headers());
            return Err(EgressError::RedirectRefused {
                to: next.map_or_else(|| "nowhere".to_owned(), |next| origin_of(&next.url)),
                refusal: Refusal::Redirect {
                    origin: from.clone(),
                },
                from,
            });
        }
        answer.no_larger_than(largest_body).whole().await
    }

    /// Sends a request by the permit that the policy has given for it, follows its
    /// redirects as far as they may lead, and leaves the content to be read.
    pub(crate) async fn open(
        &self,
        policy: &Policy,
        permit: Permit,
        hop: &Hop,
        bearer: Option<&SecretString>,
        redirects: Redirects,
    ) -> Result<Incoming, EgressError> {
        let began = Instant::now();
        // In a place of its own: else whoever waits for it would have room for it twice.
        let following = Box::pin(self.follow(policy, permit, hop, bearer, redirects));
        let answer = timeout(self.limits.total, following)
            .await
            .unwrap_or_else(|_| {
                let origin = origin_of(&hop.url);
                Err(EgressError::slow_in_total(&origin, &self.limits))
            })?;
        Ok(answer.of_exchange_since(began))
    }

    async fn follow(
        &self,
        policy: &Policy,
        permit: Permit,
        first: &Hop,
        bearer: Option<&SecretString>,
        redirects: Redirects,
    ) -> Result<Incoming, EgressError> {
        let mut answer = self.exchange(permit, first, bearer).await?;
        let mut hop = Cow::Borrowed(first);
        let mut may_be_done = false;
        for _ in 0..self.limits.redirects {
            let Some(next) = hop.redirected(answer.status(), answer.headers()) else {
                return Ok(answer);
            };
            let from = origin_of(&hop.url);
            may_be_done |= redirect::may_be_done(&hop.method, answer.status());
            hop = Cow::Owned(next);
            redirect::check_address(&hop, bearer, answer.headers(), &from)?;
            let next = async {
                let permit = permit_redirect(policy, &hop, redirects)?;
                self.exchange(permit, &hop, bearer).await
            };
            answer = next
                .await
                .map_err(|error| error.after_a_redirect(from, origin_of(&hop.url)))?;
            if may_be_done {
                answer = answer.after_what_was_done();
            }
        }
        match hop.redirected(answer.status(), answer.headers()) {
            None => Ok(answer),
            Some(_) => Err(EgressError::TooManyRedirects {
                origin: origin_of(&hop.url),
                limit: self.limits.redirects,
            }),
        }
    }

    /// One request, one answer.
    async fn exchange(
        &self,
        permit: Permit,
        hop: &Hop,
        bearer: Option<&SecretString>,
    ) -> Result<Incoming, EgressError> {
        let origin = origin_of(&hop.url);
        let rerouted_to = permit.rerouted_to;
        let pool = match rerouted_to {
            Some(_) => self.pools.loopback(),
            None => self.pools.public()?,
        };
        let bearer = bearer.filter(|_| permit.credential && hop.same_origin);
        let outbound = Outbound::new(hop, rerouted_to, bearer)?;
        let began = Instant::now();
        let mut watching = Watching::begin(self.watch.as_ref(), &hop.method, &hop.url);
        let sending = answered(pool, &outbound, &self.limits).instrument(watching.span());
        let answer = match timeout(self.limits.first_byte, sending).await {
            Ok(Ok(answer)) => {
                let target = hop.url[Position::BeforePath..].as_bytes();
                let mut sent: Vec<&[u8]> = vec![&hop.body[..], target];
                sent.extend(bearer.map(|bearer| bearer.expose_secret().as_bytes()));
                sent.extend(hop.headers.values().map(HeaderValue::as_bytes));
                let tracking_id = tracking_id(answer.headers(), &sent);
                watching.answered(answer.status(), tracking_id);
                Incoming::new(answer, origin.clone(), self.limits, began)
            }
            Ok(Err(error)) => Err(EgressError::unanswered(
                origin.clone(),
                rerouted_to,
                &self.limits,
                &error,
            )),
            Err(_) => Err(EgressError::Slow {
                origin: origin.clone(),
                waited_for: "the beginning of the answer",
                seconds: self.limits.first_byte.as_secs(),
            }),
        };
        let answer = match answer {
            Ok(answer) => Ok(answer.watched(watching)),
            Err(error) => {
                watching.failed(&error);
                Err(error)
            }
        };
        // Paths and queries can act like a credential, so they are left out.
        match &answer {
            Ok(answer) => {
                self.server_times.record(&origin, answer.headers());
                tracing::debug!(
                    method = %hop.method,
                    origin,
                    status = answer.status().as_u16(),
                    elapsed = ?began.elapsed(),
                    "exchange"
                );
            }
            Err(error) => tracing::debug!(
                method = %hop.method,
                origin,
                %error,
                elapsed = ?began.elapsed(),
                "exchange failed"
            ),
        }
        answer
    }
}

/// Sends a request and waits for its answer to begin.
pub(super) async fn answered<C>(
    pool: &Pool<C>,
    outbound: &Outbound<'_>,
    limits: &Limits,
) -> Result<Response<Content>, legacy::Error>
where
    C: Connect + Clone + Send + Sync + 'static,
{
    let mut sent_again = 0;
    loop {
        let mut request = outbound.request();
        interim::bound(&mut request, Allowed::by(limits));
        match pool.request(request).await {
            Err(error) if was_not_processed(&error) && sent_again < NOT_PROCESSED => {
                sent_again += 1;
            }
            answer => return answer,
        }
    }
}

/// Decides where a redirect may lead.
fn permit_redirect(policy: &Policy, hop: &Hop, redirects: Redirects) -> Result<Permit, Refusal> {
    match policy.permit(&hop.url) {
        Err(Refusal::NotDeclared { .. })
            if redirects == Redirects::Public && hop.method == Method::GET =>
        {
            policy.permit_public(&hop.url)
        }
        decision => decision,
    }
}

/// The origin of a URL, or what there is of one: `mailto:` and its kin have none.
fn origin_of(url: &Url) -> String {
    match url.origin() {
        origin if origin.is_tuple() => repeated(&origin.ascii_serialization()),
        _ => format!("{}:", url.scheme()),
    }
}
