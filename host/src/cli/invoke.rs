//! `invoke`: has a connector do something.

use std::{
    future::Future,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use connector_host::{
    DryRun, Error, Invocation,
    connections::Connection,
    contract::{Credential, HttpRequest},
    download::{self, Destination},
    driver::{Output, PageSink},
    manifest::Action,
};
use futures_util::future::{BoxFuture, ready};
use serde_json::{Map, Value};

use super::{
    actions, errors,
    exit::CommandError,
    input::{self, Assignment, Source},
    items, output,
    progress::Line,
    schema::Schema,
    session::Session,
    terminal,
};

/// Invoke an action
#[derive(Args, Debug)]
#[command(
    after_help = "A value of --set gets the type that the action's field has: true, 30 or [1,2] as JSON,
all else as text. Inner fields are reached with dots, elements with [0]; repeat --set
to add to a list. What --set says wins over --input.

Examples:
  connector-host invoke example create-note --set title=Hello --set tags=a --set tags=b
  connector-host invoke example create-note --input @note.json --dry-run
  connector-host invoke example list-notes --connection work --output jsonl
  connector-host invoke example download-note --set id=7 --download-to ./notes/"
)]
pub(super) struct Invoke {
    /// The connector
    key: String,
    /// The action; connector-host actions KEY lists them
    action: String,
    /// The connection to use; may be left out when there is only one
    #[arg(short, long, value_name = "NAME")]
    connection: Option<String>,
    /// The input: a JSON object, @FILE to read it from a file, - from stdin
    #[arg(short, long, value_name = "JSON|@FILE|-")]
    input: Option<Source>,
    /// One field of the input; repeat it for more
    #[arg(short, long, value_name = "FIELD=VALUE")]
    set: Vec<Assignment>,
    /// How to write the output: json, jsonl for a line an item as pages come, table for people
    #[arg(
        short,
        long,
        value_name = "FORMAT",
        default_value = "json",
        hide_possible_values = true
    )]
    output: Form,
    /// Print the HTTP request, without a credential, and send nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// Where a file goes: its path, or a directory to keep it in under its own name; where this
    /// user's downloads go when left out
    #[arg(long, value_name = "PATH")]
    download_to: Option<PathBuf>,
    /// Let a download replace a file
    #[arg(long)]
    overwrite: bool,
}

/// The values of `--output`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Json,
    Jsonl,
    Table,
}

impl Invoke {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let action = actions::find(connector.manifest(), &self.action)?;
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
        if self.dry_run {
            self.show_request(session, invocation)
        } else {
            self.perform(session, action, invocation)
        }
    }

    /// Where to look up what the input may be.
    fn fields(&self) -> String {
        let Self { key, action, .. } = self;
        format!("connector-host actions {key} {action} shows the fields")
    }

    /// Runs the call, and says how to go on when it fails.
    fn call<T>(
        &self,
        session: &Session,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, CommandError> {
        session.run(async {
            let error = match call.await {
                Ok(output) => return Ok(output),
                Err(error) => error,
            };
            let told = errors::of_call(&error, self.used(session).await.as_ref());
            Err(if errors::is_invalid_input(&error) {
                told.with_next(self.fields())
            } else {
                told
            })
        })
    }

    /// The connection that a call uses: the one that was named, or else the
    /// connector's only one.
    async fn used(&self, session: &Session) -> Option<Connection> {
        let connections = session.host().connections().await.ok()?;
        connections.into_iter().find(|used| match &self.connection {
            Some(name) => used.name == *name,
            None => used.connector == self.key,
        })
    }

    fn perform(
        &self,
        session: &Session,
        action: &Action,
        invocation: Invocation<'_>,
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
        let items_member = action.pagination.as_ref().map(|pages| pages.items.as_str());
        let Output { value, files } = match self.output {
            Form::Json | Form::Table => self.call(session, invocation.run())?,
            Form::Jsonl => self.call(session, invocation.stream(&mut Lines { line: &line }))?,
        };
        drop(line);
        for file in files {
            terminal::done(format_args!("Saved {}.", file.display()));
        }
        match (self.output, value) {
            (Form::Json, value) => output::json(&value),
            (form, Value::Object(mut object)) => {
                match items_member.and_then(|member| object.remove(member)) {
                    Some(Value::Array(items)) => {
                        if form == Form::Table {
                            output::page(&items::list(&items))?;
                        } else {
                            items.iter().try_for_each(output::json_line)?;
                        }
                        tell_rest(object);
                        Ok(())
                    }
                    _ if form == Form::Table => output::page(&items::record(&object)),
                    _ => output::json_line(&object),
                }
            }
            (Form::Table, value) => output::page(&items::list(std::slice::from_ref(&value))),
            (Form::Jsonl, value) => output::json_line(&value),
        }
    }

    /// Prints a request as HTTP/1.1 would write it (RFC 9112 section 2), with the
    /// whole URL in the request line.
    fn show_request(
        &self,
        session: &Session,
        invocation: Invocation<'_>,
    ) -> Result<(), CommandError> {
        let Some(DryRun {
            request,
            credential,
            warnings,
        }) = self.call(session, invocation.dry_run())?
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
        let mut stdout = terminal::stdout();
        writeln!(stdout, "{method} {url} HTTP/1.1")?;
        for header in headers {
            writeln!(stdout, "{}: {}", header.name, header.value)?;
        }
        writeln!(stdout)?;
        if let Some(body) = body {
            stdout.write_all(&body)?;
            writeln!(stdout)?;
        }
        for warning in warnings {
            terminal::warn(warning);
        }
        terminal::tell(match credential {
            Credential::Connection => {
                "Nothing was sent. The host adds the credential to a request when it sends it."
            }
            Credential::None => "Nothing was sent. This request goes without a credential.",
        });
        Ok(())
    }
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
        let written = self.line.aside(|| {
            let mut stdout = terminal::stdout();
            items
                .iter()
                .try_for_each(|item| writeln!(stdout, "{item}"))?;
            stdout.flush()
        });
        Box::pin(ready(written))
    }
}

/// Tells, besides the items on stdout, what else the output says.
fn tell_rest(mut rest: Map<String, Value>) {
    rest.retain(|_, value| !items::is_empty(value));
    if !rest.is_empty() {
        terminal::tell(items::record(&rest).trim_end());
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
