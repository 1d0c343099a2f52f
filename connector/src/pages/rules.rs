//! What the input of a list must heed beyond its fields.

use super::months::DAYS_OF_A_RANGE;
use crate::contract::FieldProblem;
use crate::input::Input;
use crate::shape::Path;
use crate::times::parse_date;

/// What the input of every list must heed.
pub(crate) fn rules(input: &Input, problems: &mut Vec<FieldProblem>) {
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
    if let (Some(from), Some(to)) = (input.text("from"), input.text("to"))
        && from > to
    {
        problem("from", "must not be after `to`");
    }
}

/// What the input of a list by months must heed.
pub(crate) fn monthly_rules(input: &Input, problems: &mut Vec<FieldProblem>) {
    rules(input, problems);
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    let dates = [input.text("from"), input.text("to")].map(|date| date.and_then(parse_date));
    let all = input.is_true("all_pages");
    match dates {
        [Some(from), Some(to)] if !all && (to - from).whole_days() >= DAYS_OF_A_RANGE => {
            problem(
                "from",
                "must be less than 30 days before `to`, since Zoom answers for a month \
                at most; with `all_pages: true` the range may be longer",
            );
        }
        [Some(_), None] if !all => {
            problem(
                "to",
                "is missing; without `all_pages: true`, say where the range ends, at most \
                29 days after `from`",
            );
        }
        _ => {}
    }
    if all && input.get("next_page_token").is_some() {
        problem(
            "next_page_token",
            "does not go together with `all_pages`, which begins with the \
            first page; remove one of them",
        );
    }
}
