//! Answers that lie whole in memory until whoever asked has read them: they count in the
//! weight that their tenant may have, as its bodies do, until the system has taken their last
//! byte, or the connection has gone. Without that, whoever reads slowly on many connections
//! would have as many answers lie there as there are connections.
//!
//! What is small counts for nobody: there are as many connections as the settings say, and on
//! each there is one answer at a time, so that all of them have [`SMALL`] bytes each at most,
//! which is what a connection costs anyway. Files are read from the disk piece by piece, and
//! a piece of one is small.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::body::Body as _;

use crate::problem::Problem;
use crate::room::{Held, Looking, Room, Work};

/// How many bytes count for nobody.
const SMALL: usize = 32 << 10;

/// The answer to whoever looks, or that there is no room for it. What anybody may see is the
/// same bytes for all, or small.
pub(crate) async fn of_looking(room: &Room, looking: &Looking, answer: Response) -> Response {
    let (Some(bytes), Some(asker)) = (large(&answer), looking.asker()) else {
        return answer;
    };
    match room.room_for_answer(bytes, asker.tenant()) {
        Ok(held) => with(held, answer).await,
        Err(problem) => problem.into_response(),
    }
}

/// The same for what was worked at: what may have changed something is told, whatever room
/// there is.
pub(crate) async fn of_work(room: &Room, work: &Work, answer: Response) -> Response {
    let Some(bytes) = large(&answer) else {
        return answer;
    };
    match room_of_work(room, work, bytes) {
        Ok(held) => with(held, answer).await,
        Err(problem) => problem.into_response(),
    }
}

/// A part of an answer to what is worked at, with its room, where it is one that counts.
pub(crate) fn part(room: &Room, work: &Work, bytes: Bytes) -> Result<Bytes, Problem> {
    if bytes.len() <= SMALL {
        return Ok(bytes);
    }
    let held = room_of_work(room, work, bytes.len())?;
    Ok(weighed(bytes, held))
}

/// Room for what waits in memory as long as anybody has the work, where it is so much that it
/// counts.
pub(crate) fn beside(room: &Room, work: &Work, bytes: usize) -> Result<(), Problem> {
    if bytes > SMALL {
        work.hold(room_of_work(room, work, bytes)?);
    }
    Ok(())
}

fn room_of_work(room: &Room, work: &Work, bytes: usize) -> Result<Held, Problem> {
    match work.changes_nothing() {
        true => room.room_for_answer(bytes, work.tenant()),
        false => Ok(room.room_whatever_there_is(bytes, work.tenant())),
    }
}

/// How many bytes an answer has that is whole and counts. Of one that is made as it is read
/// nobody knows how long it will be.
fn large(answer: &Response) -> Option<usize> {
    let bytes = answer.body().size_hint().exact()?;
    let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
    (bytes > SMALL).then_some(bytes)
}

async fn with(held: Held, answer: Response) -> Response {
    let (head, body) = answer.into_parts();
    match body.collect().await {
        Ok(whole) => Response::from_parts(head, Body::from(weighed(whole.to_bytes(), held))),
        // It is there already, so that nothing can go wrong.
        Err(error) => {
            tracing::error!(%error, "an answer broke off");
            Response::from_parts(head, Body::empty())
        }
    }
}

/// Bytes that have room as long as anybody has any of them: whoever writes them gives them up
/// once they are written.
fn weighed(bytes: Bytes, held: Held) -> Bytes {
    Bytes::from_owner(Weighed { bytes, _held: held })
}

struct Weighed {
    bytes: Bytes,
    _held: Held,
}

impl AsRef<[u8]> for Weighed {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use connector_host::connections::Tenant;

    use super::*;
    use crate::problem::Code;
    use crate::room::Asker;
    use crate::settings::Limits;

    fn room(weight_in_all: usize) -> Room {
        Room::of(&Limits {
            weight_in_all,
            ..Limits::default()
        })
    }

    fn answer(bytes: usize) -> Response {
        Response::new(Body::from(vec![b'x'; bytes]))
    }

    async fn bytes(answer: Response) -> Bytes {
        answer.into_body().collect().await.unwrap().to_bytes()
    }

    #[tokio::test]
    async fn a_large_answer_counts_until_its_last_byte_has_gone() {
        let room = room(4 * SMALL);
        let acme = "acme".parse::<Tenant>().unwrap();
        let looking = Looking::default();
        let ask = async |bytes| of_looking(&room, &looking, answer(bytes)).await;
        // What anybody may see, and what is small.
        assert_eq!(ask(8 * SMALL).await.status(), 200);
        looking.is_for(Asker::Tenant(acme));
        let mut waits = bytes(ask(2 * SMALL).await).await;
        assert_eq!(waits.len(), 2 * SMALL);
        let small = ask(SMALL).await;
        assert_eq!(ask(SMALL + 1).await.status(), 429);
        let last = waits.split_off(2 * SMALL - 1);
        drop(waits);
        assert_eq!(ask(SMALL + 1).await.status(), 429);
        drop(last);
        assert_eq!(ask(2 * SMALL).await.status(), 200);
        drop(small);
    }

    #[tokio::test]
    async fn what_may_have_changed_something_is_told_and_what_comes_next_is_refused() {
        let room = room(8 * SMALL);
        let acme = "acme".parse::<Tenant>().unwrap();
        let work = Work::default();
        work.hold(room.place_of(&acme).unwrap());
        let told = of_work(&room, &work, answer(5 * SMALL)).await;
        assert_eq!(told.status(), 200);
        let reading = Work::default();
        reading.hold(room.place_of(&acme).unwrap());
        reading.only_reads();
        let refused = of_work(&room, &reading, answer(SMALL + 1)).await;
        assert_eq!(refused.status(), 429);
        let page = || Bytes::from(vec![b'x'; 2 * SMALL + 1]);
        let refused = part(&room, &reading, page()).unwrap_err();
        assert_eq!(refused.code_of_service(), Some(Code::TooManyCalls));
        assert_eq!(bytes(told).await.len(), 5 * SMALL);
        let first = part(&room, &reading, page()).unwrap();
        let next = part(&room, &reading, page()).unwrap_err();
        assert_eq!(next.code_of_service(), Some(Code::TooManyCalls));
        drop(first);
        drop(part(&room, &reading, page()).unwrap());
    }
}
