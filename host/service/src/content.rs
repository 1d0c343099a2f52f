//! What requests bring: bodies within their bounds, and parameters of their form.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::request::Parts;
use bytes::BytesMut;
use connector_host::json_weight::weight;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use tokio::time::timeout;
use url::form_urlencoded;

use crate::access;
use crate::cursor::PageParameters;
use crate::problem::{Code, Problem};
use crate::query;
use crate::room::Work;
use crate::service::Shared;

/// A body of JSON, of the shape that is documented.
pub(crate) struct Content<T>(pub(crate) T);

/// A body that is a WebAssembly component.
pub(crate) struct Component(pub(crate) bytes::Bytes);

/// Bytes, which no schema says more of.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "it is for the document alone")]
pub(crate) struct Bytes(Vec<u8>);

/// What the path names.
pub(crate) struct Named<T>(pub(crate) T);

/// What the query says.
pub(crate) struct Asked<T>(pub(crate) T);

/// What the query of a list says: which entries, and which page of them.
pub(crate) struct Listed<T> {
    pub(crate) which: T,
    pub(crate) page: PageParameters,
}

impl<T: DeserializeOwned> FromRequest<Arc<Shared>> for Content<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Self, Problem> {
        check_media_type(request.headers(), "application/json")?;
        let work = request.extensions().get::<Arc<Work>>().cloned();
        let bytes = read(request, shared, shared.settings.limits.body).await?;
        weigh(&bytes, work.as_deref(), shared)?;
        parse(&bytes).map(Self)
    }
}

impl FromRequest<Arc<Shared>> for Component {
    type Rejection = Problem;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Self, Problem> {
        check_media_type(request.headers(), "application/wasm")?;
        let most = shared.settings.limits.component;
        read(request, shared, most).await.map(Self)
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<Shared>> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, shared).await {
            Ok(Path(named)) => Ok(Self(named)),
            Err(rejection) => {
                let words = in_short(rejection.body_text());
                Err(Problem::new(Code::BadParameter, words))
            }
        }
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<Shared>> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Shared>) -> Result<Self, Problem> {
        asked(parts.uri.query().unwrap_or_default(), &[]).map(Self)
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<Shared>> for Listed<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Shared>) -> Result<Self, Problem> {
        Self::of(parts.uri.query().unwrap_or_default())
    }
}

impl<T: DeserializeOwned> Listed<T> {
    /// Each part reads its own parameters, and refuses what it does not know: what serde
    /// flattens does neither.
    fn of(query: &str) -> Result<Self, Problem> {
        let is_of_page = |pair: &&str| {
            let name = form_urlencoded::parse(pair.as_bytes()).next();
            name.is_some_and(|(name, _)| PageParameters::have(&name))
        };
        let (page, which): (Vec<&str>, Vec<&str>) = query.split('&').partition(is_of_page);
        Ok(Self {
            which: asked(&which.join("&"), PageParameters::NAMES)?,
            page: asked(&page.join("&"), &[])?,
        })
    }
}

/// What some of the parameters of a query say, which may have others as well.
fn asked<T: DeserializeOwned>(query: &str, others: &[&str]) -> Result<T, Problem> {
    query::read(query, others).map_err(|words| {
        let words = format!("the query does not fit: {}", in_short(words));
        Problem::new(Code::BadParameter, words)
    })
}

/// Refuses a body of another media type. A page of another site could send none of
/// these without the browser asking first.
pub(crate) fn check_media_type(headers: &HeaderMap, expected: &str) -> Result<(), Problem> {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|field| field.to_str().ok())
        .and_then(|text| text.split(';').next())
        .map(str::trim);
    if given.is_some_and(|given| given.eq_ignore_ascii_case(expected)) {
        return Ok(());
    }
    let given = given.map_or("no media type".to_owned(), |given| format!("`{given}`"));
    Err(Problem::new(
        Code::WrongMediaType,
        format!("the body has to be `{expected}`, and the request says {given}"),
    ))
}

/// So much of a body may come before it takes room among what is kept in memory at once, and so much
/// more takes room again.
const PART: usize = 256 << 10;

/// The whole body of a request, of so many bytes at most. The request has no place among
/// those that are worked at until its body is there, and the key has to be good then, too.
pub(crate) async fn read(
    request: Request,
    shared: &Shared,
    most: usize,
) -> Result<bytes::Bytes, Problem> {
    let work = request.extensions().get::<Arc<Work>>().cloned();
    let Some(work) = work else {
        return arrived(request, shared, most, None).await;
    };
    let shown = match work.key() {
        "" => None,
        _ => access::shown(request.headers())?,
    };
    work.stand_back();
    let bytes = arrived(request, shared, most, Some(&work)).await?;
    if let Some(shown) = shown {
        shared.host.api_key_shown(&shown).await?;
    }
    shared.room.begin(&work)?;
    Ok(bytes)
}

async fn arrived(
    request: Request,
    shared: &Shared,
    most: usize,
    work: Option<&Work>,
) -> Result<bytes::Bytes, Problem> {
    let length = request.headers().get(CONTENT_LENGTH);
    let length = length.and_then(|field| field.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > most as u64) {
        return Err(too_large(most));
    }
    let arrival = shared.settings.limits.arrival;
    let body = Limited::new(request.into_body(), most);
    match timeout(arrival, parts(body, most, shared, work)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(Problem::new(
            Code::BodyTooSlow,
            format!("the body did not arrive within {} s", arrival.as_secs()),
        )),
    }
}

/// A body part by part: what came of it has room before more is taken.
async fn parts(
    mut body: Limited<Body>,
    most: usize,
    shared: &Shared,
    work: Option<&Work>,
) -> Result<bytes::Bytes, Problem> {
    let mut bytes = BytesMut::new();
    let mut room = PART;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| match error.is::<LengthLimitError>() {
            true => too_large(most),
            false => Problem::new(Code::BodyBroken, format!("the body broke off: {error}")),
        })?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        bytes.extend_from_slice(&data);
        while bytes.len() > room {
            if let Some(work) = work {
                work.hold(shared.room.room_for(PART, work.tenant())?);
            }
            room += PART;
        }
    }
    Ok(bytes.freeze())
}

fn too_large(most: usize) -> Problem {
    let words = format!("the body has more than {most} bytes, which is the most that is read");
    Problem::new(Code::BodyTooLarge, words)
}

/// Refuses a body that would take too much memory once it is read, and makes room for
/// one that does not.
fn weigh(bytes: &[u8], work: Option<&Work>, shared: &Shared) -> Result<(), Problem> {
    let (weight, most) = (weight(bytes), shared.settings.limits.weight);
    if weight > most {
        let words = format!(
            "the body would take {weight} bytes of memory once it is read, and {most} is the most: it has too many small values"
        );
        return Err(Problem::new(Code::BodyTooLarge, words));
    }
    if let Some(work) = work {
        work.hold(shared.room.room_for(weight, work.tenant())?);
    }
    Ok(())
}

/// JSON of the shape that is wanted; what is wrong is named by its place.
fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let Object(value) = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let place = error.path().to_string();
        let place = if place == "." { String::new() } else { place };
        let inner = error.into_inner();
        if inner.is_data() {
            let message = in_short(fault(&place, &inner));
            let place = in_short(place);
            let words = match place.as_str() {
                "" => format!("the body does not fit: {message}"),
                place => format!("`{place}` of the body does not fit: {message}"),
            };
            Problem::new(Code::WrongBody, words).at(place, message)
        } else {
            Problem::new(Code::MalformedBody, format!("the body is no JSON: {inner}"))
        }
    })?;
    match json.end() {
        Ok(()) => Ok(value),
        Err(error) => Err(Problem::new(
            Code::MalformedBody,
            format!("the body is more than one JSON value: {error}"),
        )),
    }
}

/// How many characters of what is wrong are said of its beginning and of its end: there the
/// names are that may be at the place.
const SAID: (usize, usize) = (100, 400);

/// Words without what is in the middle of long ones: they repeat what was sent.
fn in_short(words: String) -> String {
    let (first, last) = SAID;
    let beginning = words.char_indices().nth(first);
    let end = words.char_indices().nth_back(last - 1);
    match (beginning, end) {
        (Some((beginning, _)), Some((end, _))) if beginning < end => {
            format!("{}…{}", &words[..beginning], &words[end..])
        }
        _ => words,
    }
}

/// What is wrong at a place of a body, without the value where that may be a secret: at one
/// that is called so, in the `value` of a secret that is rotated, and where the whole body is
/// a value alone.
fn fault(place: &str, error: &serde_json::Error) -> String {
    let words = error.to_string();
    match place {
        "" if words.starts_with("invalid type: ") => "it is no object".to_owned(),
        place if place == "value" || place.contains("secret") => "it is not of its form".to_owned(),
        _ => words,
    }
}

/// What is written as an object, and as nothing else: an array would do for serde, with an
/// element for each member.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members(PhantomData))
    }
}

/// Takes the members of an object.
struct Members<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members)).map(Object)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its shape counts")]
    struct Shape {
        settings: Map<String, Value>,
        #[serde(default)]
        secrets: Map<String, Value>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Which {
        name: Option<String>,
        count: Option<usize>,
    }

    #[test]
    fn a_list_is_asked_for_by_its_own_parameters_and_by_those_of_all_lists() {
        let of = |query| Listed::<Which>::of(query).map(|listed| (listed.which, listed.page));
        let (which, page) = of("count=3&%63ursor=a%26b&name=x+y&limit=7").unwrap();
        assert_eq!(which.name.as_deref(), Some("x y"));
        assert_eq!(which.count, Some(3));
        assert_eq!(page.cursor.as_deref(), Some("a&b"));
        assert_eq!(page.limit().unwrap(), 7);
        let (which, page) = of("").unwrap();
        assert!(which.name.is_none() && page.cursor.is_none());
        for query in [
            "count=x",
            "limit=x",
            "cursor=a&cursor=b",
            "name=a&name=b",
            "other=1",
        ] {
            let refused = of(query).unwrap_err();
            assert_eq!(
                refused.code_of_service(),
                Some(Code::BadParameter),
                "{query}"
            );
            let detail = refused.detail();
            assert!(detail.starts_with("The query does not fit: "), "{detail}");
            assert!(!detail.contains("deserialize"), "{detail}");
        }
        let unknown = of("other=1").unwrap_err();
        insta::assert_snapshot!(unknown.detail(), @"The query does not fit: there is no parameter `other`; there is `name`, `count`, `cursor` and `limit`");
    }

    fn refusal(text: &str) -> String {
        let problem = parse::<Shape>(text.as_bytes()).unwrap_err();
        let problem = serde_json::to_value(&problem).unwrap();
        let of = |member: &str| problem[member].as_str().unwrap().to_owned();
        format!("{} {}: {}", problem["status"], of("code"), of("detail"))
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_place() {
        parse::<Shape>(br#"{"settings": {"a": 1}}"#).unwrap();
        let refusals = [
            "",
            "{\"settings\": {",
            "{\"settings\": {}} {}",
            "{\"settings\": {}, \"set\": 1}",
            "{\"settings\": 7}",
            "{\"settings\": {}, \"secrets\": \"hush\"}",
            "{}",
            "[]",
            "[{}, {}]",
            "\u{0}",
        ]
        .map(refusal);
        insta::assert_snapshot!(refusals.join("\n"));
    }

    #[test]
    fn what_was_sent_is_repeated_in_short_wherever_it_does_not_fit() {
        let long = "ü".repeat(1 << 20);
        let bodies = [
            format!(r#"{{"settings": {{}}, "{long}": 1}}"#),
            format!(r#"{{"settings": "{long}"}}"#),
            format!(r#"{{"inner": {{"{long}": {{"count": "{long}"}}}}}}"#),
        ];
        for body in bodies {
            let told = match body.contains("inner") {
                true => parse::<Nested>(body.as_bytes()).unwrap_err(),
                false => parse::<Shape>(body.as_bytes()).unwrap_err(),
            };
            let told = serde_json::to_string(&told).unwrap();
            assert!(told.contains("wrong-body") && told.contains('…'), "{told}");
            assert!(told.chars().count() < 3000, "{told}");
        }
        let unknown = format!(r#"{{"settings": {{}}, "{long}": 1}}"#);
        let refusal = refusal(&unknown);
        assert!(
            refusal.contains("expected `settings` or `secrets`"),
            "{refusal}"
        );
        let query = format!("limit={}", "9".repeat(8000));
        let refused = Listed::<Which>::of(&query).map(|_| ()).unwrap_err();
        assert!(refused.detail().chars().count() < 600);
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "only its shape counts")]
    struct Nested {
        inner: std::collections::BTreeMap<String, Which>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only its shape counts")]
    struct NewSecret {
        value: String,
    }

    #[test]
    fn a_secret_that_is_not_of_its_form_is_not_said_again() {
        for body in [
            r#"{"value": 918273}"#,
            r#"{"value": {"918273": 918273}}"#,
            "918273",
            "9.18273",
            "\"918273\"",
            "[918273]",
        ] {
            let problem = parse::<NewSecret>(body.as_bytes()).unwrap_err();
            let told = serde_json::to_string(&problem).unwrap();
            assert!(told.contains("wrong-body"), "{told}");
            assert!(!told.contains("18273"), "{told}");
        }
    }
}
