//! A platform that takes deliveries: a web server with the host as a library.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use connector_host::driver::DriveError;
use connector_host::triggers::Reception;
use connector_host::{Error, Host};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running platform. Dropping it stops it.
#[derive(Debug)]
pub struct Receiver {
    url: String,
    server: JoinHandle<()>,
    platform: Platform,
}

#[derive(Clone, Debug)]
struct Platform {
    host: Host,
    outcomes: Arc<Mutex<Vec<Result<Reception, Error>>>>,
}

impl Receiver {
    /// Starts one. It has an app of Notes with both its secrets.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(host: Host) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let platform = Platform {
            host,
            outcomes: Arc::default(),
        };
        let router = Router::new().fallback(take).with_state(platform.clone());
        let serving = axum::serve(listener, router);
        Self {
            url: format!("http://{address}/deliveries/notes"),
            server: tokio::spawn(async move { serving.await.unwrap_or_default() }),
            platform,
        }
    }

    /// The address for deliveries.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What came of the deliveries since this was last asked, in their order.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn outcomes(&self) -> Vec<Result<Reception, Error>> {
        std::mem::take(
            &mut *self
                .platform
                .outcomes
                .lock()
                .expect("nothing panics while it holds the outcomes"),
        )
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Takes a delivery, and answers what the connector says.
async fn take(State(platform): State<Platform>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX)
        .await
        .expect("the tests send whole bodies");
    let secret = |value: &str| SecretString::from(value);
    let outcome = platform
        .host
        .receive("notes", "client-credentials")
        .setting("workspace", "kitchen")
        .setting("client_id", "notes-client")
        .secret("client_secret", secret("notes-secret"))
        .secret("webhook_secret", secret("notes-webhook-secret"))
        .delivery(&Request::from_parts(parts, body))
        .await;
    let answer = answer(&outcome);
    platform
        .outcomes
        .lock()
        .expect("nothing panics while it holds the outcomes")
        .push(outcome);
    answer
}

/// The connector's answer; or the status that tells who is to blame.
fn answer(outcome: &Result<Reception, Error>) -> Response<Body> {
    let mut answer = Response::builder();
    let body = match outcome {
        Ok(Reception { response, .. }) => {
            answer = answer.status(response.status);
            if let Some(media_type) = response.body.media_type() {
                answer = answer.header("content-type", media_type);
            }
            Body::from(response.body.clone().into_bytes())
        }
        Err(Error::Drive {
            source: DriveError::Failure(failure),
            ..
        }) if failure.kind == "not-authentic" => {
            answer = answer.status(StatusCode::UNAUTHORIZED);
            Body::empty()
        }
        Err(_) => {
            answer = answer.status(StatusCode::INTERNAL_SERVER_ERROR);
            Body::empty()
        }
    };
    answer
        .body(body)
        .expect("a status and a media type make an answer")
}
