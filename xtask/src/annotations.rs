//! What a component carries beside its code, so that whoever has the file alone can read it: its
//! name, and the contract with all its comments.
//!
//! The component model has no place for comments. Where a component's world is read, tools look
//! for them in the section `package-docs`, and take them for those of a package `root:component`
//! that stands for the component itself; one that speaks of any other package makes them refuse the
//! whole component. So what the package and the world are for stands there. The contract itself, an
//! entry for each of its items, is in the section [`CONTRACT`], in the binary form of WIT packages
//! that makers of bindings read.

use std::borrow::Cow;
use std::path::Path;

use wasm_encoder::{ComponentSection as _, CustomSection};
use wasm_metadata::{AddMetadata, AddMetadataField};
use wit_component::DecodedWasm;
use wit_parser::{PackageId, PackageMetadata, Resolve};

/// The section that holds the contract.
pub(crate) const CONTRACT: &str = "wit-package";

/// The world of the contract that a connector is of.
const WORLD: &str = "plugin";

/// Why a component could not be annotated.
#[derive(Debug, thiserror::Error)]
#[error("the contract could not be put into it: {0:#}")]
pub(crate) struct AnnotationError(#[from] anyhow::Error);

/// The component with its name, and with the contract that is in the directory `wit`.
pub(crate) fn annotate(
    component: &[u8],
    name: &str,
    wit: &Path,
) -> Result<Vec<u8>, AnnotationError> {
    let mut contract = Resolve::default();
    let (package, _) = contract.push_path(wit)?;
    let mut metadata = AddMetadata::default();
    metadata.name = AddMetadataField::Set(name.to_owned());
    let mut annotated = metadata.to_wasm(component)?;
    append(
        &mut annotated,
        PackageMetadata::SECTION_NAME,
        &summary(component, &contract, package)?,
    );
    append(
        &mut annotated,
        CONTRACT,
        &wit_component::encode(&contract, package)?,
    );
    Ok(annotated)
}

/// What the package and the world are for, as `package-docs` of the component itself.
fn summary(
    component: &[u8],
    contract: &Resolve,
    package: PackageId,
) -> Result<Vec<u8>, anyhow::Error> {
    let DecodedWasm::Component(mut decoded, world) = wit_component::decode(component)? else {
        anyhow::bail!("it is a WIT package, and no component");
    };
    let root = decoded.worlds[world]
        .package
        .ok_or_else(|| anyhow::anyhow!("its world has no package"))?;
    let described = contract.select_world(&[package], Some(WORLD))?;
    decoded.packages[root].docs = contract.packages[package].docs.clone();
    decoded.worlds[world].docs = contract.worlds[described].docs.clone();
    PackageMetadata::extract(&decoded, root).encode()
}

fn append(component: &mut Vec<u8>, name: &str, data: &[u8]) {
    CustomSection {
        name: Cow::Borrowed(name),
        data: Cow::Borrowed(data),
    }
    .append_to_component(component);
}
