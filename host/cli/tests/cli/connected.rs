//! A machine with a connector and connected accounts, and the API that they
//! are of.

use connector_host::contract::{Authorization, Step};
use serde_json::{Value, json};

use crate::{
    program::{Machine, Outcome},
    support::{
        authorization::{CLIENT_SECRET, World, token_grant},
        call::exchange,
        scripted::{self, Act},
    },
};

/// A machine, and the world that its requests go to.
pub struct Stage {
    pub machine: Machine,
    pub world: World,
    /// What the world's server runs on.
    _runtime: tokio::runtime::Runtime,
}

/// The acts of a connector that asks whose account it is, and answers every
/// action with that, too.
fn who() -> Vec<Act> {
    let mut ask = exchange("GET", "/me", 1);
    ask.repeatable = true;
    vec![Act::Step(Step::Send(ask)), Act::Echo]
}

/// A connector that authorizes like this.
pub fn identifying(grant: &Authorization) -> Vec<u8> {
    scripted::connector_with_authorization(grant, &who())
}

/// The same with another manifest.
pub fn identifying_as(manifest: &Value, grant: &Authorization) -> Vec<u8> {
    scripted::connector_of(manifest.to_string().as_bytes(), grant, &who())
}

impl Stage {
    /// A machine with the connector of the tests, which nobody has connected.
    pub fn new() -> Self {
        Self::authorizing(&token_grant())
    }

    /// The same with a connector that authorizes like this.
    pub fn authorizing(grant: &Authorization) -> Self {
        let stage = Self::empty();
        stage.add(&identifying(grant));
        stage
    }

    /// A machine without a connector.
    pub fn empty() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let world = runtime.block_on(World::new());
        let reroute = format!("https://api.example=http://{}", world.server.address);
        let machine = Machine::new()
            .with("CONNECTOR_HOST_REROUTE", reroute)
            .with("SECRET", CLIENT_SECRET)
            .with("PASSPHRASE", "five words for a move");
        Self {
            machine,
            world,
            _runtime: runtime,
        }
    }

    /// Adds a connector.
    pub fn add(&self, component: &[u8]) {
        let file = self.machine.file("connector.wasm");
        std::fs::write(&file, component).expect("it is written");
        let _ = self.run(&["add", &file.display().to_string()]).done();
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.machine.run(arguments)
    }

    /// Connects an account under a name.
    pub fn connect(&self, name: &str, subject: &'static str) -> Outcome {
        self.world.issuer().subject = subject;
        self.run(&[
            "connect",
            "notes",
            "--name",
            name,
            "--set",
            "client_id=the-client",
            "--set-env",
            "client_secret=SECRET",
        ])
    }

    /// Connects without asking whose account it is, for connectors whose every
    /// call is the call that a test is about.
    pub fn connect_directly(&self, name: &str) {
        self.connect_directly_by(name, &identifying(&token_grant()));
    }

    /// The same by a component that says whose account it is, and as much as the one that
    /// was added does to it.
    pub fn connect_directly_by(&self, name: &str, who: &[u8]) {
        let (file, kept) = (
            self.machine.file("who.wasm"),
            self.machine.file("connectors/notes.wasm"),
        );
        let component = std::fs::read(&kept).expect("a connector was added");
        std::fs::write(&file, who).expect("it is written");
        self.put_in_place(who);
        let _ = self.connect(name, "ada").done();
        self.put_in_place(&component);
    }

    /// Puts something in the place of the component that was added, behind the
    /// program's back.
    pub fn put_in_place(&self, component: &[u8]) {
        let kept = self.machine.file("connectors/notes.wasm");
        std::fs::write(kept, component).expect("it is written");
        self.in_database("DELETE FROM components");
    }

    /// Changes the database behind the program's back.
    pub fn in_database(&self, statement: &str) {
        crate::support::connection::in_database(self.machine.home(), statement);
    }
}

/// The tests' manifest, changed.
pub fn manifest(change: impl FnOnce(&mut Value)) -> Value {
    let mut manifest = serde_json::from_str(scripted::MANIFEST).expect("JSON");
    change(&mut manifest);
    manifest
}

/// A component with that manifest, whose every action ends with an output.
pub fn answering(manifest: &Value, output: &Value) -> Vec<u8> {
    let act = Act::Step(Step::Done(output.to_string()));
    scripted::connector_with_manifest(manifest.to_string().as_bytes(), &[act])
}

/// A value with which a foreign program would like to command the terminal.
pub fn hostile(words: &str) -> Value {
    json!(format!(
        "{words}\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}\u{200b}\nKey  other\r"
    ))
}
