//! The built components in the host, against local servers.
