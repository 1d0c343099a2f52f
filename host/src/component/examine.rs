//! What a component is, read from its bytes before anything of it is compiled.
//!
//! Compiling is by far the most that a stranger's component can make a host do
//! before it runs, and the compiler by far the most code that it can reach. So
//! whatever can be told by reading is told first: which version of the contract
//! it speaks, that it imports nothing, that it is valid, that it needs nothing of
//! WebAssembly that connectors have no use for, and that it is no larger than
//! one would be.

use wasmparser::{
    BinaryReader, ComponentExportSectionReader, ComponentExternName, Encoding, Parser, Payload,
    Validator, WasmFeatures,
};

use super::LoadError;
use super::work::Module;
use crate::contract::Version;

/// What a component may have of each: many times what a large connector has, and
/// about what a whole engine for JavaScript has in one component.
const SIZE: Limit = Limit("bytes", 32 << 20);
const FUNCTION_SIZE: Limit = Limit("bytes in one function", 1 << 20);
const FUNCTIONS: Limit = Limit("functions", 30_000);
/// Counted as [`work`](super::work) says; the compiler takes about a kilobyte
/// for each of a function's.
const FUNCTION_WORK: Limit = Limit(
    "values for the compiler to keep apart in one function",
    200_000,
);
const WORK: Limit = Limit(
    "values for the compiler to keep apart in all functions",
    10_000_000,
);
const SIGNATURE: Limit = Limit("parameters and results in one type of function", 64);
const TYPES: Limit = Limit("types", 50_000);
const GLOBALS: Limit = Limit("globals", 10_000);
const EXPORTS: Limit = Limit("exports", 10_000);
const SEGMENTS: Limit = Limit("segments of data or elements", 50_000);
const MODULES: Limit = Limit("core modules", 8);
const COMPONENTS: Limit = Limit("nested components", 8);
const INSTANCES: Limit = Limit("instances", 64);

/// What connectors may use of WebAssembly: version 2 of the specification and
/// constant expressions. What is left out (64-bit memories, several memories,
/// relaxed SIMD, threads, garbage collection, exceptions, tail calls) is what a
/// compiler does not make of a connector, and the newest parts of the engine.
fn features() -> WasmFeatures {
    WasmFeatures::WASM2 | WasmFeatures::EXTENDED_CONST | WasmFeatures::COMPONENT_MODEL
}

/// How many sections and exports are looked through for the version. A component
/// for this host has a few hundred sections and two exports.
const LOOKED_THROUGH: usize = 10_000;

/// The number of the section with a component's exports in the binary format.
const EXPORT_SECTION: u8 = 11;

/// How many imports or exports a message names.
const NAMED: usize = 8;

/// The interface of the contract whose name has its version.
const CONTRACT: &str = "ipaas:connector/connector";

/// Refuses a component that is not a connector, that this host does not speak,
/// or that is beyond measure.
pub(super) fn examine(bytes: &[u8]) -> Result<(), LoadError> {
    // Before all else: what one of another version may have and be is for that
    // version to say.
    check_version(&exports_in_front(bytes))?;
    SIZE.check(bytes.len() as u64)?;
    let outside = Outside::read(bytes)?;
    check_version(&outside.exports)?;
    if !outside.imports.is_empty() {
        return Err(LoadError::Imports(outside.imports));
    }
    outside.check_exports()?;
    validate(bytes)
}

/// The exports that a component shows, found without a look into any other
/// section: as many as can be read by one who may not know what else there is.
fn exports_in_front(bytes: &[u8]) -> Vec<String> {
    let mut exports = Vec::new();
    // What ends it early is for those to tell who read all of it.
    let _ = look_for_exports(bytes, &mut exports);
    exports
}

fn look_for_exports(bytes: &[u8], exports: &mut Vec<String>) -> wasmparser::Result<()> {
    const PREAMBLE: usize = 8;
    let mut reader = BinaryReader::new(bytes, 0);
    reader.read_bytes(PREAMBLE)?;
    for _ in 0..LOOKED_THROUGH {
        if reader.eof() {
            break;
        }
        let section = reader.read_u8()?;
        let length = reader.read_var_u32()?;
        let begin = reader.original_position();
        let content = reader.read_bytes(length as usize)?;
        if section == EXPORT_SECTION {
            let section = ComponentExportSectionReader::new(BinaryReader::new(content, begin))?;
            let more = LOOKED_THROUGH - exports.len();
            for export in section.into_iter().take(more) {
                exports.push(export?.name.name.to_owned());
            }
        }
    }
    Ok(())
}

/// Refuses a connector of a version that this host does not speak.
fn check_version(exports: &[String]) -> Result<(), LoadError> {
    let versions = exports.iter().filter_map(|name| {
        let version = name.strip_prefix(CONTRACT)?;
        version.strip_prefix('@')
    });
    for version in versions {
        let speaks = version
            .parse()
            .is_ok_and(|version| Version::SPOKEN.speaks(version));
        if !speaks {
            return Err(LoadError::Version {
                component: version.to_owned(),
                host: Version::SPOKEN.range(),
            });
        }
    }
    Ok(())
}

/// How much of something there may be.
struct Limit(&'static str, u64);

impl Limit {
    fn check(&self, found: u64) -> Result<(), LoadError> {
        let Self(what, limit) = *self;
        if found <= limit {
            return Ok(());
        }
        Err(LoadError::TooMuch { what, found, limit })
    }
}

/// What shows of a component from outside, and how much there is inside.
#[derive(Debug, Default)]
struct Outside {
    imports: Vec<String>,
    exports: Vec<String>,
    counts: Counts,
}

#[derive(Debug, Default)]
struct Counts {
    functions: u64,
    types: u64,
    globals: u64,
    exports: u64,
    segments: u64,
    modules: u64,
    components: u64,
    instances: u64,
    work: u64,
    /// The core module that is being read.
    module: Module,
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
                    EXPORTS.check(u64::from(exports.count()))?;
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

impl Counts {
    fn nested(&mut self, encoding: Encoding) {
        match encoding {
            Encoding::Module => {
                self.modules += 1;
                self.module = Module::default();
            }
            Encoding::Component => self.components += 1,
        }
    }

    /// Counts what a part of the component brings. Sections say how much is in
    /// them before it is read.
    fn add(&mut self, payload: &Payload<'_>) -> Result<(), LoadError> {
        match payload {
            Payload::TypeSection(section) => {
                self.types += u64::from(section.count());
                TYPES.check(self.types)?;
                SIGNATURE.check(self.module.add_types(section).map_err(invalid)?)?;
            }
            Payload::ImportSection(section) => {
                self.functions += u64::from(section.count());
                FUNCTIONS.check(self.functions)?;
                self.module.add_imports(section).map_err(invalid)?;
            }
            Payload::CoreTypeSection(section) => self.types += u64::from(section.count()),
            Payload::ComponentTypeSection(section) => self.types += u64::from(section.count()),
            Payload::FunctionSection(section) => {
                self.functions += u64::from(section.count());
                FUNCTIONS.check(self.functions)?;
                self.module.add_functions(section).map_err(invalid)?;
            }
            Payload::ComponentCanonicalSection(section) => {
                self.functions += u64::from(section.count());
            }
            Payload::GlobalSection(section) => self.globals += u64::from(section.count()),
            Payload::ExportSection(section) => self.exports += u64::from(section.count()),
            Payload::ComponentExportSection(section) => self.exports += u64::from(section.count()),
            Payload::ElementSection(section) => self.segments += u64::from(section.count()),
            Payload::DataSection(section) => self.segments += u64::from(section.count()),
            Payload::InstanceSection(section) => self.instances += u64::from(section.count()),
            Payload::ComponentInstanceSection(section) => {
                self.instances += u64::from(section.count());
            }
            Payload::CodeSectionEntry(body) => {
                FUNCTION_SIZE.check(body.range().len() as u64)?;
                let work = self.module.next_function(body).map_err(invalid)?;
                FUNCTION_WORK.check(work)?;
                self.work += work;
            }
            _ => {}
        }
        self.check()
    }

    fn check(&self) -> Result<(), LoadError> {
        FUNCTIONS.check(self.functions)?;
        TYPES.check(self.types)?;
        GLOBALS.check(self.globals)?;
        EXPORTS.check(self.exports)?;
        SEGMENTS.check(self.segments)?;
        MODULES.check(self.modules)?;
        COMPONENTS.check(self.components)?;
        INSTANCES.check(self.instances)?;
        WORK.check(self.work)
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

    use super::*;

    /// A component that shows what a connector shows, with these parts.
    fn component(parts: &str) -> Vec<u8> {
        of_version("0.2.0", parts)
    }

    /// The same for a version of the contract.
    fn of_version(version: &str, parts: &str) -> Vec<u8> {
        let text = format!(
            r#"(component {parts}
                (instance $connector)
                (export "ipaas:connector/connector@{version}" (instance $connector)))"#
        );
        wat::parse_str(text).unwrap()
    }

    fn refusal(parts: &str) -> String {
        examine(&component(parts)).unwrap_err().to_string()
    }

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
    fn a_component_beyond_measure_is_refused_by_what_there_is_too_much_of() {
        let module = |parts: &str| format!("(core module {parts})");
        let refused = [
            module(&"(func)".repeat(30_001)),
            module(&"(global i32 (i32.const 0))".repeat(10_001)),
            module(&format!("(func {})", "nop ".repeat(1 << 20))),
            "(core module)".repeat(9),
            "(component)".repeat(9),
            module(&format!("(type (func (param {})))", "i32 ".repeat(65))),
        ];
        let says: Vec<_> = refused
            .iter()
            .map(|parts| match examine(&component(parts)) {
                Ok(()) => "taken".to_owned(),
                Err(error) => error.to_string(),
            })
            .collect();
        insta::assert_snapshot!(says.join("\n"), @r"
        this component has 30001 functions, and 30000 are allowed
        this component has 10001 globals, and 10000 are allowed
        this component has 1048578 bytes in one function, and 1048576 are allowed
        this component has 9 core modules, and 8 are allowed
        this component has 9 nested components, and 8 are allowed
        this component has 65 parameters and results in one type of function, and 64 are allowed
        ");
    }

    /// Each would take a compiler minutes or gigabytes.
    #[test]
    fn a_small_component_that_is_much_work_to_compile_is_refused() {
        let pass = "local.get 0 local.get 0 local.get 0 local.get 0";
        let calls = format!(
            "(type $t (func (param i32 i32 i32 i32) (result i32 i32 i32 i32)))
            (func $f (type $t) {pass} {})",
            "call $f ".repeat(25_000)
        );
        let nested = format!(
            "(func (local {}) {} {})",
            "i32 ".repeat(1000),
            "loop ".repeat(200),
            "end ".repeat(200)
        );
        let table = format!(
            "(func (local {}) (block i32.const 0 br_table {}))",
            "i32 ".repeat(20),
            "0 ".repeat(10_000)
        );
        let many = format!(
            "(func (local {}) {} {})",
            "i32 ".repeat(1000),
            "loop ".repeat(190),
            "end ".repeat(190)
        )
        .repeat(55);
        let says: Vec<_> = [calls, nested, table, many]
            .iter()
            .map(|parts| refusal(&format!("(core module {parts})")))
            .collect();
        insta::assert_snapshot!(says.join("\n"), @r"
        this component has 225009 values for the compiler to keep apart in one function, and 200000 are allowed
        this component has 201401 values for the compiler to keep apart in one function, and 200000 are allowed
        this component has 210044 values for the compiler to keep apart in one function, and 200000 are allowed
        this component has 10143193 values for the compiler to keep apart in all functions, and 10000000 are allowed
        ");
    }

    /// A section of that number, as it stands in a component.
    fn section(number: u8, content: &[u8]) -> Vec<u8> {
        let mut section = vec![number];
        let mut length = content.len();
        while length > 0x7f {
            section.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
            length >>= 7;
        }
        section.push(u8::try_from(length).unwrap());
        section.extend(content);
        section
    }

    #[test]
    fn the_version_is_told_of_a_component_that_has_what_this_host_neither_knows_nor_takes() {
        let many = format!("(core module {})", "(func)".repeat(30_001));
        let mut oversized = of_version("0.3.0", "");
        oversized.extend(section(0, &vec![0; 33 << 20]));
        // A section that no version of the format has today, before and after.
        let [mut unknown, mut unknown_before] = [of_version("0.3.0", ""), Vec::new()];
        unknown_before.extend(&unknown[..8]);
        unknown_before.extend(section(99, b"what comes"));
        unknown_before.extend(&unknown[8..]);
        unknown.extend(section(99, b"what comes"));
        for newer in [
            of_version("0.3.0", &many),
            of_version("0.3.0", "(core module (memory i64 1))"),
            of_version("0.3.0", r#"(import "clock" (func))"#),
            oversized,
            unknown,
            unknown_before,
        ] {
            let outcome = examine(&newer);
            assert!(
                matches!(&outcome, Err(LoadError::Version { component, .. }) if component == "0.3.0"),
                "{outcome:?}"
            );
        }
    }

    #[test]
    fn looking_for_the_version_has_an_end() {
        let exports = |name: &str| {
            let mut content = vec![1, 0, u8::try_from(name.len()).unwrap()];
            content.extend(name.as_bytes());
            // A component of index 0, of no type that is said.
            content.extend([4, 0, 0]);
            section(EXPORT_SECTION, &content)
        };
        let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
        for _ in 0..LOOKED_THROUGH - 1 {
            bytes.extend(exports("a"));
        }
        bytes.extend(exports("last"));
        bytes.extend(exports("beyond"));
        let found = exports_in_front(&bytes);
        assert_eq!(found.len(), LOOKED_THROUGH);
        assert_eq!(found.last().map(String::as_str), Some("last"));
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
