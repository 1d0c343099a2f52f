//! A server whose bounds are reached.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use super::*;

/// A request whose body never ends.
const BEGUN: &[u8] = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nbegin";

async fn served(bounds: Bounds) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = |_, _| async { Response::new(Body::from("here")) };
    tokio::spawn(serve(listener, bounds, answer, pending()));
    address
}

async fn answered(address: SocketAddr) -> String {
    let mut stream = TcpStream::connect(address).await.expect("it listens");
    let request = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n";
    stream.write_all(request).await.expect("it is sent");
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .await
        .expect("it is answered");
    answer
}

/// Answers with the body, once it is there.
async fn whole(request: Request<Body>) -> Response<Body> {
    let body = axum::body::to_bytes(request.into_body(), 100).await;
    Response::new(Body::from(body.unwrap_or_default()))
}

async fn silent(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.expect("it listens")
}

#[tokio::test]
async fn two_hundred_that_say_nothing_keep_nobody_waiting() {
    // They would stay for ever.
    let bounds = Bounds {
        head: Duration::MAX / 4,
        whole: Duration::MAX / 4,
        ..Bounds::default()
    };
    let address = served(bounds).await;
    let mut all = Vec::new();
    for _ in 0..200 {
        all.push(silent(address).await);
    }
    assert!(answered(address).await.ends_with("here"));
}

#[tokio::test]
async fn more_than_there_is_room_for_wait_until_the_silent_are_sent_away() {
    let bounds = Bounds {
        connections: 2,
        head: Duration::from_millis(100),
        ..Bounds::default()
    };
    let address = served(bounds).await;
    let mut first = silent(address).await;
    let _second = silent(address).await;
    assert!(answered(address).await.ends_with("here"));
    let mut rest = Vec::new();
    first.read_to_end(&mut rest).await.expect("it is closed");
}

#[tokio::test]
async fn a_request_that_never_ends_is_cut_off() {
    let bounds = Bounds {
        whole: Duration::from_millis(100),
        ..Bounds::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = |_, request| whole(request);
    tokio::spawn(serve(listener, bounds, answer, pending()));
    let mut stream = silent(address).await;
    stream.write_all(BEGUN).await.expect("it is sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("it is closed");
    assert!(answer.is_empty(), "{answer:?}");
}

#[tokio::test]
async fn bodies_that_never_end_keep_nobody_waiting() {
    // They would stay for ever.
    let bounds = Bounds {
        connections: 3,
        head: Duration::MAX / 4,
        whole: Duration::MAX / 4,
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = |_, request| async {
        drop(whole(request).await);
        Response::new(Body::from("here"))
    };
    tokio::spawn(serve(listener, bounds, answer, pending()));
    let chunked = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n";
    let mut all = Vec::new();
    for begun in [BEGUN, chunked].repeat(2) {
        let mut stream = silent(address).await;
        stream.write_all(begun).await.expect("it is sent");
        all.push(stream);
    }
    assert!(answered(address).await.ends_with("here"));
}

#[tokio::test]
async fn a_request_that_has_come_whole_gives_way_to_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (tell, told) = tokio::sync::watch::channel(false);
    let (come, mut comes) = tokio::sync::mpsc::unbounded_channel();
    let answer = move |_, request: Request<Body>| {
        let (come, mut told) = (come.clone(), told.clone());
        async move {
            let waits = request.uri().path() == "/wait";
            let answer = whole(request).await;
            if waits {
                let _ = come.send(());
                let _ = told.wait_for(|told| *told).await;
            }
            answer
        }
    };
    let bounds = Bounds {
        connections: 3,
        head: Duration::MAX / 4,
        whole: Duration::MAX / 4,
    };
    tokio::spawn(serve(listener, bounds, answer, pending()));
    // With a body, and without one.
    let with = b"POST /wait HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nbody".as_slice();
    let without = b"GET /wait HTTP/1.1\r\nhost: x\r\n\r\n".as_slice();
    let mut waiting = Vec::new();
    for request in [with, without] {
        let mut stream = silent(address).await;
        stream.write_all(request).await.expect("it is sent");
        comes.recv().await.expect("it has come");
        waiting.push(stream);
    }
    // The youngest of the three gives way, as the only one that is not whole.
    let _youngest = silent(address).await;
    assert!(answered(address).await.starts_with("HTTP/1.1 200"));
    tell.send(true).expect("they wait for it");
    for mut stream in waiting {
        let mut answer = String::new();
        let read = stream.read_to_string(&mut answer).await;
        read.expect("it is answered");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

#[tokio::test]
async fn when_it_ends_the_silent_are_closed_and_the_answer_under_way_arrives() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (begun, begins) = oneshot::channel();
    let begun = Arc::new(std::sync::Mutex::new(Some(begun)));
    let (end, ends) = oneshot::channel::<()>();
    let (last, awaited) = tokio::sync::watch::channel(false);
    let answer = move |_, _| {
        let begun = begun.lock().expect("nobody panicked").take();
        let mut awaited = awaited.clone();
        async move {
            let _ = begun.map(|begun| begun.send(()));
            let _ = awaited.wait_for(|told| *told).await;
            Response::new(Body::from("farewell"))
        }
    };
    // Neither is cut off by a time.
    let bounds = Bounds {
        head: Duration::MAX / 4,
        whole: Duration::MAX / 4,
        ..Bounds::default()
    };
    let server = tokio::spawn(serve(listener, bounds, answer, async {
        let _ = ends.await;
    }));
    let mut quiet = silent(address).await;
    let asked = tokio::spawn(answered(address));
    begins.await.expect("the request has come");
    end.send(()).expect("the server waits for it");
    let mut rest = Vec::new();
    quiet.read_to_end(&mut rest).await.expect("it is closed");
    last.send(true).expect("the answer waits for it");
    assert!(asked.await.expect("it is answered").ends_with("farewell"));
    server.await.expect("the server has ended");
}
