//! What an operator is worth to the compiler by itself.
//!
//! Most are worth the one value that they make. Some are not: of them the compiler makes
//! a hundred instructions, a way that calls a function of the engine, or several blocks
//! with checks between them. The numbers follow what the engine takes for thousands of
//! each in one function, in time and memory, so that none is dearer for what it counts
//! than the dearest of those that count as one: some ten microseconds and a few kilobytes.

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
            (O::I32Add, 0),
            (O::Drop, 0),
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
