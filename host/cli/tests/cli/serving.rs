//! `serve` and `api-key`: the service as a program.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Stdio},
};

use crate::{connected::Stage, program::Machine};

/// A service that was started, where it listens, and what it said before.
struct Serving {
    child: Child,
    address: String,
    stderr: BufReader<std::process::ChildStderr>,
}

impl Serving {
    #[expect(
        clippy::zombie_processes,
        reason = "where this panics, the test and with it the process end"
    )]
    fn start(machine: &Machine) -> Self {
        let mut child = machine
            .program()
            .args(["serve", "--listen", "127.0.0.1:0"])
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
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{fields}\r\n");
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
    let _ = stage.run(&["api-key", "remove", &id]).done();
    let refused = serving.get("/v1/connections", &key);
    assert!(refused.starts_with("HTTP/1.1 401 "), "{refused}");

    let (code, said) = serving.end();
    assert_eq!(code, Some(0), "{said}");
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
