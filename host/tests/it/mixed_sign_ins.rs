//! Sign-ins whose codes and states are mixed with one another, or replayed, on both stores.

use crate::sign_ins::{begin, code, two};
use crate::support::authorization::{World, code_grant, connect, returned};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use local_postgresql::Server;
use sha2::{Digest as _, Sha256};
use url::Url;

/// The code of the sign-in with that challenge.
fn own_code(challenge: &str) -> String {
    format!("the-code-of-{challenge}")
}

/// A world in which each sign-in has a code of its own, which is good with its verifier alone
/// (RFC 7636).
async fn with_codes_of_their_own() -> World {
    let world = World::new().await;
    world.issuer().takes_code = |code, verifier| {
        let digest = Sha256::digest(verifier);
        code == own_code(&BASE64_URL_SAFE_NO_PAD.encode(digest))
    };
    world
}

/// Where a browser returns to that has the code of one sign-in and the state of another.
fn mixed(code_of: &Url, state_of: &Url) -> Url {
    let mut parameters = code_of.query_pairs();
    let challenge = parameters.find(|(name, _)| name == "code_challenge");
    let (_, challenge) = challenge.unwrap();
    returned(state_of, &[("code", &own_code(&challenge))])
}

#[tokio::test]
async fn sign_ins_that_are_mixed_with_one_another_or_replayed_make_one_connection() {
    let postgresql = Server::start().unwrap();
    let database = postgresql.new_database().unwrap();
    let grant = code_grant();
    for on_postgresql in [false, true] {
        let world = with_codes_of_their_own().await;
        let (one, other) = if on_postgresql {
            let address = || postgresql.address(&database).parse().unwrap();
            let one = world.host_on(address(), &grant).await;
            (one, world.host_on(address(), &grant).await)
        } else {
            two(&world, &grant).await
        };
        let good = begin(connect(&one).name("good")).await;
        let mixed_up = begin(connect(&one).name("mixed-up")).await;
        let waiting = begin(connect(&one).name("waiting")).await;
        let (good_url, mixed_up_url) = (good.url().clone(), mixed_up.url().clone());
        let honest = mixed(&good_url, &good_url);

        // Whoever waits for one sign-in is given what a browser brought from another.
        let error = code(waiting.finish(&honest).await);
        assert_eq!(error, "sign-in-other-state");
        assert_eq!(world.token_requests(), [""; 0]);
        // A code of one sign-in comes with the state of another: the verifier is that of the
        // state, which the server refuses.
        let code_of_good = mixed(&good_url, &mixed_up_url);
        for (host, outcome) in [
            (&other, "authorization-server-refused"),
            (&other, "no-sign-in"),
            (&one, "no-sign-in"),
        ] {
            assert_eq!(code(host.finish_sign_in(&code_of_good).await), outcome);
        }
        assert_eq!(world.token_requests().len(), 1);
        // What it was mixed with is good still, once.
        let connected = other.finish_sign_in(&honest).await.unwrap();
        assert_eq!(connected.connection.name, "good");
        let code_of_mixed_up = mixed(&mixed_up_url, &good_url);
        let own_of_mixed_up = mixed(&mixed_up_url, &mixed_up_url);
        for callback in [&honest, &code_of_good, &code_of_mixed_up, &own_of_mixed_up] {
            for host in [&one, &other] {
                assert_eq!(code(host.finish_sign_in(callback).await), "no-sign-in");
            }
        }
        assert_eq!(code(good.finish(&honest).await), "no-sign-in");
        let error = code(mixed_up.finish(&own_of_mixed_up).await);
        assert_eq!(error, "no-sign-in");
        assert_eq!(world.token_requests().len(), 2);
        assert_eq!(world.issuer().issued, 1);
        for host in [&one, &other] {
            assert_eq!(host.connections().await.unwrap().len(), 1);
        }
    }
}
