//! File name patterns: `*` and `?` within a name, `[a-z]`, `{a,b}` not, `**` across folders.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::input::cargo::manifest::{is_within, plain, slashed};
use crate::source::is_out_of_reach;

/// Most files and folders that the patterns of one place may look at.
pub(crate) const MOST: usize = 1_000_000;

/// As how many of them a folder counts that is entered through a link: links may lead back again and again.
const LINKED: usize = 100;

/// What lies where a pattern leads.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    /// What matches, sorted.
    pub(crate) paths: Vec<PathBuf>,
    /// Folders on the way that cannot be opened.
    pub(crate) unreadable: BTreeSet<PathBuf>,
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
        let mut found = self.search(root, Some(bounds), left).paths;
        found.retain(|path| path.is_dir());
        found
    }

    /// Everything below `root` that matches, sorted. Linked folders are not entered.
    pub(crate) fn walk(&self, root: &Path) -> Walked {
        let mut left = MOST;
        let mut walked = self.search(root, None, &mut left);
        walked.is_cut = left == 0;
        if self.folders_only {
            walked.paths.retain(|path| path.is_dir());
        }
        walked
    }

    fn search(&self, root: &Path, through_links: Option<&Path>, left: &mut usize) -> Walked {
        let names: Vec<&str> = self.text.split('/').collect();
        let fixed = names.iter().take_while(|name| !Self::is_one(name)).count();
        let fixed = fixed.min(names.len().saturating_sub(1));
        let start = root.join(names[..fixed].join("/"));
        let start = if self.text.starts_with('/') {
            PathBuf::from("/").join(names[..fixed].join("/"))
        } else {
            start
        };
        let rest = &names[fixed..];
        let depth = (!rest.contains(&"**")).then_some(rest.len());
        let leads_out = |folder: &Path| {
            through_links.is_some_and(|bounds| !is_within(&Path::new(".").join(folder), bounds))
        };
        let mut walked = Walked::default();
        if leads_out(&start) {
            return walked;
        }
        let mut waiting = vec![(start.clone(), 0)];
        while let Some((folder, level)) = waiting.pop().filter(|_| *left > 0) {
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
                let relative = slashed(path.strip_prefix(&start).unwrap_or(&path));
                let parts: Vec<&str> = relative.split('/').collect();
                if matches_names(rest, &parts) {
                    walked.paths.push(path.clone());
                }
                // Links may lead back: they are followed as far down as the pattern goes.
                let follows = through_links.is_some() && depth.is_some();
                let is_deeper = depth.is_none_or(|depth| level + 1 < depth);
                let Some(kind) = entry.file_type().ok().filter(|_| is_deeper) else {
                    continue;
                };
                let is_linked = follows && kind.is_symlink() && path.is_dir() && !leads_out(&path);
                if kind.is_dir() || is_linked {
                    waiting.push((path, level + 1));
                }
                if is_linked {
                    *left = left.saturating_sub(LINKED);
                }
            }
        }
        walked.paths.sort();
        walked
    }
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
