//! Hosts and domains, compared by whole labels.

/// Providers whose addresses anybody can have: an address there says nothing about an employer.
const CONSUMER_MAIL: &[&str] = &[
    "126.com",
    "139.com",
    "163.com",
    "188.com",
    "189.cn",
    "21cn.com",
    "aliyun.com",
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
    let host = host
        .split(':')
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
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

/// The domain and its parents, longest first, down to two labels: `a.b.c` gives `a.b.c`, `b.c`.
pub fn parents(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |domain| {
        domain.split_once('.').map(|(_, parent)| parent)
    })
    .take_while(|domain| domain.contains('.'))
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
        ] {
            assert_eq!(host(url).as_deref(), Some("kaspersky.com"), "{url}");
        }
        assert_eq!(host("not a url"), None);
        assert_eq!(host("localhost/x"), None);
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
    fn consumer_mail_is_sorted_and_found() {
        assert!(CONSUMER_MAIL.is_sorted());
        assert!(is_consumer_mail("vip.qq.com"));
        assert!(!is_consumer_mail("tencent.com"));
    }
}
