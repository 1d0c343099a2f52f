//! Finding in a manifest what a person has named, with an error that helps
//! when it is not there.

use connector_host::manifest::{Action, AuthMethod, Manifest, Trigger};

use super::{
    exit::CommandError,
    screen::{Text, text, words},
};

/// The action of that id, or an error that says where to look.
pub(super) fn action<'a>(manifest: &'a Manifest, id: &str) -> Result<&'a Action, CommandError> {
    manifest.action(id).ok_or_else(|| {
        let ids = manifest.actions.iter().map(|action| action.id.as_str());
        let meant = words::did_you_mean(id, ids);
        CommandError::usage(text!("{} has no action {}{}", manifest.name, id, meant)).with_next(
            text!("connector-host actions {} lists what it has", manifest.key),
        )
    })
}

/// The trigger of that id, or an error that says where to look.
pub(super) fn trigger<'a>(manifest: &'a Manifest, id: &str) -> Result<&'a Trigger, CommandError> {
    manifest.trigger(id).ok_or_else(|| {
        let ids = manifest.triggers.iter().map(|trigger| trigger.id.as_str());
        let meant = words::did_you_mean(id, ids);
        CommandError::usage(text!("{} has no trigger {}{}", manifest.name, id, meant)).with_next(
            text!("connector-host triggers {} lists what it has", manifest.key),
        )
    })
}

/// The auth method of that id, or an error that lists the ones there are.
pub(super) fn method<'a>(manifest: &'a Manifest, id: &str) -> Result<&'a AuthMethod, CommandError> {
    manifest.auth_method(id).ok_or_else(|| {
        CommandError::usage(text!(
            "{} has no auth method {}; it has {}",
            manifest.name,
            id,
            methods(manifest)
        ))
        .with_next(text!(
            "connector-host methods {} explains them",
            manifest.key
        ))
    })
}

/// The ids of all auth methods, for a sentence.
pub(super) fn methods(manifest: &Manifest) -> Text {
    words::list(manifest.auth_methods.iter().map(|method| &method.id))
}
