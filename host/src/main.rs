//! Runs connector components: OAuth, tokens, HTTP, limits.

fn main() {}
