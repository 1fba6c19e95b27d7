//! The part of a mark that decides what it says.
//!
//! Documents repeat publishers, not packages: a hundred thousand marks share a
//! few thousand namespaces, hosts and mail domains. A mark of plain form whose
//! answer hangs on such a part alone has that part as its *stem*, and marks with
//! equal stems have equal answers. Any other mark has no stem and is looked at
//! whole; so has every mark whose rest some entry of the lists could decide.

mod hashes;

use foldhash::fast::RandomState;
use hashbrown::HashSet;

use crate::denylist::model::{Denylist, Identity, IdentityKind};
use crate::identifier::{Repository, percent_decode};
use crate::inventory::{Mark, PartyRole, UrlRole};
use crate::matching::distribution::{self, GO_LIBRARY};
use crate::matching::stem::hashes::Hashes;

/// A longer name of a party is looked at anew each time.
const LONGEST_NAME: usize = 128;
/// Beginnings of URLs that host and path follow as in any other.
const SCHEMES: [&str; 6] = [
    "https://",
    "git+https://",
    "http://",
    "git://",
    "git+ssh://git@",
    "ssh://git@",
];
/// A longer package name is looked at whole.
const LONGEST_FOLDED: usize = 64;

/// What sort of mark a stem was taken from: equal texts of different sorts say different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Purl,
    Cpe,
    Url(UrlRole),
    /// A package in the place of such a URL.
    Page(UrlRole),
    Name(PartyRole),
    Email(PartyRole),
}

/// The deciding part of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stem<'a> {
    pub(crate) sort: Sort,
    pub(crate) text: &'a str,
}

/// What the lists decide by more than a stem.
#[derive(Debug, Default)]
pub(crate) struct Exceptions {
    /// Last segments of packages and Go modules, folded.
    names: Hashes,
    /// Beginnings of names in registries without namespaces, folded, sorted, none the beginning of another.
    beginnings: Vec<Box<[u8]>>,
    /// How the names that begin so begin: a name begins with none of them unless its bit is set.
    heads: [u32; 32],
    /// Domains of whole addresses.
    mail_domains: HashSet<Box<str>, RandomState>,
    /// Hosts on which some entry names an organisation.
    hosts: HashSet<Box<str>, RandomState>,
    /// The last two labels of hosts on which some entry names a page; few, so that each is compared.
    with_pages: Vec<Box<str>>,
    /// Vendors of CPEs with entries for single products.
    cpe_vendors: HashSet<Box<str>, RandomState>,
}

impl Exceptions {
    /// What these lists decide by more than a stem.
    pub(crate) fn of(denylist: &Denylist) -> Self {
        let mut exceptions = Self::default();
        for identity in denylist
            .vendors
            .iter()
            .flat_map(|vendor| vendor.identities.iter())
        {
            exceptions.add(identity);
        }
        for beginning in &exceptions.beginnings {
            match head(beginning) {
                Some((at, bits)) => exceptions.heads[at] |= bits,
                None => exceptions.heads = [u32::MAX; 32],
            }
        }
        let beginnings = &mut exceptions.beginnings;
        beginnings.sort();
        beginnings.dedup_by(|longer, shorter| longer.starts_with(shorter));
        exceptions
    }

    fn add(&mut self, identity: &Identity) {
        let value = identity.value.as_ref();
        match identity.kind {
            IdentityKind::Package => self.names.add(&percent_decode(last_segment(&identity.key))),
            IdentityKind::GoModule => self.names.add(value),
            IdentityKind::PypiPrefix
            | IdentityKind::NpmPrefix
            | IdentityKind::NugetPrefix
            | IdentityKind::CocoapodsPrefix => {
                self.beginnings.push(folded_whole(value));
            }
            IdentityKind::ForgeOrganisation => {
                let host = value.split_once('/').map_or(value, |(host, _)| host);
                self.hosts.insert(host.to_lowercase().into());
            }
            IdentityKind::Page => {
                let host = value.split_once('/').map_or(value, |(host, _)| host);
                let labels = last_two_labels(host);
                if !self.has_pages(labels) {
                    self.with_pages.push(labels.into());
                }
            }
            IdentityKind::Email => {
                let domain = value
                    .rsplit_once('@')
                    .map_or(value, |(_, domain)| domain)
                    .to_lowercase();
                self.mail_domains.insert(domain.into());
            }
            IdentityKind::CpeVendor => {
                if let Some((vendor, _)) = value.split_once(':') {
                    self.cpe_vendors.insert(vendor.to_lowercase().into());
                }
            }
            _ => {}
        }
    }

    /// The stem of a mark, if it has one.
    pub(crate) fn stem<'a>(&self, mark: &Mark<'a>) -> Option<Stem<'a>> {
        let (sort, text) = match *mark {
            Mark::Purl(purl) => (Sort::Purl, self.purl(purl)?),
            Mark::Cpe(cpe) => (Sort::Cpe, self.cpe(cpe)?),
            Mark::Url { role, url } => (Sort::Url(role), self.place(url)?),
            Mark::Name { role, name } if name.len() <= LONGEST_NAME => (Sort::Name(role), name),
            Mark::Email { role, address } => (Sort::Email(role), self.mail_domain(address)?),
            Mark::Name { .. } | Mark::CargoSource(_) | Mark::Group(_) | Mark::Copyright(_) => {
                return None;
            }
        };
        Some(Stem { sort, text })
    }

    /// Type and namespace, where the name is one that no entry knows and nothing else says where the package is from.
    fn purl<'a>(&self, purl: &'a str) -> Option<&'a str> {
        let bytes = purl.as_bytes();
        let end = memchr::memchr2(b'?', b'#', bytes).unwrap_or(bytes.len());
        if end < bytes.len() && (bytes[end] == b'#' || has_address(&bytes[end..])) {
            return None;
        }
        let path = &bytes[..end];
        let slash = memchr::memrchr(b'/', path)?;
        let name = &path[slash + 1..];
        let name = &name[..memchr::memchr(b'@', name).unwrap_or(name.len())];
        let stem = purl.get(..=slash)?;
        let sort = stem.strip_prefix("pkg:")?;
        // An `@` further left would begin a version that holds a slash.
        let begins_version = |at: usize| at == 0 || sort.as_bytes()[at - 1] != b'/';
        if memchr::memchr_iter(b'@', sort.as_bytes()).any(begins_version) {
            return None;
        }
        let (kind, namespace) = sort.split_at(memchr::memchr(b'/', sort.as_bytes())?);
        let by_name = match kind {
            kind if !all(kind.as_bytes(), LOWER) => true,
            "swift" => true,
            // The channel stands in a qualifier.
            "conda" if end < bytes.len() => true,
            // The import path stands in the name.
            "deb" | "rpm" if name.starts_with(GO_LIBRARY.as_bytes()) => true,
            "deb" | "rpm" | "apk" | "alpm" | "conda" | "flatpak" | "generic" => {
                self.decides_by_original(kind, name)
            }
            // The owner is the second segment of a module's path.
            "golang" => !namespace.trim_matches('/').contains('/'),
            _ => false,
        };
        // Without a type or a name it is no package URL, and each such is remarked upon.
        let is_whole = !kind.is_empty() && !name.is_empty();
        (is_whole && !by_name && !self.decides(name)).then_some(stem)
    }

    /// Whether some entry may decide by what a distribution's package is built of.
    fn decides_by_original(&self, kind: &str, name: &[u8]) -> bool {
        let Ok(name) = str::from_utf8(name) else {
            return true;
        };
        distribution::originals(kind, name)
            .any(|original| original.is_by_domain() || self.decides(original.name.as_bytes()))
    }

    /// Whether some entry may decide by this name, or the name is not plain enough to tell.
    fn decides(&self, name: &[u8]) -> bool {
        let mut buffer = [0; LONGEST_FOLDED];
        let Some(folded) = folded(name, &mut buffer) else {
            return true;
        };
        let may_begin_so = head(folded).is_some_and(|(at, bits)| self.heads[at] & bits != 0);
        may_begin_so && self.begins_so(folded) || self.names.contains(folded)
    }

    /// Whether one of the beginnings is that of a folded name.
    fn begins_so(&self, folded: &[u8]) -> bool {
        let before = self
            .beginnings
            .partition_point(|beginning| beginning.as_ref() <= folded);
        let nearest = before
            .checked_sub(1)
            .and_then(|before| self.beginnings.get(before));
        nearest.is_some_and(|beginning| folded.starts_with(beginning))
    }

    /// Part and vendor of a formatted string.
    fn cpe<'a>(&self, cpe: &'a str) -> Option<&'a str> {
        let rest = cpe.strip_prefix("cpe:2.3:")?;
        let vendor = rest.get(2..).filter(|_| rest.as_bytes()[1] == b':')?;
        let length = memchr::memchr2(b':', b'\\', vendor.as_bytes())?;
        let vendor = &vendor[..length];
        let is_plain =
            vendor.len() > 1 && all(vendor.as_bytes(), LOWER | DIGIT | DOT | DASH | LINE);
        let end = "cpe:2.3:a:".len() + length;
        (is_plain && cpe.as_bytes()[end] == b':' && !self.cpe_vendors.contains(vendor))
            .then(|| &cpe[..end])
    }

    /// Scheme and host of a URL, and the first segment of its path where that is an account.
    fn place<'a>(&self, url: &'a str) -> Option<&'a str> {
        let bytes = url.as_bytes();
        let scheme = SCHEMES.iter().find(|scheme| url.starts_with(**scheme))?;
        let scheme = scheme.len();
        let path = memchr::memchr(b'/', &bytes[scheme..]).map_or(bytes.len(), |at| scheme + at);
        let host = &url[scheme..path];
        // A second scheme would begin another URL, and what is resolved first is no account as it stands.
        if !is_host(host.as_bytes())
            || host.ends_with('.')
            || memchr::memchr(b':', &bytes[path..]).is_some()
            || is_resolved_first(&bytes[path..])
        {
            return None;
        }
        let plain_host = host.strip_prefix("www.").unwrap_or(host);
        if !Repository::has_accounts(plain_host) && !self.hosts.contains(plain_host) {
            let is_one = !self.has_pages(last_two_labels(plain_host));
            return is_one.then(|| &url[..path]);
        }
        let before = match plain_host {
            "api.github.com" => "/repos/",
            _ => "/",
        };
        let account = url[path..].strip_prefix(before)?;
        let length = memchr::memchr(b'/', account.as_bytes()).unwrap_or(account.len());
        let plain = LOWER | UPPER | DIGIT | DOT | DASH | LINE;
        let name = &account.as_bytes()[..length];
        // `//` and `github.com/orgs/NAME` have the account further down.
        let is_account = !name.is_empty() && all(name, plain) && name != b"orgs";
        is_account.then(|| &url[..path + before.len() + length])
    }

    /// Whether some entry names a page on a domain of two labels.
    fn has_pages(&self, labels: &str) -> bool {
        self.with_pages.iter().any(|known| **known == *labels)
    }

    /// The domain of an address with its `@`.
    fn mail_domain<'a>(&self, address: &'a str) -> Option<&'a str> {
        let at = memchr::memchr(b'@', address.as_bytes()).filter(|at| *at > 0)?;
        let domain = &address[at + 1..];
        (is_host(domain.as_bytes()) && !self.mail_domains.contains(domain)).then(|| &address[at..])
    }
}

/// Where the bit for the first two characters of a folded name stands: all bits for a name of one,
/// since longer ones may begin with it.
fn head(folded: &[u8]) -> Option<(usize, u32)> {
    let place = |byte: &u8| u32::from(byte % 32);
    let bits = folded.get(1).map_or(u32::MAX, |second| 1 << place(second));
    Some((place(folded.first()?) as usize, bits))
}

/// Sorts of bytes, as bits.
const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 4;
const DOT: u8 = 8;
const DASH: u8 = 16;
const LINE: u8 = 32;

/// The sort of every byte.
const SORTS: [u8; 256] = {
    let mut sorts = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        sorts[byte as usize] = match byte {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'.' => DOT,
            b'-' => DASH,
            b'_' => LINE,
            _ => 0,
        };
        byte += 1;
    }
    sorts
};

/// Whether all bytes are of these sorts. It is of most texts, so that none is left out of the loop.
fn all(bytes: &[u8], sorts: u8) -> bool {
    let is = |byte: &u8| SORTS[usize::from(*byte)] & sorts != 0;
    bytes.iter().fold(true, |all, byte| all & is(byte))
}

/// A host of two labels or more in lower case.
fn is_host(host: &[u8]) -> bool {
    all(host, LOWER | DIGIT | DOT | DASH) && memchr::memchr(b'.', host).is_some_and(|dot| dot > 0)
}

/// Whether qualifiers hold a `vcs_url`, `download_url` or `repository_url`.
fn has_address(qualifiers: &[u8]) -> bool {
    memchr::memchr_iter(b'_', qualifiers).any(|at| {
        qualifiers
            .get(at + 1..at + 4)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"url"))
    })
}

/// Whether a path has an empty segment, or one that begins with a dot.
fn is_resolved_first(path: &[u8]) -> bool {
    let mut slashes = memchr::memchr_iter(b'/', path);
    slashes.any(|at| matches!(path.get(at + 1), Some(b'.' | b'/')))
}

fn last_two_labels(host: &str) -> &str {
    let bytes = host.as_bytes();
    let last = memchr::memrchr(b'.', bytes).unwrap_or(0);
    memchr::memrchr(b'.', &bytes[..last]).map_or(host, |dot| &host[dot + 1..])
}

fn last_segment(path: &str) -> &str {
    let slash = memchr::memrchr(b'/', path.as_bytes());
    slash.map_or(path, |slash| &path[slash + 1..])
}

/// Letters and digits in lower case, which is what all registries' spellings of a name have in common.
/// `None` for a name with anything but ASCII letters, digits and `-`, `_`, `.` in it.
fn folded<'b>(name: &[u8], buffer: &'b mut [u8; LONGEST_FOLDED]) -> Option<&'b [u8]> {
    if name.len() > LONGEST_FOLDED || !all(name, LOWER | UPPER | DIGIT | DOT | DASH | LINE) {
        return None;
    }
    let mut length = 0;
    for byte in name {
        buffer[length] = byte.to_ascii_lowercase();
        length += usize::from(byte.is_ascii_alphanumeric());
    }
    (length > 0).then(|| &buffer[..length])
}

/// The same of a name of any length and characters: what no registry has in common is left out.
fn folded_whole(name: &str) -> Box<[u8]> {
    name.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| byte.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denylist::bundled;
    use crate::matching::Index;

    #[track_caller]
    fn check(mark: &Mark<'_>, expected: Option<&str>) {
        let index = Index::new(bundled());
        assert_eq!(index.stem(mark).map(|stem| stem.text), expected);
    }

    #[test]
    fn a_package_has_the_stem_of_its_namespace() {
        let check = |purl, expected| check(&Mark::Purl(purl), expected);
        check("pkg:npm/%40babel/core@7.0.0", Some("pkg:npm/%40babel/"));
        check("pkg:npm/@babel/core@7.0.0", Some("pkg:npm/@babel/"));
        check("pkg:cargo/serde@1", Some("pkg:cargo/"));
        check(
            "pkg:maven/org.x/y@1?type=jar&_x=1",
            Some("pkg:maven/org.x/"),
        );
        check(
            "pkg:golang/github.com/a/b@v1",
            Some("pkg:golang/github.com/a/"),
        );
    }

    #[test]
    fn what_its_name_may_decide_has_none() {
        let check = |purl| check(&Mark::Purl(purl), None);
        check("pkg:cargo/volo@1");
        check("pkg:pypi/Volo@1");
        check("pkg:golang/github.com/acme");
        check("pkg:swift/github.com/acme/x@1");
        check("pkg:cargo/x@1?vcs_url=git%2Bhttps://github.com/y/x");
        check("pkg:cargo/x@1?Repository_URL=https://example.com");
        check("pkg:conda/x@1?channel=acme");
        check("pkg:deb/debian/golang-github-acme-x-dev@1");
        check("pkg:npm/a@1/b@2");
        check("pkg:npm/b%6Cue@1");
        check("pkg:npm/bl\u{fc}@1");
        check("PKG:npm/a@1");
    }

    #[test]
    fn a_url_has_the_stem_of_its_host_or_account() {
        let check = |url, expected| {
            check(
                &Mark::Url {
                    role: UrlRole::Vcs,
                    url,
                },
                expected,
            );
        };
        check("https://github.com/a/b.git", Some("https://github.com/a"));
        check("https://github.com/a", Some("https://github.com/a"));
        check("https://example.com/a/b?c", Some("https://example.com"));
        check("https://a.github.io/b", Some("https://a.github.io"));
        check(
            "git+https://github.com/a/b.git#c",
            Some("git+https://github.com/a"),
        );
        check(
            "ssh://git@github.com/a/b.git",
            Some("ssh://git@github.com/a"),
        );
        check(
            "https://api.github.com/repos/a/b/zipball/1",
            Some("https://api.github.com/repos/a"),
        );
        check("https://api.github.com/users/a/b", None);
        check("https://api.github.com/", None);
        check("https://github.com/orgs/a", None);
        check("https://github.com//a/b", None);
        check("https://github.com", None);
        check("https://example.com/https://github.com/a/b", None);
        check("https://user@example.com/", None);
        check("git@github.com:a/b", None);
    }

    #[test]
    fn mail_and_cpe_have_those_of_domain_and_vendor() {
        let role = PartyRole::Author;
        check(
            &Mark::Email {
                role,
                address: "a.b@example.com",
            },
            Some("@example.com"),
        );
        check(
            &Mark::Email {
                role,
                address: "a@b@example.com",
            },
            None,
        );
        let cpe = "cpe:2.3:a:apache:x:1:*:*:*:*:*:*:*";
        check(&Mark::Cpe(cpe), Some("cpe:2.3:a:apache"));
        check(&Mark::Cpe(r"cpe:2.3:a:apa\:che:x:1"), None);
        check(&Mark::Cpe("cpe:2.3:a:*:x:1:*:*:*:*:*:*:*"), None);
        check(
            &Mark::Cpe("cpe:2.3:o:huawei:openeuler:1:*:*:*:*:*:*:*"),
            None,
        );
    }
}
