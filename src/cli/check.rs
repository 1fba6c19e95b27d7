//! `check`: the gate.

use std::path::PathBuf;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::cli::actions::leave;
use crate::cli::args::{self, CargoArgs, Check, FailOn, OnEmpty, PolicyArgs};
use crate::cli::exit;
use crate::cli::output::{complain, print_report, save_report, usage};
use crate::cli::trust;
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::gate::{self, Places, Request, Selection, WithOwn};
use crate::input::{self, CargoLaunch, CargoOptions, Options};
use crate::matching::Index;
use crate::outcome::{Report, RunRecord};
use crate::policy::{self, Flags, Lists, Resolved};
use crate::report::Format;

/// Run the gate; the exit code is that of the verdict.
pub(super) fn run(check: Check) -> u8 {
    match judge(&check) {
        Ok(report) => tell(&check, &report),
        Err(mistakes) => {
            complain(&mistakes, &check.voice);
            exit::USAGE
        }
    }
}

fn judge(check: &Check) -> Result<Report, Vec<Diagnostic>> {
    outputs(check)?;
    let as_of = as_of(&check.policy)?;
    let (lists, resolved) = resolved(&check.policy, check.show_persons)?;
    if lists.denylist.vendors.is_empty() {
        return Err(vec![usage(
            "the lists name no vendor, so nothing could be found",
            "`--denylist PATH` adds lists of your own; without `--no-bundled-denylists` the program's own count",
        )]);
    }
    let options = options(&check.cargo);
    let found = input::discover(
        &inputs(&check.inputs, &check.cargo),
        check.recursive,
        &options,
    );
    let baseline = check.policy.baseline.as_deref().map(|value| {
        let index = Index::new(&lists.denylist);
        gate::baseline(value, &found.sources, &options, &index)
    });
    let looked_at = if found.searched { found.looked_at } else { 0 };
    let mut diagnostics = found.diagnostics;
    diagnostics.extend(resolved.remarks);
    let request = Request {
        targets: found.sources,
        looked_at,
        diagnostics,
        options,
        lists: Lists {
            denylist: &lists.denylist,
            used: lists.used,
        },
        policy: resolved.policy,
        baseline: baseline.unwrap_or_default(),
        as_of,
    };
    let mut report = gate::check(request);
    if check.record_run {
        report.run = Some(run_record());
    }
    Ok(report)
}

/// What becomes of the exit code when a report cannot be written.
fn unwritten(check: &Check, verdict: u8) -> &'static str {
    match (check.strict_reporting, verdict) {
        (false, exit::PASS) => {
            "the exit code is that of the verdict; `--strict-reporting` makes this exit 3"
        }
        (false, _) => "the exit code is that of the verdict",
        (true, exit::PASS) => "`--strict-reporting` makes this exit 3",
        (true, _) => "the exit code is that of the verdict, which is no pass",
    }
}

fn tell(check: &Check, report: &Report) -> u8 {
    let mut code = report.exit_code;
    let unwritten = unwritten(check, code);
    let mut failed = Vec::new();
    for (format, path) in outputs(check).unwrap_or_default() {
        if let Err(error) = save_report(report, format, &path) {
            failed.push(
                Diagnostic::error(
                    "report-unwritten",
                    format!("failed to write `{}`: {error}", path.display()),
                )
                .help(unwritten),
            );
        }
    }
    if let Err(error) = print_report(report, check.format, &check.voice) {
        failed.push(
            Diagnostic::error(
                "report-unwritten",
                format!("failed to write the report: {error}"),
            )
            .help(unwritten),
        );
    }
    if check.format == args::Format::Github
        && let Err(error) = leave(report)
    {
        let message = format!("failed to write the step summary or the outputs: {error}");
        failed.push(Diagnostic::error("report-unwritten", message).help(unwritten));
    }
    if !failed.is_empty() {
        complain(&failed, &check.voice);
        if check.strict_reporting && code == exit::PASS {
            code = exit::UNDETERMINED;
        }
    }
    code
}

/// Every `FORMAT=PATH`, taken apart.
fn outputs(check: &Check) -> Result<Vec<(Format, PathBuf)>, Vec<Diagnostic>> {
    let mut outputs: Vec<(Format, PathBuf)> = Vec::new();
    for output in &check.output {
        let (format, path) = parse_output(output).map_err(|wrong| {
            vec![usage(
                format!("`--output {output}`: {wrong}"),
                "formats are text, json, sarif, markdown and github: `--output sarif=gate.sarif`",
            )]
        })?;
        if outputs.iter().any(|(_, other)| *other == path) {
            let message = format!("`{}` cannot be two reports at once", path.display());
            return Err(vec![usage(
                message,
                "give each `--output` a path of its own",
            )]);
        }
        outputs.push((format, path));
    }
    Ok(outputs)
}

fn parse_output(output: &str) -> Result<(Format, PathBuf), String> {
    let (word, path) = output
        .split_once('=')
        .filter(|(_, path)| !path.is_empty())
        .ok_or("this is not FORMAT=PATH")?;
    let format = Format::from_word(word).ok_or_else(|| format!("there is no format `{word}`"))?;
    if path == "-" {
        return Err(format!(
            "`-` names no file; `--format {word}` prints on standard output"
        ));
    }
    Ok((format, PathBuf::from(path)))
}

/// The day as of which to judge: as given, else today.
pub(super) fn as_of(arguments: &PolicyArgs) -> Result<Date, Vec<Diagnostic>> {
    match &arguments.as_of {
        None => Ok(today()),
        Some(text) => text.parse().map_err(|_| {
            vec![usage(
                format!("`--as-of {text}` is no day"),
                "write it as YYYY-MM-DD",
            )]
        }),
    }
}

/// Today in UTC, so that runs at one moment agree wherever they take place.
fn today() -> Date {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let days = i64::try_from(since.as_secs() / 86_400).unwrap_or_default();
    date(1970, 1, 1)
        .checked_add(days.days())
        .unwrap_or(Date::MAX)
}

/// What the command line says of the policy.
pub(super) fn flags(arguments: &PolicyArgs, show_persons: bool) -> Result<Flags, Vec<Diagnostic>> {
    let max_list_age = arguments.max_list_age.as_ref().map(|age| {
        policy::config::days(age).ok_or_else(|| {
            vec![usage(
                format!("`--max-list-age {age}` is no age"),
                "write days: 90d",
            )]
        })
    });
    Ok(Flags {
        profiles: once(&arguments.profile),
        fail_on: arguments.fail_on.map(|fail_on| match fail_on {
            FailOn::Block => policy::FailOn::Block,
            FailOn::Review => policy::FailOn::Review,
            FailOn::Note => policy::FailOn::Note,
            FailOn::Never => policy::FailOn::Never,
        }),
        pass_on_empty: arguments.on_empty.map(|word| word == OnEmpty::Pass),
        min_coverage: arguments.min_coverage,
        max_list_age: max_list_age.transpose()?,
        new_only: arguments.new_only,
        untrusted_baseline: None,
        show_persons,
        without_bundled: arguments.no_bundled_denylists,
        as_of: arguments
            .as_of
            .as_ref()
            .map(|_| as_of(arguments))
            .transpose()?,
    })
}

/// Words in their order, each once.
fn once(words: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in words {
        if !all.contains(word) {
            all.push(word.clone());
        }
    }
    all
}

/// The lists and the policy in force.
pub(super) fn resolved(
    arguments: &PolicyArgs,
    show_persons: bool,
) -> Result<(WithOwn, Resolved), Vec<Diagnostic>> {
    let mut flags = flags(arguments, show_persons)?;
    let floor = trust::floor(arguments)?;
    if let (Some(_), Some(value)) = (&floor, &arguments.baseline) {
        let pull_request = trust::pull_request();
        flags.untrusted_baseline = gate::untrusted_baseline(value, pull_request.as_ref());
    }
    let in_checkout = trust::floor_in_checkout(floor.as_deref());
    let places = Places {
        config: arguments.config.clone(),
        floor,
        baseline: arguments.baseline.clone(),
    };
    let configuration = gate::configuration(&places)?;
    let (denylist, used) = gate::load(&Selection {
        without_bundled: arguments.no_bundled_denylists,
        paths: arguments.denylist.clone(),
    })?;
    let lists = configuration.with_own(denylist, used, as_of(arguments)?)?;
    let mut resolved = configuration.resolve(&flags, &lists, today())?;
    resolved.remarks.extend(in_checkout);
    Ok((lists, resolved))
}

/// The known word that resembles one that is not known, or all of them.
pub(super) fn suggestion(word: &str, known: &[&str]) -> String {
    did_you_mean(word, known.iter().copied()).unwrap_or_else(|| match known {
        few if few.len() <= 20 => format!("there are {}", few.join(", ")),
        _ => "`cargo vendor-gate list vendors` shows what there is, as do `list authorities` and `list profiles`".to_owned(),
    })
}

/// How inputs are read, as the command line and the environment say.
pub(super) fn options(arguments: &CargoArgs) -> Options {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    // Events whose token may write, or that carry a stranger's code, start nothing of it.
    let event = variable("GITHUB_EVENT_NAME").unwrap_or_default();
    let data_only = matches!(event.as_str(), "pull_request_target" | "workflow_run");
    let in_ci = variable("CI").is_some_and(|value| value != "false" && value != "0");
    let launch = match () {
        () if arguments.no_cargo || data_only => CargoLaunch::Never,
        () if arguments.trusted => CargoLaunch::Trusted,
        () if arguments.untrusted || in_ci => CargoLaunch::Untrusted,
        () => CargoLaunch::Trusted,
    };
    Options {
        cargo: CargoOptions {
            launch,
            features: arguments.features.clone(),
            all_features: arguments.all_features,
            no_default_features: arguments.no_default_features,
            targets: arguments.target.clone(),
            locked: arguments.locked,
            offline: arguments.offline,
            frozen: arguments.frozen,
            environment: std::env::vars_os().collect(),
        },
    }
}

/// The inputs as given; `--manifest-path` is one of them.
pub(super) fn inputs(inputs: &[String], cargo: &CargoArgs) -> Vec<String> {
    let manifest = cargo
        .manifest_path
        .iter()
        .map(|path| path.to_string_lossy().into_owned());
    inputs.iter().cloned().chain(manifest).collect()
}

/// Where the run takes place, as GitHub's variables say.
fn run_record() -> RunRecord {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let url = match (
        variable("GITHUB_SERVER_URL"),
        variable("GITHUB_REPOSITORY"),
        variable("GITHUB_RUN_ID"),
    ) {
        (Some(server), Some(repository), Some(run)) => {
            Some(format!("{server}/{repository}/actions/runs/{run}"))
        }
        _ => None,
    };
    RunRecord {
        repository: variable("GITHUB_REPOSITORY"),
        commit: variable("GITHUB_SHA"),
        git_ref: variable("GITHUB_REF"),
        url,
    }
}
