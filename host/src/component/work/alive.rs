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
mod tests;
