//! The command line: the only reader of arguments and environment.

mod actions;
mod args;
mod check;
#[cfg(feature = "github")]
mod comment;
mod doctor;
mod explain;
mod lists;
mod output;
mod policy;
mod screen;
mod show;
mod trust;
mod wrap;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Cli, Command};

/// Exit codes, the same for every command and format.
mod exit {
    /// The build may pass, or the command did its work.
    pub(super) const PASS: u8 = 0;
    /// The build may not pass, or something was found.
    pub(super) const FAIL: u8 = 1;
    /// The command line or the configuration is wrong.
    pub(super) const USAGE: u8 = 2;
    /// Nobody can say.
    pub(super) const UNDETERMINED: u8 = 3;
}

/// Run the program.
#[must_use]
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = with_default_command(arguments.collect());
    if let (Some("check"), Some(word)) = (text(&arguments, 1), text(&arguments, 2))
        && let Some(known) = mistyped(word)
    {
        let message = format!("there is no command, file or folder `{word}`");
        let mistake = output::usage(message, &format!("did you mean `{known}`?"));
        output::complain(&[mistake], &args::Voice::default());
        return ExitCode::from(exit::USAGE);
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() {
                exit::USAGE
            } else {
                exit::PASS
            };
            // A reader that is gone wants no message.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let code = match cli.command {
        Command::Check(check) => check::run(*check),
        Command::Screen(screen) => screen::screen(&screen),
        Command::Explain(explain) => explain::explain(&explain),
        Command::List(list) => lists::list(list),
        Command::Report(report) => show::report(&report),
        #[cfg(feature = "github")]
        Command::Comment(comment) => comment::run(&comment),
        Command::Merge(merge) => show::merge(&merge),
        Command::Accept(accept) => policy::accept(&accept),
        Command::Init(init) => policy::init(&init),
        Command::Config(args::Config::Show { origin, policy }) => policy::show(&policy, origin),
        Command::Denylist(args::Denylist::Lint { path, voice }) => {
            lists::lint(path.as_deref(), &voice)
        }
        Command::Doctor(doctor) => doctor::doctor(&doctor),
        Command::Completions { shell } => show::completions(shell),
        Command::Schema { which } => show::schema(which),
    };
    ExitCode::from(code)
}

fn text(arguments: &[OsString], at: usize) -> Option<&str> {
    arguments.get(at)?.to_str()
}

/// `cargo vendor-gate x` starts `cargo-vendor-gate vendor-gate x`; without a command it is `check`.
fn with_default_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if std::env::var_os("CARGO").is_some()
        && arguments.get(1).is_some_and(|first| first == "vendor-gate")
    {
        arguments.remove(1);
    }
    let known = |word: &str| {
        use clap::CommandFactory as _;
        matches!(word, "help" | "-h" | "--help" | "-V" | "--version")
            || Cli::command()
                .get_subcommands()
                .any(|command| command.get_name() == word)
    };
    if !arguments
        .get(1)
        .and_then(|first| first.to_str())
        .is_some_and(known)
    {
        arguments.insert(arguments.len().min(1), "check".into());
    }
    arguments
}

/// A first word that is no input and close to a command: `chek`.
fn mistyped(first: &str) -> Option<String> {
    use clap::CommandFactory as _;
    let is_word = first.bytes().all(|byte| byte.is_ascii_lowercase());
    if !is_word || first.len() < 4 || std::path::Path::new(first).exists() {
        return None;
    }
    let command = Cli::command();
    let near = command.get_subcommands().map(|command| {
        (
            strsim::damerau_levenshtein(command.get_name(), first),
            command.get_name(),
        )
    });
    let (distance, name) = near.min()?;
    (1..=2).contains(&distance).then(|| name.to_owned())
}
