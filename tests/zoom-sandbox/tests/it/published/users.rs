//! Users, by each of their names.

use crate::client::Client;

pub(super) async fn call(client: &Client) {
    for user in ["me", "lena@sandbox.example"] {
        client.get(&format!("/users/{user}")).await;
    }
}
