//! What stood at a base revision, or in a saved report.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use crate::denylist::model::Denylist;
use crate::diagnostic::Diagnostic;
use crate::gate::pull_request::checkout;
use crate::identifier::{Purl, without_secrets};
use crate::input::{self, Options, Target};
use crate::inventory::{Edge, Field, Mark, Role, Subject, SubjectId, Visitor};
use crate::matching::{Index, Screened, Screening};
use crate::outcome::{Component, FixedFinding};
use crate::policy::Baseline;
use crate::report;
use crate::source::{Origin, Repository, Source, TreeFile};

/// The largest saved report that is read, in bytes.
const LARGEST_REPORT: u64 = 128 << 20;

/// Whether a value of `--baseline` is the path of a saved report, and no revision.
///
/// In a repository the words alone decide: a file of the checkout that is called like a
/// branch or a commit takes the place of neither.
#[must_use]
pub(super) fn names_a_report(value: &str) -> bool {
    let is_json = Path::new(value)
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    let begins = ["./", "../", "/", ".\\", "..\\"];
    is_json
        || begins.iter().any(|start| value.starts_with(start))
        || Path::new(value).is_absolute()
        || checkout().is_none() && Path::new(value).is_file()
}

/// Read what findings are compared with: a saved report or a git revision.
#[must_use]
pub fn baseline(value: &str, targets: &[Target], options: &Options, index: &Index<'_>) -> Baseline {
    let (kind, read) = if names_a_report(value) {
        let text = crate::source::read_text(Path::new(value), LARGEST_REPORT);
        let report = text.and_then(|text| report::parse(text.as_bytes()).map_err(io::Error::other));
        ("report", report.map(|report| of_report(value, &report)))
    } else {
        ("revision", of_revision(value, targets, options, index))
    };
    read.unwrap_or_else(|error| Baseline {
        kind: kind.to_owned(),
        value: value.to_owned(),
        trouble: Some(error.to_string()),
        ..Baseline::default()
    })
}

/// A text file of a revision at the path that a file of the checkout has.
///
/// # Errors
///
/// The revision cannot be read.
pub(super) fn file_at(revision: &str, file: &Path) -> io::Result<Option<String>> {
    let folder = file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let repository = Repository::around(folder.unwrap_or(Path::new(".")))?;
    // A repository inside the checkout, such as a submodule, has a history of its own making.
    if Repository::around(Path::new(".")).is_ok_and(|here| here != repository) {
        return Err(io::Error::other("the file is of another repository"));
    }
    let commit = repository.commit(revision)?;
    let files = repository.files(&commit)?;
    let path = repository.path_of(file);
    let Some(found) = files
        .iter()
        .find(|found| Some(&found.path) == path.as_ref())
    else {
        return Ok(None);
    };
    let bytes = repository.bytes(found)?;
    String::from_utf8(bytes).map(Some).map_err(io::Error::other)
}

fn of_report(value: &str, report: &crate::outcome::Report) -> Baseline {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let findings = report.findings.iter().chain(&report.outside_profile);
    for finding in findings {
        let key = finding.key.rsplit_once('|').map_or("", |(key, _)| key);
        let version = finding.component.version.clone().unwrap_or_default();
        keys.entry(key.to_owned()).or_default().insert(version);
    }
    let findings = report.findings.iter().map(|finding| FixedFinding {
        id: finding.id.clone(),
        key: finding.key.clone(),
        component: finding.component.clone(),
        vendor: finding.vendor.id.clone(),
    });
    Baseline {
        kind: "report".to_owned(),
        value: value.to_owned(),
        trouble: None,
        keys,
        listed: report.findings.iter().map(|one| one.key.clone()).collect(),
        findings: findings.collect(),
        remark: None,
    }
}

fn of_revision(
    value: &str,
    targets: &[Target],
    options: &Options,
    index: &Index<'_>,
) -> io::Result<Baseline> {
    // What comes from standard input is compared with the repository that we stand in.
    let first = targets.iter().find_map(path_of).and_then(Path::parent);
    let folder = first.filter(|parent| !parent.as_os_str().is_empty());
    let repository = Repository::around(folder.unwrap_or(Path::new(".")))?;
    let commit = repository.commit(value)?;
    let files = repository.files(&commit)?;
    let mut base = Baseline {
        kind: "revision".to_owned(),
        value: value.to_owned(),
        ..Baseline::default()
    };
    let wanted = Wanted::of(&repository, &files, targets);
    let mut objects = repository.objects()?;
    for (file, is_own) in wanted.files {
        // One object that cannot be read makes the whole comparison untrue.
        let bytes = objects.bytes(file)?;
        read(&file.path, bytes, options, index, &mut base, is_own);
    }
    base.remark = remark(value, &wanted.without);
    base.findings
        .sort_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
    base.findings.dedup_by(|a, b| a.key == b.key);
    Ok(base)
}

fn path_of(target: &Target) -> Option<&Path> {
    match target {
        Target::Document(Source {
            origin: Origin::File(path),
            ..
        }) => Some(path),
        Target::Document(_) => None,
        Target::Workspace(manifest) => Some(manifest),
    }
}

/// The files of the revision that are read, and the targets that none of them stands for.
struct Wanted<'f> {
    /// Each file, and whether what it held is gone when no target has it any more.
    files: BTreeMap<&'f TreeFile, bool>,
    /// The names of targets that had no file.
    without: Vec<String>,
}

impl<'f> Wanted<'f> {
    /// What stood at the targets' own paths counts, and what the checkout no longer has: it may have moved.
    /// A target without a file of its own may hold what stood in any other.
    fn of(repository: &Repository, files: &'f [TreeFile], targets: &[Target]) -> Self {
        let mut wanted = Self {
            files: BTreeMap::new(),
            without: Vec::new(),
        };
        for target in targets {
            let path = path_of(target).and_then(|path| repository.path_of(path));
            let found = path.and_then(|path| match target {
                Target::Document(_) => files.iter().find(|file| file.path == path),
                Target::Workspace(_) => lockfile_of(files, &path),
            });
            match found {
                Some(file) => drop(wanted.files.insert(file, true)),
                None => wanted.without.push(target.name()),
            }
        }
        for file in files {
            let (likely, possible) = inventory_by_name(&file.path);
            let is_gone = possible && !repository.is_checked_out(&file.path);
            if is_gone || likely && !wanted.without.is_empty() {
                wanted.files.entry(file).or_insert(is_gone);
            }
        }
        wanted
    }
}

/// One remark for all targets that cannot be compared with a file of their own.
fn remark(value: &str, without: &[String]) -> Option<Diagnostic> {
    let first = without.first()?;
    let others = match without.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "the baseline `{value}` has no lockfile or SBOM for `{first}`{others}: components that no other of its files holds count as new"
    );
    let help =
        "commit the lockfile, or compare with a saved report where SBOMs are made by the build";
    Some(Diagnostic::info("baseline-partial", message).help(help))
}

/// The lockfile beside a manifest, or that of the workspace above it.
fn lockfile_of<'f>(files: &'f [TreeFile], manifest: &str) -> Option<&'f TreeFile> {
    let mut folder = manifest.rsplit_once('/').map_or("", |(folder, _)| folder);
    loop {
        let path = if folder.is_empty() {
            "Cargo.lock".to_owned()
        } else {
            format!("{folder}/Cargo.lock")
        };
        if let Some(file) = files.iter().find(|file| file.path == path) {
            return Some(file);
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
    }
}

/// How the names of lockfiles and SBOMs may end.
const ENDINGS: &[&str] = &[
    "bin",
    "gz",
    "json",
    "lock",
    "pb",
    "prototxt",
    "rdf",
    "tag",
    "textproto",
    "tv",
    "txt",
    "txtpb",
    "xml",
    "yaml",
    "yml",
    "zst",
];

/// Whether a name is likely, and whether it may be, that of a lockfile or SBOM; the reader decides by the content.
fn inventory_by_name(path: &str) -> (bool, bool) {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let words = ["cdx", "spdx", "sbom", "bom", "cyclonedx"];
    let likely = name == "cargo.lock" || words.iter().any(|word| name.contains(word));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    (likely, likely || ENDINGS.contains(&ending))
}

/// Keys and versions of all components, and what today's lists say of them.
fn read(
    path: &str,
    bytes: Vec<u8>,
    options: &Options,
    index: &Index<'_>,
    base: &mut Baseline,
    is_own: bool,
) {
    let source = Source::memory(path, bytes);
    let mut both = Both {
        screening: Screening::new(index),
        keys: &mut base.keys,
    };
    // What cannot be read there was no obstacle then; its components are new.
    let document = input::read(&source, options, &mut both);
    let screened = both.screening.finish(path, document);
    found(&screened, index.denylist, base, is_own);
}

fn found(screened: &Screened, denylist: &Denylist, base: &mut Baseline, is_own: bool) {
    for found in &screened.matches {
        let Some(vendor) = denylist.vendors.get(found.vendor) else {
            continue;
        };
        let version = found.version.clone();
        base.keys
            .entry(found.key.clone())
            .or_default()
            .insert(version.clone().unwrap_or_default());
        let finding = FixedFinding {
            id: crate::policy::finding_id(&found.key, version.as_deref(), &vendor.id),
            key: format!("{}|{}", found.key, vendor.id),
            component: Component {
                name: found.name.clone(),
                group: found.group.clone(),
                version,
                purl: found.purl.clone(),
                licenses: found.licenses.clone(),
            },
            vendor: vendor.id.to_string(),
        };
        base.listed.insert(finding.key.clone());
        if is_own {
            base.findings.push(finding);
        }
    }
}

/// Hears what screening hears, and keeps the key of every component.
struct Both<'i, 'k> {
    screening: Screening<'i>,
    keys: &'k mut BTreeMap<String, BTreeSet<String>>,
}

impl Visitor for Both<'_, '_> {
    fn subject(&mut self, subject: &Subject<'_>) -> SubjectId {
        let is_judged = match subject.role {
            Role::Component | Role::Service | Role::Pedigree | Role::Tool => true,
            Role::File | Role::Party | Role::Document | Role::Described => false,
        };
        if is_judged {
            let purl = subject.purl.and_then(Purl::parse);
            let group = subject.group.unwrap_or_default();
            let of_purl = purl.as_ref().and_then(|purl| purl.version.as_deref());
            let stated = subject.version.filter(|version| !version.is_empty());
            let version = stated.or(of_purl).unwrap_or_default();
            let key = purl
                .as_ref()
                .map_or_else(|| format!("name:{group}/{}", subject.name), Purl::key);
            // As in reports, which hide credentials.
            let [key, version] = [&key, version].map(|text| without_secrets(text).into_owned());
            self.keys.entry(key).or_default().insert(version);
        }
        self.screening.subject(subject)
    }

    fn refer(&mut self, reference: &str) -> SubjectId {
        self.screening.refer(reference)
    }

    fn refer_all(&mut self, references: &[&str], ids: &mut Vec<SubjectId>) {
        self.screening.refer_all(references, ids);
    }

    fn mark(&mut self, on: SubjectId, mark: &Mark<'_>, field: &Field<'_>) {
        self.screening.mark(on, mark, field);
    }

    fn edge(&mut self, from: SubjectId, edge: Edge, to: SubjectId) {
        self.screening.edge(from, edge, to);
    }

    fn diagnostic(&mut self, _diagnostic: Diagnostic) {
        // Remarks on the past concern nobody.
    }
}
