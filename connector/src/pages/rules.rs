//! What the input of a list must heed beyond its fields.

use serde_json::Value;

use super::months::{Months, days_of_token, is_too_long};
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::shape::Path;
use crate::times::format_date;

/// What the input of every list must heed.
pub(crate) fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    let all = input.is_true("all_pages");
    if input.get("max_items").is_some() && !all {
        problem(
            "max_items",
            "goes together with `all_pages: true`; set that, or use `page_size`",
        );
    }
    if input.get("page_number").is_some() && (all || input.get("next_page_token").is_some()) {
        problem(
            "page_number",
            "goes neither with `all_pages` nor with `next_page_token`; remove it",
        );
    }
    days(input, problems);
}

/// The first day is not after the last one.
pub(crate) fn days(input: &Input, problems: &mut Vec<FieldProblem>) {
    if let (Some(from), Some(to)) = (input.text("from"), input.text("to"))
        && from > to
    {
        let at = Path::Member(&Path::Whole, "from");
        problems.push(at.problem("must not be after `to`"));
    }
}

/// What the caller should know who has said nothing of pages, and has the first of several.
pub(crate) fn first_of_several(input: &Input, output: &Value) -> Option<String> {
    let named = ["page_size", "next_page_token", "page_number"];
    let says_which = named.into_iter().any(|field| input.get(field).is_some());
    let has_more = output.get("has_more") == Some(&Value::Bool(true));
    (has_more && !says_which && !input.is_true("all_pages")).then(|| {
        "These are the items of the first page alone, and there are more: `all_pages: true` gets all of them, \
         `next_page_token` the next page."
            .to_owned()
    })
}

/// What the input of a list by months must heed.
pub(crate) fn monthly_rules(input: &Input, now: u64, problems: &mut Vec<FieldProblem>) {
    rules(input, now, problems);
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    if input.is_true("all_pages") && input.get("next_page_token").is_some() {
        problem(
            "next_page_token",
            "does not go together with `all_pages`, which begins with the \
            first page; remove one of them",
        );
    }
    if let Some((from, to)) = days_of_token(input) {
        for (field, day) in [("from", from), ("to", to)] {
            if input
                .text(field)
                .is_some_and(|given| given != format_date(day))
            {
                problem(
                    field,
                    "is another day than that of the answer which gave `next_page_token`; leave \
                     it out",
                );
            }
        }
    }
}

/// What the caller of a list by months should know: which days Zoom leaves out.
pub(crate) fn monthly_warnings(months: &Months, input: &Input, now: u64) -> Vec<String> {
    let mut warnings = Vec::from_iter(months.beyond_reach(input, now));
    match months.whole_range(input, now) {
        Some((from, to)) if !input.is_true("all_pages") && is_too_long(from, to) => {
            warnings.push(format!(
                "Zoom answers for a month at most, so it leaves out days between {} and {}. With \
                 `all_pages: true` all of them are listed.",
                format_date(from),
                format_date(to),
            ));
        }
        _ => {}
    }
    warnings
}
