//! How much there is in a component, and how much there may be.

use wasmparser::{
    CanonicalFunction, ComponentExportSectionReader, Encoding, Payload, SectionLimited,
};

use super::invalid;
use crate::component::work::Module;
use crate::component::{LARGEST, LoadError};

/// What a component may have of each: many times what a large connector has, and
/// somewhat more than a whole engine for JavaScript has in one component.
const SIZE: Limit = Limit("bytes", LARGEST);
const FUNCTION_SIZE: Limit = Limit("bytes in one function", 1 << 20);
const FUNCTIONS: Limit = Limit("functions", 30_000);
/// Counted as [`work`](crate::component::work) says; the compiler takes up to a kilobyte
/// for each of a function's, and gives it back when that is done. The largest function of
/// an engine for JavaScript (StarlingMonkey) has 314,000, in 140 kilobytes;
/// of a large connector's, fifty thousand.
const FUNCTION_WORK: Limit = Limit(
    "values for the compiler to keep apart in one function",
    400_000,
);
/// What bounds the time: that engine has 24 million, in ten megabytes, which an
/// optimized build compiles in thirteen seconds of one processor; a large connector has two
/// million, in one. What is made to be dear takes up to seven times as long for each: a
/// minute or two in all, of one processor.
const WORK: Limit = Limit(
    "values' worth of work for the compiler in all functions",
    30_000_000,
);
/// Of what compilers make, machines of many states go deepest: some eight hundred.
const NESTING: Limit = Limit(
    "control structures within one another in one function",
    2_000,
);
const SIGNATURE: Limit = Limit("parameters and results in one type of function", 64);
const TYPES: Limit = Limit("types", 50_000);
const GLOBALS: Limit = Limit("globals", 10_000);
const EXPORTS: Limit = Limit("exports", 10_000);
const SEGMENTS: Limit = Limit("segments of data or elements", 50_000);
const MODULES: Limit = Limit("core modules", 8);
const COMPONENTS: Limit = Limit("nested components", 8);
const INSTANCES: Limit = Limit("instances", 64);

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

/// Refuses a component that is too large to be read.
pub(super) fn check_size(bytes: &[u8]) -> Result<(), LoadError> {
    SIZE.check(bytes.len() as u64)
}

/// Refuses more exports than can be listed.
pub(super) fn check_exports(exports: &ComponentExportSectionReader<'_>) -> Result<(), LoadError> {
    EXPORTS.check(u64::from(exports.count()))
}

/// How much there is inside.
#[derive(Debug, Default)]
pub(super) struct Counts {
    functions: u64,
    types: u64,
    globals: u64,
    exports: u64,
    segments: u64,
    modules: u64,
    components: u64,
    instances: u64,
    work: u64,
    /// Whether functions at the edge of a module are others than the host calls.
    others_than_lifted: bool,
    /// The core module that is being read.
    module: Module,
}

impl Counts {
    /// Counts a module or a component within the component.
    pub(super) fn nested(&mut self, encoding: Encoding) {
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
    pub(super) fn add(&mut self, payload: &Payload<'_>) -> Result<(), LoadError> {
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
                FUNCTIONS.check(self.functions)?;
                self.others_than_lifted |= has_others_than_lifted(section)?;
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
                NESTING.check(work.nesting)?;
                FUNCTION_WORK.check(work.values)?;
                self.work = self.work.saturating_add(work.time());
            }
            _ => {}
        }
        self.check()
    }

    /// Refuses functions at the edge of a module that lead inwards. A connector
    /// imports nothing, so none of its modules calls anybody: the host calls it, by
    /// functions that are lifted. Those that are lowered would only lead from one
    /// nested component to another, and the engine writes a function for each of
    /// them that is in no file and counted by nobody.
    pub(super) fn check_only_lifts(&self) -> Result<(), LoadError> {
        if self.others_than_lifted {
            let what = "a connector only has functions that the host calls, and this has others at the edge of a module";
            return Err(LoadError::Feature(what.to_owned()));
        }
        Ok(())
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

fn has_others_than_lifted(
    section: &SectionLimited<'_, CanonicalFunction>,
) -> Result<bool, LoadError> {
    for function in section.clone() {
        if !matches!(function.map_err(invalid)?, CanonicalFunction::Lift { .. }) {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{component, refusal};
    use super::super::{examine, validate};

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

    /// The engine would write a function of thousands of operators for each
    /// function that is lowered.
    #[test]
    fn functions_that_lead_from_one_nested_component_to_another_are_refused() {
        let fields: String = (0..900)
            .map(|field| format!(r#"(field "f{field}" u32) "#))
            .collect();
        let lowered =
            "(core func (canon lower (func $f) (memory $memory) (realloc $r)))".repeat(1_000);
        let parts = format!(
            r#"(component $a
                (core module $m
                    (memory (export "memory") 1)
                    (func (export "f") (param i32) (result i32) unreachable)
                    (func (export "r") (param i32 i32 i32 i32) (result i32) unreachable))
                (core instance $i (instantiate $m))
                (type $fields (record {fields}))
                (export $record "record" (type $fields))
                (func (export "f") (param "x" $record) (result u32)
                    (canon lift (core func $i "f") (memory (core memory $i "memory")) (realloc (core func $i "r")))))
            (instance $a (instantiate $a))
            (core module $m
                (memory (export "memory") 1)
                (func (export "r") (param i32 i32 i32 i32) (result i32) unreachable))
            (core instance $m (instantiate $m))
            (alias core export $m "r" (core func $r))
            (alias core export $m "memory" (core memory $memory))
            (alias export $a "f" (func $f))
            {lowered}"#
        );
        validate(&component(&parts)).unwrap();
        insta::assert_snapshot!(refusal(&parts), @"this component needs more of WebAssembly than a connector may use: a connector only has functions that the host calls, and this has others at the edge of a module");
    }

    #[test]
    fn as_deep_as_compilers_nest_what_they_make_is_taken() {
        let blocks = format!("(func {} {})", "block ".repeat(1_500), "end ".repeat(1_500));
        let loops = format!("(func {} {})", "loop ".repeat(400), "end ".repeat(400));
        examine(&component(&format!("(core module {blocks} {loops})"))).unwrap();
    }

    /// Each would take a compiler minutes or gigabytes.
    #[test]
    fn a_small_component_that_is_much_work_to_compile_is_refused() {
        let pass = "local.get 0 local.get 0 local.get 0 local.get 0";
        let calls = format!(
            "(type $t (func (param i32 i32 i32 i32) (result i32 i32 i32 i32)))
            (func $f (type $t) {pass} {})",
            "call $f ".repeat(45_000)
        );
        let of_variables = |number: u32, code: &str| {
            let read = (0..number).map(|variable| format!("(drop (local.get {variable})) "));
            let read = read.collect::<String>();
            let locals = "i32 ".repeat(number as usize);
            format!("(func (local {locals}) {})", code.replace("READ", &read))
        };
        let loops_around = |loops: usize| {
            let (begin, end) = ("loop ".repeat(loops), "end ".repeat(loops));
            of_variables(1_000, &format!("{begin} READ {end}"))
        };
        let table = of_variables(
            320,
            &format!("(block i32.const 0 br_table {}) READ", "0 ".repeat(10_000)),
        );
        let assigned = "(local.set 0 (i32.const 1))";
        let branches = of_variables(
            8,
            &format!(
                "{} READ",
                format!("(if (local.get 1) (then {assigned}))").repeat(20_000)
            ),
        );
        let loops = format!("(func {} {})", "loop ".repeat(900), "end ".repeat(900));
        let chain = format!(
            "(func i32.const 0 {} drop)",
            "i32.const 1 i32.add ".repeat(18_500)
        );
        let deep = |structure: &str| {
            let (begin, end) = (structure.repeat(2_001), "end ".repeat(2_001));
            format!("(func {begin} {end})")
        };
        let says: Vec<_> = [
            calls,
            loops_around(420),
            table,
            loops_around(330).repeat(75),
            branches,
            chain,
            loops,
            deep("loop "),
            deep("block "),
        ]
        .iter()
        .map(|parts| refusal(&format!("(core module {parts})")))
        .collect();
        insta::assert_snapshot!(says.join("\n"), @r"
        this component has 450009 values for the compiler to keep apart in one function, and 400000 are allowed
        this component has 517135 values for the compiler to keep apart in one function, and 400000 are allowed
        this component has 411004 values for the compiler to keep apart in one function, and 400000 are allowed
        this component has 30065518 values' worth of work for the compiler in all functions, and 30000000 are allowed
        this component has 39176400 values' worth of work for the compiler in all functions, and 30000000 are allowed
        this component has 407003 values for the compiler to keep apart in one function, and 400000 are allowed
        this component has 431215 values for the compiler to keep apart in one function, and 400000 are allowed
        this component has 2001 control structures within one another in one function, and 2000 are allowed
        this component has 2001 control structures within one another in one function, and 2000 are allowed
        ");
    }
}
