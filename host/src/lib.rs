//! Runs connector components: OAuth, tokens, HTTP, limits.
