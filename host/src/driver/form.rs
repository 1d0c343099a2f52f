//! The form in which the progress of a call is kept.
//!
//! It stands apart from the types that it is made of, so that what was kept by an
//! earlier version of this host can be read whatever becomes of those. Bytes are
//! written in Base64, times in the unit that their name says. Tokens are not in it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::allowance::{Allowance, Taken};
use super::lost::LostAnswers;
use super::promise::{Held, Promise};
use super::traffic::{Traffic, locked};
use super::{Limits, Progress};
use crate::contract::{
    Credential, Exchange, Field, HttpRequest, Page, Redirects, Signing, Step, Transfer,
};
use crate::download::{Downloaded, Downloads};
use crate::egress::EgressError;
use crate::output::Budget;

#[derive(Deserialize, Serialize)]
struct Form {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    only_signs: bool,
    steps: usize,
    step: StepForm,
    /// Whether a request of that step may have left that must not be sent twice.
    #[serde(default, skip_serializing_if = "is_false")]
    marked: bool,
    /// Whether one has left in an earlier step, and was not refused.
    #[serde(default, skip_serializing_if = "is_false")]
    has_written: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    has_renewed: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    lost: Vec<Bytes>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lost_because: Option<String>,
    taken: TakenForm,
    #[serde(default, skip_serializing_if = "is_false")]
    has_effect: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileForm>,
}

/// A file that was downloaded, or was there already: then nobody has looked into
/// it.
#[derive(Deserialize, Serialize)]
struct FileForm {
    path: String,
    size: u64,
    sha256: Option<String>,
}

/// What the call has taken of its limits.
#[derive(Deserialize, Serialize)]
struct TakenForm {
    milliseconds: u64,
    computed_microseconds: u64,
    output_bytes: usize,
    output_memory: usize,
    items: usize,
    check_steps_left: u64,
    downloaded_bytes: u64,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum StepForm {
    Send(ExchangeForm),
    Page {
        items: String,
        then: ExchangeForm,
    },
    Download {
        #[serde(flatten)]
        request: RequestForm,
        after_ms: u64,
        file_name: String,
        size: Option<u64>,
        media_types: Vec<String>,
        state: Bytes,
    },
    Sign {
        secret: String,
        message: Bytes,
        state: Bytes,
    },
    Done(String),
}

#[derive(Deserialize, Serialize)]
struct ExchangeForm {
    #[serde(flatten)]
    request: RequestForm,
    repeatable: bool,
    after_ms: u64,
    warnings: Vec<String>,
    state: Bytes,
}

#[derive(Deserialize, Serialize)]
struct RequestForm {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Option<Bytes>,
    /// Whether the connection's credential goes along.
    with_credential: bool,
    /// Whether redirects may lead to any public host.
    to_any_host: bool,
}

/// Bytes in Base64.
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&base64::display::Base64Display::new(
            &self.0,
            &BASE64_STANDARD,
        ))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // The message of the decoder would show a part of the content.
        let bytes = BASE64_STANDARD.decode(text);
        bytes.map(Self).map_err(|_| D::Error::custom("no Base64"))
    }
}

impl Serialize for Progress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let taken = &self.allowance.taken;
        let held = &self.promise.held;
        let lost = locked(&self.traffic.lost);
        let form = Form {
            name: self.name.clone(),
            action: self.action.clone(),
            only_signs: self.only_signs,
            steps: self.steps,
            step: StepForm::of(&self.step),
            marked: self.is_marked,
            has_written: self.has_written,
            has_renewed: self.traffic.has_renewed.load(Ordering::Relaxed),
            lost: lost.requests.iter().map(|it| Bytes(it.to_vec())).collect(),
            lost_because: lost.cause.as_ref().map(ToString::to_string),
            taken: TakenForm {
                milliseconds: u64::try_from(self.spent.as_millis()).unwrap_or(u64::MAX),
                computed_microseconds: u64::try_from(taken.computed.as_micros())
                    .unwrap_or(u64::MAX),
                output_bytes: taken.written,
                output_memory: taken.held,
                items: held.items,
                check_steps_left: held.budget.left(),
                downloaded_bytes: self.downloads.received(),
            },
            has_effect: held.has_effect,
            warnings: held.warnings.clone(),
            files: self.downloads.all().iter().map(FileForm::of).collect(),
        };
        drop(lost);
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Progress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let form = Form::deserialize(deserializer)?;
        let requests = form
            .lost
            .into_iter()
            .map(|bytes| <[u8; 32]>::try_from(bytes.0).map_err(|_| D::Error::custom("no digest")))
            .collect::<Result<_, _>>()?;
        let traffic = Traffic {
            has_renewed: form.has_renewed.into(),
            lost: Mutex::new(LostAnswers {
                requests,
                cause: form
                    .lost_because
                    .map(|reason| EgressError::Earlier { reason }),
            }),
            ..Traffic::default()
        };
        let taken = Taken {
            computed: Duration::from_micros(form.taken.computed_microseconds),
            written: form.taken.output_bytes,
            held: form.taken.output_memory,
        };
        let held = Held {
            budget: Budget::of(form.taken.check_steps_left),
            has_effect: form.has_effect,
            items: form.taken.items,
            warnings: form.warnings,
        };
        // Whoever goes on with it goes by limits of their own.
        let limits = Limits::default();
        let downloads = Downloads::within(limits.downloads);
        Ok(Self {
            name: form.name,
            action: form.action,
            only_signs: form.only_signs,
            step: Arc::new(form.step.into_step()),
            steps: form.steps,
            is_marked: form.marked,
            has_written: form.has_written,
            spent: Duration::from_millis(form.taken.milliseconds),
            allowance: Allowance::after(taken, limits),
            promise: Promise::after(held),
            downloads: downloads.after(
                form.taken.downloaded_bytes,
                form.files.into_iter().map(FileForm::into_file).collect(),
            ),
            traffic,
        })
    }
}

impl FileForm {
    fn of(file: &Downloaded) -> Self {
        Self {
            // What is no text is not found again, and then it is not there.
            path: file.path.to_string_lossy().into_owned(),
            size: file.size,
            sha256: file.sha256.clone(),
        }
    }

    fn into_file(self) -> Downloaded {
        Downloaded {
            path: self.path.into(),
            size: self.size,
            sha256: self.sha256,
        }
    }
}

impl StepForm {
    fn of(step: &Step) -> Self {
        match step {
            Step::Send(exchange) => Self::Send(ExchangeForm::of(exchange)),
            Step::Page(page) => Self::Page {
                items: page.items.clone(),
                then: ExchangeForm::of(&page.then),
            },
            Step::Download(transfer) => Self::Download {
                request: RequestForm::of(
                    &transfer.request,
                    transfer.credential,
                    transfer.redirects,
                ),
                after_ms: transfer.after_ms,
                file_name: transfer.file_name.clone(),
                size: transfer.size,
                media_types: transfer.media_types.clone(),
                state: Bytes(transfer.state.clone()),
            },
            Step::Sign(signing) => Self::Sign {
                secret: signing.secret.clone(),
                message: Bytes(signing.message.clone()),
                state: Bytes(signing.state.clone()),
            },
            Step::Done(output) => Self::Done(output.clone()),
        }
    }

    fn into_step(self) -> Step {
        match self {
            Self::Send(exchange) => Step::Send(exchange.into_exchange()),
            Self::Page { items, then } => Step::Page(Page {
                items,
                then: then.into_exchange(),
            }),
            Self::Download {
                request,
                after_ms,
                file_name,
                size,
                media_types,
                state,
            } => Step::Download(Transfer {
                credential: request.credential(),
                redirects: request.redirects(),
                request: request.into_request(),
                after_ms,
                file_name,
                size,
                media_types,
                state: state.0,
            }),
            Self::Sign {
                secret,
                message,
                state,
            } => Step::Sign(Signing {
                secret,
                message: message.0,
                state: state.0,
            }),
            Self::Done(output) => Step::Done(output),
        }
    }
}

impl ExchangeForm {
    fn of(exchange: &Exchange) -> Self {
        Self {
            request: RequestForm::of(&exchange.request, exchange.credential, exchange.redirects),
            repeatable: exchange.repeatable,
            after_ms: exchange.after_ms,
            warnings: exchange.warnings.clone(),
            state: Bytes(exchange.state.clone()),
        }
    }

    fn into_exchange(self) -> Exchange {
        Exchange {
            credential: self.request.credential(),
            redirects: self.request.redirects(),
            request: self.request.into_request(),
            repeatable: self.repeatable,
            after_ms: self.after_ms,
            warnings: self.warnings,
            state: self.state.0,
        }
    }
}

impl RequestForm {
    fn of(request: &HttpRequest, credential: Credential, redirects: Redirects) -> Self {
        let headers = request.headers.iter();
        Self {
            method: request.method.clone(),
            url: request.url.clone(),
            headers: headers
                .map(|field| (field.name.clone(), field.value.clone()))
                .collect(),
            body: request.body.clone().map(Bytes),
            with_credential: credential == Credential::Connection,
            to_any_host: redirects == Redirects::Public,
        }
    }

    fn credential(&self) -> Credential {
        if self.with_credential {
            Credential::Connection
        } else {
            Credential::None
        }
    }

    fn redirects(&self) -> Redirects {
        if self.to_any_host {
            Redirects::Public
        } else {
            Redirects::Origins
        }
    }

    fn into_request(self) -> HttpRequest {
        let headers = self.headers.into_iter();
        HttpRequest {
            method: self.method,
            url: self.url,
            headers: headers.map(|(name, value)| Field { name, value }).collect(),
            body: self.body.map(|bytes| bytes.0),
        }
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}
