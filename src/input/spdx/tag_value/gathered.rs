//! The lines of one element, held until the next element begins.

use std::borrow::Cow;

use crate::input::json::Str;
use crate::input::spdx::model::{ExternalRef, File, Package};
use crate::input::spdx::tag_value::lines::words;
use crate::inventory::Locate;
use crate::source::Location;

/// The values of one element may not be larger together.
const LARGEST: usize = 64 << 20;

/// What a line says of its element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
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
}

impl Tag {
    /// Those that tell who published a package, or whether its element is whole.
    pub(super) fn of_package(tag: &str) -> Option<Self> {
        Some(match tag {
            "PackageName" => Self::Name,
            "PackageVersion" => Self::Version,
            "PackageSupplier" => Self::Supplier,
            "PackageOriginator" => Self::Originator,
            "PackageDownloadLocation" => Self::DownloadLocation,
            "PackageHomePage" => Self::HomePage,
            "PackageCopyrightText" => Self::Copyright,
            "PackageLicenseConcluded" => Self::LicenseConcluded,
            "PackageLicenseDeclared" => Self::LicenseDeclared,
            "PrimaryPackagePurpose" => Self::Purpose,
            "ExternalRef" => Self::ExternalRef,
            _ => return None,
        })
    }

    /// The same for a file or snippet.
    pub(super) fn of_file(tag: &str) -> Option<Self> {
        Some(match tag {
            "FileName" | "SnippetName" => Self::Name,
            "FileCopyrightText" | "SnippetCopyrightText" => Self::Copyright,
            _ => return None,
        })
    }
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
    tag: Tag,
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
    pub(super) fn keep(&mut self, tag: Tag, value: &str, line: u32) -> bool {
        let start = self.text.len();
        self.text.push_str(value);
        let end = self.text.len();
        self.values.push(Value {
            tag,
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
        [Tag::Id, Tag::Supplier, Tag::Originator]
            .into_iter()
            .find_map(|tag| {
                let mut values = self.values.iter().filter(|value| value.tag == tag);
                let first = self.text(values.next()?);
                let other = values.find(|value| self.text(value) != first);
                other.map(|value| value.line)
            })
    }

    /// The element as a package. Of what is said twice, the last counts; addresses all do.
    pub(super) fn package(&self) -> Package<'_> {
        let mut package = Package::default();
        for (tag, value) in self.values() {
            let field = match tag {
                Tag::Id => &mut package.id,
                Tag::Name => &mut package.name,
                Tag::Version => &mut package.version_info,
                Tag::Supplier => &mut package.supplier,
                Tag::Originator => &mut package.originator,
                Tag::DownloadLocation => &mut package.download_location,
                Tag::HomePage => &mut package.homepage,
                Tag::Copyright => &mut package.copyright_text,
                Tag::LicenseConcluded => &mut package.license_concluded,
                Tag::LicenseDeclared => &mut package.license_declared,
                Tag::Purpose => &mut package.primary_package_purpose,
                Tag::ExternalRef => {
                    package.external_refs.push(external(value));
                    continue;
                }
            };
            let before = field.replace(string(value));
            let kind = match tag {
                Tag::DownloadLocation => "vcs",
                Tag::HomePage => "website",
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
        for (tag, value) in self.values() {
            match tag {
                Tag::Id => file.id = Some(string(value)),
                Tag::Name => file.file_name = Some(string(value)),
                Tag::Copyright => file.copyright_text = Some(string(value)),
                // Packages alone have the others.
                _ => {}
            }
        }
        file
    }

    fn values(&self) -> impl Iterator<Item = (Tag, &str)> {
        let values = self.values.iter();
        values.map(|value| (value.tag, self.text(value)))
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
        let holds = |held: &&Value| offset.is_some_and(|at| (held.start..held.end).contains(&at));
        let found = self.values.iter().find(holds);
        super::at(found.map_or(self.line, |value| value.line))
    }
}
