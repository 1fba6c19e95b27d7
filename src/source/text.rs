//! Small text files, read whole and bounded.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// Whether a path is a symbolic link, wherever it leads.
#[must_use]
pub fn is_link(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|about| about.is_symlink())
}

/// The text of a regular file.
///
/// # Errors
///
/// It cannot be read, is no regular file, is larger than `limit` bytes, or is no UTF-8. The message never
/// holds bytes of the file.
pub fn read_text(path: &Path, limit: u64) -> io::Result<String> {
    let about = std::fs::metadata(path)?;
    if !about.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, "the file is too large");
    if about.len() > limit {
        return Err(too_large());
    }
    let mut text = String::new();
    // The file may grow while it is read.
    let read = File::open(path)?
        .take(limit + 1)
        .read_to_string(&mut text)?;
    if read as u64 > limit {
        return Err(too_large());
    }
    Ok(text)
}
