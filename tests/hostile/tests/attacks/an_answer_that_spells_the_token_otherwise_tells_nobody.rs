//! An API that repeats the token as its encoder writes it: with escapes for some of its
//! characters, which are others in each language.

use std::sync::{Arc, Mutex};

use axum::response::Response;
use connector_host::contract::Step;
use serde_json::{Value, json};

use crate::bystander::beside;
use crate::stage::{host_of, turned};
use crate::support::authorization::World;
use crate::support::call::exchange;
use crate::support::scripted::Act;
use crate::support::server::{Server, answer};

const TOKEN: &str = "ab/cd+efgh-_.~==";

/// Spellings of the token within a text of JSON: those of PHP, of .NET and of Gson, of an
/// address in two cases, of HTML, of JSON in JSON, and of an address in one.
const SPELLED: [&str; 8] = [
    r"ab\/cd+efgh-_.~==",
    r"ab/cd\u002Befgh-_.~\u003D\u003D",
    r"ab/cd+efgh-_.~\u003d\u003d",
    "ab%2Fcd%2Befgh-_.~%3D%3D",
    "ab%2fcd%2befgh-_.%7e%3d%3d",
    "ab&#x2F;cd&#43;efgh-_.~&#61;&#x3D;",
    r"ab\\/cd+efgh-_.~\\u003d\\u003d",
    "ab%252Fcd%252Befgh-_.~%253D%253D",
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_spelling() {
    let spelled = Arc::new(Mutex::new(SPELLED[0]));
    let telling = Arc::clone(&spelled);
    let identity = json!({
        "subject": {"account": "kitchen", "user": "ada"}, "reach": "user",
        "label": "ada@example.com", "facts": {}, "uncovered": [], "warnings": [],
    })
    .to_string();
    let api = Server::start(move |seen, _| -> Response {
        match seen.request.as_str() {
            "POST /token" => {
                let tokens = json!({"access_token": TOKEN, "token_type": "bearer"});
                answer(200, &[], &tokens.to_string())
            }
            "GET /me" => answer(200, &[], &identity),
            _ => {
                let spelled = *telling.lock().unwrap();
                let body = format!(r#"{{"sent":"Bearer {spelled}","twice":"{spelled}{spelled}"}}"#);
                answer(200, &[], &body)
            }
        }
    })
    .await;
    let world = World::new().await;
    let acts = [
        Act::Step(Step::Send(exchange("GET", "/echo", 1))),
        Act::Echo,
    ];
    let reroute = format!("https://api.example=http://{}", api.address);
    let builder = host_of(&world).reroutes([reroute.parse().unwrap()]);
    let host = turned(&world, builder, &acts).await;
    beside(async {
        for one in SPELLED {
            *spelled.lock().unwrap() = one;
            let called = host.invoke("notes", "list-notes").run().await;
            let Value::Object(shown) = called.unwrap().value else {
                panic!("the output is the answer");
            };
            let stars = "*".repeat(one.len());
            assert_eq!(shown["sent"], format!("Bearer {stars}"), "{one}");
            assert_eq!(shown["twice"], format!("{stars}{stars}"), "{one}");
        }
    })
    .await;
}
