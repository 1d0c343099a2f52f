//! An action that its manifest calls a reading one, and that deletes what it was
//! let near: whoever lets a program read has agreed to no more.

use connector_host::Error;
use connector_host::consent::ConsentRefusal;
use connector_host::driver::DriveError;

use crate::stage::{host_of, must_be, refused, turned};
use crate::support::authorization::World;
use crate::support::call::send;
use crate::support::scripted::Act;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_method_it_changes_by() {
    for method in ["DELETE", "POST", "PUT", "PATCH"] {
        let world = World::new().await;
        let acts = [send(method, "/me", 1), Act::Echo];
        let host = turned(&world, host_of(&world), &acts).await;
        must_be!(
            refused(&host).await,
            Consent,
            Error::Drive {
                source: DriveError::NotAllowed(ConsentRefusal::NotDeclared { .. }),
                ..
            }
        );
        assert!(world.server.seen().is_empty(), "{method}");
    }
}
