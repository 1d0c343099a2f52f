//! Lists that come in pages, and lists that Zoom gives for a month at a time.
//!
//! One page is asked for at a time. With `all_pages` the call goes on until Zoom gives no further
//! page (never by `page_count`, which Zoom leaves out as it likes), and through the months if the
//! list is one of them.

mod fields;
mod months;
mod rules;
mod turn;

pub(crate) use fields::{INPUT, OUTPUT, page_size};
pub(crate) use months::Months;
pub(crate) use rules::{monthly_rules, rules};
pub(crate) use turn::{Pages, Position, Turn};
