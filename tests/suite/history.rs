//! Comparing over a long history: what enters, changes its version, moves and leaves.
//!
//! A hundred and twenty commits are made by chance, and the same each time. The
//! model below knows what stood where; the program has to say the same of any two.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::baseline::{git, repository};
use crate::program::run_in;

const COMMITS: usize = 120;
/// Restricted packages, and some that are not.
const NAMES: &[&str] = &[
    "pkg:npm/%40kaspersky/hexa-ui",
    "pkg:npm/%40kaspersky/icons",
    "pkg:npm/%40kaspersky/kit",
    "pkg:npm/left-pad",
    "pkg:cargo/sonic-rs",
    "pkg:cargo/volo",
    "pkg:cargo/serde",
];

/// The packages of each file, as purls without version, each with its version.
type Tree = BTreeMap<String, BTreeSet<(usize, u32)>>;

/// Chance that is the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(self.0 >> 33).expect("it is small") % sides
    }
}

/// One step of history: something enters, changes, moves or leaves.
fn step(tree: &mut Tree, dice: &mut Dice, number: usize) {
    let paths: Vec<String> = tree.keys().cloned().collect();
    let path = paths[dice.roll(paths.len())].clone();
    let is_lock = path.ends_with("Cargo.lock");
    let package = if is_lock {
        4 + dice.roll(3)
    } else {
        dice.roll(4)
    };
    let here = tree.get_mut(&path).expect("it is there");
    let same = |held: &(usize, u32)| held.0 == package;
    let new_path = if is_lock {
        format!("moved-{number}/Cargo.lock")
    } else {
        format!("documents/release-{number}.json")
    };
    let mut others = paths.iter().filter(|other| **other != path);
    let other = others.find(|other| other.ends_with("Cargo.lock") == is_lock);
    match (dice.roll(11), other) {
        (0..=2, _) => {
            here.retain(|held| !same(held));
            here.insert((package, 1));
        }
        (3..=5, _) => {
            let Some(held) = here.iter().copied().find(same) else {
                return;
            };
            here.remove(&held);
            here.insert((package, held.1 + 1));
        }
        (6..=7, _) => here.retain(|held| !same(held)),
        (8, _) => {
            let held = tree.remove(&path).expect("it is there");
            tree.insert(new_path, held);
        }
        // What one file had goes to another that stood there before, and the file goes, too.
        (9, Some(other)) => {
            let held = tree.remove(&path).expect("it is there");
            tree.get_mut(other).expect("it is there").extend(held);
        }
        (_, Some(other)) => {
            let held = here.pop_first();
            tree.get_mut(other).expect("it is there").extend(held);
        }
        (_, None) => {
            let held = here.pop_first();
            tree.insert(new_path, held.into_iter().collect());
        }
    }
}

fn start() -> Tree {
    let file =
        |path: &str, held: &[(usize, u32)]| (path.to_owned(), held.iter().copied().collect());
    Tree::from([
        file("sbom.json", &[(0, 1), (3, 1)]),
        file("second.cdx.json", &[(1, 1)]),
        file("Cargo.lock", &[(4, 1), (6, 1)]),
        file("tools/Cargo.lock", &[(6, 1)]),
    ])
}

fn text(path: &str, held: &BTreeSet<(usize, u32)>) -> String {
    let mut text = String::new();
    if path.ends_with("Cargo.lock") {
        text.push_str("version = 3\n\n[[package]]\nname = \"own\"\nversion = \"1.0.0\"\n");
        for (package, version) in held {
            let name = NAMES[*package].trim_start_matches("pkg:cargo/");
            let _ = write!(
                text,
                "\n[[package]]\nname = \"{name}\"\nversion = \"{version}.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n"
            );
        }
        return text;
    }
    let own =
        r#"{"type": "library", "name": "own", "version": "1.0.0", "purl": "pkg:npm/own@1.0.0"}"#;
    let mut components = vec![own.to_owned()];
    components.extend(held.iter().map(|(package, version)| {
        let purl = NAMES[*package];
        format!(r#"{{"type": "library", "name": "x", "version": "{version}.0.0", "purl": "{purl}@{version}.0.0"}}"#)
    }));
    format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{}]}}"#,
        components.join(",\n")
    )
}

/// Write all commits into a repository, each under a tag `step-N`.
fn write(folder: &Path, trees: &[Tree]) {
    let mut stream = String::new();
    for (number, tree) in trees.iter().enumerate() {
        let _ = writeln!(
            stream,
            "commit refs/heads/main\nmark :{}\ncommitter t <t@example.com> {} +0000\ndata 4\nstep\ndeleteall",
            number + 1,
            1_700_000_000 + number
        );
        for (path, held) in tree {
            let text = text(path, held);
            let _ = writeln!(
                stream,
                "M 100644 inline {path}\ndata {}\n{text}",
                text.len()
            );
        }
        let _ = writeln!(
            stream,
            "reset refs/tags/step-{number}\nfrom :{}\n",
            number + 1
        );
    }
    let mut import = Command::new("git")
        .args(["fast-import", "--quiet"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()
        .expect("git starts");
    let mut input = import.stdin.take().expect("input is piped");
    input.write_all(stream.as_bytes()).expect("git reads");
    drop(input);
    assert!(import.wait().expect("git ends").success());
}

/// The versions of each package, in all files together.
fn held(tree: &Tree) -> BTreeMap<usize, BTreeSet<String>> {
    let mut all: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (package, version) in tree.values().flatten() {
        all.entry(*package)
            .or_default()
            .insert(format!("{version}.0.0"));
    }
    all
}

/// What the model says: key, version, status, earlier versions of each restricted package; and what is gone.
fn expected(base: &Tree, head: &Tree) -> (BTreeSet<String>, BTreeSet<String>) {
    let (before, now) = (held(base), held(head));
    let restricted = |package: &usize| ![3, 6].contains(package);
    let mut findings = BTreeSet::new();
    for (package, versions) in now.iter().filter(|(package, _)| restricted(package)) {
        for version in versions {
            let (status, earlier) = match before.get(package) {
                None => ("new", Vec::new()),
                Some(old) if old.contains(version) => ("existing", Vec::new()),
                Some(old) => ("existing", old.iter().cloned().collect()),
            };
            findings.insert(format!(
                "{} {version} {status} {}",
                NAMES[*package],
                earlier.join(",")
            ));
        }
    }
    let gone = before
        .keys()
        .filter(|package| restricted(package) && !now.contains_key(package));
    (
        findings,
        gone.map(|package| NAMES[*package].to_owned()).collect(),
    )
}

/// What the program says.
fn said(report: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let key = |one: &Value| {
        one["key"]
            .as_str()
            .expect("a key")
            .split('|')
            .next()
            .expect("a part")
            .to_owned()
    };
    let list = |name: &str| report[name].as_array().cloned().unwrap_or_default();
    let all = list("findings");
    let findings = all.iter().map(|finding| {
        let earlier: Vec<&str> = finding["previous_versions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        format!(
            "{} {} {} {}",
            key(finding),
            finding["component"]["version"].as_str().expect("a version"),
            finding["status"].as_str().expect("a status"),
            earlier.join(",")
        )
    });
    (findings.collect(), list("fixed").iter().map(key).collect())
}

#[test]
fn any_two_commits_of_a_long_history_are_compared_right() {
    let folder = repository("history");
    let mut dice = Dice(7);
    let mut trees = vec![start()];
    for number in 1..COMMITS {
        let mut next = trees[number - 1].clone();
        step(&mut next, &mut dice, number);
        trees.push(next);
    }
    write(&folder, &trees);
    let mut seen = BTreeSet::new();
    for (base, head) in [
        (0, 1),
        (0, 30),
        (0, 119),
        (5, 40),
        (10, 11),
        (20, 60),
        (33, 34),
        (50, 100),
        (60, 119),
        (70, 75),
        (90, 118),
        (118, 119),
        (119, 0),
        (100, 20),
    ] {
        git(
            &folder,
            &["checkout", "--quiet", "--detach", &format!("step-{head}")],
        );
        let revision = format!("step-{base}");
        let ran = run_in(
            &folder,
            &[
                "check",
                ".",
                "--recursive",
                "--no-cargo",
                "--as-of",
                "2026-11-24",
                "--profile",
                "strict",
                "--format",
                "json",
                "--baseline",
                &revision,
            ],
            b"",
        );
        let report: Value = serde_json::from_str(&ran.out).expect(&ran.err);
        assert_eq!(report["baseline"]["state"], "used");
        let (findings, fixed) = said(&report);
        assert_eq!(
            (&findings, &fixed),
            (
                &expected(&trees[base], &trees[head]).0,
                &expected(&trees[base], &trees[head]).1
            ),
            "{base} to {head}"
        );
        seen.extend(
            findings
                .iter()
                .map(|line| line.split(' ').skip(2).collect::<Vec<_>>().join(" ")),
        );
        seen.extend((!fixed.is_empty()).then(|| "fixed".to_owned()));
    }
    for kind in ["new ", "existing ", "existing 1.0.0", "fixed"] {
        assert!(seen.contains(kind), "{kind:?} did not happen: {seen:?}");
    }
}
