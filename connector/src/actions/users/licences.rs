//! The licences that a user can have, by Zoom's numbers.
//!
//! Zoom counts the options of its plans in powers of two. Its documents have some of the largest with
//! the last digits rounded away, as JavaScript does; both forms are taken here, and sent as they are.

use crate::shape::{INTEGER, Kind, Shape, TEXT, member};

/// Plans of Zoom United; the numbers are texts at Zoom.
macro_rules! united {
    ($($more:literal)?) => {
        &[
            "1", "2", "4", "8", "16", "32", "64", "128", "256", "512", "1024", "2048", "4096", "8192",
            "16384", "32768", "65536", "131072", $($more)?
        ]
    };
}

/// The plans of Zoom United that a user can have.
pub(super) const UNITED_PLANS: &[&str] = united!();
/// The plans of Zoom United that a user can be given, or none of them.
pub(super) const NEW_UNITED_PLANS: &[&str] = united!("none");

/// Options of Zoom Workplace, after those that stand before them in a list.
macro_rules! workplace {
    ($($before:literal),*) => {
        &[
            $($before,)*
            16, 32, 64, 128, 33_554_432, 134_217_728, 268_435_456, 536_870_912, 1_073_741_824,
            4_294_967_296, 8_589_934_592, 17_179_869_184, 34_359_738_368, 68_719_476_736,
            137_438_953_472, 274_877_906_944, 549_755_813_888, 1_099_511_627_776,
            2_199_023_255_552, 4_398_046_511_104, 18_014_398_509_481_984, 72_057_594_037_927_936,
            72_057_594_037_927_940, 144_115_188_075_855_872, 144_115_188_075_855_870,
            576_460_752_303_423_488, 576_460_752_303_423_500
        ]
    };
}

/// The options of Zoom Workplace that a user can be given; 0 takes it away.
pub(super) const NEW_WORKPLACE_OPTIONS: &[i64] = workplace!(0);
/// The options of Zoom Workplace that a new user can have.
pub(super) const WORKPLACE_OPTIONS: &[i64] = workplace!();
/// The options that a licence of a subscription can have: a licensed user, or Zoom Workplace.
const OPTIONS: &[i64] = workplace!(2, 4, 8);

const SORTS: &[&str] = &["MEETING", "ZOOM_WORKPLACE_BUNDLE"];
const SORT: &str =
    "What the licence is of: `MEETING` for meetings, `ZOOM_WORKPLACE_BUNDLE` for Zoom Workplace.";
const OPTION: &str = "Which option of the licence, by Zoom's number: 2 makes a licensed user of meetings, the others are options of Zoom Workplace.";
const SUBSCRIPTION: &str = "The id of the subscription that the licence is of.";

/// A licence to give to a user, of a certain subscription.
pub(super) static NEW: Shape = Shape::of(&[&[
    member("license_type", Kind::Choice(SORTS), SORT).required(),
    member("license_option", Kind::Code(OPTIONS), OPTION).required(),
    member("subscription_id", TEXT, SUBSCRIPTION).required(),
]]);

/// A licence that a user has.
pub(super) static SEEN: Shape = Shape::of(&[&[
    member("license_type", Kind::Choice(SORTS), SORT),
    member("license_option", Kind::Code(OPTIONS), OPTION),
    member("subscription_id", TEXT, SUBSCRIPTION),
]]);

/// What the number of a user's Zoom Workplace plan means.
pub(super) const WORKPLACE: &str = "The option of Zoom Workplace, by Zoom's number: 4 Enterprise, 8 Enterprise Plus, 16 Business Plus (US and Canada), 32 (UK and Ireland), 64 (Australia and New Zealand), 128 (Japan), 33554432 (Global Select); the larger ones are Enterprise Premier, Pro Plus and the plans for education.";

/// What the number of a user's plan of Zoom United means.
pub(super) const UNITED: &str = "The plan of Zoom United, by Zoom's number: 1 to 16 Pro, 32 to 512 Business, 1024 to 16384 Enterprise (each for US and Canada, UK and Ireland, Australia and New Zealand, Global Select, and with Zoom Phone Pro); 32768, 65536 and 131072 the three for Japan.";

/// A number of a licence that may be new.
pub(super) const ANY: Kind = INTEGER;
