//! How records are found: one set of rules for both databases.
//!
//! The SQL is what both understand, down to the places of values: `$1`, `$2` and so on,
//! each used once and in this order. Of an index a bounded number of rows is looked at for
//! a page, however few of them are wanted. SQLite is told which index that is, since it
//! knows nothing of how many rows there are, and whoever reads keeps others waiting; of
//! PostgreSQL neither is so.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{AuditCursor, AuditOutcome, AuditPage, AuditQuery, AuditRecord};

/// The step of the tables that makes searches for what is of one connection, or of one
/// action, look at no other records.
pub(in crate::connections) const INDEXES: &str = "
    CREATE INDEX audit_by_connection ON audit (tenant, connection_id, at, id);
    CREATE INDEX audit_by_action ON audit (tenant, action, at, id);
";

/// The columns of a record.
const COLUMNS: &str = "at, id, kind, connection_id, connection_name, connector, action, run,
    method, host, path, status, error, duration_ms, tracking_id, dropped";

/// A statement, and the values for its places in their order.
#[derive(Debug)]
pub(in crate::connections) struct Statement {
    pub(in crate::connections) text: String,
    pub(in crate::connections) values: Vec<Value>,
}

/// Whose statement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::connections) enum Dialect {
    Sqlite,
    Postgres,
}

/// A value of a statement.
#[derive(Debug)]
pub(in crate::connections) enum Value {
    Text(String),
    Number(i64),
}

/// A row that was found: where it is, and its record, if this host knows its kind.
pub(in crate::connections) type Row = (AuditCursor, Option<AuditRecord>);

impl AuditQuery {
    /// Finds the last row that is looked at for the page, by `at` and `id`; it finds none
    /// when all are looked at. None where each row that is looked at is wanted.
    pub(in crate::connections) fn end(&self, tenant: &str, dialect: Dialect) -> Option<Statement> {
        if self.others().is_empty() {
            return None;
        }
        let mut end = Statement::of("at, id", self.table(dialect));
        end.among(self.indexed(tenant, None));
        let skipped = self.most_looked_at().saturating_sub(1);
        end.push(
            " ORDER BY at DESC, id DESC LIMIT 1 OFFSET #",
            [Value::count(skipped)],
        );
        Some(end)
    }

    /// Finds the rows of the page, and one more, down to where looking ends.
    pub(in crate::connections) fn rows(
        &self,
        tenant: &str,
        end: Option<&AuditCursor>,
        dialect: Dialect,
    ) -> Statement {
        let mut rows = Statement::of(COLUMNS, self.table(dialect));
        let mut conditions = self.indexed(tenant, end);
        conditions.extend(self.others());
        rows.among(conditions);
        rows.push(
            " ORDER BY at DESC, id DESC LIMIT #",
            [Value::count(self.most().saturating_add(1))],
        );
        rows
    }

    /// The page of the rows that were found.
    pub(in crate::connections) fn page(
        &self,
        mut rows: Vec<Row>,
        end: Option<AuditCursor>,
    ) -> AuditPage {
        let has_more = rows.len() > self.most();
        rows.truncate(self.most());
        let last = rows.last().filter(|_| has_more);
        AuditPage {
            next: last.map(|(at, _)| at.clone()).or(end),
            records: rows.into_iter().filter_map(|(_, record)| record).collect(),
        }
    }

    /// The table, and by which index it is read, for whoever has to be told.
    fn table(&self, dialect: Dialect) -> &'static str {
        let is_by_connection = self.is_by_id && self.connection.is_some();
        match dialect {
            Dialect::Sqlite if is_by_connection => "audit INDEXED BY audit_by_connection",
            Dialect::Sqlite if self.action.is_some() => "audit INDEXED BY audit_by_action",
            Dialect::Sqlite | Dialect::Postgres => "audit",
        }
    }

    /// What an index finds: the rows from where the page begins down to an end.
    fn indexed(&self, tenant: &str, end: Option<&AuditCursor>) -> Vec<Condition> {
        let mut conditions = vec![Condition::new("tenant = #", [Value::text(tenant)])];
        match (&self.connection, &self.action) {
            (Some(id), _) if self.is_by_id => {
                conditions.push(Condition::new("connection_id = #", [Value::text(id)]));
            }
            (_, Some(action)) => {
                conditions.push(Condition::new("action = #", [Value::text(action)]));
            }
            _ => {}
        }
        // One bound on each side: of two a database may take the farther one.
        let AuditCursor { at, id } = self.begins_before();
        let before = [Value::Number(at), Value::Text(id)];
        conditions.push(Condition::new("(at, id) < (#, #)", before));
        conditions.push(match end {
            Some(AuditCursor { at, id }) => {
                let end = [Value::Number(*at), Value::text(id)];
                Condition::new("(at, id) >= (#, #)", end)
            }
            None => {
                let since = self.since.map_or(i64::MIN, Timestamp::as_microsecond);
                Condition::new("at >= #", [Value::Number(since)])
            }
        });
        conditions
    }

    /// What no index finds: it is looked for among what one has found.
    fn others(&self) -> Vec<Condition> {
        let mut conditions = Vec::new();
        if let Some(name) = &self.connection {
            if self.is_by_id {
                // Not by its index, which has those of all connections.
                let of_action = |action| Condition::new("action || '' = #", [Value::text(action)]);
                conditions.extend(self.action.as_deref().map(of_action));
            } else {
                conditions.push(Condition::new(
                    "(connection_id = # OR connection_name = #)",
                    [Value::text(name), Value::text(name)],
                ));
            }
        }
        conditions.extend(self.outcome.map(Condition::of_outcome));
        conditions
    }

    /// What the newest row that may be on the page is before.
    fn begins_before(&self) -> AuditCursor {
        let after = self.after.clone().unwrap_or_else(AuditCursor::first);
        let Some(until) = self.until else {
            return after;
        };
        // No id is before none.
        let until = AuditCursor {
            at: until.as_microsecond(),
            id: String::new(),
        };
        after.min(until)
    }
}

/// What has to be so of a row; each `#` is the place of a value.
struct Condition {
    text: &'static str,
    values: Vec<Value>,
}

impl Condition {
    fn new<const N: usize>(text: &'static str, values: [Value; N]) -> Self {
        Self {
            text,
            values: values.into(),
        }
    }

    fn of_outcome(outcome: AuditOutcome) -> Self {
        let text = match outcome {
            AuditOutcome::Success => "status BETWEEN 200 AND 299",
            AuditOutcome::Redirect => "status BETWEEN 300 AND 399",
            AuditOutcome::ClientError => "status BETWEEN 400 AND 499",
            AuditOutcome::ServerError => "status >= 500",
            AuditOutcome::NoAnswer => "status IS NULL AND kind <> 'dropped'",
            AuditOutcome::Failed => "(status IS NULL OR status >= 400 OR error IS NOT NULL)",
        };
        Self::new(text, [])
    }
}

impl Value {
    fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn count(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl Statement {
    fn of(columns: &str, table: &str) -> Self {
        Self {
            text: format!("SELECT {columns} FROM {table}"),
            values: Vec::new(),
        }
    }

    fn among(&mut self, conditions: Vec<Condition>) {
        let mut before = " WHERE ";
        for Condition { text, values } in conditions {
            self.text.push_str(before);
            self.push(text, values);
            before = " AND ";
        }
    }

    fn push(&mut self, text: &str, values: impl IntoIterator<Item = Value>) {
        let mut parts = text.split('#');
        self.text.extend(parts.next());
        for (part, value) in parts.zip(values) {
            self.values.push(value);
            // To a text it is always written.
            let _ = write!(self.text, "${}{part}", self.values.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn each_place_of_a_statement_has_its_value_in_the_order_of_their_numbers() {
        let query = AuditQuery::default()
            .connection("work")
            .action("get-note")
            .outcome(AuditOutcome::NoAnswer)
            .since(at(1))
            .until(at(2));
        let statement = query.rows("acme", None, Dialect::Postgres);
        insta::assert_snapshot!(
            format!("{}\n{:?}", statement.text, statement.values),
            @r#"
        SELECT at, id, kind, connection_id, connection_name, connector, action, run,
            method, host, path, status, error, duration_ms, tracking_id, dropped FROM audit WHERE tenant = $1 AND action = $2 AND (at, id) < ($3, $4) AND at >= $5 AND (connection_id = $6 OR connection_name = $7) AND status IS NULL AND kind <> 'dropped' ORDER BY at DESC, id DESC LIMIT $8
        [Text("acme"), Text("get-note"), Number(2000000), Text(""), Number(1000000), Text("work"), Text("work"), Number(101)]
        "#
        );
    }

    #[test]
    fn a_page_begins_before_its_cursor_and_before_the_end_of_the_time_that_is_asked_for() {
        let cursor = |second| AuditCursor {
            at: at(second).as_microsecond(),
            id: "0f".repeat(16),
        };
        let query = AuditQuery::default().until(at(5));
        for (after, seconds) in [(cursor(4), 4), (cursor(5), 5), (cursor(6), 5)] {
            let begins = query.clone().after(after.clone()).begins_before();
            assert_eq!(begins.at, at(seconds).as_microsecond());
            assert_eq!(begins == after, seconds == 4, "{after}");
        }
    }

    #[test]
    fn where_an_index_has_what_is_wanted_alone_no_end_is_looked_for() {
        let query = AuditQuery::default;
        for (query, is_sought) in [
            (query(), false),
            (query().since(at(1)).until(at(2)), false),
            (query().action("get-note"), false),
            (query().of_id("work"), false),
            (query().of_id("work").action("get-note"), true),
            (query().connection("work"), true),
            (query().outcome(AuditOutcome::Failed), true),
        ] {
            assert_eq!(
                query.end("acme", Dialect::Sqlite).is_some(),
                is_sought,
                "{query:?}"
            );
        }
    }
}
