//! What the HTTP client says went wrong, read from its errors and theirs.

use std::error::Error;

use hyper_util::client::legacy;

use super::interim::Fuse;
use super::resolver::NotPublic;

/// What the causes of an error tell, from the outermost to the innermost.
#[derive(Debug)]
pub(super) struct Causes {
    /// What happened. The innermost cause says it best, and unlike those around it
    /// it does not repeat what was asked for.
    pub(super) reason: String,
    /// The name that led to no public address.
    pub(super) not_public: Option<String>,
    /// Whether nothing of the request has left.
    pub(super) is_unsent: bool,
}

impl Causes {
    pub(super) fn of(error: &(dyn Error + 'static)) -> Self {
        let mut told = Self {
            reason: String::new(),
            not_public: None,
            is_unsent: false,
        };
        let mut innermost = error;
        for cause in all(error) {
            innermost = cause;
            if let Some(NotPublic(host)) = cause.downcast_ref() {
                told.not_public = Some(host.clone());
            }
            told.is_unsent |= was_never_begun(cause);
        }
        told.reason = innermost.to_string();
        told
    }
}

/// Whether the connection has ended because too many interim answers came.
pub(super) fn ended_with_interim_answers(error: &legacy::Error) -> bool {
    let fuse = error.connect_info().and_then(Fuse::of);
    fuse.is_some_and(|fuse| fuse.is_blown())
}

/// Whether a server says over HTTP/2 that it has not processed the request, so that it
/// may be sent again, whatever it is (RFC 9113 section 8.7).
pub(super) fn was_not_processed(error: &legacy::Error) -> bool {
    all(error).any(|cause| {
        let Some(error) = cause.downcast_ref::<h2::Error>() else {
            return false;
        };
        let reason = error.reason();
        let is_leaving = error.is_go_away() && reason == Some(h2::Reason::NO_ERROR);
        let is_refusing = error.is_reset() && reason == Some(h2::Reason::REFUSED_STREAM);
        error.is_remote() && (is_leaving || is_refusing)
    })
}

fn all<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> + 'a {
    std::iter::successors(Some(error), |&cause| cause.source())
}

/// Whether a connection tells that it ended before it had begun with the
/// request: what it has begun with may have arrived, in part or as a whole.
fn was_never_begun(cause: &(dyn Error + 'static)) -> bool {
    let connection = cause.downcast_ref::<hyper::Error>();
    connection.is_some_and(hyper::Error::is_canceled)
}

#[cfg(test)]
mod tests {
    use http::Request;
    use hyper::client::conn::http1::handshake;
    use hyper_util::rt::TokioIo;
    use tokio::io::AsyncReadExt as _;

    use super::*;

    fn request() -> Request<String> {
        let request = Request::delete("/").header("host", "api.example");
        request.body(String::new()).unwrap()
    }

    #[tokio::test]
    async fn a_request_that_a_closed_connection_gives_back_was_never_begun() {
        let (near, _far) = tokio::io::duplex(64);
        let (mut sender, connection) = handshake(TokioIo::new(near)).await.unwrap();
        drop(connection);
        let error = sender.send_request(request()).await.unwrap_err();
        assert!(Causes::of(&error).is_unsent, "{error:?}");
    }

    #[tokio::test]
    async fn a_request_that_was_begun_may_have_arrived() {
        let (near, mut far) = tokio::io::duplex(64);
        let (mut sender, connection) = handshake(TokioIo::new(near)).await.unwrap();
        let connection = tokio::spawn(connection);
        let hanging_up = tokio::spawn(async move { far.read(&mut [0; 1]).await });
        let error = sender.send_request(request()).await.unwrap_err();
        assert!(!Causes::of(&error).is_unsent, "{error:?}");
        assert_eq!(hanging_up.await.unwrap().unwrap(), 1);
        let _ = connection.await.unwrap();
    }
}
