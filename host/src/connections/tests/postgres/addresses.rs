//! The address of the database: a server elsewhere, with TLS and a password that nobody is shown.

use super::*;

/// Where the store of [`whoever_trusts_its_certificate_is_let_in`] is.
const ELSEWHERE: &str = "CONNECTOR_HOST_TEST_STORE";

#[tokio::test]
async fn a_server_elsewhere_wants_tls_that_is_trusted_and_the_password() {
    let server = Server::start_with_tls();
    let right = server.address_with_tls("hush");
    // Whose it is nobody here has heard of.
    let error = Store::open_postgres(&right.parse().unwrap(), key(), RenewalLease::DEFAULT).await;
    let error = crate::Error::from(error.unwrap_err());
    assert_eq!(error.class(), crate::Class::Unavailable, "{error}");
    assert!(error.to_string().contains("certificate"), "{error}");
    let let_in = |address: &str| {
        let program = std::env::current_exe().unwrap();
        let output = std::process::Command::new(program)
            .args(["--ignored", "--exact", "--nocapture"])
            .arg(
                "connections::tests::postgres::addresses::whoever_trusts_its_certificate_is_let_in",
            )
            .env("SSL_CERT_FILE", server.certificate())
            .env(ELSEWHERE, address)
            .output()
            .unwrap();
        let told = [output.stdout, output.stderr].concat();
        let told = String::from_utf8(told).unwrap();
        assert!(told.contains("running 1 test"), "{told}");
        (output.status.success(), told)
    };
    let (is_let_in, told) = let_in(&right);
    assert!(is_let_in, "{told}");
    let (is_let_in, told) = let_in(&server.address_with_tls("a-guess"));
    assert!(
        !is_let_in && told.contains("password authentication failed"),
        "{told}"
    );
    assert!(!told.contains("a-guess"), "{told}");
    let in_the_clear = right.replace("require", "disable");
    let (is_let_in, told) = let_in(&in_the_clear);
    assert!(
        !is_let_in && told.contains("no pg_hba.conf entry"),
        "{told}"
    );
}

#[tokio::test]
#[ignore = "another test runs it where the certificate is trusted"]
async fn whoever_trusts_its_certificate_is_let_in() {
    let address = std::env::var(ELSEWHERE).unwrap();
    let store = Store::open_postgres(&address.parse().unwrap(), key(), RenewalLease::DEFAULT).await;
    let store = store.unwrap_or_else(|error| panic!("{error}"));
    store.keep(sign_in(Some("work"), "ada", "1")).await.unwrap();
    assert_eq!(store.connections().await.unwrap().len(), 1);
}

#[test]
fn an_address_shows_no_password() {
    let address: PostgresAddress = "postgres://ada:hush@db.example/store".parse().unwrap();
    assert!(!format!("{address:?}").contains("hush"));
    assert!("what?".parse::<PostgresAddress>().is_err());
}
