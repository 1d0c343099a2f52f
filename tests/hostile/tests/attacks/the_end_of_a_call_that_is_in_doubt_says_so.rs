//! The limit for a whole call struck while a request was under way that must not
//! be sent twice, and the error read as if nothing had happened.

use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use connector_host::contract::Step;
use connector_host::driver::{DriveError, Limits};
use connector_host::{Class, Error};

use crate::bystander::beside;
use crate::stage::{host_of, identifies};
use crate::support::authorization::{World, connect, connected, token_grant};
use crate::support::call::exchange;
use crate::support::scripted::{self, Act, MANIFEST};

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_was_under_way_may_have_been_carried_out() {
    for (repeatable, in_doubt) in [(false, true), (true, false)] {
        // The server answers when the call is over.
        let (over, is_over) = mpsc::channel::<()>();
        let is_over = Arc::new(Mutex::new(is_over));
        let world = World::answering(move |seen| {
            if seen.request.ends_with("/slow") {
                let _ = is_over.lock().unwrap().recv();
            }
        })
        .await;
        let mut limits = Limits::default();
        limits.total = Duration::from_millis(300);
        let host = host_of(&world).driver_limits(limits).build().unwrap();
        let harmless = scripted::connector_of(MANIFEST.as_bytes(), &token_grant(), &identifies());
        host.add(&harmless).await.unwrap();
        let _ = connected(connect(&host)).await;
        let mut slow = exchange("POST", "/slow", 1);
        slow.repeatable = repeatable;
        let acts = [Act::Step(Step::Send(slow)), Act::Echo];
        // What is said to change nothing may send nothing that is in doubt.
        let writes = MANIFEST.replace(r#""effect": "read""#, r#""effect": "write""#);
        let component = scripted::connector_of(writes.as_bytes(), &token_grant(), &acts);
        host.add_accepting(&component).await.unwrap();
        let ended = beside(host.invoke("notes", "list-notes").run())
            .await
            .unwrap_err();
        let Error::Drive { source, .. } = &ended else {
            panic!("{ended}");
        };
        assert!(
            matches!(source.ended_by(), DriveError::TooLong(_)),
            "{ended}"
        );
        let class = if in_doubt {
            Class::Unknown
        } else {
            Class::Other
        };
        assert_eq!(ended.class(), class);
        let said = ended.to_string().contains("may have been carried out");
        assert_eq!(said, in_doubt, "{ended}");
        drop(over);
    }
}
