//! Compiled code is run as it lies there. So nobody else may write to where it
//! lies, and what is no compiled code is not taken for it.

#![cfg(unix)]

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use connector_host::Error;
use connector_host::component::RuntimeError;

use crate::bystander::beside;
use crate::stage::{harmless, host_of, must_be};
use crate::support::authorization::World;

fn code_in(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = |directory: &Path| {
        let entries = std::fs::read_dir(directory).unwrap();
        entries
            .map(|entry| entry.unwrap().path())
            .collect::<Vec<_>>()
    };
    let engines = entries(directory).into_iter();
    engines
        .flat_map(|engine| entries(&engine))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "cwasm")
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn not_from_where_others_can_write() {
    let world = World::new().await;
    let above = tempfile::tempdir().unwrap();
    let cache = above.path().join("cache");
    host_of(&world)
        .cache_dir(&cache)
        .build()
        .unwrap()
        .add(&harmless())
        .await
        .unwrap();
    for open in [cache.as_path(), above.path()] {
        set_permissions(open, Permissions::from_mode(0o777)).unwrap();
        let refused = beside(async { host_of(&world).cache_dir(&cache).build() })
            .await
            .map(drop)
            .unwrap_err();
        must_be!(refused, Other, Error::Runtime(RuntimeError::Cache { .. }));
        assert!(refused.to_string().contains("chmod go-w"), "{refused}");
        set_permissions(open, Permissions::from_mode(0o700)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_code_is_compiled_anew() {
    let world = World::new().await;
    let cache = tempfile::tempdir().unwrap();
    host_of(&world)
        .cache_dir(cache.path())
        .build()
        .unwrap()
        .add(&harmless())
        .await
        .unwrap();
    let code = code_in(cache.path());
    assert_eq!(code.len(), 1);
    let whole = std::fs::read(&code[0]).unwrap();
    for poison in [&b"poison"[..], b"", &whole[..whole.len() / 2]] {
        std::fs::write(&code[0], poison).unwrap();
        let host = host_of(&world).cache_dir(cache.path()).build().unwrap();
        let connector = beside(host.connector("notes")).await.unwrap();
        assert_eq!(connector.manifest().key, "notes");
        assert!(std::fs::read(&code[0]).unwrap() == whole, "it was mended");
    }
}
