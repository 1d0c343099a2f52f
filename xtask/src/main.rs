//! Builds, runs and checks the project.

fn main() {}
