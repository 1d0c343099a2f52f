//! `build-app-manifest`.
//!
//! Zoom's own validation takes redirects that are none, lists without the redirect, and apps without a
//! scope; so these are looked at here.

use serde_json::Value;

use super::group::GROUP;
use super::minimal::{self, Minimal, OF_OBJECT};
use super::parts::{self, host_of, texts};
use crate::action::{Action, Needed};
use crate::actions::{self, lookups};
use crate::contract::{Connection, Failure, FieldProblem};
use crate::course::{Course, Files, Turn};
use crate::input::Input;
use crate::json;
use crate::manifest_only::ManifestOnly;
use crate::names;
use crate::order;
use crate::shape::{Field, Form, Kind, Path, Shape, TEXT, TEXTS, list, member};

pub(crate) static ACTION: Action = Action::local(&GROUP, "build-app-manifest")
    .summary("Makes the manifest of an app at Zoom for chosen actions and events, with the fewest scopes.")
    .description(
        "Paste it at Zoom: make a General App, and upload it under Manifest. Nothing is asked of Zoom, and \
         no connection is needed. What Zoom's validation would refuse is refused here, and so is what it \
         takes though it does not work: a redirect address that is none, an app without scopes. The scopes of \
         what an action asks beside, or only for some inputs, are optional ones. Where \
         Zoom tells that somebody has removed a published app, its deauthorization notification URL, is no part \
         of it: enter that on the app's page. A \
         Server-to-Server app has no manifest: for one it gives the scopes to tick, and what the API that \
         makes apps takes.",
    )
    .app_manifest()
    .input(&[INPUT])
    .needed(&[
        Needed::OneOf(&[&["actions"], &["events", "event_url"]]),
        Needed::OneOf(&[&["redirect_uris"], &["app", "contact_name", "contact_email", "company_name"]]),
    ])
    .rules(rules)
    .course(
        &Course {
            files: ManifestOnly::new(Files::None),
            begin,
            leg: |_, _| None,
            take: |_, memory, _| Ok(Turn::Done(memory)),
        },
        &[],
        &[OUTPUT],
    )
    .sample(
        r#"{
            "actions": ["get-meeting"],
            "redirect_uris": ["https://flows.example/zoom/callback"],
            "name": "Meetings"
        }"#,
        r#"{
            "manifest": {
                "display_information": { "display_name": "Meetings", "description": "Meetings" },
                "oauth_information": {
                    "usage": "USER_OPERATION",
                    "development_redirect_uri": "https://flows.example/zoom/callback",
                    "production_redirect_uri": "https://flows.example/zoom/callback",
                    "oauth_allow_list": ["https://flows.example/zoom/callback"],
                    "strict_mode": true,
                    "subdomain_strict_mode": true,
                    "enable_private_pkce_client": false,
                    "enable_public_pkce_client": false,
                    "scopes": [
                        { "scope": "user:read:user", "optional": false },
                        { "scope": "meeting:read:meeting", "optional": false }
                    ]
                },
                "features": { "products": [] }
            },
            "scopes": ["user:read:user", "meeting:read:meeting"],
            "optional_scopes": [],
            "uncovered": []
        }"#,
    );

const USER_MANAGED: &str = "user-managed";
const ADMIN_MANAGED: &str = "admin-managed";
const SERVER_TO_SERVER: &str = "server-to-server";

/// An address that a browser or Zoom's deliveries go to.
const ADDRESS: Kind = Kind::Form(&Form::new(
    |value| {
        value
            .as_str()
            .filter(|url| is_address(url))
            .map(Value::from)
    },
    "an https address, or an http one of this machine, such as \"http://127.0.0.1/callback\"",
    r#"{ "type": "string", "format": "uri" }"#,
));

/// An address of a server on the internet.
const HTTPS: Kind = Kind::Form(&Form::new(
    |value| {
        let url = value.as_str().filter(|url| url.starts_with("https://"));
        url.filter(|url| is_address(url)).map(Value::from)
    },
    "an https address",
    r#"{ "type": "string", "format": "uri" }"#,
));

/// The name of an event: a subject and what has happened to it.
const EVENT: Kind = Kind::Form(&Form::new(
    |value| {
        value
            .as_str()
            .filter(|name| is_event(name))
            .map(Value::from)
    },
    "the name of an event of Zoom's, like \"meeting.started\"",
    r#"{ "type": "string", "pattern": "^([a-z0-9_]+\\.[a-z0-9_]+|app_deauthorized)$" }"#,
));

static INPUT: &[Field] = &[
    member(
        "actions",
        TEXTS,
        "The ids of the actions that the app is for. Those for records of any object can be named with one, such as `create-record:meeting`.",
    ),
    member(
        "events",
        list(&EVENT),
        "The events that the app is told of, by Zoom's names, such as `meeting.started`. They take event_url.",
    )
    .choices(&lookups::EVENT_TYPES),
    member(
        "app",
        Kind::Choice(&[USER_MANAGED, ADMIN_MANAGED, SERVER_TO_SERVER]),
        "Whom the app acts for: everybody who adds it for themselves, or all of the account; `server-to-server` is an app without a sign-in.",
    )
    .default("\"user-managed\""),
    member(
        "redirect_uris",
        list(&ADDRESS),
        "Where the browser returns to after the sign-in, the usual address first. Not for `server-to-server`.",
    ),
    member("event_url", HTTPS, "Where Zoom delivers the events to."),
    member("name", Kind::Text(1, 49), "What the app is called.").default("\"Connector\""),
    member("description", Kind::Text(1, 500), "What the app does, in a sentence."),
    member(
        "public_client",
        Kind::Boolean,
        "Turn on Use Public Client OAuth, for sign-ins without a secret.",
    )
    .default("false"),
    member(
        "meeting_sdk",
        Kind::Boolean,
        "Turn on the Meeting SDK, for meetings in pages of your own.",
    )
    .default("false"),
    member("home_url", HTTPS, "The home page of the app, where it has one."),
    member(
        "contact_name",
        Kind::Text(1, 150),
        "Whom to contact. Only for what makes a `server-to-server` app.",
    ),
    member(
        "contact_email",
        crate::ids::EMAIL,
        "The e-mail address of whom to contact. Only for what makes a `server-to-server` app.",
    ),
    member(
        "company_name",
        Kind::Text(1, 150),
        "Whose app it is. Only for what makes a `server-to-server` app.",
    ),
];

static OUTPUT: &[Field] = &[
    member(
        "manifest",
        Kind::Any,
        "What to upload at Zoom; for a `server-to-server` app what the API that makes apps takes for its body.",
    )
    .essential(),
    member("scopes", TEXTS, "The scopes that are in it.").required(),
    member(
        "optional_scopes",
        TEXTS,
        "Those of them that are optional: without one, an action finds a part of what it looks for, or does less.",
    )
    .required(),
    member(
        "uncovered",
        list(&Kind::Object(&UNCOVERED)),
        "The actions and events that an app of this sort can have no scope for.",
    )
    .required(),
];

static UNCOVERED: Shape = Shape::of(&[&[
    member("id", TEXT, "The action or the event.").required(),
    member("reason", TEXT, "Why not.").required(),
]]);

fn is_address(url: &str) -> bool {
    let host = host_of(url);
    let local = ["127.0.0.1", "::1", "localhost"].contains(&host);
    let scheme = url.starts_with("https://") || local && url.starts_with("http://");
    let plain = |c: char| c.is_ascii_graphic() && !['#', '@', '\\', '"', '<', '>'].contains(&c);
    scheme && !host.is_empty() && url.chars().all(plain)
}

fn is_event(name: &str) -> bool {
    let part = |part: &str| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        !part.is_empty() && part.bytes().all(fits)
    };
    let both = |(subject, happened)| part(subject) && part(happened);
    name == DEAUTHORIZED || name.split_once('.').is_some_and(both)
}

/// That somebody has removed the app, by the name that the event has.
const DEAUTHORIZED: &str = "app_deauthorized";

fn rules(input: &Input, _: u64, problems: &mut Vec<FieldProblem>) {
    let mut problem = |field: &str, message: &str| {
        problems.push(Path::Member(&Path::Whole, field).problem(message));
    };
    let some = |name: &str| texts(input, name).next().is_some();
    if !some("actions") && !some("events") {
        problem(
            "actions",
            "is missing; name what the app is for, here or in `events`",
        );
    }
    match input.text("app") {
        Some(SERVER_TO_SERVER) => {
            for field in [
                "redirect_uris",
                "events",
                "event_url",
                "public_client",
                "meeting_sdk",
                "home_url",
            ] {
                if input.get(field).is_some() {
                    problem(
                        field,
                        "is nothing that a `server-to-server` app is made with; remove it",
                    );
                }
            }
            for field in ["contact_name", "contact_email", "company_name"] {
                if input.get(field).is_none() {
                    problem(
                        field,
                        "is missing; Zoom makes no `server-to-server` app without it",
                    );
                }
            }
        }
        _ if !some("redirect_uris") => {
            problem(
                "redirect_uris",
                "is missing; an app that people sign in to has at least one",
            );
        }
        _ => {}
    }
    if some("events") && input.get("event_url").is_none() {
        problem("event_url", "is missing; without it Zoom tells of no event");
    }
    for (place, id) in texts(input, "actions").enumerate() {
        if minimal::action(id).is_none() {
            let list = Path::Member(&Path::Whole, "actions");
            let known = actions::ALL.iter().map(|action| action.id);
            let what = match names::nearest(id, known) {
                Some(nearest) => format!("is no action; did you mean `{nearest}`?"),
                None => "is no action of this connector".to_owned(),
            };
            problems.push(Path::Item(&list, place).problem(what));
        }
    }
    for (place, event) in texts(input, "events").enumerate() {
        let what = match event {
            DEAUTHORIZED => {
                "is told at an address of its own; enter the deauthorization notification URL on the app's page"
            }
            _ if event.starts_with("meeting.rtms_") => {
                "is an event that Zoom takes in no manifest; add it on the app's page"
            }
            _ => continue,
        };
        let list = Path::Member(&Path::Whole, "events");
        problems.push(Path::Item(&list, place).problem(what));
    }
}

fn begin(input: &Input, _: &Connection) -> Result<Turn, Failure> {
    let chosen: Vec<_> = texts(input, "actions")
        .filter_map(minimal::action)
        .collect();
    let events = texts(input, "events").collect();
    let mut events = order::by_key(events, |event| (*event).to_owned());
    events.dedup();
    let app = input.text("app").unwrap_or(USER_MANAGED);
    let for_account = app != USER_MANAGED;
    let minimal = Minimal::of(&chosen, &events, for_account);
    let name = input.text("name").unwrap_or("Connector");
    let manifest = if app == SERVER_TO_SERVER {
        json::object(vec![
            ("app_type", "s2s_oauth".into()),
            ("app_name", name.into()),
            ("contact_name", input.text("contact_name").into()),
            ("contact_email", input.text("contact_email").into()),
            ("company_name", input.text("company_name").into()),
            ("active", true.into()),
            ("scopes", minimal.scopes.clone().into()),
        ])
    } else {
        let description = input.text("description").unwrap_or(name);
        json::object(vec![
            ("display_information", parts::display(name, description)),
            (
                "oauth_information",
                parts::oauth(input, &minimal, for_account),
            ),
            ("features", parts::features(input, &events, for_account)),
        ])
    };
    let mut warnings = Vec::new();
    let of_several = |id: &&str| minimal::action(id).is_some_and(|one| !one.meant().is_empty());
    for id in texts(input, "actions").filter(of_several) {
        warnings.push(format!(
            "`{id}` is for several objects, so the scopes for all of them are in it, as optional ones. Name the \
             object for fewer, as in `{id}{OF_OBJECT}meeting`."
        ));
    }
    let mut output = vec![
        ("manifest", manifest),
        ("scopes", minimal.scopes.into()),
        ("optional_scopes", minimal.optional.into()),
        ("uncovered", minimal.uncovered.into()),
    ];
    if !minimal.unknown.is_empty() {
        let told = format!(
            "Which scopes these events take is not known here: {}. Add them on the app's page at Zoom, \
             which names what is missing.",
            minimal.unknown.join(", ")
        );
        warnings.push(told);
    }
    if !warnings.is_empty() {
        output.push(("warnings", warnings.into()));
    }
    Ok(Turn::Done(json::object(output)))
}
