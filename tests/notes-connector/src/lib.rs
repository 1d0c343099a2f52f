//! A tiny connector of another API: it shows that the host knows no vendor.
