//! `invoke`: has a connector do something.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use connector_host::{
    Error, Invocation,
    columns::{self, UnknownColumn},
    download,
    driver::Output,
    input::Assignment,
    manifest::Action,
    schema::Schema,
};
use serde_json::Value;

use crate::{
    exit::CommandError,
    input::{self, Source},
    lookup,
    output::Form,
    screen::{Text, progress::Line, running, terminal, text, words},
    session::Session,
};

mod call;
mod destination;
mod request;
mod shown;

use call::Call;
use destination::destination;
use shown::{Lines, Show};

/// Invoke an action
#[derive(Args, Debug)]
#[command(
    after_help = "A value of --set gets the type that the action's field has: true, 30 or [1,2] as JSON, \
all else as text. Inner fields are reached with dots, elements with [0]; repeat --set \
to add to a list. What --set says wins over --input.

When a list breaks off, the items that came are written in the form that was asked for: \
as lines, as a table, or as JSON with \"incomplete\": true. The exit code says why it broke off.

Examples:
  connector-host invoke example create-note --set title=Hello \\
      --set tags=a --set tags=b
  connector-host invoke example create-note --input @note.json --dry-run
  connector-host invoke example list-notes --connection work --output jsonl
  connector-host invoke example list-notes --columns id,title
  connector-host invoke example download-note --set id=7 --download-to ./notes/"
)]
pub(crate) struct Invoke {
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
    /// Let a download replace a file; of several, what is whole stays
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
            may_have_written: invocation.may_have_written(),
        };
        if self.dry_run {
            request::show(call.run(invocation.dry_run())?)
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
            wanted: columns::wanted(action, &self.columns)
                .map_err(|unknown| no_column(&unknown))?,
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
                let mut destination = if action.resumes {
                    destination::directory(path)
                } else {
                    destination(path)
                };
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
            Ok(Output {
                value,
                files,
                found,
                warnings,
                ..
            }) => {
                for warning in &warnings {
                    terminal::warn(running(warning));
                }
                for file in found {
                    terminal::done(text!("{} is there already.", file.display()));
                }
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

/// That there is no such column, and which there are.
fn no_column(unknown: &UnknownColumn) -> CommandError {
    let name = &unknown.name;
    let meant = words::did_you_mean(name, unknown.known.iter().map(String::as_str));
    CommandError::usage(text!("--columns: there is no column {}{}", name, meant))
        .with_details([text!("the columns are {}", words::list(&unknown.known))])
}
