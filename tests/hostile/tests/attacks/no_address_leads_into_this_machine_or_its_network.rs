//! Addresses in every dress: numbers, mapped, NAT64, names of this machine, with
//! a user name, with another port or scheme.

use connector_host::Error;
use connector_host::contract::{Redirects, Step};
use connector_host::driver::DriveError;
use connector_host::egress::{EgressError, Refusal};

use crate::bystander::beside;
use crate::stage::{host_of, must_be, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;

const ADDRESSES: [&str; 18] = [
    "https://127.0.0.1/",
    "https://0x7f.1/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[64:ff9b:1::1]/",
    "https://[fe80::1]/",
    "https://localhost/",
    "https://x.localhost/",
    "https://api.example@evil.test/",
    "https://user:password@api.example/",
    "https://api.example:8443/",
    "http://api.example/",
    "https://api.example\\@evil.test/",
    "https://evil.test#@api.example/",
    "ftp://api.example/",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_connector_reaches_none_of_them() {
    beside(each_is_refused()).await;
}

async fn each_is_refused() {
    let world = World::new().await;
    for address in ADDRESSES {
        let mut ask = exchange("GET", "/", 1);
        ask.request.url = address.to_owned();
        ask.redirects = Redirects::Origins;
        let acts = [Act::Step(Step::Send(ask)), Act::Echo];
        let host = turned(&world, host_of(&world), &acts).await;
        let called = host.invoke("notes", "list-notes").run().await;
        let refused = called.map(|output| output.value).unwrap_err();
        must_be!(
            refused,
            Other,
            Error::Drive {
                source: DriveError::Egress(EgressError::Refused(
                    Refusal::NotAUrl { .. }
                        | Refusal::NotHttps { .. }
                        | Refusal::UserInfo { .. }
                        | Refusal::IpLiteral { .. }
                        | Refusal::NotDeclared { .. }
                )),
                ..
            }
        );
        assert!(world.server.seen().is_empty(), "{address}");
    }
}
