//! Which variables are alive where, over every sort of way through the code.

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
    let many = |count: usize| through((0..count).map(|_| one()).chain([vec![Read(0)]]).collect());
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
