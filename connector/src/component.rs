//! The component's exports: the contract on one side, this crate's plain functions on the other.

use crate::contract::{Connection, Failure, Grant, Guest, HttpRequest, Reply, Step, bindings};

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

    fn authorize(method: String, settings: String) -> Result<Grant, Failure> {
        crate::authorize(&method, &settings)
    }

    fn connect(connection: Connection) -> Result<Step, Failure> {
        crate::connect(&connection)
    }

    fn invoke(connection: Connection, action: String, input: String) -> Result<Step, Failure> {
        crate::invoke(&connection, &action, &input)
    }

    fn receive(connection: Connection, request: HttpRequest) -> Result<Step, Failure> {
        crate::receive(&connection, &request)
    }

    fn resume(state: Vec<u8>, reply: Reply) -> Result<Step, Failure> {
        crate::resume(&state, reply)
    }
}
