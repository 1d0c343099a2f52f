//! What makes or changes something of one's own that is named like another's.

use connector_host::Once;
use connector_host::connections::{App, DEFAULT_APP};

use super::{HOUR, Trial, done, elsewhere, meeting, shown, trial};
use crate::strangers::CONNECTOR;
use crate::strangers::belongings::{SECRET, app_of_account, by_account, purpose};

pub(in crate::strangers) const MAKING: &[Trial] = &[
    trial!(
        [
            "Host::connect",
            "Connect::app",
            "Connect::name",
            "Connect::owner",
            "Connect::setting",
            "Connect::secret",
            "Connect::start"
        ],
        |asking, name| {
            let client_id = app_of_account(&asking.own.tenant);
            let connect = by_account(asking.host, &client_id, &asking.own.account);
            done(
                connect
                    .app(DEFAULT_APP)
                    .name(name)
                    .owner(&*asking.theirs.tenant)
                    .start()
                    .await,
            )
        }
    ),
    trial!(["Connect::redirect"], |asking, name| {
        let connect = asking.host.connect(CONNECTOR, "byo-app");
        let connect = connect
            .setting("client_id", &*asking.theirs.client_id)
            .secret("client_secret", SECRET.into());
        done(connect.redirect(elsewhere()).name(name).start().await)
    }),
    trial!(["Host::create_connect_session"], |asking| {
        let named = purpose(asking.theirs.name());
        done(asking.host.create_connect_session(named, HOUR).await)
    }),
    trial!(
        [
            "Host::once",
            "Claimed::run",
            "Claimed::is_as_it_was_left",
            "Claimed::may_have_changed_something",
            "Claimed::put_down"
        ],
        |asking, name| {
            let once = asking.theirs.once.clone();
            match asking.host.once(once, "fingerprint".to_owned()).await? {
                Once::Mine(mut claimed) => {
                    let ran = claimed.run(meeting(asking, name)).await;
                    // By then it is a call by what one has named so; texts of the API differ.
                    let ran = ran.map_or_else(|error| error.code(), |_| "done");
                    let left = claimed.is_as_it_was_left();
                    let changed = claimed.may_have_changed_something();
                    shown(claimed.put_down().await)?;
                    Ok(format!("{ran} {left} {changed}"))
                }
                other => shown(Ok(other)),
            }
        }
    ),
    trial!(["Claimed::forget"], |asking| {
        let once = asking.theirs.once.clone();
        match asking.host.once(once, "fingerprint".to_owned()).await? {
            Once::Mine(claimed) => shown(claimed.forget().await),
            other => shown(Ok(other)),
        }
    }),
    trial!(["Claimed::keep"], |asking| {
        let once = format!("{} again", asking.theirs.once);
        match asking.host.once(once, "fingerprint".to_owned()).await? {
            Once::Mine(claimed) => shown(claimed.keep("an outcome".to_owned()).await),
            other => shown(Ok(other)),
        }
    }),
    trial!(["Host::set_app"], |asking| {
        let app = App::new(CONNECTOR, asking.theirs.client_id.clone());
        shown(asking.host.set_app(app).await)
    }),
    trial!(["Host::remove_app"], |asking| done(
        asking.host.remove_app(CONNECTOR, DEFAULT_APP).await
    )),
    trial!(["Host::rotate_data_key"], |asking| shown(
        asking.host.rotate_data_key().await
    )),
];
