//! The command line, as clap reads it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// Which components of a build were published by restricted vendors, which measures name them, and may it pass?
///
/// Inspects Cargo workspaces, lockfiles, SBOMs (CycloneDX and SPDX) and executables built with
/// cargo-auditable, offline, against denylists inside the program. Without a command it runs `check`.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-vendor-gate",
    bin_name = "cargo vendor-gate",
    version,
    override_usage = "cargo vendor-gate [check] [OPTIONS] [INPUT]...\n       cargo vendor-gate <COMMAND>",
    after_help = "Examples:\n  \
                  cargo vendor-gate                    the workspace in this folder\n  \
                  cargo vendor-gate sbom.cdx.json      an SBOM; `-` is standard input\n  \
                  cargo vendor-gate --recursive .      every workspace, lockfile and SBOM below\n  \
                  cargo vendor-gate explain kaspersky  the measures and how the vendor is known\n  \
                  cargo vendor-gate screen \"ZTE Corp.\" is this supplier on a list?\n  \
                  cargo vendor-gate check --help       the options of the gate\n\n\
                  Exit codes: 0 pass, 1 fail, 2 usage or configuration error, 3 undetermined.\n\
                  A result is a screening result: not a determination of compliance and not legal advice."
)]
pub(super) struct Cli {
    /// What to do
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check inputs and answer whether the build may pass (the default command)
    #[command(after_help = "Examples:\n  \
                  cargo vendor-gate check 'boms/**/*.json'           several SBOMs, one verdict\n  \
                  cargo vendor-gate check --profile us-dod .         what counts for a DoD contractor\n  \
                  cargo vendor-gate check --fail-on review .         stricter than the default\n  \
                  cargo vendor-gate check --output sarif=gate.sarif  a further report in the same run\n\n\
                  Exit codes: 0 pass, 1 fail (a finding at or above --fail-on that nothing accepts),\n\
                  2 usage or configuration error, 3 undetermined (not everything could be read).")]
    Check(Box<Check>),
    /// Is this supplier name on a list?
    ///
    /// Reads names from the arguments, or one a line from standard input. Exit code 1 means that at
    /// least one name is on a list; near names are suggestions for a person.
    Screen(Screen),
    /// Explain a vendor, an authority, a profile, or a finding of a saved report
    ///
    /// `list vendors`, `list authorities` and `list profiles` show the ids. A finding's id stands in
    /// brackets behind its place; `check --output json=PATH` saves the report that holds it.
    Explain(Explain),
    /// List vendors, authorities or profiles, or the publishers of an input
    List(List),
    /// Render a saved JSON report in another format
    Report(ReportArgs),
    /// Post a saved report as a comment on a pull request
    #[cfg(feature = "github")]
    Comment(Comment),
    /// Join the JSON reports of several jobs into one report and one verdict
    Merge(Merge),
    /// Write an `[[accept]]` entry for a finding, to be completed by a person
    Accept(Accept),
    /// Write vendor-gate.toml and a GitHub workflow; existing files stay as they are
    Init(Init),
    /// Show the configuration in force
    #[command(subcommand)]
    Config(Config),
    /// Look after denylists
    #[command(subcommand)]
    Denylist(Denylist),
    /// Check the program itself: canaries that must match, look-alikes that must not, the environment
    Doctor(Doctor),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a JSON Schema
    Schema {
        /// Which schema
        which: Schema,
    },
}

/// How much is said, and in which colours.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Voice {
    /// Colour the output
    #[arg(long, value_enum, default_value_t, value_name = "WHEN", global = true)]
    pub(super) color: Color,
    /// Say only what is wrong
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say more; show notes one by one
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal
    #[default]
    Auto,
    /// In any case
    Always,
    /// In no case
    Never,
}

/// Options of `check`.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Check {
    /// A folder, Cargo.toml, Cargo.lock, saved `cargo metadata`, SBOM, executable, glob, or `-`
    ///
    /// The kind is found from the content. Without an INPUT, the current folder.
    #[arg(value_name = "INPUT", value_hint = ValueHint::AnyPath)]
    pub(super) inputs: Vec<String>,
    /// Look below folders for every workspace, lockfile and SBOM
    #[arg(long)]
    pub(super) recursive: bool,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: Format,
    /// Write a further report: FORMAT=PATH (repeatable)
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) output: Vec<String>,
    /// A report that cannot be written is exit 3
    #[arg(long)]
    pub(super) strict_reporting: bool,
    /// Record repository, commit, ref and run page in the report
    #[arg(long)]
    pub(super) record_run: bool,
    /// Show names and addresses of persons (JSON only)
    #[arg(long)]
    pub(super) show_persons: bool,
    /// How much is said
    #[command(flatten)]
    pub(super) voice: Voice,
    // A heading holds for all that follows it.
    /// Options that choose lists and policy
    #[command(flatten)]
    pub(super) policy: PolicyArgs,
    /// Options that choose how Cargo is read
    #[command(flatten)]
    pub(super) cargo: CargoArgs,
}

/// Options that choose lists and policy.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Lists and policy")]
pub(super) struct PolicyArgs {
    /// Which authorities count (repeatable; the strongest effect counts) [default: us-federal]
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Vec<String>,
    /// Add vendors, authorities and profiles from a file or folder (repeatable)
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) denylist: Vec<PathBuf>,
    /// Leave the bundled lists out
    #[arg(long)]
    pub(super) no_bundled_denylists: bool,
    /// The configuration, instead of the first vendor-gate.toml from here up to the git root
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help = "A policy from outside the checkout that the repository may only tighten [env: VENDOR_GATE_POLICY_FLOOR]"
    )]
    pub(super) policy_floor: Option<PathBuf>,
    /// The mildest effect that fails the build [default: block]
    #[arg(long, value_enum, value_name = "EFFECT")]
    pub(super) fail_on: Option<FailOn>,
    /// Judge as of that day [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(super) as_of: Option<String>,
    /// Lists reviewed longer ago than that make the run undetermined, such as 90d
    #[arg(long, value_name = "AGE")]
    pub(super) max_list_age: Option<String>,
    /// A lower share of components with publisher evidence makes the run undetermined
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    pub(super) min_coverage: Option<u8>,
    /// What it means when there is nothing to check [default: undetermined]
    #[arg(long, value_enum, value_name = "VERDICT")]
    pub(super) on_empty: Option<OnEmpty>,
    /// Compare with a git revision or a saved report
    #[arg(long, value_name = "REV|FILE")]
    pub(super) baseline: Option<String>,
    /// Only findings that the baseline does not hold count
    #[arg(long, requires = "baseline")]
    pub(super) new_only: bool,
}

/// Options that choose how Cargo is read.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Cargo")]
pub(super) struct CargoArgs {
    /// A workspace to check, as another INPUT
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(super) manifest_path: Option<PathBuf>,
    /// Features that count as in the build (repeatable, or separated by commas)
    #[arg(long, value_name = "FEATURES", value_delimiter = ',')]
    pub(super) features: Vec<String>,
    /// All features count as in the build
    #[arg(long)]
    pub(super) all_features: bool,
    /// The default features do not count as in the build
    #[arg(long)]
    pub(super) no_default_features: bool,
    /// Platforms that count as in the build (repeatable) [default: all]
    #[arg(long, value_name = "TRIPLE")]
    pub(super) target: Vec<String>,
    /// Cargo.lock must be current
    #[arg(long)]
    pub(super) locked: bool,
    /// Cargo may not use the network
    #[arg(long)]
    pub(super) offline: bool,
    /// Both --locked and --offline
    #[arg(long)]
    pub(super) frozen: bool,
    /// Never start cargo: lockfiles and manifests are data
    #[arg(long)]
    pub(super) no_cargo: bool,
    /// Start cargo as you would yourself [default outside CI]
    #[arg(long, conflicts_with = "untrusted")]
    pub(super) trusted: bool,
    /// Start cargo so that nothing in the checkout can run [default in CI]
    #[arg(long)]
    pub(super) untrusted: bool,
}

/// The mildest effect that fails the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Findings that block
    Block,
    /// Findings to review, too
    Review,
    /// Any finding
    Note,
    /// None
    Never,
}

/// What it means when there is nothing to check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum OnEmpty {
    /// Nobody can say
    Undetermined,
    /// The build may pass (for workflows of a whole organisation)
    Pass,
}

/// A report format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people at a terminal
    #[default]
    Text,
    /// Schema version 1
    Json,
    /// SARIF 2.1.0 for code scanning
    Sarif,
    /// For comments and step summaries
    Markdown,
    /// GitHub annotations
    Github,
}

/// Options of `screen`.
#[derive(Args, Clone, Debug)]
pub(super) struct Screen {
    /// Names of suppliers
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: TextOrJson,
    /// Further lists (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(super) denylist: Vec<PathBuf>,
    /// How much is said
    #[command(flatten)]
    pub(super) voice: Voice,
}

/// Text or JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum TextOrJson {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

/// Options of `explain`.
#[derive(Args, Clone, Debug)]
pub(super) struct Explain {
    /// The id of a vendor, authority, profile or finding (8 digits suffice)
    pub(super) id: String,
    /// The saved report that holds the finding
    #[arg(long, value_name = "FILE")]
    pub(super) report: Option<PathBuf>,
    /// Further lists (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(super) denylist: Vec<PathBuf>,
    /// How much is said
    #[command(flatten)]
    pub(super) voice: Voice,
}

/// Options of `list`.
#[derive(Args, Clone, Debug)]
pub(super) struct List {
    /// What to list
    #[arg(value_enum)]
    pub(super) what: Listed,
    /// The inputs whose publishers to list; without one, the current folder
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<String>,
    /// How to answer
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: TextOrJson,
    /// Further lists (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(super) denylist: Vec<PathBuf>,
    /// Look below folders for every workspace, lockfile and SBOM
    #[arg(long)]
    pub(super) recursive: bool,
    /// How much is said
    #[command(flatten)]
    pub(super) voice: Voice,
    // A heading holds for all that follows it.
    /// How Cargo is read
    #[command(flatten)]
    pub(super) cargo: CargoArgs,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Listed {
    /// Who is restricted
    Vendors,
    /// The measures, with the day of their last review
    Authorities,
    /// For whom
    Profiles,
    /// Who published the components of an input
    Publishers,
}

/// Options of `report`.
#[derive(Args, Clone, Debug)]
pub(super) struct ReportArgs {
    /// The saved JSON report, or `-`
    pub(super) file: PathBuf,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    pub(super) format: Format,
    /// How much is said
    #[command(flatten)]
    pub(super) voice: Voice,
}

/// Options of `merge`.
#[derive(Args, Clone, Debug)]
pub(super) struct Merge {
    /// Saved JSON reports, or a pattern that names them
    #[arg(required = true, value_name = "REPORT")]
    pub(super) reports: Vec<PathBuf>,
    /// What to print
    #[arg(long, value_enum, default_value = "json")]
    pub(super) format: Format,
    /// How much is said
    #[command(flatten)]
    pub(super) voice: Voice,
}

/// Commands on denylists.
#[derive(Debug, Subcommand)]
pub(super) enum Denylist {
    /// Check denylist files
    Lint {
        /// A folder laid out like the bundled lists, or one file; the folder `denylists` if absent
        path: Option<PathBuf>,
        /// How much is said
        #[command(flatten)]
        voice: Voice,
    },
}

/// Options of `doctor`.
#[derive(Args, Clone, Debug)]
pub(super) struct Doctor {
    /// How much is said
    #[command(flatten)]
    pub(super) voice: Voice,
}

/// Options of `accept`.
#[derive(Args, Clone, Debug)]
pub(super) struct Accept {
    /// The id of the finding (8 digits suffice)
    pub(super) finding: String,
    /// The saved report that holds it
    #[arg(long, value_name = "FILE")]
    pub(super) report: PathBuf,
}

/// Options of `init`.
#[derive(Args, Clone, Debug)]
pub(super) struct Init {
    /// Where
    #[arg(default_value = ".")]
    pub(super) folder: PathBuf,
}

/// Commands on the configuration.
#[derive(Debug, Subcommand)]
pub(super) enum Config {
    /// Print every value in force
    Show {
        /// With the file and line that each came from
        #[arg(long)]
        origin: bool,
        /// Options that choose lists and policy
        #[command(flatten)]
        policy: Box<PolicyArgs>,
    },
}

/// A JSON Schema to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Schema {
    /// Of the JSON report, version 1
    Report,
    /// Of vendor-gate.toml
    Config,
}

/// Options of `comment`.
#[cfg(feature = "github")]
#[derive(Args, Clone, Debug)]
pub(super) struct Comment {
    /// The saved JSON report
    #[arg(long, value_name = "FILE")]
    pub(super) report: PathBuf,
    /// The pull request, where the event does not say
    #[arg(long, value_name = "N")]
    pub(super) pr: Option<u64>,
    /// When to comment
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub(super) comment: When,
    /// Tells this comment from those of other jobs
    #[arg(long, value_name = "KEY", default_value = "default")]
    pub(super) comment_key: String,
    /// The login under which the comment is posted, where the token does not say
    #[arg(long, value_name = "LOGIN")]
    pub(super) comment_author: Option<String>,
    /// Print the comment instead of posting it
    #[arg(long)]
    pub(super) dry_run: bool,
    /// A comment that cannot be posted is exit 3
    #[arg(long)]
    pub(super) strict_reporting: bool,
    /// How much is said
    #[command(flatten)]
    pub(super) voice: Voice,
}

/// When to comment.
#[cfg(feature = "github")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// When there is something to say, or was
    #[default]
    Auto,
    /// In any case
    Always,
    /// Never
    Never,
}
