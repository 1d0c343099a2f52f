//! The fields of lists.

use crate::shape::{Field, INTEGER, Kind, TEXT, member, query};

/// How many items a page has: `most` is the endpoint's own.
pub(crate) const fn page_size(most: i32) -> Field {
    query(
        "page_size",
        Kind::Integer(1, most),
        "How many items a page has. Without it, Zoom takes 30, and `all_pages` takes the most.",
    )
}

/// Which page, of lists that once had their pages by number.
pub(crate) const PAGE_NUMBER: Field = query(
    "page_number",
    Kind::Integer(1, i32::MAX),
    "Which page. Zoom is giving this up; use `next_page_token` or `all_pages`.",
);

/// The fields of the input of every list, beside the size of its pages.
pub(crate) static INPUT: &[Field] = &[
    query(
        "next_page_token",
        Kind::Text(1, usize::MAX),
        "Go on with the page that this token of an earlier answer names. A token lives for 15 minutes, and everything else in the input has to stay as it was.",
    ),
    member(
        "all_pages",
        Kind::Boolean,
        "Get all pages, one after the other. Without it the output has one page, and `has_more` tells whether there are others.",
    )
    .default("false"),
    member(
        "max_items",
        Kind::Integer(1, i32::MAX),
        "Together with `all_pages`: stop after this many items.",
    ),
];

/// The member of the output of a list that Zoom gives whole.
pub(crate) const HAS_MORE: Field = member(
    "has_more",
    Kind::Boolean,
    "Whether there are more items than the output has. Zoom gives this list whole.",
)
.required();

/// The members of the output of every list.
pub(crate) static OUTPUT: &[Field] = &[
    member(
        "next_page_token",
        TEXT,
        "Names the next page; empty when there is none, or when `all_pages` has got it already.",
    ),
    member(
        "page_count",
        INTEGER,
        "How many pages there are. Zoom does not always say.",
    ),
    member("page_size", INTEGER, "How many items a page has."),
    member("total_records", INTEGER, "How many items Zoom has counted."),
    member(
        "has_more",
        Kind::Boolean,
        "Whether there are more items than the output has: on the page that `next_page_token` names, or, where that is empty, on the next by number.",
    )
    .required(),
];
