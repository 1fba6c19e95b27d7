//! Where something stands: the file, and the file as seen from the root of the repository.

use crate::outcome::Input;
use crate::source::Location;

/// The file of something in an input: its own if it has one (a manifest), else the input's.
pub(crate) fn path<'r>(
    inputs: &'r [Input],
    input: Option<u32>,
    location: Option<&'r Location>,
) -> Option<&'r str> {
    let own = location.and_then(|location| location.path.as_deref());
    own.or_else(|| Some(inputs.get(input? as usize)?.path.as_str()))
        .filter(|path| !path.is_empty())
}

/// A path that begins in a folder of the repository, from the repository's root.
///
/// GitHub finds the lines of a change by that; absolute paths and standard input stay as they are.
pub(crate) fn from_root(folder: &str, path: &str) -> String {
    let path = path.replace('\\', "/");
    let is_absolute = path.starts_with('/') || path.as_bytes().get(1) == Some(&b':');
    if is_absolute || path == "-" {
        return path;
    }
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(path.split('/')) {
        match step {
            "" | "." => {}
            ".." if steps.last().is_some_and(|last| *last != "..") => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_root() {
        for (folder, path, expected) in [
            ("", "./bom.json", "bom.json"),
            ("a b", "bom.json", "a b/bom.json"),
            ("a/b", "../bom.json", "a/bom.json"),
            ("a", "../../bom.json", "../bom.json"),
            ("a", "/tmp/bom.json", "/tmp/bom.json"),
            ("a", "-", "-"),
            ("a", "b\\bom.json", "a/b/bom.json"),
        ] {
            assert_eq!(from_root(folder, path), expected);
        }
    }
}
