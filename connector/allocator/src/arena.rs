//! Taking memory in one direction.

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::ptr;

/// The memory that an [`Arena`] takes blocks from: addresses without a gap, more of which may come
/// at the end. Nobody else uses or adds any.
///
/// # Safety
/// All addresses from [`begin`](Self::begin) to [`end`](Self::end) can be read and written for as
/// long as the memory exists, through pointers that are made from the address alone, and 0 is not
/// among them. `begin` is always the same, and `end` moves with [`grow`](Self::grow) alone, upwards.
#[allow(
    unsafe_code,
    reason = "what an implementation promises, the arena relies on"
)]
pub unsafe trait Memory {
    /// The first address.
    fn begin(&self) -> usize;

    /// The address behind the last one.
    fn end(&self) -> usize;

    /// Moves the end up by so many bytes or more; `false` when it can't be moved so far.
    fn grow(&self, bytes: usize) -> bool;
}

/// An allocator that takes memory in one direction.
///
/// It belongs to one thread: it is `Sync` where the memory is, and a memory must not be where two
/// threads could reach one arena.
#[derive(Debug)]
pub struct Arena<M> {
    memory: M,
    ranges: UnsafeCell<Ranges>,
}

/// Addresses that hold no block.
#[derive(Clone, Copy, Debug)]
struct Range {
    begin: usize,
    end: usize,
}

#[derive(Debug)]
struct Ranges {
    /// How many blocks are taken.
    taken: usize,
    /// Where blocks are taken from, at its begin.
    current: Range,
    /// What was freed elsewhere and is worth keeping, in no order.
    spare: [Range; SPARES],
}

/// How many ranges are kept for later. The large blocks of a call are few.
const SPARES: usize = 8;
/// What is smaller is not kept: it would be gone with the next few blocks.
const WORTH_KEEPING: usize = 64 << 10;
/// How much is added to the memory at least: asking for more costs a system call.
const GROWTH: usize = 1 << 20;

impl Range {
    const EMPTY: Self = Self { begin: 0, end: 0 };

    fn size(self) -> usize {
        self.end - self.begin
    }

    /// Where a block would begin and end, if it fits.
    #[inline]
    fn place(self, layout: Layout) -> Option<(usize, usize)> {
        let begin = aligned(self.begin, layout)?;
        let end = begin.checked_add(layout.size())?;
        (end <= self.end).then_some((begin, end))
    }
}

impl<M: Memory> Arena<M> {
    /// An arena that has taken nothing yet.
    pub const fn new(memory: M) -> Self {
        Self {
            memory,
            ranges: UnsafeCell::new(Ranges {
                taken: 0,
                current: Range::EMPTY,
                spare: [Range::EMPTY; SPARES],
            }),
        }
    }
}

impl Ranges {
    /// Takes a block from the current range.
    #[inline]
    fn take(&mut self, layout: Layout) -> Option<usize> {
        let (begin, end) = self.current.place(layout)?;
        self.current.begin = end;
        self.taken += 1;
        Some(begin)
    }

    /// Takes a block that does not fit into the current range: from one that was freed, or from
    /// more memory.
    #[cold]
    fn take_elsewhere(&mut self, layout: Layout, memory: &impl Memory) -> Option<usize> {
        let fitting = self
            .spare
            .iter_mut()
            .find(|spare| spare.place(layout).is_some());
        if let Some(spare) = fitting {
            std::mem::swap(spare, &mut self.current);
        } else {
            self.extend(layout, memory)?;
        }
        self.take(layout)
    }

    /// Goes on at the end of the memory, with room for a block there.
    fn extend(&mut self, layout: Layout, memory: &impl Memory) -> Option<()> {
        let end = memory.end();
        if self.current.end == 0 {
            self.current = Range {
                begin: memory.begin(),
                end,
            };
        } else if let Some(last) = self.spare.iter_mut().find(|spare| spare.end == end) {
            std::mem::swap(last, &mut self.current);
        } else if self.current.end != end {
            let left = std::mem::replace(&mut self.current, Range { begin: end, end });
            self.keep(left);
        }
        let needed = aligned(self.current.begin, layout)?.checked_add(layout.size())?;
        self.reach(needed, memory).then_some(())
    }

    /// Makes the current range, which is the last one, reach to an address or beyond.
    fn reach(&mut self, address: usize, memory: &impl Memory) -> bool {
        let missing = address.saturating_sub(self.current.end);
        // Near the limit there may be enough, and no more.
        let reached = missing == 0 || memory.grow(missing.max(GROWTH)) || memory.grow(missing);
        self.current.end = memory.end();
        reached
    }

    /// Gives a block back.
    #[inline]
    fn free(&mut self, block: Range, memory: &impl Memory) {
        self.taken -= 1;
        if self.taken == 0 {
            self.begin_anew(memory);
        } else if block.end == self.current.begin {
            self.current.begin = block.begin;
        } else if block.size() >= WORTH_KEEPING {
            self.keep(block);
        }
    }

    /// Nothing is taken any more: all of the memory is there again.
    #[cold]
    fn begin_anew(&mut self, memory: &impl Memory) {
        self.current = Range {
            begin: memory.begin(),
            end: memory.end(),
        };
        self.spare = [Range::EMPTY; SPARES];
    }

    /// Keeps a range for later, in the place of the smallest.
    #[cold]
    fn keep(&mut self, range: Range) {
        if let Some(smallest) = self.spare.iter_mut().min_by_key(|spare| spare.size())
            && smallest.size() < range.size()
        {
            *smallest = range;
        }
    }

    /// Lets the block at the end of what is taken become longer or shorter where it is.
    #[inline]
    fn resize(&mut self, block: Range, size: usize, memory: &impl Memory) -> bool {
        if block.end != self.current.begin {
            return false;
        }
        let Some(end) = block.begin.checked_add(size) else {
            return false;
        };
        if end > self.current.end && (self.current.end != memory.end() || !self.reach(end, memory))
        {
            return false;
        }
        self.current.begin = end;
        true
    }
}

#[allow(unsafe_code, reason = "an allocator is what unsafe code builds on")]
// SAFETY: A block that is handed out lies in one range, which begins behind it afterwards; ranges
// never overlap, since they come from the memory's growth, from freed blocks, and from each other's
// rests. So a block is nobody else's until it is freed, and it has the size and alignment asked for.
unsafe impl<M: Memory> GlobalAlloc for Arena<M> {
    // This and the others in the place of each call of them would make a component a third larger, and
    // no faster: it has thousands.
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: One thread uses the arena, and nothing here calls back into it.
        let ranges = unsafe { &mut *self.ranges.get() };
        ranges
            .take(layout)
            .or_else(|| ranges.take_elsewhere(layout, &self.memory))
            .map_or(ptr::null_mut(), ptr::with_exposed_provenance_mut)
    }

    #[inline(never)]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: As in `alloc`.
        let ranges = unsafe { &mut *self.ranges.get() };
        ranges.free(range_of(block, layout), &self.memory);
    }

    #[inline(never)]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        let old = range_of(block, layout);
        // SAFETY: As in `alloc`; the reference ends before `alloc` is called.
        let resized = unsafe { &mut *self.ranges.get() }.resize(old, new_size, &self.memory);
        if resized || new_size <= layout.size() {
            return block;
        }
        // SAFETY: The caller promises that the new size makes a layout with the old alignment.
        let new =
            unsafe { self.alloc(Layout::from_size_align_unchecked(new_size, layout.align())) };
        if !new.is_null() {
            // SAFETY: Both are blocks of this arena, so they do not overlap, and the new one is the
            // longer one. The old one is the caller's no more.
            unsafe {
                ptr::copy_nonoverlapping(block, new, layout.size());
                self.dealloc(block, layout);
            }
        }
        new
    }
}

/// The first address from that one on at which a block may begin. An alignment is a power of two, so it
/// takes no division.
#[inline]
fn aligned(address: usize, layout: Layout) -> Option<usize> {
    let below = layout.align() - 1;
    Some(address.checked_add(below)? & !below)
}

/// The addresses of a block.
#[inline]
fn range_of(block: *mut u8, layout: Layout) -> Range {
    let begin = block.expose_provenance();
    Range {
        begin,
        end: begin + layout.size(),
    }
}
