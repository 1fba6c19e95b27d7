//! The map of the modules: who may import whom, and where each outside crate lives.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each module with those that it may import. Changing this table is a design decision.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("identifier", &[]),
    ("source", &[]),
    ("diagnostic", &["source"]),
    ("inventory", &["source", "diagnostic"]),
    ("denylist", &["identifier", "diagnostic"]),
    (
        "input",
        &["identifier", "source", "diagnostic", "inventory"],
    ),
    (
        "matching",
        &[
            "identifier",
            "source",
            "diagnostic",
            "inventory",
            "denylist",
        ],
    ),
    ("outcome", &["source"]),
    (
        "policy",
        &[
            "identifier",
            "source",
            "diagnostic",
            "inventory",
            "denylist",
            "matching",
            "outcome",
        ],
    ),
    ("report", &["identifier", "source", "outcome"]),
    ("github", &["denylist", "outcome", "report"]),
    (
        "gate",
        &[
            "identifier",
            "source",
            "diagnostic",
            "inventory",
            "denylist",
            "input",
            "matching",
            "outcome",
            "policy",
            "report",
        ],
    ),
    (
        "cli",
        &[
            "source",
            "diagnostic",
            "inventory",
            "denylist",
            "input",
            "matching",
            "outcome",
            "policy",
            "report",
            "github",
            "gate",
        ],
    ),
];

/// Outside crates with the only folders in which they may be named.
const HOMES: &[(&str, &[&str])] = &[
    ("clap", &["cli"]),
    ("terminal_size", &["cli"]),
    ("clap_complete", &["cli"]),
    ("guppy", &["input/cargo"]),
    ("cargo_metadata", &["input/cargo"]),
    ("octocrab", &["github"]),
    ("tokio", &["github"]),
    ("quick_xml", &["input"]),
    ("spdx", &["identifier"]),
    ("flate2", &["source"]),
    ("ruzstd", &["source"]),
    ("annotate_snippets", &["cli"]),
];

/// Modules that open no file, start no program and read neither clock nor environment.
const PURE: &[&str] = &[
    "identifier",
    "diagnostic",
    "inventory",
    "matching",
    "outcome",
    "policy",
    "report",
];

#[test]
fn imports_run_one_way() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.iter().copied().collect();
    for (path, text) in sources() {
        let module = module(&path);
        let Some(allowed) = allowed.get(module.as_str()) else {
            continue;
        };
        for (line, import) in imports(&text) {
            assert!(
                import == module || allowed.contains(&import.as_str()),
                "{path}:{line}: `{module}` imports `{import}`"
            );
        }
    }
}

#[test]
fn every_module_is_on_the_map() {
    let modules: Vec<&str> = MAY_IMPORT.iter().map(|(module, _)| *module).collect();
    for (path, _) in sources() {
        let module = module(&path);
        assert!(
            matches!(module.as_str(), "lib" | "main") || modules.contains(&module.as_str()),
            "{path} belongs to no module of the map"
        );
    }
}

#[test]
fn outside_crates_stay_at_home() {
    for (path, text) in sources() {
        for (name, homes) in HOMES {
            let at_home = homes
                .iter()
                .any(|home| path == format!("{home}.rs") || path.starts_with(&format!("{home}/")));
            // A module of this crate may have the name of one.
            let mut own = text.split("use crate::").skip(1);
            let is_own = own.any(|rest| rest.split(';').next().unwrap_or_default().contains(name));
            let used = code_lines(&text).find(|(_, line)| !is_own && names(line, name));
            assert!(
                at_home || used.is_none(),
                "{path}:{} names `{name}`, which lives in {homes:?}",
                used.map_or(0, |(line, _)| line)
            );
        }
    }
}

#[test]
fn pure_modules_do_no_io() {
    for (path, text) in sources() {
        if !PURE.contains(&module(&path).as_str()) {
            continue;
        }
        for (line, code) in code_lines(&text) {
            for word in [
                "std::fs",
                "std::env::",
                "std::process",
                "SystemTime",
                "Instant::now",
                "std::net",
            ] {
                assert!(!code.contains(word), "{path}:{line} uses `{word}`");
            }
        }
    }
}

#[test]
fn every_permission_is_used() {
    let mut used = BTreeSet::new();
    for (path, text) in sources() {
        let imported = imports(&text).into_iter().map(|(_, import)| import);
        used.extend(imported.map(|import| (module(&path), import)));
    }
    for (module, allowed) in MAY_IMPORT {
        for import in *allowed {
            let is_used = used.contains(&((*module).to_owned(), (*import).to_owned()));
            assert!(is_used, "`{module}` never imports `{import}`");
        }
    }
    for (name, homes) in HOMES {
        for home in *homes {
            let named = sources().into_iter().any(|(path, text)| {
                let is_there =
                    path == format!("{home}.rs") || path.starts_with(&format!("{home}/"));
                is_there && code_lines(&text).any(|(_, line)| names(line, name))
            });
            assert!(named, "nothing in `{home}` names `{name}`");
        }
    }
}

#[test]
fn nothing_reaches_into_its_parent() {
    for (path, text) in sources() {
        for (number, line) in code_lines(&text) {
            let climbs = line.contains("super::") && line.trim_start() != "use super::*;";
            assert!(!climbs, "{path}:{number} climbs out of its module");
        }
    }
}

/// Every source file below `src`, by its path there. Test modules are left out.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path.file_name().is_none_or(|name| name != "build.rs")
            {
                files.push(path);
            }
        }
    }
    files.sort();
    let relative = |path: &PathBuf| {
        path.strip_prefix(&root)
            .expect("it is below")
            .to_string_lossy()
            .replace('\\', "/")
    };
    files
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).expect("a source can be read");
            (
                relative(path),
                text.split("#[cfg(test)]\nmod tests")
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            )
        })
        .collect()
}

/// Whether a line names something of an outside crate.
fn names(line: &str, outside: &str) -> bool {
    line.match_indices(&format!("{outside}::")).any(|(at, _)| {
        let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':');
        !line[..at].ends_with(is_inside)
    })
}

fn module(path: &str) -> String {
    path.split('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".rs")
        .to_owned()
}

/// Lines that are code, with their numbers.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// The modules of this crate that a file names, with the lines.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in code_lines(text) {
        for (at, _) in line.match_indices("crate::") {
            if at > 0 && line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let name: String = line[at + 7..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if !name.is_empty() {
                found.push((number, name));
            }
        }
    }
    found
}
