//! Apps, and what was agreed to for connectors.

use connector_host::connections::{CLIENT_SECRET, DEFAULT_APP};
use serde_json::json;

use super::{Trial, done, shown, trial};
use crate::strangers::CONNECTOR;

pub(super) const ASKING: &[Trial] = &[
    trial!(["Host::app"], |asking| shown(
        asking.host.app(CONNECTOR, DEFAULT_APP).await
    )),
    trial!(["Host::apps"], |asking| shown(asking.host.apps().await)),
    // The operator's are told by name and client id, to all tenants alike.
    trial!(["Host::apps_of_operator"], |asking| shown({
        let apps = asking.host.apps_of_operator().await;
        apps.map(|apps| apps.len())
    })),
    trial!(["Host::apps_of"], |asking| {
        let of_another = asking.theirs.connected.connection.clone();
        shown(asking.host.apps_of(&[of_another]).await)
    }),
    trial!(["Host::delivery_address"], |asking| {
        let of_another = &asking.theirs.connected.connection;
        shown(asking.host.delivery_address(of_another).await)
    }),
    // Whoever has an app ends what it has begun, each time alike.
    trial!(
        ["Host::rotate_app_secret", "Host::end_app_rotation"],
        |asking| shown({
            let (host, new) = (asking.host, fastrand::u64(..).to_string());
            let rotated = host.rotate_app_secret(CONNECTOR, DEFAULT_APP, CLIENT_SECRET, new.into());
            match rotated.await {
                Ok(_) => host.end_app_rotation(CONNECTOR, DEFAULT_APP, None).await,
                Err(error) => Err(error),
            }
        })
    ),
    trial!(["Host::agreed"], |asking| shown(
        asking.host.agreed(CONNECTOR).await
    )),
    trial!(["Host::check_can_connect_by"], |asking| done(
        asking
            .host
            .check_can_connect_by(CONNECTOR, "oauth2", None)
            .await
    )),
    trial!(["Host::app_manifest"], |asking| shown(
        asking.host.app_manifest(CONNECTOR, json!({})).await
    )),
];
