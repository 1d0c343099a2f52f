//! Actions that go from hand to hand between two machines: each step is ended by another than the one
//! that begins the next. Each that may be done again is done twice, since whoever did it was killed
//! before it was put away; and where the connector can find out what has become of what may not, it has to.

use connector_host::contract::HttpRequest;
use connector_host::download::Destination;
use connector_host::driver::{Collected, PageSink as _};
use connector_host::{Error, Host, Running};
use serde_json::Value;

use super::Play;

/// The actions that find out what has become of what they have sent, when its answer is lost, and come to
/// the same output.
pub(super) const FINDS_OUT: &[&str] = &[
    "delete-meeting",
    "end-meeting",
    "end-webinar",
    "recover-meeting",
    "recover-recording-file",
    "recover-recordings",
    "remove-live-participant",
    "sync-registrants",
    "update-registrant-status",
    "update-webinar-registrant-status",
];
/// What the other machine has to be told that works at what is another's by now.
const TAKEN_UP: Result<(), &str> = Err("run-taken-up");

impl Play {
    /// The output of an action that two hosts go on with in turns.
    pub(super) async fn hand_to_hand(
        &mut self,
        hosts: &[Host; 2],
        action: &str,
        connection: &str,
        input: Value,
    ) -> Result<Value, Error> {
        let invocation = hosts[0].invoke("zoom", action);
        let invocation = invocation.connection(connection).input(input);
        let mut at = 0;
        let mut running = self.ready(invocation.begin().await?, at);
        running.keep().await?;
        let mut pages = Collected::default();
        loop {
            let mut of_step = Collected::default();
            let before = self.exchanges().len();
            let advanced = running.advance(&mut of_step).await;
            let (early, last) = self.journal.last_two();
            let last = last.expect("it was kept when it was begun");
            let left = hosts[1 - at].take_up(&last).await?;
            let mut advanced = match left.value().next_request() {
                Some(request) if left.value().is_marked() => {
                    let request = sent_as(request);
                    let early = early.expect("it was kept before that");
                    self.must_be_refused(&hosts[1 - at], &early, action).await?;
                    self.count(action, &request, before);
                    self.marked.push(last);
                    if FINDS_OUT.contains(&action) {
                        // Whoever sent it was killed before the answer was put away.
                        let _ = advanced?;
                        self.found_out.insert(action.to_owned());
                        let mut again = self.ready(left, 1 - at);
                        of_step = Collected::default();
                        let found = again.advance(&mut of_step).await?;
                        self.check(action, running.keep().await);
                        (running, at) = (again, 1 - at);
                        found
                    } else {
                        advanced?
                    }
                }
                _ if advanced.is_err() => return advanced.map(|_| Value::Null),
                _ => {
                    let written = self.written();
                    let mut again = self.ready(left, 1 - at);
                    of_step = Collected::default();
                    let repeated = again.advance(&mut of_step).await?;
                    self.repeated += self.written() - written;
                    self.check(action, running.keep().await);
                    (running, at) = (again, 1 - at);
                    repeated
                }
            };
            pages
                .page(of_step.into_items())
                .await
                .expect("it takes all");
            if let Some(output) = advanced.take() {
                return Ok(match running.items_member() {
                    Some(member) => pages.merge_into(output.value, member),
                    None => output.value,
                });
            }
            let kept = running.put_away().await?;
            at = 1 - at;
            running = self.ready(hosts[at].take_up(&kept).await?, at);
        }
    }

    /// Takes up what was kept before a request was marked: that may not go on, and sends nothing.
    async fn must_be_refused(
        &mut self,
        host: &Host,
        early: &[u8],
        action: &str,
    ) -> Result<(), Error> {
        let before = self.exchanges().len();
        let running = self.ready(host.take_up(early).await?, 0);
        let went_on = running.run(&mut Collected::default()).await;
        self.check(action, went_on.map(drop));
        if self.exchanges().len() != before {
            let sent = format!("{action}: what was kept before a mark sent something");
            self.wrong.push(sent);
        }
        Ok(())
    }

    fn check(&mut self, action: &str, went_on: Result<(), Error>) {
        let went_on = went_on.map_err(|error| error.code());
        if went_on != TAKEN_UP {
            let told = format!("{action}: two went on with it: {went_on:?}");
            self.wrong.push(told);
        }
    }

    /// Looks whether a request that must not be sent twice was sent once in the step since
    /// `before`.
    fn count(&mut self, action: &str, request: &(String, String, String), before: usize) {
        let times = self.sent_since(before, request);
        if times > 1 {
            self.sent_twice.push(format!("{action}: {request:?}"));
        }
    }

    fn ready(&self, running: Running, machine: usize) -> Running {
        running
            .download_to(self.destination(machine))
            .keep_in(self.journal.clone())
    }

    /// Each machine has a disk of its own.
    pub(super) fn destination(&self, machine: usize) -> Destination {
        Destination::new(self.downloads.join(machine.to_string()))
    }
}

/// Method, target and content of a request, as the sandbox tells them.
pub(super) fn sent_as(request: &HttpRequest) -> (String, String, String) {
    let url: url::Url = request.url.parse().expect("it is an address");
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let body = request.body.as_deref().unwrap_or_default();
    let body = String::from_utf8_lossy(body).into_owned();
    (request.method.clone(), target, body)
}
