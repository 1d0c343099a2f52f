//! What is told of an invocation to whoever listens for spans: by which names, and that
//! no secret is among it.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use support::authorization::{CLIENT_SECRET, LIFETIME, World, code_grant, get};
use support::connection::{invoke, signed_in};
use support::scripted::{Act, MANIFEST, connector_of};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;

/// What was told, as text: spans when they end, and events.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

/// The fields of a span.
#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Heard {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        context.span(id).unwrap().extensions_mut().insert(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let span = context.span(id).unwrap();
        values.record(span.extensions_mut().get_mut::<Fields>().unwrap());
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let told = format!("event {:?}", fields.0);
        self.0.lock().unwrap().push(told);
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let span = context.span(&id).unwrap();
        let parent = span.parent().map_or("nothing", |parent| parent.name());
        let mut told = format!("{} in {parent}", span.name());
        for (name, value) in &span.extensions().get::<Fields>().unwrap().0 {
            told += &format!("\n  {name}: {value}");
        }
        self.0.lock().unwrap().push(told);
    }
}

#[tokio::test]
async fn an_invocation_its_renewal_and_its_exchanges_are_told_by_the_usual_names() {
    let world = World::new().await;
    let host = signed_in(&world).await;
    let manifest = MANIFEST.replace(r#""path": "/notes""#, r#""path": "/{who}""#);
    let acts = [
        Act::Step(connector_host::contract::Step::Send(get(
            "https://api.example/me?of=hush-query",
        ))),
        Act::Echo,
    ];
    let asking = connector_of(manifest.as_bytes(), &code_grant(), &acts);
    host.load(&asking).await.unwrap();
    world.clock.advance(LIFETIME);
    let heard = Heard::default();
    let subscriber = tracing_subscriber::registry().with(heard.clone());
    let listening = tracing::subscriber::set_default(subscriber);
    invoke(&host).await.unwrap();
    drop(listening);
    let id = host.connection("work").await.unwrap().id.to_string();
    let told = heard.0.lock().unwrap().clone();
    for secret in [
        "access-",
        "refresh-1",
        "hush-query",
        "code_verifier",
        CLIENT_SECRET,
    ] {
        let has = told.iter().find(|told| told.contains(secret));
        assert_eq!(has, None, "{secret}");
    }
    let ours = ["invocation", "renewal", "exchange"];
    let spans: Vec<String> = told
        .iter()
        .filter(|told| {
            ours.iter()
                .any(|name| told.starts_with(&format!("{name} in")))
        })
        .map(|told| {
            let lines = told.lines().map(|line| match line.split_once(": ") {
                Some((name @ "  connector_host.run.id", _)) => format!("{name}: [id]"),
                _ => line.replace(&id, "[id]"),
            });
            lines.collect::<Vec<_>>().join("\n")
        })
        .collect();
    insta::assert_snapshot!(spans.join("\n"));
}
