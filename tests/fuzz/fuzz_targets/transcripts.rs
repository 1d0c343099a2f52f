//! What Zoom keeps as the transcript of a meeting.

#![no_main]

use libfuzzer_sys::fuzz_target;
use zoom_connector::foreign;

fuzz_target!(|bytes: &[u8]| foreign::transcript(bytes));
