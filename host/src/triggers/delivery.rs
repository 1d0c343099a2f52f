//! A webhook delivery as the connector may see it.

use bytes::Bytes;

use crate::contract::{Delivery, Field};

/// Header fields of a delivery that carry credentials.
const CREDENTIALS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// The delivery that arrived as `request`.
pub(crate) fn delivery(request: &http::Request<Bytes>) -> Delivery {
    let uri = request.uri();
    let headers = request
        .headers()
        .iter()
        .filter(|(name, _)| !CREDENTIALS.contains(&name.as_str()))
        .map(|(name, value)| Field {
            name: name.to_string(),
            value: String::from_utf8_lossy(value.as_bytes()).into_owned(),
        })
        .collect();
    Delivery {
        method: request.method().to_string(),
        path_and_query: uri
            .path_and_query()
            .map_or("/", |path_and_query| path_and_query.as_str())
            .to_owned(),
        headers,
        body: request.body().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_connector_sees_a_delivery_as_it_came_and_no_credential() {
        let request = http::Request::post("/hooks/7?a=%2F")
            .header("X-Signature", "v0=ab")
            .header("x-twice", "1")
            .header("x-twice", "2")
            .header("Authorization", "Bearer hush")
            .header("Cookie", "session=hush")
            .header("Proxy-Authorization", "Basic hush")
            .body(Bytes::from_static(b"{ }\n"))
            .unwrap();
        let delivery = delivery(&request);
        assert_eq!(delivery.method, "POST");
        assert_eq!(delivery.path_and_query, "/hooks/7?a=%2F");
        assert_eq!(delivery.body, b"{ }\n");
        let headers: Vec<_> = delivery
            .headers
            .iter()
            .map(|field| format!("{}: {}", field.name, field.value))
            .collect();
        assert_eq!(headers, ["x-signature: v0=ab", "x-twice: 1", "x-twice: 2"]);
    }
}
