//! What a component is, read from its bytes before anything of it is compiled.
//!
//! Compiling is by far the most that a stranger's component can make a host do
//! before it runs, and the compiler by far the most code that it can reach. So
//! whatever can be told by reading is told first: which version of the contract
//! it speaks, that it imports nothing, that it is valid, that it needs nothing of
//! WebAssembly that connectors have no use for, and that it is no larger than
//! one would be.

mod measure;
#[cfg(test)]
mod samples;
mod version;

use wasmparser::{ComponentExternName, Parser, Payload, Validator, WasmFeatures};

use super::LoadError;
use measure::Counts;
use version::{CONTRACT, check_version, exports_in_front};

/// What connectors may use of WebAssembly: version 2 of the specification and
/// constant expressions. What is left out (64-bit memories, several memories,
/// relaxed SIMD, threads, garbage collection, exceptions, tail calls) is what a
/// compiler does not make of a connector, and the newest parts of the engine.
fn features() -> WasmFeatures {
    WasmFeatures::WASM2 | WasmFeatures::EXTENDED_CONST | WasmFeatures::COMPONENT_MODEL
}

/// How many imports or exports a message names.
const NAMED: usize = 8;

/// Refuses a component that is not a connector, that this host does not speak,
/// or that is beyond measure.
pub(super) fn examine(bytes: &[u8]) -> Result<(), LoadError> {
    // Before all else: what one of another version may have and be is for that
    // version to say.
    check_version(&exports_in_front(bytes))?;
    measure::check_size(bytes)?;
    let outside = Outside::read(bytes)?;
    check_version(&outside.exports)?;
    if !outside.imports.is_empty() {
        return Err(LoadError::Imports(outside.imports));
    }
    outside.check_exports()?;
    outside.counts.check_only_lifts()?;
    validate(bytes)
}

/// What shows of a component from outside, and how much there is inside.
#[derive(Debug, Default)]
struct Outside {
    imports: Vec<String>,
    exports: Vec<String>,
    counts: Counts,
}

impl Outside {
    fn read(bytes: &[u8]) -> Result<Self, LoadError> {
        let mut outside = Self::default();
        let mut depth = 0_u32;
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload.map_err(invalid)?;
            match &payload {
                Payload::Version { encoding, .. } => {
                    depth += 1;
                    if depth > 1 {
                        outside.counts.nested(*encoding);
                    }
                }
                Payload::End(_) => depth -= 1,
                Payload::ComponentImportSection(imports) if depth == 1 => {
                    let more = NAMED - outside.imports.len();
                    for import in imports.clone().into_iter().take(more) {
                        let ComponentExternName { name, .. } = import.map_err(invalid)?.name;
                        outside.imports.push(format!("`{name}`"));
                    }
                }
                Payload::ComponentExportSection(exports) if depth == 1 => {
                    measure::check_exports(exports)?;
                    for export in exports.clone() {
                        let ComponentExternName { name, .. } = export.map_err(invalid)?.name;
                        outside.exports.push(name.to_owned());
                    }
                }
                _ => {}
            }
            outside.counts.add(&payload)?;
        }
        Ok(outside)
    }

    fn check_exports(&self) -> Result<(), LoadError> {
        let is_connector = |name: &String| name.starts_with(CONTRACT);
        if self.exports.iter().any(is_connector) {
            return Ok(());
        }
        Err(LoadError::World(if self.exports.is_empty() {
            "it exports nothing".to_owned()
        } else {
            let exports: Vec<_> = self.exports.iter().take(NAMED).cloned().collect();
            format!("it exports {}", exports.join(", "))
        }))
    }
}

/// Refuses what is not valid, and tells what needs more of WebAssembly than
/// connectors may use.
fn validate(bytes: &[u8]) -> Result<(), LoadError> {
    let valid_with = |features| {
        let mut validator = Validator::new_with_features(features);
        validator.validate_all(bytes).map(drop)
    };
    let Err(error) = valid_with(features()) else {
        return Ok(());
    };
    Err(match valid_with(WasmFeatures::all()) {
        Ok(()) => LoadError::Feature(error.message().to_owned()),
        Err(_) => invalid(error),
    })
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that `map_err` asks for"
)]
fn invalid(error: wasmparser::BinaryReaderError) -> LoadError {
    LoadError::Invalid(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::samples::{component, refusal};
    use super::*;

    #[test]
    fn what_compilers_make_of_a_connector_may_be_used() {
        let parts = r#"(core module
            (memory 1)
            (table 1 funcref)
            (global i32 (i32.add (i32.const 1) (i32.const 2)))
            (func (param i64) (result i32 i64)
                (i32.extend8_s (i32.trunc_sat_f64_s (f64.const 1)))
                (local.get 0))
            (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 1)))
            (func (result v128) (v128.const i64x2 1 2)))"#;
        examine(&component(parts)).unwrap();
    }

    #[test]
    fn what_connectors_have_no_use_for_is_refused_before_anything_is_compiled() {
        for (name, part) in [
            ("64-bit memories", "(memory i64 1)"),
            ("several memories", "(memory 1) (memory 1)"),
            ("threads", "(memory 1 1 shared)"),
            ("exceptions", "(tag)"),
            ("garbage collection", "(type (struct))"),
            ("tail calls", "(func $f (return_call $f))"),
            (
                "relaxed SIMD",
                "(func (param v128) (result v128)
                    (i8x16.relaxed_swizzle (local.get 0) (local.get 0)))",
            ),
        ] {
            let outcome = examine(&component(&format!("(core module {part})")));
            assert!(
                matches!(outcome, Err(LoadError::Feature(_))),
                "{name}: {outcome:?}"
            );
        }
        insta::assert_snapshot!(refusal("(core module (memory i64 1))"), @"this component needs more of WebAssembly than a connector may use: memory64 must be enabled for 64-bit memories");
    }

    #[test]
    fn what_is_not_valid_is_not_taken_for_a_feature() {
        let parts = "(core module (func (result i32)))";
        let outcome = examine(&component(parts));
        assert!(matches!(outcome, Err(LoadError::Invalid(_))), "{outcome:?}");
    }

    #[test]
    fn a_component_that_shows_nothing_is_no_connector() {
        let outcome = examine(&wat::parse_str("(component)").unwrap());
        insta::assert_snapshot!(outcome.unwrap_err(), @"this component does not fit the world `ipaas:connector/plugin`: it exports nothing");
    }

    #[test]
    fn what_a_nested_component_shows_is_not_what_the_component_shows() {
        let text = r#"(component
            (component (instance $i) (export "ipaas:connector/connector@0.2.0" (instance $i)))
            (component (import "clock" (func))))"#;
        let outcome = examine(&wat::parse_str(text).unwrap());
        assert!(matches!(outcome, Err(LoadError::World(_))), "{outcome:?}");
    }

    static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| {
        component("(core module (memory 1) (func (export \"f\") (result i32) (i32.const 7)))")
    });

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
            end in any::<prop::sample::Index>(),
        ) {
            let mut bytes = GOOD.clone();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            let _ = examine(&bytes);
            let _ = examine(&bytes[..end.index(bytes.len())]);
        }
    }
}
