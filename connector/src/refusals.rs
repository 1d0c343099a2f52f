//! What Zoom's errors mean, by HTTP status and Zoom's code: one code means different things at
//! different endpoints, and the messages come in the language of the account. Endpoints that differ
//! from this table have one of their own, which is looked at first.

use crate::contract::FailureKind;
use crate::contract::FailureKind::{
    Conflict, Forbidden, InvalidInput, MissingScope, NotFound, PlanRequired, RateLimited, Refused,
    Unauthenticated, Unavailable, UnexpectedResponse,
};
use crate::ended_grants::told_by_the_api;
use crate::remedies::RECONNECT;

/// What an error means.
#[derive(Clone, Copy)]
pub(crate) struct Refusal {
    /// The HTTP status; none for any.
    status: Option<u16>,
    /// Zoom's code; none for any.
    code: Option<i64>,
    pub(crate) kind: FailureKind,
    /// What happened, to what: a sentence.
    pub(crate) what: &'static str,
    /// What to do next: a sentence.
    pub(crate) next: &'static str,
}

/// A code that Zoom sends with a status.
pub(crate) const fn refusal(
    status: u16,
    code: i64,
    kind: FailureKind,
    what: &'static str,
    next: &'static str,
) -> Refusal {
    Refusal {
        status: Some(status),
        code: Some(code),
        kind,
        what,
        next,
    }
}

/// A code, whatever the status.
const fn code(code: i64, kind: FailureKind, what: &'static str, next: &'static str) -> Refusal {
    Refusal {
        status: None,
        code: Some(code),
        kind,
        what,
        next,
    }
}

/// A status, whatever the code.
const fn status(status: u16, kind: FailureKind, what: &'static str, next: &'static str) -> Refusal {
    Refusal {
        status: Some(status),
        code: None,
        kind,
        what,
        next,
    }
}

/// The meaning of an error: what the endpoint says of it, else what all endpoints do. Where the
/// status tells of success, it is the code alone that tells of the error. `goes_on` says whether a
/// page was asked for that an earlier answer names.
pub(crate) fn find(
    of_endpoint: &[Refusal],
    status: u16,
    code: Option<i64>,
    goes_on: bool,
) -> Refusal {
    if goes_on && code == OF_AN_OLD_TOKEN.code && (200..500).contains(&status) {
        return OF_AN_OLD_TOKEN;
    }
    let succeeded = (200..300).contains(&status);
    // Some servers tell the status of an error in the place of a code.
    let status = match code.and_then(|code| u16::try_from(code).ok()) {
        Some(code @ 400..=599) if succeeded => code,
        _ => status,
    };
    let fits = |refusal: &&Refusal| {
        let same_status = refusal.status.is_none_or(|expected| expected == status);
        let same_code = refusal.code.is_none_or(|expected| Some(expected) == code);
        same_code && (same_status || succeeded && refusal.code.is_some())
    };
    let of_endpoint = of_endpoint.iter().find(fits).copied();
    let common = || COMMON.iter().find(fits).copied();
    of_endpoint
        .or_else(|| ended_grant(code))
        .or_else(common)
        .unwrap_or(match status {
            408 | 425 | 500..=599 => FAILING,
            200..=299 | 400..=499 => OTHER,
            _ => UNEXPECTED,
        })
}

/// The meaning of an error that is told by a page, in place of `found`.
pub(crate) fn of_a_page(found: Refusal) -> Refusal {
    // That there is no such page says nothing of what the input names.
    let kind = match found.kind {
        NotFound => UnexpectedResponse,
        kind => kind,
    };
    Refusal {
        kind,
        what: "A web page came, and no answer of Zoom's API.",
        next: "Look for what answers in its place, such as a proxy or the sign-in page of a network.",
        ..found
    }
}

/// The meaning of a code that tells that the grant has ended, whatever the status.
fn ended_grant(told: Option<i64>) -> Option<Refusal> {
    let ended = told_by_the_api(told?)?;
    Some(code(
        ended.code,
        Unauthenticated,
        ended.meaning,
        ended.remedy,
    ))
}

const ADD_A_SCOPE: &str =
    "Tick one of the missing scopes for the app at Zoom, then connect the account again.";

const OTHER: Refusal = status(
    400,
    Refused,
    "Zoom refused.",
    "Check the input against what Zoom says.",
);
/// What Zoom tells by the code of a value that it does not take, where the page before was given.
const OF_AN_OLD_TOKEN: Refusal = refusal(
    400,
    300,
    InvalidInput,
    "Zoom does not give the page that the next_page_token names: a token lives for 15 minutes, and \
     only for the input that it came with.",
    "Start the list again from its first page, without next_page_token.",
);
/// What Zoom tells by the code of what a role does not allow.
pub(crate) const OF_THE_PLAN: Refusal = status(
    400,
    PlanRequired,
    "The account's plan, or the licence of the user, does not include this.",
    "Ask whoever pays for the account, or name a user with the licence.",
);
/// The code of what a scope is missing for, of what the role does not allow, and of a credential that is
/// none: Zoom's words alone tell which.
pub(crate) const OF_SCOPE_OR_ROLE: i64 = 201;
/// What Zoom says with that code where it does not take the credential.
pub(crate) const WORDS_OF_THE_CREDENTIAL: &[&str] = &["token", "oauth", "unauthenticated"];
/// What that code means then.
pub(crate) const OF_THE_CREDENTIAL: Refusal = status(
    401,
    Unauthenticated,
    "Zoom does not accept the credential.",
    RECONNECT,
);
/// What that code means where Zoom's words name neither a scope nor the credential.
pub(crate) const OF_THE_ROLE: Refusal = status(
    401,
    Forbidden,
    "The role of the connected user does not allow this.",
    "Ask an administrator of the account for the right, which for apps is that to the Marketplace.",
);
/// What a missing scope means where the token has none at all: the host gets another, which has them
/// when the app is no longer new.
pub(crate) const OF_A_NEW_APP: Refusal = status(
    400,
    Unauthenticated,
    "The token of the app has no scopes at all, as that of a new app has none for some seconds.",
    "Wait a minute, then connect the account again; if it stays so, tick scopes for the app at Zoom \
     and activate it.",
);
pub(crate) const FAILING: Refusal = status(
    500,
    Unavailable,
    "Zoom is failing.",
    "Try again in a few minutes.",
);
const UNEXPECTED: Refusal = status(
    0,
    UnexpectedResponse,
    "Zoom answered in a way that its documentation does not know.",
    "Try again; if it stays so, ask Zoom's support with the tracking id.",
);

/// The first that fits counts.
static COMMON: &[Refusal] = &[
    code(
        4711,
        MissingScope,
        "The connection lacks a scope.",
        ADD_A_SCOPE,
    ),
    code(
        4700,
        MissingScope,
        "The connection lacks a scope.",
        ADD_A_SCOPE,
    ),
    code(
        104,
        MissingScope,
        "The connection lacks a scope.",
        ADD_A_SCOPE,
    ),
    code(
        124,
        Unauthenticated,
        "Zoom no longer accepts the credential.",
        "Connect the account again. If this is about another user: a user-managed app may act for \
         the connected user alone, so leave `user_id` out.",
    ),
    refusal(
        401,
        OF_SCOPE_OR_ROLE,
        MissingScope,
        "The connection lacks a scope.",
        ADD_A_SCOPE,
    ),
    refusal(
        401,
        1010,
        NotFound,
        "The user does not belong to this account.",
        "Name a user of the connected account.",
    ),
    OF_THE_CREDENTIAL,
    code(
        1001,
        NotFound,
        "The account has no such user.",
        "Check the user id or e-mail address; `me` stands for the connected user.",
    ),
    code(
        1010,
        NotFound,
        "The user does not belong to this account.",
        "Name a user of the connected account.",
    ),
    code(
        1120,
        Conflict,
        "The user has been invited to the account but has not accepted yet.",
        "Start it again when the user has activated the account.",
    ),
    code(
        3001,
        NotFound,
        "There is no such meeting, or it has expired.",
        "Check the meeting id; an id expires 30 days after its last use.",
    ),
    code(
        3161,
        Forbidden,
        "The user may not host or schedule meetings.",
        "Ask an administrator of the account to allow it, or name another user.",
    ),
    code(
        3301,
        NotFound,
        "There is no cloud recording of this meeting.",
        "Check the meeting id; a recording appears when Zoom has processed it, and a deleted one is \
         in the trash for 30 days.",
    ),
    code(
        200,
        Forbidden,
        "The account's role, settings or plan do not allow this.",
        "Ask an administrator of the account which of them is in the way.",
    ),
    code(
        300,
        InvalidInput,
        "Zoom found a value that it does not take.",
        "Correct the input and start it again.",
    ),
    code(
        64041,
        UnexpectedResponse,
        "Zoom does not know the address that was asked.",
        "Check that the connector is up to date.",
    ),
    status(
        403,
        Forbidden,
        "The connected user may not do this with what belongs to somebody else.",
        "Connect as its owner or as an administrator, and allow the app to use shared access.",
    ),
    status(
        404,
        NotFound,
        "Zoom has not found it.",
        "Check the ids in the input.",
    ),
    status(
        409,
        Conflict,
        "It exists already.",
        "Look at what is there before starting it again.",
    ),
    status(
        429,
        RateLimited,
        "Zoom was asked too often, again and again.",
        "Start it again later; the limit holds for all apps of the account together.",
    ),
];
