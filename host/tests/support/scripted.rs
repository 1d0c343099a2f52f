//! A connector that answers by a script, assembled here so that these tests
//! need no WebAssembly compiler.

use std::fmt::Write;

use connector_host::contract::{Authorization, Failure, Step, Version};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use super::image::Image;

/// What the scripted connector does when it is called.
pub enum Act {
    /// It asks for a step.
    Step(Step),
    /// It fails.
    Fail(Failure),
    /// It is done, and the content of the reply's response is its output.
    Echo,
    /// It is done, and whether the host's clock is at this time is its output.
    IsNow(u64),
    /// It does the one when the answer to what it asked for is lost, and else the
    /// other.
    WhenLost(Box<Self>, Box<Self>),
    /// It does the one when the signature that it asked for begins with these bytes, and
    /// else the other.
    WhenSigned([u8; 4], Box<Self>, Box<Self>),
    /// It breaks off.
    Trap,
    /// It computes for ever.
    Spin,
    /// It asks for ever more memory.
    Grow,
    /// It is done, and whether the content of the reply's response has that many
    /// bytes is its output.
    IsLong(usize),
    /// It does what this code does, in the text form; `$act` calls the acts, and
    /// there is a `$table`.
    Code(&'static str),
    /// It answers with a text that is not UTF-8.
    Garble,
    /// It answers with a text that it does not have.
    Overreach,
}

/// The contract in the text form.
pub const CONTRACT: &str = include_str!("../../../wit/connector.wit");

/// A manifest with an action in pages, for the origins of `api.example`.
pub const MANIFEST: &str = include_str!("manifest.json");

/// A component that begins every call with the first act, and goes on with the
/// act whose number is the first byte of the state.
pub fn connector(acts: &[Act]) -> Vec<u8> {
    connector_with_manifest(MANIFEST.as_bytes(), acts)
}

/// The same, and it authorizes like that.
pub fn connector_with_authorization(authorization: &Authorization, acts: &[Act]) -> Vec<u8> {
    component(
        CONTRACT,
        &whole_module(MANIFEST.as_bytes(), Some(authorization), acts),
    )
}

/// The same with both.
pub fn connector_of(manifest: &[u8], authorization: &Authorization, acts: &[Act]) -> Vec<u8> {
    component(CONTRACT, &whole_module(manifest, Some(authorization), acts))
}

/// The same with another manifest, which need not be one.
pub fn connector_with_manifest(manifest: &[u8], acts: &[Act]) -> Vec<u8> {
    component(CONTRACT, &module(manifest, acts))
}

/// A component of the world `plugin` of a WIT package, from the text form of a
/// core module.
pub fn component(wit: &str, module: &str) -> Vec<u8> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("contract.wit", wit).unwrap();
    let world = resolve.select_world(&[package], Some("plugin")).unwrap();
    let mut module = wat::parse_str(module).unwrap();
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).unwrap();
    ComponentEncoder::default()
        .validate(true)
        .module(&module)
        .unwrap()
        .encode()
        .unwrap()
}

/// Where the result of `Echo` goes.
const SCRATCH: u32 = 8;

/// The core module: the answers lie ready in memory.
pub fn module(manifest: &[u8], acts: &[Act]) -> String {
    whole_module(manifest, None, acts)
}

/// What to do for an act, in the text form.
fn code_of(act: &Act, image: &mut Image) -> String {
    match act {
        Act::Step(step) => format!("(return (i32.const {}))", image.step(step)),
        Act::Fail(failure) => format!("(return (i32.const {}))", image.failure(failure)),
        Act::Echo => format!("(return (i32.const {SCRATCH}))"),
        Act::IsNow(seconds) => {
            let done = |output: &str| Act::Step(Step::Done(output.to_owned()));
            format!(
                "(if (i64.eq (global.get $now) (i64.const {seconds})) (then {}) (else {}))",
                code_of(&done("true"), image),
                code_of(&done("false"), image)
            )
        }
        Act::IsLong(bytes) => {
            let done = |output: &str| Act::Step(Step::Done(output.to_owned()));
            format!(
                "(if (i32.eq (i32.load (i32.const {})) (i32.const {bytes})) (then {}) (else {}))",
                SCRATCH + 20,
                code_of(&done("true"), image),
                code_of(&done("false"), image)
            )
        }
        Act::WhenLost(lost, otherwise) => format!(
            "(if (i32.eq (global.get $reply) (i32.const 3)) (then {}) (else {}))",
            code_of(lost, image),
            code_of(otherwise, image)
        ),
        Act::WhenSigned(beginning, so, otherwise) => format!(
            "(if (i32.eq (i32.load (global.get $signature)) (i32.const {})) (then {}) (else {}))",
            i32::from_le_bytes(*beginning),
            code_of(so, image),
            code_of(otherwise, image)
        ),
        Act::Trap => "(unreachable)".to_owned(),
        Act::Spin => "(loop $spin (br $spin))".to_owned(),
        Act::Code(code) => (*code).to_owned(),
        Act::Grow => "(loop $grow (br_if $grow \
            (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) (unreachable)"
            .to_owned(),
        Act::Garble => {
            let result = image.step(&Step::Done("??".to_owned()));
            let text = image.reserve(8) - 8;
            image.put(text, &[0xff, 0xfe]);
            format!("(return (i32.const {result}))")
        }
        Act::Overreach => {
            let result = image.step(&Step::Done(String::new()));
            image.put(result + 16, &u32::MAX.to_le_bytes());
            image.put(result + 20, &u32::MAX.to_le_bytes());
            format!("(return (i32.const {result}))")
        }
    }
}

fn whole_module(manifest: &[u8], authorization: Option<&Authorization>, acts: &[Act]) -> String {
    let mut image = Image::new(1024);
    let authorize = match authorization {
        Some(authorization) => format!("(i32.const {})", image.authorization(authorization)),
        None => "(unreachable)".to_owned(),
    };
    let description = image.reserve(8);
    image.put_list(description, manifest);
    let mut cases = String::new();
    for (index, act) in acts.iter().enumerate() {
        let code = code_of(act, &mut image);
        write!(
            cases,
            "(if (i32.eq (local.get $act) (i32.const {index})) (then {code}))"
        )
        .unwrap();
    }
    let mut data = String::new();
    for byte in image.bytes() {
        write!(data, "\\{byte:02x}").unwrap();
    }
    let heap = image.end().next_multiple_of(8);
    let pages = heap / 65536 + 2;
    let export = format!("ipaas:connector/connector@{}", Version::SPOKEN);
    format!(
        r#"(module
  (memory (export "memory") {pages})
  (table $table 1 funcref)
  (data (i32.const 1024) "{data}")
  (global $heap (mut i32) (i32.const {heap}))
  (global $reply (mut i32) (i32.const -1))
  (global $now (mut i64) (i64.const 0))
  (global $signature (mut i32) (i32.const 0))
  (func (export "cabi_realloc") (param i32 i32 i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get $size)))
    (if (i32.gt_u (global.get $heap) (i32.mul (memory.size) (i32.const 65536)))
      (then (drop (memory.grow (i32.add (i32.div_u (local.get $size) (i32.const 65536)) (i32.const 1))))))
    (local.get $at))
  (func $act (param $act i32) (result i32) {cases} (unreachable))
  (func (export "{export}#describe") (result i32)
    (i32.const {description}))
  (func (export "{export}#authorize")
    (param i32 i32 i32 i32) (result i32) {authorize})
  (func (export "{export}#connect")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64) (result i32)
    (call $act (i32.const 0)))
  (func (export "{export}#invoke")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i64 i32 i32 i32 i32) (result i32)
    (call $act (i32.const 0)))
  (func (export "{export}#poll") (param i32) (result i32)
    (call $act (i32.const 0)))
  (func (export "{export}#receive")
    (param i32 i32 i32 i32 i64 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (call $act (i32.const 0)))
  (func (export "{export}#resume")
    (param $state i32) (param i32) (param $reply i32) (param $first i32) (param i32 i64)
    (param $body i32) (param $length i32) (param i32 i32) (param $now i64) (result i32)
    (global.set $reply (local.get $reply))
    (global.set $now (local.get $now))
    (global.set $signature (local.get $first))
    (i32.store8 (i32.const {ok}) (i32.const 4))
    (i32.store (i32.const {text}) (local.get $body))
    (i32.store (i32.const {length}) (local.get $length))
    (call $act (i32.load8_u (local.get $state)))))"#,
        ok = SCRATCH + 8,
        text = SCRATCH + 16,
        length = SCRATCH + 20,
    )
}
