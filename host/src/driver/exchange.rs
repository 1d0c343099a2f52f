//! One exchange of a call, with the credential, retries and renewal.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http::header::CONTENT_RANGE;
use http::{HeaderMap, Method, StatusCode};
use secrecy::SecretString;

use super::redact::Redaction;
use super::retry::{wait_after, wait_before_retry};
use super::traffic::{Traffic, locked};
use super::written::Writes;
use super::{AccessToken, CredentialError, CredentialSource, DriveError};
use crate::blocking::blocking;
use crate::clock::Clock;
use crate::consent::Leave;
use crate::contract::{
    Credential, Exchange, Failure, FailureKind, Field, HttpRequest, HttpResponse, Receipt,
    Redirects, Reply, Step, Transfer,
};
use crate::download::{self, Destination, DownloadError, Downloads, Writing};
use crate::egress::{
    Client, EgressError, Hop, Incoming, Permit, Refusal, SHORTEST_BEGINNING, outgoing,
};

/// How much of an answer that is not the file goes back to the connector: it
/// is an error message, or a page of somebody's portal.
const NOT_THE_FILE: usize = 64 << 10;

/// How much of an answer is searched where it is read, in bytes. In more, full of escapes,
/// it takes so long that others would wait for the thread.
const SOON_SEARCHED: usize = 256 << 10;

/// How often a request may be overtaken by other renewals of its token, where a
/// new token ends the one before.
const OVERTAKEN: u32 = 8;

/// Header fields of an answer that carry credentials.
const CREDENTIALS: [&str; 3] = ["set-cookie", "set-cookie2", "authorization"];

/// What the name has of a header field that is computed from the content. Of a beginning
/// whose end the connector has chosen, it would tell the byte there to whoever tries all.
const OF_THE_CONTENT: [&str; 7] = ["checksum", "crc", "digest", "etag", "hash", "md5", "sha"];

/// What the exchanges of one call have in common.
pub(super) struct Exchanges<'a> {
    pub(super) client: &'a Client,
    pub(super) clock: &'a dyn Clock,
    /// What the call may do.
    pub(super) leave: &'a Leave,
    pub(super) credentials: &'a dyn CredentialSource,
    /// What the call's exchanges have left behind.
    pub(super) traffic: &'a Traffic,
    /// What becomes of what must not be sent twice.
    pub(super) writes: &'a Writes<'a>,
}

/// A request that may leave, and how.
struct Outgoing<'a> {
    /// What the connector asked for.
    wanted: &'a HttpRequest,
    hop: Hop,
    credential: Credential,
    redirects: Redirects,
    repeatable: bool,
}

impl Outgoing<'_> {
    /// Whether it must not be sent again whatever this answer says: a server that was
    /// asked before has carried it out, and the answer is of another request.
    fn is_done(&self, answer: &Incoming) -> bool {
        !self.repeatable && answer.was_carried_out()
    }
}

impl Exchanges<'_> {
    /// Makes an exchange. An answer of any status is a reply.
    pub(super) async fn send(&self, exchange: &Exchange) -> Result<Reply, DriveError> {
        let outgoing = self.outgoing(
            &exchange.request,
            exchange.credential,
            exchange.redirects,
            exchange.repeatable,
        )?;
        let mut failed = 0;
        loop {
            match self.send_once(&outgoing).await {
                Err(DriveError::Egress(error)) => {
                    failed += 1;
                    if let Some(lost) = self.wait_or_give_up(error, &outgoing, failed).await? {
                        return Ok(lost);
                    }
                }
                Ok(response) => return Ok(Reply::Response(response)),
                Err(error) => return Err(error),
            }
        }
    }

    /// The reply to a request that somebody may have sent who is not there any
    /// more.
    pub(super) fn abandoned(&self, request: &HttpRequest) -> Reply {
        self.writes.is_lost();
        let cause = EgressError::earlier(&request.url);
        locked(&self.traffic.lost).note(request, cause);
        Reply::Lost
    }

    /// Checks what the connector asks for. Where it may go is decided when it is
    /// sent.
    fn outgoing<'a>(
        &self,
        wanted: &'a HttpRequest,
        credential: Credential,
        redirects: Redirects,
        repeatable: bool,
    ) -> Result<Outgoing<'a>, DriveError> {
        if locked(&self.traffic.lost).has(wanted) {
            return Err(DriveError::Contract(
                "it wanted to send a request again whose answer was lost",
            ));
        }
        let request = outgoing(wanted).map_err(EgressError::from)?;
        self.leave.check_http_method(request.method().as_str())?;
        if redirects == Redirects::Public {
            let method = request.method();
            self.leave.check_public_redirects()?;
            if *method != Method::GET {
                let method = method.to_string();
                return Err(EgressError::from(Refusal::PublicRedirectsOf { method }).into());
            }
        }
        Ok(Outgoing {
            wanted,
            hop: Hop::new(request).map_err(EgressError::from)?,
            credential,
            redirects,
            repeatable,
        })
    }

    /// Fetches a file. Getting one twice is harmless, so it is tried again, and
    /// the answer to a transfer is never lost.
    pub(super) async fn download(
        &self,
        transfer: &Transfer,
        destination: Option<&Destination>,
        downloads: &mut Downloads,
    ) -> Result<Reply, DriveError> {
        if transfer.request.method != Method::GET.as_str() {
            return Err(DriveError::Contract(
                "it wanted to fetch a file by another method than GET",
            ));
        }
        let outgoing = self.outgoing(
            &transfer.request,
            transfer.credential,
            transfer.redirects,
            true,
        )?;
        self.leave.check_download()?;
        let destination = destination.ok_or(DriveError::NoDestination)?;
        if downloads.resumes() {
            self.leave.check_resumption()?;
            if destination.file_name.is_some() {
                return Err(DownloadError::OneName.into());
            }
            let found = download::found(destination, &transfer.file_name, transfer.size);
            if let Some((path, size)) = found {
                let receipt = receipt_of_found(&path, size);
                downloads.pass(path, size);
                return Ok(Reply::Downloaded(receipt));
            }
        }
        downloads.check_count()?;
        let path = download::target(destination, &transfer.file_name)?;
        let mut failed = 0;
        loop {
            let fetched = self
                .download_once(&outgoing, transfer, destination, path.clone(), downloads)
                .await;
            match fetched {
                Err(DriveError::Egress(error)) => {
                    failed += 1;
                    if let Some(lost) = self.wait_or_give_up(error, &outgoing, failed).await? {
                        return Ok(lost);
                    }
                }
                // A server that breaks off may well end its answer properly.
                Err(DriveError::Download(error @ DownloadError::Size { .. })) => {
                    failed += 1;
                    let wait = wait_after(failed).ok_or(DriveError::Download(error))?;
                    tracing::debug!(?wait, "the file came with another size; trying again");
                    self.clock.sleep(wait).await;
                }
                Ok(reply) => {
                    if let Reply::Downloaded(receipt) = &reply {
                        downloads.keep(path, receipt);
                    }
                    return Ok(reply);
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn send_once(&self, outgoing: &Outgoing<'_>) -> Result<HttpResponse, DriveError> {
        let answer = self.open(outgoing).await?;
        let was_carried_out = answer.was_carried_out();
        let answer = answer.whole().await?;
        if !outgoing.repeatable {
            let (status, headers) = (answer.status(), answer.headers());
            self.writes.was_answered(status, headers, was_carried_out);
        }
        let redaction = self.redaction();
        if answer.body().len() <= SOON_SEARCHED {
            return Ok(for_connector(answer, &redaction));
        }
        Ok(blocking(move || for_connector(answer, &redaction)).await)
    }

    async fn download_once(
        &self,
        outgoing: &Outgoing<'_>,
        transfer: &Transfer,
        destination: &Destination,
        path: PathBuf,
        downloads: &mut Downloads,
    ) -> Result<Reply, DriveError> {
        let mut answer = self.open(outgoing).await?;
        let media_type = download::media_type(answer.headers());
        let is_the_file = answer.status() == StatusCode::OK
            && download::is_one_of(&media_type, &transfer.media_types);
        if !is_the_file {
            let beginning = beginning_for_connector(answer, &self.redaction()).await?;
            return Ok(Reply::Response(beginning));
        }
        let announced = answer.content_length();
        let mut file = Writing::begin(destination, path, transfer.size, announced)?;
        while let Some(chunk) = answer.chunk().await? {
            file.write(&chunk, downloads).await?;
        }
        let written = file.finish().await?;
        Ok(Reply::Downloaded(Receipt {
            file_name: written.file_name,
            size: written.size,
            media_type: self.redaction().clean_lower(media_type),
            sha256: written.sha256,
        }))
    }

    /// Sends the request with the credential, where that may go. A 401 has not
    /// been carried out, so the request is sent once more with a new token,
    /// repeatable or not; the answer to that is the answer, unless somebody else
    /// has replaced the new token by then. Where the grant has ended the 401 is
    /// the answer: why, the connector may read in it. So it is where the 401 is of a
    /// redirect, and the request before it was carried out.
    async fn open(&self, outgoing: &Outgoing<'_>) -> Result<Incoming, DriveError> {
        *locked(&self.traffic.not_renewed) = None;
        let permit = self
            .leave
            .policy()
            .permit(outgoing.hop.url())
            .map_err(|refusal| DriveError::Egress(refusal.into()))?;
        if outgoing.credential == Credential::None || !permit.credential {
            self.credentials.still_usable().await?;
            return self.open_with(outgoing, permit, None).await;
        }
        let token = self.credentials.access_token().await?;
        let answer = self.open_with(outgoing, permit, Some(&token)).await?;
        if outgoing.is_done(&answer) {
            return Ok(answer);
        }
        if answer.status() != StatusCode::UNAUTHORIZED {
            *locked(&self.traffic.not_renewed) = Some(token);
            return Ok(answer);
        }
        let Some(mut token) = self.other_than(&token).await? else {
            return Ok(answer);
        };
        let mut overtaken = 0;
        loop {
            let answer = self.open_with(outgoing, permit, Some(&token)).await?;
            let is_answer =
                answer.status() != StatusCode::UNAUTHORIZED || outgoing.is_done(&answer);
            if is_answer || overtaken == OVERTAKEN {
                return Ok(answer);
            }
            match self.credentials.latest_access_token().await {
                Ok(latest) if latest.generation() != token.generation() => token = latest,
                _ => return Ok(answer),
            }
            overtaken += 1;
        }
    }

    /// Renews the token of the last request, in which the connector has read
    /// that the API rejects it: some say so by other statuses than 401. Says
    /// whether there is another token now.
    pub(super) async fn renew_the_last_token(&self) -> Result<bool, CredentialError> {
        let last = locked(&self.traffic.not_renewed).take();
        match last {
            Some(token) => Ok(self.other_than(&token).await?.is_some()),
            None => Ok(false),
        }
    }

    /// A token in place of one that the API rejects; none when the grant has ended,
    /// or when the call has had one renewed before. One that somebody else has
    /// replaced meanwhile is not renewed.
    async fn other_than(
        &self,
        rejected: &AccessToken,
    ) -> Result<Option<AccessToken>, CredentialError> {
        tracing::debug!(generation = rejected.generation(), "access token rejected");
        *locked(&self.traffic.not_renewed) = None;
        let latest = self.credentials.latest_access_token().await;
        let latest = match latest {
            Ok(latest) if latest.generation() != rejected.generation() => Ok(latest),
            Ok(_) if self.traffic.has_renewed.swap(true, Ordering::Relaxed) => return Ok(None),
            Ok(_) => self.credentials.renew(rejected).await,
            Err(error) => Err(error),
        };
        match latest {
            Err(CredentialError::JustRenewed) => Ok(None),
            Err(ended @ CredentialError::NeedsReconnecting(_)) => {
                self.traffic.no_other_token.get_or_init(|| ended);
                Ok(None)
            }
            renewed => renewed.map(Some),
        }
    }

    /// What is taken out of answers: the tokens that the API may show in them.
    fn redaction(&self) -> Redaction {
        let sent: Vec<SecretString> = locked(&self.traffic.sent).values().cloned().collect();
        Redaction::of(&sent)
    }

    async fn open_with(
        &self,
        outgoing: &Outgoing<'_>,
        permit: Permit,
        token: Option<&AccessToken>,
    ) -> Result<Incoming, DriveError> {
        if !outgoing.repeatable {
            self.writes.leaves();
        }
        if let Some(token) = token {
            let mut sent = locked(&self.traffic.sent);
            sent.insert(token.generation(), token.secret().clone());
        }
        let answer = self
            .client
            .open(
                self.leave.policy(),
                permit,
                &outgoing.hop,
                token.map(AccessToken::secret),
                outgoing.redirects,
            )
            .await;
        let was_not_carried_out = match &answer {
            Ok(answer) => answer.status() == StatusCode::UNAUTHORIZED && !outgoing.is_done(answer),
            Err(error) => error.nothing_sent(),
        };
        if was_not_carried_out {
            self.writes.was_not_carried_out();
        }
        answer.map_err(DriveError::Egress)
    }

    /// What the connector makes of a reply. When the API has rejected the token
    /// and there is no other, the call is over whatever it makes of that.
    pub(super) fn judged(&self, outcome: Result<Step, Failure>) -> Result<Step, DriveError> {
        let renewal = self.traffic.no_other_token.get().cloned();
        match (outcome, renewal) {
            (Ok(step), None) => Ok(step),
            (Err(failure), None) => Err(self.failed(failure)),
            (Ok(_), Some(renewal)) => Err(renewal.into()),
            (Err(failure), Some(renewal)) => Err(DriveError::Rejected {
                failure: Box::new(failure),
                renewal,
            }),
        }
    }

    fn failed(&self, failure: Failure) -> DriveError {
        let is_unknown = failure.kind() == FailureKind::UnknownOutcome;
        let failure = Box::new(failure);
        match locked(&self.traffic.lost).take_cause() {
            Some(cause) if is_unknown => DriveError::OutcomeUnknown { failure, cause },
            _ => DriveError::Failure(failure),
        }
    }

    /// After an exchange that failed: returns once it may be made again, or with
    /// the reply that there will be no answer.
    async fn wait_or_give_up(
        &self,
        error: EgressError,
        outgoing: &Outgoing<'_>,
        failed: u32,
    ) -> Result<Option<Reply>, DriveError> {
        if let Some(wait) = wait_before_retry(&error, outgoing.repeatable, failed) {
            tracing::debug!(%error, ?wait, "trying again");
            self.clock.sleep(wait).await;
            Ok(None)
        } else if outgoing.repeatable || error.nothing_sent() {
            Err(DriveError::Egress(error))
        } else {
            tracing::debug!(%error, "the answer is lost");
            self.writes.is_lost();
            locked(&self.traffic.lost).note(outgoing.wanted, error);
            Ok(Some(Reply::Lost))
        }
    }
}

/// The receipt of a file that was there: nobody has looked into it, so that a
/// connector can't learn what somebody's files hold.
fn receipt_of_found(path: &Path, size: u64) -> Receipt {
    let name = path.file_name().unwrap_or_default();
    Receipt {
        file_name: name.to_string_lossy().into_owned(),
        size,
        media_type: String::new(),
        sha256: String::new(),
    }
}

/// The beginning of an answer that is not the file, as the connector may see
/// it.
async fn beginning_for_connector(
    answer: Incoming,
    redaction: &Redaction,
) -> Result<HttpResponse, EgressError> {
    // A token across the cut has to be there whole to be found.
    let longer = answer.cut(NOT_THE_FILE + redaction.widest()).await?;
    let mut beginning = for_connector(longer, redaction);
    beginning.body.truncate(NOT_THE_FILE);
    Ok(beginning)
}

/// An answer as the connector may see it.
pub(super) fn for_connector(answer: http::Response<Bytes>, redaction: &Redaction) -> HttpResponse {
    let (parts, body) = answer.into_parts();
    let is_cut = is_cut(parts.status, &parts.headers);
    let headers = parts
        .headers
        .iter()
        .filter(|(name, _)| !CREDENTIALS.contains(&name.as_str()))
        .filter(|(name, _)| !is_cut || !is_of_the_content(name.as_str()))
        // A name with asterisks would be none.
        .filter(|(name, _)| !redaction.is_told_by(name.as_str()))
        .map(|(name, value)| {
            let clean = redaction.clean(value.as_bytes().to_vec());
            Field {
                name: name.to_string(),
                value: String::from_utf8_lossy(&clean).into_owned(),
            }
        })
        .collect();
    let mut body = redaction.clean(body.into());
    if is_cut {
        // A token across the end is not there whole, and was not found. Half of a beginning is
        // more than any spelling takes that encoders choose.
        let may_be_of_it = match body.len() {
            whole if whole >= SHORTEST_BEGINNING => redaction.widest().min(whole / 2),
            _ => redaction.widest(),
        };
        body.truncate(body.len().saturating_sub(may_be_of_it));
    }
    HttpResponse {
        status: parts.status.as_u16(),
        headers,
        body,
    }
}

/// Whether a header field may be computed from the content.
fn is_of_the_content(name: &str) -> bool {
    OF_THE_CONTENT.iter().any(|word| name.contains(word))
}

/// Whether the content ends before its end: it was asked for in part, and the server does
/// not say that this is all (RFC 9110 section 14.4).
fn is_cut(status: StatusCode, headers: &HeaderMap) -> bool {
    let is_all = || {
        let range = headers.get(CONTENT_RANGE)?.to_str().ok()?;
        let (last, length) = range.strip_prefix("bytes 0-")?.split_once('/')?;
        let (last, length): (u64, u64) = (last.parse().ok()?, length.parse().ok()?);
        Some(last.checked_add(1)? == length)
    };
    status == StatusCode::PARTIAL_CONTENT && is_all() != Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_field_has_a_token_in_its_name() {
        let mut answer = http::Response::new(Bytes::from_static(b"{}"));
        for (name, value) in [
            ("x-tok-hush-1", "a"),
            ("tok-hush", "b"),
            ("x-echo", "Tok-Hush"),
        ] {
            let value = http::HeaderValue::from_static(value);
            answer.headers_mut().insert(name, value);
        }
        let seen = for_connector(answer, &Redaction::of(&[SecretString::from("Tok-Hush")]));
        let fields = seen.headers.iter();
        let fields: Vec<_> = fields.map(|field| (&*field.name, &*field.value)).collect();
        assert_eq!(fields, [("x-echo", "********")]);
    }

    #[test]
    fn a_token_across_the_end_of_a_part_leaves_no_part_of_itself() {
        let redaction = Redaction::of(&[SecretString::from("tok-hush")]);
        let seen = |range: &'static str, body: &str| {
            let mut answer = http::Response::new(Bytes::copy_from_slice(body.as_bytes()));
            *answer.status_mut() = StatusCode::PARTIAL_CONTENT;
            let range = http::HeaderValue::from_static(range);
            answer.headers_mut().insert(CONTENT_RANGE, range);
            String::from_utf8(for_connector(answer, &redaction).body).unwrap()
        };
        let whole = format!("{} tok-hush and more", "x".repeat(redaction.widest()));
        for end in redaction.widest()..whole.len() {
            let part = seen("bytes 0-9/4000", &whole[..end]);
            assert!(part.bytes().all(|byte| byte == b'x'), "{part}");
        }
        assert_eq!(seen("bytes 0-11/12", "some content"), "some content");
        assert_eq!(seen("bytes 0-11/*", "some content"), "");
        assert_eq!(seen("", "some content"), "");
    }

    #[test]
    fn what_is_computed_from_a_beginning_is_not_shown() {
        let redaction = Redaction::of(&[SecretString::from("tok-hush")]);
        let shown = |status| {
            let mut answer = http::Response::new(Bytes::from_static(b"some content"));
            *answer.status_mut() = status;
            for name in [
                "content-digest",
                "content-md5",
                "etag",
                "x-amz-checksum-crc32",
            ] {
                let value = http::HeaderValue::from_static("x");
                answer.headers_mut().insert(name, value);
            }
            for_connector(answer, &redaction).headers.len()
        };
        assert_eq!(shown(StatusCode::PARTIAL_CONTENT), 0);
        assert_eq!(shown(StatusCode::OK), 4);
    }

    #[tokio::test]
    async fn a_token_across_the_cut_leaves_no_part_of_itself() {
        let token = r"tok\/hush\u003d";
        for before in NOT_THE_FILE - token.len()..=NOT_THE_FILE {
            let body = "x".repeat(before) + token + " and more";
            let answer = Incoming::with(&body).await;
            let redaction = Redaction::of(&[SecretString::from("tok/hush=")]);
            let seen = beginning_for_connector(answer, &redaction).await.unwrap();
            assert_eq!(seen.body.len(), NOT_THE_FILE);
            assert!(seen.body.iter().all(|byte| b"x*".contains(byte)));
        }
    }
}
