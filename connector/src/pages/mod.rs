//! Lists that come in pages, and lists that Zoom gives for a month at a time.
//!
//! One page is asked for at a time. With `all_pages` the call goes on until Zoom gives no further
//! page, and through the months if the list is one of them. Pages are named by tokens; where an
//! answer has none, but counts more pages, they are asked for by their numbers.

mod circle;
mod fields;
mod months;
mod rules;
mod shared_day;
mod turn;

pub(crate) use circle::Circle;
pub(crate) use fields::{HAS_MORE, INPUT, OUTPUT, PAGE_NUMBER, page_size};
pub(crate) use months::{Months, beyond_reach, is_too_long as is_more_than_a_month};
pub(crate) use rules::{days, first_of_several, monthly_rules, monthly_warnings, rules};
pub(crate) use turn::{Asked, Pages, Position, Turn};

/// The members of a list's output that no answer has.
#[cfg(feature = "manifest")]
pub(crate) const TOLD: [&str; 2] = ["has_more", "clamped"];
