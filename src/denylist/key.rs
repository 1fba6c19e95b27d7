//! What is compared of an entry: made once, when its file is read, which is long before the program starts
//! for the lists inside it.

use crate::denylist::model::IdentityKind;
use crate::identifier::{self, NameKey, Purl};

/// What marks are compared with, for an identity of this kind and value.
pub(crate) fn of_identity(kind: IdentityKind, value: &str) -> String {
    match kind {
        IdentityKind::Package => of_package(value).unwrap_or_else(|| value.to_owned()),
        IdentityKind::CodeSigner => of_name(value),
        IdentityKind::PypiPrefix => value.to_owned(),
        _ => value.to_lowercase(),
    }
}

/// What names are compared with; empty where nothing of a name is left.
pub(crate) fn of_name(name: &str) -> String {
    NameKey::of(name)
        .map(NameKey::into_string)
        .unwrap_or_default()
}

/// What packages are compared with. `None` where a text is no package URL.
pub(crate) fn of_package(purl: &str) -> Option<String> {
    let key = identifier::listed_key(&Purl::parse(purl)?);
    Some(identifier::fold_package(key.into()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mark_are_compared_alike() {
        let key = of_identity;
        assert_eq!(key(IdentityKind::NpmScope, "@Acme"), "@acme");
        assert_eq!(
            key(IdentityKind::Package, "pkg:npm/@acme/Kit"),
            "pkg:npm/%40acme/kit"
        );
        assert_eq!(key(IdentityKind::Package, "pkg:cargo/a_b"), "pkg:cargo/a-b");
        assert_eq!(
            key(IdentityKind::Package, "pkg:deb/debian/acme"),
            "pkg:deb/acme"
        );
        assert_eq!(key(IdentityKind::CodeSigner, "Acme, Inc."), "acme");
    }

    #[test]
    fn spellings_of_one_image_are_compared_alike() {
        for purl in [
            "pkg:docker/quay.io/acme/x",
            "pkg:docker/acme/x?repository_url=quay.io",
            "pkg:oci/x?repository_url=quay.io/acme/x",
        ] {
            let key = of_identity(IdentityKind::Package, purl);
            assert_eq!(key, "pkg:docker/quay.io/acme/x", "{purl}");
        }
        assert_eq!(
            of_package("pkg:oci/x?repository_url=quay.io").as_deref(),
            Some("pkg:docker/quay.io/x")
        );
        assert_eq!(
            of_package("pkg:docker/docker.io/acme/x").as_deref(),
            Some("pkg:docker/acme/x")
        );
    }

    #[test]
    fn what_says_nothing_is_not_compared() {
        assert_eq!(of_name(" .,-"), "");
        assert_eq!(of_package("acme"), None);
    }
}
