//! The server that deliveries arrive at: each is judged, told, and answered.

use std::{future::pending, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::State,
    http::{Request, Response, StatusCode, header},
};
use connector_host::{
    Error, Host,
    contract::{Failure, FailureKind},
    triggers::{self, Event},
};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{Mutex, mpsc},
};

use super::{App, forward::Target, told::Told};
use crate::{
    errors,
    exit::CommandError,
    output,
    screen::{terminal, text},
};

/// The most bytes of a delivery that are read.
const LARGEST: usize = 1 << 20;

/// What judges deliveries.
pub(super) struct Reception {
    host: Host,
    app: App,
    secrets: Vec<(String, SecretString)>,
    forward: Option<Target>,
    told: Mutex<Told>,
}

impl Reception {
    pub(super) fn new(
        host: Host,
        app: App,
        secrets: Vec<(String, SecretString)>,
        forward: Option<Target>,
    ) -> Self {
        let told = Mutex::default();
        Self {
            host,
            app,
            secrets,
            forward,
            told,
        }
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
    let router = Router::new().fallback(take).with_state(desk);
    let server = async {
        axum::serve(listener, router).await?;
        pending::<Result<(), CommandError>>().await
    };
    tokio::select! {
        outcome = server => outcome,
        Some(error) = broke.recv() => Err(error),
    }
}

async fn take(State(desk): State<Desk>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        terminal::warn("a delivery was larger than 1 MiB, or broke off; it was not looked at");
        return plain(StatusCode::PAYLOAD_TOO_LARGE);
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
        let mut receiving = match &self.app {
            App::Of(connection) => self.host.receive_for(connection),
            App::By {
                connector,
                method,
                settings,
            } => {
                let receiving = self.host.receive(connector, method);
                settings.iter().fold(receiving, |receiving, (name, value)| {
                    receiving.setting(name, value.clone())
                })
            }
        };
        for (name, value) in &self.secrets {
            receiving = receiving.secret(name, value.clone());
        }
        let triggers::Reception {
            response,
            events,
            ended,
        } = receiving
            .delivery(delivery)
            .await
            .map_err(|error| refusal(&error))?;
        // An address that is being checked is nobody's business but ours.
        let tells = !events.is_empty() || !ended.is_empty();
        let mut told = self.told.lock().await;
        if let (Some(target), true) = (&self.forward, tells)
            && let Err(problem) = target.take(delivery).await
        {
            terminal::warn(text!("a delivery was not passed on: {}", problem));
            return Err(StatusCode::BAD_GATEWAY);
        }
        let news = told.news(events, Timestamp::now());
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
}

/// An event as a line.
pub(super) fn line(event: &Event) -> Value {
    serde_json::to_value(event).unwrap_or_default()
}

/// Tells why a delivery was not taken, and says what to answer: nothing that helps
/// whoever has made it up, and for all else that it may come again.
fn refusal(error: &Error) -> StatusCode {
    terminal::warn(text!("a delivery was not taken: {}", error));
    match errors::failure(error).map(Failure::kind) {
        Some(FailureKind::NotAuthentic) => StatusCode::UNAUTHORIZED,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn plain(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
