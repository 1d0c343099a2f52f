//! What a component asks for: requests and names of files.

#![no_main]

use connector_host::foreign;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| foreign::step(bytes));
