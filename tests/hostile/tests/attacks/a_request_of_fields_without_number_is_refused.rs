//! More header fields than the map that holds them takes: where one is added
//! nevertheless, the whole process may end.

use connector_host::Error;
use connector_host::contract::{Field, Step};
use connector_host::driver::DriveError;
use connector_host::egress::{EgressError, Refusal};

use crate::bystander::beside_within;
use crate::stage::{host_of, must_be, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;

/// Beyond what is sent, beyond what the map takes with those of the host, and beyond
/// what it takes at all.
const COUNTS: [usize; 3] = [1_001, 24_570, 40_000];

/// What a list of them may cost, in MiB: it is in the component and here.
const CEILING: u64 = 64;

#[tokio::test(flavor = "multi_thread")]
async fn and_nothing_is_sent() {
    let world = World::new().await;
    for count in COUNTS {
        let mut ask = exchange("GET", "/me", 1);
        let fields = (0..count).map(|number| Field {
            name: format!("x-{number}"),
            value: "1".to_owned(),
        });
        ask.request.headers = fields.collect();
        let acts = [Act::Step(Step::Send(ask)), Act::Echo];
        let host = turned(&world, host_of(&world), &acts).await;
        let called = beside_within(CEILING, host.invoke("notes", "list-notes").run()).await;
        must_be!(
            called.map(|output| output.value).unwrap_err(),
            Other,
            Error::Drive {
                source: DriveError::Egress(EgressError::Refused(Refusal::TooManyHeaders {
                    limit: 1_000,
                    ..
                })),
                ..
            }
        );
        assert!(world.server.seen().is_empty(), "{count}");
    }
}
