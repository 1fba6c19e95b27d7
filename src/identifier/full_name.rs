//! The name of a package as people write it.

/// A name with its group: `@scope/name`, `com.example:name`, `example.com/owner/name`.
///
/// Maven has a colon there, and so has what says no more of itself than a group with dots.
#[must_use]
pub fn full_name(group: Option<&str>, name: &str, purl: Option<&str>) -> String {
    let Some(group) = group.filter(|group| !group.is_empty() && !name.starts_with(group)) else {
        return name.to_owned();
    };
    let is_path = group.starts_with('@') || group.contains('/');
    let is_maven = match purl {
        Some(purl) => purl.starts_with("pkg:maven/"),
        None => group.contains('.') && !is_path,
    };
    let separator = if is_maven { ':' } else { '/' };
    format!("{group}{separator}{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ecosystem_has_its_own_spelling() {
        for (group, name, purl, expected) in [
            ("@kaspersky", "x", None, "@kaspersky/x"),
            (
                "com.huawei",
                "x",
                Some("pkg:maven/com.huawei/x"),
                "com.huawei:x",
            ),
            ("com.huawei", "x", None, "com.huawei:x"),
            ("tencent", "x", Some("pkg:composer/tencent/x"), "tencent/x"),
            ("github.com/alibaba", "x", None, "github.com/alibaba/x"),
            ("@kaspersky", "@kaspersky/x", None, "@kaspersky/x"),
            ("", "x", None, "x"),
        ] {
            assert_eq!(full_name(Some(group), name, purl), expected);
        }
    }
}
