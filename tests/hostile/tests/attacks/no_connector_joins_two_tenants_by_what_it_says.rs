//! A connector that says of every account that it is the same one. Two tenants who sign in
//! by the operator's app had one grant then, and the calls of the one went out with the
//! token of the other.

use connector_host::Host;
use connector_host::connections::App;
use connector_host::policy::OperatorPolicy;

use crate::bystander::beside;
use crate::stage::{component, connected, host_of};
use crate::support::authorization::{CLIENT_SECRET, World, app_grant};
use crate::support::scripted::MANIFEST;

/// Two tenants who sign in by the operator's app, one after the other. Whoever signs in is
/// ada, as far as the connector says.
async fn acme_and_bolt(world: &World, policy: &str) -> [Host; 2] {
    let policy = OperatorPolicy::parse(policy, "policy.toml").unwrap();
    let operator = host_of(world).policy(policy).build().unwrap();
    let component = component(MANIFEST.as_bytes(), &app_grant());
    operator.add(&component).await.unwrap();
    let app = App::new("notes", "the-operators").secret("client_secret", CLIENT_SECRET.into());
    operator.set_app(app).await.unwrap();
    let mut tenants = Vec::new();
    for name in ["acme", "bolt"] {
        operator.create_tenant(name).await.unwrap();
        let tenant = operator.tenant(name).await.unwrap();
        connected(&tenant, "work").await;
        tenants.push(tenant);
    }
    world.server.forget();
    tenants.try_into().unwrap()
}

/// The tokens that a call of a tenant sends, whatever becomes of it.
async fn sent_by(world: &World, tenant: &Host) -> Vec<String> {
    world.server.forget();
    let call = tenant.invoke("notes", "list-notes").connection("work");
    let _ = call.run().await;
    let seen = world.server.seen().into_iter();
    let of_calls = seen.filter(|seen| seen.request == "GET /me");
    of_calls.filter_map(|seen| seen.authorization).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_call_is_made_with_the_token_of_the_tenant_that_makes_it() {
    let world = World::new().await;
    let [acme, bolt] = acme_and_bolt(&world, "").await;
    assert_eq!(sent_by(&world, &bolt).await, ["Bearer access-2"]);
    // Its token is of no use at this server any more, and is its own all the same.
    let sent = beside(sent_by(&world, &acme)).await;
    assert_eq!(sent, ["Bearer access-1"]);
    connected(&acme, "work").await;
    assert_eq!(sent_by(&world, &acme).await, ["Bearer access-3"]);
    assert_eq!(sent_by(&world, &bolt).await, ["Bearer access-2"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn but_where_the_operator_lets_them_share() {
    let world = World::new().await;
    let policy = "[connector.notes]\nshared_grants = true";
    let [acme, bolt] = acme_and_bolt(&world, policy).await;
    for tenant in [&acme, &bolt] {
        assert_eq!(sent_by(&world, tenant).await, ["Bearer access-2"]);
    }
}
