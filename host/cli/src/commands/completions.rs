//! `completions`: a script that lets a shell complete the command line.

use clap::Args;
use clap_complete::Shell;

use crate::{exit::CommandError, screen::terminal};

/// Print the completion script for a shell
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  connector-host completions bash \\
      > ~/.local/share/bash-completion/completions/connector-host
  connector-host completions zsh > ~/.zfunc/_connector-host
  connector-host completions fish \\
      > ~/.config/fish/completions/connector-host.fish")]
pub(crate) struct Completions {
    /// The shell to print it for
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, command_line: &clap::Command) -> Result<(), CommandError> {
        // What is no command for people is none to offer.
        let for_people = command_line.get_subcommands();
        let for_people = for_people.filter(|command| !command.is_hide_set());
        let mut command_line = clap::Command::new(NAME)
            .version(env!("CARGO_PKG_VERSION"))
            .args(command_line.get_arguments().cloned())
            .subcommands(for_people.cloned());
        // The generator panics when it cannot write, so it writes to memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command_line, NAME, &mut script);
        if self.shell == Shell::Bash {
            script = with_one_label(&String::from_utf8_lossy(&script)).into_bytes();
        }
        Ok(terminal::data(&script)?)
    }
}

/// The program, as it is called.
const NAME: &str = "connector-host";

/// The script for bash goes from word to word by labels. For a program with a
/// hyphen in its name the generator sets one label for a command and asks for
/// another, so that nothing below the first word is completed.
fn with_one_label(script: &str) -> String {
    let (set, asked) = (NAME.replace('-', "__"), NAME.replace('-', "__subcmd__"));
    script.replace(&asked, &set)
}
