//! `interval` and `expires_in` of the device grant come from the server: 2^64
//! overflowed, 0 asked all the time.

use std::time::Duration;

use connector_host::Attempt;

use crate::bystander::beside;
use crate::stage::{component, host_of};
use crate::support::authorization::{World, connect, device_grant};
use crate::support::scripted::MANIFEST;

#[tokio::test(flavor = "multi_thread")]
async fn the_server_is_asked_now_and_then_and_not_for_ever() {
    for interval in ["18446744073709551615", "0", "31536000"] {
        let world = World::new().await;
        let device = format!(
            r#"{{"device_code":"the-device","user_code":"X","expires_in":18446744073709551615,
                "interval":{interval},"verification_uri":"https://api.example/device"}}"#
        );
        world.issuer().device = Some(device);
        world
            .issuer()
            .devices
            .push_back((400, r#"{"error":"slow_down"}"#));
        let host = host_of(&world).build().unwrap();
        host.add(&component(MANIFEST.as_bytes(), &device_grant()))
            .await
            .unwrap();
        let Attempt::PendingDevice(pending) = connect(&host).start().await.unwrap() else {
            panic!("somebody has to approve")
        };
        assert_eq!(pending.lifetime(), Duration::from_secs(3600));
        beside(pending.wait()).await.unwrap();
        let waits = world.clock.waits.lock().unwrap().clone();
        let within = |wait: &Duration| (1..=300).contains(&wait.as_secs());
        assert!(waits.iter().all(within), "{waits:?}");
    }
}
