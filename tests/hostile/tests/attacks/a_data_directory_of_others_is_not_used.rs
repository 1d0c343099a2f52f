//! A data directory that was there already was taken as it was, also one that
//! everybody can write to: another user put a component of theirs in the place of
//! one that was added.

#![cfg(unix)]

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt as _;

use connector_host::Error;
use connector_host::connections::StoreError;

use crate::bystander::beside;
use crate::stage::{harmless, host_of, must_be};
use crate::support::authorization::World;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_read_from_a_directory_that_others_can_write_to() {
    let world = World::new().await;
    host_of(&world)
        .build()
        .unwrap()
        .add(&harmless())
        .await
        .unwrap();
    let directory = world.directory.path().to_owned();
    for (path, mode) in [(directory.join("connectors"), 0o777), (directory, 0o777)] {
        set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let host = host_of(&world).build().unwrap();
        let refused = beside(host.connector("notes")).await.unwrap_err();
        must_be!(
            refused,
            Other,
            Error::File { .. } | Error::Store(StoreError::Directory { .. })
        );
        assert!(refused.to_string().contains("chmod go-w"), "{refused}");
        set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
    }
    let host = host_of(&world).build().unwrap();
    host.connector("notes").await.unwrap();
    // Which has opened it by now: the next one may not.
    let host = host_of(&world).build().unwrap();
    set_permissions(world.directory.path(), Permissions::from_mode(0o777)).unwrap();
    let refused = host.connections().await.unwrap_err();
    must_be!(refused, Other, Error::Store(StoreError::Directory { .. }));
    assert!(refused.to_string().contains("chmod go-w"), "{refused}");
}
