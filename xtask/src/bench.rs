//! Measures what is worth watching, as ratios of one run: whoever measures needs nothing but the
//! command, and compares with other machines and other days.

mod start;

use crate::{command, component, tools};

pub(crate) use start::run as start;

/// What a component costs against the same code in the process.
pub(crate) fn component() -> Result<(), crate::Error> {
    with_the_component("component")
}

/// What a call through the library costs against a bare client.
pub(crate) fn call() -> Result<(), crate::Error> {
    tools::postgresql()?;
    with_the_component("call")
}

/// What a call through the service costs against one through the library.
pub(crate) fn service() -> Result<(), crate::Error> {
    with_the_component("service")
}

fn with_the_component(name: &str) -> Result<(), crate::Error> {
    let zoom = component::build(&[component::ZOOM])?;
    let mut bench = command::cargo();
    // With all packages selected, dependencies have the features that other builds gave them.
    bench
        .args(["bench", "--quiet", "--workspace", "--bench", name, "--"])
        .args(zoom);
    Ok(command::show(&mut bench)?)
}
