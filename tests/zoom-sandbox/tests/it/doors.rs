//! Several addresses of one sandbox.

use zoom_sandbox::{Fault, Trouble};

use crate::client::{Client, sandbox};

#[tokio::test]
async fn an_exchange_tells_which_door_it_came_by() {
    let client = Client::anonymous(sandbox().await);
    let one = client.sandbox.door().await.unwrap();
    let other = client.sandbox.door().await.unwrap();
    for url in [one.url(), client.sandbox.url(), other.url()] {
        let answer = client.http.get(format!("{url}/v2/users/me")).send().await;
        assert_eq!(answer.unwrap().status(), 401);
    }
    let came_by = client.sandbox.requests().all().into_iter();
    let came_by: Vec<_> = came_by.map(|exchange| exchange.door).collect();
    assert_eq!(came_by, [one.number(), 0, other.number()]);
}

#[tokio::test]
async fn nobody_new_comes_by_a_door_that_is_closed() {
    let client = Client::anonymous(sandbox().await);
    let door = client.sandbox.door().await.unwrap();
    let address = format!("{}/v2/users/me", door.url());
    drop(door);
    // It closes when the task that listens is dropped, which is not at once.
    while client.http.get(&address).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
    let usual = format!("{}/v2/users/me", client.sandbox.url());
    assert_eq!(client.http.get(usual).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_request_is_under_way_by_its_door_until_it_is_answered() {
    let client = Client::anonymous(sandbox().await);
    let door = client.sandbox.door().await.unwrap();
    let late = Trouble::Latency {
        milliseconds: 60_000,
    };
    client.sandbox.faults().add(Fault::new("GET", "*", late));
    let requests = client.sandbox.requests();
    let under_way = |path| requests.under_way(door.number(), path);
    let asking = client.http.get(format!("{}/v2/users/me?a=b", door.url()));
    let asking = tokio::spawn(asking.send());
    while under_way("/v2/users/me") == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(under_way("/v2/users"), 0);
    assert_eq!(requests.under_way(0, "/v2/users/me"), 0);
    // Nobody waits for it any more.
    asking.abort();
    while under_way("/v2/users/me") > 0 {
        tokio::task::yield_now().await;
    }
}
