//! `log`: what was sent, and what came of it.

use clap::Args;
use connector_host::clock::{NoMoment, moment};
use connector_host::connections::{AuditKind, AuditOutcome, AuditQuery, AuditRecord};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    exit::CommandError,
    output::{Form, Output},
    program::program,
    screen::{Text, style, table::Table, terminal, text, words},
    session::Session,
};

/// List what was sent for connections, and what came of it, the newest first
#[derive(Args, Debug)]
#[command(
    after_help = "Each line is one HTTP exchange, of an action, of a poll or of a sign-in. Nothing of its content is \
kept, and of its path the template alone. Records are kept for 30 days, or as \
CONNECTOR_HOST_AUDIT_DAYS says.

Examples:
  connector-host log
  connector-host log --connection work --since 2h
  connector-host log --failed --since 2026-11-27T08:00:00Z
  connector-host log --action get-note --limit 500 --output jsonl"
)]
pub(crate) struct Log {
    /// What was sent for this connection, by its name or id
    #[arg(long, value_name = "NAME")]
    connection: Option<String>,
    /// What was sent for this action or trigger
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// From then on: a time (RFC 3339), or how long ago, such as 30m, 2h or 7d
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<Timestamp>,
    /// Until then, in the same forms
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<Timestamp>,
    /// What got no answer, or one of status 400 and above
    #[arg(long)]
    failed: bool,
    /// How many at most
    #[arg(long, value_name = "NUMBER", default_value_t = 50,
        value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    #[command(flatten)]
    output: Output,
}

impl Log {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let (records, has_more) = session.run(read(session, self.query(), limit))?;
        if self.output.form != Form::Table {
            let records: Vec<Value> = records.iter().map(summary).collect();
            return self.output.write(&records, Text::default);
        }
        if records.is_empty() {
            terminal::tell(self.emptiness());
            return Ok(());
        }
        let table = table(&records);
        self.output
            .write(&Value::Null, || table.render(terminal::width()))?;
        terminal::tell_left_out(table.left_out(terminal::width()));
        if has_more {
            terminal::tell(text!(
                "There are older ones. Next: --limit {}, or --until {}",
                self.limit.saturating_mul(10),
                records
                    .last()
                    .map_or_else(String::new, |last| last.at.to_string())
            ));
        }
        Ok(())
    }

    fn query(&self) -> AuditQuery {
        let mut query = AuditQuery::default();
        if let Some(connection) = &self.connection {
            query = query.connection(connection);
        }
        if let Some(action) = &self.action {
            query = query.action(action);
        }
        if let Some(since) = self.since {
            query = query.since(since);
        }
        if let Some(until) = self.until {
            query = query.until(until);
        }
        if self.failed {
            query = query.outcome(AuditOutcome::Failed);
        }
        query
    }

    /// What is said where there is nothing.
    fn emptiness(&self) -> Text {
        let is_asked_for_some = self.connection.is_some()
            || self.action.is_some()
            || self.since.is_some()
            || self.until.is_some()
            || self.failed;
        if is_asked_for_some {
            text!(
                "Nothing like that was sent, as far as it is kept. Next: {} log",
                program()
            )
        } else {
            text!(
                "Nothing was sent yet. Next: {} invoke KEY ACTION",
                program()
            )
        }
    }
}

/// So many records, and whether there are others. A page may be short and not the last.
async fn read(
    session: &Session,
    query: AuditQuery,
    limit: usize,
) -> Result<(Vec<AuditRecord>, bool), connector_host::Error> {
    let mut records = Vec::new();
    let mut page = query.clone();
    // One more, to know whether there are others.
    let wanted = limit.saturating_add(1);
    loop {
        let left = wanted - records.len();
        let found = session.host().audit(page.limit(left)).await?;
        records.extend(found.records);
        match found.next {
            Some(next) if records.len() < wanted => page = query.clone().after(next),
            _ => {
                let has_more = records.len() > limit;
                records.truncate(limit);
                return Ok((records, has_more));
            }
        }
    }
}

/// A moment, or how long ago it is.
fn time(typed: &str) -> Result<Timestamp, NoMoment> {
    moment(typed, Timestamp::now())
}

/// A line for each, with what fits beside what one looks for first: when it was, for what,
/// and what came of it.
fn table(records: &[AuditRecord]) -> Table {
    let titles = [
        "Time (UTC)",
        "Action",
        "Result",
        "Connection",
        "Took",
        "Request",
        "Host",
        "Tracking id",
    ];
    let mut table = Table::new(titles).with_a_line_a_row(3);
    for record in records {
        let of = |text: &Option<String>| text.clone().unwrap_or_default();
        let request = match record.kind {
            AuditKind::Dropped => Text::default(),
            _ => text!("{} {}", of(&record.method), of(&record.path)),
        };
        let took = match record.kind {
            AuditKind::Dropped => String::new(),
            _ => format!("{} ms", record.duration_ms),
        };
        table.row([
            words::second_in_table(record.at),
            text!("{}", purpose(record)),
            result(record),
            text!("{}", of(&record.connection_name)),
            text!("{}", took),
            request,
            text!("{}", of(&record.host)),
            text!("{}", of(&record.tracking_id)),
        ]);
    }
    table
}

/// What it was for: the action, or what else the host does.
fn purpose(record: &AuditRecord) -> String {
    match &record.action {
        Some(action) => action.clone(),
        None => format!("({})", record.kind),
    }
}

/// What came of it: the status, and what went wrong.
fn result(record: &AuditRecord) -> Text {
    if record.kind == AuditKind::Dropped {
        return text!("{} not recorded", record.dropped);
    }
    let told = match (record.status, &record.error) {
        (Some(status), Some(error)) => text!("{} {}", status, error),
        (Some(status), None) => text!("{}", status),
        (None, Some(error)) => text!("{}", error),
        (None, None) => Text::default(),
    };
    if record.has_failed() {
        style::error(told)
    } else {
        told
    }
}

/// A record for programs.
fn summary(record: &AuditRecord) -> Value {
    let connection = record.connection_id.as_ref().map(|id| {
        let name = &record.connection_name;
        json!({"id": id, "name": name})
    });
    json!({
        "id": record.id,
        "at": record.at,
        "kind": record.kind,
        "connection": connection,
        "connector": record.connector,
        "action": record.action,
        "run": record.run,
        "method": record.method,
        "host": record.host,
        "path": record.path,
        "status": record.status,
        "error": record.error,
        "duration_ms": record.duration_ms,
        "tracking_id": record.tracking_id,
        "dropped": record.dropped,
    })
}
