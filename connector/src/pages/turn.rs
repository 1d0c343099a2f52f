//! Turning a page: what to ask at a position of a list, and what to do with the page that came.

use serde_json::Value;

use super::circle::Circle;
use super::months::Months;
use super::shared_day::SharedDay;
use crate::contract::{Failure, FailureKind};
use crate::input::Input;
use crate::kept::kept;
use crate::shape::{Kind, Shape};
use crate::times::format_date;

/// How a list is paged.
#[derive(Clone, Copy)]
pub(crate) struct Pages {
    /// The member of the answer that holds the items.
    pub(crate) items: &'static str,
    months: Option<Months>,
}

/// Where in a list a call has come to.
#[derive(Clone, Default)]
pub(crate) struct Position {
    /// The token of the page; none for the first page.
    token: Option<String>,
    /// The number of the page, in lists that give no tokens.
    number: Option<i64>,
    /// The tokens so far.
    circle: Circle,
    /// What this range shares with the one before it and with the next one.
    shared: SharedDay,
    /// Which range of dates, counted from the newest.
    range: u32,
    /// How many items the caller has already.
    delivered: u64,
    /// Whether Zoom has answered for fewer days than it was asked.
    clamped: bool,
}

kept!(Position {
    token,
    number,
    circle,
    shared,
    range,
    delivered,
    clamped,
});

/// What was asked for.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The action's id, for messages.
    pub(crate) action: &'a str,
    pub(crate) shape: &'a Shape,
    pub(crate) input: &'a Input,
    /// When the call began, since "the last days" are those before then.
    pub(crate) now: u64,
}

/// What is to happen after a page.
pub(crate) enum Turn {
    /// Hand these items to the caller, then ask for the page at the position.
    On(Vec<Value>, Position),
    /// The list is at its end; this is the output.
    End(Value),
}

impl Pages {
    /// A list whose items are in that member of the answer.
    pub(crate) const fn of(items: &'static str) -> Self {
        Self {
            items,
            months: None,
        }
    }

    /// Zoom gives it for a month at most.
    pub(crate) const fn by_months(mut self, months: Months) -> Self {
        self.months = Some(months);
        self
    }

    /// The input that asks for the page at `position`.
    pub(crate) fn input(&self, asked: &Asked<'_>, position: &Position) -> Input {
        let Asked {
            shape, input, now, ..
        } = *asked;
        let mut input = input.clone();
        if let Some(token) = &position.token {
            input = input.with("next_page_token", token.as_str());
        }
        if let Some(number) = position.number {
            input = input.with("page_number", number);
        }
        if input.is_true("all_pages")
            && input.get("page_size").is_none()
            && let Some(Kind::Integer(_, most)) = shape.field("page_size").map(|field| field.kind)
        {
            input = input.with("page_size", most);
        }
        match &self.months {
            Some(months) => months.input(input, now, position.range),
            None => input,
        }
    }

    /// Take the page that has come, and say what is next.
    pub(crate) fn turn(
        &self,
        asked: &Asked<'_>,
        position: &Position,
        mut answer: Value,
    ) -> Result<Turn, Failure> {
        let Asked { input, now, .. } = *asked;
        let token = answer
            .get("next_page_token")
            .and_then(Value::as_str)
            .filter(|token| !token.is_empty())
            .map(str::to_owned);
        let clamped = position.clamped
            || self
                .months
                .is_some_and(|months| months.is_clamped(input, now, position.range, &answer));
        let number = match token {
            Some(_) => None,
            None => next_number(asked, position, &answer),
        };
        let Some(items) = answer.get_mut(self.items).and_then(Value::as_array_mut) else {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                format!(
                    "`{}` failed: Zoom's answer has no list `{}`. Try again; if it stays so, the \
                     connector has to be brought up to date.",
                    asked.action, self.items
                ),
            ));
        };
        if !input.is_true("all_pages") {
            let has_more = token.is_some() || number.is_some();
            if let (Some(months), Some(token)) = (&self.months, &token) {
                answer["next_page_token"] = months.token(input, now, token).into();
            }
            return Ok(Turn::End(self.output(answer, has_more, clamped)));
        }
        let mut circle = position.circle.clone();
        if token.as_ref().is_some_and(|token| !circle.take(token)) {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                format!(
                    "`{}` stopped: Zoom names a page as the next one that it has given before. \
                     Items may be missing; start it again.",
                    asked.action
                ),
            ));
        }
        let is_empty = items.is_empty();
        let mut shared = position.shared.clone();
        let range = self
            .months
            .and_then(|months| months.range(input, now, position.range));
        if let (Some((from, _)), Some(months)) = (range, &self.months) {
            shared.take(items, from, months.ids);
        }

        let most = input
            .integer("max_items")
            .and_then(|most| u64::try_from(most).ok());
        let wanted = most.map_or(u64::MAX, |most| most.saturating_sub(position.delivered));
        let surplus = items.len() as u64 > wanted;
        items.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        let delivered = position.delivered + items.len() as u64;

        let here = Position {
            token: None,
            number: None,
            circle,
            shared,
            range: position.range,
            delivered,
            clamped,
        };
        let next = if token.is_some() {
            Some(Position { token, ..here })
        } else if number.is_some() && !is_empty {
            Some(Position { number, ..here })
        } else {
            let range = self.next_range(input, now, position.range);
            range.map(|range| Position {
                circle: Circle::default(),
                shared: here.shared.clone().next_range(),
                range,
                ..here
            })
        };
        match next {
            Some(next) if most != Some(delivered) => Ok(Turn::On(std::mem::take(items), next)),
            next => {
                let answer = self.whole(input, now, answer);
                let has_more = surplus || next.is_some();
                Ok(Turn::End(self.output(answer, has_more, clamped)))
            }
        }
    }

    /// The range after that one, if there is one.
    fn next_range(&self, input: &Input, now: u64, range: u32) -> Option<u32> {
        let months = self.months?;
        months.range(input, now, range + 1).map(|_| range + 1)
    }

    /// The answer, as far as it is one about the list as a whole rather than about its last page.
    fn whole(&self, input: &Input, now: u64, mut answer: Value) -> Value {
        if let Value::Object(members) = &mut answer {
            members.insert("next_page_token".to_owned(), "".into());
            members.remove("page_count");
            members.remove("page_number");
            if self.next_range(input, now, 0).is_some() {
                members.remove("total_records");
            }
            let days = self
                .months
                .and_then(|months| months.whole_range(input, now));
            if let Some((from, to)) = days {
                members.insert("from".to_owned(), format_date(from).into());
                members.insert("to".to_owned(), format_date(to).into());
            }
        }
        answer
    }

    fn output(&self, mut answer: Value, has_more: bool, clamped: bool) -> Value {
        if let Value::Object(members) = &mut answer {
            members.insert("has_more".to_owned(), has_more.into());
            if self.months.is_some() {
                members.insert("clamped".to_owned(), clamped.into());
            }
        }
        answer
    }
}

/// The number of the page after this one, where a list without tokens counts more of them.
fn next_number(asked: &Asked<'_>, position: &Position, answer: &Value) -> Option<i64> {
    asked.shape.field("page_number")?;
    let told = |name| answer.get(name).and_then(Value::as_i64);
    let this = position.number.or(asked.input.integer("page_number"));
    let this = this.or(told("page_number")).unwrap_or(1);
    (this < told("page_count")?).then(|| this.saturating_add(1))
}
