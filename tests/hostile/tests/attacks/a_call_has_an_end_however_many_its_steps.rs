//! A connector that asks for one more step each time, a million times.

use connector_host::contract::{Signing, Step};

use crate::stage::{host_of, refused, turned};
use crate::support::authorization::World;
use crate::support::call::send;
use crate::support::scripted::Act;

#[tokio::test(flavor = "multi_thread")]
async fn requests_end_with_the_limit() {
    let world = World::new().await;
    let limits = connector_host::driver::Limits {
        steps: 200,
        ..connector_host::driver::Limits::default()
    };
    let builder = host_of(&world).driver_limits(limits);
    let host = turned(&world, builder, &[send("GET", "/me", 0)]).await;
    let refused = refused(&host).await.to_string();
    assert!(refused.contains("200 steps"), "{refused}");
    assert_eq!(world.server.requests().len(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_with_no_secret_end_at_the_first() {
    let world = World::new().await;
    let sign = Act::Step(Step::Sign(Signing {
        secret: "client_secret".to_owned(),
        message: vec![0; 1 << 16],
        state: vec![0],
    }));
    let host = turned(&world, host_of(&world), &[sign]).await;
    let refused = refused(&host).await.to_string();
    assert!(refused.contains("sign messages"), "{refused}");
}
