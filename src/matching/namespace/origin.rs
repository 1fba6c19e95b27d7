//! Whether a package comes from where packages of its type do.

use std::borrow::Cow;

use crate::identifier::{self, Purl};

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
        _ => return false,
    };
    let foreign = |url: Cow<'_, str>| {
        let host = identifier::host(&url);
        host.is_none_or(|host| {
            let host = host.as_str();
            !own.contains(&host) && !COPIES.contains(&host)
        })
    };
    let registry = purl.qualifier("repository_url").is_some_and(foreign);
    // A git or path dependency says `vcs_url`; registries do not.
    registry || purl.kind == "cargo" && purl.qualifier("vcs_url").is_some()
}
