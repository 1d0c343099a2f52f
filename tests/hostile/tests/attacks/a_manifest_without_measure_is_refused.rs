//! A manifest of a hundred megabytes, and ones of a million actions and of as many
//! as the host still reads.

use connector_host::component::{CallError, LoadError};
use connector_host::manifest::ManifestError;
use connector_host::{Error, Host};
use serde_json::{Value, json};

use crate::bystander::beside_within;
use crate::stage::{host_of, identifies, manifest, must_be};
use crate::support::authorization::World;
use crate::support::scripted::{self, CONTRACT, MANIFEST};

/// The longest manifest that is read.
const LONGEST: usize = 8 << 20;
/// The most actions that are taken.
const MOST: usize = 5000;
/// What a manifest may cost, in MiB: an instance's memory, and what it tells.
const CEILING: u64 = 96 + 32;
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

/// The number of the first action.
const NUMBER: &str = "0000000";

/// A manifest of one action, and that action with a comma behind it.
fn of_one_action() -> (String, String) {
    let document = manifest(|manifest| {
        let mut action: Value = manifest["actions"][0].clone();
        action["id"] = json!(format!("act-{NUMBER}"));
        manifest["actions"] = json!([action]);
    });
    let document: Value = serde_json::from_slice(&document).unwrap();
    let action = document["actions"][0].to_string() + ",";
    (document.to_string(), action)
}

/// As many actions as a manifest can have that is read.
fn most_actions() -> usize {
    let (whole, action) = of_one_action();
    1 + (LONGEST - whole.len()) / action.len()
}

/// One with a right manifest of that many actions, each with an id of its own.
fn crowded(actions: usize) -> Vec<u8> {
    let (whole, action) = of_one_action();
    let (before, after) = whole.split_once(action.trim_end_matches(',')).unwrap();
    let digits = action.find(NUMBER).unwrap();

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
    for place in 0..NUMBER.len() {
        let back = action.len() - digits - place;
        let unit = 10_usize.pow(u32::try_from(NUMBER.len() - 1 - place).unwrap());
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
    let refused = async |bytes| {
        let component = blank(bytes);
        beside_within(CEILING, host.add(&component))
            .await
            .unwrap_err()
    };
    must_be!(
        refused(100 << 20).await,
        Usage,
        Error::Load(LoadError::Describe(CallError::Memory { .. }))
    );
    must_be!(
        refused(50 << 20).await,
        Usage,
        Error::Load(LoadError::Describe(CallError::Answer { .. }))
    );
    must_be!(
        refused(LONGEST + 1).await,
        Usage,
        Error::Load(LoadError::Manifest(ManifestError::TooLong { .. }))
    );
    must_be!(
        refused(LONGEST).await,
        Usage,
        Error::Load(LoadError::Manifest(ManifestError::Shape(_)))
    );
    assert!(host.connectors().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_a_million_actions() {
    let world = World::new().await;
    let host = host(&world).await;
    let refused = async |actions| {
        let component = crowded(actions);
        beside_within(CEILING, host.add(&component))
            .await
            .unwrap_err()
    };
    must_be!(
        refused(1_000_000).await,
        Usage,
        Error::Load(LoadError::Describe(CallError::Memory { .. }))
    );
    must_be!(
        refused(80_000).await,
        Usage,
        Error::Load(LoadError::Describe(CallError::Answer { .. }))
    );
    must_be!(
        refused(most_actions() + 1).await,
        Usage,
        Error::Load(LoadError::Manifest(ManifestError::TooLong { .. }))
    );
    for actions in [most_actions(), MOST + 1] {
        must_be!(
            refused(actions).await,
            Usage,
            Error::Load(LoadError::Manifest(ManifestError::TooMany { .. }))
        );
    }
    assert!(host.connectors().await.unwrap().is_empty());
    // As many as may be taken are taken like any others.
    let component = crowded(MOST);
    let added = beside_within(CEILING, host.add(&component)).await.unwrap();
    assert_eq!(added.connector.manifest().actions.len(), MOST);
}
