//! What an operator is worth to the compiler by itself.
//!
//! Most are worth the one value that they make. Some are not: of them the compiler makes
//! a hundred instructions, a way that calls a function of the engine, or several blocks
//! with checks between them. The numbers follow what the engine takes for thousands of
//! each in one function, in time and memory, so that none is much dearer for what it counts
//! than the dearest of those that count as one: in an optimized build some three
//! microseconds and a kilobyte.
//!
//! Divisions, and what is set and got of globals, are among those that count as one: the
//! engine takes no more for them.

use wasmparser::Operator;

/// One that looks a function up in a table: it may be made there and then.
pub(super) const OF_TABLES: u64 = 64;

/// One that hands a piece of a memory to the engine.
const OF_MEMORIES: u64 = 32;

/// One that hands a piece of a table to the engine, or goes through it in a loop.
const OF_PARTS_OF_TABLES: u64 = 128;

/// One that asks the engine for something.
const OF_THE_ENGINE: u64 = 8;

/// One that rotates: the compiler looks for others that it might be.
const ROTATION: u64 = 16;

/// One that the compiler puts together with others of its kind, where one of the numbers
/// is known: of `((a + 1) + 2) + 3` it tries `(a + 3) + 3`, `(a + 1) + 5` and `a + 6`, and so
/// on for whatever that is part of, through variables and globals: seventy microseconds and
/// eleven kilobytes for each. What compilers write has them done already; but whether a number is known is not to be told by reading, so that each
/// counts, which is one operator in twenty of theirs.
const PUT_TOGETHER: u64 = 20;

/// The same of a kind with less to try.
const SELDOM_PUT_TOGETHER: u64 = 8;

/// A call, which is one of the few that leave and come back.
pub(super) const CALL: u64 = 1;

/// One that makes a whole number of a fraction and traps where there is none: it is three
/// comparisons, and two places to end at.
const TRAPPING_CONVERSION: u64 = 4;

/// One on vectors.
const VECTOR: u64 = 4;

/// One on vectors that processors have no instruction for.
const VECTOR_BY_PARTS: u64 = 16;

/// The work of an operator beside being one.
pub(super) fn work(operator: &Operator<'_>) -> u64 {
    use Operator as O;
    match operator {
        O::MemoryCopy { .. }
        | O::MemoryFill { .. }
        | O::MemoryInit { .. }
        | O::MemoryGrow { .. } => OF_MEMORIES,
        O::TableGet { .. } | O::TableSet { .. } => OF_TABLES,
        O::TableCopy { .. }
        | O::TableFill { .. }
        | O::TableInit { .. }
        | O::TableGrow { .. } => OF_PARTS_OF_TABLES,
        O::DataDrop { .. } | O::ElemDrop { .. } | O::RefFunc { .. } => OF_THE_ENGINE,
        O::I32Rotl | O::I32Rotr | O::I64Rotl | O::I64Rotr => ROTATION,
        O::I32Add | O::I64Add | O::I32Mul | O::I64Mul | O::I32Xor | O::I64Xor => PUT_TOGETHER,
        O::I32Sub | O::I64Sub | O::I32Or | O::I64Or => SELDOM_PUT_TOGETHER,
        O::I32TruncF32S
        | O::I32TruncF32U
        | O::I32TruncF64S
        | O::I32TruncF64U
        | O::I64TruncF32S
        | O::I64TruncF32U
        | O::I64TruncF64S
        | O::I64TruncF64U => TRAPPING_CONVERSION,
        O::I8x16Shl
        | O::I8x16ShrS
        | O::I8x16ShrU
        | O::I8x16LtU
        | O::I64x2ShrS
        | O::I32x4TruncSatF32x4S
        | O::I32x4TruncSatF32x4U
        | O::I32x4TruncSatF64x2SZero
        | O::I32x4TruncSatF64x2UZero
        | O::F32x4Min
        | O::F32x4Max
        | O::F64x2Min
        | O::F64x2Max
        // On processors without the latest instructions these are such as well.
        | O::I64x2Mul
        | O::I8x16Popcnt
        | O::I8x16Swizzle
        | O::I8x16Shuffle { .. }
        | O::F32x4ConvertI32x4U
        | O::F64x2ConvertLowI32x4U => VECTOR_BY_PARTS,
        other if is_on_vectors(other) => VECTOR,
        _ => 0,
    }
}

/// Whether an operator is one on vectors of 128 bits, of which there are more than two
/// hundred.
macro_rules! is_on_vectors {
    ($( @$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*) )*) => {
        fn is_on_vectors(operator: &Operator<'_>) -> bool {
            matches!(operator, $( Operator::$op $({ $($arg: _),* })? )|*)
        }
    };
}
wasmparser::for_each_visit_simd_operator!(is_on_vectors);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_compiler_makes_much_of_counts_for_much() {
        use Operator as O;

        let memory = O::MemoryCopy {
            dst_mem: 0,
            src_mem: 0,
        };
        let worth = [
            (O::Nop, 0),
            (O::I32And, 0),
            (O::I32DivS, 0),
            (O::GlobalSet { global_index: 0 }, 0),
            (O::Drop, 0),
            (O::I32Add, PUT_TOGETHER),
            (O::I64Sub, SELDOM_PUT_TOGETHER),
            (O::I64TruncF32U, TRAPPING_CONVERSION),
            (memory, OF_MEMORIES),
            (O::TableGet { table: 0 }, OF_TABLES),
            (
                O::TableInit {
                    elem_index: 0,
                    table: 0,
                },
                OF_PARTS_OF_TABLES,
            ),
            (O::ElemDrop { elem_index: 0 }, OF_THE_ENGINE),
            (O::I64Rotr, ROTATION),
            (O::V128Not, VECTOR),
            (O::I32x4TruncSatF32x4U, VECTOR_BY_PARTS),
        ];
        for (operator, expected) in worth {
            assert_eq!(work(&operator), expected, "{operator:?}");
        }
    }
}
