//! Files below a folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Whether an error of the file system says that something is there and cannot be opened.
#[must_use]
pub fn is_out_of_reach(error: &io::Error) -> bool {
    !matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
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
