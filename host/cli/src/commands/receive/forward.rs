//! Passing a delivery on to a program on this machine, as it came.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, Request, Uri, header},
};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};
use url::{Host, Url};

/// APIs wait three seconds for their answer, and this one is not the last.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// Header fields that are of the one connection (RFC 9110 section 7.6.1), or carry
/// credentials of whatever stands between the API and this machine.
const NOT_PASSED: [&str; 18] = [
    "host",
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "content-length",
    "upgrade",
    "expect",
    "authorization",
    "proxy-authorization",
    "cookie",
    "x-api-key",
    "x-amz-security-token",
    "cf-access-client-id",
    "cf-access-client-secret",
    "cf-access-jwt-assertion",
];
/// What stands between the API and this machine says so of whom it passes on. The
/// program is not behind it.
const FORWARDED: &str = "x-forwarded-";

/// Whether a field is passed on, of a delivery whose `Connection` names these.
fn is_passed(name: &HeaderName, of_the_connection: &[String]) -> bool {
    let name = name.as_str();
    !NOT_PASSED.contains(&name)
        && !name.starts_with(FORWARDED)
        && !of_the_connection.iter().any(|other| other == name)
}

/// The fields that `Connection` names, which are of the one connection too.
fn of_the_connection(headers: &HeaderMap) -> Vec<String> {
    let values = headers.get_all(header::CONNECTION).iter();
    let values = values.filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_ascii_lowercase())
        .collect()
}

/// Where to pass deliveries on: an http address of this machine.
#[derive(Clone, Debug)]
pub(super) struct Target {
    address: SocketAddr,
    authority: String,
    path: String,
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("it is no URL: {error}"))?;
        let ip = match url.host() {
            Some(Host::Ipv4(ip)) => Some(IpAddr::from(ip)),
            Some(Host::Ipv6(ip)) => Some(IpAddr::from(ip)),
            Some(Host::Domain("localhost")) => Some(IpAddr::from([127, 0, 0, 1])),
            Some(Host::Domain(_)) | None => None,
        };
        let plain = url.scheme() == "http" && url.username().is_empty() && url.password().is_none();
        match (ip.filter(IpAddr::is_loopback), url.port_or_known_default()) {
            (Some(ip), Some(port)) if plain => {
                let query = url.query().map(|query| format!("?{query}"));
                Ok(Self {
                    address: (ip, port).into(),
                    authority: url.authority().to_owned(),
                    path: format!("{}{}", url.path(), query.unwrap_or_default()),
                })
            }
            _ => Err(
                "deliveries hold what is not for other machines: give an http address of this \
                 one, such as http://127.0.0.1:3000/hooks"
                    .to_owned(),
            ),
        }
    }
}

impl Target {
    /// Passes a delivery on. Says what was wrong when it was not taken.
    pub(super) async fn take(&self, delivery: &Request<Bytes>) -> Result<(), String> {
        let status = timeout(PATIENCE, self.post(delivery))
            .await
            .map_err(|_| "it has not answered in time".to_owned())?
            .map_err(|error| format!("it was not reached: {error}"))?;
        if (200..300).contains(&status) {
            Ok(())
        } else {
            Err(format!("it answered {status}"))
        }
    }

    async fn post(
        &self,
        delivery: &Request<Bytes>,
    ) -> Result<u16, Box<dyn std::error::Error + Send + Sync>> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        let connection = tokio::spawn(connection);
        let mut request = Request::builder()
            .method(delivery.method())
            .uri(self.path.parse::<Uri>()?)
            .header(header::HOST, &self.authority);
        let named = of_the_connection(delivery.headers());
        for (name, value) in delivery.headers() {
            if is_passed(name, &named) {
                request = request.header(name, value);
            }
        }
        let answer = sender
            .send_request(request.body(Body::from(delivery.body().clone()))?)
            .await?;
        connection.abort();
        Ok(answer.status().as_u16())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deliveries_are_passed_on_within_this_machine_alone() {
        for target in [
            "http://127.0.0.1:3000/hooks?a=1",
            "http://localhost/x",
            "http://[::1]:80",
            "http://127.8.8.8:1/",
        ] {
            assert!(target.parse::<Target>().is_ok(), "{target}");
        }
        for target in [
            "http://example.com/hooks",
            "https://127.0.0.1:3000",
            "http://10.0.0.1/",
            "http://0.0.0.0:80/",
            "http://localhost.example.com/",
            "http://me@127.0.0.1/",
            "127.0.0.1:3000",
            "",
        ] {
            assert!(target.parse::<Target>().is_err(), "{target}");
        }
        let target: Target = "http://localhost:3000/hooks?a=1".parse().unwrap();
        assert_eq!(target.path, "/hooks?a=1");
        assert_eq!(target.authority, "localhost:3000");
    }

    #[test]
    fn fields_of_the_connection_and_credentials_of_a_tunnel_are_not_passed_on() {
        let fields = [
            ("connection", "close, X-Hop"),
            ("connection", "x-other"),
            ("x-hop", "1"),
            ("x-other", "1"),
            ("keep-alive", "timeout=5"),
            ("x-forwarded-for", "192.0.2.1"),
            ("cf-access-client-secret", "hush"),
            ("content-type", "application/json"),
            ("x-signature", "v0=ab"),
        ];
        let headers: HeaderMap = fields
            .into_iter()
            .map(|(name, value)| {
                let name = HeaderName::from_static(name);
                (name, value.parse().expect("a value"))
            })
            .collect();
        let named = of_the_connection(&headers);
        let mut passed: Vec<&str> = headers
            .keys()
            .filter(|name| is_passed(name, &named))
            .map(HeaderName::as_str)
            .collect();
        passed.sort_unstable();
        assert_eq!(passed, ["content-type", "x-signature"]);
    }
}
