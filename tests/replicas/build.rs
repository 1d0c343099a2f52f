//! Says to the tests which way they run: those in which no service takes part are left out here.

#![allow(clippy::print_stdout, reason = "so a build script speaks to Cargo")]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-cfg=replicas");
}
