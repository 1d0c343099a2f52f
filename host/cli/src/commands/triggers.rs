//! `triggers`: what a connector can tell of, and what one trigger takes.

use std::time::Duration;

use clap::Args;
use connector_host::{
    manifest::{Manifest, Trigger, as_path},
    schema::Schema,
};

use crate::{
    exit::CommandError,
    fields, lookup,
    output::Output,
    screen::{Facts, Text, running, style, terminal, text, words},
    session::Session,
    triggers,
};

/// Show what a connector can tell of, or what one trigger takes and tells
#[derive(Args, Debug)]
#[command(
    after_help = "`poll` looks for what can be polled for, and `receive` shows what deliveries tell while one develops; \
a platform that embeds the library does both for itself.

Examples:
  connector-host triggers example
  connector-host triggers example note-created
  connector-host triggers example --output json"
)]
pub(crate) struct Triggers {
    /// The connector
    key: String,
    /// The trigger to show with its fields; all triggers in short when left out
    trigger: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl Triggers {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        let connector = session.connector(&self.key)?;
        let manifest = connector.manifest();
        let Some(id) = &self.trigger else {
            return self.output.write(&manifest.triggers, || overview(manifest));
        };
        let trigger = lookup::trigger(manifest, id)?;
        self.output.write(trigger, || details(trigger))
    }
}

fn overview(manifest: &Manifest) -> Text {
    match triggers::table(manifest) {
        Some(table) => text!(
            "{}\nMore of one: connector-host triggers {} TRIGGER",
            table.render(terminal::width()),
            manifest.key
        ),
        None => text!("{} has no triggers.", manifest.name),
    }
}

fn details(trigger: &Trigger) -> Text {
    let width = terminal::text_width();
    let mut page = text!(
        "{}  {}\n{}\n",
        style::name(&trigger.id),
        style::heading(&trigger.title),
        running(&trigger.summary).paragraph(2, width)
    );
    if let Some(description) = &trigger.description {
        page.push(text!("{}\n", running(description).paragraph(2, width)));
    }
    page.push(text!("\n{}", facts(trigger).render(width)));
    for (schema, title, without) in [
        (
            &trigger.input,
            "Fields to choose by",
            "There is nothing to choose.",
        ),
        (
            &trigger.data,
            "Data of an event",
            "An event's data has no fields that are known.",
        ),
    ] {
        let schema = schema.value();
        let fields = fields::in_order(Schema::new(&schema));
        let title = if fields.is_empty() { without } else { title };
        page.push(text!("\n{}\n", style::heading(title)));
        for field in &fields {
            page.push(fields::describe(field, None));
        }
    }
    page
}

fn facts(trigger: &Trigger) -> Facts {
    let mut facts = Facts::default();
    facts.add_some(
        "Webhook",
        trigger
            .webhook
            .as_ref()
            .map(|webhook| match webhook.events.as_slice() {
                [] => text!("the app's deliveries, with nothing to subscribe to"),
                events => text!("the app subscribes to {}", words::list(events)),
            }),
    );
    facts.add_some(
        "Poll",
        trigger.poll.as_ref().map(|poll| {
            let interval = Duration::from_secs(poll.interval_seconds);
            text!("every {} at the most", words::duration(interval))
        }),
    );
    let filters = trigger.filters.iter().map(|filter| {
        text!(
            "{} (is, or is in, {} of the data)",
            as_path(&filter.field),
            as_path(&filter.data)
        )
    });
    facts.add("Filters", words::list(filters));
    fields::add_scopes(&mut facts, &trigger.scopes);
    facts.add_some("Plan", trigger.plan.as_deref());
    let deprecated = if trigger.deprecated {
        ", deprecated"
    } else {
        ""
    };
    facts.add("Version", text!("{}{}", trigger.version, deprecated));
    facts.add("Documentation", &trigger.docs_url);
    facts
}
