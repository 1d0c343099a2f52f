//! From one file to the next: what is known of a span or a meeting, and what to do with it.

use serde_json::Value;

use super::ID;
use super::files::{self, Of, Planned};
use crate::action::Flow;
use crate::actions::recordings::{get, list};
use crate::contract::FailureKind::{
    Conflict, Forbidden, InvalidInput, Refused, UnexpectedResponse,
};
use crate::contract::{Connection, Failure, Receipt};
use crate::course::{Came, Leg, Trip, Turn};
use crate::endpoint::Ask;
use crate::file::File;
use crate::input::Input;
use crate::json;
use crate::kept::{Kept, kept};
use crate::pages::{self, Asked, Pages, Position};
use crate::passed_over::is_of_one_place;
use crate::shape::Object;

/// How many files are fetched where the input does not say: a host lets no call fetch more unless told
/// to.
const USUAL: u64 = 100;

/// What is known so far.
#[derive(Default)]
struct Memory {
    /// When the call began.
    now: u64,
    /// Where in the list it has come to; none when there is nothing more to ask.
    position: Option<Position>,
    /// Recordings of which the list has not told all files: what it has of each is known, the others are
    /// asked for when nothing is left to fetch. What is told of the recording.
    untold: Vec<Object>,
    /// The files that are to be fetched, the first now.
    left: Vec<Planned>,
    files: Vec<Object>,
    not_downloaded: Vec<Object>,
    downloaded: u64,
    /// The first failure of a file.
    failed: Option<Failed>,
}

kept!(Memory {
    now,
    position,
    untold,
    left,
    files,
    not_downloaded,
    downloaded,
    failed,
});

/// A failure, as far as it is told again.
struct Failed {
    kind: String,
    message: String,
}

kept!(Failed { kind, message });

/// The most that is kept of files, in bytes of JSON: a state has a limit, and is read at each step.
const MOST: usize = 400_000;

/// How many recordings are asked for at once: each may have many files.
const AT_ONCE: u64 = 10;

pub(super) fn begin(_: &Input, connection: &Connection) -> Result<Turn, Failure> {
    let memory = Memory {
        now: connection.now,
        position: Some(Position::default()),
        ..Memory::default()
    };
    Ok(Turn::On(memory.into_value()))
}

/// The input for the list of a span.
fn span(input: &Input) -> Input {
    let names = ["user_id", "from", "to"];
    let given = names
        .into_iter()
        .filter_map(|name| Some((name, input.get(name)?)));
    given.fold(
        Input::default()
            .with("all_pages", true)
            .with("page_size", AT_ONCE),
        |span, (name, value)| span.with(name, value.clone()),
    )
}

/// The list of a span.
fn listed<'a>(span: &'a Input, now: u64) -> (Asked<'a>, Option<&'static Pages>) {
    let pages = match &list::ACTION.flow {
        Flow::Pages(pages) => Some(pages),
        _ => None,
    };
    let asked = Asked {
        action: ID,
        shape: &list::ACTION.endpoint.input,
        input: span,
        now,
    };
    (asked, pages)
}

pub(super) fn leg(input: &Input, memory: &Value) -> Option<Leg> {
    if let Some(next) = memory.pointer("/left/0") {
        let next = Planned::read(next.clone())?;
        return Some(if next.needs_a_look() {
            Leg::Peek(next.into_file().url)
        } else {
            Leg::Fetch(Box::new(next.into_file()))
        });
    }
    let untold = memory.pointer("/untold/0/meeting_uuid");
    if let Some(meeting_id) = input.get("meeting_id").or(untold) {
        return Some(Leg::Ask(Ask {
            action: "",
            endpoint: &get::ACTION.endpoint,
            input: Input::default().with("meeting_id", meeting_id.clone()),
        }));
    }
    let position = Position::read(memory.get("position")?.clone())?;
    let span = span(input);
    let (asked, pages) = listed(&span, memory.get("now")?.as_u64()?);
    Some(Leg::Ask(Ask {
        action: "",
        endpoint: &list::ACTION.endpoint,
        input: pages?.input(&asked, &position),
    }))
}

pub(super) fn take(trip: &Trip<'_>, memory: Value, came: Came) -> Result<Turn, Failure> {
    let stray = || {
        Failure::new(
            InvalidInput,
            format!("`{ID}` cannot go on from this state. Start it again."),
        )
    };
    let mut memory = Memory::read(memory).ok_or_else(stray)?;
    match came {
        Came::Answer(answer) if !memory.untold.is_empty() => {
            let recording = memory.untold.remove(0);
            memory.find_untold(trip.input, recording, answer)?;
        }
        Came::Answer(answer) => memory.find(trip.input, answer?)?,
        Came::File(came) if !memory.left.is_empty() => {
            let file = memory.left.remove(0).into_file();
            memory.keep(file, came)?;
        }
        Came::Text(Ok(_)) if memory.left.first().is_some_and(Planned::needs_a_look) => {
            memory.look();
        }
        Came::Text(Err(failure)) if !memory.left.is_empty() => {
            let file = memory.left.remove(0).into_file();
            memory.keep(file, Err(failure))?;
        }
        Came::File(_) | Came::Text(_) | Came::Signature(_) => return Err(stray()),
    }
    let most = trip.input.integer("max_files");
    let most = most
        .and_then(|most| u64::try_from(most).ok())
        .unwrap_or(USUAL);
    let has_more =
        !memory.left.is_empty() || !memory.untold.is_empty() || memory.position.is_some();
    if has_more && memory.downloaded < most {
        let memory = memory.into_value();
        if json::text(&memory).len() > MOST {
            return Err(Failure::new(
                Refused,
                format!(
                    "`{ID}` stopped: there are more files than one call can tell of. Those that came are \
                     kept; start it again with a shorter span, or with fewer `file_types`."
                ),
            ));
        }
        return Ok(Turn::On(memory));
    }
    memory.end(has_more)
}

impl Memory {
    /// Takes an answer that tells of recordings.
    fn find(&mut self, input: &Input, mut answer: Value) -> Result<(), Failure> {
        let position = self.position.take().unwrap_or_default();
        if input.get("meeting_id").is_some() {
            self.plan(input, &mut answer, Of::All);
            return Ok(());
        }
        let span = span(input);
        let (asked, Some(pages)) = listed(&span, self.now) else {
            return Ok(());
        };
        let recordings = match pages.turn(&asked, &position, answer)? {
            pages::Turn::On(recordings, next) => {
                self.position = Some(next);
                recordings
            }
            pages::Turn::End(mut output) => match output.get_mut(pages.items).map(Value::take) {
                Some(Value::Array(recordings)) => recordings,
                _ => Vec::new(),
            },
        };
        for mut recording in recordings {
            self.untold.extend(files::untold(input, &recording));
            self.plan(input, &mut recording, Of::All);
        }
        Ok(())
    }

    /// Takes the files of a recording that the list has not told.
    fn find_untold(
        &mut self,
        input: &Input,
        recording: Object,
        answer: Result<Value, Failure>,
    ) -> Result<(), Failure> {
        match answer {
            Ok(mut answer) => self.plan(input, &mut answer, Of::Participants),
            Err(failure) if says_nothing_of_others(&failure) => self.leave(recording, failure),
            Err(failure) => return Err(failure),
        }
        Ok(())
    }

    /// Sorts out what of a recording is to be fetched.
    fn plan(&mut self, input: &Input, recording: &mut Value, which: Of) {
        let found = files::of(input, recording, which);
        self.left.extend(found.planned);
        for mut facts in found.unfinished {
            facts.insert("reason".to_owned(), "processing".into());
            let message = "Zoom is still processing the file. Start it again later.";
            facts.insert("message".to_owned(), message.into());
            self.not_downloaded.push(facts);
        }
        for (facts, failure) in found.elsewhere {
            self.leave(facts, failure);
        }
    }

    /// Takes it that the first file is what it should be.
    fn look(&mut self) {
        if let Some(first) = self.left.first_mut() {
            first.is_read();
        }
    }

    /// Takes a file that was fetched, or why it was not.
    fn keep(&mut self, file: File, came: Result<Receipt, Failure>) -> Result<(), Failure> {
        let mut facts = file.facts;
        let receipt = match came {
            Ok(receipt) => receipt,
            Err(failure) if says_nothing_of_others(&failure) => {
                self.leave(facts, failure);
                return Ok(());
            }
            Err(failure) => return Err(failure),
        };
        // Nobody has looked into what was there.
        let was_there = receipt.sha256.is_empty();
        self.downloaded += u64::from(!was_there);
        facts.insert("file_name".to_owned(), receipt.file_name.into());
        facts.insert("size".to_owned(), receipt.size.into());
        facts.insert("was_there".to_owned(), was_there.into());
        if !was_there {
            facts.insert("sha256".to_owned(), receipt.sha256.into());
        }
        self.files.push(facts);
        Ok(())
    }

    fn leave(&mut self, mut facts: Object, failure: Failure) {
        facts.insert("reason".to_owned(), failure.kind.as_str().into());
        facts.insert("message".to_owned(), failure.message.as_str().into());
        self.not_downloaded.push(facts);
        self.failed.get_or_insert(Failed {
            kind: failure.kind,
            message: failure.message,
        });
    }

    /// The end. Where nothing could be had at all, that is the failure.
    fn end(self, has_more: bool) -> Result<Turn, Failure> {
        if let (Some(failed), true) = (self.failed, self.files.is_empty()) {
            return Err(Failure {
                kind: failed.kind,
                ..Failure::new(Forbidden, failed.message)
            });
        }
        let found = (self.files.len() as u64).saturating_sub(self.downloaded);
        Ok(Turn::Done(json::object(vec![
            ("downloaded_count", self.downloaded.into()),
            ("found_count", found.into()),
            ("not_downloaded_count", self.not_downloaded.len().into()),
            ("has_more", has_more.into()),
            ("files", self.files.into()),
            ("not_downloaded", self.not_downloaded.into()),
        ])))
    }
}

/// Whether a failure is one of this file alone.
fn says_nothing_of_others(failure: &Failure) -> bool {
    let kinds = [Conflict, Refused, UnexpectedResponse];
    is_of_one_place(failure) || kinds.iter().any(|kind| failure.kind == kind.name())
}
