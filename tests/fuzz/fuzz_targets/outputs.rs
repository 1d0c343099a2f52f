//! What a call, a poll and a delivery end in.

#![no_main]

use connector_host::foreign;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| foreign::output(bytes));
