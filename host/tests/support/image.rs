//! The contract's values as a component has them in its memory: the layout of
//! the component model's canonical ABI, for the types that tests need.

use connector_host::contract::{
    Authorization, AuthorizationServer, Exchange, Failure, Field, HttpRequest, Signing, Step,
    Transfer,
};

/// A part of linear memory, filled from the front.
pub struct Image {
    base: u32,
    bytes: Vec<u8>,
}

impl Image {
    pub fn new(base: u32) -> Self {
        Self {
            base,
            bytes: Vec::new(),
        }
    }

    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub fn end(&self) -> u32 {
        self.base + u32::try_from(self.bytes.len()).unwrap()
    }

    pub fn reserve(&mut self, size: usize) -> u32 {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        let address = self.end();
        self.bytes.resize(self.bytes.len() + size, 0);
        address
    }

    pub fn put(&mut self, address: u32, bytes: &[u8]) {
        let at = (address - self.base) as usize;
        self.bytes[at..at + bytes.len()].copy_from_slice(bytes);
    }

    fn put_u32(&mut self, address: u32, value: u32) {
        self.put(address, &value.to_le_bytes());
    }

    /// A list or text: where it is, and how long.
    pub fn put_list(&mut self, address: u32, content: &[u8]) {
        let at = self.reserve(content.len());
        self.put(at, content);
        self.put_span(address, at, content.len());
    }

    fn put_span(&mut self, address: u32, at: u32, length: usize) {
        self.put_u32(address, at);
        self.put_u32(address + 4, u32::try_from(length).unwrap());
    }

    fn put_optional_list(&mut self, address: u32, content: Option<&[u8]>) {
        if let Some(content) = content {
            self.put(address, &[1]);
            self.put_list(address + 4, content);
        }
    }

    fn put_optional_u64(&mut self, address: u32, value: Option<u64>) {
        if let Some(value) = value {
            self.put(address, &[1]);
            self.put(address + 8, &value.to_le_bytes());
        }
    }

    fn put_texts(&mut self, address: u32, texts: &[String]) {
        let at = self.reserve(8 * texts.len());
        for (text, place) in texts.iter().zip((at..).step_by(8)) {
            self.put_list(place, text.as_bytes());
        }
        self.put_span(address, at, texts.len());
    }

    fn put_fields(&mut self, address: u32, fields: &[Field]) {
        let at = self.reserve(16 * fields.len());
        for (field, place) in fields.iter().zip((at..).step_by(16)) {
            self.put_list(place, field.name.as_bytes());
            self.put_list(place + 8, field.value.as_bytes());
        }
        self.put_span(address, at, fields.len());
    }

    fn put_request(&mut self, address: u32, request: &HttpRequest) {
        self.put_list(address, request.method.as_bytes());
        self.put_list(address + 8, request.url.as_bytes());
        self.put_fields(address + 16, &request.headers);
        self.put_optional_list(address + 24, request.body.as_deref());
    }

    fn put_exchange(&mut self, address: u32, exchange: &Exchange) {
        self.put_request(address, &exchange.request);
        let (credential, redirects) = (exchange.credential as u8, exchange.redirects as u8);
        let repeatable = u8::from(exchange.repeatable);
        self.put(address + 36, &[credential, redirects, repeatable]);
        self.put(address + 40, &exchange.after_ms.to_le_bytes());
        self.put_texts(address + 48, &exchange.warnings);
        self.put_list(address + 56, &exchange.state);
    }

    fn put_transfer(&mut self, address: u32, transfer: &Transfer) {
        self.put_request(address, &transfer.request);
        let (credential, redirects) = (transfer.credential as u8, transfer.redirects as u8);
        self.put(address + 36, &[credential, redirects]);
        self.put(address + 40, &transfer.after_ms.to_le_bytes());
        self.put_list(address + 48, transfer.file_name.as_bytes());
        self.put_optional_u64(address + 56, transfer.size);
        self.put_texts(address + 72, &transfer.media_types);
        self.put_list(address + 80, &transfer.state);
    }

    fn put_signing(&mut self, address: u32, signing: &Signing) {
        self.put_list(address, signing.secret.as_bytes());
        self.put_list(address + 8, &signing.message);
        self.put_list(address + 16, &signing.state);
    }

    /// A `result<step, failure>`: where it is.
    pub fn step(&mut self, step: &Step) -> u32 {
        let result = self.reserve(104);
        let (case, payload) = (result + 8, result + 16);
        match step {
            Step::Send(exchange) => {
                self.put(case, &[0]);
                self.put_exchange(payload, exchange);
            }
            Step::Page(page) => {
                self.put(case, &[1]);
                self.put_list(payload, page.items.as_bytes());
                self.put_exchange(payload + 8, &page.then);
            }
            Step::Download(transfer) => {
                self.put(case, &[2]);
                self.put_transfer(payload, transfer);
            }
            Step::Sign(signing) => {
                self.put(case, &[3]);
                self.put_signing(payload, signing);
            }
            Step::Done(output) => {
                self.put(case, &[4]);
                self.put_list(payload, output.as_bytes());
            }
        }
        result
    }

    /// A `result<step, failure>` that is a failure with kind and message.
    pub fn failure(&mut self, failure: &Failure) -> u32 {
        let result = self.reserve(104);
        self.put(result, &[1]);
        self.put_list(result + 8, failure.kind.as_bytes());
        self.put_list(result + 16, failure.message.as_bytes());
        result
    }

    fn put_optional_text(&mut self, address: u32, text: Option<&String>) {
        self.put_optional_list(address, text.map(String::as_bytes));
    }

    fn put_server(&mut self, address: u32, server: &AuthorizationServer) {
        self.put_list(address, server.token_endpoint.as_bytes());
        self.put_optional_text(address + 8, server.revocation_endpoint.as_ref());
        self.put_optional_text(address + 20, server.client.id.as_ref());
        self.put_optional_text(address + 32, server.client.secret_setting.as_ref());
        self.put(address + 44, &[server.client.authentication as u8]);
        self.put_fields(address + 48, &server.parameters);
        self.put_texts(address + 56, &server.scopes);
        self.put_list(address + 64, server.scope_separator.as_bytes());
        self.put_optional_text(address + 72, server.base_url_member.as_ref());
    }

    /// A `result<authorization, failure>`: where it is.
    pub fn authorization(&mut self, authorization: &Authorization) -> u32 {
        let result = self.reserve(120);
        let (case, payload) = (result + 8, result + 12);
        let (number, text) = match authorization {
            Authorization::AuthorizationCode(code) => (0, &code.authorization_endpoint),
            Authorization::TokenGrant(grant) => (1, &grant.grant_type),
            Authorization::DeviceCode(device) => (2, &device.device_authorization_endpoint),
        };
        self.put(case, &[number]);
        self.put_list(payload, text.as_bytes());
        let server = match authorization {
            Authorization::AuthorizationCode(code) => {
                self.put_fields(payload + 8, &code.parameters);
                self.put(payload + 16, &[u8::from(code.any_loopback_port)]);
                payload + 20
            }
            _ => payload + 8,
        };
        self.put_server(server, authorization.server());
        result
    }
}
