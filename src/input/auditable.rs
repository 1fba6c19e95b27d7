//! Executables in which `cargo auditable` left the list of their packages.

mod section;

use std::io::{BufRead, ErrorKind, Read as _};

use auditable_serde::VersionInfo;

use crate::diagnostic::Diagnostic;
use crate::inventory::{
    Class, DependencyKind, Document, Edge, Field, Inclusion, Mark, Nowhere, Role, Subject,
    SubjectId, Unreadable, Visitor,
};
use crate::source::{Spot, unpack_zlib};

/// Largest executable that is read.
const LARGEST: u64 = 256 << 20;
/// Most bytes that its lists come to.
const LISTED: u64 = 16 << 20;
const CANNOT_BE_READ: &str = "the list of packages in the executable cannot be read";

/// Whether bytes begin as an executable: ELF, PE or Mach-O.
pub(crate) fn is_executable(head: &[u8]) -> bool {
    matches!(
        head,
        [0x7F, b'E', b'L', b'F', ..]
            | [b'M', b'Z', ..]
            | [0xFE, 0xED, 0xFA, 0xCE | 0xCF, ..]
            | [0xCE | 0xCF, 0xFA, 0xED, 0xFE, ..]
    )
}

/// Read the lists in an executable: one for each program or library that was linked into it.
pub(crate) fn read(
    stream: &mut impl BufRead,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let mut executable = Vec::new();
    let read = stream.take(LARGEST + 1).read_to_end(&mut executable);
    read.map_err(|error| unreadable(&format!("the executable cannot be read: {error}")))?;
    if executable.len() as u64 > LARGEST {
        return Err(unreadable("the executable is larger than 256 MiB"));
    }
    // What a parser says may quote the file.
    let lists = section::lists(&executable).ok_or_else(|| unreadable(CANNOT_BE_READ))?;
    if lists.is_empty() {
        return Err(without_list());
    }
    let (mut left, mut index, mut dependencies) = (LISTED, 0, 0);
    for mut packed in lists {
        loop {
            let list = next_list(&mut packed, &mut left)?;
            dependencies += tell_list(&list, &mut index, to);
            // A linker joins lists as they are, and may leave room between them.
            let room = packed.iter().take_while(|byte| **byte == 0).count();
            packed = &packed[room..];
            if packed.is_empty() {
                break;
            }
        }
    }
    Ok(Document {
        format: "cargo-auditable",
        encoding: "binary",
        spec_version: None,
        digest: None,
        identity: None,
        links: Vec::new(),
        dependencies,
        explain: None,
    })
}

/// The list with which packed bytes begin; they go on behind it.
fn next_list(packed: &mut &[u8], left: &mut u64) -> Result<VersionInfo, Unreadable> {
    let text = unpack_zlib(packed, *left).map_err(|error| {
        unreadable(match error.kind() {
            ErrorKind::FileTooLarge => {
                "the list of packages in the executable is larger than 16 MiB"
            }
            _ => CANNOT_BE_READ,
        })
    })?;
    *left -= text.len() as u64;
    serde_json::from_slice(&text).map_err(|_| unreadable(CANNOT_BE_READ))
}

/// Tell the packages of one list; how many dependencies they have.
fn tell_list(list: &VersionInfo, index: &mut u32, to: &mut dyn Visitor) -> u64 {
    let mut ids: Vec<SubjectId> = Vec::with_capacity(list.packages.len());
    for package in &list.packages {
        let (version, source) = (
            package.version.to_string(),
            String::from(package.source.clone()),
        );
        ids.push(tell(&package.name, &version, &source, *index, to));
        *index += 1;
    }
    let mut dependencies = 0;
    for (from, package) in ids.iter().zip(&list.packages) {
        for index in &package.dependencies {
            let (Some(needed), Some(other)) = (ids.get(*index), list.packages.get(*index)) else {
                continue; // The list was checked when it was read: every index leads somewhere.
            };
            // A build dependency of a build dependency is one for building all the same.
            let kind = if other.kind < package.kind {
                DependencyKind::Build
            } else {
                DependencyKind::Normal
            };
            to.edge(*from, Edge::DependsOn(kind), *needed);
            dependencies += 1;
        }
    }
    dependencies
}

fn tell(name: &str, version: &str, source: &str, index: u32, to: &mut dyn Visitor) -> SubjectId {
    let purl = format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"));
    let spot = Spot {
        parent: "/packages",
        index,
        ..Spot::default()
    };
    let id = to.subject(&Subject {
        reference: &format!("{source}#{name}@{version}"),
        role: Role::Component,
        class: Class::Library,
        inclusion: Inclusion::Required,
        group: None,
        name,
        version: Some(version),
        purl: Some(&purl),
        licenses: None,
        at: spot,
    });
    to.mark(id, &Mark::Purl(&purl), &Field::new("name", &Nowhere));
    // As a rule the list tells the kind of a source and not its address.
    let source = match source {
        source if source.contains("://") => source,
        "crates.io" => "registry+https://github.com/rust-lang/crates.io-index",
        "git" => "git+",
        "local" => "path+",
        _ => "registry+",
    };
    to.mark(
        id,
        &Mark::CargoSource(source),
        &Field::new("source", &Nowhere),
    );
    id
}

fn without_list() -> Unreadable {
    refused(
        Diagnostic::error(
            "input-unsupported",
            "the executable holds no list of its packages",
        )
        .help("build it with `cargo auditable build --release`"),
    )
}

fn unreadable(message: &str) -> Unreadable {
    refused(Diagnostic::error("input-unreadable", message))
}

fn refused(diagnostic: Diagnostic) -> Unreadable {
    Unreadable {
        diagnostic,
        format: Some("cargo-auditable"),
        encoding: Some("binary"),
    }
}
