//! How much work a function gives to the compiler.
//!
//! Bytes don't say it. A compiler keeps every value that lives across a fork in
//! the control flow apart for each way that leads there, and passes every value
//! of a call by itself, so a few thousand bytes that nest loops over many
//! variables, or that call a function of many values again and again, can take
//! it minutes and gigabytes. It also goes through all the loops of a function for each
//! loop, so that ten thousand of them, in as many bytes, take it as long. And of some
//! operators it makes a hundred instructions, or several blocks. Here all that is counted
//! as the code is read, which takes no more than reading it.

use wasmparser::{
    BinaryReaderError, BlockType, CompositeInnerType, FunctionBody, FunctionSectionReader, Import,
    ImportSectionReader, Operator, TypeRef, TypeSectionReader,
};

mod operators;

/// The types of a core module, as far as they say how many values go in and out.
#[derive(Debug, Default)]
pub(super) struct Module {
    types: Vec<Signature>,
    /// The type of each function, those that are imported first.
    functions: Vec<u32>,
    /// How many of the functions have been read.
    read: usize,
}

/// What a function gives to the compiler.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Work {
    /// The values to keep apart.
    pub(super) values: u64,
    /// How many control structures are within one another where it is deepest.
    pub(super) nesting: u64,
}

/// How many control structures around another count as one value. Those around a
/// loop that are loops themselves count in full, since the compiler looks at each
/// of them again.
const STRUCTURES_OF_A_VALUE: u64 = 16;

/// How many loops before another in the same function, beside those around it, count as
/// one value: the compiler goes through them as well.
const LOOPS_OF_A_VALUE: u64 = 8;

/// The control structures around a place in a function, the function being the
/// first.
#[derive(Debug)]
struct Structures {
    around: Vec<Structure>,
    loops: u64,
    /// How many loops there were, wherever they are.
    all_loops: u64,
    /// How many there were where it was deepest.
    deepest: u64,
}

#[derive(Clone, Copy, Debug)]
struct Structure {
    /// How many values a branch to it takes along.
    carried: u64,
    is_loop: bool,
}

impl Structures {
    fn of_function(results: u64) -> Self {
        let function = Structure {
            carried: results,
            is_loop: false,
        };
        Self {
            around: vec![function],
            loops: 0,
            all_loops: 0,
            deepest: 0,
        }
    }

    /// Begins another, and says how much work its place is.
    fn begin(&mut self, structure: Structure) -> u64 {
        let around = (self.around.len() as u64).saturating_sub(1);
        let loops = if structure.is_loop {
            self.loops + (self.all_loops - self.loops) / LOOPS_OF_A_VALUE
        } else {
            0
        };
        self.around.push(structure);
        self.loops += u64::from(structure.is_loop);
        self.all_loops += u64::from(structure.is_loop);
        self.deepest = self.deepest.max(around + 1);
        around / STRUCTURES_OF_A_VALUE + loops
    }

    fn end(&mut self) {
        let ended = self.around.pop();
        let was_loop = ended.is_some_and(|structure| structure.is_loop);
        self.loops -= u64::from(was_loop);
    }

    /// How many values a branch takes along.
    fn carried(&self, depth: u32) -> u64 {
        let at = self.around.len().checked_sub(1 + depth as usize);
        let to = at.and_then(|at| self.around.get(at));
        to.map_or(0, |structure| structure.carried)
    }
}

/// How many values go into something, and how many come out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Signature {
    parameters: u64,
    results: u64,
}

impl Signature {
    pub(super) fn values(self) -> u64 {
        self.parameters + self.results
    }
}

impl Module {
    /// The types of a section, and how many values the largest of them has.
    pub(super) fn add_types(
        &mut self,
        section: &TypeSectionReader<'_>,
    ) -> Result<u64, BinaryReaderError> {
        let mut largest = 0;
        for group in section.clone() {
            for subtype in group?.types() {
                let signature = match &subtype.composite_type.inner {
                    CompositeInnerType::Func(function) => Signature {
                        parameters: function.params().len() as u64,
                        results: function.results().len() as u64,
                    },
                    _ => Signature::default(),
                };
                largest = largest.max(signature.values());
                self.types.push(signature);
            }
        }
        Ok(largest)
    }

    pub(super) fn add_imports(
        &mut self,
        section: &ImportSectionReader<'_>,
    ) -> Result<(), BinaryReaderError> {
        for import in section.clone().into_imports() {
            let Import { ty, .. } = import?;
            if let TypeRef::Func(index) | TypeRef::FuncExact(index) = ty {
                self.functions.push(index);
                self.read += 1;
            }
        }
        Ok(())
    }

    pub(super) fn add_functions(
        &mut self,
        section: &FunctionSectionReader<'_>,
    ) -> Result<(), BinaryReaderError> {
        for index in section.clone() {
            self.functions.push(index?);
        }
        Ok(())
    }

    /// The work of the next function: one value for each operator, one for each
    /// that the operator makes the compiler keep apart or pass, and more for
    /// control structures that are within others.
    pub(super) fn next_function(
        &mut self,
        body: &FunctionBody<'_>,
    ) -> Result<Work, BinaryReaderError> {
        let own = self.function(self.read);
        self.read += 1;
        let mut variables = own.parameters;
        for group in body.get_locals_reader()? {
            let (count, _) = group?;
            variables += u64::from(count);
        }
        let mut structures = Structures::of_function(own.results);
        let mut values = variables;
        for operator in body.get_operators_reader()? {
            values += 1 + match operator? {
                Operator::Block { blockty } | Operator::If { blockty } => {
                    let block = self.block(blockty);
                    let place = structures.begin(Structure {
                        carried: block.results,
                        is_loop: false,
                    });
                    variables + block.values() + place
                }
                Operator::Loop { blockty } => {
                    let block = self.block(blockty);
                    let place = structures.begin(Structure {
                        carried: block.parameters,
                        is_loop: true,
                    });
                    variables + block.values() + place
                }
                Operator::End => {
                    structures.end();
                    0
                }
                Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
                    variables + structures.carried(relative_depth)
                }
                Operator::BrTable { targets } => {
                    let mut ways = variables + structures.carried(targets.default());
                    for depth in targets.targets() {
                        ways += 1 + variables + structures.carried(depth?);
                    }
                    ways
                }
                Operator::Call { function_index } => {
                    self.function(function_index as usize).values()
                }
                Operator::CallIndirect { type_index, .. } => {
                    operators::OF_TABLES + self.signature(type_index).values()
                }
                other => operators::work(&other),
            };
        }
        Ok(Work {
            values,
            nesting: structures.deepest,
        })
    }

    /// What does not exist has no values: the component is not valid then, as is
    /// found out before it is compiled.
    fn signature(&self, index: u32) -> Signature {
        let found = self.types.get(index as usize);
        found.copied().unwrap_or_default()
    }

    fn function(&self, index: usize) -> Signature {
        let found = self.functions.get(index);
        found.map_or_else(Signature::default, |index| self.signature(*index))
    }

    fn block(&self, block: BlockType) -> Signature {
        match block {
            BlockType::Empty => Signature::default(),
            BlockType::Type(_) => Signature {
                parameters: 0,
                results: 1,
            },
            BlockType::FuncType(index) => self.signature(index),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasmparser::{Parser, Payload};

    use super::*;

    /// The values of each function of a core module.
    fn work(module: &str) -> Vec<u64> {
        let all = all_work(module);
        all.iter().map(|work| work.values).collect()
    }

    fn all_work(module: &str) -> Vec<Work> {
        let bytes = wat::parse_str(format!("(module {module})")).unwrap();
        let mut module = Module::default();
        let mut work = Vec::new();
        for payload in Parser::new(0).parse_all(&bytes) {
            match payload.unwrap() {
                Payload::TypeSection(section) => drop(module.add_types(&section).unwrap()),
                Payload::ImportSection(section) => module.add_imports(&section).unwrap(),
                Payload::FunctionSection(section) => module.add_functions(&section).unwrap(),
                Payload::CodeSectionEntry(body) => work.push(module.next_function(&body).unwrap()),
                _ => {}
            }
        }
        work
    }

    #[test]
    fn straight_code_is_as_much_work_as_it_has_operators() {
        assert_eq!(work("(func)"), [1]);
        assert_eq!(work("(func nop nop)"), [3]);
    }

    #[test]
    fn each_way_through_the_code_keeps_all_variables_apart() {
        // Four variables; the loop, the branch and both ends.
        let function = "(func (param i32 i32) (local i64 i64) (loop (br 0)))";
        assert_eq!(work(function), [4 + (1 + 4) + (1 + 4) + 2]);
        let table = "(func (param i32) (block (br_table 0 0 0 (local.get 0))))";
        assert_eq!(work(table), [1 + 2 + 1 + (1 + 1 + 2 * 2) + 2]);
    }

    #[test]
    fn values_that_are_passed_count_by_the_type_of_what_they_are_passed_to() {
        let types = "(type $three (func (param i32 i32) (result i32)))
            (import \"\" \"f\" (func $f (type $three)))";
        let call = format!("{types} (func unreachable call $f)");
        assert_eq!(work(&call), [1 + (1 + 3) + 1]);
        let indirect =
            format!("{types} (table 1 funcref) (func unreachable call_indirect (type $three))");
        assert_eq!(work(&indirect), [1 + (1 + 3 + operators::OF_TABLES) + 1]);
        let block = format!("{types} (func unreachable (block (type $three) br 0))");
        assert_eq!(work(&block), [1 + (1 + 3) + (1 + 1) + 2]);
    }

    #[test]
    fn loops_count_those_around_them_and_all_structures_are_counted_where_they_are_deepest() {
        let nested = |structure: &str, count: usize| {
            let (begin, end) = (structure.repeat(count), "end ".repeat(count));
            all_work(&format!("(func {begin} {end})"))[0]
        };
        // Each of the loops and all ends, and behind that each pair of loops.
        let expected = Work {
            values: (3 + 3 + 1) + (1 + 2),
            nesting: 3,
        };
        assert_eq!(nested("loop ", 3), expected);
        // Of 20 blocks the last four have 16 others or more around them.
        let expected = Work {
            values: (20 + 20 + 1) + 4,
            nesting: 20,
        };
        assert_eq!(nested("block ", 20), expected);
        let beside = all_work("(func (loop (loop)) (block) (loop))")[0];
        let expected = Work {
            values: (4 + 4 + 1) + 1,
            nesting: 2,
        };
        assert_eq!(beside, expected);
    }

    #[test]
    fn loops_count_those_before_them_too() {
        let beside = |count: u64| work(&format!("(func {})", "(loop) ".repeat(count as usize)))[0];
        let each = 2 * LOOPS_OF_A_VALUE;
        assert_eq!(beside(LOOPS_OF_A_VALUE), each + 1);
        // The ninth has eight before it, the seventeenth sixteen.
        assert_eq!(
            beside(2 * LOOPS_OF_A_VALUE + 1),
            2 * each + 2 + LOOPS_OF_A_VALUE + 2 + 1
        );
    }

    #[test]
    fn what_does_not_exist_is_no_work() {
        assert_eq!(work("(func (call 7) (br 9))"), [3]);
        // Nor are more ends than there are structures.
        let mut structures = Structures::of_function(0);
        structures.end();
        structures.end();
        assert_eq!(structures.carried(0), 0);
    }
}
