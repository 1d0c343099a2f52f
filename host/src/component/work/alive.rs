//! Which variables are alive where the ways through a function come together.
//!
//! A variable that is assigned on one of several ways is another value on each, and one
//! more where they meet again. For each of those the register allocator looks at all that
//! is alive there, and for each piece of a variable at its other pieces: a hundred
//! variables that a thousand branches assign take it half a minute, and so do seven
//! kilobytes of branches that leave a block in which a few hundred were assigned. What is
//! only alive takes it next to nothing. So what is alive is found out here as a compiler
//! does, backwards from the end, though in one go: of a loop everything that is read in it
//! counts as alive where it begins.

/// The most words of 64 variables, one for each 64 of a function's at each of its ways, that
/// are looked at. Beyond that all variables count as alive everywhere, which is more than
/// is allowed.
const MOST_WORDS: usize = 1 << 20;

/// As many variables as a function may have by the limits that engines agree on; it is not
/// known yet whether this one keeps to them.
const MOST_VARIABLES: u64 = 50_000;

/// How many pieces that a variable has already count as one value for each new one.
const PIECES_OF_A_VALUE: u64 = 32;

/// In how many parts a value is counted.
const PARTS: u64 = 8;

/// Something about variables or ways, in the order of the code.
#[derive(Clone, Debug)]
pub(super) enum Event {
    Read(u32),
    Assigned(u32),
    Begins(Kind),
    Else,
    Ends,
    Branches(u32),
    MayBranch(u32),
    BranchesToOneOf(Box<[u32]>),
    Leaves,
}

/// What kind of control structure it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Block,
    Loop,
    If,
}

/// The work of the ways through a function.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Ways {
    /// The values that are alive where they part or meet.
    pub(super) alive: u64,
    /// What it takes besides to bring together those that were assigned.
    pub(super) merged: u64,
}

/// A set of variables.
type Set = Vec<u64>;

/// A structure that is looked at from its end.
struct Open {
    /// The variables that are alive where a branch to it leads.
    alive: Set,
    count: u64,
    /// How many of them were assigned in it.
    assigned: u64,
    /// How many branches have led there.
    joined: u64,
    /// What is alive where its other way begins.
    otherwise: Option<Set>,
}

impl Open {
    /// The parts that one more branch there makes.
    fn join(&mut self) -> (u64, u64) {
        self.joined += 1;
        let pieces = self.assigned * self.joined * PARTS / PIECES_OF_A_VALUE;
        (self.count, self.count * self.assigned + pieces)
    }
}

impl Ways {
    /// Of a function with so many variables.
    pub(super) fn through(events: &[Event], variables: u64) -> Self {
        let ways = events.iter().map(Event::ways).sum::<u64>();
        let words = usize::try_from(variables.div_ceil(64)).unwrap_or(usize::MAX);
        let all = usize::try_from(ways).unwrap_or(usize::MAX);
        if variables > MOST_VARIABLES || all.saturating_mul(words) > MOST_WORDS {
            return Self {
                alive: ways.saturating_mul(variables.max(64)),
                merged: 0,
            };
        }
        Walk::new(events, words).walk(events)
    }
}

impl Event {
    fn ways(&self) -> u64 {
        match self {
            Self::Read(_) | Self::Assigned(_) | Self::Leaves => 0,
            Self::BranchesToOneOf(depths) => depths.len() as u64,
            _ => 1,
        }
    }
}

/// What is in each structure, in the order in which they begin.
struct Walk {
    words: usize,
    structures: Vec<Structure>,
    /// Which structure ends at each end.
    ends: Vec<usize>,
    /// How many pieces each variable has.
    pieces: Vec<u64>,
    alive: u64,
    merged: u64,
}

struct Structure {
    read: Set,
    assigned: Set,
    is_loop: bool,
}

impl Walk {
    fn new(events: &[Event], words: usize) -> Self {
        let mut structures: Vec<Structure> = Vec::new();
        let (mut open, mut ends): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
        for event in events {
            match event {
                Event::Begins(kind) => {
                    open.push(structures.len());
                    structures.push(Structure {
                        read: vec![0; words],
                        assigned: vec![0; words],
                        is_loop: *kind == Kind::Loop,
                    });
                }
                Event::Ends => {
                    let Some(ended) = open.pop() else { continue };
                    ends.push(ended);
                    if let Some(around) = open.last() {
                        // It began before what is in it.
                        let (before, after) = structures.split_at_mut(ended);
                        add(&mut before[*around].read, &after[0].read);
                        add(&mut before[*around].assigned, &after[0].assigned);
                    }
                }
                Event::Read(variable) => {
                    if let Some(innermost) = open.last() {
                        insert(&mut structures[*innermost].read, *variable);
                    }
                }
                Event::Assigned(variable) => {
                    if let Some(innermost) = open.last() {
                        insert(&mut structures[*innermost].assigned, *variable);
                    }
                }
                _ => {}
            }
        }
        Self {
            words,
            structures,
            ends,
            pieces: vec![0; 64 * words],
            alive: 0,
            merged: 0,
        }
    }

    fn walk(mut self, events: &[Event]) -> Ways {
        let mut alive: Set = vec![0; self.words];
        let mut open: Vec<Open> = Vec::new();
        // The end of the function ends no structure of it.
        let structures = self.ends.len();
        let ends = events.iter().filter(|event| matches!(event, Event::Ends));
        let mut ends_beyond = ends.count().saturating_sub(structures);
        for event in events.iter().rev() {
            match event {
                Event::Read(variable) => insert(&mut alive, *variable),
                Event::Assigned(variable) => remove(&mut alive, *variable),
                Event::Ends if ends_beyond > 0 => ends_beyond -= 1,
                Event::Ends => {
                    if let Some(ended) = self.ends.pop() {
                        open.push(self.meet(ended, &alive));
                    }
                }
                Event::Else => {
                    if let Some(innermost) = open.last_mut() {
                        let end = innermost.alive.clone();
                        innermost.otherwise = Some(std::mem::replace(&mut alive, end));
                    }
                }
                Event::Begins(kind) => {
                    let begun = open.pop().filter(|_| *kind == Kind::If);
                    if let Some(begun) = begun {
                        add(&mut alive, &begun.otherwise.unwrap_or(begun.alive));
                    }
                }
                Event::Branches(depth) => {
                    alive.fill(0);
                    self.branch(&mut open, *depth, &mut alive);
                }
                Event::MayBranch(depth) => self.branch(&mut open, *depth, &mut alive),
                Event::BranchesToOneOf(depths) => {
                    alive.fill(0);
                    for depth in depths {
                        self.branch(&mut open, *depth, &mut alive);
                    }
                }
                Event::Leaves => alive.fill(0),
            }
        }
        Ways {
            alive: self.alive / PARTS,
            merged: self.merged / PARTS,
        }
    }

    /// Ways meet at the end of a structure, or where a loop begins.
    fn meet(&mut self, ended: usize, after: &[u64]) -> Open {
        let structure = &self.structures[ended];
        let mut alive = after.to_vec();
        if structure.is_loop {
            add(&mut alive, &structure.read);
        }
        let count = size(&alive);
        let mut assigned = 0;
        for (word, (alive, set)) in alive.iter().zip(&structure.assigned).enumerate() {
            let mut both = alive & set;
            while both != 0 {
                let variable = 64 * word + both.trailing_zeros() as usize;
                let pieces = &mut self.pieces[variable];
                *pieces += 1;
                self.merged += *pieces * PARTS / PIECES_OF_A_VALUE;
                assigned += 1;
                both &= both - 1;
            }
        }
        // Whoever is to know what all the ways to a loop bring, and does not yet, keeps
        // each variable apart there.
        self.alive += if structure.is_loop {
            count * PARTS
        } else {
            count
        };
        self.merged += count * assigned * PARTS;
        Open {
            alive,
            count,
            assigned,
            joined: 0,
            otherwise: None,
        }
    }

    fn branch(&mut self, open: &mut [Open], depth: u32, alive: &mut [u64]) {
        let at = open.len().checked_sub(1 + depth as usize);
        // To leave the function takes no variable along.
        if let Some(to) = at.and_then(|at| open.get_mut(at)) {
            let (parts, merged) = to.join();
            self.alive += parts;
            self.merged += merged;
            add(alive, &to.alive);
        }
    }
}

/// What does not exist is in no set: such a component is not valid.
fn insert(set: &mut [u64], variable: u32) {
    if let Some(word) = set.get_mut(variable as usize / 64) {
        *word |= 1 << (variable % 64);
    }
}

fn remove(set: &mut [u64], variable: u32) {
    if let Some(word) = set.get_mut(variable as usize / 64) {
        *word &= !(1 << (variable % 64));
    }
}

fn add(set: &mut [u64], other: &[u64]) {
    for (word, other) in set.iter_mut().zip(other) {
        *word |= other;
    }
}

fn size(set: &[u64]) -> u64 {
    set.iter().map(|word| u64::from(word.count_ones())).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Event::{
        Assigned, Begins, Branches, BranchesToOneOf, Else, Ends, Leaves, MayBranch, Read,
    };
    use super::Kind::{Block, If, Loop};
    use super::*;

    /// How many variables the functions here have.
    const ALL: u32 = 8;

    fn through(parts: Vec<Vec<Event>>) -> Ways {
        let mut events: Vec<Event> = parts.into_iter().flatten().collect();
        // The function's own.
        events.push(Ends);
        Ways::through(&events, u64::from(ALL))
    }

    fn read() -> Vec<Event> {
        (0..ALL).map(Read).collect()
    }

    fn assigned() -> Vec<Event> {
        (0..ALL).map(Assigned).collect()
    }

    fn block() -> Vec<Event> {
        vec![Begins(Block), Ends]
    }

    /// What is alive at a way beside a loop counts an eighth.
    fn alive(parts: Vec<Vec<Event>>) -> u64 {
        let ways = through(parts);
        assert_eq!(ways.merged, 0);
        ways.alive
    }

    #[test]
    fn what_is_read_later_and_not_assigned_before_is_alive() {
        assert_eq!(alive(vec![block(), read()]), 1);
        assert_eq!(alive(vec![block(), assigned(), read()]), 0);
        assert_eq!(alive(vec![read(), block()]), 0);
        assert_eq!(alive(vec![block(), vec![Leaves], read()]), 0);
    }

    #[test]
    fn what_one_way_of_two_reads_is_alive_before_them() {
        let if_else = |then: Vec<Event>, otherwise| {
            let (begin, end) = (vec![Begins(If)], vec![Ends]);
            alive(vec![block(), begin, then, vec![Else], otherwise, end])
        };
        assert_eq!(if_else(read(), vec![]), 1);
        assert_eq!(if_else(vec![], read()), 1);
        assert_eq!(if_else(vec![Leaves], vec![Leaves]), 0);
        // Past one that does not go on; and where it ends they are alive as well.
        assert_eq!(
            alive(vec![block(), vec![Begins(If), Leaves, Ends], read()]),
            2
        );
    }

    #[test]
    fn what_a_branch_leads_to_is_alive_at_it() {
        let leading = |event, between: Vec<Event>| {
            alive(vec![
                vec![Begins(Block)],
                vec![event],
                between,
                vec![Ends],
                read(),
            ])
        };
        assert_eq!(leading(Branches(0), vec![Leaves]), 2);
        assert_eq!(leading(MayBranch(0), vec![Leaves]), 2);
        assert_eq!(leading(BranchesToOneOf([0, 0, 1].into()), vec![]), 3);
        // Out of the function nothing is taken along.
        assert_eq!(leading(Branches(1), vec![]), 1);
    }

    #[test]
    fn what_a_loop_reads_is_alive_where_it_begins_and_counts_in_full() {
        let within = vec![vec![Begins(Loop)], read(), assigned(), vec![Ends]];
        let ways = through(within);
        assert_eq!(ways.alive, 8);
        assert_eq!(ways.merged, 8 * 8);
    }

    #[test]
    fn each_that_was_assigned_is_merged_with_all_that_is_alive_for_each_way_out() {
        let out = |branches: usize| {
            let branches = (0..branches).map(|_| MayBranch(0)).collect();
            through(vec![
                vec![Begins(Block)],
                assigned(),
                branches,
                vec![Ends],
                read(),
            ])
            .merged
        };
        assert_eq!(out(0), 64);
        // A branch is an eighth of that; and those before it count in part.
        assert_eq!(out(1), 64 + 8);
        assert_eq!(out(4), 64 + 4 * 8 + (2 + 4 + 6 + 8) / 8);
    }

    #[test]
    fn a_variable_of_many_pieces_is_more_for_each() {
        let one = || vec![Begins(If), Assigned(0), Ends];
        let many =
            |count: usize| through((0..count).map(|_| one()).chain([vec![Read(0)]]).collect());
        let pieces = |count: u64| (1..=count).map(|piece| piece / 4).sum::<u64>() / 8;
        for count in [1, 100, 1_000] {
            let merged = many(usize::try_from(count).unwrap()).merged;
            assert!(merged.abs_diff(count + pieces(count)) <= 1, "{merged}");
        }
    }

    #[test]
    fn where_there_is_too_much_to_look_at_all_counts_as_alive() {
        let events: Vec<Event> = (0..1_000).flat_map(|_| block()).collect();
        assert_eq!(Ways::through(&events, 1_000).alive, 0);
        assert_eq!(Ways::through(&events, 50_000).alive, 2_000 * 50_000);
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            (0_u32..9).prop_map(Read),
            (0_u32..9).prop_map(Assigned),
            prop_oneof![Just(Block), Just(Loop), Just(If)].prop_map(Begins),
            Just(Else),
            Just(Ends),
            (0_u32..4).prop_map(Branches),
            (0_u32..4).prop_map(MayBranch),
            prop::collection::vec(0_u32..4, 0..3).prop_map(|to| BranchesToOneOf(to.into())),
            Just(Leaves),
        ]
    }

    proptest! {
        /// They are looked at before the component is known to be valid.
        #[test]
        fn no_order_of_events_makes_it_panic_or_more_alive_than_there_is(
            events in prop::collection::vec(event(), 0..60),
        ) {
            let ways: u64 = events.iter().map(Event::ways).sum();
            let found = Ways::through(&events, u64::from(ALL));
            prop_assert!(found.alive <= 64 * ways, "{:?}", found);
        }
    }
}
