//! File name patterns: `*` and `?` within a name, `[a-z]`, `{a,b}` not, `**` across folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::input::cargo::manifest::{is_within, plain, slashed};
use crate::source::is_out_of_reach;

/// Most files and folders that the patterns of one place may look at.
pub(crate) const MOST: usize = 1_000_000;

/// What lies where a pattern leads.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// What matches, sorted.
    pub(crate) paths: Vec<PathBuf>,
    /// Folders on the way that cannot be opened.
    pub(crate) unreadable: BTreeSet<PathBuf>,
    /// Links to folders on the way that are not followed.
    pub(crate) not_followed: BTreeSet<PathBuf>,
    /// Whether there is more than is looked at.
    pub(crate) is_cut: bool,
}

/// A pattern of paths with `/` between names.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    text: String,
    /// Whether a `/` at its end says that it means folders.
    folders_only: bool,
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        let text = text.replace('\\', "/");
        let text = text.strip_prefix("./").unwrap_or(&text);
        let names = text.trim_end_matches('/');
        Self {
            text: names.to_owned(),
            folders_only: names != text,
        }
    }

    /// Whether a text is a pattern rather than a name.
    pub(crate) fn is_one(text: &str) -> bool {
        text.contains(['*', '?', '['])
    }

    /// Whether the whole path matches.
    pub(crate) fn matches(&self, path: &str) -> bool {
        let pattern: Vec<&str> = self.text.split('/').collect();
        let names: Vec<&str> = path.split('/').collect();
        matches_names(&pattern, &names)
    }

    /// The folders below `root` that match, as cargo finds them: through links, too, as long as these lead to
    /// what lies within `bounds`. `left` is how many files and folders may still be looked at.
    pub(crate) fn folders(&self, root: &Path, bounds: &Path, left: &mut usize) -> Vec<PathBuf> {
        if !Self::is_one(&self.text) {
            return vec![plain(&root.join(&self.text))];
        }
        let is_in = |folder: &Path| is_within(&Path::new(".").join(folder), bounds);
        let (start, rest) = self.parts(root);
        if !is_in(&start) {
            return Vec::new();
        }
        let follows = |link: &Path| !rest.contains(&"**") && is_in(link);
        let mut found = search(&start, &rest, &follows, left).paths;
        found.retain(|path| path.is_dir());
        found
    }

    /// Everything below `root` that matches, sorted; `follows` says which links to folders are entered.
    pub(crate) fn walk(&self, root: &Path, follows: &dyn Fn(&Path) -> bool) -> Walked {
        let mut left = MOST;
        let (start, rest) = self.parts(root);
        let mut walked = search(&start, &rest, follows, &mut left);
        walked.is_cut = left == 0;
        if self.folders_only {
            walked.paths.retain(|path| path.is_dir());
        }
        walked
    }

    /// The folder that the pattern begins with, and what is to be found below it.
    fn parts(&self, root: &Path) -> (PathBuf, Vec<&str>) {
        let names: Vec<&str> = self.text.split('/').collect();
        let fixed = names.iter().take_while(|name| !Self::is_one(name)).count();
        let (fixed, rest) = names.split_at(fixed.min(names.len().saturating_sub(1)));
        let root = if self.text.starts_with('/') {
            Path::new("/")
        } else {
            root
        };
        (root.join(fixed.join("/")), rest.to_owned())
    }
}

fn search(
    start: &Path,
    pattern: &[&str],
    follows: &dyn Fn(&Path) -> bool,
    left: &mut usize,
) -> Walked {
    let mut walked = Walked::default();
    let mut waiting = BTreeSet::from([start.to_owned()]);
    // Links may lead back: where one leads is entered once for each place in the pattern.
    let mut entered = BTreeSet::new();
    while let Some(folder) = waiting.pop_first().filter(|_| *left > 0) {
        let entries = std::fs::read_dir(Path::new(".").join(&folder));
        if entries.as_ref().is_err_and(is_out_of_reach) {
            walked.unreadable.insert(folder.clone());
        }
        for entry in entries.into_iter().flatten().flatten() {
            if *left == 0 {
                break;
            }
            *left -= 1;
            if entry.file_name() == ".git" {
                continue;
            }
            let path = folder.join(entry.file_name());
            let relative = slashed(path.strip_prefix(start).unwrap_or(&path));
            let names: Vec<&str> = relative.split('/').collect();
            if matches_names(pattern, &names) {
                walked.paths.push(path.clone());
            }
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            let is_link = kind.is_symlink() && path.is_dir();
            let places = if kind.is_dir() || is_link {
                places_inside(pattern, &names)
            } else {
                Vec::new()
            };
            if places.is_empty() {
                continue;
            }
            if !is_link {
                waiting.insert(path);
            } else if !follows(&path) {
                walked.not_followed.insert(path);
            } else if entered.insert((path.canonicalize().ok(), places)) {
                waiting.insert(path);
            }
        }
    }
    walked.paths.sort();
    walked
}

/// Where in a pattern whoever enters a folder can go on; nowhere, if nothing inside can match.
fn places_inside(pattern: &[&str], names: &[&str]) -> Vec<usize> {
    let goes_on = |place: &usize| *place < pattern.len() || pattern.last() == Some(&"**");
    let is_there = |place: &usize| matches_names(&pattern[..*place], names);
    (1..=pattern.len())
        .filter(goes_on)
        .filter(is_there)
        .collect()
}

fn matches_names(pattern: &[&str], names: &[&str]) -> bool {
    // The last `**` may be tried anew; an earlier one need not, as with `*` in a name.
    let (mut p, mut n) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    while n < names.len() {
        if p < pattern.len() && pattern[p] == "**" {
            again = Some((p, n));
            p += 1;
        } else if p < pattern.len() && matches_name(pattern[p], names[n]) {
            (p, n) = (p + 1, n + 1);
        } else if let Some((star, from)) = again {
            (p, n) = (star + 1, from + 1);
            again = Some((star, from + 1));
        } else {
            return false;
        }
    }
    // A `**` at the end means what is inside.
    p == pattern.len()
}

/// Whether one name matches `*`, `?` and `[…]`.
pub(crate) fn matches_name(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut again: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                again = Some((p, n));
                p += 1;
                continue;
            }
            Some('?') => {
                (p, n) = (p + 1, n + 1);
                continue;
            }
            Some('[') => {
                if let Some((matched, end)) = class(&pattern[p..], name[n]) {
                    if matched {
                        (p, n) = (p + end, n + 1);
                        continue;
                    }
                } else if name[n] == '[' {
                    (p, n) = (p + 1, n + 1);
                    continue;
                }
            }
            Some('\\') if pattern.get(p + 1) == Some(&name[n]) => {
                (p, n) = (p + 2, n + 1);
                continue;
            }
            Some(character) if *character == name[n] => {
                (p, n) = (p + 1, n + 1);
                continue;
            }
            Some(_) | None => {}
        }
        let Some((star, from)) = again else {
            return false;
        };
        (p, n) = (star + 1, from + 1);
        again = Some((star, from + 1));
    }
    pattern[p..].iter().all(|character| *character == '*')
}

/// Whether a character is in the class that begins here, and how long the class is.
fn class(pattern: &[char], character: char) -> Option<(bool, usize)> {
    let negated = matches!(pattern.get(1), Some('!' | '^'));
    let start = 1 + usize::from(negated);
    let end = start + 1 + pattern.get(start + 1..)?.iter().position(|c| *c == ']')?;
    let members = &pattern[start..end];
    let mut at = 0;
    let mut found = false;
    while at < members.len() {
        if members.get(at + 1) == Some(&'-') && at + 2 < members.len() {
            found |= (members[at]..=members[at + 2]).contains(&character);
            at += 3;
        } else {
            found |= members[at] == character;
            at += 1;
        }
    }
    Some((found != negated, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, path: &str, expected: bool) {
        assert_eq!(
            Pattern::new(pattern).matches(path),
            expected,
            "{pattern} {path}"
        );
    }

    #[test]
    fn stars_stay_within_a_name() {
        check("crates/*", "crates/a", true);
        check("crates/*", "crates/a/b", false);
        check("*.json", "bom.json", true);
        check("a*c*e", "abcde", true);
        check("a*c*e", "abcdf", false);
        check("?om.[jx]*", "bom.xml", true);
        check("[!a]om", "aom", false);
    }

    #[test]
    fn double_stars_cross_folders() {
        check("**/*.cdx.json", "a/b/c.cdx.json", true);
        check("**/*.cdx.json", "c.cdx.json", true);
        check("a/**/b/**/c", "a/x/b/y/z/c", true);
        check("a/**/b/**/c", "a/x/y/z/c", false);
        check("a/**", "a/b/c", true);
        check("a/**", "a", false);
        check("**/a/**", "x/a", false);
        check("**/a/**", "a/a", true);
    }

    #[test]
    fn no_more_is_looked_at_than_is_left() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let folders =
            |pattern, left: &mut usize| Pattern::new(pattern).folders(&root, &root, left).len();
        let mut left = MOST;
        let all = folders("**", &mut left);
        assert!(left < MOST);
        let mut left = 1;
        assert!(folders("**", &mut left) < all);
        assert_eq!(left, 0);
    }

    #[test]
    #[cfg(unix)]
    fn links_are_followed_within_bounds() {
        let folder = std::env::temp_dir().join(format!("gate-pattern-{}", std::process::id()));
        let inside = folder.join("inside");
        for path in ["inside/real/a", "outside/b", "outside/c"] {
            std::fs::create_dir_all(folder.join(path)).unwrap();
        }
        std::os::unix::fs::symlink("real", inside.join("near")).unwrap();
        std::os::unix::fs::symlink("../outside", inside.join("far")).unwrap();
        let found = |pattern: &str| {
            let found = Pattern::new(pattern).folders(&inside, &inside, &mut MOST.clone());
            let below = found
                .iter()
                .filter_map(|path| path.strip_prefix(&inside).ok());
            below.map(slashed).collect::<Vec<_>>()
        };
        assert_eq!(found("*/*"), ["near/a", "real/a"]);
        assert_eq!(found("near/*"), ["near/a"]);
        assert!(found("far/*").is_empty());
        assert!(found("../outside/*").is_empty());
        for link in 0..10 {
            std::os::unix::fs::symlink(".", inside.join(format!("back{link}"))).unwrap();
        }
        let found = Pattern::new("*/*/*/*").folders(&inside, &inside, &mut 1_000);
        assert!(found.len() < 100, "{}", found.len());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = "*a".repeat(200);
        assert!(!matches_name(
            &pattern,
            &"a".repeat(190).replace("aaaaaaaa", "aaaaaaab")
        ));
    }
}
