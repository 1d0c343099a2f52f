//! What others wrote and the connector reads as no JSON: entries for fuzzing and for property tests, which
//! no other build has. Each takes any bytes, and asserts what has to hold whatever they are.

pub use crate::actions::summaries::transcript_text::foreign::transcript;
