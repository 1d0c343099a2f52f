//! The server that deliveries arrive at: each is judged, told, and answered.

use std::{
    future::pending,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{Request, Response, StatusCode, header},
};
use connector_host::{
    Error, Host, Receiving,
    contract::{Failure, FailureKind},
    driver::{CredentialError, DriveError},
    manifest::Manifest,
    triggers::{self, Event},
};
use connector_host_loopback::connections::{self, Bounds};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

use super::{
    App,
    forward::Target,
    passing::{NotPassed, Passing},
    told::Told,
};
use crate::{
    exit::CommandError,
    output,
    screen::{Text, running, terminal, text},
};

/// The most bytes of a delivery that are read.
const LARGEST: usize = 1 << 20;
/// How long the body of a delivery may take.
const BODY: Duration = Duration::from_secs(10);
/// How long to say nothing after a complaint. Anybody can make deliveries up.
const SILENCE: Duration = Duration::from_secs(1);

/// What judges deliveries.
pub(super) struct Reception {
    host: Host,
    app: App,
    secrets: Vec<(String, SecretString)>,
    forward: Option<Passing>,
    told: Mutex<Told>,
    complaints: Mutex<Complaints>,
    /// What to do about deliveries that are not known to be from the API, by the connector.
    advice: Option<String>,
}

/// What was said of deliveries that were not taken.
#[derive(Debug, Default)]
struct Complaints {
    last: Option<Instant>,
    unsaid: u64,
}

impl Complaints {
    /// What to say of one more at this time, if anything.
    fn about(&mut self, problem: Text, now: Instant) -> Option<Text> {
        if self
            .last
            .is_some_and(|last| now.duration_since(last) < SILENCE)
        {
            self.unsaid += 1;
            return None;
        }
        self.last = Some(now);
        Some(match std::mem::take(&mut self.unsaid) {
            0 => problem,
            unsaid => text!(
                "{}; before it, {} more of which nothing was said",
                problem,
                unsaid
            ),
        })
    }
}

impl Reception {
    pub(super) fn new(
        host: Host,
        app: App,
        secrets: Vec<(String, SecretString)>,
        forward: Option<Target>,
        manifest: &Manifest,
    ) -> Self {
        let mut kinds = manifest.failure_kinds.iter();
        let advice = kinds.find(|note| note.kind == FailureKind::NotAuthentic.name());
        Self {
            host,
            app,
            secrets,
            forward: forward.map(Passing::to),
            told: Mutex::default(),
            complaints: Mutex::default(),
            advice: advice.map(|note| note.remedy.clone()),
        }
    }

    /// The secrets that deliveries may be signed with, where nobody has given any.
    pub(super) async fn lacking(&self) -> Result<Vec<String>, Error> {
        self.receiving().lacking().await
    }

    /// What judges a delivery for the app.
    fn receiving(&self) -> Receiving<'_> {
        let receiving = match &self.app {
            App::Of(connection) => self.host.receive_for(connection),
            App::By {
                connector,
                method,
                name,
                settings,
            } => {
                let mut receiving = self.host.receive(connector, method);
                if let Some(name) = name {
                    receiving = receiving.app(name);
                }
                settings.iter().fold(receiving, |receiving, (name, value)| {
                    receiving.setting(name, value.clone())
                })
            }
        };
        self.secrets
            .iter()
            .fold(receiving, |receiving, (name, value)| {
                receiving.secret(name, value.clone())
            })
    }
}

/// What the handlers share.
#[derive(Clone)]
struct Desk {
    reception: Arc<Reception>,
    /// Tells when stdout is gone.
    broken: mpsc::Sender<CommandError>,
}

/// Takes deliveries until nobody reads what they tell.
pub(super) async fn serve(listener: TcpListener, reception: Reception) -> Result<(), CommandError> {
    let (broken, mut broke) = mpsc::channel(1);
    let desk = Desk {
        reception: Arc::new(reception),
        broken,
    };
    let answer = move |_, request| take(desk.clone(), request);
    tokio::select! {
        () = connections::serve(listener, Bounds::default(), answer, pending()) => Ok(()),
        Some(error) = broke.recv() => Err(error),
    }
}

async fn take(desk: Desk, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let complain = |problem: &str| desk.reception.complain(text!("{}", problem));
    let body = match timeout(BODY, to_bytes(body, LARGEST)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => {
            complain("a delivery was larger than 1 MiB, or broke off; it was not looked at");
            return plain(StatusCode::PAYLOAD_TOO_LARGE);
        }
        Err(_) => {
            complain("a delivery did not arrive in time; it was not looked at");
            return plain(StatusCode::REQUEST_TIMEOUT);
        }
    };
    let delivery = Request::from_parts(parts, body);
    match desk.reception.judge(&delivery).await {
        Ok((answer, lines)) => match output::lines(&lines) {
            Ok(()) => answer,
            Err(error) => {
                // Whoever sends will send it again.
                let _ = desk.broken.try_send(error.into());
                plain(StatusCode::SERVICE_UNAVAILABLE)
            }
        },
        Err(status) => plain(status),
    }
}

impl Reception {
    /// What to answer, and the lines to tell; or the status of what is not
    /// taken.
    async fn judge(
        &self,
        delivery: &Request<Bytes>,
    ) -> Result<(Response<Body>, Vec<Value>), StatusCode> {
        let triggers::Reception {
            response,
            events,
            ended,
            ..
        } = self
            .receiving()
            .delivery(delivery)
            .await
            .map_err(|error| self.refusal(&error))?;
        // An address that is being checked is nobody's business but ours.
        let tells = !events.is_empty() || !ended.is_empty();
        if let (Some(forward), true) = (&self.forward, tells) {
            let passed = forward.pass(delivery, &events, !ended.is_empty()).await;
            passed.map_err(|problem| match problem {
                NotPassed::UnderWay => StatusCode::SERVICE_UNAVAILABLE,
                NotPassed::Refused(problem) => {
                    self.complain(text!("a delivery was not passed on: {}", problem));
                    StatusCode::BAD_GATEWAY
                }
            })?;
        }
        let news = self
            .told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .news(events, Timestamp::now());
        let mut lines: Vec<Value> = news.iter().map(line).collect();
        lines.extend(ended.iter().map(|subject| json!({ "ended": subject })));
        let mut answer = Response::builder().status(response.status);
        if let Some(media_type) = response.body.media_type() {
            answer = answer.header(header::CONTENT_TYPE, media_type);
        }
        let answer = answer
            .body(Body::from(response.body.into_bytes()))
            .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
        Ok((answer, lines))
    }

    /// Tells why a delivery was not taken, and says what to answer: nothing that helps
    /// whoever has made it up, and for all else that it may come again.
    fn refusal(&self, error: &Error) -> StatusCode {
        let mut problem = text!("a delivery was not taken: {}", error);
        let is_not_authentic =
            error.failure().map(Failure::kind) == Some(FailureKind::NotAuthentic);
        if let (true, Some(advice)) = (is_not_authentic, &self.advice) {
            problem.push(text!(" {}", running(advice)));
        }
        if let Error::Drive {
            source: DriveError::Credential(CredentialError::UnknownSecret(name)),
            ..
        } = error.ended_by()
        {
            problem.push(text!("; {}", super::give(name)));
        }
        self.complain(problem);
        if is_not_authentic {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }

    /// Says on stderr what became of a delivery, though not of all in a flood.
    fn complain(&self, problem: Text) {
        let mut complaints = self
            .complaints
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(said) = complaints.about(problem, Instant::now()) {
            terminal::warn(said);
        }
    }
}

/// An event as a line.
pub(super) fn line(event: &Event) -> Value {
    serde_json::to_value(event).unwrap_or_default()
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_deliveries_is_told_of_once_a_second() {
        let mut complaints = Complaints::default();
        let begin = Instant::now();
        let mut said = |milliseconds| {
            let now = begin + Duration::from_millis(milliseconds);
            let said = complaints.about(text!("no"), now);
            said.map(|text| text.as_str().to_owned())
        };
        assert_eq!(said(0).as_deref(), Some("no"));
        assert_eq!(said(1), None);
        assert_eq!(said(999), None);
        let expected = "no; before it, 2 more of which nothing was said";
        assert_eq!(said(1_000).as_deref(), Some(expected));
        assert_eq!(said(2_000).as_deref(), Some("no"));
    }
}
