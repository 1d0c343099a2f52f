//! A client of the service that is as simple as can be: what it costs is not the service's.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use serde_json::{Value, json};

use crate::Error;
use crate::host::{TOPIC, ZOOM, connection};
use crate::service::Told;

/// One connection, which stays open.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An invocation, ready to be sent.
#[derive(Clone, Debug)]
pub(crate) struct Request(Vec<u8>);

impl Request {
    /// For a meeting, by a connection of that number.
    pub(crate) fn for_meeting(service: &Told, number: usize, meeting: &str) -> Self {
        let input = json!({"meeting_id": meeting});
        Self::new(service, "get-meeting", number, &input)
    }

    /// To make the meeting that is asked for.
    pub(crate) fn to_create_meeting(service: &Told, user_id: &str) -> Self {
        let input = json!({"user_id": user_id, "topic": TOPIC});
        Self::new(service, "create-meeting", 0, &input)
    }

    fn new(service: &Told, action: &str, number: usize, input: &Value) -> Self {
        let body = json!({"connection": connection(number), "input": input}).to_string();
        let text = format!(
            "POST /v1/connectors/{ZOOM}/actions/{action}/invocations HTTP/1.1\r\n\
             host: {}\r\nauthorization: Bearer {}\r\naccept: application/json\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            service.address,
            service.key,
            body.len()
        );
        Self(text.into_bytes())
    }
}

impl Client {
    pub(crate) async fn connect(service: &Told) -> Result<Self, Error> {
        let stream = TcpStream::connect(&service.address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(8 << 10),
        })
    }

    pub(crate) async fn send(&mut self, request: &Request) -> Result<(), Error> {
        Ok(self.stream.write_all(&request.0).await?)
    }

    /// The body of the next answer.
    pub(crate) async fn answer(&mut self) -> Result<String, Error> {
        let end = loop {
            let found = self.buffer.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(found) = found {
                break found + 4;
            }
            self.read().await?;
        };
        let head = std::str::from_utf8(&self.buffer[..end])?.to_ascii_lowercase();
        let mut fields = head.lines();
        let length = fields.find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.ok_or("an answer has no length")?.trim().parse()?;
        while self.buffer.len() < end + length {
            self.read().await?;
        }
        let body = String::from_utf8(self.buffer[end..end + length].to_vec())?;
        self.buffer.drain(..end + length);
        match head.starts_with("http/1.1 200 ") {
            true => Ok(body),
            false => Err(format!("the service answers {body}").into()),
        }
    }

    async fn read(&mut self) -> Result<(), Error> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err("the service has ended a connection".into()),
            _ => Ok(()),
        }
    }

    /// Asks for the meeting, and takes the answer.
    pub(crate) async fn call(&mut self, request: &Request) -> Result<(), Error> {
        self.send(request).await?;
        let body = self.answer().await?;
        match body.contains(TOPIC) {
            true => Ok(()),
            false => Err(format!("this is not the meeting: {body}").into()),
        }
    }
}
