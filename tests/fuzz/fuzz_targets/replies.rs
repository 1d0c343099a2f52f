//! What an API answers, with the token anywhere in it.

#![no_main]

use connector_host::foreign;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| foreign::answer(bytes));
