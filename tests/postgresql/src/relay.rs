//! A line to a server that can be cut: what goes over it stands still, and nobody is told, as with a
//! network that drops everything.

use std::io;
use std::path::Path;

use tokio::io::copy_bidirectional;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Server;

/// The socket's name, which is that of the port.
const SOCKET: &str = ".s.PGSQL.5432";

/// The line: a socket in a directory of its own.
#[derive(Debug)]
pub struct Relay {
    directory: tempfile::TempDir,
    is_cut: watch::Sender<bool>,
    /// How many connections something is carried over now.
    carried: watch::Sender<usize>,
    accepting: JoinHandle<()>,
}

impl Relay {
    /// Lays a line to a server.
    ///
    /// # Errors
    /// When the socket can't be made.
    pub fn to(server: &Server) -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("ln").tempdir_in("/tmp")?;
        let listener = UnixListener::bind(directory.path().join(SOCKET))?;
        let (is_cut, cut) = watch::channel(false);
        let carried = watch::Sender::new(0);
        let of_line = carried.clone();
        let target = server.socket_directory().join(SOCKET);
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (cut, carried) = (cut.clone(), of_line.clone());
                let target = target.clone();
                tokio::spawn(async move { carry(client, &target, cut, &carried).await });
            }
        });
        Ok(Self {
            directory,
            is_cut,
            carried,
            accepting,
        })
    }

    /// What a client opens a database with, by this line.
    #[must_use]
    pub fn address(&self, database: &str) -> String {
        crate::address(self.directory.path(), database)
    }

    /// Cuts it: what is open stays open, and what is opened waits, without an answer. Once this is
    /// done nothing goes over it any more.
    pub async fn cut(&self) {
        self.is_cut.send_replace(true);
        // An error would mean that the relay is gone.
        let _ = self
            .carried
            .subscribe()
            .wait_for(|carried| *carried == 0)
            .await;
    }

    /// Mends it. What was open when it was cut is closed now, since bytes were lost on it.
    pub fn mend(&self) {
        self.is_cut.send_replace(false);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// A connection that something is carried over, as long as this lives.
struct Carrying<'a>(&'a watch::Sender<usize>);

impl<'a> Carrying<'a> {
    fn begin(carried: &'a watch::Sender<usize>) -> Self {
        carried.send_modify(|carried| *carried += 1);
        Self(carried)
    }
}

impl Drop for Carrying<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|carried| *carried -= 1);
    }
}

/// Carries what goes over one connection until either side ends it, or the line is cut and mended.
async fn carry(
    mut client: UnixStream,
    target: &Path,
    mut cut: watch::Receiver<bool>,
    carried: &watch::Sender<usize>,
) {
    // Whoever cuts the line after this was looked at waits for it.
    let carrying = Carrying::begin(carried);
    if *cut.borrow() {
        drop(carrying);
        // An error means that the relay is gone.
        let _ = cut.wait_for(|cut| !cut).await;
        return;
    }
    let Ok(mut server) = UnixStream::connect(target).await else {
        return;
    };
    let was_cut = tokio::select! {
        // It ended by itself, in order or not.
        _ = copy_bidirectional(&mut client, &mut server) => false,
        cut = cut.wait_for(|cut| *cut) => cut.is_ok(),
    };
    drop(carrying);
    if was_cut {
        let _ = cut.wait_for(|cut| !cut).await;
    }
}
