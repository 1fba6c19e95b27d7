//! Every encoding of a document tells the same.

use std::path::Path;

use cargo_vendor_gate::inventory::Role;

use crate::recorder::Recorder;

/// Print what each document of a collection tells, for comparison with other parsers.
#[test]
fn documents_of_a_collection_are_read_without_panic() {
    let Ok(folder) = std::env::var("VENDOR_GATE_CORPORA") else {
        return;
    };
    let mut files = Vec::new();
    walk(Path::new(&folder), &mut files);
    files.sort();
    let mut lines = Vec::new();
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let (told, document) = Recorder::read(&bytes);
        let how = match &document {
            Ok(document) => format!(
                "{} {} {:?}",
                document.format, document.encoding, document.spec_version
            ),
            Err(unreadable) => format!(
                "ERROR {} {:?}",
                unreadable.diagnostic.message, unreadable.diagnostic.location
            ),
        };
        lines.push(format!(
            "{}\t{}\t{}\t{}\t{how}\t{:?}",
            path.display(),
            told.count(Role::Component),
            told.marks.len(),
            told.edges.len(),
            told.diagnostics
                .iter()
                .map(|diagnostic| diagnostic.message.as_str())
                .collect::<Vec<_>>(),
        ));
    }
    if let Ok(report) = std::env::var("VENDOR_GATE_CORPORA_REPORT") {
        std::fs::write(report, lines.join("\n")).unwrap();
    }
}

fn walk(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}
