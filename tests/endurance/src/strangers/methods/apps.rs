//! Apps, and what was agreed to for connectors.

use serde_json::json;

use super::{Trial, done, shown, trial};
use crate::strangers::CONNECTOR;

pub(super) const ASKING: &[Trial] = &[
    trial!(["Host::app"], |asking| shown(
        asking.host.app(CONNECTOR).await
    )),
    trial!(["Host::agreed"], |asking| shown(
        asking.host.agreed(CONNECTOR).await
    )),
    trial!(["Host::check_can_connect_by"], |asking| done(
        asking.host.check_can_connect_by(CONNECTOR, "oauth2").await
    )),
    trial!(["Host::app_manifest"], |asking| shown(
        asking.host.app_manifest(CONNECTOR, json!({})).await
    )),
];
