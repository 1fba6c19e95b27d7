//! Credentials inside URLs: whoever reads a report has no need of them.

use std::borrow::Cow;
use std::ops::Range;

/// What stands in the place of a credential.
const HIDDEN: &str = "***";
/// The longest name of a parameter that is looked at.
const LONGEST_NAME: usize = 64;

/// Names of parameters that hold a credential, without their separators.
const SECRETS: &[&str] = &[
    "auth", "bearer", "code", "jwt", "key", "pass", "pat", "pwd", "session", "sid", "sig",
];
/// Ends of further ones: `private_token`, `X-Amz-Signature`, `client_secret`.
const SECRET_ENDS: &[&str] = &[
    "accesskey",
    "accesskeyid",
    "apikey",
    "authkey",
    "authorization",
    "credential",
    "credentials",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "secret",
    "secretkey",
    "sessionid",
    "signature",
    "token",
];

/// A text in which `***` stands for user names, passwords and tokens of URLs.
///
/// URLs are found wherever they stand, also percent-encoded in the qualifiers of a purl. The account
/// `git`, and a user without password where that is no token, such as that of an SSH address, stay.
#[must_use]
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    if !text.contains(['/', '=', '%']) {
        return Cow::Borrowed(text);
    }
    let signs = signs(text);
    let mut safe = String::new();
    let (mut at, mut shown) = (0, 0);
    while at < signs.len() {
        let Some(secret) = user(text, &signs, at).or_else(|| parameter(&signs, at)) else {
            at += 1;
            continue;
        };
        safe.push_str(&text[shown..signs[secret.start].at]);
        safe.push_str(HIDDEN);
        shown = signs.get(secret.end).map_or(text.len(), |sign| sign.at);
        at = secret.end;
    }
    if shown == 0 {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[shown..]);
    Cow::Owned(safe)
}

/// One byte of a text, as it stands there or percent-encoded.
#[derive(Clone, Copy)]
struct Sign {
    byte: u8,
    is_encoded: bool,
    /// Where it begins.
    at: usize,
}

fn signs(text: &str) -> Vec<Sign> {
    let bytes = text.as_bytes();
    let mut signs = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = bytes.get(at + 1..at + 3).filter(|_| *byte == b'%');
        let decoded = code
            .and_then(|code| std::str::from_utf8(code).ok())
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        signs.push(Sign {
            byte: decoded.unwrap_or(*byte),
            is_encoded: decoded.is_some(),
            at,
        });
        at += if decoded.is_some() { 3 } else { 1 };
    }
    signs
}

/// Schemes of which a user without a password may be a token; those of remote shells have plain names there.
const WITH_TOKENS: [&str; 8] = ["http", "https", "ftp", "ftps", "oci", "s3", "ws", "wss"];

/// Whether a URL ends before a sign: what is written around it is never encoded.
fn is_outside(sign: Sign) -> bool {
    !sign.is_encoded && (sign.byte <= b' ' || b"\"'`<>\\".contains(&sign.byte))
}

/// The user and password of the URL whose `://` stands at a place, if it has any to hide.
fn user(text: &str, signs: &[Sign], at: usize) -> Option<Range<usize>> {
    let separator = signs.get(at..at + 3)?;
    if !separator.iter().map(|sign| sign.byte).eq(*b"://") {
        return None;
    }
    // In a URL that is encoded itself, an encoded slash ends the authority; in others it may be of a password.
    let is_encoded = separator[2].is_encoded;
    let start = at + 3;
    let ends = |sign: &Sign| {
        let is_end = b"/?#".contains(&sign.byte) && (is_encoded || !sign.is_encoded);
        is_end || is_outside(*sign)
    };
    let authority = &signs[start..];
    let authority = &authority[..authority.iter().position(ends).unwrap_or(authority.len())];
    let length = authority.iter().rposition(|sign| sign.byte == b'@')?;
    let is_pair = authority[..length].iter().any(|sign| sign.byte == b':');
    let user = &text[authority.first()?.at..authority[length].at];
    let host: Vec<u8> = authority[length + 1..]
        .iter()
        .map(|sign| sign.byte)
        .collect();
    let before = &text.as_bytes()[..separator[0].at];
    let is_scheme = |end: &&str| {
        let from = before.len().checked_sub(end.len());
        from.is_some_and(|from| before[from..].eq_ignore_ascii_case(end.as_bytes()))
    };
    let may_be_token = WITH_TOKENS.iter().any(is_scheme);
    let is_harmless = if is_pair {
        // An image with its tag and digest.
        host.starts_with(b"sha256:") || host.starts_with(b"sha512:")
    } else {
        user == "git" || !may_be_token
    };
    (length > 0 && !is_harmless).then_some(start..start + length)
}

/// The value of the parameter before which `?`, `&`, `;` or `#` stands at a place, if its name says that it is secret.
fn parameter(signs: &[Sign], at: usize) -> Option<Range<usize>> {
    let before = signs[at];
    if !b"?&;#".contains(&before.byte) {
        return None;
    }
    let name = &signs[at + 1..signs.len().min(at + 1 + LONGEST_NAME)];
    let length = name.iter().position(|sign| sign.byte == b'=')?;
    let name: String = name[..length]
        .iter()
        .map(|sign| char::from(sign.byte).to_ascii_lowercase())
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let is_secret = SECRETS.contains(&&*name) || SECRET_ENDS.iter().any(|end| name.ends_with(end));
    let start = at + length + 2;
    let ends = |sign: &Sign| {
        let is_end = b"&#".contains(&sign.byte) && (before.is_encoded || !sign.is_encoded);
        is_end || is_outside(*sign)
    };
    let value = signs.get(start..).filter(|_| is_secret)?;
    let length = value.iter().position(ends).unwrap_or(value.len());
    (length > 0).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(without_secrets(text), expected);
        assert_eq!(without_secrets(expected), expected, "once more");
    }

    #[test]
    fn users_and_passwords_are_hidden() {
        for (text, expected) in [
            ("https://u:p@host.example/x", "https://***@host.example/x"),
            (
                "git+https://ghp_1@github.com/o/r.git#v1",
                "git+https://***@github.com/o/r.git#v1",
            ),
            ("scm:git:HTTPS://u%40x:p@h/x", "scm:git:HTTPS://***@h/x"),
            ("https://u:p@ss@host/x?y=a@b", "https://***@host/x?y=a@b"),
            ("https://u:p%2Fq@host", "https://***@host"),
            ("ssh://u:p@host/x", "ssh://***@host/x"),
            ("oci://TOKEN@host/x?pat=1", "oci://***@host/x?pat=***"),
            (
                "see `https://u:p@a/` and <https://t@b>",
                "see `https://***@a/` and <https://***@b>",
            ),
            ("https://ü:é@host/ö", "https://***@host/ö"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn qualifiers_of_purls_are_urls_too() {
        for (text, expected) in [
            (
                "pkg:cargo/a@1?vcs_url=git%2Bhttps://u:p%40host/x%40rev",
                "pkg:cargo/a@1?vcs_url=git%2Bhttps://***%40host/x%40rev",
            ),
            (
                "pkg:npm/%40s/a@1?download_url=https%3A%2F%2Fu%3Ap%40h%2Fx%3Ftoken%3Dt%26y%3D1&z=2",
                "pkg:npm/%40s/a@1?download_url=https%3A%2F%2F***%40h%2Fx%3Ftoken%3D***%26y%3D1&z=2",
            ),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn tokens_among_parameters_are_hidden() {
        for (text, expected) in [
            (
                "https://h/x?access_token=t&y=1",
                "https://h/x?access_token=***&y=1",
            ),
            (
                "https://h/x?y=1&X-Amz-Signature=a%26b#f",
                "https://h/x?y=1&X-Amz-Signature=***#f",
            ),
            (
                "https://h/x#private-token=t",
                "https://h/x#private-token=***",
            ),
            ("https://h/x?sv=1&sig=t", "https://h/x?sv=1&sig=***"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn what_is_no_credential_stays() {
        for text in [
            "git+ssh://git@github.com/o/r.git",
            "ssh://builder@host/x",
            "https://git@github.com/o/r.git",
            "git@github.com:o/r.git",
            "https://medium.com/@user/x?monkey=1&tokens=2",
            "https://h/x?token=",
            "pkg:npm/%40scope/a@1.0.0",
            "@maven//:guava@1.2",
            "docker://alpine:3@sha256:abc",
            "path+file:///x/y#0.1.0",
            "registry+https://github.com/rust-lang/crates.io-index#a@1.0.0",
            "https://@host",
            "100%",
            "a=b",
        ] {
            check(text, text);
        }
    }
}
