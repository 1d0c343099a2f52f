//! Passing on what a delivery tells, once: a repetition of what the program on this
//! machine has taken does not reach it again, whoever sends it.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{body::Bytes, http::Request};
use connector_host::triggers::Event;
use jiff::{SignedDuration, Timestamp};

use super::{forward::Target, told::KEPT};

/// What has been passed on.
#[derive(Debug)]
pub(super) struct Passing {
    target: Target,
    marks: Mutex<HashMap<Mark, State>>,
    digests: RandomState,
}

/// What a delivery is known by when it comes again.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
enum Mark {
    /// The id of an event that it tells.
    Event(String),
    /// Its body, where it says whose connections have ended.
    Body(u64),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    UnderWay,
    Taken(Timestamp),
}

/// Why a delivery was not passed on.
#[derive(Debug)]
pub(super) enum NotPassed {
    /// The same is being passed on at this moment, and nobody knows how that ends.
    UnderWay,
    /// The program has not taken it.
    Refused(String),
}

impl Passing {
    pub(super) fn to(target: Target) -> Self {
        Self {
            target,
            marks: Mutex::default(),
            digests: RandomState::new(),
        }
    }

    /// Passes a delivery on that tells of these events and may end connections,
    /// unless the program has taken all of it before.
    pub(super) async fn pass(
        &self,
        delivery: &Request<Bytes>,
        events: &[Event],
        ends: bool,
    ) -> Result<(), NotPassed> {
        let mut marks: Vec<Mark> = events
            .iter()
            .map(|event| Mark::Event(event.id.clone()))
            .collect();
        if ends {
            marks.push(Mark::Body(self.digests.hash_one(delivery.body())));
        }
        let Some(turn) = self.begin(marks, Timestamp::now())? else {
            return Ok(());
        };
        // Nobody else waits for this one meanwhile.
        let taken = self.target.take(delivery).await;
        taken.map_err(NotPassed::Refused)?;
        turn.taken(Timestamp::now());
        Ok(())
    }

    /// Whose turn it is; nobody's when all of it was taken.
    fn begin(&self, mut marks: Vec<Mark>, now: Timestamp) -> Result<Option<Turn<'_>>, NotPassed> {
        let mut known = self.known();
        let kept = SignedDuration::from_secs(i64::try_from(KEPT).unwrap_or(i64::MAX));
        known.retain(|_, state| match state {
            State::UnderWay => true,
            State::Taken(at) => now.duration_since(*at) < kept,
        });
        marks.retain(|mark| !matches!(known.get(mark), Some(State::Taken(_))));
        if marks.iter().any(|mark| known.contains_key(mark)) {
            return Err(NotPassed::UnderWay);
        }
        if marks.is_empty() {
            return Ok(None);
        }
        let under_way = marks.iter().map(|mark| (mark.clone(), State::UnderWay));
        known.extend(under_way);
        drop(known);
        Ok(Some(Turn {
            passing: self,
            marks,
        }))
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Mark, State>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One delivery on its way. Dropped before it was taken, it may come again.
struct Turn<'a> {
    passing: &'a Passing,
    marks: Vec<Mark>,
}

impl Turn<'_> {
    fn taken(mut self, now: Timestamp) {
        let taken = std::mem::take(&mut self.marks).into_iter();
        let taken = taken.map(|mark| (mark, State::Taken(now)));
        self.passing.known().extend(taken);
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut known = self.passing.known();
        for mark in &self.marks {
            known.remove(mark);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use futures_util::future::join_all;
    use serde_json::json;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
        sync::Barrier,
    };

    use super::*;

    /// A program that takes deliveries, of which `together` have to be there before
    /// any is answered, with `status`. It counts them.
    async fn program(together: usize, status: &'static str) -> (Passing, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::new(AtomicUsize::new(0));
        let barrier = Arc::new(Barrier::new(together));
        let counted = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let barrier = Arc::clone(&barrier);
                tokio::spawn(async move {
                    let mut bytes = [0; 4096];
                    let _ = stream.read(&mut bytes).await;
                    barrier.wait().await;
                    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
                    let _ = stream.write_all(answer.as_bytes()).await;
                });
            }
        });
        let target = format!("http://{address}/hooks");
        (Passing::to(target.parse().expect("a target")), seen)
    }

    fn event(id: &str) -> Event {
        serde_json::from_value(json!({
            "trigger": "note-written", "id": id, "occurred_at": "2026-11-26T10:00:00Z",
            "subject": {"account": "kitchen"}, "data": {},
        }))
        .expect("an event")
    }

    fn delivery(body: &'static str) -> Request<Bytes> {
        let request = Request::builder().method("POST").uri("/");
        request.body(Bytes::from(body)).expect("a request")
    }

    #[tokio::test]
    async fn what_comes_twice_reaches_the_program_once() {
        let (passing, seen) = program(1, "204 No Content").await;
        let first = delivery("first");
        for _ in 0..2 {
            let passed = passing.pass(&first, &[event("a")], false).await;
            assert!(passed.is_ok(), "{passed:?}");
        }
        assert_eq!(seen.load(Ordering::SeqCst), 1);
        for (body, expected) in [("end", 2), ("end", 2), ("another end", 3)] {
            let passed = passing.pass(&delivery(body), &[], true).await;
            assert!(passed.is_ok(), "{passed:?}");
            assert_eq!(seen.load(Ordering::SeqCst), expected, "{body}");
        }
        // One that tells more than was taken is passed on.
        let more = [event("a"), event("b")];
        assert!(passing.pass(&first, &more, false).await.is_ok());
        assert_eq!(seen.load(Ordering::SeqCst), 4);
    }

    #[tokio::test]
    async fn what_the_program_has_refused_reaches_it_again() {
        let (passing, seen) = program(1, "500 Internal Server Error").await;
        for _ in 0..2 {
            let passed = passing.pass(&delivery("x"), &[event("a")], false).await;
            assert!(matches!(passed, Err(NotPassed::Refused(_))), "{passed:?}");
        }
        assert_eq!(seen.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn ten_are_passed_on_at_once() {
        // One after the other, none would ever be answered.
        let (passing, seen) = program(10, "200 OK").await;
        let deliveries = (0..10).map(|number| {
            let passing = &passing;
            async move {
                let events = [event(&number.to_string())];
                passing.pass(&delivery("x"), &events, false).await
            }
        });
        assert!(join_all(deliveries).await.iter().all(Result::is_ok));
        assert_eq!(seen.load(Ordering::SeqCst), 10);
    }

    #[tokio::test]
    async fn what_is_on_its_way_is_not_sent_beside_itself() {
        let (passing, _) = program(1, "200 OK").await;
        let marks = || vec![Mark::Event("a".to_owned())];
        let now = Timestamp::now();
        let turn = passing.begin(marks(), now).expect("it is its turn");
        assert!(turn.is_some());
        assert!(matches!(
            passing.begin(marks(), now),
            Err(NotPassed::UnderWay)
        ));
        // Whoever has sent it is gone, and it was not taken.
        drop(turn);
        assert!(passing.begin(marks(), now).expect("its turn").is_some());
    }
}
