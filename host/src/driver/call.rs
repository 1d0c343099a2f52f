//! What a connector can be asked to begin.

use crate::component::{Answer, Connector};
use crate::contract::{App, Connection, Delivery, Step};

/// What to begin.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Call {
    /// Verify a connection and say whose account it is.
    Connect(Connection),
    /// An action with its input, a JSON object as text.
    Invoke {
        /// The connection to work for.
        connection: Connection,
        /// The action's id.
        action: String,
        /// The input.
        input: String,
    },
    /// Look for events of a trigger.
    Poll {
        /// The connection to work for.
        connection: Connection,
        /// The trigger's id.
        trigger: String,
        /// What the subscriber chose, a JSON object as text.
        input: String,
        /// What the last poll ended with, as JSON text.
        cursor: Option<String>,
    },
    /// Judge a webhook delivery.
    Receive {
        /// The app that it has arrived for.
        app: App,
        /// The delivery.
        delivery: Delivery,
    },
}

impl Call {
    /// What the connector does first.
    pub(super) fn first_step(&self, connector: &Connector) -> Answer<Step> {
        match self {
            Self::Connect(connection) => connector.connect(connection),
            Self::Invoke {
                connection,
                action,
                input,
            } => connector.invoke(connection, action, input),
            Self::Poll {
                connection,
                trigger,
                input,
                cursor,
            } => connector.poll(connection, trigger, input, cursor.as_deref()),
            Self::Receive { app, delivery } => connector.receive(app, delivery),
        }
    }

    /// What there is to read.
    pub(super) fn content(&self) -> &[u8] {
        match self {
            Self::Connect(_) => &[],
            Self::Invoke { input, .. } | Self::Poll { input, .. } => input.as_bytes(),
            Self::Receive { delivery, .. } => &delivery.body,
        }
    }

    /// What is begun, for logs.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Connect(_) => "connect",
            Self::Invoke { action, .. } => action,
            Self::Poll { trigger, .. } => trigger,
            Self::Receive { .. } => "receive",
        }
    }

    /// The id of the action, when it invokes one.
    pub(super) fn action(&self) -> Option<&str> {
        match self {
            Self::Invoke { action, .. } => Some(action),
            _ => None,
        }
    }
}
