//! What a built component tells whoever has the file alone.

use std::path::Path;

use end_to_end::built_component;
use wasmparser::{Parser, Payload};
use wit_component::DecodedWasm;
use wit_parser::{Docs, PackageId, Resolve, TypeDefKind, WorldItem};

const COMPONENTS: [&str; 2] = ["zoom", "notes"];

fn bytes(key: &str) -> Vec<u8> {
    std::fs::read(built_component(key)).expect("the component can be read")
}

/// The content of the component's own section of that name.
fn section(component: &[u8], name: &str) -> Vec<u8> {
    let mut depth = 0;
    let mut found = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        match payload.expect("the component is well-formed") {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::CustomSection(section) if depth == 1 && section.name() == name => {
                found.push(section.data().to_vec());
            }
            _ => {}
        }
    }
    assert_eq!(found.len(), 1, "sections named {name}");
    found.remove(0)
}

/// How large the component of the Zoom connector may be: whoever adds it downloads, checks and compiles it.
const MOST_BYTES: usize = 1_300_000;

#[test]
fn the_zoom_connector_with_all_its_actions_is_smaller_than_1_3_megabytes() {
    let size = bytes("zoom").len();
    assert!(
        size < MOST_BYTES,
        "{size} bytes: shorten what its texts say, or look at what became larger"
    );
}

fn contract_of_the_repository() -> (Resolve, PackageId) {
    let mut resolve = Resolve::default();
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
    let (package, _) = resolve.push_path(wit).expect("the contract can be read");
    (resolve, package)
}

/// Every item of a package that can have a comment, by its path, with the comment.
fn items(resolve: &Resolve, package: PackageId) -> Vec<(String, &Docs)> {
    let package = &resolve.packages[package];
    let mut items = vec![(package.name.to_string(), &package.docs)];
    for (name, world) in &package.worlds {
        items.push((name.clone(), &resolve.worlds[*world].docs));
    }
    for (name, interface) in &package.interfaces {
        let interface = &resolve.interfaces[*interface];
        items.push((name.clone(), &interface.docs));
        for (function, declared) in &interface.functions {
            items.push((format!("{name}.{function}"), &declared.docs));
        }
        for (declared, id) in &interface.types {
            let path = format!("{name}.{declared}");
            let declared = &resolve.types[*id];
            let members: Vec<(&String, &Docs)> = match &declared.kind {
                TypeDefKind::Record(record) => record
                    .fields
                    .iter()
                    .map(|it| (&it.name, &it.docs))
                    .collect(),
                TypeDefKind::Variant(variant) => variant
                    .cases
                    .iter()
                    .map(|it| (&it.name, &it.docs))
                    .collect(),
                TypeDefKind::Enum(cases) => {
                    cases.cases.iter().map(|it| (&it.name, &it.docs)).collect()
                }
                TypeDefKind::Flags(flags) => {
                    flags.flags.iter().map(|it| (&it.name, &it.docs)).collect()
                }
                // `use` of a type that stands elsewhere.
                TypeDefKind::Type(wit_parser::Type::Id(_)) => continue,
                _ => Vec::new(),
            };
            items.extend(
                members
                    .into_iter()
                    .map(|(member, docs)| (format!("{path}.{member}"), docs)),
            );
            items.push((path, &declared.docs));
        }
    }
    items
}

#[test]
fn a_component_carries_the_contract_with_a_comment_for_every_item() {
    let (repository, package) = contract_of_the_repository();
    let expected =
        wit_component::encode(&repository, package).expect("the contract can be encoded");
    for key in COMPONENTS {
        let contract = section(&bytes(key), "wit-package");
        assert_eq!(contract, expected, "{key} was built with another contract");
        let DecodedWasm::WitPackage(resolve, package) =
            wit_component::decode(&contract).expect("the contract can be decoded")
        else {
            panic!("{key} carries something else");
        };
        let items = items(&resolve, package);
        let paths: Vec<&str> = items.iter().map(|(path, _)| path.as_str()).collect();
        for known in [
            "connector.resume",
            "types.exchange.repeatable",
            "types.reply.lost",
        ] {
            assert!(paths.contains(&known), "{known} is an item: {paths:?}");
        }
        for (path, docs) in items {
            let text = docs.contents.as_deref().unwrap_or_default();
            assert!(!text.trim().is_empty(), "{path} has no comment in {key}");
        }
    }
}

#[test]
fn a_component_is_read_by_the_usual_tools_and_says_what_it_is() {
    let (repository, package) = contract_of_the_repository();
    let world = repository
        .select_world(&[package], Some("plugin"))
        .expect("the world is there");
    for key in COMPONENTS {
        let component = bytes(key);
        let DecodedWasm::Component(resolve, root) =
            wit_component::decode(&component).expect("the component can be decoded")
        else {
            panic!("{key} is no component");
        };
        assert!(
            resolve.worlds[root].imports.is_empty(),
            "{key} imports something"
        );
        let exports: Vec<String> = resolve.worlds[root]
            .exports
            .iter()
            .filter(|(_, item)| matches!(item, WorldItem::Interface { .. }))
            .map(|(name, _)| resolve.name_world_key(name))
            .collect();
        assert_eq!(exports.len(), 2, "{key} exports {exports:?}");
        assert_eq!(resolve.worlds[root].docs, repository.worlds[world].docs);
        let own = resolve.worlds[root]
            .package
            .expect("the world has a package");
        assert_eq!(
            resolve.packages[own].docs,
            repository.packages[package].docs
        );
    }
}

#[test]
fn a_component_carries_its_name() {
    for key in COMPONENTS {
        let names = section(&bytes(key), "component-name");
        let names =
            wasm_metadata::ComponentNames::from_bytes(&names, 0).expect("names can be read");
        assert_eq!(names.get_name(), Some(&format!("{key}-connector")));
    }
}
