//! Between hosts and a PostgreSQL server: it knows of the protocol when a
//! transaction is about to be committed, and can lose that, or its answer.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};

use crate::connections::PostgresAddress;

/// What a client sends first that would rather have TLS.
const WANTS_TLS: [u8; 4] = 80_877_103_u32.to_be_bytes();

/// What becomes of a COMMIT.
pub(crate) enum Fate {
    /// The connection ends before the server has it.
    Lost,
    /// The connection ends when the server has done it, which nobody is told.
    AnswerLost,
    /// The server never has it, nothing more is heard of either, and nobody is told.
    Silent,
    /// Something happens between the server's answer and the host's hearing of it.
    AnswerLate(Box<dyn FnOnce() + Send>),
}

/// Listens beside the server, for as long as the process lives.
pub(crate) struct Proxy {
    directory: tempfile::TempDir,
    shared: Arc<Shared>,
}

struct Shared {
    server: PathBuf,
    plan: Mutex<Option<Plan>>,
    mood: Mutex<Mood>,
    mood_changed: Condvar,
    open: Mutex<Vec<UnixStream>>,
}

/// Of the transactions that make such a statement, so many are let pass before one
/// meets its fate.
struct Plan {
    statement: &'static str,
    pass: usize,
    fate: Fate,
}

#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Forwards,
    /// Takes what comes and says nothing.
    IsSilent,
    /// Ends every connection.
    Refuses,
}

impl Proxy {
    /// One before the server whose socket is in that directory.
    pub(crate) fn before(server: &Path) -> Self {
        let directory = tempfile::Builder::new()
            .prefix("px")
            .tempdir_in("/tmp")
            .unwrap();
        let listener = UnixListener::bind(socket(directory.path())).unwrap();
        let shared = Arc::new(Shared {
            server: socket(server),
            plan: Mutex::default(),
            mood: Mutex::new(Mood::Forwards),
            mood_changed: Condvar::new(),
            open: Mutex::default(),
        });
        let listening = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&listening);
                std::thread::spawn(move || {
                    // However it ends: who is at its ends notices.
                    let _ = shared.serve(&client);
                });
            }
        });
        Self { directory, shared }
    }

    /// Where a database is, through this.
    pub(crate) fn address(&self, database: &str) -> PostgresAddress {
        let directory = self.directory.path().display();
        format!("host={directory} user=postgres dbname={database}")
            .parse()
            .unwrap()
    }

    /// What becomes of the COMMIT of a transaction with such a statement, after
    /// others that pass.
    pub(crate) fn at_commit(&self, statement: &'static str, pass: usize, fate: Fate) {
        *self.shared.plan.lock().unwrap() = Some(Plan {
            statement,
            pass,
            fate,
        });
    }

    /// Whether what was planned has happened.
    pub(crate) fn has_done_it(&self) -> bool {
        self.shared.plan.lock().unwrap().is_none()
    }

    /// Takes what comes from now on, and says nothing.
    pub(crate) fn be_silent(&self) {
        self.shared.be(Mood::IsSilent);
    }

    /// Ends all connections, and every new one.
    pub(crate) fn refuse(&self) {
        self.shared.be(Mood::Refuses);
        for connection in self.shared.open.lock().unwrap().drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }

    /// Forwards everything again.
    pub(crate) fn forward(&self) {
        self.shared.be(Mood::Forwards);
    }
}

fn socket(directory: &Path) -> PathBuf {
    directory.join(".s.PGSQL.5432")
}

impl Shared {
    fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
        self.mood_changed.notify_all();
    }

    /// Waits while nothing is to be said.
    fn wait(&self) {
        let mood = self.mood.lock().unwrap();
        let is_silent = |mood: &mut Mood| *mood == Mood::IsSilent;
        drop(self.mood_changed.wait_while(mood, is_silent).unwrap());
    }

    fn serve(self: Arc<Self>, client: &UnixStream) -> io::Result<()> {
        if *self.mood.lock().unwrap() == Mood::Refuses {
            return client.shutdown(Shutdown::Both);
        }
        let server = UnixStream::connect(&self.server)?;
        self.open.lock().unwrap().push(client.try_clone()?);
        let fate = Arc::new(Mutex::new(None));
        let (shared, answers) = (Arc::clone(&self), server.try_clone()?);
        let (to_client, of_commit) = (client.try_clone()?, Arc::clone(&fate));
        std::thread::spawn(move || {
            let _ = shared.answers(&answers, &to_client, &of_commit);
            end(&answers, &to_client);
        });
        let requested = self.requests(client, &server, &fate);
        end(client, &server);
        requested
    }

    /// Hands on what the client says.
    fn requests(
        &self,
        client: &UnixStream,
        mut server: &UnixStream,
        fate: &Mutex<Option<Fate>>,
    ) -> io::Result<()> {
        let (mut prepared, mut made) = (HashMap::new(), Vec::new());
        // The first message has no type, and none has the one after a request for TLS.
        let mut message = read(client, 0)?;
        if message[4..] == WANTS_TLS {
            server.write_all(&message)?;
            message = read(client, 0)?;
        }
        loop {
            self.wait();
            let mut texts = message
                .get(5..)
                .unwrap_or_default()
                .split(|byte| *byte == 0);
            let mut text =
                || String::from_utf8_lossy(texts.next().unwrap_or_default()).into_owned();
            match message[0] {
                b'P' => {
                    let name = text();
                    prepared.insert(name, text());
                }
                b'B' => {
                    let _portal = text();
                    made.extend(prepared.get(&text()).cloned());
                }
                b'Q' => {
                    let statement = text();
                    if statement.starts_with("START TRANSACTION") {
                        made.clear();
                    }
                    let planned = (statement == "COMMIT")
                        .then(|| self.fate_of(&made))
                        .flatten();
                    match planned {
                        Some(Fate::Lost) => return Ok(()),
                        Some(Fate::Silent) => {
                            self.be(Mood::IsSilent);
                            self.wait();
                            return Ok(());
                        }
                        _ => {}
                    }
                    *fate.lock().unwrap() = planned;
                }
                _ => {}
            }
            server.write_all(&message)?;
            message = read(client, 1)?;
        }
    }

    fn fate_of(&self, made: &[String]) -> Option<Fate> {
        let mut plan = self.plan.lock().unwrap();
        let planned = plan.as_mut()?;
        if !made.iter().any(|made| made.contains(planned.statement)) {
            return None;
        }
        if planned.pass > 0 {
            planned.pass -= 1;
            return None;
        }
        plan.take().map(|plan| plan.fate)
    }

    /// Hands on what the server says.
    fn answers(
        &self,
        mut server: &UnixStream,
        mut client: &UnixStream,
        fate: &Mutex<Option<Fate>>,
    ) -> io::Result<()> {
        let mut buffer = [0; 64 * 1024];
        loop {
            let read = server.read(&mut buffer)?;
            if read == 0 {
                return Ok(());
            }
            self.wait();
            let met = fate.lock().unwrap().take();
            match met {
                Some(Fate::Lost | Fate::AnswerLost | Fate::Silent) => return Ok(()),
                Some(Fate::AnswerLate(work)) => work(),
                None => {}
            }
            client.write_all(&buffer[..read])?;
        }
    }
}

fn end(one: &UnixStream, other: &UnixStream) {
    let _ = one.shutdown(Shutdown::Both);
    let _ = other.shutdown(Shutdown::Both);
}

/// A message, of which so many bytes come before its length.
fn read(mut from: &UnixStream, before: usize) -> io::Result<Vec<u8>> {
    let mut message = vec![0; before + 4];
    from.read_exact(&mut message)?;
    let length = u32::from_be_bytes(message[before..].try_into().unwrap());
    message.resize(before + length as usize, 0);
    from.read_exact(&mut message[before + 4..])?;
    Ok(message)
}
