//! Says to the tests which way they run: they leave out by name what is about one process alone.

#![allow(clippy::print_stdout, reason = "so a build script speaks to Cargo")]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cfg=replicas");
}
