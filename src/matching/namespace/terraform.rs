//! Providers and modules of Terraform and `OpenTofu`.

use crate::identifier::{self, Purl};
use crate::matching::index::Index;
use crate::matching::namespace::forge;
use crate::matching::sign::Classified;

/// Registries in which a namespace is the account at GitHub that publishes: [Terraform's][terraform],
/// [OpenTofu's][opentofu].
///
/// [terraform]: https://developer.hashicorp.com/terraform/cloud-docs/public-namespace
/// [opentofu]: https://opentofu.org/docs/internals/provider-registry-protocol/
const REGISTRIES: [&str; 2] = ["registry.opentofu.org", "registry.terraform.io"];

/// Whose the namespace of a purl is, unless it is one in a registry of somebody's own.
pub(super) fn classify(index: &Index<'_>, purl: &Purl<'_>, found: &mut Classified) {
    let is_elsewhere = purl
        .qualifier("repository_url")
        .is_some_and(|registry| !is_registry(&registry));
    if let (false, Some(namespace)) = (is_elsewhere, purl.namespace.as_deref()) {
        classify_namespace(index, namespace, found);
    }
}

/// Whose a namespace is: `aliyun`, also behind one of the registries, and in front of `/alicloud`.
pub(super) fn classify_namespace(index: &Index<'_>, namespace: &str, found: &mut Classified) {
    if let Some(account) = account(namespace) {
        forge(index, "github.com", account, found);
    }
}

/// Whether a name is that of a provider or module with its registry: `registry.terraform.io/aliyun/alicloud`.
pub(super) fn names_registry(name: &str) -> bool {
    name.split_once('/')
        .is_some_and(|(host, _)| is_registry(host))
}

/// The account before the provider; `None` in a registry of somebody's own.
fn account(namespace: &str) -> Option<&str> {
    let mut segments = namespace.split('/').filter(|segment| !segment.is_empty());
    let first = segments.next()?;
    if is_registry(first) {
        // Its pages have the kind in between.
        return segments.find(|segment| !matches!(*segment, "modules" | "providers"));
    }
    (!first.contains('.')).then_some(first)
}

fn is_registry(address: &str) -> bool {
    let host = identifier::host(address).unwrap_or_default();
    REGISTRIES.contains(&host.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_stands_first_or_behind_its_registry() {
        for (namespace, expected) in [
            ("aliyun", Some("aliyun")),
            ("huaweicloud/huaweicloud", Some("huaweicloud")),
            ("registry.terraform.io/aliyun", Some("aliyun")),
            (
                "registry.terraform.io.:443//providers/aliyun",
                Some("aliyun"),
            ),
            ("Registry.OpenTofu.org/aliyun/alicloud", Some("aliyun")),
            ("registry.terraform.io", None),
            ("app.terraform.io/aliyun", None),
        ] {
            assert_eq!(account(namespace), expected, "{namespace}");
        }
    }
}
