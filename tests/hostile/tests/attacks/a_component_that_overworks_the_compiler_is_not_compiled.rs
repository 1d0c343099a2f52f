//! A few kilobytes of component cost a compiler gigabytes and half a minute,
//! before anybody had looked at it. What can be told by reading is told first.

use connector_host::Error;
use connector_host::component::LoadError;

use crate::bystander::beside;
use crate::stage::host_of;
use crate::support::authorization::World;

/// A component that shows what a connector shows, with a core module of these
/// parts.
fn component(parts: &str) -> Vec<u8> {
    let text = format!(
        r#"(component (core module {parts}) (instance $connector)
            (export "ipaas:connector/connector@0.2.0" (instance $connector)))"#
    );
    wat::parse_str(text).unwrap()
}

/// How a component with these parts is refused.
async fn refusal(parts: &str) -> LoadError {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    match beside(host.add(&component(parts))).await {
        Err(Error::Load(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_loops_over_many_variables() {
    let read = (0..1_000).map(|variable| format!("(drop (local.get {variable})) "));
    let nested = format!(
        "(func (local {}) {} {} {})",
        "i32 ".repeat(1_000),
        "loop ".repeat(420),
        read.collect::<String>(),
        "end ".repeat(420)
    );
    let refused = refusal(&nested).await;
    assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_loops_within_loops() {
    for (structure, count) in [("loop ", 900), ("loop ", 10_000), ("block ", 50_000)] {
        let (begin, end) = (structure.repeat(count), "end ".repeat(count));
        let refused = refusal(&format!("(func {begin} {end})")).await;
        assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_calls_of_many_values() {
    let calls = format!(
        "(type $t (func (param i32 i32 i32 i32) (result i32 i32 i32 i32)))
        (func $f (type $t) local.get 0 local.get 0 local.get 0 local.get 0 {})",
        "call $f ".repeat(45_000)
    );
    let refused = refusal(&calls).await;
    assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
}

/// Of the first ones wasmtime makes tens of kilobytes of code in a twentieth of a
/// millisecond, so that what fits into a megabyte takes it minutes and gigabytes.
#[tokio::test(flavor = "multi_thread")]
async fn by_operators_that_it_makes_much_of() {
    let (three, of_vectors) = ("local.get 0 ".repeat(3), "(param i32 v128) (result v128)");
    for (operators, count) in [
        (format!("{three} memory.copy "), 11_200),
        (format!("{three} memory.fill "), 11_200),
        ("local.get 0 memory.grow drop ".to_owned(), 11_600),
        (format!("{three} table.copy "), 3_100),
        ("local.get 0 table.get 0 drop ".to_owned(), 6_000),
        (
            "local.get 0 local.get 0 call_indirect (type $t) ".to_owned(),
            6_000,
        ),
        ("local.get 0 local.get 0 i32.rotl drop ".to_owned(), 21_000),
        (
            "local.get 1 i32x4.trunc_sat_f32x4_u drop ".to_owned(),
            21_200,
        ),
        (
            "local.get 1 local.get 0 i8x16.shr_s drop ".to_owned(),
            20_200,
        ),
        ("local.get 1 i32x4.neg drop ".to_owned(), 57_200),
        (
            "local.get 0 i64.extend_i32_u i64.const 7 i64.add drop ".to_owned(),
            16_100,
        ),
        ("local.get 0 i32.const 7 i32.sub drop ".to_owned(), 33_500),
        (
            "local.get 0 f32.convert_i32_s i32.trunc_f32_u drop ".to_owned(),
            50_100,
        ),
    ] {
        let function = format!(
            "(memory 1) (table 1 funcref) (type $t (func (param i32)))
            (func {of_vectors} {} local.get 1)",
            operators.repeat(count)
        );
        let refused = refusal(&function).await;
        assert!(
            matches!(refused, LoadError::TooMuch { .. }),
            "{operators}: {refused}"
        );
    }
}

/// Of a chain of additions it tries every way to make it shorter: of one that goes through
/// the operand stack, a variable or a global it takes a gigabyte and, in an optimized build,
/// seven seconds for half a megabyte.
#[tokio::test(flavor = "multi_thread")]
async fn by_chains_of_additions() {
    let link = "i32.const 77777 i32.add ";
    for chain in [
        format!("local.get 0 {} drop", link.repeat(18_500)),
        format!("local.get 0 {link} local.set 0 ").repeat(17_000),
        format!("global.get 0 {link} global.set 0 ").repeat(17_000),
    ] {
        let function = format!("(global (mut i32) (i32.const 0)) (func (param i32) {chain})");
        let refused = refusal(&function).await;
        assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
    }
}

/// A variable that twenty thousand branches assign is one of as many pieces, which the
/// compiler goes through for each: half a megabyte of it takes an optimized build a minute.
#[tokio::test(flavor = "multi_thread")]
async fn by_variables_that_many_branches_assign() {
    let branches = "(if (local.get 0) (then (local.set 0 (i32.const 77777))))".repeat(20_000);
    let functions = format!("(func (param i32) {branches})").repeat(5);
    let refused = refusal(&functions).await;
    assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
}

/// Each branch out of a block merges all that was assigned in it, each of them among all
/// that is alive: seven kilobytes for a hundred variables take an optimized build two
/// seconds, and thirty-seven for a thousand several minutes.
#[tokio::test(flavor = "multi_thread")]
async fn by_many_ways_out_of_where_many_variables_are_assigned() {
    let each = |code: &str| {
        let codes = (0..1_000).map(|variable| code.replace('#', &variable.to_string()));
        codes.collect::<String>()
    };
    let (assigned, read) = (
        each("(local.set # (i32.load (i32.const #)))"),
        each("(i32.store (i32.const #) (local.get #))"),
    );
    let locals = "i32 ".repeat(1_000);
    for code in [
        format!(
            "(block {assigned} {})",
            "(br_if 0 (local.get 0)) ".repeat(1_000)
        ),
        format!("(if (local.get 0) (then {assigned}))").repeat(60),
        format!("(loop {}", "(loop ".repeat(60))
            + &assigned
            + "(br_if 0 (local.get 0))"
            + &")".repeat(61),
    ] {
        let function = format!("(memory 1) (func (local {locals}) {code} {read})");
        let refused = refusal(&function).await;
        assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
    }
}

/// Of each value that a structure takes or gives it has a table of all the blocks before:
/// fourteen thousand take it more than a gigabyte.
#[tokio::test(flavor = "multi_thread")]
async fn by_values_that_structures_hand_on() {
    let structures = "local.get 0 (if (param i32) (result i32) (then) (else i32.eqz)) ";
    let function = format!(
        "(func (param i32) (result i32) local.get 0 {})",
        structures.repeat(8_000)
    );
    let refused = refusal(&function).await;
    assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
}

/// Twenty thousand of them, in 140 kilobytes, take it a minute.
#[tokio::test(flavor = "multi_thread")]
async fn by_loops_beside_one_another() {
    for a_loop in ["(loop)", "(loop (br_if 0 (local.get 0)))"] {
        let refused = refusal(&format!("(func (param i32) {})", a_loop.repeat(2_600))).await;
        assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn by_functions_without_number() {
    let refused = refusal(&"(func)".repeat(30_001)).await;
    assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_is_one_with_parts_that_connectors_have_no_use_for() {
    for part in ["(memory i64 1)", "(memory 1 1 shared)", "(tag)"] {
        let refused = refusal(part).await;
        assert!(matches!(refused, LoadError::Feature(_)), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_is_one_that_asks_for_anything_of_the_machine() {
    let world = World::new().await;
    let host = host_of(&world).build().unwrap();
    let text = r#"(component
        (import "wasi:filesystem/preopens@0.2.0" (instance))
        (instance $connector)
        (export "ipaas:connector/connector@0.2.0" (instance $connector)))"#;
    let refused = beside(host.add(&wat::parse_str(text).unwrap())).await;
    assert!(
        matches!(refused, Err(Error::Load(LoadError::Imports(_)))),
        "{refused:?}"
    );
}
