//! Lists that come in pages, and lists that Zoom gives for a month at a time.
//!
//! One page is asked for at a time. With `all_pages` the call goes on until Zoom gives no further
//! page (never by `page_count`, which Zoom leaves out as it likes), and through the months if the
//! list is one of them.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{Date, Duration};

use crate::action::Action;
use crate::call::Call;
use crate::contract::{Failure, FailureKind, FieldProblem, Page, Step};
use crate::input::Input;
use crate::shape::{Field, INTEGER, Kind, Path, TEXT, member, query};
use crate::times::{date_of, format_date, parse_date};

/// How a list is paged.
pub(crate) struct Pages {
    /// The member of the answer that holds the items.
    pub(crate) items: &'static str,
    /// Whether Zoom gives the items of at most a month, named by `from` and `to`.
    pub(crate) monthly: bool,
}

/// Where in a list a call has come to.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(crate) struct Position {
    /// The token of the page; none for the first page.
    token: Option<String>,
    /// Which range of dates, counted from the newest.
    range: u32,
    /// How many items the caller has already.
    delivered: u64,
    /// Whether Zoom has answered for fewer days than it was asked.
    clamped: bool,
}

/// The fields of the input of every list.
pub(crate) static INPUT: &[Field] = &[
    query(
        "page_size",
        Kind::Integer(1, 300),
        "How many items a page has. With `all_pages` it is 300 unless you say otherwise.",
    )
    .default("30"),
    query(
        "next_page_token",
        TEXT,
        "Go on with the page that this token of an earlier answer names. A token lives for 15 minutes, and everything else in the input has to stay as it was.",
    ),
    member(
        "all_pages",
        Kind::Boolean,
        "Get all pages, one after the other.",
    )
    .default("false"),
    member(
        "max_items",
        Kind::Integer(1, i64::MAX),
        "Together with `all_pages`: stop after this many items.",
    ),
];

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
        "Whether there are more items than the output has.",
    )
    .required(),
];

/// The longest range that is asked for at once: no month is shorter than the days between its ends.
const DAYS_OF_A_RANGE: i64 = 30;
/// The items of a page where the caller wants them all: the most that Zoom gives.
const LARGEST_PAGE: i64 = 300;

/// What the input of a list must heed beyond its fields.
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

impl Pages {
    /// The input that asks for the page at `position`.
    pub(crate) fn input(&self, input: &Input, now: u64, position: &Position) -> Input {
        let mut input = input.clone();
        if let Some(token) = &position.token {
            input = input.with("next_page_token", token.as_str());
        }
        if input.is_true("all_pages") && input.get("page_size").is_none() {
            input = input.with("page_size", LARGEST_PAGE);
        }
        match self.range(&input, now, position.range) {
            Some((from, to)) => input
                .with("from", format_date(from))
                .with("to", format_date(to)),
            None => input,
        }
    }

    /// Take the page that has come, and say what is next.
    pub(crate) fn turn(
        &self,
        call: &Call,
        action: &Action,
        position: &Position,
        mut answer: Value,
    ) -> Result<Step, Failure> {
        let token = answer
            .get("next_page_token")
            .and_then(Value::as_str)
            .filter(|token| !token.is_empty())
            .map(str::to_owned);
        let asked = self.range(&call.input, call.now, position.range);
        let clamped = position.clamped || asked.is_some_and(|asked| is_clamped(asked, &answer));
        let Some(items) = answer.get_mut(self.items).and_then(Value::as_array_mut) else {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                format!(
                    "`{}` failed: Zoom's answer has no list `{}`. Try again; if it stays so, the \
                     connector has to be brought up to date.",
                    action.id, self.items
                ),
            ));
        };
        if !call.input.is_true("all_pages") {
            let has_more = token.is_some();
            return Ok(call.done(action, self.output(answer, has_more, clamped)));
        }
        if token.is_some() && token == position.token {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                format!(
                    "`{}` stopped: Zoom names the page that it has just given as the next one. What \
                     came so far is whole; start it again for the rest.",
                    action.id
                ),
            ));
        }

        let most = call
            .input
            .integer("max_items")
            .and_then(|most| u64::try_from(most).ok());
        let wanted = most.map_or(u64::MAX, |most| most.saturating_sub(position.delivered));
        let surplus = items.len() as u64 > wanted;
        items.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        let delivered = position.delivered + items.len() as u64;

        let next = match token {
            Some(_) => Some(Position {
                token,
                delivered,
                clamped,
                ..position.clone()
            }),
            None => self
                .range(&call.input, call.now, position.range + 1)
                .map(|_| Position {
                    token: None,
                    range: position.range + 1,
                    delivered,
                    clamped,
                }),
        };
        match next {
            Some(next) if most != Some(delivered) => Ok(Step::Page(Page {
                items: Value::Array(std::mem::take(items)).to_string(),
                then: call.at(next).ask(action, 0),
            })),
            next => {
                let answer = self.whole(call, answer);
                let has_more = surplus || next.is_some();
                Ok(call.done(action, self.output(answer, has_more, clamped)))
            }
        }
    }

    /// The answer, as far as it is one about the list as a whole rather than about its last page.
    fn whole(&self, call: &Call, mut answer: Value) -> Value {
        if let Value::Object(members) = &mut answer {
            members.insert("next_page_token".to_owned(), "".into());
            members.remove("page_count");
            members.remove("page_number");
            if self.range(&call.input, call.now, 1).is_some() {
                members.remove("total_records");
            }
            if let Some((from, to)) = self.whole_range(&call.input, call.now) {
                members.insert("from".to_owned(), format_date(from).into());
                members.insert("to".to_owned(), format_date(to).into());
            }
        }
        answer
    }

    fn output(&self, mut answer: Value, has_more: bool, clamped: bool) -> Value {
        if let Value::Object(members) = &mut answer {
            members.insert("has_more".to_owned(), has_more.into());
            if self.monthly {
                members.insert("clamped".to_owned(), clamped.into());
            }
        }
        answer
    }

    /// All days that are asked for, both ends included. Without dates these are the last 30 days,
    /// today (in UTC) included; what is in the trash is listed without regard to dates.
    fn whole_range(&self, input: &Input, now: u64) -> Option<(Date, Date)> {
        let date = |name| input.text(name).and_then(parse_date);
        let (from, to) = (date("from"), date("to"));
        if !self.monthly || (from, to) == (None, None) && input.is_true("trash") {
            return None;
        }
        let to = to.unwrap_or_else(|| date_of(now).max(from.unwrap_or(Date::MIN)));
        let from = from.unwrap_or_else(|| to.saturating_sub(Duration::days(DAYS_OF_A_RANGE - 1)));
        Some((from, to))
    }

    /// The days that are asked for at once. Ranges are counted from the newest, and none shares a
    /// day with another.
    fn range(&self, input: &Input, now: u64, number: u32) -> Option<(Date, Date)> {
        let (from, to) = self.whole_range(input, now)?;
        let days_before = i64::from(number) * DAYS_OF_A_RANGE;
        let end = to.saturating_sub(Duration::days(days_before));
        let start = end.saturating_sub(Duration::days(DAYS_OF_A_RANGE - 1));
        (number == 0 || end >= from).then(|| (start.max(from), end))
    }
}

/// Whether Zoom has answered for fewer days than it was asked: it shortens a range silently, but
/// says for which one it answers.
fn is_clamped((from, to): (Date, Date), answer: &Value) -> bool {
    let told = |name| {
        answer
            .get(name)
            .and_then(Value::as_str)
            .and_then(parse_date)
    };
    told("from").is_some_and(|told| told > from) || told("to").is_some_and(|told| told < to)
}
