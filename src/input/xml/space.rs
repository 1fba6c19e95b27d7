//! Prefixes of names, and whose vocabularies they stand for.

/// Whose vocabulary an element is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// No namespace is declared for it.
    None,
    /// CycloneDX, any version, with what stood in extensions before 1.2: the dependency graph and the metadata.
    CycloneDx,
    /// RDF, SPDX or a vocabulary that SPDX uses.
    Rdf,
    /// Somebody else's.
    Foreign,
}

impl Space {
    /// The vocabulary with this URI.
    fn of(uri: &str) -> Self {
        let begins = |beginnings: &[&str]| beginnings.iter().any(|start| uri.starts_with(start));
        if uri.is_empty() {
            Self::None
        } else if begins(&[
            "http://cyclonedx.org/schema/bom",
            "https://cyclonedx.org/schema/bom",
            "http://cyclonedx.org/schema/ext/dependency-graph",
            "http://cyclonedx.org/schema/ext/bom-descriptor",
        ]) {
            Self::CycloneDx
        } else if begins(&["http://spdx.org/rdf/", "http://usefulinc.com/ns/doap"])
            || uri == "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
            || uri == "http://www.w3.org/2000/01/rdf-schema#"
        {
            Self::Rdf
        } else {
            Self::Foreign
        }
    }
}

/// Prefixes that may be in force at once: whoever asks for one looks through them all.
const MOST: usize = 200;

/// The prefixes in force, each with the depth of the element that declares it.
#[derive(Default)]
pub(super) struct Spaces {
    declared: Vec<(usize, String, Space)>,
    /// The CycloneDX namespace that the root declares.
    schema: String,
    has_spdx_3: bool,
}

impl Spaces {
    /// The CycloneDX namespace that the root declares; empty where it declares none.
    pub(super) fn schema(&self) -> &str {
        &self.schema
    }

    /// Whether names of SPDX 3 were declared so far.
    pub(super) fn has_spdx_3(&self) -> bool {
        self.has_spdx_3
    }

    /// An element at a depth declares a prefix; that without one is empty. False where there are too many.
    #[must_use]
    pub(super) fn declare(&mut self, depth: usize, prefix: &str, uri: &str) -> bool {
        let space = Space::of(uri);
        if depth == 1 && space == Space::CycloneDx && uri.contains("/bom") {
            uri.clone_into(&mut self.schema);
        }
        self.has_spdx_3 |= uri.contains("spdx.org/rdf/3");
        self.declared.push((depth, prefix.to_owned(), space));
        self.declared.len() <= MOST
    }

    /// Whose vocabulary a prefix stands for; `None` where it is not declared.
    pub(super) fn of(&self, prefix: &str) -> Option<Space> {
        // Most prefixes are empty, and comparing nothing with nothing takes some processors long.
        let is_it =
            |known: &str| known.len() == prefix.len() && (known.is_empty() || known == prefix);
        let mut latest_first = self.declared.iter().rev();
        let declared = latest_first.find(|(_, known, _)| is_it(known));
        let undeclared = prefix.is_empty().then_some(Space::None);
        declared.map(|(.., space)| *space).or(undeclared)
    }

    /// The element at a depth ends, and what it declares.
    pub(super) fn end(&mut self, depth: usize) {
        // Those that were declared last are of the deepest elements.
        let is_over = |(of, ..): &mut (usize, String, Space)| *of >= depth;
        while self.declared.pop_if(is_over).is_some() {}
    }

    /// How many prefixes are in force.
    pub(super) fn len(&self) -> usize {
        self.declared.len()
    }

    /// Forget all but the first so many.
    pub(super) fn truncate(&mut self, length: usize) {
        self.declared.truncate(length);
    }
}
