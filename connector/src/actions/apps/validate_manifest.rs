//! `validate-app-manifest`.

use serde_json::Value;

use super::group::{GROUP, NO_APP};
use crate::action::{Action, column};
use crate::ids;
use crate::input::Input;
use crate::refusals::Refusal;
use crate::scopes::scope;
use crate::shape::{ANY_OBJECT, Kind, Shape, TEXT, body, list, member};

pub(crate) static ACTION: Action =
    Action::post(&GROUP, "validate-app-manifest", "/marketplace/apps/manifest/validate")
        .operation("validatingManifest")
        .summary("Has Zoom look whether it would take the manifest of an app. It changes nothing.")
        .description(
            "That a manifest is wrong is an answer and no failure. Zoom lets some through that do not work: \
             Build app manifest makes none of these.",
        )
        .reads()
        .scopes(&[scope("marketplace_app:read")], &[scope("marketplace:read:app")])
        .rate_label("MEDIUM")
        .input(&[&[
            body(
                "manifest",
                ANY_OBJECT,
                "The manifest, as Build app manifest gives it under that name.",
            )
            .required(),
            body("app_id", ids::ID, "The app that the manifest is for, where there is one."),
        ]])
        .output(&[&[
            member("ok", Kind::Boolean, "Whether Zoom would take it.").essential(),
            member("error", TEXT, "Zoom's name for what is wrong; empty where nothing is."),
            member("errors", list(&Kind::Object(&PROBLEM)), "What is wrong, one by one."),
        ]])
        .review(told)
        .refusals(REFUSALS)
        .columns(&[column("Taken", "/ok"), column("Error", "/error")])
        .sample(
            r#"{ "manifest": { "oauth_information": { "usage": "USER_OPERATION" } } }"#,
            r#"{
                "ok": false,
                "error": "invalid_manifest",
                "errors": [{
                    "setting": "/oauth_information/scopes[0]",
                    "message": "meeting:read is not a valid scope name when usage is USER_OPERATION"
                }]
            }"#,
        );

static PROBLEM: Shape = Shape::of(&[&[
    member("setting", TEXT, "Where in the manifest.").required(),
    member("message", TEXT, "What is wrong there.").required(),
]]);

static REFUSALS: &[Refusal] = &[NO_APP];

fn told(_: &Input, answer: &Value) -> Vec<String> {
    match answer.get("ok") {
        Some(Value::Bool(false)) => vec!["Zoom would not take this manifest.".to_owned()],
        _ => Vec::new(),
    }
}
