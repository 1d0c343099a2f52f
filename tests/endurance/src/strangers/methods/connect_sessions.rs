//! Connect sessions, by which others connect accounts.

use super::{HOUR, Trial, done, shown, trial};
use crate::strangers::belongings::{app_of_account, by_account, purpose};

pub(super) const ASKING: &[Trial] = &[
    trial!(["Host::create_connect_session"], |asking, name| {
        let mut again = purpose("again");
        (again.name, again.connection) = (None, Some(name.to_owned()));
        done(asking.host.create_connect_session(again, HOUR).await)
    }),
    trial!(["Host::connect_session"], |asking| shown(
        asking
            .host
            .connect_session(&asking.theirs.session.0.id)
            .await
    )),
    trial!(["Connect::in_connect_session"], |asking| {
        let client_id = app_of_account(&asking.own.tenant);
        let connect = by_account(asking.host, &client_id, &asking.own.account);
        let session = &*asking.theirs.in_browser.0.id;
        done(connect.in_connect_session(session).start().await)
    }),
    trial!(["Reconnect::in_connect_session"], |asking, name| {
        let session = &*asking.theirs.in_browser.0.id;
        let reconnect = asking.host.reconnect(name).in_connect_session(session);
        done(reconnect.start().await)
    }),
    trial!(["Host::decline_connect_session"], |asking| {
        let session = &asking.theirs.in_browser.0.id;
        shown(asking.host.decline_connect_session(session).await)
    }),
    trial!(["Host::failed_in_connect_session"], |asking| {
        let session = &asking.theirs.in_browser.0.id;
        let failed = asking
            .host
            .failed_in_connect_session(session, None, "other", "It failed.");
        shown(failed.await)
    }),
    trial!(["Host::remove_connect_session"], |asking| shown(
        asking
            .host
            .remove_connect_session(&asking.theirs.session.0.id)
            .await
    )),
];
