//! `serve` and `api-key`: the service as a program.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Stdio},
    sync::mpsc,
};

use crate::{connected::Stage, program::Machine};

/// A service that was started, where it listens, and what it said before.
struct Serving {
    child: Child,
    address: String,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Serving {
    fn start(machine: &Machine) -> Self {
        Self::start_with(machine, &[])
    }

    #[expect(
        clippy::zombie_processes,
        reason = "where this panics, the test and with it the process end"
    )]
    fn start_with(machine: &Machine, arguments: &[&str]) -> Self {
        let mut child = machine
            .program()
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut stderr = BufReader::new(child.stderr.take().expect("it was piped"));
        loop {
            let mut line = String::new();
            assert_ne!(stderr.read_line(&mut line).expect("text"), 0, "it ended");
            if let Some((_, rest)) = line.split_once("Listening on http://") {
                let (address, _) = rest.split_once(';').expect("more words");
                let address = address.to_owned();
                return Self {
                    child,
                    address,
                    stderr,
                };
            }
        }
    }

    /// The head and the body of an answer.
    fn get(&self, path: &str, fields: &str) -> String {
        self.ask("GET", path, fields, "")
    }

    /// The same of a POST with a body of JSON, which has so many bytes as it says, and of
    /// which this much comes.
    #[cfg(unix)]
    fn post(&self, path: &str, length: usize, body: &str) -> String {
        let fields = format!("content-type: application/json\r\ncontent-length: {length}\r\n");
        self.ask("POST", path, &fields, body)
    }

    fn ask(&self, method: &str, path: &str, fields: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{fields}\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("it is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it is answered");
        answer
    }

    /// Ends it as systems do, and says how it exits and what it said.
    #[cfg(unix)]
    fn end(mut self) -> (Option<i32>, String) {
        use rustix::process::{Pid, Signal, kill_process};

        let id = Pid::from_child(&self.child);
        kill_process(id, Signal::TERM).expect("it is there");
        let mut said = String::new();
        self.stderr.read_to_string(&mut said).expect("text");
        (self.child.wait().expect("it ends").code(), said)
    }
}

#[cfg(unix)]
#[test]
fn a_host_is_served_until_it_is_told_to_end() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let serving = Serving::start(&stage.machine);
    let listed = serving.get("/v1/connections", "");
    assert!(listed.starts_with("HTTP/1.1 200 OK"), "{listed}");
    assert!(listed.contains(r#""name":"work""#), "{listed}");

    // With the first key, all need one.
    let made = stage
        .run(&["api-key", "create", "shop", "--right", "read"])
        .done();
    let refused = serving.get("/v1/connections", "");
    assert!(refused.starts_with("HTTP/1.1 401 "), "{refused}");
    let key = format!("authorization: Bearer {}\r\n", made.stdout.trim());
    let listed = serving.get("/v1/connections", &key);
    assert!(listed.starts_with("HTTP/1.1 200 OK"), "{listed}");

    let keys = stage.run(&["api-key", "--output", "json"]).done().json();
    assert_eq!(keys[0]["rights"], serde_json::json!(["read"]));
    assert_eq!(keys[0]["tenant"], "default");
    let id = keys[0]["id"].as_str().expect("an id").to_owned();
    let again = stage.run(&["api-key", "create", "shop"]).done();
    let told = again.told();
    assert!(
        told.contains("another key named shop") && told.contains(&id),
        "{told}"
    );
    let other = stage.run(&["api-key", "create", "depot"]).done().told();
    assert!(!other.contains("another key"), "{other}");
    let _ = stage.run(&["api-key", "remove", &id]).done();
    let refused = serving.get("/v1/connections", &key);
    assert!(refused.starts_with("HTTP/1.1 401 "), "{refused}");

    let (code, said) = serving.end();
    assert_eq!(code, Some(0), "{said}");
}

#[cfg(unix)]
#[test]
fn bodies_and_calls_are_bounded_as_serve_is_told() {
    let stage = Stage::new();
    let _ = stage.connect("work", "ada").done();
    let invoke = "/v1/connectors/notes/actions/list-notes/invocations";
    let call = r#"{"connection": "work"}"#;
    let code_of = |answer: &str| {
        let (_, rest) = answer.split_once(r#""code":""#).expect("a problem");
        rest.split_once('"').expect("its code").0.to_owned()
    };
    let megabyte = 1 << 20;

    let serving = Serving::start(&stage.machine);
    let answer = serving.post(invoke, call.len(), call);
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    let answer = serving.post(invoke, 4 * megabyte + 1, "");
    assert_eq!(code_of(&answer), "body-too-large");
    assert_eq!(serving.end().0, Some(0));

    let bounds = ["--body", "1", "--arrival", "0"];
    let serving = Serving::start_with(&stage.machine, &bounds);
    let answer = serving.post(invoke, megabyte + 1, "");
    assert_eq!(code_of(&answer), "body-too-large");
    let answer = serving.post(invoke, megabyte, "");
    assert_eq!(code_of(&answer), "body-too-slow");
    assert_eq!(serving.end().0, Some(0));

    let serving = Serving::start_with(&stage.machine, &["--call-time", "0"]);
    let answer = serving.post(invoke, call.len(), call);
    assert_eq!(code_of(&answer), "call-too-long");
    assert_eq!(serving.end().0, Some(0));
}

#[test]
fn whoever_could_be_reached_from_elsewhere_is_told_what_it_takes() {
    let machine = Machine::new();
    let everywhere = ["serve", "--listen", "0.0.0.0:0"];
    let public = [
        &everywhere[..],
        &["--public-url", "https://connect.example"],
    ]
    .concat();
    let told = [machine.refused(&everywhere), machine.refused(&public)];
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn a_key_that_is_not_there_can_not_be_removed() {
    insta::assert_snapshot!(Machine::new().refused(&["api-key", "remove", "0"]));
}

/// A collector of traces, and what it was sent: heads and bodies.
fn collector() -> (String, mpsc::Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.expect("a connection"));
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                let _ = stream.read_line(&mut line).expect("text");
                let field = line.to_ascii_lowercase();
                if let Some(value) = field.strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a length");
                }
                if line.trim().is_empty() {
                    break;
                }
                head += &line;
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).expect("a body");
            let _ = tell.send((head, body));
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.get_mut().write_all(answer).expect("it is told");
        }
    });
    (format!("http://{address}"), told)
}

#[cfg(unix)]
#[test]
fn a_request_is_told_to_the_collector_in_the_trace_of_its_caller() {
    let (address, told) = collector();
    let machine = Machine::new().with("OTEL_EXPORTER_OTLP_ENDPOINT", address);
    let serving = Serving::start(&machine);
    let trace = "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";
    let listed = serving.get("/v1/connections?state=connected", trace);
    assert!(listed.starts_with("HTTP/1.1 200 OK"), "{listed}");
    let (code, said) = serving.end();
    assert_eq!(code, Some(0), "{said}");
    let sent: Vec<_> = told.try_iter().collect();
    let (head, _) = sent.first().expect("something was sent");
    assert!(head.starts_with("POST /v1/traces "), "{head}");
    let sent = sent
        .into_iter()
        .flat_map(|(_, body)| body)
        .collect::<Vec<u8>>();
    let has = |part: &[u8]| sent.windows(part.len()).any(|window| window == part);
    let trace = 0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736_u128.to_be_bytes();
    assert!(has(&trace));
    for word in ["GET /v1/connections", "http.route", "connector-host"] {
        assert!(has(word.as_bytes()), "{word}");
    }
    assert!(!has(b"state=connected"));
}

#[test]
fn no_key_is_made_that_has_expired_already_and_one_that_has_since_is_marked() {
    let stage = Stage::new();
    let create = ["api-key", "create", "ops", "--expires-in"];
    let refused = stage.run(&[&create[..], &["0"]].concat()).ended_with(2);
    assert!(refused.stderr.contains("--expires-in"), "{refused:?}");
    assert_eq!(
        stage.run(&["api-key", "--output", "json"]).done().json(),
        serde_json::json!([])
    );
    let _ = stage.run(&[&create[..], &["1"]].concat()).done();
    let list = || {
        stage
            .machine
            .run_at(160, &["api-key", "list"])
            .done()
            .stdout
    };
    assert!(!list().contains("(expired)"), "{}", list());
    let database = stage.machine.home().join("connections.db");
    let database = rusqlite::Connection::open(database).expect("the store");
    let aged = database.execute("UPDATE api_keys SET expires_at = created_at", []);
    assert_eq!(aged.expect("it is written"), 1);
    assert!(list().contains("(expired)"), "{}", list());
}
