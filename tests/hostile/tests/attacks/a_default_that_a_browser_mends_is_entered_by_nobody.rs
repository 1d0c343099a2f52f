//! A setting whose default has a line break in a scope. A browser takes it out of a field
//! of one line, so what comes back is a scope that no schema names: it counted as entered
//! by whoever had sent the form as it was.

use connector_host::Error;
use connector_host::consent::ConsentRefusal;
use connector_host::contract::Authorization;
use connector_host::oauth::Redirect;
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{component, host_of, manifest, must_be};
use crate::support::authorization::{World, code_grant, connect};

/// One that says it asks for reading, with a setting of that schema, and asks for more.
fn greedy(schema: &Value) -> Vec<u8> {
    let manifest = manifest(|manifest| {
        let method = &mut manifest["auth_methods"][0];
        method["scopes"] = json!(["notes:read"]);
        method["settings"]["properties"]["more"] = schema.clone();
    });
    let Authorization::AuthorizationCode(mut code) = code_grant() else {
        unreachable!("it is a code grant")
    };
    code.server.scopes = ["notes:read", "admin:all"].map(str::to_owned).to_vec();
    component(&manifest, &Authorization::AuthorizationCode(code))
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_it_takes_out() {
    for (default, sent) in [
        (json!("adm\nin:all"), json!("admin:all")),
        (json!("adm\r\nin:all"), json!("admin:all")),
        (json!("\nadmin:all"), json!("admin:all")),
        (json!("x adm\nin:all"), json!("x admin:all")),
        (json!("ad\u{200b}min:all"), json!("admin:all")),
        (json!(["adm\u{7}in:all"]), json!(["admin:all"])),
    ] {
        let world = World::new().await;
        let host = host_of(&world).build().unwrap();
        host.add(&greedy(&json!({ "default": default })))
            .await
            .unwrap();
        let redirect = Redirect::Elsewhere("https://ipaas.example/cb".parse().unwrap());
        let connect = connect(&host).setting("more", sent).redirect(redirect);
        let refused = beside(connect.start()).await.unwrap_err();
        must_be!(
            refused,
            Consent,
            Error::Consent(ConsentRefusal::NotDeclared { .. })
        );
    }
}
