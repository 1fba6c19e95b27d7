//! Executables in which `cargo auditable` left the list of their packages.

use std::io::BufRead;

use auditable_info::{Error, Limits, audit_info_from_reader};

use crate::diagnostic::Diagnostic;
use crate::inventory::{
    Class, DependencyKind, Document, Edge, Field, Inclusion, Mark, Nowhere, Role, Subject,
    SubjectId, Unreadable, Visitor,
};
use crate::source::Spot;

const LIMITS: Limits = Limits {
    input_file_size: 256 << 20,
    decompressed_json_size: 16 << 20,
};

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

/// Read the list in an executable.
pub(crate) fn read(
    stream: &mut impl BufRead,
    to: &mut dyn Visitor,
) -> Result<Document, Unreadable> {
    let info = audit_info_from_reader(stream, LIMITS).map_err(|error| unreadable(&error))?;
    let ids: Vec<SubjectId> = (0..)
        .zip(&info.packages)
        .map(|(index, package)| {
            tell(
                &package.name,
                &package.version.to_string(),
                &String::from(package.source.clone()),
                index,
                to,
            )
        })
        .collect();
    let mut dependencies = 0;
    for (from, package) in ids.iter().zip(&info.packages) {
        for index in &package.dependencies {
            let (Some(needed), Some(other)) = (ids.get(*index), info.packages.get(*index)) else {
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
    // The list tells the kind of a source and not its address.
    let source = match source {
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

fn unreadable(error: &Error) -> Unreadable {
    let diagnostic = match error {
        Error::NoAuditData => Diagnostic::error(
            "input-unsupported",
            "the executable holds no list of its packages",
        )
        .help("build it with `cargo auditable build --release`"),
        Error::InputLimitExceeded => {
            Diagnostic::error("input-unreadable", "the executable is larger than 256 MiB")
        }
        Error::OutputLimitExceeded => Diagnostic::error(
            "input-unreadable",
            "the list of packages in the executable is larger than 16 MiB",
        ),
        Error::Io(error) => Diagnostic::error(
            "input-unreadable",
            format!("the executable cannot be read: {error}"),
        ),
        // What these say may quote the file.
        Error::BinaryParsing(_) | Error::Decompression(_) | Error::Json(_) | Error::Utf8(_) => {
            Diagnostic::error(
                "input-unreadable",
                "the list of packages in the executable cannot be read",
            )
        }
    };
    Unreadable {
        diagnostic,
        format: Some("cargo-auditable"),
        encoding: Some("binary"),
    }
}
