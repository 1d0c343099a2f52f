//! A manifest of a hundred megabytes, and ones of a million actions and of as many
//! as the host still takes in.

use connector_host::Host;
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{host_of, identifies, manifest};
use crate::support::authorization::World;
use crate::support::scripted::{self, CONTRACT, MANIFEST};

/// Where the manifest is written, beyond whatever else is in memory.
const BEGINNING: usize = 1 << 20;

/// A component that writes its manifest when it is asked: `$at` is where it goes
/// on writing, `code` writes it, and there are `pages` of memory for it.
fn writing(data: &str, pages: usize, code: &str) -> Vec<u8> {
    let module = scripted::module(MANIFEST.as_bytes(), &identifies());
    let (before, after) = module.split_once("#describe\") (result i32)").unwrap();
    let (_, after) = after.split_once(')').unwrap();
    let code = format!(
        "(local $at i32) (local $number i32)
         (if (i32.eq (memory.grow (i32.const {pages})) (i32.const -1)) (then (unreachable)))
         (local.set $at (i32.const {BEGINNING}))
         {code}
         (i32.store (i32.const 8) (i32.const {BEGINNING}))
         (i32.store (i32.const 12) (i32.sub (local.get $at) (i32.const {BEGINNING})))
         (i32.const 8)",
    );
    let module = format!("{before}#describe\") (result i32) {code}{after}");
    let module = module.replacen("(table $table", &format!("{data} (table $table"), 1);
    scripted::component(CONTRACT, &module)
}

/// One with a manifest of that many blanks.
fn blank(bytes: usize) -> Vec<u8> {
    let code = format!(
        "(memory.fill (local.get $at) (i32.const 32) (i32.const {bytes}))
         (local.set $at (i32.add (local.get $at) (i32.const {bytes})))"
    );
    writing("", (BEGINNING + bytes) / 65536 + 1, &code)
}

/// One with a right manifest of that many actions, each with an id of its own.
fn crowded(actions: usize) -> Vec<u8> {
    let number = "0000000";
    let document = manifest(|manifest| {
        let mut action: Value = manifest["actions"][0].clone();
        action["id"] = json!(format!("act-{number}"));
        manifest["actions"] = json!([action]);
    });
    let document = String::from_utf8(document).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let action = document["actions"][0].to_string() + ",";
    let whole = document.to_string();
    let (before, after) = whole.split_once(action.trim_end_matches(',')).unwrap();
    let digits = action.find(number).unwrap();

    let parts = [before, &action, after];
    let mut passive = String::new();
    for (name, part) in ["before", "action", "after"].iter().zip(parts) {
        let escaped: String = part.bytes().map(|byte| format!("\\{byte:02x}")).collect();
        passive += &format!("(data ${name} \"{escaped}\")");
    }
    let copy = |name: &str, part: &str| {
        let length = part.len();
        format!(
            "(memory.init ${name} (local.get $at) (i32.const 0) (i32.const {length}))
             (local.set $at (i32.add (local.get $at) (i32.const {length})))"
        )
    };
    let mut digit = String::new();
    for place in 0..number.len() {
        let back = action.len() - digits - place;
        let unit = 10_usize.pow(u32::try_from(number.len() - 1 - place).unwrap());
        digit += &format!(
            "(i32.store8 (i32.sub (local.get $at) (i32.const {back}))
               (i32.add (i32.const 48) (i32.rem_u
                 (i32.div_u (local.get $number) (i32.const {unit})) (i32.const 10))))"
        );
    }
    let code = format!(
        "{}
         (loop $next {} {digit}
           (local.set $number (i32.add (local.get $number) (i32.const 1)))
           (br_if $next (i32.lt_u (local.get $number) (i32.const {actions}))))
         (local.set $at (i32.sub (local.get $at) (i32.const 1)))
         {}",
        copy("before", before),
        copy("action", &action),
        copy("after", after)
    );
    let bytes = BEGINNING + whole.len() + actions * action.len();
    writing(&passive, bytes / 65536 + 1, &code)
}

async fn host(world: &World) -> Host {
    host_of(world).build().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_a_hundred_megabytes() {
    let world = World::new().await;
    let host = host(&world).await;
    for (megabytes, said) in [
        (100, "bytes of memory"),
        (50, "too much data"),
        (20, "EOF while parsing"),
    ] {
        let refused = beside(host.add(&blank(megabytes << 20))).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(said), "{megabytes}: {refused}");
    }
    assert!(host.connectors().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_a_million_actions() {
    let world = World::new().await;
    let host = host(&world).await;
    for (actions, said) in [(1_000_000, "bytes of memory"), (80_000, "too much data")] {
        let refused = beside(host.add(&crowded(actions))).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(said), "{actions}: {refused}");
    }
    assert!(host.connectors().await.unwrap().is_empty());
    // As many as may be told are read like any others.
    let added = beside(host.add(&crowded(40_000))).await.unwrap();
    assert_eq!(added.connector.manifest().actions.len(), 40_000);
}
