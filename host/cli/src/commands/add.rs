//! `add`: keeps a connector for later use.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use connector_host::{
    Added, Candidate, GaveWay, WantsMore, component::Connector, manifest::Manifest,
    schema::UnusableSchemas,
};

use crate::{
    asking, component,
    consent::{self, Named},
    exit::{CommandError, Exit},
    revocation,
    screen::{Shown as _, Text, style, terminal, text, words},
    session::{self, Session},
};

/// Check a component, show what it is, and keep it under its key
#[derive(Args, Debug)]
#[command(
    after_help = "Whoever adds a connector agrees to what it wants, which is shown: nothing of an account goes anywhere \
that nobody has agreed to. On a terminal it is asked for. Elsewhere the first version of a connector is \
added and what it wants is agreed to by that; a later version that wants more is not added without \
--accept. The refusal shows the file's SHA-256, so that no other file is accepted in its place: --accept \
without it agrees to whatever the file holds by then.

Examples:
  connector-host add ./example.wasm
  connector-host add ./example-2.wasm --accept=SHA256"
)]
pub(crate) struct Add {
    /// The component file
    #[arg(value_name = "COMPONENT", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Agree to what it wants without being asked, or to what a version wants more than the one
    /// before, for the connections there are too: with the SHA-256 of its file, to this and no other
    #[arg(long, value_name = "SHA256", num_args = 0..=1, require_equals = true, value_parser = digits)]
    accept: Option<Option<String>>,
}

/// How many digits the SHA-256 of a component has. All of them stand for it: whoever
/// makes components finds two that agree in the first dozen within seconds.
const DIGITS: usize = 64;

fn digits(argument: &str) -> Result<String, String> {
    let is_digit = |byte: u8| byte.is_ascii_hexdigit();
    if argument.len() == DIGITS && argument.bytes().all(is_digit) {
        Ok(argument.to_ascii_lowercase())
    } else {
        Err(format!(
            "it is no SHA-256; give all of its {DIGITS} hexadecimal digits"
        ))
    }
}

/// How somebody has agreed to what is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Agreement {
    /// There is nothing that nobody has agreed to before.
    Before,
    /// By `--accept`.
    Flag,
    /// By the answer to a question.
    Answer,
    /// By adding the first one where nobody can be asked.
    Unasked,
}

impl Add {
    pub(super) fn run(self, session: &Session) -> Result<(), CommandError> {
        // What is agreed to is what was read once: the file may be another by now.
        let bytes = session::read(&self.file)?;
        let host = session.host();
        let candidate = session.run_with(&self.file, host.candidate(&bytes))?;
        let agreement = self.agreement(&candidate)?;
        let added = session.run_with(&self.file, async {
            match candidate.wants_more {
                Some(_) => host.add_accepting(&bytes).await,
                None => host.add(&bytes).await,
            }
        })?;
        tell(&added, agreement);
        Ok(())
    }

    /// Whether somebody agrees to what the candidate wants; it is shown before that is asked for.
    fn agreement(&self, candidate: &Candidate) -> Result<Agreement, CommandError> {
        let Candidate {
            connector,
            wants_more,
            is_first,
            ..
        } = candidate;
        let accepts = self.accepts(connector.digest());
        let may_ask = accepts.is_none() && terminal::can_ask();
        match wants_more {
            None if !is_first => {
                show(connector);
                return Ok(Agreement::Before);
            }
            None if accepts == Some(false) => return Err(other_file(connector)),
            Some(more) if accepts != Some(true) && !may_ask => return Err(self.refusal(more)),
            _ => show(connector),
        }
        if accepts.is_some() {
            return Ok(Agreement::Flag);
        }
        if !may_ask {
            return Ok(Agreement::Unasked);
        }
        terminal::tell("");
        match wants_more {
            Some(more) => {
                terminal::tell(style::heading("It wants more than somebody has agreed to:"));
                tell_each(more);
            }
            // What goes where may be off the screen by now.
            None => terminal::tell(component::in_short(connector.manifest())),
        }
        self.ask(connector)
    }

    /// Whether `--accept` agrees to the component of that digest; none where it is left out.
    fn accepts(&self, digest: &str) -> Option<bool> {
        let accepted = self.accept.as_ref()?;
        Some(accepted.as_ref().is_none_or(|accepted| accepted == digest))
    }

    /// Asks whether to agree to what was shown.
    fn ask(&self, connector: &Connector) -> Result<Agreement, CommandError> {
        let Manifest { key, version, .. } = connector.manifest();
        if asking::confirms(text!("Agree to that, and add {} {}?", key, version))? {
            return Ok(Agreement::Answer);
        }
        let words = text!("{} {} was not added; nothing was changed", key, version);
        let next = text!(
            "connector-host inspect {} shows all that it wants",
            self.file.display()
        );
        Err(CommandError::new(Exit::Consent, words).with_next(next))
    }

    fn refusal(&self, more: &WantsMore) -> CommandError {
        let file = self.file.display();
        consent::refusal(more).with_next(text!(
            "connector-host inspect {} shows all that it wants; connector-host add {} --accept={} agrees to it",
            file,
            file,
            more.digest
        ))
    }
}

/// That `--accept` names another file, where that is the first one.
fn other_file(connector: &Connector) -> CommandError {
    let words = text!(
        "what --accept names is another file than this one of {} {}, whose SHA-256 is {}; nothing was changed",
        connector.manifest().key,
        connector.manifest().version,
        connector.digest()
    );
    CommandError::new(Exit::Consent, words)
        .with_next("look at it with connector-host inspect, and accept it by its own SHA-256")
}

fn show(connector: &Connector) {
    let schemas = UnusableSchemas::of(connector.manifest());
    terminal::tell_lines(component::describe(connector, &schemas, Named::First));
}

/// What a component wants that nobody had agreed to, a line each.
fn tell_each(more: &WantsMore) {
    for line in consent::details(more) {
        terminal::tell_detail(&line);
    }
}

fn tell(added: &Added, agreement: Agreement) {
    let manifest = added.connector.manifest();
    let key = &manifest.key;
    if let (Agreement::Flag, Some(accepted)) = (agreement, &added.accepted) {
        terminal::tell("Agreed, beside what was agreed to before:");
        tell_each(accepted);
    }
    for gave_way in &added.gave_way {
        terminal::tell(told(gave_way));
    }
    if agreement == Agreement::Unasked {
        let words =
            "Nobody can be asked here, so that what it wants counts as agreed to by adding it.";
        terminal::tell(words.text());
    }
    terminal::done(match &added.replaced {
        Some(earlier) => text!(
            "Added {} {}, in place of {}.",
            key,
            manifest.version,
            earlier
        ),
        None => text!("Added {} {}.", key, manifest.version),
    });
    terminal::tell(text!(
        "Next: connector-host methods {} (how to connect an account), connector-host actions {} (what it can do)",
        key,
        key
    ));
}

/// What is told of a grant that has given way, and of its tokens.
fn told(gave_way: &GaveWay) -> Text {
    let became = match &gave_way.revocation {
        None => {
            "; the tokens from there end by themselves: to revoke them might end the others too"
        }
        Some(revocation) => revocation::told(revocation).0,
    };
    text!(
        "{}: connected at {} before, now by the same account's other sign-in{}",
        words::list(&gave_way.connections),
        gave_way.token_endpoint,
        became
    )
}
