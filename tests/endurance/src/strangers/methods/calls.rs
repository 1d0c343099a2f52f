//! Calls by connections, deliveries to them, and runs that were put away.

use connector_host::connections::DEFAULT_APP;
use connector_host::download::Destination;
use connector_host::driver::Collected;
use serde_json::json;

use super::{Trial, delivery, done, meeting, shown, trial};
use crate::strangers::CONNECTOR;

pub(super) const ASKING: &[Trial] = &[
    trial!(
        [
            "Host::invoke",
            "Invocation::connection",
            "Invocation::input",
            "Invocation::run"
        ],
        |asking, name| done(meeting(asking, name).run().await)
    ),
    trial!(
        ["Invocation::stream", "Invocation::may_have_written"],
        |asking, name| {
            let invocation = meeting(asking, name);
            let may_have_written = invocation.may_have_written();
            let streamed = invocation.stream(&mut Collected::default()).await;
            streamed.map(|_| format!("done {}", may_have_written.is_set()))
        }
    ),
    trial!(["Invocation::begin"], |asking, name| done(
        meeting(asking, name).begin().await
    )),
    trial!(["Invocation::download_to"], |asking, name| {
        let destination = Destination::new(std::env::temp_dir());
        done(meeting(asking, name).download_to(destination).run().await)
    }),
    trial!(["Invocation::dry_run"], |asking, name| shown(
        meeting(asking, name).dry_run().await
    )),
    trial!(["Invocation::chosen_connection"], |asking, name| shown(
        meeting(asking, name).chosen_connection().await
    )),
    trial!(
        [
            "Host::look_up",
            "LookingUp::connection",
            "LookingUp::input",
            "LookingUp::run"
        ],
        |asking, name| {
            let looking_up = asking.host.look_up(CONNECTOR, "create-meeting", "/user_id");
            shown(looking_up.connection(name).input(json!({})).run().await)
        }
    ),
    trial!(
        [
            "Host::poll",
            "Polling::connection",
            "Polling::input",
            "Polling::since",
            "Polling::run"
        ],
        |asking, name| {
            let polling = asking.host.poll(CONNECTOR, "meeting-created");
            let polling = polling.connection(name).input(json!({})).since(json!({}));
            done(polling.run().await)
        }
    ),
    trial!(["Host::receive_for", "Receiving::delivery"], |asking| {
        let receiving = asking.host.receive_for(&asking.theirs.connected.connection);
        done(receiving.delivery(&delivery()).await)
    }),
    trial!(["Receiving::lacking"], |asking| {
        let of_another = &asking.theirs.connected.connection;
        shown(asking.host.receive_for(of_another).lacking().await)
    }),
    trial!(
        [
            "Host::receive",
            "Receiving::app",
            "Receiving::setting",
            "Receiving::secret"
        ],
        |asking| {
            let receiving = asking.host.receive(CONNECTOR, "byo-app");
            let receiving = receiving
                .app(DEFAULT_APP)
                .setting("client_id", &*asking.theirs.client_id)
                .secret("webhook_secret_token", "a-guess".into());
            done(receiving.delivery(&delivery()).await)
        }
    ),
    trial!(["Host::take_up"], |asking| done(
        asking.host.take_up(&asking.theirs.run).await
    )),
];
