//! What the library tells, as the pages show it.

use connector_host::Host;
use connector_host::consent::{Consent, in_words};
use connector_host::manifest::{Effect, Manifest};
use connector_host::schema::Schema;
use jiff::Timestamp;

use super::stop::Stop;
use crate::pages::Why;
use crate::settings::Settings;

/// The host of this service, as browsers know it.
pub(super) fn host(settings: &Settings) -> String {
    let public = settings.public_url.as_ref();
    let public = public.and_then(|public| public.host_str());
    public.map_or_else(|| settings.listen.to_string(), str::to_owned)
}

/// A time for people who may be anywhere.
pub(super) fn time(time: Timestamp) -> String {
    time.strftime("%-d %B %Y, %H:%M UTC").to_string()
}

/// What the actions of a connector do, by how grave that is.
pub(super) fn abilities(manifest: &Manifest) -> Vec<(String, Vec<String>)> {
    let of = |effect: Effect, words: &str| {
        let actions = manifest.actions.iter();
        let titles: Vec<String> = actions
            .filter(|action| action.effect == effect && !action.deprecated)
            .map(|action| action.title.clone())
            .collect();
        (!titles.is_empty()).then(|| (words.to_owned(), titles))
    };
    [
        of(Effect::Read, "It can look at what is there (read)"),
        of(Effect::Write, "It can create and change (write)"),
        of(
            Effect::Destructive,
            "It can remove, or end for other people (destructive)",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What somebody has agreed that a connector may do, in words.
pub(super) async fn consent(
    host: &Host,
    manifest: &Manifest,
) -> Result<Vec<(&'static str, Vec<String>)>, Stop> {
    let agreed = host.agreed(&manifest.key).await?;
    let consent = match agreed {
        Some(agreed) => agreed.consent,
        // One that was given to this process.
        None => Consent::of(manifest).map_err(|error| {
            tracing::error!(%error, "the connector names an origin that is none");
            Why::Failed
        })?,
    };
    let told = in_words(&consent).into_iter();
    Ok(told
        .map(|(heading, lines)| {
            (
                heading,
                lines.iter().map(|line| labelled(manifest, line)).collect(),
            )
        })
        .collect())
}

/// A line of a consent, where a secret is called by the label under which it is entered, and
/// an auth method by its name.
fn labelled(manifest: &Manifest, line: &str) -> String {
    let secrets = manifest.auth_methods.iter().flat_map(|method| {
        let secrets = method.settings().filter(|setting| setting.secret);
        secrets.map(move |secret| (method, secret))
    });
    let mut those =
        secrets.filter(|(method, secret)| line == format!("{} of {}", secret.name, method.id));
    let Some((method, secret)) = those.next() else {
        return line.to_owned();
    };
    let label = Schema::new(secret.schema).text("title");
    format!("{} ({})", label.unwrap_or(secret.name), method.name)
}
