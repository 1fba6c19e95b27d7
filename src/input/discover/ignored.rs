//! `.gitignore` files, by [git's rules].
//!
//! [git's rules]: https://git-scm.com/docs/gitignore

use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::input::cargo::manifest::slashed;
use crate::input::pattern::{Pattern, matches_name};
use crate::source::read_text;

const LIMIT: u64 = 1 << 20;
/// Rules that may hold in one folder. A file with more is passed over: what it leaves out is looked at.
const MOST: usize = 20_000;

/// The rules that hold in a folder, from the top of the repository down.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    files: Vec<Rc<(PathBuf, Vec<Rule>)>>,
}

#[derive(Debug)]
struct Rule {
    negated: bool,
    folders_only: bool,
    /// Matched against the whole path below the file's folder, else against the name alone.
    anchored: bool,
    text: String,
    pattern: Pattern,
    /// Whether the text stands for itself alone: most do, and are compared at once.
    plain: bool,
}

impl Rules {
    /// The rules above a folder of a repository; [`Rules::enter`] adds those of each folder.
    pub(crate) fn new(root: &Path, folder: &Path) -> Self {
        let mut rules = Self::default();
        rules.add(root, &root.join(".git/info/exclude"));
        let above: Vec<_> = folder
            .ancestors()
            .skip(1)
            .take_while(|above| above.starts_with(root))
            .collect();
        for above in above.into_iter().rev() {
            rules.add(above, &above.join(".gitignore"));
        }
        rules
    }

    /// The rules within a folder.
    pub(crate) fn enter(mut self, folder: &Path) -> Self {
        self.add(folder, &folder.join(".gitignore"));
        self
    }

    fn add(&mut self, folder: &Path, file: &Path) {
        // Git does not follow an ignore file that is a link either.
        let is_file = file.symlink_metadata().is_ok_and(|about| about.is_file());
        let Some(text) = is_file.then(|| read_text(file, LIMIT).ok()).flatten() else {
            return;
        };
        let in_force: usize = self.files.iter().map(|file| file.1.len()).sum();
        let left = MOST.saturating_sub(in_force);
        let rules = text.lines().filter_map(Rule::parse);
        let rules: Vec<_> = rules.take(left + 1).collect();
        if !rules.is_empty() && rules.len() <= left {
            self.files.push(Rc::new((folder.to_owned(), rules)));
        }
    }

    /// Whether a path is ignored; the last rule that matches decides.
    pub(crate) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        for file in self.files.iter().rev() {
            let (folder, rules) = file.as_ref();
            let Ok(below) = path.strip_prefix(folder) else {
                continue;
            };
            let below = slashed(below);
            for rule in rules.iter().rev() {
                if rule.matches(&below, is_folder) {
                    return !rule.negated;
                }
            }
        }
        false
    }
}

impl Rule {
    fn parse(line: &str) -> Option<Self> {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let line = match line.strip_suffix("\\ ") {
            Some(_) => line,
            None => line.trim_end_matches(' '),
        };
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let (negated, line) = match line.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (folders_only, line) = match line.strip_suffix('/') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let anchored = line.contains('/');
        let text = line.strip_prefix('/').unwrap_or(line).to_owned();
        Some(Self {
            negated,
            folders_only,
            anchored,
            pattern: Pattern::new(&text),
            plain: !Pattern::is_one(&text) && !text.contains('\\'),
            text,
        })
    }

    fn matches(&self, below: &str, is_folder: bool) -> bool {
        if self.folders_only && !is_folder {
            return false;
        }
        if self.anchored {
            return if self.plain {
                self.text == below
            } else {
                self.pattern.matches(below)
            };
        }
        let name = below.rsplit('/').next().unwrap_or(below);
        if self.plain {
            self.text == name
        } else {
            matches_name(&self.text, name)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rules: &str, path: &str, is_folder: bool, expected: bool) {
        let rules: Vec<_> = rules.lines().filter_map(Rule::parse).collect();
        let rules = Rules {
            files: vec![Rc::new((PathBuf::from("/r"), rules))],
        };
        let path = Path::new("/r").join(path);
        assert_eq!(rules.ignores(&path, is_folder), expected);
    }

    #[test]
    fn a_file_of_too_many_rules_leaves_nothing_out() {
        let folder = std::env::temp_dir().join(format!("vendor-gate-rules-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        for (rules, expected) in [(MOST, true), (MOST + 1, false)] {
            std::fs::write(folder.join(".gitignore"), "bom.json\n".repeat(rules)).expect("a file");
            let rules = Rules::default().enter(&folder);
            assert_eq!(rules.ignores(&folder.join("bom.json"), false), expected);
        }
        std::fs::remove_dir_all(&folder).expect("its removal");
    }

    #[test]
    fn last_rule_decides() {
        check("*.json\n!bom.json", "a/bom.json", false, false);
        check("*.json\n!bom.json", "a/other.json", false, true);
        check("!bom.json\n*.json", "bom.json", false, true);
    }

    #[test]
    fn slashes_anchor() {
        check("/out", "out", true, true);
        check("/out", "a/out", true, false);
        check("out/", "a/out", true, true);
        check("out/", "a/out", false, false);
        check("doc/*.txt", "doc/a.txt", false, true);
        check("doc/*.txt", "x/doc/a.txt", false, false);
        check("**/cache/**", "x/cache/a/b", false, true);
        for rule in ["build/**", "/build/**", "**/build/**", "build/**/"] {
            check(rule, "build", true, false);
            check(rule, "build/a", true, true);
        }
        check("build/**", "x/build/a", false, false);
        check("# comment\n\n\\#x", "#x", false, true);
    }
}
