//! Whether a package comes from where packages of its type do.

use std::borrow::Cow;

use crate::identifier::{self, Purl, Repository};

/// Hosts with copies of whole registries, whose packages nobody changes: public configuration of package managers
/// names them.
const COPIES: [&str; 10] = [
    "mirror.baidu.com",
    "mirror.sjtu.edu.cn",
    "mirrors.aliyun.com",
    "mirrors.bfsu.edu.cn",
    "mirrors.cloud.tencent.com",
    "mirrors.huaweicloud.com",
    "mirrors.tencent.com",
    "mirrors.tuna.tsinghua.edu.cn",
    "mirrors.ustc.edu.cn",
    "repo.huaweicloud.com",
];

/// Whether a purl says that the package comes neither from its type's own registry nor from a public copy of it.
pub(super) fn is_from_elsewhere(purl: &Purl<'_>) -> bool {
    let own = match purl.kind.as_ref() {
        "cargo" => &[
            "crates.io",
            "index.crates.io",
            "static.crates.io",
            "github.com",
            "rsproxy.cn",
        ][..],
        "npm" => &[
            "npmjs.org",
            "registry.npmjs.org",
            "npmjs.com",
            "registry.yarnpkg.com",
            "yarnpkg.com",
            "npmmirror.com",
            "r.cnpmjs.org",
            "registry.npmmirror.com",
            "registry.npm.taobao.org",
        ],
        "pypi" => &[
            "pypi.org",
            "pypi.python.org",
            "files.pythonhosted.org",
            "pypi.douban.com",
            "pypi.doubanio.com",
            "pypi.mirrors.ustc.edu.cn",
            "pypi.tuna.tsinghua.edu.cn",
        ],
        "cocoapods" => &["cdn.cocoapods.org", "cocoapods.org", "trunk.cocoapods.org"],
        "gem" => &["gems.ruby-china.com", "index.rubygems.org", "rubygems.org"],
        "nuget" => &["api.nuget.org", "nuget.cdn.azure.cn", "nuget.org"],
        "pub" => &["pub.dartlang.org", "pub.dev", "pub.flutter-io.cn"],
        _ => return false,
    };
    let foreign = |url: Cow<'_, str>| {
        let host = identifier::host(&url);
        host.is_none_or(|host| {
            let host = host.as_str();
            let host = host.strip_prefix("www.").unwrap_or(host);
            !own.contains(&host) && !COPIES.contains(&host)
        })
    };
    let registry = purl.qualifier("repository_url").is_some_and(foreign);
    // A dependency taken from a forge may name the archive, and one at a path says `file:`.
    let is_archive = |place: &str| {
        let is_forge = |place: Repository| place.is_on_forge();
        place.starts_with("file:") || Repository::parse(place).is_some_and(is_forge)
    };
    let place = purl.qualifier("download_url");
    registry || is_from_repository(purl) || place.is_some_and(|place| is_archive(&place))
}

/// Whether a purl says that the package was taken from a repository. Of other types than these, generators
/// say by `vcs_url` where the source of a registry's package lives.
pub(crate) fn is_from_repository(purl: &Purl<'_>) -> bool {
    matches!(purl.kind.as_ref(), "cargo" | "pypi") && purl.qualifier("vcs_url").is_some()
}
