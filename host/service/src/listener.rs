//! Where connections come to: with room for a crowd until there is a place for each.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

/// How many connections the system holds until they are taken; fewer where it allows fewer.
/// Whoever comes beyond them is heard of no sooner than it has waited and tried again, which
/// takes seconds.
const HELD: u32 = 4096;

/// Listens at an address for [`serve`](crate::serve), as [`TcpListener::bind`] does, which has room
/// for fewer connections that come in one moment.
///
/// # Errors
/// When the address is taken, or none of this machine.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Elsewhere that means that others may take the address as well.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(HELD)
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;

    #[tokio::test]
    async fn five_hundred_may_come_before_one_is_taken() {
        let listener = listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let connect = |_| TcpStream::connect(address).unwrap();
        let waiting: Vec<TcpStream> = (0..500).map(connect).collect();
        for client in waiting {
            let (_, from) = listener.accept().await.unwrap();
            assert_eq!(from, client.local_addr().unwrap());
        }
    }

    #[tokio::test]
    async fn an_address_that_is_taken_is_refused() {
        for any in ["127.0.0.1:0", "[::1]:0"] {
            let first = listen(any.parse().unwrap()).unwrap();
            let refused = listen(first.local_addr().unwrap()).unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::AddrInUse, "{any}");
        }
    }
}
