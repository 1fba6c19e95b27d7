//! SPDX 2 as lines of `Tag: value`, read one element at a time.
//!
//! Elements begin with a tag of their own and have no end, so what was
//! gathered is told when the next one begins.

mod lines;

use std::borrow::Cow;
use std::io::BufRead;
use std::mem;

use crate::diagnostic::Diagnostic;
use crate::input::json::Str;
use crate::input::spdx::declared::Declared;
use crate::input::spdx::model::{CreationInfo, ExternalRef, File, Package, Relationship};
use crate::input::spdx::tag_value::lines::{Entry, Lines, Trouble};
use crate::input::teller::{Teller, version};
use crate::inventory::{Document, Edge, Locate, Unreadable, Visitor};
use crate::source::{Location, Spot};

/// Whether a text is a document of this kind.
pub(crate) fn is_tag_value(head: &str) -> bool {
    head.lines().any(|line| line.starts_with("SPDXVersion:"))
}

/// Read a document.
pub(crate) fn read(stream: impl BufRead, to: &mut dyn Visitor) -> Result<Document, Unreadable> {
    let mut reader = Reader {
        teller: Teller::new(to),
        current: Current::Document,
        line: 1,
        package_id: String::new(),
        declared: Declared::default(),
        nameless: false,
        packages_state: None,
        files_state: None,
        values: Vec::new(),
        creators: Vec::new(),
        version: None,
        namespace: None,
        counts: [0; 2],
        odd_lines: 0,
    };
    match reader.body(&mut Lines::new(stream)) {
        Ok(()) => Ok(Document {
            format: "spdx",
            encoding: "tag-value",
            spec_version: reader.version,
            digest: None,
            identity: reader.namespace,
            dependencies: reader.teller.dependencies,
            links: reader.teller.links,
            explain: None,
        }),
        Err(trouble) => Err(Unreadable {
            diagnostic: trouble.explain(),
            format: Some("spdx"),
            encoding: Some("tag-value"),
        }),
    }
}

/// What the lines are about.
enum Current {
    Document,
    Package(Box<Package<'static>>),
    File(File<'static>),
}

struct Reader<'v> {
    teller: Teller<'v>,
    current: Current,
    /// The line at which the current element began.
    line: u32,
    /// The package in whose section the lines stand.
    package_id: String,
    declared: Declared,
    /// Whether some package or file has no identifier.
    nameless: bool,
    /// What all packages so far state, and all files.
    packages_state: Option<[bool; 4]>,
    files_state: Option<[bool; 4]>,
    /// The values of the current element: where they are in memory, how long, and their line.
    values: Vec<(usize, usize, u32)>,
    creators: Vec<(Str<'static>, u32)>,
    version: Option<String>,
    namespace: Option<String>,
    /// Packages and files so far.
    counts: [u32; 2],
    odd_lines: u32,
}

impl Reader<'_> {
    fn body<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<(), Trouble> {
        let read = self.entries(lines);
        let is_cut = self.is_cut();
        // What was gathered of the last element counts, whether or not it is whole.
        self.flush();
        read?;
        if is_cut {
            return Err(Trouble::Truncated);
        }
        self.creation();
        // What has no identifier may be what is missing.
        let missing = self.declared.missing().filter(|_| !self.nameless);
        missing.map_or(Ok(()), |line| Err(Trouble::Undeclared(line)))
    }

    /// Whether the element at the end lacks what all others of its kind state, of what the specification asks.
    fn is_cut(&self) -> bool {
        let (stated, before) = match &self.current {
            Current::Document => return false,
            Current::Package(package) => (package_states(package), self.packages_state),
            Current::File(file) => ([file.copyright_text.is_some(); 4], self.files_state),
        };
        match (before, &self.current) {
            (Some(before), _) => before
                .iter()
                .zip(stated)
                .any(|(before, now)| *before && !now),
            (None, Current::Package(package)) => {
                package.download_location.is_none() && package.external_refs.is_empty()
            }
            (None, Current::File(_) | Current::Document) => false,
        }
    }

    fn entries<R: BufRead>(&mut self, lines: &mut Lines<R>) -> Result<(), Trouble> {
        while let Some(entry) = lines.entry()? {
            let is_whole = entry.terminated || self.is_whole(&entry);
            if entry.tag.is_empty() {
                self.odd_line(entry.line);
            } else {
                self.entry(entry);
            }
            if !is_whole {
                return Err(Trouble::Truncated);
            }
        }
        Ok(())
    }

    /// Whether a last line without a line break says all that its writer wrote.
    fn is_whole(&self, entry: &Entry<'_>) -> bool {
        let is_relationship = entry.tag == "Relationship";
        let words: Vec<&str> = entry.value.split_ascii_whitespace().collect();
        match words.as_slice() {
            [_, _, other] if is_relationship => self.declared.has_whole(other),
            ["NOASSERTION" | "NONE"] => true,
            _ => entry.closed,
        }
    }

    fn odd_line(&mut self, line: u32) {
        self.odd_lines += 1;
        // One remark is enough to send somebody there.
        if self.odd_lines == 1 {
            let diagnostic = Diagnostic::warning("field-unreadable", "a line is no `Tag: value`");
            self.teller.to.diagnostic(diagnostic.at(at(line)));
        }
    }

    fn entry(&mut self, entry: Entry<'_>) {
        let Entry {
            tag, value, line, ..
        } = entry;
        match tag.as_ref() {
            "PackageName" => {
                self.begin(Current::Package(Box::default()), line);
                self.package_id.clear();
            }
            "FileName" => self.begin(Current::File(File::default()), line),
            "SnippetSPDXID" | "SnippetSPDXIdentifier" => {
                self.begin(Current::File(File::default()), line);
            }
            // What follows one of these is about no package and no file.
            "LicenseID" => self.begin(Current::Document, line),
            _ => {}
        }
        match tag.as_ref() {
            "SPDXVersion" => self.version = version(&value),
            "DocumentNamespace" => self.namespace = Some(value.into_owned()),
            "Creator" => self
                .creators
                .push((Str(Cow::Owned(value.into_owned())), line)),
            "ExternalDocumentRef" => {
                if let Some(to) = value.split_ascii_whitespace().nth(1) {
                    self.teller.link(to, at(line));
                }
            }
            "Relationship" => self.relationship(&value, line),
            "SPDXID" | "SnippetSPDXID" | "SnippetSPDXIdentifier" => self.identify(&value, line),
            tag => self.field(tag, &value, line),
        }
    }

    /// A field of the current element. Checksums, comments and the like do not tell who published it.
    fn field(&mut self, tag: &str, value: &str, line: u32) {
        let values = &mut self.values;
        match &mut self.current {
            Current::Package(package) if tag == "ExternalRef" => {
                let mut words = value.split_ascii_whitespace().skip(1);
                let mut word = || words.next().map(|word| kept(word, line, values));
                let reference = ExternalRef {
                    reference_type: word(),
                    reference_locator: word(),
                };
                package.external_refs.push(reference);
            }
            Current::Package(package) => {
                if let Some(field) = package_field(package, tag) {
                    *field = Some(kept(value, line, values));
                }
            }
            Current::File(file) => match tag {
                "FileName" | "SnippetName" => file.file_name = Some(kept(value, line, values)),
                "FileCopyrightText" | "SnippetCopyrightText" => {
                    file.copyright_text = Some(kept(value, line, values));
                }
                _ => {}
            },
            Current::Document => {}
        }
    }

    fn identify(&mut self, id: &str, line: u32) {
        self.declared.declare(id);
        let id = kept(id, line, &mut self.values);
        match &mut self.current {
            Current::Package(package) => {
                id.as_str().clone_into(&mut self.package_id);
                package.id = Some(id);
            }
            Current::File(file) => file.id = Some(id),
            Current::Document => {}
        }
    }

    fn relationship(&mut self, value: &str, line: u32) {
        let mut words = value.split_ascii_whitespace();
        let [element, kind, related] = std::array::from_fn(|_| words.next());
        for id in [element, related].into_iter().flatten() {
            self.declared.name(id, line);
        }
        let string = |word| Str(Cow::Borrowed(word));
        self.teller.relationship(&Relationship {
            spdx_element_id: element.map(string),
            relationship_type: kind.map(string),
            related_spdx_element: related.map(string),
        });
    }

    fn begin(&mut self, next: Current, line: u32) {
        self.flush();
        self.current = next;
        self.line = line;
    }

    /// Tell the element that was gathered.
    fn flush(&mut self) {
        let places = Places {
            values: mem::take(&mut self.values),
            line: self.line,
        };
        let spot = |parent, index| Spot {
            line: self.line,
            column: 1,
            parent,
            index,
        };
        match mem::replace(&mut self.current, Current::Document) {
            Current::Package(package) => {
                self.teller
                    .package(&package, spot("/packages", self.counts[0]), &places);
                self.counts[0] += 1;
                self.packages_state = Some(common(self.packages_state, package_states(&package)));
                self.nameless |= package.id.is_none();
            }
            Current::File(file) => {
                self.teller
                    .file(&file, spot("/files", self.counts[1]), &places);
                self.counts[1] += 1;
                self.nameless |= file.id.is_none();
                let stated = [file.copyright_text.is_some(); 4];
                self.files_state = Some(common(self.files_state, stated));
                // A file in the section of a package is part of it (clause 8.1).
                if let (Some(id), false) = (&file.id, self.package_id.is_empty()) {
                    let package = self.teller.to.refer(&self.package_id);
                    let file = self.teller.to.refer(id.as_str());
                    self.teller.to.edge(package, Edge::Contains, file);
                }
            }
            Current::Document => {}
        }
        self.values = places.values;
        self.values.clear();
    }

    fn creation(&mut self) {
        let creators = mem::take(&mut self.creators);
        let line = creators.first().map_or(0, |(_, line)| *line);
        let values = creators.iter();
        let places = Places {
            values: values
                .map(|(creator, line)| {
                    (
                        creator.as_str().as_ptr() as usize,
                        creator.as_str().len(),
                        *line,
                    )
                })
                .collect(),
            line,
        };
        let creation = CreationInfo {
            creators: creators.into_iter().map(|(creator, _)| creator).collect(),
        };
        let spot = Spot {
            line,
            column: 1,
            ..Spot::default()
        };
        self.teller.creation(&creation, spot, &places);
    }
}

/// Which of the fields that the specification asks of a package (2.2) are there.
fn package_states(package: &Package<'_>) -> [bool; 4] {
    [
        package.download_location.is_some(),
        package.license_concluded.is_some(),
        package.license_declared.is_some(),
        package.copyright_text.is_some(),
    ]
}

fn common(before: Option<[bool; 4]>, now: [bool; 4]) -> [bool; 4] {
    let before = before.unwrap_or([true; 4]);
    std::array::from_fn(|field| before[field] && now[field])
}

/// A value that is held until its element is told.
fn kept(value: &str, line: u32, values: &mut Vec<(usize, usize, u32)>) -> Str<'static> {
    let value = Str(Cow::Owned(value.to_owned()));
    values.push((value.as_str().as_ptr() as usize, value.as_str().len(), line));
    value
}

fn package_field<'p>(
    package: &'p mut Package<'static>,
    tag: &str,
) -> Option<&'p mut Option<Str<'static>>> {
    Some(match tag {
        "PackageName" => &mut package.name,
        "PackageVersion" => &mut package.version_info,
        "PackageSupplier" => &mut package.supplier,
        "PackageOriginator" => &mut package.originator,
        "PackageDownloadLocation" => &mut package.download_location,
        "PackageHomePage" => &mut package.homepage,
        "PackageCopyrightText" => &mut package.copyright_text,
        "PackageLicenseConcluded" => &mut package.license_concluded,
        "PackageLicenseDeclared" => &mut package.license_declared,
        "PrimaryPackagePurpose" => &mut package.primary_package_purpose,
        _ => return None,
    })
}

/// The lines of the values of one element.
struct Places {
    values: Vec<(usize, usize, u32)>,
    line: u32,
}

impl Locate for Places {
    fn locate(&self, value: &str) -> Location {
        let address = value.as_ptr() as usize;
        let found = self
            .values
            .iter()
            .find(|(start, length, _)| (*start..start + length).contains(&address));
        at(found.map_or(self.line, |(.., line)| *line))
    }
}

fn at(line: u32) -> Location {
    Location {
        line: (line > 0).then_some(line),
        ..Location::default()
    }
}
