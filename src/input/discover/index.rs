//! [Git's index], as data: which files a repository tracks. No git is started, so nothing that the
//! repository configures can run.
//!
//! [Git's index]: https://git-scm.com/docs/index-format

use std::fs::File;
use std::io::Read as _;
#[cfg(unix)]
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use crate::source::read_text;

/// Largest index that is read.
const LIMIT: u64 = 512 << 20;
/// The length that an entry states of a name which is as long or longer.
const LONG: u16 = 0xFFF;

/// The tracked paths of a checkout, relative to it; none where its index cannot be read. A repository
/// without index tracks nothing.
pub(crate) fn tracked(root: &Path) -> Option<Vec<PathBuf>> {
    let folder = git_folder(root)?;
    let path = folder.join("index");
    if path.symlink_metadata().is_err() {
        return folder.join("HEAD").exists().then(Vec::new);
    }
    let mut bytes = Vec::new();
    let about = std::fs::metadata(&path).ok()?;
    if !about.is_file() || about.len() > LIMIT {
        return None;
    }
    File::open(&path)
        .ok()?
        .take(LIMIT)
        .read_to_end(&mut bytes)
        .ok()?;
    // SHA-256 repositories are rare; their object ids are longer.
    parse(&bytes, 20).or_else(|| parse(&bytes, 32))
}

/// `.git`, or where the file `.git` of a linked worktree points.
fn git_folder(root: &Path) -> Option<PathBuf> {
    let git = root.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let text = read_text(&git, 64 << 10).ok()?;
    let named = text.strip_prefix("gitdir:")?.trim();
    Some(root.join(named))
}

fn parse(bytes: &[u8], id: usize) -> Option<Vec<PathBuf>> {
    let number = |at: usize| {
        let bytes = bytes.get(at..at + 4)?;
        Some(u32::from_be_bytes(bytes.try_into().ok()?))
    };
    if bytes.get(..4)? != b"DIRC" {
        return None;
    }
    let version = number(4)?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let count = number(8)? as usize;
    // Every entry takes at least its fixed part.
    if count > bytes.len() / (42 + id) {
        return None;
    }
    let mut paths = Vec::with_capacity(count);
    let mut at = 12;
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..count {
        let start = at;
        let mode = number(at + 24)?;
        let flags = bytes.get(at + 40 + id..at + 42 + id)?;
        let flags = u16::from_be_bytes(flags.try_into().ok()?);
        at += 42 + id + if flags & 0x4000 != 0 { 2 } else { 0 };
        if version == 4 {
            let (removed, length) = variable(bytes.get(at..)?)?;
            at += length;
            name.truncate(name.len().checked_sub(removed)?);
        } else {
            name.clear();
        }
        let end = memchr::memchr(0, bytes.get(at..)?)?;
        name.extend_from_slice(&bytes[at..at + end]);
        // With ids of another length the bytes of an entry would be taken for those of others.
        if usize::from(flags & LONG) != name.len().min(usize::from(LONG)) {
            return None;
        }
        at += end + 1;
        if version < 4 {
            // Entries are padded with zeros to a multiple of eight bytes.
            at = start + (at - start).div_ceil(8) * 8;
        }
        // A folder of a sparse index stands for files that are not on disk.
        if mode >> 12 != 0o4 && !name.is_empty() {
            paths.push(path(&name));
        }
    }
    let trailer = bytes.len().checked_sub(id)?;
    (at <= trailer && !is_split(bytes.get(at..trailer)?)).then_some(paths)
}

/// The number by which version 4 shortens the name before.
fn variable(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (at, byte) in bytes.iter().enumerate().take(9) {
        if at > 0 {
            value = value.checked_add(1)?;
        }
        value = value
            .checked_mul(128)?
            .checked_add(usize::from(byte & 0x7F))?;
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

/// Whether the extensions say that most entries lie in another file.
fn is_split(mut extensions: &[u8]) -> bool {
    while let (Some(name), Some(size)) = (extensions.get(..4), extensions.get(4..8)) {
        if name == b"link" {
            return true;
        }
        let size = u32::from_be_bytes([size[0], size[1], size[2], size[3]]) as usize;
        match extensions.get(8..).and_then(|rest| rest.get(size..)) {
            Some(rest) => extensions = rest,
            None => return false,
        }
    }
    false
}

#[cfg(unix)]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of version 2 with two files.
    fn index() -> Vec<u8> {
        let mut bytes = b"DIRC\0\0\0\x02\0\0\0\x02".to_vec();
        for name in ["a.json", "dir/bom.json"] {
            let start = bytes.len();
            bytes.extend([0; 24]);
            bytes.extend(0o100_644_u32.to_be_bytes());
            bytes.extend([0; 32]);
            bytes.extend([0, u8::try_from(name.len()).unwrap()]);
            bytes.extend(name.as_bytes());
            bytes.push(0);
            while !(bytes.len() - start).is_multiple_of(8) {
                bytes.push(0);
            }
        }
        bytes.extend([0; 20]);
        bytes
    }

    #[test]
    fn tracked_files_are_found() {
        let expected = ["a.json", "dir/bom.json"].map(PathBuf::from);
        assert_eq!(parse(&index(), 20), Some(expected.to_vec()));
    }

    #[test]
    fn broken_indexes_say_nothing() {
        let whole = index();
        for end in 0..whole.len() {
            assert_eq!(parse(&whole[..end], 20), None, "{end}");
        }
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 0xFF;
            // It may still be an index; it must not panic.
            let _ = parse(&broken, 20);
        }
    }
}
