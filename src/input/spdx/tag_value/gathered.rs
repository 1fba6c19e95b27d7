//! The lines of one element, held until it is told.

use std::borrow::Cow;

use crate::input::json::Str;
use crate::input::spdx::model::{CreationInfo, ExternalRef, File, Package};
use crate::input::spdx::tag_value::at;
use crate::input::spdx::tag_value::lines::words;
use crate::inventory::Locate;
use crate::source::Location;

/// The values of one element may not be larger together.
const LARGEST: usize = 64 << 20;

/// What a line says of its element: those that tell who published it, or whether it is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Statement {
    Id,
    Name,
    Version,
    Supplier,
    Originator,
    DownloadLocation,
    HomePage,
    Copyright,
    LicenseConcluded,
    LicenseDeclared,
    Purpose,
    ExternalRef,
    /// The file of which a snippet is a part.
    FromFile,
    /// Who made the document.
    Creator,
}

/// The values of one element, in one piece of memory.
#[derive(Default)]
pub(super) struct Gathered {
    text: String,
    values: Vec<Value>,
    /// The line at which the element begins.
    line: u32,
}

/// Where a value stands in the text, and on which line of the document.
struct Value {
    says: Statement,
    start: usize,
    end: usize,
    line: u32,
}

impl Gathered {
    /// Forget everything, keep the memory: an element begins on a line.
    pub(super) fn begin(&mut self, line: u32) {
        self.text.clear();
        self.values.clear();
        self.line = line;
    }

    /// Hold a value; false where the element is larger than the program reads.
    #[must_use]
    pub(super) fn keep(&mut self, says: Statement, value: &str, line: u32) -> bool {
        let start = self.text.len();
        self.text.push_str(value);
        let end = self.text.len();
        self.values.push(Value {
            says,
            start,
            end,
            line,
        });
        // An empty value takes memory, too.
        end + self.values.len() * size_of::<Value>() <= LARGEST
    }

    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// The line on which another identifier or party is stated than before: one would hide the other.
    pub(super) fn twice(&self) -> Option<u32> {
        [Statement::Id, Statement::Supplier, Statement::Originator]
            .into_iter()
            .find_map(|says| {
                let mut values = self.values.iter().filter(|value| value.says == says);
                let first = self.text(values.next()?);
                let other = values.find(|value| self.text(value) != first);
                other.map(|value| value.line)
            })
    }

    /// The element as a package. Of what is said twice, the last counts; addresses all do.
    pub(super) fn package(&self) -> Package<'_> {
        let mut package = Package::default();
        for (says, value) in self.values() {
            let field = match says {
                Statement::Id => &mut package.id,
                Statement::Name => &mut package.name,
                Statement::Version => &mut package.version_info,
                Statement::Supplier => &mut package.supplier,
                Statement::Originator => &mut package.originator,
                Statement::DownloadLocation => &mut package.download_location,
                Statement::HomePage => &mut package.homepage,
                Statement::Copyright => &mut package.copyright_text,
                Statement::LicenseConcluded => &mut package.license_concluded,
                Statement::LicenseDeclared => &mut package.license_declared,
                Statement::Purpose => &mut package.primary_package_purpose,
                Statement::ExternalRef => {
                    package.external_refs.push(external(value));
                    continue;
                }
                // Snippets and documents alone have them.
                Statement::FromFile | Statement::Creator => continue,
            };
            let before = field.replace(string(value));
            let kind = match says {
                Statement::DownloadLocation => "vcs",
                Statement::HomePage => "website",
                _ => continue,
            };
            if before.is_some() {
                package.external_refs.push(ExternalRef {
                    reference_type: Some(string(kind)),
                    reference_locator: before,
                });
            }
        }
        package
    }

    /// The element as a file or snippet.
    pub(super) fn file(&self) -> File<'_> {
        let mut file = File::default();
        for (says, value) in self.values() {
            match says {
                Statement::Id => file.id = Some(string(value)),
                Statement::Name => file.file_name = Some(string(value)),
                Statement::Copyright => file.copyright_text = Some(string(value)),
                Statement::FromFile => file.snippet_from_file = Some(string(value)),
                // Packages alone have the others.
                _ => {}
            }
        }
        file
    }

    /// The document's creators.
    pub(super) fn creation(&self) -> CreationInfo<'_> {
        let creators = self.values().map(|(_, creator)| string(creator));
        CreationInfo {
            creators: creators.collect(),
        }
    }

    fn values(&self) -> impl Iterator<Item = (Statement, &str)> {
        let values = self.values.iter();
        values.map(|value| (value.says, self.text(value)))
    }

    fn text(&self, value: &Value) -> &str {
        &self.text[value.start..value.end]
    }
}

/// Category, type and locator.
fn external(value: &str) -> ExternalRef<'_> {
    let mut words = words(value).skip(1);
    ExternalRef {
        reference_type: words.next().map(string),
        reference_locator: words.next().map(string),
    }
}

fn string(text: &str) -> Str<'_> {
    Str(Cow::Borrowed(text))
}

impl Locate for Gathered {
    fn locate(&self, value: &str) -> Location {
        let offset = (value.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize);
        // They stand in the text one behind the other.
        let holding = |at: usize| {
            let behind = self.values.partition_point(|held| held.start <= at);
            self.values.get(behind.checked_sub(1)?)
        };
        let found = offset.and_then(holding);
        let found = found.filter(|held| offset.is_some_and(|at| at < held.end));
        at(found.map_or(self.line, |value| value.line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looked for one after the other, so many would take minutes.
    #[test]
    fn each_creator_stands_on_its_line() {
        let mut gathered = Gathered::default();
        for line in 1..=200_000 {
            assert!(gathered.keep(Statement::Creator, "Organization: Acme", line));
        }
        let creation = gathered.creation();
        for (line, creator) in (1..).zip(&creation.creators) {
            let name = creator.as_str().trim_start_matches("Organization: ");
            assert_eq!(gathered.locate(name), at(line));
        }
    }
}
