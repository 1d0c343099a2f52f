//! The host runs a connector of another API as well as Zoom's, and knows neither.
//!
//! That connector does what Zoom's does not, and attacks the host, so what the contract promises is
//! tested here for every connector: over real HTTP, with the built component in the real program or
//! in the library.

mod basics;
mod deliveries;
mod looked_at;
mod lost_answers;
mod polls;
mod promises;
mod redirects;
mod scopes;
mod secrets;
mod states;
