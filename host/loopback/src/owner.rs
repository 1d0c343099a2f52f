//! Whose program it is that has connected.
//!
//! The address of a sign-in page is an argument of the browser's, and on many
//! systems every user of the machine can read it. Whoever has it can sign in as
//! themselves, and bring the answer before the browser does: the host would then
//! act for their account. So where the system tells whose a connection of this
//! machine is, only those of the same user and of root are answered. Linux tells it
//! in a table, as long as the other end has not gone away.

use std::net::{IpAddr, SocketAddr};

/// The states of a connection in the tables.
const ESTABLISHED: &str = "01";
const LISTENING: &str = "0A";

/// How often is looked for an end before it is taken to be in no table: while a
/// table is read, others come and go, and a line may be passed over.
const LOOKS: usize = 3;

/// Whose the other end of a connection is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Owner {
    /// A user's, by its number.
    User(u32),
    /// Nobody's any more.
    Gone,
    /// Of none that the system has in its tables, though this end is there.
    Missing,
    /// The system does not tell.
    Unknown,
}

impl Owner {
    /// Of the connection from `browser` to `here`.
    #[must_use]
    pub fn of(browser: SocketAddr, here: SocketAddr) -> Self {
        let mut looks = (0..LOOKS).map(|_| Tables::read().owner(browser, here));
        match looks.find(|owner| *owner != Self::Missing) {
            Some(owner) => owner,
            None if is_relayed() => Self::Unknown,
            None => Self::Missing,
        }
    }

    /// Whether a user of that number is to be answered.
    #[must_use]
    pub fn is_trusted_by(self, user: u32) -> bool {
        match self {
            Self::User(owner) => owner == user || owner == 0,
            Self::Gone | Self::Missing => false,
            Self::Unknown => true,
        }
    }
}

/// Whether the browser may run outside of what this system has in its tables: a
/// Linux within Windows is connected to by the machine that it runs on.
fn is_relayed() -> bool {
    std::fs::read_to_string("/proc/sys/kernel/osrelease")
        .is_ok_and(|release| release.to_lowercase().contains("microsoft"))
}

/// The tables of Linux (proc(5), `/proc/net/tcp`). A connection between addresses
/// of IPv4 has each of its ends in the table of the socket that it is of: a program
/// may make it with a socket of IPv6.
#[derive(Debug, Default)]
struct Tables {
    v4: String,
    v6: String,
}

impl Tables {
    /// Those of this moment; empty where there are none.
    fn read() -> Self {
        let table = |path| std::fs::read_to_string(path).unwrap_or_default();
        Self {
            v4: table("/proc/net/tcp"),
            v6: table("/proc/net/tcp6"),
        }
    }

    /// The owner of the socket at `browser` that is connected to `here`.
    fn owner(&self, browser: SocketAddr, here: SocketAddr) -> Owner {
        let lines: Vec<Vec<&str>> = [&self.v4, &self.v6]
            .into_iter()
            .flat_map(|table| table.lines())
            .map(|line| line.split_whitespace().collect())
            .collect();
        let line_of = |local: SocketAddr, remote: Option<SocketAddr>, state: Option<&str>| {
            let ends: Vec<(String, Option<String>)> = match remote {
                Some(remote) => {
                    let remotes = written(remote).into_iter().map(Some);
                    written(local).into_iter().zip(remotes).collect()
                }
                None => written(local).into_iter().map(|end| (end, None)).collect(),
            };
            lines.iter().find(|fields| {
                let has = |place: usize, text: &str| fields.get(place) == Some(&text);
                let is_between = |(local, remote): &(String, Option<String>)| {
                    has(1, local) && remote.as_ref().is_none_or(|remote| has(2, remote))
                };
                ends.iter().any(is_between) && state.is_none_or(|state| has(3, state))
            })
        };
        if line_of(here, None, Some(LISTENING)).is_none() {
            // They are other tables than those of this program's connections.
            return Owner::Unknown;
        }
        if line_of(here, Some(browser), Some(ESTABLISHED)).is_none() {
            return Owner::Gone;
        }
        match line_of(browser, Some(here), None).map(Vec::as_slice) {
            None => Owner::Missing,
            // Of a socket that its program has closed, neither is told rightly.
            Some([_, _, _, _, _, _, _, owner, _, file, ..]) if *file != "0" => {
                owner.parse().map_or(Owner::Gone, Owner::User)
            }
            Some(_) => Owner::Gone,
        }
    }
}

/// An address as the tables have it: one of IPv4 as it is, and as an address of IPv6
/// that stands for it. They are words of 32 bits in the order of the machine.
fn written(address: SocketAddr) -> Vec<String> {
    let forms = match address.ip().to_canonical() {
        IpAddr::V4(ip) => vec![ip.octets().to_vec(), ip.to_ipv6_mapped().octets().to_vec()],
        IpAddr::V6(ip) => vec![ip.octets().to_vec()],
    };
    let in_words = |octets: Vec<u8>| {
        let words: String = octets
            .as_chunks::<4>()
            .0
            .iter()
            .map(|word| format!("{:08X}", u32::from_ne_bytes(*word)))
            .collect();
        format!("{words}:{:04X}", address.port())
    };
    forms.into_iter().map(in_words).collect()
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

    /// The line of a connection's end.
    fn line(local: &str, remote: &str, state: &str, owner: &str, file: &str) -> String {
        format!("1: {local} {remote} {state} 0:0 0:0 0 {owner} 0 {file} 1\n")
    }

    /// Tables with these ends of the connection and their states; the browser's socket
    /// is of IPv4 (0) or of IPv6 (1).
    fn tables(family: usize, browser: Option<(&str, &str)>, here: Option<&str>) -> Tables {
        let [from, to] = [addresses().0, addresses().1].map(written);
        let heading = "sl local_address rem_address st queues tr retrnsmt uid timeout inode\n";
        let mut tables = [heading.to_owned(), heading.to_owned()];
        tables[0] += &line(&to[0], "00000000:0000", LISTENING, "1000", "20");
        if let Some(state) = here {
            tables[0] += &line(&to[0], &from[0], state, "1000", "21");
        }
        if let Some((owner, file)) = browser {
            tables[family] += &line(&from[family], &to[family], ESTABLISHED, owner, file);
        }
        let [v4, v6] = tables;
        Tables { v4, v6 }
    }

    fn owner(tables: &Tables) -> Owner {
        let (browser, here) = addresses();
        tables.owner(browser, here)
    }

    #[test]
    fn the_owner_is_that_of_the_other_end_as_long_as_it_is_there() {
        let connected = Some(ESTABLISHED);
        for family in [0, 1] {
            let owner = |browser, here| owner(&tables(family, browser, here));
            assert_eq!(owner(Some(("1001", "4711")), connected), Owner::User(1001));
            assert_eq!(owner(Some(("0", "0")), connected), Owner::Gone);
            assert_eq!(owner(Some(("0", "0")), Some("08")), Owner::Gone);
            assert_eq!(owner(None, None), Owner::Gone);
        }
    }

    #[test]
    fn an_end_that_should_be_in_a_table_and_is_not_is_missing() {
        assert_eq!(owner(&tables(0, None, Some(ESTABLISHED))), Owner::Missing);
    }

    #[test]
    fn where_this_programs_own_socket_is_in_no_table_nothing_is_told() {
        assert_eq!(owner(&Tables::default()), Owner::Unknown);
    }

    #[test]
    fn only_the_same_user_and_root_are_answered() {
        assert!(Owner::User(1000).is_trusted_by(1000));
        assert!(Owner::User(0).is_trusted_by(1000));
        assert!(Owner::Unknown.is_trusted_by(1000));
        assert!(!Owner::User(1001).is_trusted_by(1000));
        assert!(!Owner::Gone.is_trusted_by(0));
        assert!(!Owner::Missing.is_trusted_by(0));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_connection_of_this_program_is_its_users() {
        for loopback in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = std::net::TcpListener::bind(loopback) else {
                continue;
            };
            let there = listener.local_addr().unwrap();
            let mut ways = vec![there];
            if let IpAddr::V4(ip) = there.ip() {
                // By a socket of IPv6, which the listener can't tell from the other.
                ways.push((ip.to_ipv6_mapped(), there.port()).into());
            }
            for way in ways {
                let Ok(_browser) = std::net::TcpStream::connect(way) else {
                    // A machine without IPv6.
                    assert!(way.is_ipv6());
                    continue;
                };
                let (here, from) = listener.accept().unwrap();
                let user = rustix::process::geteuid().as_raw();
                assert_eq!(
                    Owner::of(from, here.local_addr().unwrap()),
                    Owner::User(user)
                );
            }
        }
    }
}
