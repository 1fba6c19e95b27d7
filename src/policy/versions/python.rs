//! Version specifiers of Python packages ([PEP 440]).
//!
//! A pre-release is inside only where a specifier names one.
//!
//! [PEP 440]: https://packaging.python.org/en/latest/specifications/version-specifiers/

use std::cmp::Ordering;

use crate::policy::versions::Operator;

/// Specifiers of which all must hold.
#[derive(Clone, Debug)]
pub(crate) struct Range(Vec<Specifier>);

#[derive(Clone, Debug)]
enum Specifier {
    /// `<`, `>=` and the like.
    Compare(Operator, Version),
    /// `==1.4.*`, or that it is not.
    Begins(bool, Version),
    /// `~=1.4.2`: not before it, and of the same beginning.
    Compatible(Version, Version),
    /// `===`: letter by letter.
    Same(String),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Version {
    epoch: u64,
    release: Vec<u64>,
    /// `a`, `b` or `rc`, by their order, and a number.
    pre: Option<(u8, u64)>,
    post: Option<u64>,
    dev: Option<u64>,
    local: Option<Vec<Segment>>,
}

/// A part of a local version; a word is before every number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Word(String),
    Number(u64),
}

impl Range {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let specifiers = text.split(',').map(|one| Specifier::parse(one.trim()));
        specifiers.collect::<Option<_>>().map(Self)
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        let Some(version) = Version::parse(text) else {
            return false;
        };
        (!version.is_pre_release() || self.0.iter().any(Specifier::names_a_pre_release))
            && self.0.iter().all(|one| one.holds(&version, text))
    }
}

impl Specifier {
    fn parse(text: &str) -> Option<Self> {
        if let Some(same) = text.strip_prefix("===") {
            let same = same.trim();
            return (!same.is_empty() && !same.contains(char::is_whitespace))
                .then(|| Self::Same(same.to_ascii_lowercase()));
        }
        let start = text.find(|c: char| !"<>=!~".contains(c))?;
        let (operator, version) = text.split_at(start);
        if matches!(operator, "==" | "!=")
            && let Some(beginning) = version.strip_suffix(".*")
        {
            let beginning = Version::parse(beginning).filter(Version::is_plain)?;
            return Some(Self::Begins(operator == "==", beginning));
        }
        let version = Version::parse(version)?;
        if version.local.is_some() && !matches!(operator, "==" | "!=") {
            return None;
        }
        if operator == "~=" {
            let beginning = version.release.split_last()?.1.to_vec();
            let beginning = (!beginning.is_empty()).then(|| Version {
                epoch: version.epoch,
                release: beginning,
                ..Version::default()
            })?;
            return Some(Self::Compatible(version, beginning));
        }
        // `=` alone is none of Python's, nor is a version alone.
        let operator = Operator::plain(operator).filter(|_| !matches!(operator, "" | "="))?;
        Some(Self::Compare(operator, version))
    }

    fn names_a_pre_release(&self) -> bool {
        match self {
            Self::Compare(Operator::NotEqual, _) | Self::Begins(..) => false,
            Self::Compare(_, version) | Self::Compatible(version, _) => version.is_pre_release(),
            Self::Same(text) => Version::parse(text).is_some_and(|same| same.is_pre_release()),
        }
    }

    fn holds(&self, version: &Version, text: &str) -> bool {
        match self {
            Self::Same(same) => text.trim().eq_ignore_ascii_case(same),
            Self::Begins(wanted, beginning) => version.begins(beginning) == *wanted,
            Self::Compatible(least, beginning) => {
                version.public().order(least).is_ge() && version.begins(beginning)
            }
            Self::Compare(operator, bound) => {
                let order = match operator {
                    // A local version is another only where the specifier names one.
                    Operator::Equal | Operator::NotEqual if bound.local.is_some() => {
                        version.order(bound)
                    }
                    Operator::Less | Operator::Greater => version.order(bound),
                    _ => version.public().order(bound),
                };
                operator.holds(order) && !(version.is_of(bound) && version.slips(*operator, bound))
            }
        }
    }
}

impl Version {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_prefix('v').unwrap_or(&text);
        let (public, local) = match text.split_once('+') {
            Some((public, local)) => (public, Some(segments(local)?)),
            None => (text, None),
        };
        let (epoch, public) = match public.split_once('!') {
            Some((epoch, public)) => (number_of(epoch)?, public),
            None => (0, public),
        };
        let mut rest = Rest(public);
        let mut release = vec![rest.number()?];
        while let Some(after) = rest.0.strip_prefix('.')
            && after.starts_with(|c: char| c.is_ascii_digit())
        {
            rest = Rest(after);
            release.push(rest.number()?);
        }
        let pre = rest.suffix(&[
            ("alpha", 0),
            ("a", 0),
            ("beta", 1),
            ("b", 1),
            ("preview", 2),
            ("pre", 2),
            ("rc", 2),
            ("c", 2),
        ]);
        let post = match rest.0.strip_prefix('-') {
            Some(after) if after.starts_with(|c: char| c.is_ascii_digit()) => {
                rest = Rest(after);
                Some((0, rest.number()?))
            }
            _ => rest.suffix(&[("post", 0), ("rev", 0), ("r", 0)]),
        };
        let dev = rest.suffix(&[("dev", 0)]);
        rest.0.is_empty().then_some(Self {
            epoch,
            release,
            pre,
            post: post.map(|(_, number)| number),
            dev: dev.map(|(_, number)| number),
            local,
        })
    }

    fn is_pre_release(&self) -> bool {
        self.pre.is_some() || self.dev.is_some()
    }

    /// Nothing but an epoch and numbers.
    fn is_plain(&self) -> bool {
        !self.is_pre_release() && self.post.is_none() && self.local.is_none()
    }

    fn public(&self) -> Self {
        Self {
            local: None,
            ..self.clone()
        }
    }

    /// The numbers without zeros at the end.
    fn significant(&self) -> &[u64] {
        let end = self.release.iter().rposition(|number| *number > 0);
        &self.release[..end.map_or(0, |last| last + 1)]
    }

    fn order(&self, other: &Self) -> Ordering {
        fn key(version: &Version) -> impl Ord + '_ {
            // A development release alone is before every pre-release, a release after them.
            let pre = match (version.pre, version.post, version.dev) {
                (Some((kind, number)), ..) => (1, kind, number),
                (None, None, Some(_)) => (0, 0, 0),
                (None, ..) => (2, 0, 0),
            };
            let dev = version.dev.map_or((1, 0), |number| (0, number));
            let significant = version.significant();
            (
                version.epoch,
                significant,
                pre,
                version.post,
                dev,
                &version.local,
            )
        }
        key(self).cmp(&key(other))
    }

    /// Whether the numbers begin with those of another; what is missing is zero.
    fn begins(&self, with: &Self) -> bool {
        let at = |place: usize| self.release.get(place).copied().unwrap_or(0);
        let mut wanted = with.release.iter().enumerate();
        self.epoch == with.epoch && wanted.all(|(place, number)| at(place) == *number)
    }

    /// Whether the numbers are those of another.
    fn is_of(&self, other: &Self) -> bool {
        (self.epoch, self.significant()) == (other.epoch, other.significant())
    }

    /// `<` leaves out pre-releases of its version, `>` post-releases and local versions.
    fn slips(&self, operator: Operator, bound: &Self) -> bool {
        match operator {
            Operator::Less => {
                self.is_pre_release() && !bound.is_pre_release() && self.post == bound.post
            }
            Operator::Greater => {
                let is_post_of = self.pre == bound.pre && bound.dev.is_none();
                is_post_of && (self.post.is_some() && bound.post.is_none() || self.local.is_some())
            }
            _ => false,
        }
    }
}

/// What of a version is not read yet.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    fn number(&mut self) -> Option<u64> {
        let end = self.0.find(|c: char| !c.is_ascii_digit());
        let (number, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        number_of(number)
    }

    /// One of some words with a number, `.`, `-` or `_` before each; a word alone is its zeroth.
    ///
    /// A number that is too large stays where it is, so that nothing reads the version.
    fn suffix(&mut self, words: &[(&str, u8)]) -> Option<(u8, u64)> {
        let unseparated = self.0.strip_prefix(['.', '-', '_']).unwrap_or(self.0);
        let mut words = words.iter();
        let (after, kind) =
            words.find_map(|(word, kind)| Some((unseparated.strip_prefix(word)?, *kind)))?;
        let mut numbered = Rest(after.strip_prefix(['.', '-', '_']).unwrap_or(after));
        let mut number = 0;
        if numbered.0.starts_with(|c: char| c.is_ascii_digit()) {
            number = numbered.number()?;
            self.0 = numbered.0;
        } else {
            self.0 = after;
        }
        Some((kind, number))
    }
}

fn number_of(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

fn segments(local: &str) -> Option<Vec<Segment>> {
    let one = |part: &str| {
        let is_word = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_word.then(|| match number_of(part) {
            Some(number) => Segment::Number(number),
            None => Segment::Word(part.to_owned()),
        })
    };
    local.split(['.', '-', '_']).map(one).collect()
}
