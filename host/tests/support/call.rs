//! A whole call: a scripted connector, the driver, and a server.

use std::sync::{Arc, LazyLock};

use connector_host::component::{self, Runtime};
use connector_host::contract::{
    App, Connection, Credential, Delivery, Exchange, HttpRequest, Redirects, Step,
};
use connector_host::download::Destination;
use connector_host::driver::{Call, Collected, DriveError, Driver, Limits, Output, PageSink};
use connector_host::egress::{self, Client};

use super::scripted::{self, Act};
use super::server::Server;
use super::source::{Source, StillClock};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Runtime::new(component::Limits::default(), None).unwrap());

/// A whole call: what it is given, and what it leaves.
pub struct Setting {
    pub source: Source,
    pub clock: Arc<StillClock>,
    pub limits: Limits,
    pub pages: Collected,
    /// What the connector says of itself.
    pub manifest: String,
}

impl Setting {
    pub fn new() -> Self {
        Self {
            source: Source::default(),
            clock: Arc::default(),
            limits: Limits::default(),
            pages: Collected::default(),
            manifest: scripted::MANIFEST.to_owned(),
        }
    }

    /// Calls a connector that acts like this, for the API that the server is.
    pub async fn run(&mut self, server: &Server, acts: &[Act]) -> Result<Output, DriveError> {
        self.run_to(server, acts, None).await
    }

    /// The same, with downloads to a destination.
    pub async fn run_to(
        &mut self,
        server: &Server,
        acts: &[Act],
        destination: Option<&Destination>,
    ) -> Result<Output, DriveError> {
        let action = if destination.is_some() {
            "download-note"
        } else {
            "list-notes"
        };
        self.call(server, invoke(action), acts, destination).await
    }

    /// Makes any call.
    pub async fn call(
        &mut self,
        server: &Server,
        call: Call,
        acts: &[Act],
        destination: Option<&Destination>,
    ) -> Result<Output, DriveError> {
        let connector = RUNTIME
            .load(&scripted::connector_with_manifest(
                self.manifest.as_bytes(),
                acts,
            ))
            .unwrap();
        let leave = server.leave(match &call {
            Call::Invoke { action, .. } => Some(action),
            _ => None,
        });
        Driver::new(Client::new(egress::Limits::default()))
            .with_clock(self.clock.clone())
            .with_limits(self.limits)
            .run(
                &connector,
                &leave,
                &self.source,
                call,
                &mut self.pages as &mut dyn PageSink,
                destination,
            )
            .await
    }
}

/// An action with an empty input.
pub fn invoke(action: &str) -> Call {
    Call::Invoke {
        connection: connection(),
        action: action.to_owned(),
        input: "{}".to_owned(),
    }
}

/// A poll of the trigger.
pub fn poll(cursor: Option<&str>) -> Call {
    Call::Poll {
        connection: connection(),
        trigger: "note-created".to_owned(),
        input: "{}".to_owned(),
        cursor: cursor.map(str::to_owned),
    }
}

/// An empty delivery.
pub fn receive() -> Call {
    Call::Receive {
        app: App {
            method: "own-app".to_owned(),
            settings: "{}".to_owned(),
            now: 0,
        },
        delivery: Delivery {
            method: "POST".to_owned(),
            path_and_query: "/hook".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        },
    }
}

fn connection() -> Connection {
    Connection {
        method: "own-app".to_owned(),
        settings: "{}".to_owned(),
        base_url: None,
        scopes: Vec::new(),
        now: 0,
    }
}

pub fn request(method: &str, url: &str) -> HttpRequest {
    HttpRequest {
        method: method.to_owned(),
        url: url.to_owned(),
        headers: Vec::new(),
        body: None,
    }
}

/// An exchange after which the act of that number is next.
pub fn exchange(method: &str, path: &str, next: u8) -> Exchange {
    Exchange {
        request: request(method, &format!("https://api.example{path}")),
        credential: Credential::Connection,
        redirects: Redirects::Origins,
        repeatable: method == "GET",
        after_ms: 0,
        warnings: Vec::new(),
        state: vec![next],
    }
}

pub fn send(method: &str, path: &str, next: u8) -> Act {
    Act::Step(Step::Send(exchange(method, path, next)))
}

pub fn done(output: &str) -> Act {
    Act::Step(Step::Done(output.to_owned()))
}
