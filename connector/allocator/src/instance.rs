//! The memory of a WebAssembly instance.

use core::arch::wasm32::{memory_grow, memory_size};

use crate::arena::{Arena, Memory};

/// The memory of this instance, behind what the linker has laid out.
#[derive(Debug)]
pub struct Instance;

/// WebAssembly's unit of memory.
const PAGE: usize = 64 << 10;

#[allow(
    unsafe_code,
    reason = "the linker's symbol can be named in no other way"
)]
unsafe extern "C" {
    /// The first address behind data and stack; its address is what counts.
    static __heap_base: u8;
}

#[allow(
    unsafe_code,
    reason = "what an implementation promises, the arena relies on"
)]
// SAFETY: All memory of an instance can be read and written, never shrinks, and belongs to the
// program from `__heap_base` on. The arena is the program's only allocator, and its only part that
// asks for more.
unsafe impl Memory for Instance {
    fn begin(&self) -> usize {
        (&raw const __heap_base).expose_provenance()
    }

    fn end(&self) -> usize {
        memory_size(0).saturating_mul(PAGE)
    }

    fn grow(&self, bytes: usize) -> bool {
        memory_grow(0, bytes.div_ceil(PAGE)) != usize::MAX
    }
}

#[allow(unsafe_code, reason = "a global allocator has to be shared")]
// SAFETY: Without atomics an instance has one thread.
unsafe impl Sync for Arena<Instance> {}
