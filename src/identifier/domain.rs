//! Hosts and domains, compared by whole labels.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use crate::identifier::is_default_ignorable;
use crate::identifier::purl::percent_decode;

/// Providers whose addresses anybody can have: an address there says nothing about an employer.
const CONSUMER_MAIL: &[&str] = &[
    "126.com",
    "139.com",
    "163.com",
    "188.com",
    "189.cn",
    "21cn.com",
    "aliyun.com",
    "dingtalk.com",
    "foxmail.com",
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "live.com",
    "mail.ru",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "sina.cn",
    "sina.com",
    "sohu.com",
    "tom.com",
    "users.noreply.github.com",
    "wo.cn",
    "yahoo.com",
    "yandex.ru",
    "yeah.net",
];

/// The host of a URL, in lower case, without user, port, `www.` and final dot.
///
/// Takes what metadata hold: a full URL, `//host/path`, or a bare `host/path`.
#[must_use]
pub fn host(url: &str) -> Option<String> {
    let rest = url.trim();
    let rest = rest.find("://").map_or(rest, |at| &rest[at + 3..]);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let authority = &rest[..rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len())];
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let host = as_asked_for(host.split(':').next().unwrap_or_default());
    let host = host.trim_end_matches('.');
    let plausible = host.contains('.')
        && host.split('.').all(|label| {
            !label.is_empty()
                && label
                    .chars()
                    .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        });
    plausible.then(|| {
        let host = host.to_lowercase();
        host.strip_prefix("www.")
            .map_or(host.clone(), str::to_owned)
    })
}

/// The first segment of the path of a URL, in lower case; empty for the front page.
///
/// Takes the same texts as [`host`].
#[must_use]
pub fn first_segment(url: &str) -> String {
    let rest = url.trim();
    let rest = rest.find("://").map_or(rest, |at| &rest[at + 3..]);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let mut segments = path.split(['/', '\\']).skip(1);
    let segment = segments.find(|segment| !segment.is_empty());
    percent_decode(segment.unwrap_or_default()).to_lowercase()
}

/// A host as a client asks for it: escapes are resolved, and wide letters and full stops are plain ones
/// ([UTS #46]).
///
/// [UTS #46]: https://www.unicode.org/reports/tr46/#IDNA_Mapping_Table
fn as_asked_for(host: &str) -> Cow<'_, str> {
    if host.is_ascii() && !host.contains('%') {
        return Cow::Borrowed(host);
    }
    let decoded = percent_decode(host);
    let plain = decoded.nfkc().filter(|c| !is_default_ignorable(*c));
    plain
        .map(|c| if c == '\u{3002}' { '.' } else { c })
        .collect()
}

/// The domain and its parents, longest first, down to two labels: `a.b.c` gives `a.b.c`, `b.c`.
pub fn parents(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |domain| {
        domain.split_once('.').map(|(_, parent)| parent)
    })
    .take_while(|domain| domain.contains('.'))
}

/// The areas by which clouds name their regions: `cn-north-4`, `ap-southeast-1`, `us-west-1`.
const AREAS: &[&str] = &[
    "ae", "af", "ap", "cn", "eu", "la", "me", "mx", "my", "na", "ru", "sa", "tr", "us",
];

/// A host with `*` for the region in it: `swr.cn-north-4.example.com` gives `swr.*.example.com`.
///
/// A cloud offers the same service in each of its regions.
#[must_use]
pub fn in_any_region(host: &str) -> Option<String> {
    let labels: Vec<&str> = host.split('.').collect();
    let (at, region_free) = labels
        .iter()
        .enumerate()
        .find_map(|(at, label)| Some((at, without_region(label)?)))?;
    let (before, behind) = (&labels[..at], &labels[at + 1..]);
    Some([before, &[region_free.as_str()], behind].concat().join("."))
}

/// Words behind a place for the parts of a cloud that are kept apart ([regions of Alibaba Cloud]).
///
/// [regions of Alibaba Cloud]: https://www.alibabacloud.com/help/en/ecs/user-guide/regions-and-zones
const PARTITIONS: [&str; 4] = ["acdr", "finance", "gov", "ut"];

/// A label with `*` for an area, a place in it, and its number if it has one.
fn without_region(label: &str) -> Option<String> {
    let words: Vec<&str> = label.split('-').collect();
    let all = |word: &str, of: fn(&u8) -> bool| !word.is_empty() && word.bytes().all(|b| of(&b));
    let at = words.windows(2).position(|pair| {
        AREAS.binary_search(&pair[0]).is_ok() && all(pair[1], u8::is_ascii_lowercase)
    })?;
    // `cn-north-1`, `cn-north-2-gov-1`, `cn-shanghai-finance-1`.
    let is_of_region = |word: &&&str| all(word, u8::is_ascii_digit) || PARTITIONS.contains(*word);
    let n_more = words[at + 2..].iter().take_while(is_of_region).count();
    Some(
        [&words[..at], &["*"], &words[at + 2 + n_more..]]
            .concat()
            .join("-"),
    )
}

/// The domain of an e-mail address, in lower case.
#[must_use]
pub fn email_domain(address: &str) -> Option<String> {
    let (local, domain) = address.trim().trim_matches(['<', '>']).rsplit_once('@')?;
    let domain = domain.trim_end_matches('.');
    (!local.is_empty() && domain.contains('.')).then(|| domain.to_lowercase())
}

/// Whether anybody can have an address at this domain.
#[must_use]
pub fn is_consumer_mail(domain: &str) -> bool {
    parents(domain).any(|domain| CONSUMER_MAIL.binary_search(&domain).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_come_out_of_every_spelling() {
        for url in [
            "https://www.kaspersky.com/x",
            "kaspersky.com",
            "//kaspersky.com:443/a",
            "https://user:pw@Kaspersky.com?x",
            "https://kaspersky.com.",
            "https://ｋaspersky．com/",
            "https://kaspersky。com",
            "https://kasp%65rsky%2ecom/x",
        ] {
            assert_eq!(host(url).as_deref(), Some("kaspersky.com"), "{url}");
        }
        assert_eq!(host("not a url"), None);
        assert_eq!(host("localhost/x"), None);
    }

    #[test]
    fn the_first_segment_comes_out_of_every_spelling() {
        for (url, expected) in [
            ("https://www.example.com/Wiki/x", "wiki"),
            ("example.com/wiki", "wiki"),
            ("//example.com:443/wiki?a/b", "wiki"),
            ("https://example.com/@who/video", "@who"),
            ("https://example.com/%40who", "@who"),
            ("https://example.com//wiki", "wiki"),
            ("https://example.com/", ""),
            ("https://example.com", ""),
            ("https://example.com?x=/wiki", ""),
            ("https://example.com#/wiki", ""),
        ] {
            assert_eq!(first_segment(url), expected, "{url}");
        }
    }

    #[test]
    fn parents_go_by_labels() {
        assert_eq!(
            parents("a.huawei.com").collect::<Vec<_>>(),
            ["a.huawei.com", "huawei.com"]
        );
        assert!(!parents("nothuawei.com").any(|domain| domain == "huawei.com"));
    }

    #[test]
    fn a_region_is_any_region_wherever_it_stands() {
        for (host, expected) in [
            ("swr.cn-north-4.example.com", "swr.*.example.com"),
            ("registry.us-west-1.example.com", "registry.*.example.com"),
            (
                "registry-vpc.cn-beijing.example.com",
                "registry-vpc.*.example.com",
            ),
            (
                "registry-cn-hangzhou-vpc.ack.example.com",
                "registry-*-vpc.ack.example.com",
            ),
            ("shop-cn-beijing.cr.example.com", "shop-*.cr.example.com"),
        ] {
            assert_eq!(in_any_region(host).as_deref(), Some(expected), "{host}");
        }
        for host in [
            "ghcr.io",
            "ccr.ccs.example.com",
            "cn.example.com",
            "acn-north.example.com",
            "cn-1.example.com",
        ] {
            assert_eq!(in_any_region(host), None, "{host}");
        }
        assert!(AREAS.is_sorted());
    }

    #[test]
    fn consumer_mail_is_sorted_and_found() {
        assert!(CONSUMER_MAIL.is_sorted());
        assert!(is_consumer_mail("vip.qq.com"));
        assert!(!is_consumer_mail("tencent.com"));
    }
}
