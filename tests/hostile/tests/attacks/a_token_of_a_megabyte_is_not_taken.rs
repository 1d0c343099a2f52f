//! A token of `a…ab` against an answer of `a`s held a thread for 24 s; a token
//! response of 14 MB took 484 MB.

use crate::bystander::beside;
use crate::stage::{component, host_of};
use crate::support::authorization::{World, connect, token_grant};
use crate::support::scripted::MANIFEST;

#[tokio::test(flavor = "multi_thread")]
async fn a_long_token_and_a_long_answer_are_refused() {
    let long = "a".repeat(200_000) + "b";
    let tokens = format!(r#"{{"access_token":"{long}","token_type":"bearer"}}"#);
    let swollen = format!(r#"{{"access_token":"a","x":[{}0]}}"#, "0,".repeat(7 << 20));
    for (answer, said) in [(tokens, "16384 bytes"), (swollen, "1048576 bytes")] {
        let world = World::new().await;
        world.issuer().trouble = Some((200, answer.leak()));
        let host = host_of(&world).build().unwrap();
        host.add(&component(MANIFEST.as_bytes(), &token_grant()))
            .await
            .unwrap();
        let refused = beside(connect(&host).start())
            .await
            .unwrap_err()
            .to_string();
        assert!(refused.contains(said), "{refused}");
    }
}
