//! What anybody may ask for of connections.

use connector_host::connections::DEFAULT_APP;

use super::{Trial, done, elsewhere, shown, trial};
use crate::strangers::CONNECTOR;
use crate::strangers::belongings::SECRET;

pub(super) const ASKING: &[Trial] = &[
    trial!(["Host::connection"], |asking, name| shown(
        asking.host.connection(name).await
    )),
    trial!(["Host::connections"], |asking| shown(
        asking.host.connections().await
    )),
    trial!(["Host::connections_after"], |asking| shown(
        asking.host.connections_after(None, None, 1_000).await
    )),
    trial!(["Host::connections_of"], |asking| shown(
        asking.host.connections_of(CONNECTOR).await
    )),
    trial!(["Host::connection_for"], |asking, name| shown(
        asking.host.connection_for(CONNECTOR, Some(name)).await
    )),
    trial!(["Host::connection_for"], |asking| shown(
        asking.host.connection_for(CONNECTOR, None).await
    )),
    trial!(["Host::rename"], |asking, name| shown(
        asking.host.rename(name, "mine").await
    )),
    trial!(["Host::set_default"], |asking, name| shown(
        asking.host.set_default(name).await
    )),
    trial!(["Host::disable"], |asking, name| shown(
        asking.host.disable(name).await
    )),
    trial!(["Host::enable"], |asking, name| shown(
        asking.host.enable(name).await
    )),
    trial!(["Host::remove"], |asking, name| shown(
        asking.host.remove(name).await
    )),
    trial!(["Host::test"], |asking, name| shown(
        asking.host.test(name).await
    )),
    trial!(["Host::reconnect", "Reconnect::start"], |asking, name| {
        done(asking.host.reconnect(name).start().await)
    }),
    trial!(
        [
            "Reconnect::sign_in",
            "Reconnect::setting",
            "Reconnect::secret",
            "Reconnect::redirect",
            "Reconnect::app"
        ],
        |asking, name| {
            let reconnect = asking.host.reconnect(name).sign_in().redirect(elsewhere());
            let reconnect = reconnect
                .app(DEFAULT_APP)
                .setting("client_id", &*asking.own.client_id)
                .secret("client_secret", SECRET.into());
            done(reconnect.start().await)
        }
    ),
    trial!(["Host::export"], |asking, name| done(
        asking
            .host
            .export([name.to_owned()], "a passphrase".into())
            .await
    )),
];
