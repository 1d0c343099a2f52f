//! What the browser brings back.

#![no_main]

use connector_host::foreign;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| foreign::authorization_response(bytes));
