//! `actions`: what a connector can do, and what one action takes.

use clap::Args;
use connector_host::{
    manifest::{Action, Column, Effect, Manifest, Redirects, as_path},
    schema::Schema,
};

use crate::{
    exit::CommandError,
    fields, lookup,
    output::{Form, Output},
    program::program,
    screen::{Facts, Text, running, style, table::Table, terminal, text, words},
    session::Session,
    triggers,
};

/// Show what a connector can do, or what one action takes
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host actions example
  connector-host actions example create-note
  connector-host actions example create-note --output json
  connector-host actions example --search attachment")]
pub(crate) struct Actions {
    /// The connector
    key: String,
    /// The action to show with its fields; all actions in short when left out
    action: Option<String>,
    /// Only what has all of these words in what is said of it
    #[arg(long, value_name = "WORDS", conflicts_with = "action")]
    search: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Actions {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let manifest = connector.manifest();
        let Some(id) = &self.action else {
            let words = self.search.as_deref();
            let found = words.map(|words| found(manifest, words)).transpose()?;
            let manifest = found.as_ref().unwrap_or(manifest);
            let table = table(manifest);
            let page = || overview(manifest, &table);
            self.output.write(&manifest.actions, page)?;
            if self.output.form == Form::Table {
                terminal::tell_left_out(table.left_out(terminal::width()));
            }
            return Ok(());
        };
        let action = lookup::action(manifest, id)?;
        self.output.write(action, || details(&manifest.key, action))
    }
}

/// The manifest with those actions and triggers alone that have all of the words.
fn found(manifest: &Manifest, words: &str) -> Result<Manifest, CommandError> {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let has_all = |texts: &[&str]| {
        let text = texts.join("\n").to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut found = manifest.clone();
    found.actions.retain(|action| {
        has_all(&[
            &action.id,
            &action.title,
            &action.summary,
            action.description.as_deref().unwrap_or_default(),
            &action.group,
        ])
    });
    found.triggers.retain(|trigger| {
        has_all(&[
            &trigger.id,
            &trigger.title,
            &trigger.summary,
            trigger.description.as_deref().unwrap_or_default(),
            &trigger.group,
        ])
    });
    if found.actions.is_empty() && found.triggers.is_empty() {
        return Err(CommandError::usage(text!(
            "{} has no action and no trigger with all of these words",
            manifest.name
        ))
        .with_next(text!("connector-host actions {} lists them", manifest.key)));
    }
    Ok(found)
}

/// In the word of the contract.
fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "read",
        Effect::Write => "write",
        Effect::Destructive => "destructive",
    }
}

/// All actions, group by group. What they do is worth more than their effects.
fn table(manifest: &Manifest) -> Table {
    let mut groups: Vec<&str> = Vec::new();
    for action in &manifest.actions {
        if !groups.contains(&action.group.as_str()) {
            groups.push(&action.group);
        }
    }
    let mut table = Table::new(["Action", "Summary", "Effect"]).with_prose();
    for group in groups {
        table.heading(style::heading(group));
        let of_group = |action: &&Action| action.group == group;
        for action in manifest.actions.iter().filter(of_group) {
            let mut summary = running(&action.summary);
            if action.deprecated {
                summary.push(" (deprecated)");
            }
            table.row([
                text!("{}", action.id),
                summary,
                text!(
                    "{}{}",
                    effect(action.effect),
                    if action.downloads { ", downloads" } else { "" }
                ),
            ]);
        }
    }
    table
}

fn overview(manifest: &Manifest, table: &Table) -> Text {
    let mut page = Text::default();
    if !manifest.actions.is_empty() {
        page.push(text!(
            "{}\nFields of one: connector-host actions {} ACTION\n\n",
            table.render(terminal::width()),
            manifest.key
        ));
    }
    if let Some(triggers) = triggers::table(manifest) {
        page.push(text!(
            "{}\nMore of one: connector-host triggers {} TRIGGER",
            triggers.render(terminal::width()),
            manifest.key
        ));
    }
    page
}

fn details(key: &str, action: &Action) -> Text {
    let width = terminal::text_width();
    let mut page = text!(
        "{}  {}\n{}\n",
        style::name(&action.id),
        style::heading(&action.title),
        running(&action.summary).paragraph(2, width)
    );
    if let Some(description) = &action.description {
        page.push(text!("{}\n", running(description).paragraph(2, width)));
    }
    page.push(text!("\n{}", facts(action).render(width)));

    let input = action.input.value();
    let fields = fields::in_order(Schema::new(&input));
    let title = if fields.is_empty() {
        "It takes no fields."
    } else {
        "Fields"
    };
    page.push(text!("\n{}\n", style::heading(title)));
    for field in &fields {
        let mut lookups = action.lookups.iter();
        let choices = lookups.find(|lookup| as_path(&lookup.field) == field.path);
        page.push(fields::describe(
            field,
            choices.map(|lookup| lookup.action.as_str()),
        ));
    }
    page.push(text!(
        "\n{}\n  {} invoke {} {} --input '{}'\n",
        style::heading("Example"),
        program(),
        key,
        action.id,
        action
            .sample
            .input
            .value()
            .to_string()
            .replace('\'', r"'\''")
    ));
    page.push(text!(
        "  Its output: connector-host actions {} {} --output json\n",
        key,
        action.id
    ));
    page
}

/// A column, with where the time zone of its times stands.
fn column(column: &Column) -> Text {
    match &column.time_zone {
        Some(time_zone) => text!(
            "{} (in the time zone of {})",
            column.title,
            as_path(time_zone)
        ),
        None => text!("{}", column.title),
    }
}

/// What of an output is sensitive.
fn sensitive(pointers: &[String]) -> Text {
    if pointers.iter().any(String::is_empty) {
        return text!("all");
    }
    words::list(pointers.iter().map(|pointer| as_path(pointer)))
}

fn facts(action: &Action) -> Facts {
    let mut facts = Facts::default();
    let again = if action.repeatable {
        "invoked twice, it does no more than once"
    } else {
        "invoked twice, it does it twice"
    };
    facts.add("Effect", text!("{}; {}", effect(action.effect), again));
    facts.add(
        "Request",
        match &action.http {
            Some(http) => text!("{} {}", http.method, http.path),
            None => text!("none: nobody is asked"),
        },
    );
    fields::add_scopes(&mut facts, &action.scopes);
    if action.downloads {
        let what = if action.resumes {
            "it fetches files for you, and none that is there already"
        } else {
            "it fetches a file for you"
        };
        facts.add("Downloads", what);
    }
    if action.redirects == Redirects::Public {
        facts.add(
            "Redirects",
            "followed to any public host, without the credential",
        );
    }
    if !action.columns.is_empty() {
        facts.add("Columns", words::list(action.columns.iter().map(column)));
    }
    if !action.sensitive.is_empty() {
        facts.add(
            "Keep secret",
            text!(
                "{} of the output: whoever has it may use it",
                sensitive(&action.sensitive)
            ),
        );
    }
    facts.add_some("Plan", action.plan.as_deref());
    facts.add_some("Rate limit", action.rate_label.as_deref());
    facts.add_some(
        "Pages",
        action.pagination.as_ref().map(|pages| {
            text!(
                "collected in {}, or streamed with --output jsonl",
                pages.items
            )
        }),
    );
    let deprecated = if action.deprecated {
        ", deprecated"
    } else {
        ""
    };
    facts.add("Version", text!("{}{}", action.version, deprecated));
    facts.add("Documentation", &action.docs_url);
    facts
}
