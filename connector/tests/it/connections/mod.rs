//! Authorizing, and finding out whose account a connection is.

mod authorize;
mod connect;
