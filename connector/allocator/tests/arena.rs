//! Whatever is taken, resized and given back, blocks are aligned, apart, and keep what is in them.

#![allow(unsafe_code, reason = "an allocator can be called in no other way")]

use std::alloc::{GlobalAlloc, Layout};
use std::cell::Cell;

use connector_allocator::{Arena, Memory};
use proptest::prelude::*;

/// A memory like an instance's: some of it at the start, more on demand, and a limit.
struct Bytes {
    bytes: Box<[Cell<u8>]>,
    length: Cell<usize>,
}

const PAGE: usize = 64 << 10;

impl Bytes {
    fn new(length: usize, limit: usize) -> Self {
        Self {
            bytes: vec![0; limit].into_iter().map(Cell::new).collect(),
            length: Cell::new(length),
        }
    }
}

// SAFETY: The bytes live as long as the memory, can be written through a shared reference, and stay
// where they are; `length` only grows, up to their number.
unsafe impl Memory for Bytes {
    fn begin(&self) -> usize {
        self.bytes.as_ptr().expose_provenance()
    }

    fn end(&self) -> usize {
        self.begin() + self.length.get()
    }

    fn grow(&self, bytes: usize) -> bool {
        let length = self.length.get() + bytes.next_multiple_of(PAGE);
        let granted = length <= self.bytes.len();
        if granted {
            self.length.set(length);
        }
        granted
    }
}

/// A block that a test holds, filled with bytes of its own.
#[derive(Clone, Copy, Debug)]
struct Block {
    address: *mut u8,
    layout: Layout,
    mark: u8,
}

impl Block {
    fn fill(self) {
        // SAFETY: The block is the test's, and as long as its layout says.
        unsafe { self.address.write_bytes(self.mark, self.layout.size()) };
    }

    fn holds_its_mark(self, length: usize) -> bool {
        // SAFETY: As in `fill`; all of it has been written.
        let content = unsafe { std::slice::from_raw_parts(self.address, length) };
        content.iter().all(|byte| *byte == self.mark)
    }

    fn end(self) -> usize {
        self.address.addr() + self.layout.size()
    }
}

/// What a program does with an allocator.
#[derive(Clone, Debug)]
enum Deed {
    Take { size: usize, align: usize },
    Resize { which: usize, size: usize },
    GiveBack { which: usize },
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![8 => 1..200_usize, 3 => 200..20_000_usize, 1 => 20_000..300_000_usize]
}

fn deed() -> impl Strategy<Value = Deed> {
    let align = (0..8_u32).prop_map(|power| 1 << power);
    // Mostly the newest blocks, as in a program.
    let which = prop_oneof![3 => 0..2_usize, 1 => 0..1000_usize];
    prop_oneof![
        4 => (size(), align).prop_map(|(size, align)| Deed::Take { size, align }),
        3 => (which.clone(), size()).prop_map(|(which, size)| Deed::Resize { which, size }),
        3 => which.prop_map(|which| Deed::GiveBack { which }),
    ]
}

fn layout(size: usize, align: usize) -> Layout {
    Layout::from_size_align(size, align).expect("the tests ask for sizes that exist")
}

fn take(arena: &Arena<Bytes>, layout: Layout, mark: u8) -> Option<Block> {
    // SAFETY: No layout of the tests is empty.
    let address = unsafe { arena.alloc(layout) };
    let block = Block {
        address,
        layout,
        mark,
    };
    (!address.is_null()).then(|| {
        block.fill();
        block
    })
}

fn resize(arena: &Arena<Bytes>, block: Block, size: usize) -> Option<Block> {
    // SAFETY: The block is the arena's, and the new size is not 0.
    let address = unsafe { arena.realloc(block.address, block.layout, size) };
    (!address.is_null()).then(|| Block {
        address,
        layout: layout(size, block.layout.align()),
        ..block
    })
}

fn give_back(arena: &Arena<Bytes>, block: Block) {
    // SAFETY: The block is the arena's, and nobody uses it afterwards.
    unsafe { arena.dealloc(block.address, block.layout) };
}

proptest! {
    #[test]
    fn blocks_are_aligned_and_apart_and_keep_their_content(
        begin in 0..300_000_usize,
        limit in 300_000..2_000_000_usize,
        deeds in prop::collection::vec(deed(), 1..120),
    ) {
        let memory = Bytes::new(begin, limit);
        let all = memory.begin()..memory.begin() + limit;
        let arena = Arena::new(memory);
        let mut held: Vec<Block> = Vec::new();
        let newest = |held: &[Block], which: usize| held.len().checked_sub(1 + which % held.len().max(1));
        for (number, deed) in deeds.into_iter().enumerate() {
            let mark = (number % 251) as u8 + 1;
            match deed {
                Deed::Take { size, align } => held.extend(take(&arena, layout(size, align), mark)),
                Deed::Resize { which, size } => {
                    let Some(which) = newest(&held, which) else { continue };
                    let old = held[which];
                    if let Some(new) = resize(&arena, old, size) {
                        prop_assert!(new.holds_its_mark(size.min(old.layout.size())));
                        new.fill();
                        held[which] = new;
                    }
                }
                Deed::GiveBack { which } => {
                    let Some(which) = newest(&held, which) else { continue };
                    give_back(&arena, held.remove(which));
                }
            }
            let mut taken: Vec<_> = held.iter().map(|block| (block.address.addr(), block.end())).collect();
            taken.sort_unstable();
            prop_assert!(taken.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{taken:?} overlap");
            prop_assert!(taken.iter().all(|(begin, end)| all.start <= *begin && *end <= all.end));
        }
        for block in &held {
            prop_assert!(block.address.addr().is_multiple_of(block.layout.align()));
            prop_assert!(block.holds_its_mark(block.layout.size()), "another block lies in {block:?}");
        }
    }
}

const MEGABYTE: usize = 1 << 20;

#[test]
fn the_newest_block_grows_where_it_is_to_the_last_byte_of_the_memory() {
    let arena = Arena::new(Bytes::new(PAGE, 16 * MEGABYTE));
    let mut text = take(&arena, layout(1, 1), b'a').expect("there is room");
    let first = text.address;
    for size in (0..=24).map(|power| 1 << power) {
        text = resize(&arena, text, size).expect("there is room");
        assert_eq!(text.address, first, "at {size} bytes");
    }
    assert_eq!(
        resize(&arena, text, 16 * MEGABYTE + 1).map(|text| text.layout),
        None
    );
    assert!(text.holds_its_mark(1), "what can't grow stays as it is");
}

#[test]
fn what_is_newest_and_given_back_is_taken_again() {
    let arena = Arena::new(Bytes::new(PAGE, PAGE));
    let kept = take(&arena, layout(1000, 8), 1).expect("there is room");
    for _ in 0..1000 {
        let passing = take(&arena, layout(50_000, 8), 2).expect("there is room each time");
        give_back(&arena, passing);
    }
    assert!(kept.holds_its_mark(1000));
}

#[test]
fn an_answer_that_was_read_makes_room_for_what_is_made_of_it() {
    let arena = Arena::new(Bytes::new(PAGE, 24 * MEGABYTE));
    let answer = take(&arena, layout(16 * MEGABYTE, 1), 1).expect("there is room");
    let read: Vec<_> = (0..7)
        .map(|_| take(&arena, layout(MEGABYTE, 8), 2).expect("there is room"))
        .collect();
    give_back(&arena, answer);
    let output = take(&arena, layout(15 * MEGABYTE, 8), 3).expect("the answer's place is free");
    assert!(read.iter().all(|block| block.holds_its_mark(MEGABYTE)));
    assert!(output.holds_its_mark(15 * MEGABYTE));
}

#[test]
fn when_all_is_given_back_all_can_be_taken() {
    let arena = Arena::new(Bytes::new(PAGE, 2 * MEGABYTE));
    for _ in 0..100 {
        let blocks: Vec<_> = (1..1000)
            .map(|size| take(&arena, layout(size, 8), 1).expect("there is room each time"))
            .collect();
        // In an order that leaves gaps on the way.
        let (even, odd): (Vec<_>, Vec<_>) =
            blocks.iter().enumerate().partition(|(at, _)| at % 2 == 0);
        for (_, block) in even.into_iter().chain(odd) {
            give_back(&arena, *block);
        }
    }
}

#[test]
fn what_is_too_large_is_refused_and_takes_nothing() {
    let arena = Arena::new(Bytes::new(0, 2 * MEGABYTE));
    assert!(take(&arena, layout(3 * MEGABYTE, 1), 1).is_none());
    assert!(take(&arena, layout(isize::MAX as usize, 1), 1).is_none());
    assert!(take(&arena, layout(2 * MEGABYTE, 1), 1).is_some());
}
