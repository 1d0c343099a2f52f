//! A local Zoom to develop and test against.

fn main() {}
