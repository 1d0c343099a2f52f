//! Turning a page: what to ask at a position of a list, and what to do with the page that came.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::months::Months;
use crate::contract::{Failure, FailureKind};
use crate::input::Input;
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

    /// The input that asks for the page at `position`. `now` is when the call began, since "the last
    /// days" are those before then.
    pub(crate) fn input(
        &self,
        shape: &Shape,
        input: &Input,
        now: u64,
        position: &Position,
    ) -> Input {
        let mut input = input.clone();
        if let Some(token) = &position.token {
            input = input.with("next_page_token", token.as_str());
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
        action: &str,
        input: &Input,
        now: u64,
        position: &Position,
        mut answer: Value,
    ) -> Result<Turn, Failure> {
        let token = answer
            .get("next_page_token")
            .and_then(Value::as_str)
            .filter(|token| !token.is_empty())
            .map(str::to_owned);
        let clamped = position.clamped
            || self
                .months
                .is_some_and(|months| months.is_clamped(input, now, position.range, &answer));
        let Some(items) = answer.get_mut(self.items).and_then(Value::as_array_mut) else {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                format!(
                    "`{action}` failed: Zoom's answer has no list `{}`. Try again; if it stays so, \
                     the connector has to be brought up to date.",
                    self.items
                ),
            ));
        };
        if !input.is_true("all_pages") {
            let has_more = token.is_some();
            return Ok(Turn::End(self.output(answer, has_more, clamped)));
        }
        if token.is_some() && token == position.token {
            return Err(Failure::new(
                FailureKind::UnexpectedResponse,
                format!(
                    "`{action}` stopped: Zoom names the page that it has just given as the next \
                     one. What came so far is whole; start it again for the rest.",
                ),
            ));
        }

        let most = input
            .integer("max_items")
            .and_then(|most| u64::try_from(most).ok());
        let wanted = most.map_or(u64::MAX, |most| most.saturating_sub(position.delivered));
        let surplus = items.len() as u64 > wanted;
        items.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        let delivered = position.delivered + items.len() as u64;

        let range = match token {
            Some(_) => Some(position.range),
            None => self.next_range(input, now, position.range),
        };
        match range {
            Some(range) if most != Some(delivered) => Ok(Turn::On(
                std::mem::take(items),
                Position {
                    token,
                    range,
                    delivered,
                    clamped,
                },
            )),
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
