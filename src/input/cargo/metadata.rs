//! What `cargo metadata` prints, fresh or saved.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Read as _;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::diagnostic::Diagnostic;
use crate::input::cargo::explain::{self, Graph};
use crate::input::cargo::package::{self, Origin};
use crate::input::cargo::{PackageKey, Told};
use crate::input::lockfile::{Line, Lock};
use crate::input::{CargoOptions, party};
use crate::inventory::{
    Class, DependencyKind, Document, Edge, Field, Inclusion, Mark, PartyRole, Role, Subject,
    SubjectId, Unreadable, Visitor,
};
use crate::source::Stream;

/// Largest saved answer that is read.
const LIMIT: u64 = 2 << 30;

/// Whether the beginning of a JSON document is likely that of a `cargo metadata`.
#[must_use]
pub fn is_metadata(head: &[u8]) -> bool {
    let has = |key: &[u8]| memchr::memmem::find(head, key).is_some();
    has(b"\"packages\"") && (has(b"\"manifest_path\"") || has(b"\"workspace_members\""))
}

/// Tell the packages of a saved `cargo metadata`.
///
/// # Errors
///
/// It is none, or is cut off.
pub fn read(
    stream: &mut Stream,
    options: &CargoOptions,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let mut text = String::new();
    let read = stream.by_ref().take(LIMIT).read_to_string(&mut text);
    if read.is_err() || text.len() as u64 == LIMIT {
        return Err(unreadable("this cannot be read to its end as UTF-8 text"));
    }
    let places = Places::default();
    let (_, mut document) = tell(text, &places, options, to)?;
    document.format = "cargo-metadata";
    Ok(document)
}

/// Where packages stand in the lockfile beside the workspace.
#[derive(Default)]
pub(crate) struct Places {
    path: Option<String>,
    /// The whole lockfile.
    text: Option<String>,
    lines: HashMap<PackageKey, u32>,
}

impl Places {
    pub(crate) fn new(lock: Option<&Lock<'_>>, path: Option<&str>, text: Option<String>) -> Self {
        let packages = lock.into_iter().flat_map(|lock| &lock.packages);
        Self {
            path: lock.and(path).map(str::to_owned),
            text,
            lines: packages
                .map(|package| (package.key(), package.line))
                .collect(),
        }
    }

    fn line(&self, key: &PackageKey) -> u32 {
        self.lines.get(key).copied().unwrap_or_default()
    }
}

/// Tell packages and edges; which packages they were, and the document.
pub(crate) fn tell(
    answer: String,
    places: &Places,
    options: &CargoOptions,
    to: &mut dyn Visitor,
) -> Result<(Told, Document), Unreadable> {
    let metadata: Metadata<'_> = serde_json::from_str(&answer).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        unreadable(&format!(
            "this is no whole answer of `cargo metadata` (line {line}, column {column})"
        ))
    })?;
    if metadata.is_document() {
        return Err(unreadable(
            "this has the keys of an SBOM and of `cargo metadata` at once",
        ));
    }
    let is_resolved = metadata.resolve.is_some();
    let resolve = metadata.resolve.unwrap_or_else(|| {
        to.diagnostic(no_resolve());
        Resolve { nodes: Vec::new() }
    });
    let mut told = Told::with_capacity(metadata.packages.len());
    let mut ids = HashMap::with_capacity(metadata.packages.len());
    for package in &metadata.packages {
        let key = package.key();
        let line = Line {
            path: places.path.as_deref(),
            line: places.line(&key),
        };
        ids.insert(package.id.as_ref(), subject(package, &line, to));
        told.insert(key);
    }
    let dependencies = edges(&resolve, &ids, to);
    if is_resolved {
        let gaps = gaps(&resolve, &ids);
        gaps.into_iter().for_each(|said| to.diagnostic(said));
    }
    let members: HashSet<&str> = metadata
        .workspace_members
        .iter()
        .map(|id| id.0.as_ref())
        .collect();
    let mut features = Vec::new();
    for node in &resolve.nodes {
        if members.contains(node.id.as_ref()) {
            let names = node.features.iter().map(|name| name.0.as_ref().to_owned());
            features.push((node.id.as_ref().to_owned(), names.collect()));
        }
    }
    let platforms = explain::platforms(&options.targets).unwrap_or_else(|unknown| {
        to.diagnostic(no_platform(unknown));
        Vec::new()
    });
    let text = places.text.clone();
    let graph = Graph::new(answer, text, features, options, platforms);
    let document = Document {
        format: "cargo",
        encoding: "json",
        spec_version: None,
        digest: None,
        identity: None,
        links: Vec::new(),
        dependencies,
        explain: Some(Box::new(graph)),
    };
    Ok((told, document))
}

/// A platform of one's own may need anything: every one counts then.
fn no_platform(triple: &str) -> Diagnostic {
    let triple: String = triple.chars().take(100).collect();
    let message = format!(
        "`--target {}` names no platform that this program knows: every platform counts as in the build",
        triple.escape_debug()
    );
    Diagnostic::warning("target-unknown", message).help("`rustc --print target-list` lists them")
}

fn no_resolve() -> Diagnostic {
    Diagnostic::error(
        "input-unreadable",
        "this was made with `--no-deps`: it does not name the dependencies",
    )
    .help("`cargo metadata --format-version 1 > metadata.json` names them")
}

fn unreadable(message: &str) -> Unreadable {
    Unreadable {
        diagnostic: Diagnostic::error("input-unreadable", message)
            .help("`cargo metadata --format-version 1` writes it anew"),
        format: Some("cargo-metadata"),
        encoding: Some("json"),
    }
}

fn subject(package: &Package<'_>, at: &Line<'_>, to: &mut dyn Visitor) -> SubjectId {
    let source = text(package.source.as_ref());
    let purl = package::purl(&package.name, &package.version, source);
    let id = to.subject(&Subject {
        reference: &package.id,
        role: Role::Component,
        class: Class::Library,
        inclusion: Inclusion::Required,
        group: None,
        name: &package.name,
        version: Some(&package.version),
        purl: Some(&purl),
        licenses: text(package.license.as_ref()),
        at: at.spot(),
    });
    to.mark(id, &Mark::Purl(&purl), &Field::new("purl", at));
    let source = source.unwrap_or("path+");
    to.mark(id, &Mark::CargoSource(source), &Field::new("source", at));
    Origin {
        repository: text(package.repository.as_ref()),
        homepage: text(package.homepage.as_ref()),
        documentation: text(package.documentation.as_ref()),
    }
    .tell(id, at, to);
    for author in package.authors.iter().flatten() {
        let field = Field::new("authors", at);
        party::tell(to, id, PartyRole::Author, &author.0, &field);
    }
    id
}

fn edges(resolve: &Resolve<'_>, ids: &HashMap<&str, SubjectId>, to: &mut dyn Visitor) -> u64 {
    let mut count = 0;
    let mut missing = BTreeSet::new();
    for node in &resolve.nodes {
        let Some(from) = ids.get(node.id.as_ref()) else {
            missing.insert(node.id.as_ref());
            continue;
        };
        for dependency in &node.deps {
            let on = ids.get(dependency.pkg.as_ref()).copied();
            let on = on.unwrap_or_else(|| {
                missing.insert(&dependency.pkg);
                to.refer(&dependency.pkg)
            });
            for kind in dependency.kinds() {
                count += 1;
                to.edge(*from, Edge::DependsOn(kind), on);
            }
        }
    }
    incomplete(&missing)
        .into_iter()
        .for_each(|said| to.diagnostic(said));
    count
}

/// An answer that names what it does not hold was cut or mended by hand.
fn incomplete(missing: &BTreeSet<&str>) -> Option<Diagnostic> {
    let named = named(missing)?;
    let message = format!("`resolve` names {named}, which `packages` lacks");
    Some(written_anew(message))
}

/// Packages of which `resolve` does not say what they depend on: what these bring in would seem to be in no build.
fn gaps(resolve: &Resolve<'_>, ids: &HashMap<&str, SubjectId>) -> Option<Diagnostic> {
    let says_nothing = |node: &&Node<'_>| node.deps.is_empty() && !node.dependencies.is_empty();
    let silent = resolve.nodes.iter().filter(says_nothing);
    let silent: BTreeSet<&str> = silent.map(|node| node.id.as_ref()).collect();
    if let Some(named) = named(&silent) {
        let message = format!(
            "of what {named} depend on, `resolve` gives names alone, as cargo did before 1.30"
        );
        return Some(written_anew(message));
    }
    let told: HashSet<&str> = resolve.nodes.iter().map(|node| node.id.as_ref()).collect();
    let untold = ids.keys().copied().filter(|id| !told.contains(id));
    let named = named(&untold.collect())?;
    let message = format!("`packages` names {named}, which `resolve` lacks");
    Some(written_anew(message))
}

/// The first of some packages, and how many more there are.
fn named(packages: &BTreeSet<&str>) -> Option<String> {
    let first: String = packages.first()?.chars().take(100).collect();
    let others = match packages.len() - 1 {
        0 => String::new(),
        n_others => format!(" and {n_others} more"),
    };
    Some(format!("`{}`{others}", first.escape_debug()))
}

fn written_anew(message: String) -> Diagnostic {
    Diagnostic::error("metadata-incomplete", message)
        .help("`cargo metadata --format-version 1` writes it anew")
}

/// The few fields that are judged; guppy reads the others, once somebody asks for an explanation.
#[derive(Deserialize)]
struct Metadata<'a> {
    #[serde(borrow)]
    packages: Vec<Package<'a>>,
    #[serde(borrow, default)]
    workspace_members: Vec<Text<'a>>,
    #[serde(borrow)]
    resolve: Option<Resolve<'a>>,
    // No answer of cargo has these, which hold a document or begin one: it would be hidden here.
    components: Option<IgnoredAny>,
    #[serde(rename = "bomFormat")]
    bom_format: Option<IgnoredAny>,
    #[serde(rename = "spdxVersion")]
    spdx_version: Option<IgnoredAny>,
    #[serde(rename = "@graph")]
    graph: Option<IgnoredAny>,
    sbom: Option<IgnoredAny>,
    predicate: Option<IgnoredAny>,
    payload: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Package<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    version: Cow<'a, str>,
    #[serde(borrow)]
    source: Option<Text<'a>>,
    #[serde(borrow)]
    license: Option<Text<'a>>,
    #[serde(borrow)]
    repository: Option<Text<'a>>,
    #[serde(borrow)]
    homepage: Option<Text<'a>>,
    #[serde(borrow)]
    documentation: Option<Text<'a>>,
    #[serde(borrow)]
    authors: Option<Vec<Text<'a>>>,
}

#[derive(Deserialize)]
struct Resolve<'a> {
    #[serde(borrow)]
    nodes: Vec<Node<'a>>,
}

#[derive(Deserialize)]
struct Node<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    deps: Vec<Dependency<'a>>,
    #[serde(default)]
    dependencies: Vec<IgnoredAny>,
    #[serde(borrow, default)]
    features: Vec<Text<'a>>,
}

#[derive(Deserialize)]
struct Dependency<'a> {
    #[serde(borrow)]
    pkg: Cow<'a, str>,
    #[serde(borrow, default)]
    dep_kinds: Vec<Kind<'a>>,
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    kind: Option<Text<'a>>,
}

/// A string that borrows inside options and lists.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn text<'t>(text: Option<&'t Text<'_>>) -> Option<&'t str> {
    text.map(|text| text.0.as_ref())
}

impl Metadata<'_> {
    /// Whether it has a key of an SBOM, or of what is wrapped around one.
    fn is_document(&self) -> bool {
        let keys = [
            &self.components,
            &self.bom_format,
            &self.spdx_version,
            &self.graph,
            &self.sbom,
            &self.predicate,
            &self.payload,
        ];
        keys.iter().any(|key| key.is_some())
    }
}

impl Package<'_> {
    fn key(&self) -> PackageKey {
        let source = self.source.as_ref().map(|source| source.0.to_string());
        (self.name.to_string(), self.version.to_string(), source)
    }
}

impl Dependency<'_> {
    fn kinds(&self) -> Vec<DependencyKind> {
        let mut kinds: Vec<_> = self
            .dep_kinds
            .iter()
            .map(
                |kind| match kind.kind.as_ref().map(|kind| kind.0.as_ref()) {
                    Some("dev") => DependencyKind::Development,
                    Some("build") => DependencyKind::Build,
                    // `null` is a normal dependency; what is not known counts as one.
                    Some(_) | None => DependencyKind::Normal,
                },
            )
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.is_empty() {
            kinds.push(DependencyKind::Normal);
        }
        kinds
    }
}
