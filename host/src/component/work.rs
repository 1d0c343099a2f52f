//! How much work a function gives to the compiler.
//!
//! Bytes don't say it. A compiler keeps every value that lives across a fork in
//! the control flow apart for each way that leads there ([`alive`]), and passes every value
//! of a call by itself, so a few thousand bytes that nest loops over many
//! variables, or that call a function of many values again and again, can take
//! it minutes and gigabytes. It also goes through all the loops of a function for each
//! loop, so that ten thousand of them, in as many bytes, take it as long. Of some
//! operators it makes a hundred instructions, or several blocks, and chains of others it
//! tries to shorten in every way. Here all that is counted as the code is read, which takes
//! little more than reading it.
//!
//! Values that are kept apart take memory, up to some two kilobytes each, and time: half a
//! microsecond in what compilers write, and up to three or four in what is made to be dear,
//! in an optimized build; in another it is ten times as long.
//! What takes time alone is counted besides ([`Work::time`]).

use wasmparser::{
    BinaryReaderError, BlockType, CompositeInnerType, FunctionBody, FunctionSectionReader, Import,
    ImportSectionReader, Operator, TypeRef, TypeSectionReader,
};

mod alive;
mod operators;

use alive::{Event, Kind, Ways};

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
    /// What it takes to bring variables together again, in values that take as long.
    pub(super) merged: u64,
    /// How many control structures are within one another where it is deepest.
    pub(super) nesting: u64,
    /// How often the control flow forks: ifs, loops and conditional branches.
    pub(super) forks: u64,
}

impl Work {
    /// The work in values that take as long where nothing forks.
    pub(super) fn time(self) -> u64 {
        let all = self.values.saturating_add(self.merged);
        all.saturating_add(all.saturating_mul(self.forks) / FORKS_OF_ALL_VALUES)
    }
}

/// How many forks make a function take twice as long as without: for each the compiler
/// goes through what is around it, for constants and for the registers of the values. Where
/// compilers make a hundred thousand values, they make some hundreds or thousands of forks.
const FORKS_OF_ALL_VALUES: u64 = 4_000;

/// How many control structures around another count as one value. Those around a
/// loop that are loops themselves count in full, since the compiler looks at each
/// of them again.
const STRUCTURES_OF_A_VALUE: u64 = 16;

/// How many loops before another in the same function, beside those around it, count as
/// one value: the compiler goes through them as well.
const LOOPS_OF_A_VALUE: u64 = 8;

/// How many control structures and forks before a value that a branch takes along, or that
/// a control structure takes or gives, count as one more of it: the compiler makes a
/// variable of each, with a table of all the blocks before, some two of four bytes for each
/// structure.
const BLOCKS_OF_A_CARRIED_VALUE: u64 = 64;

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
    /// How many structures there were, and how many forks.
    begun: u64,
    forks: u64,
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
            begun: 0,
            forks: 0,
        }
    }

    /// Begins another, and says how much work its place and its values are.
    fn begin(&mut self, kind: Kind, values: Signature, events: &mut Vec<Event>) -> u64 {
        events.push(Event::Begins(kind));
        let is_loop = kind == Kind::Loop;
        let structure = Structure {
            carried: if is_loop {
                values.parameters
            } else {
                values.results
            },
            is_loop,
        };
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
        let carried = self.carrying(values.values());
        self.begun += 1;
        around / STRUCTURES_OF_A_VALUE + loops + carried
    }

    fn end(&mut self) {
        let ended = self.around.pop();
        let was_loop = ended.is_some_and(|structure| structure.is_loop);
        self.loops -= u64::from(was_loop);
    }

    /// How much work the values are that a branch takes along.
    fn carried(&self, depth: u32) -> u64 {
        let at = self.around.len().checked_sub(1 + depth as usize);
        let to = at.and_then(|at| self.around.get(at));
        self.carrying(to.map_or(0, |structure| structure.carried))
    }

    /// How much work it is to hand on so many values here.
    fn carrying(&self, values: u64) -> u64 {
        values * (1 + (self.begun + self.forks) / BLOCKS_OF_A_CARRIED_VALUE)
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
        let mut events = Vec::new();
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            structures.forks += u64::from(is_fork(&operator));
            values += 1 + match operator {
                Operator::LocalGet { local_index } => {
                    events.push(Event::Read(local_index));
                    0
                }
                Operator::LocalSet { local_index } | Operator::LocalTee { local_index } => {
                    events.push(Event::Assigned(local_index));
                    0
                }
                Operator::Block { blockty } => {
                    let block = self.block(blockty);
                    structures.begin(Kind::Block, block, &mut events)
                }
                Operator::If { blockty } => {
                    let block = self.block(blockty);
                    structures.begin(Kind::If, block, &mut events)
                }
                Operator::Loop { blockty } => {
                    let block = self.block(blockty);
                    structures.begin(Kind::Loop, block, &mut events)
                }
                Operator::Else => {
                    events.push(Event::Else);
                    0
                }
                Operator::End => {
                    events.push(Event::Ends);
                    structures.end();
                    0
                }
                Operator::Br { relative_depth } => {
                    events.push(Event::Branches(relative_depth));
                    structures.carried(relative_depth)
                }
                Operator::BrIf { relative_depth } => {
                    events.push(Event::MayBranch(relative_depth));
                    structures.carried(relative_depth)
                }
                Operator::BrTable { targets } => {
                    let mut depths = vec![targets.default()];
                    for depth in targets.targets() {
                        depths.push(depth?);
                    }
                    let carried = depths.iter().map(|depth| structures.carried(*depth));
                    let ways = carried.sum::<u64>() + u64::from(targets.len());
                    events.push(Event::BranchesToOneOf(depths.into()));
                    ways
                }
                Operator::Return | Operator::Unreachable => {
                    events.push(Event::Leaves);
                    0
                }
                Operator::Call { function_index } => {
                    operators::CALL + self.function(function_index as usize).values()
                }
                Operator::CallIndirect { type_index, .. } => {
                    operators::OF_TABLES + self.signature(type_index).values()
                }
                other => operators::work(&other),
            };
        }
        let ways = Ways::through(&events, variables);
        Ok(Work {
            values: values.saturating_add(ways.alive),
            merged: ways.merged,
            nesting: structures.deepest,
            forks: structures.forks,
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

/// Whether the control flow goes two ways or more from there.
fn is_fork(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::If { .. }
            | Operator::Loop { .. }
            | Operator::BrIf { .. }
            | Operator::BrTable { .. }
    )
}

#[cfg(test)]
mod tests;
