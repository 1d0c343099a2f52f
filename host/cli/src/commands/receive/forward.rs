//! Passing a delivery on to a program on this machine, as it came.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderName, Request, Uri, header},
};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};
use url::{Host, Url};

/// APIs wait three seconds for their answer, and this one is not the last.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// Header fields that are of the one connection, or carry credentials of it.
const NOT_PASSED: [HeaderName; 9] = [
    header::HOST,
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::CONTENT_LENGTH,
    header::UPGRADE,
    header::EXPECT,
    header::AUTHORIZATION,
    header::PROXY_AUTHORIZATION,
    header::COOKIE,
];

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
        for (name, value) in delivery.headers() {
            if !NOT_PASSED.contains(name) {
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
}
