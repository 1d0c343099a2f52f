//! An action that its manifest calls a reading one, and that deletes what it was
//! let near: whoever lets a program read has agreed to no more. Many servers take
//! the method from a header field too, and some read it in any case.

use connector_host::Error;
use connector_host::consent::ConsentRefusal;
use connector_host::contract::{Field, Step};
use connector_host::driver::DriveError;
use connector_host::egress::{EgressError, Refusal};

use crate::stage::{host_of, must_be, refused, turned};
use crate::support::authorization::World;
use crate::support::call::{exchange, send};
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

/// What its requests have, beside their method.
const FIELDS: [&str; 6] = [
    "x-http-method-override",
    "X-HTTP-Method",
    "x-method-override",
    "x_http_method_override",
    "x-original-url",
    "x-rewrite-url",
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_it_says_beside_the_method() {
    for name in FIELDS {
        let world = World::new().await;
        let mut ask = exchange("GET", "/me", 1);
        ask.request.headers = vec![Field {
            name: name.to_owned(),
            value: "DELETE".to_owned(),
        }];
        let acts = [Act::Step(Step::Send(ask)), Act::Echo];
        let host = turned(&world, host_of(&world), &acts).await;
        must_be!(
            refused(&host).await,
            Other,
            Error::Drive {
                source: DriveError::Egress(EgressError::Refused(Refusal::ReservedHeader { .. })),
                ..
            }
        );
        assert!(world.server.seen().is_empty(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn and_however_it_writes_the_method() {
    for method in ["delete", "Delete", "get"] {
        let world = World::new().await;
        let acts = [send(method, "/me", 1), Act::Echo];
        let host = turned(&world, host_of(&world), &acts).await;
        let refused = refused(&host).await;
        assert!(world.server.seen().is_empty(), "{method}: {refused}");
    }
}
