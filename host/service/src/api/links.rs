//! What an answer leads on to: the links of the document (OpenAPI 3.1, section 4.8.20). By them a
//! program that knows nothing but the document finds its way from a list to what is in it, and from
//! what was made to what can be done with it.

use utoipa::openapi::link::LinkBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, RefOr};

use super::operations;

/// What can be done from an answer.
struct Lead {
    /// The operation that is answered, and the status.
    from: (&'static str, &'static str),
    /// Parameters, and where the answer or the request has them.
    with: &'static [(&'static str, &'static str)],
    /// Operations.
    to: &'static [&'static str],
}

/// What can be done with a connection.
const WITH_A_CONNECTION: &[&str] = &[
    "show-connection",
    "test-connection",
    "rename-connection",
    "make-connection-default",
    "disable-connection",
    "enable-connection",
    "reconnect",
    "remove-connection",
];

/// What can be done with an action.
const WITH_AN_ACTION: &[&str] = &["show-action", "dry-run", "look-up", "invoke"];

const LEADS: [Lead; 8] = [
    Lead {
        from: ("list-connections", "200"),
        with: &[("connection", "$response.body#/items/0/id")],
        to: WITH_A_CONNECTION,
    },
    Lead {
        from: ("connect", "201"),
        with: &[("connection", "$response.body#/connection/id")],
        to: WITH_A_CONNECTION,
    },
    Lead {
        from: ("list-connectors", "200"),
        with: &[("connector", "$response.body#/items/0/key")],
        to: &["show-connector", "get-manifest", "list-actions", "set-app"],
    },
    Lead {
        from: ("add-connector", "201"),
        with: &[("connector", "$response.body#/connector/key")],
        to: &["show-connector", "remove-connector"],
    },
    Lead {
        from: ("list-actions", "200"),
        with: &[
            ("connector", "$request.path.connector"),
            ("action", "$response.body#/items/0/id"),
        ],
        to: WITH_AN_ACTION,
    },
    Lead {
        from: ("set-app", "200"),
        with: &[("connector", "$response.body#/connector")],
        to: &["show-app", "remove-app"],
    },
    Lead {
        from: ("create-connect-session", "201"),
        with: &[("session", "$response.body#/id")],
        to: &["show-connect-session", "remove-connect-session"],
    },
    Lead {
        from: ("create-tenant", "201"),
        with: &[("tenant", "$response.body#/name")],
        to: &["rotate-data-key", "remove-tenant"],
    },
];

/// Adds them to a document.
pub(super) fn add(document: &mut OpenApi) {
    let items = document.paths.paths.values_mut();
    for operation in items.flat_map(operations) {
        for lead in &LEADS {
            if operation.operation_id.as_deref() == Some(lead.from.0) {
                add_to(operation, lead);
            }
        }
    }
}

fn add_to(operation: &mut Operation, lead: &Lead) {
    let answer = operation.responses.responses.get_mut(lead.from.1);
    let Some(RefOr::T(answer)) = answer else {
        return;
    };
    for to in lead.to {
        let mut link = LinkBuilder::new().operation_id(*to);
        for (parameter, place) in lead.with {
            link = link.parameter(*parameter, *place);
        }
        answer
            .links
            .insert((*to).to_owned(), RefOr::T(link.build()));
    }
}
