//! The refusal of a second attempt that may be due to the first one: what is remembered of it while it is
//! looked whether it is, and what comes of that.
//!
//! Zoom says then that there is nothing to do, as it says where there never was. So a search begins with
//! such a refusal, or without one where the answer is lost.

use crate::contract::{Failure, FailureKind};
use crate::kept::kept;
use crate::recovery::{Finding, MAY_BE_DONE};

/// A refusal that tells that there is nothing to do.
pub(crate) struct Doubt {
    kind: String,
    message: String,
    code: Option<String>,
    status: Option<u32>,
    tracking_id: Option<String>,
}

kept!(Doubt {
    kind,
    message,
    code,
    status,
    tracking_id,
});

impl Doubt {
    /// What is remembered of a refusal; none where it can't be due to an attempt before.
    pub(crate) fn of(refusal: &Failure) -> Option<Self> {
        let is = |kind: &FailureKind| refusal.kind == kind.name();
        let tells_so = [
            FailureKind::NotFound,
            FailureKind::Conflict,
            FailureKind::InvalidInput,
            FailureKind::Refused,
        ];
        tells_so.iter().any(is).then(|| Self::remembered(refusal))
    }

    /// What is remembered of a failure, whatever it tells.
    pub(crate) fn remembered(failure: &Failure) -> Self {
        Self {
            kind: failure.kind.clone(),
            message: failure.message.clone(),
            code: failure.code.clone(),
            status: failure.status.map(u32::from),
            tracking_id: failure.tracking_id.clone(),
        }
    }

    /// What it is remembered of.
    pub(crate) fn failure(self) -> Failure {
        Failure {
            kind: self.kind,
            code: self.code,
            status: self.status.and_then(|status| status.try_into().ok()),
            tracking_id: self.tracking_id,
            ..Failure::new(FailureKind::Refused, self.message)
        }
    }
}

/// It is as it was asked for, which may have been so before: `found` says what, in a sentence.
pub(crate) fn is_so(doubt: Option<&Doubt>, found: &str) -> Finding {
    let why = match doubt {
        Some(_) => "Zoom failed at first, and refused it when it was asked again.",
        None => "Zoom's answer was lost.",
    };
    Finding::AsAnswered(vec![format!("{why} {found}")])
}

/// It is as it was before: `found` says what, as the end of a sentence.
pub(crate) fn is_as_before(action: &str, doubt: Option<Doubt>, found: &str) -> Finding {
    Finding::NotDone(match doubt {
        Some(doubt) => doubt.failure(),
        None => Failure::new(
            FailureKind::Unavailable,
            format!(
                "`{action}` failed: no answer of Zoom's came, and {found}. Starting it again does no harm."
            ),
        ),
    })
}

/// It can't be told, for the reason that these sentences give: the refusal stands, where there is one.
pub(crate) fn is_not_told(doubt: Option<Doubt>, why: &str) -> Finding {
    match doubt {
        Some(doubt) => {
            let refusal = doubt.failure();
            Finding::NotDone(Failure {
                message: format!("{} {MAY_BE_DONE}", refusal.message),
                ..refusal
            })
        }
        None => Finding::Unknown(why.to_owned()),
    }
}
