//! How an invocation is answered, by what the client accepts (RFC 9110 section
//! 12.5.1).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

use crate::problem::{Code, Problem};

/// How an invocation is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As JSON, with all items.
    Whole,
    /// As lines of JSON, page by page.
    Pages,
    /// With the files that it fetches.
    Files(Files),
}

/// How files are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Files {
    /// As the bytes of the one file.
    Bytes,
    /// As parts, and the output behind them.
    Parts,
    /// One as its bytes, several as parts.
    Fitting,
}

const OFFERED: [(&str, Form); 2] = [
    ("application/json", Form::Whole),
    ("application/x-ndjson", Form::Pages),
];

const OFFERED_WITH_FILES: [(&str, Form); 2] = [
    ("application/octet-stream", Form::Files(Files::Bytes)),
    ("multipart/mixed", Form::Files(Files::Parts)),
];

/// The form that the client likes best.
pub(super) fn form(headers: &HeaderMap, downloads: bool) -> Result<Form, Problem> {
    let fields = headers.get_all(ACCEPT).iter();
    let ranges: Vec<(String, u16)> = fields
        .filter_map(|field| field.to_str().ok())
        .flat_map(|text| text.split(','))
        .filter_map(range)
        .collect();
    let (offered, usual) = match downloads {
        false => (OFFERED, Form::Whole),
        true => (OFFERED_WITH_FILES, Form::Files(Files::Fitting)),
    };
    if ranges.is_empty() {
        return Ok(usual);
    }
    let liked = offered.map(|(media_type, form)| (quality(&ranges, media_type), form));
    let [(first, _), (second, _)] = liked;
    if first == second && first > 0 {
        return Ok(usual);
    }
    let mut liked: Vec<_> = liked
        .into_iter()
        .filter(|(quality, _)| *quality > 0)
        .collect();
    liked.sort_by_key(|(quality, _)| *quality);
    match liked.pop() {
        Some((_, form)) => Ok(form),
        None => Err(Problem::new(
            Code::NotAcceptable,
            format!(
                "this action is answered as `{}` or as `{}`",
                offered[0].0, offered[1].0
            ),
        )),
    }
}

/// A media range, in small letters, and its quality in thousandths. What can't be
/// read is passed over.
fn range(text: &str) -> Option<(String, u16)> {
    let mut parameters = text.split(';').map(str::trim);
    let range = parameters.next().filter(|range| !range.is_empty())?;
    let quality = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.eq_ignore_ascii_case("q").then_some(value)
    });
    let thousandths = match quality {
        None => 1000,
        Some(value) => thousandths(value)?,
    };
    Some((range.to_ascii_lowercase(), thousandths))
}

/// A weight (RFC 9110 section 12.4.2) in thousandths.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, rest) = weight.split_once('.').unwrap_or((weight, ""));
    if rest.len() > 3 || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match whole {
        "1" => Some(1000),
        "0" => format!("{rest:0<3}").parse().ok(),
        _ => None,
    }
}

/// How much a media type is liked: by the range that fits it most closely.
fn quality(ranges: &[(String, u16)], media_type: &str) -> u16 {
    let family = media_type.split('/').next().unwrap_or_default();
    let of = |wanted: &str| {
        let mut found = ranges.iter().filter(|(range, _)| range == wanted);
        found.next().map(|(_, quality)| *quality)
    };
    of(media_type)
        .or_else(|| of(&format!("{family}/*")))
        .or_else(|| of("*/*"))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(accept: &[&str], downloads: bool) -> Option<Form> {
        let mut headers = HeaderMap::new();
        for value in accept {
            headers.append(ACCEPT, value.parse().unwrap());
        }
        form(&headers, downloads).ok()
    }

    #[test]
    fn the_form_is_what_the_client_likes_best() {
        for (accept, form) in [
            (&[][..], Some(Form::Whole)),
            (&["*/*"], Some(Form::Whole)),
            (&["application/*"], Some(Form::Whole)),
            (&["application/json"], Some(Form::Whole)),
            (&["application/x-ndjson"], Some(Form::Pages)),
            (
                &["Application/X-NDJSON; q=0.9", "*/*;q=0.1"],
                Some(Form::Pages),
            ),
            (
                &["application/json;q=0.5, application/x-ndjson"],
                Some(Form::Pages),
            ),
            (&["application/x-ndjson;q=0, */*"], Some(Form::Whole)),
            (&["text/html, */*;q=0.8"], Some(Form::Whole)),
            (&["text/html"], None),
            (&["application/json;q=0"], None),
            (&["application/octet-stream"], None),
        ] {
            assert_eq!(chosen(accept, false), form, "{accept:?}");
        }
    }

    #[test]
    fn an_action_that_fetches_files_gives_files() {
        for (accept, form) in [
            (&[][..], Some(Files::Fitting)),
            (&["*/*"], Some(Files::Fitting)),
            (&["multipart/*"], Some(Files::Parts)),
            (&["multipart/mixed, */*;q=0.1"], Some(Files::Parts)),
            (&["application/octet-stream"], Some(Files::Bytes)),
            (&["application/json"], None),
        ] {
            assert_eq!(chosen(accept, true), form.map(Form::Files), "{accept:?}");
        }
    }

    #[test]
    fn a_weight_is_at_most_one_with_three_digits() {
        for (text, weight) in [
            ("1", 1000),
            ("1.000", 1000),
            ("0.5", 500),
            ("0.05", 50),
            ("0", 0),
        ] {
            assert_eq!(thousandths(text), Some(weight));
        }
        for text in ["2", "", "0.1234", "0.x", "-1", ".5"] {
            assert_eq!(thousandths(text), None, "{text}");
        }
    }
}
