//! SPDX 2 as lines of `Tag: value`, read one element at a time.
//!
//! Elements begin with a tag of their own and have no end, so what was
//! gathered is told when the next one begins.

mod gathered;
mod lines;
mod tag;

use std::borrow::Cow;
use std::mem;

use crate::diagnostic::Diagnostic;
use crate::input::encoding::{Encoding, SPDX_2};
use crate::input::json::Str;
use crate::input::spdx::declared::Declared;
use crate::input::spdx::model::{File, Package, Relationship};
use crate::input::spdx::tag_value::gathered::{Gathered, Statement};
use crate::input::spdx::tag_value::lines::{Entry, Lines, Trouble, words};
use crate::input::spdx::tag_value::tag::Tag;
use crate::input::spdx::tell::{Connection, connection, whole};
use crate::input::teller::{Teller, no_text, twice};
use crate::input::waiting::Waiting;
use crate::inventory::{Document, Edge, SubjectId, Unreadable, Visitor};
use crate::source::{Location, Spot, Stream};

const TAG_VALUE: Encoding = Encoding {
    format: "spdx",
    encoding: "tag-value",
    known: SPDX_2,
};

/// Whether a text is a document of this kind: no line before its version has the key of another,
/// inside a text of which the version may stand.
pub(crate) fn is_tag_value(head: &str) -> bool {
    let mut lines = head.lines();
    let mut before = lines
        .by_ref()
        .take_while(|line| !line.starts_with("SPDXVersion:"));
    let is_other = before.any(begins_otherwise);
    !is_other && head.lines().any(|line| line.starts_with("SPDXVersion:"))
}

/// Whether a line has something else before a colon than a tag, of which all begin with a capital letter.
fn begins_otherwise(line: &str) -> bool {
    let line = line.trim_start();
    let has_tag = line.starts_with(|first: char| first.is_ascii_uppercase());
    line.contains(':') && !has_tag && !line.starts_with('#')
}

/// Read a document.
pub(crate) fn read(stream: &mut Stream, to: &mut dyn Visitor) -> Result<Document, Unreadable> {
    let mut reader = Reader {
        teller: Teller::new(to),
        current: Current::Document,
        gathered: Gathered::default(),
        is_over: false,
        package_id: String::new(),
        declared: Declared::default(),
        waiting: Waiting::default(),
        snippets: Vec::new(),
        nameless: false,
        packages_state: None,
        files_state: None,
        creators: Gathered::default(),
        version: String::new(),
        namespace: None,
        counts: [0; 2],
        odd_lines: 0,
        misplaced_lines: 0,
    };
    match reader.body(&mut Lines::new(stream)) {
        Ok(()) => Ok(reader
            .teller
            .document(&TAG_VALUE, &reader.version, reader.namespace)),
        Err(trouble) => Err(TAG_VALUE.unreadable(trouble.explain())),
    }
}

/// What the lines are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Current {
    Document,
    Package,
    File,
}

struct Reader<'v> {
    teller: Teller<'v>,
    current: Current,
    /// What is said of it.
    gathered: Gathered,
    /// Whether relationships came behind all of that: writers put these last.
    is_over: bool,
    /// The package in whose section the lines stand.
    package_id: String,
    declared: Declared,
    waiting: Waiting,
    /// Snippets of files that were not described so far, those files, and the packages in whose sections they stand.
    snippets: Vec<[SubjectId; 3]>,
    /// Whether some package or file has no identifier.
    nameless: bool,
    /// What all packages so far state, and all files.
    packages_state: Option<[bool; 4]>,
    files_state: Option<[bool; 4]>,
    creators: Gathered,
    version: String,
    namespace: Option<String>,
    /// Packages and files so far.
    counts: [u32; 2],
    odd_lines: u32,
    misplaced_lines: u32,
}

impl Reader<'_> {
    fn body(&mut self, lines: &mut Lines<'_>) -> Result<(), Trouble> {
        let read = self.entries(lines);
        self.teller.remark(lines.was_mended().then(no_text));
        if let Some(line) = lines.overrun() {
            self.misplaced_line(line, "something follows the end of a value on its line");
        }
        let is_cut = self.is_cut();
        // What was gathered of the last element counts, whether or not it is whole.
        self.flush();
        self.connect_waiting();
        self.connect_snippets();
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
        if self.is_over {
            return false;
        }
        match (self.current, self.packages_state, self.files_state) {
            (Current::Document, ..) | (Current::File, _, None) => false,
            (Current::Package, Some(before), _) => {
                lacks(before, package_states(&self.gathered.package()))
            }
            (Current::Package, None, _) => {
                let package = self.gathered.package();
                package.download_location.is_none() && package.external_refs.is_empty()
            }
            (Current::File, _, Some(before)) => lacks(before, file_states(&self.gathered.file())),
        }
    }

    fn entries(&mut self, lines: &mut Lines<'_>) -> Result<(), Trouble> {
        while let Some(entry) = lines.entry()? {
            let is_whole = entry.terminated || self.is_whole(&entry);
            if entry.tag.is_empty() && Tag::is_within(&entry.value) {
                self.misplaced_line(entry.line, "a line that is no tag has the name of one");
            } else if entry.tag.is_empty() {
                self.odd_line(entry.line);
            } else {
                self.entry(entry)?;
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
        let words: Vec<&str> = words(&entry.value).collect();
        match words.as_slice() {
            [_, _, other] if is_relationship => self.declared.has_whole(other),
            ["NOASSERTION" | "NONE"] => !entry.tag.is_empty(),
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

    fn entry(&mut self, entry: Entry<'_>) -> Result<(), Trouble> {
        let Entry { value, line, .. } = entry;
        match Tag::of(entry.tag) {
            Some(Tag::Package(says)) => {
                if says == Statement::Name {
                    self.begin(Current::Package, line);
                    self.package_id.clear();
                }
                return self.statement(Current::Package, says, &value, line);
            }
            Some(Tag::File(says)) => return self.statement(Current::File, says, &value, line),
            Some(Tag::FileName) => {
                self.begin(Current::File, line);
                return self.keep(Statement::Name, &value, line);
            }
            Some(Tag::Id) => return self.identify(&value, line),
            Some(Tag::SnippetId) => {
                self.begin(Current::File, line);
                return self.identify(&value, line);
            }
            Some(Tag::Relationship) => self.relationship(&value, line),
            Some(Tag::License) => self.begin(Current::Document, line),
            Some(Tag::SpdxVersion) => self.version = value.into_owned(),
            Some(Tag::Namespace) => self.namespace = Some(value.into_owned()),
            Some(Tag::Creator) => {
                if self.creators.line() == 0 {
                    self.creators.begin(line);
                }
                let fits = self.creators.keep(Statement::Creator, &value, line);
                return fits.then_some(()).ok_or(Trouble::TooLarge(line));
            }
            Some(Tag::ExternalDocument) => {
                if let Some(to) = words(&value).nth(1) {
                    self.teller.link(to, at(line));
                }
            }
            None if Tag::is_in_other_case(entry.tag) => {
                self.misplaced_line(
                    line,
                    "a tag is not in the letters that the format has for it",
                );
            }
            None => {}
        }
        Ok(())
    }

    /// What is said of an element, which must be the current one.
    fn statement(
        &mut self,
        of: Current,
        says: Statement,
        value: &str,
        line: u32,
    ) -> Result<(), Trouble> {
        if says == Statement::ExternalRef && words(value).nth(2).is_none() {
            self.misplaced_line(
                line,
                "a reference has fewer words than the three that make one",
            );
        }
        if self.current == of {
            return self.keep(says, value, line);
        }
        // Nobody can tell which is meant.
        self.misplaced_line(
            line,
            "a line describes a package or file, and stands below none",
        );
        Ok(())
    }

    /// A line that other programs may take for something else.
    fn misplaced_line(&mut self, line: u32, message: &str) {
        self.misplaced_lines += 1;
        if self.misplaced_lines == 1 {
            let diagnostic = Diagnostic::error("field-unreadable", message);
            self.teller.to.diagnostic(diagnostic.at(at(line)));
        }
    }

    fn keep(&mut self, says: Statement, value: &str, line: u32) -> Result<(), Trouble> {
        self.is_over = false;
        let fits = self.gathered.keep(says, value, line);
        fits.then_some(()).ok_or(Trouble::TooLarge(line))
    }

    fn identify(&mut self, id: &str, line: u32) -> Result<(), Trouble> {
        self.declared.declare(id);
        match self.current {
            Current::Package => {
                id.clone_into(&mut self.package_id);
                self.keep(Statement::Id, id, line)
            }
            Current::File => self.keep(Statement::Id, id, line),
            Current::Document => Ok(()),
        }
    }

    fn relationship(&mut self, value: &str, line: u32) {
        self.is_over = true;
        let mut words = words(value);
        let [element, kind, related] = std::array::from_fn(|_| words.next());
        let string = |word| Str(Cow::Borrowed(word));
        let relationship = Relationship {
            spdx_element_id: element.map(string),
            relationship_type: kind.map(string),
            related_spdx_element: related.map(string),
        };
        let Some(connection) = connection(&relationship) else {
            for id in [element, related].into_iter().flatten() {
                self.declared.name(id, line);
            }
            return;
        };
        let Connection {
            one,
            edge,
            direction,
            other,
        } = connection;
        let known = self.teller.begin_connection(&connection);
        if !self.declared.is_told(known) {
            self.declared.name(one, line);
        }
        if self.waiting.push(known, edge, direction, other, line) {
            self.connect_waiting();
        }
    }

    fn connect_waiting(&mut self) {
        let declared = &mut self.declared;
        self.waiting.tell(self.teller.to, |id, reference, line| {
            if !declared.is_told(id) {
                declared.name(reference, line);
            }
        });
    }

    /// Snippets of files that are described nowhere are parts of the packages in whose sections they stand.
    fn connect_snippets(&mut self) {
        for [snippet, file, package] in mem::take(&mut self.snippets) {
            if !self.declared.is_told(file) {
                self.teller.to.edge(package, Edge::Contains, snippet);
            }
        }
    }

    fn begin(&mut self, next: Current, line: u32) {
        self.flush();
        self.current = next;
        self.gathered.begin(line);
    }

    /// Tell the element that was gathered.
    fn flush(&mut self) {
        let gathered = mem::take(&mut self.gathered);
        self.teller
            .remark(gathered.twice().map(|line| twice().at(at(line))));
        let spot = |parent, index| Spot {
            line: gathered.line(),
            column: 1,
            parent,
            index,
        };
        match mem::replace(&mut self.current, Current::Document) {
            Current::Package => {
                let package = gathered.package();
                let spot = spot("/packages", self.counts[0]);
                let id = self.teller.package(&package, spot, &gathered);
                self.declared.tell(id);
                self.counts[0] += 1;
                self.packages_state = Some(common(self.packages_state, package_states(&package)));
                self.nameless |= package.id.is_none();
            }
            Current::File => {
                let file = gathered.file();
                let spot = spot("/files", self.counts[1]);
                let id = self.teller.file(&file, spot, &gathered);
                self.declared.tell(id);
                self.counts[1] += 1;
                self.nameless |= file.id.is_none();
                self.files_state = Some(common(self.files_state, file_states(&file)));
                // A file in the section of a package is part of it (clause 8.1); a snippet, of its file.
                if let (Some(part), false) = (&file.id, self.package_id.is_empty()) {
                    let package = self.teller.to.refer(&self.package_id);
                    let whole = whole(&file).map(|whole| self.teller.to.refer(whole));
                    match whole {
                        None => {
                            let file = self.teller.to.refer(part.as_str());
                            self.teller.to.edge(package, Edge::Contains, file);
                        }
                        Some(whole) if !self.declared.is_told(whole) => {
                            self.snippets.push([id, whole, package]);
                        }
                        Some(_) => {}
                    }
                }
            }
            Current::Document => {}
        }
        self.gathered = gathered;
    }

    fn creation(&mut self) {
        let creators = mem::take(&mut self.creators);
        let spot = Spot {
            line: creators.line(),
            column: 1,
            ..Spot::default()
        };
        self.teller.creation(&creators.creation(), spot, &creators);
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

/// The same of a file, whose only such field is its copyright text.
fn file_states(file: &File<'_>) -> [bool; 4] {
    [file.copyright_text.is_some(); 4]
}

/// Whether something is not stated that was before.
fn lacks(before: [bool; 4], now: [bool; 4]) -> bool {
    let mut both = before.into_iter().zip(now);
    both.any(|(before, now)| before && !now)
}

fn common(before: Option<[bool; 4]>, now: [bool; 4]) -> [bool; 4] {
    let before = before.unwrap_or([true; 4]);
    std::array::from_fn(|field| before[field] && now[field])
}

pub(super) fn at(line: u32) -> Location {
    Location {
        line: (line > 0).then_some(line),
        ..Location::default()
    }
}
