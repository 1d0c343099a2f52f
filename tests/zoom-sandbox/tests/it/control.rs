//! What the sandbox offers beside Zoom: faults, the clock, the last requests.

use http::StatusCode;
use serde_json::{Value, json};
use zoom_sandbox::{Fault, StartError, Trouble};

use crate::client::{Client, builder, sandbox};

async fn owner() -> Client {
    Client::signed_in(sandbox().await, "sandbox-user-granular").await
}

/// What the sandbox shows there.
async fn shown(client: &Client, path: &str) -> Value {
    let url = format!("{}{path}", client.sandbox.url());
    let answer = client.http.get(url).send().await.unwrap();
    answer.json().await.unwrap()
}

#[tokio::test]
async fn a_fault_answers_in_place_of_zoom() {
    let client = owner().await;
    let fault = Fault::answer("GET", "/v2/users/*", StatusCode::SERVICE_UNAVAILABLE)
        .header("retry-after", "1")
        .body(r#"{"code":500}"#);
    client.sandbox.faults().add(fault);
    assert_eq!(client.get("/users/me").await, (503, json!({"code": 500})));
    assert_eq!(client.get("/users/me").await.0, 200);
}

#[tokio::test]
async fn faults_are_set_and_cleared_over_http() {
    let client = owner().await;
    let url = format!("{}/_sandbox/faults", client.sandbox.url());
    let fault = json!({"path": "*", "status": 500, "times": 3});
    assert_eq!(
        client
            .http
            .post(&url)
            .json(&fault)
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    assert_eq!(
        client
            .http
            .get(format!("{}/oauth/authorize", client.sandbox.url()))
            .send()
            .await
            .unwrap()
            .status(),
        500
    );
    let left = shown(&client, "/_sandbox/faults").await;
    assert_eq!(left[0]["times"], 2);
    client.http.delete(&url).send().await.unwrap();
    assert_eq!(client.get("/users/me").await.0, 200);
}

#[tokio::test]
async fn a_fault_that_could_not_be_an_answer_is_refused() {
    let client = owner().await;
    let url = format!("{}/_sandbox/faults", client.sandbox.url());
    let answer = client
        .http
        .post(&url)
        .json(&json!({"path": "*", "status": 42}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 422);
    assert!(answer.text().await.unwrap().starts_with("status: 42"));
}

#[tokio::test]
async fn whoever_follows_sees_every_request_even_one_whose_client_went_away() {
    let client = owner().await;
    let mut exchanges = client.sandbox.requests().follow();
    let hours = Trouble::Latency {
        milliseconds: 3_600_000,
    };
    client
        .sandbox
        .faults()
        .add(Fault::new("GET", "/v2/users/me", hours));
    let url = format!("{}/v2/users/me", client.sandbox.url());
    let request = client.http.get(url).bearer_auth(client.access_token());
    let waiting = tokio::spawn(request.send());
    while client.sandbox.faults().all()[0].times > 0 {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    let abandoned = exchanges.recv().await.unwrap();
    assert_eq!((abandoned.path(), abandoned.status), ("/v2/users/me", 0));
    assert_eq!(client.get("/users/me").await.0, 200);
    assert_eq!(exchanges.recv().await.unwrap().status, 200);
}

#[tokio::test]
async fn the_clock_is_moved_over_http() {
    let client = owner().await;
    let url = format!("{}/_sandbox/clock", client.sandbox.url());
    let moved: Value = client
        .http
        .put(&url)
        .json(&json!({"advance_seconds": 3600}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(moved, json!({"now": "2026-03-04T13:00:00Z"}));
    assert_eq!(client.get("/users/me").await.0, 401);
    for too_far in [
        json!({"advance_seconds": i64::MAX}),
        json!({"now": "9999-01-01T00:00:00Z"}),
    ] {
        let refused = client.http.put(&url).json(&too_far).send().await.unwrap();
        assert_eq!(refused.status(), 422, "{too_far}");
        let problem = refused.text().await.unwrap();
        assert!(problem.contains("1970 to 8999"), "{problem}");
    }
}

#[tokio::test]
async fn the_last_requests_are_kept_with_their_answers() {
    let client = owner().await;
    client.sandbox.requests().clear();
    client.get("/users/me?login_type=1").await;
    let kept = client.sandbox.requests().all();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].path(), kept[0].status), ("/v2/users/me", 200));
    assert!(
        kept[0]
            .header("authorization")
            .unwrap()
            .starts_with("Bearer ")
    );
    assert!(kept[0].response_body.contains("olivia@sandbox.example"));
    let over_http = shown(&client, "/_sandbox/requests").await;
    assert_eq!(over_http, json!(kept));
}

#[tokio::test]
async fn the_state_can_be_read() {
    let client = owner().await;
    let state = shown(&client, "/_sandbox/state").await;
    assert_eq!(state["users"].as_array().unwrap().len(), 4);
    assert_eq!(
        state["grants"]["living"][0]["client_id"],
        "sandbox-user-granular"
    );
}

#[tokio::test]
async fn the_start_page_shows_the_apps_and_the_last_requests() {
    let client = owner().await;
    client.get("/users/me").await;
    let fault = Fault::new("GET", "/v2/none", Trouble::LostAnswer);
    client.sandbox.faults().add(fault);
    let page = client
        .http
        .get(client.sandbox.url())
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap()
        .replace("<wbr>", "");
    assert!(page.contains("not-a-secret-user-granular"), "{page}");
    assert!(page.contains("GET /v2/users/me"), "{page}");
    assert!(page.contains("lost-answer"), "{page}");
    assert!(page.contains("--tls-port"), "{page}");
}

#[tokio::test]
async fn every_answer_of_the_api_has_a_tracking_id() {
    let client = owner().await;
    client.get("/users/me").await;
    client.get("/nowhere").await;
    for exchange in client
        .sandbox
        .requests()
        .all()
        .iter()
        .filter(|e| e.path().starts_with("/v2"))
    {
        let names: Vec<_> = exchange
            .response_headers
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert!(names.contains(&"x-zm-trackingid"), "{names:?}");
    }
}

#[tokio::test]
async fn many_run_side_by_side_and_know_nothing_of_each_other() {
    let (one, other) = (owner().await, owner().await);
    assert_ne!(one.sandbox.url(), other.sandbox.url());
    one.create(json!({"topic": "Only here"})).await;
    let (_, list) = other.get("/users/me/meetings").await;
    assert!(!list.to_string().contains("Only here"));
}

#[tokio::test]
async fn it_listens_on_this_machine_alone() {
    let refused = builder()
        .host("0.0.0.0".parse().unwrap())
        .start()
        .await
        .unwrap_err();
    assert!(matches!(refused, StartError::NotLoopback(_)), "{refused}");
}

#[tokio::test]
async fn every_path_of_its_own_answers_in_words_whatever_the_method() {
    let client = owner().await;
    client.sandbox.requests().clear();
    let ask = async |method: &str, path: &str| {
        let url = format!("{}{path}", client.sandbox.url());
        let method = method.parse().unwrap();
        let answer = client.http.request(method, url).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.text().await.unwrap())
    };
    for path in ["/_sandbox", "/_sandbox/"] {
        let (status, words) = ask("GET", path).await;
        assert_eq!(status, 200, "{path}");
        assert!(words.contains("/_sandbox/faults"), "{words}");
    }
    for (method, path, status, says) in [
        (
            "GET",
            "/_sandbox/nowhere",
            404,
            "nothing at /_sandbox/nowhere",
        ),
        ("POST", "/_sandbox/a/b/c", 404, "nothing at /_sandbox/a/b/c"),
        ("POST", "/", 405, "/ is not for POST"),
        ("DELETE", "/", 405, "/ is not for DELETE"),
        ("OPTIONS", "/", 405, "/ is not for OPTIONS"),
        ("POST", "/_sandbox", 405, "/_sandbox is not for POST"),
        ("PUT", "/_sandbox/", 405, "/_sandbox/ is not for PUT"),
        (
            "PATCH",
            "/_sandbox/clock",
            405,
            "/_sandbox/clock is not for PATCH",
        ),
        ("POST", "/favicon.ico", 405, "/favicon.ico is not for POST"),
        (
            "PUT",
            "/_sandbox/approved_apps/none",
            404,
            "no app with the client id none",
        ),
        (
            "DELETE",
            "/_sandbox/approved_apps/none",
            404,
            "no approved app",
        ),
        (
            "DELETE",
            "/_sandbox/webhooks/none",
            404,
            "no subscription none",
        ),
        (
            "DELETE",
            "/_sandbox/grants/none/nobody",
            404,
            "no user nobody",
        ),
        (
            "DELETE",
            "/_sandbox/grants/none/olivia@sandbox.example",
            404,
            "no grant",
        ),
        ("GET", "/_sandbox/ca.pem", 404, "--tls-port"),
        ("PUT", "/_sandbox/clock", 415, "application/json"),
    ] {
        let (answered, words) = ask(method, path).await;
        assert_eq!(answered, status, "{method} {path}: {words}");
        assert!(words.contains(says), "{method} {path}: {words}");
    }
    // A path that only looks like one is Zoom's, and Zoom has none.
    assert_eq!(ask("GET", "/_sandboxes").await.0, 404);
    let kept: Vec<String> = client
        .sandbox
        .requests()
        .all()
        .iter()
        .map(|e| e.target.clone())
        .collect();
    assert_eq!(kept, ["/_sandboxes"]);
}

#[tokio::test]
async fn a_browser_finds_an_icon_and_the_list_of_requests_stays_clean() {
    let client = owner().await;
    client.sandbox.requests().clear();
    let url = format!("{}/favicon.ico", client.sandbox.url());
    let icon = client.http.get(url).send().await.unwrap();
    assert_eq!(icon.status(), 200);
    assert_eq!(icon.headers()["content-type"], "image/svg+xml");
    assert_eq!(client.sandbox.requests().all(), []);
}

#[tokio::test]
async fn the_start_page_has_the_line_that_leads_a_host_here() {
    let client = owner().await;
    let page = client.http.get(client.sandbox.url()).send().await.unwrap();
    let page = page.text().await.unwrap().replace("<wbr>", "");
    let [zoom, hosts] = client.sandbox.reroutes();
    assert_eq!(zoom, format!("https://zoom.us={}", client.sandbox.url()));
    let line = format!("export CONNECTOR_HOST_REROUTE='{zoom},{hosts}'");
    assert!(page.contains(&line), "{page}");
}
