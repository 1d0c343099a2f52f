//! Components and servers that attack the host.
//!
//! The attacks are in `tests/attacks`, a file each, named by what must become of
//! it. Each is made the way an attacker would: a component that is added like any
//! other, a server that answers, a directory that others can write to. While it
//! lasts, another connector's calls in the same process have to go on, and what
//! the attack cost is printed: `cargo xtask attacks` makes a table of all.
