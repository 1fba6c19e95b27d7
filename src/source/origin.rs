//! Where bytes come from.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

/// Something to read, with the name under which reports speak of it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as the user gave it or discovery found it, or `-`.
    pub name: String,
    /// Where the bytes are.
    pub origin: Origin,
}

/// Where the bytes of a source are.
#[derive(Clone, Debug)]
pub enum Origin {
    /// In a file.
    File(PathBuf),
    /// On standard input.
    Stdin,
    /// In memory: a git object, or a document inside another.
    Memory(Arc<[u8]>),
}

impl Source {
    /// A file, under the name that the user gave it.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self {
            name: path.display().to_string(),
            origin: Origin::File(path),
        }
    }

    /// Standard input.
    #[must_use]
    pub fn stdin() -> Self {
        Self {
            name: "-".to_owned(),
            origin: Origin::Stdin,
        }
    }

    /// Bytes in memory.
    pub fn memory(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self {
            name: name.into(),
            origin: Origin::Memory(bytes.into()),
        }
    }

    /// The bytes from their beginning.
    ///
    /// # Errors
    ///
    /// The file cannot be opened.
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match &self.origin {
            Origin::File(path) => Box::new(File::open(path)?),
            Origin::Stdin => Box::new(io::stdin()),
            Origin::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}
