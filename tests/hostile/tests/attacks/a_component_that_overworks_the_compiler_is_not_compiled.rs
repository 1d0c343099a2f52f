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
    let nested = format!(
        "(func (local {}) {} {})",
        "i32 ".repeat(1000),
        "loop ".repeat(200),
        "end ".repeat(200)
    );
    let refused = refusal(&nested).await;
    assert!(matches!(refused, LoadError::TooMuch { .. }), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_loops_within_loops() {
    for (structure, count) in [("loop ", 700), ("loop ", 10_000), ("block ", 50_000)] {
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
        "call $f ".repeat(25_000)
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
        (format!("{three} memory.copy "), 5_600),
        (format!("{three} memory.fill "), 5_600),
        ("local.get 0 memory.grow drop ".to_owned(), 5_800),
        (format!("{three} table.copy "), 1_550),
        ("local.get 0 table.get 0 drop ".to_owned(), 3_000),
        (
            "local.get 0 local.get 0 call_indirect (type $t) ".to_owned(),
            3_000,
        ),
        ("local.get 0 local.get 0 i32.rotl drop ".to_owned(), 10_500),
        (
            "local.get 1 i32x4.trunc_sat_f32x4_u drop ".to_owned(),
            10_600,
        ),
        (
            "local.get 1 local.get 0 i8x16.shr_s drop ".to_owned(),
            10_100,
        ),
        ("local.get 1 i32x4.neg drop ".to_owned(), 28_600),
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

/// Twenty thousand of them, in 140 kilobytes, take it a minute.
#[tokio::test(flavor = "multi_thread")]
async fn by_loops_beside_one_another() {
    for a_loop in ["(loop)", "(loop (br_if 0 (local.get 0)))"] {
        let refused = refusal(&format!("(func (param i32) {})", a_loop.repeat(1_800))).await;
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
