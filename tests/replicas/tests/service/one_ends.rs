//! One of the replicas ends, as when a new version takes the place of the old one.

use tokio::net::TcpStream;

use crate::stage::{INVOKE, Stage};

#[tokio::test]
async fn whoever_asks_while_one_replica_is_gone_is_answered_by_the_other() {
    let mut stage = Stage::connected().await;
    stage.invoke(INVOKE, &[]).await.done();
    let serving = stage.serving.as_mut().unwrap();
    let _ = serving.end.remove(0).send(());
    let first = serving.replicas[0];
    while TcpStream::connect(first).await.is_ok() {}
    for _ in 0..4 {
        let shown = stage.get("/v1/connections/work").await.done();
        assert_eq!(shown["state"], "connected");
        stage.invoke(INVOKE, &[]).await.done();
    }
    stage.tell_to_end().await.unwrap();
}
