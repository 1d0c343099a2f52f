//! The operator lets connectors read and nothing else, and a connector calls an action a
//! reading one whose own HTTP method is `DELETE`: the exception that is there for searches
//! by `POST` let it through.

use connector_host::Error;
use connector_host::consent::ConsentRefusal;
use connector_host::driver::DriveError;
use connector_host::policy::OperatorPolicy;
use serde_json::json;

use crate::stage::{host_of, manifest, must_be, refused, turned_with};
use crate::support::authorization::World;
use crate::support::call::send;
use crate::support::scripted::Act;

#[tokio::test(flavor = "multi_thread")]
async fn whichever_of_the_two_it_is_called() {
    for (effect, allowed) in [
        ("read", r#"["read"]"#),
        ("read", r#"["read", "write"]"#),
        ("write", r#"["read", "write"]"#),
    ] {
        let world = World::new().await;
        let policy = format!("[every]\neffects = {allowed}");
        let policy = OperatorPolicy::parse(&policy, "policy.toml").unwrap();
        let manifest = manifest(|manifest| {
            let action = &mut manifest["actions"][0];
            action["effect"] = json!(effect);
            action["http"] = json!({ "method": "DELETE", "path": "/me" });
        });
        let acts = [send("DELETE", "/me", 1), Act::Echo];
        let host = turned_with(&world, host_of(&world).policy(policy), &manifest, &acts).await;
        must_be!(
            refused(&host).await,
            Consent,
            Error::Drive {
                source: DriveError::NotAllowed(ConsentRefusal::Policy(_)),
                ..
            }
        );
        assert!(world.server.seen().is_empty(), "{effect}, {allowed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn and_a_search_by_post_is_one_still() {
    let world = World::new().await;
    let policy = "[every]\neffects = [\"read\"]";
    let policy = OperatorPolicy::parse(policy, "policy.toml").unwrap();
    let manifest = manifest(|manifest| {
        manifest["actions"][0]["http"] = json!({ "method": "POST", "path": "/search" });
    });
    let acts = [send("POST", "/search", 1), Act::Echo];
    let host = turned_with(&world, host_of(&world).policy(policy), &manifest, &acts).await;
    let _ = host.invoke("notes", "list-notes").run().await;
    assert_eq!(world.server.requests(), ["POST /search"]);
}
