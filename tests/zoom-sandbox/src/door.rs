//! More addresses to come by, so that what several clients do can be told apart.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::{
    connection::{Line, Listener},
    sandbox::{Sandbox, router},
};

/// Counts the doors of all sandboxes; 0 is the usual one of each.
static NEXT: AtomicU64 = AtomicU64::new(1);

/// Another address of a sandbox. Nobody new comes by it once it is dropped; who is in stays.
#[derive(Debug)]
pub struct Door {
    number: u64,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Sandbox {
    /// Opens a door beside the usual one: what comes by it has its number in
    /// [`Exchange::door`](crate::Exchange::door), and is else as what comes by the usual one.
    ///
    /// # Errors
    ///
    /// When no free port of 127.0.0.1 can be listened on.
    pub async fn door(&self) -> io::Result<Door> {
        let listener = TcpListener::bind((self.shared.address.ip(), 0)).await?;
        let address = listener.local_addr()?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let service = router(self.shared.clone()).into_make_service_with_connect_info::<Line>();
        let serve = axum::serve(Listener::Tcp(listener, number), service).into_future();
        Ok(Door {
            number,
            address,
            serving: tokio::spawn(async { serve.await.unwrap_or_default() }),
        })
    }
}

impl Door {
    /// Its number, which no other door of this process has.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Where it is, such as `http://127.0.0.1:8780`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
