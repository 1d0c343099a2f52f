//! Sign-ins that are under way.

use connector_host::Attempt;

use super::{Trial, done, elsewhere, shown, trial};
use crate::strangers::belongings::by_user;

pub(super) const ASKING: &[Trial] = &[
    trial!(["PendingAuthorization::finish"], |asking| {
        let own = by_user(asking.host, "byo-app", &asking.own.tenant).name("of-ones-own");
        match own.redirect(elsewhere()).start().await? {
            Attempt::Pending(own) => done(own.finish(&asking.theirs.sign_in.1).await),
            other => shown(Ok(other)),
        }
    }),
    trial!(["Host::sign_in"], |asking| shown(
        asking.host.sign_in(&asking.theirs.sign_in.0).await
    )),
    trial!(["Host::sign_in"], |asking| shown(
        asking.host.sign_in(&asking.theirs.device).await
    )),
    trial!(["Host::sign_in_answered_by"], |asking| shown(
        asking
            .host
            .sign_in_answered_by(&asking.theirs.sign_in.1)
            .await
    )),
    trial!(["Host::poll_device"], |asking| done(
        asking.host.poll_device(&asking.theirs.device).await
    )),
    trial!(["Host::finish_sign_in"], |asking| done(
        asking.host.finish_sign_in(&asking.theirs.sign_in.1).await
    )),
    trial!(["Host::abandon_sign_in"], |asking| shown(
        asking.host.abandon_sign_in(&asking.theirs.sign_in.0).await
    )),
    trial!(["Host::abandon_sign_in"], |asking| shown(
        asking.host.abandon_sign_in(&asking.theirs.device).await
    )),
];
