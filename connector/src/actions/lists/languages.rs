//! `list-languages`.

use super::{GROUP, at_once};
use crate::action::{Action, column};
use crate::course::{Course, Turn};
use crate::json;
use crate::shape::{Kind, Shape, TEXT, list, member};

pub(crate) static ACTION: Action = Action::local(&GROUP, "list-languages")
    .summary("Lists the languages that Zoom's mails about a webinar can be in.")
    .description(
        "Nothing is asked of Zoom: they are those that its documentation names for new webinars. For changes \
         of a webinar it names neither `id-ID`, `nl-NL`, `pl-PL` nor `tr-TR`.",
    )
    .course(
        &COURSE,
        &[],
        &[&[member(
            "languages",
            list(&Kind::Object(&LANGUAGE)),
            "The languages.",
        )
        .required()]],
    )
    .columns(&[column("Languages", "/languages/*/name")])
    .sample(
        "{}",
        r#"{ "languages": [{ "code": "de-DE", "name": "German" }] }"#,
    );

/// Zoom's codes, and what the languages are called.
const LANGUAGES: &[(&str, &str)] = &[
    ("de-DE", "German"),
    ("en-US", "English"),
    ("es-ES", "Spanish"),
    ("fr-FR", "French"),
    ("id-ID", "Indonesian"),
    ("it-IT", "Italian"),
    ("jp-JP", "Japanese"),
    ("ko-KO", "Korean"),
    ("nl-NL", "Dutch"),
    ("pl-PL", "Polish"),
    ("pt-PT", "Portuguese"),
    ("ru-RU", "Russian"),
    ("tr-TR", "Turkish"),
    ("vi-VN", "Vietnamese"),
    ("zh-CN", "Chinese, simplified"),
    ("zh-TW", "Chinese, traditional"),
];

static COURSE: Course = at_once(|_, _| {
    let mut told = Vec::with_capacity(LANGUAGES.len());
    for (code, name) in LANGUAGES {
        told.push(json::object(vec![
            ("code", (*code).into()),
            ("name", (*name).into()),
        ]));
    }
    Ok(Turn::Done(json::object(vec![("languages", told.into())])))
});

static LANGUAGE: Shape = Shape::of(&[&[
    member("code", TEXT, "Zoom's code for it.").required(),
    member("name", TEXT, "What it is called.").required(),
]]);
