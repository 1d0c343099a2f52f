//! What is taken in from another machine.

#![no_main]

use connector_host::foreign;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| foreign::archive(bytes));
