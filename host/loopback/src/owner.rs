//! Whose program it is that has connected.
//!
//! The address of a sign-in page is an argument of the browser's, and on many
//! systems every user of the machine can read it. Whoever has it can sign in as
//! themselves, and bring the answer before the browser does: the host would then
//! act for their account. So where the system tells whose a connection of this
//! machine is, only those of the same user and of root are answered. Linux tells it
//! in a table, as long as the other end has not gone away.

use std::net::SocketAddr;

/// The states of a connection in the table.
const ESTABLISHED: &str = "01";
const LISTENING: &str = "0A";

/// Whose the other end of a connection is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Owner {
    /// A user's, by its number.
    User(u32),
    /// Nobody's any more.
    Gone,
    /// The system does not tell.
    Unknown,
}

impl Owner {
    /// Of the connection from `browser` to `here`.
    pub(crate) fn of(browser: SocketAddr, here: SocketAddr) -> Self {
        let table = match browser {
            SocketAddr::V4(_) => "/proc/net/tcp",
            SocketAddr::V6(_) => "/proc/net/tcp6",
        };
        match std::fs::read_to_string(table) {
            Ok(table) => in_table(&table, browser, here),
            Err(_) => Self::Unknown,
        }
    }

    /// Whether a user of that number is to be answered.
    pub(crate) fn is_trusted_by(self, user: u32) -> bool {
        match self {
            Self::User(owner) => owner == user || owner == 0,
            Self::Gone => false,
            Self::Unknown => true,
        }
    }
}

/// The owner of the socket at `browser` that is connected to `here`, in a table of
/// Linux (proc(5), `/proc/net/tcp`).
fn in_table(table: &str, browser: SocketAddr, here: SocketAddr) -> Owner {
    let (browser, here) = (written(browser), written(here));
    let lines: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    let line_of = |local: &str, remote: Option<&str>, state: Option<&str>| {
        lines.iter().find(|fields| {
            fields.get(1) == Some(&local)
                && remote.is_none_or(|remote| fields.get(2) == Some(&remote))
                && state.is_none_or(|state| fields.get(3) == Some(&state))
        })
    };
    if line_of(&here, None, Some(LISTENING)).is_none() {
        // It is another table than that of this program's connections.
        return Owner::Unknown;
    }
    if line_of(&here, Some(&browser), Some(ESTABLISHED)).is_none() {
        return Owner::Gone;
    }
    match line_of(&browser, Some(&here), None).map(Vec::as_slice) {
        // A browser outside of what the system has in its table, such as that of
        // the machine that a virtual one runs on.
        None => Owner::Unknown,
        // Of a socket that its program has closed, neither is told rightly.
        Some([_, _, _, _, _, _, _, owner, _, file, ..]) if *file != "0" => {
            owner.parse().map_or(Owner::Gone, Owner::User)
        }
        Some(_) => Owner::Gone,
    }
}

/// An address as the table has it: words of 32 bits in the order of the machine.
fn written(address: SocketAddr) -> String {
    let octets = match address {
        SocketAddr::V4(address) => address.ip().octets().to_vec(),
        SocketAddr::V6(address) => address.ip().octets().to_vec(),
    };
    let words: String = octets
        .as_chunks::<4>()
        .0
        .iter()
        .map(|word| format!("{:08X}", u32::from_ne_bytes(*word)))
        .collect();
    format!("{words}:{:04X}", address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses() -> (SocketAddr, SocketAddr) {
        (
            "127.0.0.1:37318".parse().unwrap(),
            "127.0.0.1:53682".parse().unwrap(),
        )
    }

    /// A table with these ends of the connection and their states.
    fn table(browser: Option<(&str, &str)>, here: Option<&str>) -> String {
        let [from, to] = [addresses().0, addresses().1].map(written);
        let mut lines = vec![
            "sl local_address rem_address st queues tr retrnsmt uid timeout inode".to_owned(),
            format!("0: {to} 00000000:0000 {LISTENING} 0:0 0:0 0 1000 0 20 1"),
        ];
        if let Some(state) = here {
            lines.push(format!("1: {to} {from} {state} 0:0 0:0 0 1000 0 21 1"));
        }
        if let Some((owner, file)) = browser {
            lines.push(format!("2: {from} {to} 01 0:0 0:0 0 {owner} 0 {file} 1"));
        }
        lines.join("\n")
    }

    fn owner(table: &str) -> Owner {
        let (browser, here) = addresses();
        in_table(table, browser, here)
    }

    #[test]
    fn the_owner_is_that_of_the_other_end_as_long_as_it_is_there() {
        let connected = Some(ESTABLISHED);
        let other = table(Some(("1001", "4711")), connected);
        assert_eq!(owner(&other), Owner::User(1001));
        assert_eq!(owner(&table(Some(("0", "0")), connected)), Owner::Gone);
        assert_eq!(owner(&table(Some(("0", "0")), Some("08"))), Owner::Gone);
        assert_eq!(owner(&table(None, None)), Owner::Gone);
    }

    #[test]
    fn of_what_the_system_does_not_have_in_its_table_nothing_is_told() {
        assert_eq!(owner(&table(None, Some(ESTABLISHED))), Owner::Unknown);
        assert_eq!(owner("sl local_address\n"), Owner::Unknown);
    }

    #[test]
    fn only_the_same_user_and_root_are_answered() {
        assert!(Owner::User(1000).is_trusted_by(1000));
        assert!(Owner::User(0).is_trusted_by(1000));
        assert!(Owner::Unknown.is_trusted_by(1000));
        assert!(!Owner::User(1001).is_trusted_by(1000));
        assert!(!Owner::Gone.is_trusted_by(0));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_connection_of_this_program_is_its_users() {
        for loopback in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = std::net::TcpListener::bind(loopback) else {
                continue;
            };
            let browser = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let (here, _) = listener.accept().unwrap();
            let [from, to] = [browser.local_addr(), here.local_addr()].map(Result::unwrap);
            let user = rustix::process::geteuid().as_raw();
            assert_eq!(Owner::of(from, to), Owner::User(user));
        }
    }
}
