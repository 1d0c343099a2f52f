//! The problems that are the service's own, beside those of the library's errors.

use axum::http::StatusCode;

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $variant:ident: $name:literal, $status:ident, $title:literal;)*) => {
        /// A problem of the service's own.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum Code {
            $($(#[doc = $doc])* $variant,)*
        }

        impl Code {
            /// All of them.
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word for programs.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub(super) fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }

            pub(super) fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

codes! {
    /// Nothing is at the path.
    NoRoute: "no-route", NOT_FOUND, "No such path";
    /// The path takes no such request.
    WrongMethod: "wrong-method", METHOD_NOT_ALLOWED, "Wrong method";
    /// The request is for another host.
    WrongHost: "wrong-host", MISDIRECTED_REQUEST, "Wrong host";
    /// The request comes from somebody else's page.
    OtherOrigin: "other-origin", FORBIDDEN, "Request from another origin";
    /// A key is needed, and none was shown.
    NoKey: "no-key", UNAUTHORIZED, "No API key";
    /// What is shown is no key.
    MalformedKey: "malformed-key", UNAUTHORIZED, "Malformed API key";
    /// The key may not be used for that.
    NoRight: "no-right", FORBIDDEN, "Right missing from the API key";
    /// The key has made too many requests.
    TooManyRequests: "too-many-requests", TOO_MANY_REQUESTS, "Too many requests";
    /// The tenant has as many calls under way as it may have.
    TooManyCalls: "too-many-calls", TOO_MANY_REQUESTS, "Too many calls";
    /// The tenant's files that wait to be sent are as large as they may be.
    TooManyDownloads: "too-many-downloads", TOO_MANY_REQUESTS, "Too many downloads";
    /// The service does as much as it does at once.
    TooBusy: "too-busy", SERVICE_UNAVAILABLE, "Service busy";
    /// There are as many connections as there may be.
    TooManyConnections: "too-many-connections", SERVICE_UNAVAILABLE, "Too many connections";
    /// A part of the path or of the query is not of its form.
    BadParameter: "bad-parameter", BAD_REQUEST, "Wrong parameter";
    /// The cursor is none that this list has given.
    BadCursor: "bad-cursor", BAD_REQUEST, "Wrong cursor";
    /// The body is of another media type.
    WrongMediaType: "wrong-media-type", UNSUPPORTED_MEDIA_TYPE, "Wrong media type";
    /// The body is no JSON.
    MalformedBody: "malformed-body", BAD_REQUEST, "Malformed body";
    /// The body is JSON of another shape.
    WrongBody: "wrong-body", UNPROCESSABLE_ENTITY, "Body does not fit";
    /// The body broke off.
    BodyBroken: "body-broken", BAD_REQUEST, "Body cut short";
    /// The body is too large.
    BodyTooLarge: "body-too-large", PAYLOAD_TOO_LARGE, "Body too large";
    /// The body takes too long.
    BodyTooSlow: "body-too-slow", REQUEST_TIMEOUT, "Body too slow";
    /// None of the media types that are accepted can be had.
    NotAcceptable: "not-acceptable", NOT_ACCEPTABLE, "Not acceptable";
    /// The same call is under way.
    UnderWay: "invocation-under-way", CONFLICT, "Invocation under way";
    /// The key of the call was used for another.
    KeyReused: "idempotency-key-reused", UNPROCESSABLE_ENTITY, "Idempotency key of another call";
    /// What came of the call is too large to be kept.
    OutcomeTooLarge: "outcome-not-kept", INTERNAL_SERVER_ERROR, "Outcome too large to keep";
    /// The service keeps no outcomes to answer a repeated request with.
    NoIdempotency: "no-idempotency", BAD_REQUEST, "Idempotency key not possible here";
    /// Somebody has to approve, whom a connect session asks.
    NeedsApproval: "needs-approval", CONFLICT, "Approval needed";
    /// The tenant has no app of its own.
    /// What is to be accepted is another component.
    AcceptsOther: "accepts-other", CONFLICT, "Another component accepted";
    /// There is no room left, in the store or where files wait.
    StorageFull: "storage-full", INSUFFICIENT_STORAGE, "No room left";
    /// The store can't be used now.
    StoreUnavailable: "store-unavailable", SERVICE_UNAVAILABLE, "Store unavailable";
    /// The service ends.
    Ending: "service-ending", SERVICE_UNAVAILABLE, "Service ending";
    /// The service has ended before the answer to a write came.
    CutOff: "service-ended-in-doubt", INTERNAL_SERVER_ERROR, "Service ended, outcome unknown";
    /// The service itself has failed.
    Internal: "service-failed", INTERNAL_SERVER_ERROR, "Service failed";
}

impl Code {
    /// After how many seconds to try again, where that helps.
    pub(super) fn retry_after(self) -> Option<u64> {
        match self {
            Self::TooManyRequests
            | Self::UnderWay
            | Self::TooManyCalls
            | Self::TooManyDownloads
            | Self::TooBusy
            | Self::TooManyConnections => Some(1),
            Self::Ending | Self::StoreUnavailable => Some(5),
            _ => None,
        }
    }
}
