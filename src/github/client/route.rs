//! Addresses that GitHub names, as routes of the API that we speak to.
//!
//! A server behind another name, or one that is not GitHub at all, tells
//! addresses that are not ours to follow: the token stays here.

/// The route of the next page of a list, as the header `Link` tells it.
///
/// Of an address elsewhere, the number of the page is all that is taken.
pub(super) fn next(link: &str, base: &str, route: &str) -> Option<String> {
    let next = link.split(',').find(|part| part.contains("rel=\"next\""))?;
    let address = next.trim().strip_prefix('<')?.split('>').next()?;
    if let Some(own) = own(address, base) {
        return Some(own);
    }
    let (_, query) = address.split_once('?')?;
    let page = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("page="))?;
    let page: u32 = page.parse().ok()?;
    let route = route.split("&page=").next()?;
    Some(format!("{route}&page={page}"))
}

/// The route that an address names; none if it is elsewhere.
pub(super) fn own(address: &str, base: &str) -> Option<String> {
    let route = address.strip_prefix(base)?;
    route.starts_with('/').then(|| route.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://e.org/api/v3";

    #[test]
    fn next_pages_stay_on_the_api() {
        let route = "/repos/o/r/x?per_page=100&page=2";
        let next = |address: &str| {
            let link = format!(r#"<{address}>; rel="next", <https://e.org/>; rel="last""#);
            next(&link, BASE, route)
        };
        let own = next("https://e.org/api/v3/repositories/1/x?page=2");
        assert_eq!(own.as_deref(), Some("/repositories/1/x?page=2"));
        for elsewhere in [
            "https://evil.org/x?per_page=100&page=3",
            "https://e.org/api/v3.evil.org/x?page=3",
        ] {
            let page = next(elsewhere);
            assert_eq!(page.as_deref(), Some("/repos/o/r/x?per_page=100&page=3"));
        }
        assert_eq!(next("https://evil.org/x?page=3/../y"), None);
    }

    #[test]
    fn addresses_elsewhere_are_no_routes() {
        for elsewhere in [
            "https://evil.org/api/v3/user",
            "http://e.org/api/v3/user",
            "https://e.org/api/v3.evil.org/user",
            "https://e.org/user",
            "//evil.org/user",
        ] {
            assert_eq!(own(elsewhere, BASE), None, "{elsewhere}");
        }
        let moved = own("https://e.org/api/v3/repositories/1", BASE);
        assert_eq!(moved.as_deref(), Some("/repositories/1"));
    }
}
