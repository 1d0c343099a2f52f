//! Requests of connectors: those that are sent as they are said, and those that are refused.

use proptest::prelude::*;

use super::*;
use crate::contract::Field;

fn request(method: &str, url: &str, headers: &[(&str, &str)]) -> HttpRequest {
    HttpRequest {
        method: method.to_owned(),
        url: url.to_owned(),
        headers: headers
            .iter()
            .map(|(name, value)| Field {
                name: (*name).to_owned(),
                value: (*value).to_owned(),
            })
            .collect(),
        body: None,
    }
}

#[test]
fn what_a_connector_may_say_is_sent_as_it_says() {
    let mut wanted = request(
        "PATCH",
        "https://api.example/v2/notes/a%2Fb?q=1%202",
        &[
            ("content-type", "application/json"),
            ("X-Twice", "1"),
            ("x-twice", "2"),
        ],
    );
    wanted.body = Some(b"{}".to_vec());
    let sent = outgoing(&wanted).unwrap();
    assert_eq!(sent.method(), Method::PATCH);
    assert_eq!(sent.uri(), "https://api.example/v2/notes/a%2Fb?q=1%202");
    let twice: Vec<_> = sent.headers().get_all("x-twice").iter().collect();
    assert_eq!(twice, ["1", "2"]);
    assert_eq!(sent.body(), "{}");
}

#[test]
fn headers_that_belong_to_the_host_are_refused_in_any_case() {
    let of_families = [
        "x-forwarded-host",
        "x-forwarded-prefix",
        "x-forwarded-anything",
        "cf-connecting-ip",
        "cf-connecting-ipv6",
        "x-amzn-oidc-identity",
        "x-auth-request-user",
        "x-ssl-client-cert",
        "ssl-client-verify",
    ];
    for name in RESERVED.into_iter().chain(of_families) {
        for name in [name.to_owned(), name.to_uppercase(), name.replace('-', "_")] {
            let refused = outgoing(&request("GET", "https://api.example/", &[(&name, "x")]));
            let name = name.to_lowercase();
            assert_eq!(refused.unwrap_err(), Refusal::ReservedHeader { name });
        }
    }
}

#[test]
fn a_header_that_would_become_two_is_refused() {
    for (name, value) in [
        ("x-a", "1\r\nauthorization: x"),
        ("x-a\r\nhost", "x"),
        ("", "x"),
    ] {
        let refused = outgoing(&request("GET", "https://api.example/", &[(name, value)]));
        assert!(
            matches!(refused, Err(Refusal::MalformedHeader { .. })),
            "{name:?}"
        );
    }
}

#[test]
fn more_header_fields_than_any_server_takes_are_refused() {
    let with = |count: usize| {
        let names: Vec<String> = (0..count).map(|number| format!("x-{number}")).collect();
        let fields: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
        outgoing(&request("GET", "https://api.example/", &fields)).map(drop)
    };
    assert_eq!(with(MOST_FIELDS), Ok(()));
    for count in [MOST_FIELDS + 1, 40_000] {
        let limit = MOST_FIELDS;
        assert_eq!(with(count), Err(Refusal::TooManyHeaders { count, limit }));
    }
}

#[test]
fn answers_are_asked_for_in_the_charset_in_which_they_are_searched() {
    let asking = |accept: &str| {
        let fields = [("Accept", accept)];
        outgoing(&request("GET", "https://api.example/", &fields)).map(drop)
    };
    for accept in [
        "application/json",
        "application/json;charset=utf-8, text/plain; charset=\"UTF-8\";q=0.5",
    ] {
        assert_eq!(asking(accept), Ok(()), "{accept}");
    }
    for accept in [
        "text/plain;charset=utf-16",
        "application/json;charset=utf-8, */*; Charset = \"IBM037\"",
        "text/plain;charset=utf-8x",
        "text/plain;charset=",
    ] {
        assert_eq!(asking(accept), Err(Refusal::Charset), "{accept}");
    }
}

#[test]
fn of_the_parts_of_an_answer_the_beginning_alone_may_be_asked_for() {
    let asking = |range: &str| {
        let fields = [("Range", range)];
        outgoing(&request("GET", "https://api.example/", &fields)).map(drop)
    };
    assert_eq!(asking("bytes=0-65535"), Ok(()));
    let twice = [("Range", "bytes=0-65535"), ("range", "bytes=0-99999")];
    let twice = outgoing(&request("GET", "https://api.example/", &twice));
    assert_eq!(twice.map(drop), Err(Refusal::Part));
    for range in [
        "bytes=1-2",
        "bytes=0-65534",
        "bytes=00-65535",
        "bytes=0-+65535",
        "bytes=-1",
        "bytes=0-",
        "bytes=0-65535,5-5",
        "bytes=0-65535, 5-5",
        "bytes = 0-5",
        "id ..; order=desc",
        "",
    ] {
        assert_eq!(asking(range), Err(Refusal::Part), "{range}");
    }
}

#[test]
fn a_refusal_repeats_no_more_than_anybody_reads() {
    let long = "x".repeat(8 << 20);
    let header = |name: &str, value: &str| {
        outgoing(&request("GET", "https://api.example/", &[(name, value)]))
    };
    for refused in [
        outgoing(&request(&long, "https://api.example/", &[])),
        outgoing(&request("GET", &long, &[])),
        header(&long, "1"),
        header(&format!("remote-{}", &long[..60_000]), "1"),
    ] {
        let told = refused.unwrap_err().to_string();
        assert!(told.len() < 1_200, "{} bytes", told.len());
    }
}

#[test]
fn methods_that_open_tunnels_or_echo_or_are_not_in_upper_case_are_refused() {
    for method in [
        "CONNECT", "TRACE", "GE T", "", "delete", "Delete", "GET1", "G_T",
    ] {
        let refused = outgoing(&request(method, "https://api.example/", &[]));
        assert!(matches!(refused, Err(Refusal::Method { .. })), "{method:?}");
    }
}

#[test]
fn a_url_that_is_not_absolute_is_refused_without_repeating_its_query() {
    let refused = outgoing(&request("GET", "/v2/notes?key=hush", &[])).unwrap_err();
    assert_eq!(
        refused,
        Refusal::NotAUrl {
            url: "/v2/notes".to_owned()
        }
    );
}

proptest! {
    #[test]
    fn no_request_makes_it_panic(method: String, url: String, name: String, value: String) {
        let _ = outgoing(&request(&method, &url, &[(&name, &value)]));
    }
}
