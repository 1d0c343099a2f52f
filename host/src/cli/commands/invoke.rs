//! `invoke`: has a connector do something.

use std::{
    future::Future,
    io,
    path::{Path, PathBuf},
};

use clap::{Args, ValueHint};
use connector_host::{
    DryRun, Error, Invocation,
    connections::Connection,
    contract::{Credential, HttpRequest},
    download::{self, Destination},
    driver::{Output, PageSink, Unanswered},
    manifest::{Action, Column},
};
use futures_util::future::{BoxFuture, ready};
use serde_json::{Map, Value, json};

use crate::cli::{
    columns, errors,
    exit::{CommandError, Exit},
    input::{self, Assignment, Source},
    lookup,
    output::{self, Form},
    schema::Schema,
    screen::{
        Shown, Text,
        progress::Line,
        records::{self, Columns},
        running, terminal, text,
    },
    session::Session,
};

/// Invoke an action
#[derive(Args, Debug)]
#[command(
    after_help = "A value of --set gets the type that the action's field has: true, 30 or [1,2] as JSON,
all else as text. Inner fields are reached with dots, elements with [0]; repeat --set
to add to a list. What --set says wins over --input.

When a list breaks off, the items that came are written in the form that was asked for:
as lines, as a table, or as JSON with \"incomplete\": true. The exit code says why it broke off.

Examples:
  connector-host invoke example create-note --set title=Hello --set tags=a --set tags=b
  connector-host invoke example create-note --input @note.json --dry-run
  connector-host invoke example list-notes --connection work --output jsonl
  connector-host invoke example list-notes --columns id,title
  connector-host invoke example download-note --set id=7 --download-to ./notes/"
)]
pub(in crate::cli) struct Invoke {
    /// The connector
    key: String,
    /// The action; connector-host actions KEY lists them
    action: String,
    /// The connection to use; may be left out when one is the default, as the only one is
    #[arg(short, long, value_name = "NAME")]
    connection: Option<String>,
    /// The input: a JSON object, @FILE to read it from a file, - from stdin
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    input: Option<Source>,
    /// One field of the input; repeat it for more
    #[arg(short, long, value_name = "FIELD=VALUE")]
    set: Vec<Assignment>,
    /// How to write the output: json, jsonl for a line an item as pages come, table for people
    /// [default: json, or table with --columns]
    #[arg(short, long, value_name = "FORMAT", hide_possible_values = true)]
    output: Option<Form>,
    /// The columns of a table: titles or members of an item, such as id,settings.language
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Vec<String>,
    /// Print the HTTP request, without a credential, and send nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Where a file goes: its path, or a directory to keep it in under its own name; where this
    /// user's downloads go when left out
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    download_to: Option<PathBuf>,
    /// Let a download replace a file
    #[arg(long)]
    overwrite: bool,
}

impl Invoke {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let action = lookup::action(connector.manifest(), &self.action)?;
        let show = self.show(action)?;
        let schema = action.input.value();
        let input = input::assemble(Schema::new(&schema), self.input.as_ref(), &self.set)
            .map_err(|error| error.with_next(self.fields()))?;
        let mut invocation = session
            .host()
            .invoke(&self.key, &self.action)
            .input(Value::Object(input));
        if let Some(name) = &self.connection {
            invocation = invocation.connection(name);
        }
        // Settled here, so that whatever is told later names the one that was used.
        let used = session.run(invocation.chosen_connection())?;
        if let Some(used) = &used {
            invocation = invocation.connection(&used.name);
        }
        let call = Call {
            session,
            fields: self.fields(),
            used: used.as_ref(),
            unanswered: invocation.unanswered(),
        };
        if self.dry_run {
            show_request(call.run(invocation.dry_run())?)
        } else {
            self.perform(&call, action, invocation, &show)
        }
    }

    /// Where to look up what the input may be.
    fn fields(&self) -> Text {
        text!(
            "connector-host actions {} {} shows the fields",
            self.key,
            self.action
        )
    }

    /// How the output is to be written.
    fn show(&self, action: &Action) -> Result<Show, CommandError> {
        let form = match (self.output, self.columns.is_empty()) {
            (Some(form @ (Form::Json | Form::Jsonl)), false) => {
                let name = if form == Form::Json { "json" } else { "jsonl" };
                return Err(CommandError::usage(text!(
                    "--columns is for tables, and --output {} writes whole items",
                    name
                ))
                .with_next("leave one of the two out"));
            }
            (None, false) => Form::Table,
            (form, _) => form.unwrap_or(Form::Json),
        };
        Ok(Show {
            form,
            items_member: action.pagination.as_ref().map(|pages| pages.items.clone()),
            hinted: action.columns.clone(),
            wanted: columns::wanted(action, &self.columns)?,
        })
    }

    fn perform(
        &self,
        call: &Call<'_>,
        action: &Action,
        invocation: Invocation<'_>,
        show: &Show,
    ) -> Result<(), CommandError> {
        let line = Line::new(&action.title);
        // Never the current directory unasked: what lies there may be read by the next command.
        let download_to = self.download_to.clone().or_else(download::user_directory);
        let invocation = match &download_to {
            Some(path) => {
                let mut destination = destination(path);
                destination.overwrite = self.overwrite;
                destination.progress = Some(line.follow());
                invocation.download_to(destination)
            }
            None => invocation,
        };
        let outcome = match show.form {
            Form::Json | Form::Table => call.run(async {
                match invocation.run().await {
                    Err(Error::Incomplete { items, source }) => Ok(Err((items, *source))),
                    outcome => outcome.map(Ok),
                }
            })?,
            Form::Jsonl => Ok(call.run(invocation.stream(&mut Lines { line: &line }))?),
        };
        drop(line);
        match outcome {
            Ok(Output { value, files }) => {
                for file in files {
                    terminal::done(text!("Saved {}.", file.display()));
                }
                show.write(value)
            }
            Err((items, error)) => {
                show.write_incomplete(&items)?;
                Err(call.told(&error).with_details([text!(
                    "{} items had come before; they are written, and are not all",
                    items.len()
                )]))
            }
        }
    }
}

/// A call, and what it takes to explain how it failed.
struct Call<'a> {
    session: &'a Session,
    /// Where to look up what the input may be.
    fields: Text,
    used: Option<&'a Connection>,
    /// What is on its way when the call is interrupted.
    unanswered: Unanswered,
}

impl Call<'_> {
    fn run<T>(&self, call: impl Future<Output = Result<T, Error>>) -> Result<T, CommandError> {
        let outcome = self
            .session
            .run(async { call.await.map_err(|error| self.told(&error)) });
        match outcome {
            // What it would say had the answer been lost on the way.
            Err(CommandError::Interrupted | CommandError::Terminated)
                if self.unanswered.is_set() =>
            {
                Err(CommandError::new(
                    Exit::Unknown,
                    "interrupted before the answer came. The request may have been carried out all the same: look before you try again",
                ))
            }
            outcome => outcome,
        }
    }

    fn told(&self, error: &Error) -> CommandError {
        let told = errors::told(error, &self.session.around(self.used));
        if errors::is_invalid_input(error) {
            told.with_next(self.fields.text())
        } else {
            told
        }
    }
}

/// How an output is to be written.
struct Show {
    form: Form,
    /// The member of the output that the items of a list are in.
    items_member: Option<String>,
    hinted: Vec<Column>,
    wanted: Vec<Column>,
}

impl Show {
    fn write(&self, value: Value) -> Result<(), CommandError> {
        if self.form == Form::Json {
            return output::write_json(self.form, &value);
        }
        let Value::Object(mut object) = value else {
            return self.write_items(&[value]);
        };
        let member = self.items_member.as_ref();
        if let Some(Value::Array(items)) = member.and_then(|member| object.remove(member)) {
            self.write_items(&items)?;
            tell_rest(object);
            return Ok(());
        }
        match (self.form, self.wanted.as_slice()) {
            (Form::Table, []) => Ok(terminal::page(&records::record(
                &object,
                terminal::text_width(),
            ))?),
            (Form::Table, wanted) => {
                let parts = records::parts(&object.into(), wanted, terminal::text_width());
                Ok(terminal::page(&parts)?)
            }
            (form, _) => output::write_json(form, &object),
        }
    }

    fn write_items(&self, items: &[Value]) -> Result<(), CommandError> {
        if self.form != Form::Table {
            return Ok(output::lines(items)?);
        }
        let columns = match self.wanted.as_slice() {
            [] => Columns::Best(&self.hinted),
            wanted => Columns::Wanted(wanted),
        };
        let list = records::list(items, columns, terminal::width());
        terminal::page(&list.page)?;
        terminal::tell_left_out(list.left_out);
        Ok(())
    }

    /// Writes the items that came before a list broke off.
    fn write_incomplete(&self, items: &[Value]) -> Result<(), CommandError> {
        match (self.form, &self.items_member) {
            (Form::Json, Some(member)) => {
                let mut object = Map::from_iter([(member.clone(), items.into())]);
                object.insert("incomplete".to_owned(), json!(true));
                output::write_json(self.form, &object)
            }
            _ => self.write_items(items),
        }
    }
}

/// Prints a request as HTTP/1.1 would write it (RFC 9112 section 2), with the
/// whole URL in the request line. A terminal is shown the body, a pipe gets it.
fn show_request(dry_run: Option<DryRun>) -> Result<(), CommandError> {
    let Some(DryRun {
        request,
        credential,
        warnings,
    }) = dry_run
    else {
        terminal::tell("This action makes no request with this input.");
        return Ok(());
    };
    let HttpRequest {
        method,
        url,
        headers,
        body,
    } = request;
    let mut lines = vec![text!("{} {} HTTP/1.1", method, url)];
    lines.extend(
        headers
            .iter()
            .map(|header| text!("{}: {}", header.name, header.value)),
    );
    let mut written = Text::lines(lines).plain().into_bytes();
    written.extend(b"\n\n");
    if let Some(body) = body {
        if terminal::is_read_by_a_person() {
            let lines = String::from_utf8_lossy(&body);
            let lines = lines.lines().map(Shown::text);
            written.extend(Text::lines(lines).plain().into_bytes());
        } else {
            written.extend(body);
        }
        written.push(b'\n');
    }
    terminal::data(&written)?;
    for warning in &warnings {
        terminal::warn(running(warning));
    }
    terminal::tell(match credential {
        Credential::Connection => {
            "Nothing was sent. The host adds the credential to a request when it sends it."
        }
        Credential::None => "Nothing was sent. This request goes without a credential.",
    });
    Ok(())
}

/// The path means a directory when it is one or ends like one.
fn destination(path: &Path) -> Destination {
    let is_directory = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
    let (directory, file_name) = match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !is_directory => {
            (parent, Some(name.to_string_lossy().into_owned()))
        }
        _ => (path, None),
    };
    let directory = if directory.as_os_str().is_empty() {
        Path::new(".")
    } else {
        directory
    };
    Destination {
        directory: directory.to_owned(),
        file_name,
        overwrite: false,
        progress: None,
    }
}

/// Writes the items of each page to stdout as it comes, a line each.
struct Lines<'a> {
    line: &'a Line,
}

impl PageSink for Lines<'_> {
    fn page(&mut self, items: Vec<Value>) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(ready(self.line.aside(|| output::lines(&items))))
    }
}

/// Tells, besides the items on stdout, what else the output says.
fn tell_rest(mut rest: Map<String, Value>) {
    rest.retain(|_, value| !records::is_empty(value));
    if !rest.is_empty() {
        terminal::tell(records::record(&rest, terminal::text_width()).trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_goes_to_a_file_or_into_a_directory() {
        let of = |path: &str| {
            let Destination {
                directory,
                file_name,
                ..
            } = destination(Path::new(path));
            (directory.display().to_string(), file_name)
        };
        assert_eq!(of("."), (".".to_owned(), None));
        assert_eq!(of("not/there/"), ("not/there/".to_owned(), None));
        assert_eq!(of("a.mp4"), (".".to_owned(), Some("a.mp4".to_owned())));
        assert_eq!(
            of("not/there/a.mp4"),
            ("not/there".to_owned(), Some("a.mp4".to_owned()))
        );
    }
}
