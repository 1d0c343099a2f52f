//! What can go wrong with a component.

use super::CompilerError;
use crate::contract::Version;
use crate::egress::OriginPatternError;
use crate::manifest::ManifestError;

/// Why a component was refused. Nothing of it has run but `describe`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The bytes are no WebAssembly.
    #[error("this is not a WebAssembly component: it does not begin like one")]
    NotWebAssembly,
    /// The text form of WebAssembly.
    #[error(
        "this is the text form of WebAssembly; a connector is a component in the binary form: convert it first"
    )]
    Text,
    /// A core module.
    #[error(
        "this is a WebAssembly core module, not a component; make it a component of the world `plugin` first"
    )]
    CoreModule,
    /// The bytes begin like a component but are not a valid one.
    #[error("this component is not valid: {0}")]
    Invalid(String),
    /// The component speaks a version of the contract that this host does not.
    #[error(
        "this component speaks version {component} of the contract `ipaas:connector`, and this host speaks {host}: {}",
        newer_or_older(component)
    )]
    Version {
        /// The version that the component's exports have.
        component: String,
        /// The versions that this host speaks.
        host: String,
    },
    /// The component needs a part of WebAssembly that connectors may not use.
    #[error("this component needs more of WebAssembly than a connector may use: {0}")]
    Feature(String),
    /// The component is beyond measure.
    #[error("this component has {found} {what}, and {limit} are allowed")]
    TooMuch {
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        found: u64,
        /// How much there may be.
        limit: u64,
    },
    /// The component imports something.
    #[error(
        "this component imports {}; a connector imports nothing, so that it can reach nothing by itself",
        .0.join(", ")
    )]
    Imports(Vec<String>),
    /// The component does not export what the world asks for.
    #[error("this component does not fit the world `ipaas:connector/plugin`: {0}")]
    World(String),
    /// The component can't be instantiated within the limits.
    #[error("this component can't be started: {0}")]
    Instantiate(String),
    /// A child process did not compile it.
    #[error(transparent)]
    Compiler(#[from] CompilerError),
    /// `describe` failed.
    #[error("this component can't say what it is: {0}")]
    Describe(#[source] CallError),
    /// What `describe` answered is not a manifest.
    #[error("{0}")]
    Manifest(#[from] ManifestError),
    /// The manifest names an origin that is not one.
    #[error("the manifest names a wrong origin: {0}")]
    Origin(#[from] OriginPatternError),
}

/// What to do about a version that this host does not speak.
fn newer_or_older(component: &str) -> &'static str {
    match component.parse::<Version>() {
        Ok(version) if version > Version::SPOKEN => {
            "take a newer host, or a component that was made for this one"
        }
        _ => "ask its makers for one that was made for this host",
    }
}

/// Why a call into a component failed. It ends that call and nothing else.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The component broke off.
    #[error("the connector broke off in `{function}`: {trap}. Report it to the connector's makers")]
    Trap {
        /// The function of the contract.
        function: &'static str,
        /// What happened.
        trap: String,
    },
    /// The component took too long.
    #[error(
        "the connector computed in `{function}` for more than {milliseconds} ms and was stopped. Report it to the connector's makers"
    )]
    Time {
        /// The function of the contract.
        function: &'static str,
        /// The limit, in milliseconds.
        milliseconds: u128,
    },
    /// The component wanted more memory than it may have.
    #[error(
        "the connector needed more than {limit} bytes of memory in `{function}` and was stopped; give it a smaller input"
    )]
    Memory {
        /// The function of the contract.
        function: &'static str,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The component's answer can't be read: too large, or malformed.
    #[error(
        "the connector's answer to `{function}` can't be read: {reason}. Report it to the connector's makers"
    )]
    Answer {
        /// The function of the contract.
        function: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}
