//! The component's exports: the contract on one side, this crate's plain functions on the other.

use connector_allocator::{Arena, Instance};

use crate::contract::{
    App, Authorization, Connection, Delivery, Failure, Guest, Reply, Step, bindings,
};

#[global_allocator]
static ALLOCATOR: Arena<Instance> = Arena::new(Instance);

struct Component;

#[allow(
    unsafe_code,
    unreachable_pub,
    reason = "the generated exports are public `unsafe extern` functions"
)]
mod export {
    use super::{Component, bindings};
    bindings::export!(Component with_types_in bindings);
}

impl Guest for Component {
    fn describe() -> String {
        crate::describe()
    }

    fn authorize(method: String, settings: String) -> Result<Authorization, Failure> {
        crate::authorize(&method, &settings)
    }

    fn connect(connection: Connection) -> Result<Step, Failure> {
        crate::connect(&connection)
    }

    fn invoke(connection: Connection, action: String, input: String) -> Result<Step, Failure> {
        crate::invoke(&connection, &action, &input)
    }

    fn poll(
        connection: Connection,
        trigger: String,
        input: String,
        cursor: Option<String>,
    ) -> Result<Step, Failure> {
        crate::poll(&connection, &trigger, &input, cursor.as_deref())
    }

    fn receive(app: App, delivery: Delivery) -> Result<Step, Failure> {
        crate::receive(&app, &delivery)
    }

    fn resume(state: Vec<u8>, reply: Reply, now: u64) -> Result<Step, Failure> {
        crate::resume(&state, reply, now)
    }
}
