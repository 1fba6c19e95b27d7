//! Commands on the policy of a repository: `config show`, `accept`, `init`.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::cli::args::{Accept, Init, PolicyArgs, Voice};
use crate::cli::check::resolved;
use crate::cli::output::{complain, print, printed, usage};
use crate::cli::{exit, show};
use crate::diagnostic::Diagnostic;
use crate::policy::config::{TEMPLATE, accept_entry};
use crate::report::inert::one_line;
use crate::source;

/// The workflow that `init` writes.
const WORKFLOW: &str = concat!(
    "\
# Checks on every pull request who published what this repository is built from.
name: vendor-gate
on:
  pull_request:
  push:
    branches: [main]
permissions: {}
jobs:
  vendor-gate:
    permissions:
      contents: read
      pull-requests: write # for the comment
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
      # Pin the action to the commit that the release notes name: the pin covers the program, too.
      - uses: cargo-vendor-gate/cargo-vendor-gate@v",
    env!("CARGO_PKG_VERSION"),
    "\n"
);

/// `config show`.
pub(super) fn show(arguments: &PolicyArgs, origin: bool) -> u8 {
    let voice = Voice::default();
    let resolved = match resolved(arguments, false) {
        Ok((_, resolved)) => resolved,
        Err(mistakes) => {
            complain(&mistakes, &voice);
            return exit::USAGE;
        }
    };
    complain(&resolved.remarks, &voice);
    let done = print(|out| {
        for value in &resolved.values {
            let line = format!("{} = {}", value.key, value.value);
            let line = one_line(&line, 500);
            if origin {
                writeln!(out, "{line}  # {}", one_line(&value.origin, 300))?;
            } else {
                writeln!(out, "{line}")?;
            }
        }
        Ok(())
    });
    printed(done, &voice)
}

/// `accept ID --report FILE`.
pub(super) fn accept(arguments: &Accept) -> u8 {
    let voice = Voice::default();
    let report = match show::saved(&arguments.report) {
        Ok(report) => report,
        Err(mistake) => {
            complain(&[mistake], &voice);
            return exit::USAGE;
        }
    };
    let id = arguments.finding.as_str();
    if id.len() < 8 {
        let message = format!(
            "`{}` is too short for the id of a finding",
            one_line(id, 100)
        );
        let help = "give at least the first 8 digits, as the text report shows them";
        complain(&[usage(message, help)], &voice);
        return exit::USAGE;
    }
    let found = report
        .findings
        .iter()
        .find(|finding| finding.id.starts_with(id));
    let Some(finding) = found else {
        let message = format!("the report holds no finding `{}`", one_line(id, 100));
        let help = "`cargo vendor-gate report FILE` shows what it holds, each with its id";
        complain(&[usage(message, help)], &voice);
        return exit::USAGE;
    };
    if !finding.key.starts_with("pkg:") {
        let message = "the component has no purl, and an acceptance names one";
        let help = "have the tool that makes the SBOM write purls";
        complain(&[usage(message.to_owned(), help)], &voice);
        return exit::USAGE;
    }
    let done = print(|out| out.write_all(accept_entry(finding).as_bytes()));
    printed(done, &voice)
}

/// `init [FOLDER]`: what exists stays as it is.
pub(super) fn init(arguments: &Init) -> u8 {
    let files = [
        ("vendor-gate.toml", TEMPLATE),
        (".github/workflows/vendor-gate.yml", WORKFLOW),
    ];
    for (name, text) in files {
        let path = arguments.folder.join(name);
        match write_new(&arguments.folder, name, text) {
            Ok(true) => say(&format!("wrote `{}`", path.display())),
            Ok(false) => say(&format!("`{}` exists and stays as it is", path.display())),
            Err(error) => {
                let message = format!("failed to write `{}`: {error}", path.display());
                let help = "name a folder that may be written to: `cargo vendor-gate init FOLDER`";
                let mistake = Diagnostic::error("init-failed", message).help(help);
                complain(&[mistake], &Voice::default());
                return exit::USAGE;
            }
        }
    }
    exit::PASS
}

fn say(words: &str) {
    // A reader that is gone wants no message.
    let _ = print(|out| writeln!(out, "{}", one_line(words, 500)));
}

/// Write a file that is not there yet; whether it was not.
///
/// What is called a repository's own may not lead out of it by a link.
fn write_new(folder: &Path, name: &str, text: &str) -> std::io::Result<bool> {
    let path = folder.join(name);
    let within = path
        .ancestors()
        .skip(1)
        .take_while(|above| *above != folder);
    if let Some(link) = within.into_iter().find(|above| source::is_link(above)) {
        let message = format!("`{}` is a link", link.display());
        return Err(std::io::Error::other(message));
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
