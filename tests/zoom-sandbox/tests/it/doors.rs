//! Several addresses of one sandbox.

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
