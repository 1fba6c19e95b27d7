//! `screen`, `list`, `explain` and `doctor`.

use crate::discovery::Tree;
use crate::program::{fixture, run, run_in};
use std::path::Path;

#[test]
fn exact_names_are_one_and_near_names_are_suggestions() {
    let exact = run(&["screen", "--format", "json", "ZTE Corp.", "Acme Ltd"]);
    assert_eq!(exact.code, 1);
    let lines: Vec<serde_json::Value> = exact
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!(lines[0]["matches"][0]["entry"], "zte");
    assert_eq!(lines[0]["matches"][0]["match"], "exact");
    assert_eq!(lines[0]["matches"][0]["list"], "bundled");
    assert_eq!(lines[1]["matches"], serde_json::json!([]));
    let near = run_in(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &["screen"],
        "Kasperski Lab\n".as_bytes(),
    );
    assert_eq!(near.code, 0, "{}", near.out);
    assert!(near.out.contains("near"), "{}", near.out);
}

#[test]
fn every_vendor_authority_and_profile_can_be_explained() {
    for what in ["vendors", "authorities", "profiles"] {
        let listed: serde_json::Value =
            serde_json::from_str(&run(&["list", what, "--format", "json"]).out).expect("a list");
        for row in listed.as_array().expect("rows").iter().step_by(17) {
            let id = row["id"].as_str().expect("an id");
            assert_eq!(run(&["explain", id]).code, 0, "{id}");
        }
    }
}

#[test]
fn the_doctor_finds_every_canary_and_accuses_no_lookalike() {
    let ran = run(&["doctor"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn names_are_no_workflow_commands() {
    let name = "::error::Evil ##[error]Corp";
    let sbom = serde_json::json!({
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "components": [{"type": "library", "name": "x", "supplier": {"name": name}}],
    });
    let sbom = sbom.to_string();
    for format in ["text", "json"] {
        let listed = ["list", "publishers", "-", "--format", format];
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let printed = [
            run(&["screen", name, "--format", format]).out,
            run_in(root, &listed, sbom.as_bytes()).out,
        ];
        for text in printed {
            assert!(text.contains("Evil"), "{text}");
            assert!(!text.contains("##["), "{text}");
            assert!(
                !text.lines().any(|line| line.trim().starts_with("::")),
                "{text}"
            );
        }
    }
}

#[test]
fn no_name_on_standard_input_is_dropped_in_silence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let screen = |input: &[u8]| run_in(root, &["screen", "--format", "json"], input);
    let n_lines = |out: &str| out.lines().count();

    let odd = screen(b"Acme\n\xFF\xFE\nHuawei\r\n\n");
    assert_eq!((odd.code, n_lines(&odd.out)), (1, 3), "{}", odd.out);
    let utf_16: Vec<u8> = "\u{FEFF}Acme\nHuawei\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = screen(&utf_16);
    assert_eq!((wide.code, n_lines(&wide.out)), (1, 2), "{}", wide.out);

    let long = format!("Acme\n{}\nHuawei\n", "x".repeat(1 << 20));
    let cut = screen(long.as_bytes());
    assert_eq!((cut.code, n_lines(&cut.out)), (3, 1), "{}", cut.out);
    assert!(cut.err.contains("longer than 1 MiB"), "{}", cut.err);
    for nothing in ["", "\n \n"] {
        let empty = screen(nothing.as_bytes());
        assert_eq!((empty.code, empty.out.as_str()), (2, ""));
        assert!(empty.err.contains("no name to look up"), "{}", empty.err);
    }
    let unset = run(&["screen", "Acme", " "]);
    assert_eq!((unset.code, unset.out.as_str()), (2, ""));
    assert!(unset.err.contains("a name is empty"), "{}", unset.err);
}

#[test]
fn names_with_the_gloss_that_lists_print_are_exact() {
    let names = [
        "Huawei Technologies Co., Ltd. (Huawei)",
        "360 Security Technology Inc. (Qihoo 360)",
        "Kaspersky Lab (fan club)",
    ];
    let ran = run(&[["screen", "--format", "json"].as_slice(), &names].concat());
    let kinds: Vec<String> = ran
        .out
        .lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
            line["matches"][0]["match"].to_string()
        })
        .collect();
    assert_eq!(kinds, [r#""exact""#, r#""exact""#, r#""near""#]);
}

#[test]
fn a_listing_that_ended_is_told_with_its_end() {
    let measure = run(&["explain", "us-ndaa-2021-1260h"]).out;
    let megvii =
        "- megvii: as Beijing Megvii Technology Co., Ltd., since 2024-01-31, until 2025-01-07";
    assert!(measure.contains(megvii), "{measure}");
    let text = run(&["screen", "Megvii"]).out;
    let ended = "90 FR 1105 (list without it), since 2024-01-31, until 2025-01-07";
    assert!(text.contains(ended), "{text}");
    let json = run(&["screen", "Megvii", "--format", "json"]).out;
    assert!(json.contains(r#""until":"2025-01-07""#), "{json}");

    let nobody = run(&["explain", "us-far-part-40"]).out;
    assert!(
        nobody.ends_with("\nVendors that it names:\n- none\n"),
        "{nobody}"
    );
}

#[test]
fn a_name_that_nobody_has_verified_is_told_as_such() {
    let kept = |path: &str| {
        let path = fixture("policy/lists").join(path);
        std::fs::read_to_string(path).expect("the lists of tests")
    };
    let hearsay = "[[name]]\nvalue = \"Roadrunner Traps\"\nkind = \"alias\"\nverified = false\nsource = \"hearsay\"\n\n[[identity]]";
    let tree = Tree::new(&[
        ("authorities/zz-ban.toml", &kept("authorities/zz-ban.toml")),
        (
            "authorities/zz-watch.toml",
            &kept("authorities/zz-watch.toml"),
        ),
        (
            "vendors/acme.toml",
            &kept("vendors/acme.toml").replacen("[[identity]]", hearsay, 1),
        ),
    ]);
    let screen = |name: &str, format: &str| {
        let arguments = ["screen", "--denylist", ".", "--format", format, name];
        let ran = run_in(&tree.folder, &arguments, b"");
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        ran.out
    };
    let doubtful = "ROADRUNNER traps: listed under a name that nobody has verified\n  exact, unverified: Roadrunner Traps (acme)\n";
    let text = screen("ROADRUNNER traps", "text");
    assert!(text.starts_with(doubtful), "{text}");
    let json = screen("Roadrunner Traps", "json");
    assert!(json.contains(r#""list":"own""#), "{json}");
    assert!(json.contains(r#""verified":false"#), "{json}");
    let text = screen("Acme Ltd", "text");
    assert!(
        text.starts_with("Acme Ltd: listed\n  exact: Acme Limited (acme)\n"),
        "{text}"
    );
    assert!(screen("Acme Ltd", "json").contains(r#""verified":true"#));
}

#[test]
fn a_place_where_others_publish_is_explained_as_such() {
    let vendor = run(&["explain", "tencent"]).out;
    let line = vendor
        .lines()
        .find(|line| line.contains("mp.weixin.qq.com"));
    let line = line.expect("the place is told");
    assert!(
        line.contains("(proves nothing: others publish there, too)"),
        "{line}"
    );
}
