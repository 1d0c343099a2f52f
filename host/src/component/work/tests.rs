//! What compiling code costs, counted operator by operator.

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
fn operators_count_what_they_are_worth_by_themselves() {
    let function = "(table 1 funcref) (func (drop (table.get (i32.const 0))))";
    assert_eq!(work(function), [1 + (1 + operators::OF_TABLES) + 1 + 1]);
}

#[test]
fn each_way_through_the_code_keeps_the_variables_apart_that_are_alive() {
    // Two variables; the loop, what it branches by, the branch and both ends; and what
    // is alive where the loop begins.
    let function = "(func (param i32 i32) (loop (br_if 0 (local.get 0))))";
    assert_eq!(work(function), [2 + 3 + 2 + 1]);
    let table = "(func (param i32) (block (br_table 0 0 0 (local.get 0))))";
    assert_eq!(work(table), [1 + 2 + (1 + 2) + 2]);
}

#[test]
fn variables_that_are_assigned_on_one_way_of_two_are_merged() {
    let assigned = |code: &str| {
        let names = (0..8).map(|variable| code.replace('#', &variable.to_string()));
        names.collect::<String>()
    };
    let read = assigned("(drop (local.get #))");
    let merged = |inside: &str| {
        let code = format!("(if (local.get 8) (then {})) {read}", assigned(inside));
        let locals = "i32 ".repeat(9);
        all_work(&format!("(func (local {locals}) {code})"))[0].merged
    };
    assert_eq!(merged("(drop (local.get #))"), 0);
    assert_eq!(merged("(local.set # (i32.const 1))"), 8 * 8);
    assert_eq!(merged("(drop (local.tee # (i32.const 1)))"), 8 * 8);
}

#[test]
fn values_that_are_passed_count_by_the_type_of_what_they_are_passed_to() {
    let types = "(type $three (func (param i32 i32) (result i32)))
        (import \"\" \"f\" (func $f (type $three)))";
    let call = format!("{types} (func unreachable call $f)");
    assert_eq!(work(&call), [1 + (1 + 3 + operators::CALL) + 1]);
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
        merged: 0,
        nesting: 3,
        forks: 3,
    };
    assert_eq!(nested("loop ", 3), expected);
    // Of 20 blocks the last four have 16 others or more around them.
    let expected = Work {
        values: (20 + 20 + 1) + 4,
        merged: 0,
        nesting: 20,
        forks: 0,
    };
    assert_eq!(nested("block ", 20), expected);
    let beside = all_work("(func (loop (loop)) (block) (loop))")[0];
    let expected = Work {
        values: (4 + 4 + 1) + 1,
        merged: 0,
        nesting: 2,
        forks: 3,
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
fn many_forks_make_all_else_take_longer() {
    let forks = |code: &str| all_work(&format!("(func {code})"))[0].forks;
    assert_eq!(forks("(block (br 0))"), 0);
    assert_eq!(forks("i32.const 0 (if (then (loop)))"), 2);
    assert_eq!(forks("(block (br_if 0 (i32.const 0)))"), 1);
    assert_eq!(forks("(block (br_table 0 0 0 (i32.const 0)))"), 1);
    let time = |values, merged, forks| {
        let nesting = 0;
        let work = Work {
            values,
            merged,
            nesting,
            forks,
        };
        work.time()
    };
    assert_eq!(time(70_000, 30_000, 0), 100_000);
    assert_eq!(time(70_000, 30_000, FORKS_OF_ALL_VALUES), 200_000);
    assert_eq!(time(3_999, 0, 1), 3_999);
    assert_eq!(time(u64::MAX, 1, 10), u64::MAX);
}

#[test]
fn values_that_are_carried_count_more_behind_much_else() {
    let forks = BLOCKS_OF_A_CARRIED_VALUE / 2;
    let before = "(block (br_if 0 (i32.const 0)))".repeat(forks as usize);
    let alone = work(&format!("(func {before})"))[0];
    let with = |code: &str| work(&format!("(func {before} {code})"))[0] - alone;
    assert_eq!(with("(block (br 0))"), 3);
    // The result of the block, and what the branch takes along.
    let carrying = "(block (result i32) (br 0 (i32.const 0))) drop";
    assert_eq!(with(carrying), 5 + 2 + 2);
}

#[test]
fn what_does_not_exist_is_no_work() {
    assert_eq!(work("(func (call 7) (br 9))"), [3 + operators::CALL]);
    // Nor are more ends than there are structures.
    let mut structures = Structures::of_function(0);
    structures.end();
    structures.end();
    assert_eq!(structures.carried(0), 0);
}
