//! `actions`: what a connector can do, and what one action takes.

use clap::Args;
use comfy_table::Row;
use connector_host::manifest::{Action, Effect, Manifest, Redirects};

use super::{
    exit::CommandError,
    layout::{self, Facts},
    output::{self, Format, Output},
    schema::{Field, Schema, shown},
    session::Session,
    terminal::{self, style},
};

/// Show what a connector can do, or what one action takes
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host actions example
  connector-host actions example create-note
  connector-host actions example create-note --output json")]
pub(super) struct Actions {
    /// The connector
    key: String,
    /// The action to show with its fields; all actions in short when left out
    action: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Actions {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let manifest = connector.manifest();
        match (&self.action, self.output.format) {
            (None, Format::Json) => output::json(&manifest.actions),
            (None, Format::Table) => output::page(&overview(manifest)),
            (Some(id), format) => {
                let action = find(manifest, id)?;
                match format {
                    Format::Json => output::json(action),
                    Format::Table => output::page(&details(&manifest.key, action)),
                }
            }
        }
    }
}

/// The action of that id, or an error that says where to look.
pub(super) fn find<'a>(manifest: &'a Manifest, id: &str) -> Result<&'a Action, CommandError> {
    manifest.action(id).ok_or_else(|| {
        let nearest = manifest.actions.iter().map(|action| action.id.as_str());
        let meant = layout::nearest(id, nearest)
            .map(|near| format!("; did you mean {near}?"))
            .unwrap_or_default();
        CommandError::usage(format_args!("{} has no action {id}{meant}", manifest.name)).with_next(
            format_args!("connector-host actions {} lists what it has", manifest.key),
        )
    })
}

fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Read => "reads",
        Effect::Write => "writes",
        Effect::Destructive => "destroys",
    }
}

fn overview(manifest: &Manifest) -> String {
    let mut groups: Vec<&str> = Vec::new();
    for action in &manifest.actions {
        if !groups.contains(&action.group.as_str()) {
            groups.push(&action.group);
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for group in groups {
        rows.push(vec![layout::bold(group)].into());
        for action in manifest
            .actions
            .iter()
            .filter(|action| action.group == group)
        {
            let note = if action.deprecated {
                " (deprecated)"
            } else {
                ""
            };
            rows.push(
                vec![
                    format!("  {}", action.id),
                    effect(action.effect).to_owned(),
                    format!("{}{note}", action.summary),
                ]
                .into(),
            );
        }
    }
    let key = &manifest.key;
    format!(
        "{}\nFields of one: connector-host actions {key} ACTION\n",
        layout::table(&["Action", "Effect", "Summary"], rows)
    )
}

fn details(key: &str, action: &Action) -> String {
    let name = style::NAME;
    let mut page = format!(
        "{name}{}{name:#}  {}\n{}\n",
        action.id,
        layout::heading(&action.title),
        layout::paragraph(&action.summary, 2)
    );
    if let Some(description) = &action.description {
        page += &format!("{}\n", layout::paragraph(description, 2));
    }
    page += &format!("\n{}", facts(action).render());

    let input = action.input.value();
    let fields = Schema::new(&input).fields();
    page += &format!(
        "\n{}\n",
        layout::heading(if fields.is_empty() {
            "It takes no fields."
        } else {
            "Fields"
        })
    );
    for field in &fields {
        page += &describe(
            field,
            action
                .lookups
                .iter()
                .find(|lookup| lookup.field == field.path)
                .map(|lookup| lookup.action.as_str()),
        );
    }
    page += &format!(
        "\n{}\n  connector-host invoke {key} {} --input '{}'\n",
        layout::heading("Example"),
        action.id,
        action
            .sample
            .input
            .value()
            .to_string()
            .replace('\'', r"'\''")
    );
    page + &format!(
        "  Its output: connector-host actions {key} {} --output json\n",
        action.id
    )
}

fn facts(action: &Action) -> Facts {
    let mut facts = Facts::default();
    let again = if action.repeatable {
        "invoked twice, it does no more than once"
    } else {
        "invoked twice, it does it twice"
    };
    facts.add("Effect", format!("{}; {again}", effect(action.effect)));
    facts.add(
        "Request",
        format!("{} {}", action.http.method, action.http.path),
    );
    for (family, scopes) in &action.scopes {
        facts.add(
            format!("Scopes, {}", family.replace('_', " ")),
            match scopes.as_slice() {
                [] => "not possible with them".to_owned(),
                sets if sets.iter().any(Vec::is_empty) => "none needed".to_owned(),
                sets => layout::scope_sets(sets),
            },
        );
    }
    if action.downloads {
        facts.add("Downloads", "it fetches a file for you");
    }
    if action.redirects == Redirects::Public {
        facts.add(
            "Redirects",
            "followed to any public host, without the credential",
        );
    }
    facts.add_some("Plan", action.plan.as_deref());
    facts.add_some("Rate limit", action.rate_label.as_deref());
    facts.add_some(
        "Pages",
        action.pagination.as_ref().map(|pages| {
            format!(
                "collected in {}, or streamed with --output jsonl",
                pages.items
            )
        }),
    );
    facts.add(
        "Version",
        if action.deprecated {
            format!("{}, deprecated", action.version)
        } else {
            action.version.clone()
        },
    );
    facts.add("Documentation", action.docs_url.clone());
    facts
}

/// A field: a line of what it may be, and its meaning below.
pub(super) fn describe(field: &Field<'_>, choices_of: Option<&str>) -> String {
    let (name, aside, warning) = (style::NAME, style::ASIDE, style::WARNING);
    let schema = field.schema;
    let mut page = format!("  {name}{}{name:#}", field.path);
    if field.required {
        page += &format!(" {warning}required{warning:#}");
    }
    let words = schema.in_words();
    // A long list of values goes below, where it can wrap.
    page += &if field.path.len() + words.len() + 14 > terminal::text_width() {
        format!("\n{aside}{}{aside:#}\n", layout::paragraph(&words, 6))
    } else {
        format!("  {aside}{words}{aside:#}\n")
    };
    let mut notes = Vec::new();
    if schema.is("deprecated") {
        notes.push("Deprecated.".to_owned());
    }
    notes.extend(
        schema
            .text("description")
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
    );
    for (value, meaning) in schema.meanings() {
        notes.push(format!("{}: {}", shown(value), meaning));
    }
    notes.extend(choices_of.map(|action| format!("Choices: {action}.")));
    if !notes.is_empty() {
        page += &format!(
            "{}\n",
            notes
                .iter()
                .map(|note| layout::paragraph(note, 6))
                .collect::<Vec<_>>()
                .join("\n")
        );
    }
    page
}
