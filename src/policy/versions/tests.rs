use crate::policy::versions::Range;

#[track_caller]
fn check(kind: &str, range: &str, inside: &[&str], outside: &[&str]) {
    let parsed = Range::parse(kind, range).expect("it is a range");
    for version in inside {
        assert!(parsed.contains(version), "{version} in {range}");
    }
    for version in outside {
        assert!(!parsed.contains(version), "{version} not in {range}");
    }
}

#[test]
fn cargo() {
    check(
        "cargo",
        ">=0.5, <0.6",
        &["0.5.0", "0.5.12"],
        &["0.6.0", "0.4.9", "0.5.0-rc.1", "0.6.0-rc.1", "weird"],
    );
    check("cargo", "0.5", &["0.5.0", "0.5.9"], &["0.6.0"]);
    check("cargo", "1.2", &["1.2.0", "1.9.0"], &["2.0.0", "1.1.9"]);
    check("cargo", "0.0.3", &["0.0.3"], &["0.0.4"]);
    check("cargo", "~1.2.3", &["1.2.9"], &["1.3.0"]);
    check("cargo", "=1.2", &["1.2.7"], &["1.3.0"]);
    check("cargo", "1.*", &["1.9.9"], &["2.0.0"]);
    check(
        "cargo",
        ">=1.0.0-rc.2, <2",
        &["1.0.0-rc.10", "1.5.0"],
        &["1.0.0-rc.1", "1.5.0-rc.1"],
    );
    check("cargo", ">1.2", &["1.3.0"], &["1.2.9"]);
}

#[test]
fn npm() {
    check(
        "npm",
        "^1.2.3 || 3.x",
        &["1.9.0", "3.4.5"],
        &["2.0.0", "4.0.0"],
    );
    check("npm", "1.2.3", &["1.2.3", "v1.2.3"], &["1.2.4"]);
    check("npm", "1.2", &["1.2.9"], &["1.3.0"]);
    check("npm", ">=1.2.0 <2", &["1.2.0"], &["2.0.0"]);
    check("npm", ">= 1.2.0 < 2", &["1.2.0"], &["2.0.0"]);
    check("npm", "1.2.3 - 2.3", &["2.3.9"], &["2.4.0", "1.2.2"]);
    check("npm", "*", &["1.0.0"], &["1.0.0-rc.1"]);
    check("npm", "~>1.2.3", &["1.2.9"], &["1.3.0"]);
    check("npm", "^0.0.3-beta", &["0.0.3-beta.2", "0.0.3"], &["0.0.4"]);
    check("npm", ">1.2", &["1.3.0"], &["1.2.9"]);
    check("npm", ">*", &[], &["1.0.0"]);
    // An x at the end of an identifier is no wildcard of a pre-release.
    check("npm", "1.0.0-x-y", &["1.0.0-x-y"], &["1.0.0-x.y"]);
}

#[test]
fn pep_440() {
    check(
        "pypi",
        "~=1.4.2",
        &["1.4.9", "1.4.2.post1"],
        &["1.5", "1.4.1"],
    );
    check(
        "pypi",
        ">=1.0,!=1.5,<2",
        &["1.4", "1.6.post1", "1.6+local"],
        &["1.5", "1.5.0", "2.0", "1.6rc1", "2.0rc1", "2!1.0"],
    );
    check("pypi", "==1.4.*", &["1.4.7", "1.4"], &["1.5", "1.4rc1"]);
    check("pypi", "!=1.4.*", &["1.5"], &["1.4.7"]);
    check(
        "pypi",
        ">=1.0rc2",
        &["1.0rc10", "1.0"],
        &["1.0rc1", "1.0b3", "1.0.dev5"],
    );
    check(
        "pypi",
        ">1.7",
        &["1.7.1"],
        &["1.7.post2", "1.7+local", "1.7.0"],
    );
    check("pypi", "==1.1", &["1.1+local", "1.1.0"], &["1.1.post1"]);
    check("pypi", "==1.1+local", &["1.1+local"], &["1.1"]);
    check("pypi", "===1.0", &["1.0"], &["1.0.0"]);
    check("pypi", "<=1!2", &["1!2", "9"], &["1!2.post1"]);
}

/// Maven's own examples, and what a guess by numbers gets wrong.
#[test]
fn maven() {
    check(
        "maven",
        "[1.0,2.0)",
        &["1.0", "1.9", "1.5-SNAPSHOT"],
        &["2.0", "0.9"],
    );
    check("maven", "(,1.0],[1.2,)", &["0.1", "1.0", "7"], &["1.1"]);
    check(
        "maven",
        "[1.5]",
        &["1.5", "1.5.0", "1.5.Final"],
        &["1.5.1", "1.5-1"],
    );
    check("maven", "1.5", &["1.5"], &["1.6"]);
    check("maven", ">=1.5, <2", &["1.5-jre", "1.6"], &["1.5-rc1", "2"]);
    check(
        "maven",
        "[1.0-rc1,1.0]",
        &["1.0-rc2", "1.0-SNAPSHOT", "1.0.GA"],
        &["1.0-beta-1", "1.0-sp1", "1.0.1"],
    );
    check("maven", "(,32.1.3-jre]", &["32.1.3-android"], &["32.1.3.1"]);
}

#[test]
fn go() {
    check(
        "golang",
        ">=v0.9.0, <v1.0.0",
        &["v0.9.5", "v0.9.6-0.20240101000000-abcdefabcdef"],
        &["v1.0.0", "v1.0.0-rc.1", "v0.8.9", "main"],
    );
    check(
        "golang",
        "v2.0.0",
        &["v2.0.0+incompatible", "2.0.0"],
        &["v2.0.1"],
    );
    check("golang", ">=v1 <v2", &["v1.0.0"], &["v2.0.0"]);
}

#[test]
fn nuget_composer_and_gems() {
    check(
        "nuget",
        "[3.0,4.0)",
        &["3.0.0", "3.9"],
        &["4.0.0", "2.9", "4.0.0-rc1"],
    );
    check("nuget", "3.1.0", &["3.1.0"], &["3.2.0"]);
    check("composer", "^2.1", &["2.1.0", "2.9.9"], &["3.0.0", "2.0.9"]);
    check("composer", "~2.1", &["2.1.0", "2.9.9"], &["3.0.0"]);
    check(
        "composer",
        "~2.1.3 || 4.*",
        &["2.1.9", "4.7.0"],
        &["2.2.0", "5.0.0"],
    );
    check("gem", "~> 2.1", &["2.1.0", "2.9"], &["3.0"]);
    check("gem", "~> 2.1.3", &["2.1.9"], &["2.2.0"]);
    check("gem", "~> 2", &["2.1", "2.9.9"], &["3", "1.9"]);
    check("deb", ">=1.2 <1.3", &["1.2.1"], &["1.3"]);
}

#[test]
fn what_is_no_range_is_refused() {
    for (kind, range) in [
        ("cargo", ""),
        ("cargo", ">="),
        ("cargo", "latest"),
        ("cargo", ">=1 || <3"),
        ("cargo", "18446744073709551616"),
        ("pypi", "^1.0"),
        ("pypi", "1.0"),
        ("pypi", "~=1"),
        ("pypi", ">=1.*"),
        ("pypi", ">=1.0,"),
        ("gem", "~1.0"),
        ("composer", "~>1.0"),
        ("maven", "[1.0,2.0"),
        ("maven", "[2.0,1.0]"),
        ("maven", "(1.0]"),
        ("maven", "[1.0,2.0],[1.5,3.0]"),
        ("maven", "[1.0,2.0],"),
        ("npm", "1.*.3"),
        ("npm", "1.2-beta"),
        ("npm", "1.2.3.4"),
        ("npm", ">=1 ||"),
        ("npm", "latest"),
        ("golang", "^v1.0.0"),
        ("golang", "latest"),
        ("deb", ">=1.*"),
    ] {
        assert!(Range::parse(kind, range).is_none(), "{kind} {range}");
    }
}

/// Versions are a stranger's text: whatever it is, it has an answer.
#[test]
fn no_text_is_too_strange() {
    let pieces = [
        "1",
        "0",
        "12",
        ".",
        "-",
        "+",
        "!",
        "*",
        "x",
        "v",
        "^",
        "~",
        ">=",
        "<",
        ",",
        " ",
        "[",
        ")",
        "||",
        "é",
        "中",
        "😀",
        "rc",
        "post",
        "dev",
        "a",
        "İ",
        "99999999999999999999",
        "_",
    ];
    // A small generator, so that every run tries the same.
    let mut state = 7_u32;
    let mut text = || {
        let mut text = String::new();
        for _ in 0..6 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            text.push_str(pieces[(state >> 16) as usize % pieces.len()]);
        }
        text
    };
    let long = "1-".repeat(100_000);
    for kind in [
        "cargo", "npm", "pypi", "maven", "golang", "nuget", "gem", "deb",
    ] {
        for _ in 0..2_000 {
            let range = Range::parse(kind, &text());
            let _ = range.map(|range| range.contains(&text()));
        }
        let any = Range::parse(kind, ">=0").expect("it is a range");
        let _ = any.contains("1.0é😀-中");
        assert!(!any.contains(&long), "{kind}");
    }
}
