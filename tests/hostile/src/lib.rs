//! Components and servers that attack the host, and callers that attack the service.
//!
//! The attacks are in `tests/attacks`, a file each, named by what must become of
//! it. Each is made the way an attacker would: a component that is added like any
//! other, a server that answers, a directory that others can write to. While it
//! lasts, calls of somebody else in the same process have to go on, by another
//! connector or through the service, and what the attack cost is printed:
//! `cargo xtask attacks` makes a table of all.
