//! Small text files of ours and of the user: lists, configuration, manifests.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// A text file may not be larger.
const LARGEST: u64 = 64 << 20;

/// Read a text file of at most 64 MiB.
///
/// # Errors
///
/// The file cannot be read, is larger, or is no UTF-8.
pub fn read_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    fs::File::open(path)?
        .take(LARGEST + 1)
        .read_to_string(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(io::Error::other("the file is larger than 64 MiB"));
    }
    Ok(text)
}

/// The file itself, or every file below a folder with this extension, sorted. Links are not followed.
///
/// # Errors
///
/// A folder cannot be read.
pub fn files_below(path: &Path, extension: &str) -> io::Result<Vec<PathBuf>> {
    if !fs::metadata(path)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let (mut files, mut folders) = (Vec::new(), vec![path.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file()
                && entry
                    .path()
                    .extension()
                    .is_some_and(|found| found == extension)
            {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
}
