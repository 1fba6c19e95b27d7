"""What a user may write in a workflow, one case each.

`event` and `payload` start it, `with` are the inputs, `github` is what the API answers,
`files` are written into the repository, `before` into a commit before that.
"""

import json

RESTRICTED = "data/restricted sbom.json"
HEAD = "a" * 40
COMMENTS = "/repos/o/r/issues/7/comments"
# As GitHub sends it once the fork is deleted.
PULL_REQUEST = {"pull_request": {"number": 7, "head": {"sha": HEAD, "repo": None}}}
REFUSED = (403, {"message": "Resource not accessible by integration"})


def comment(number, body=""):
    address = f"https://github.com/o/r/pull/7#issuecomment-{number}"
    return {"id": number, "user": {"login": "github-actions[bot]"}, "body": body, "html_url": address}


# A company's own entry, so that these pages do not change with the bundled lists.
DENY = """[[deny]]
vendor = "Example Ltd"
npm-scope = ["@example-ltd"]
effect = "block"
reason = "not to be bought from"
citation = "policy 12.3"
"""


def sbom(*names):
    components = [
        {"type": "library", "bom-ref": name, "group": "@example-ltd", "name": name, "version": "1.0.0",
         "purl": f"pkg:npm/%40example-ltd/{name}@1.0.0"}
        for name in names
    ]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": components}, indent=1)


# What it would run is a program of the checkout, which would leave a file `owned`.
EVIL = {
    "Cargo.toml": '[package]\nname = "shop"\nversion = "1.0.0"\nedition = "2021"\n[workspace]\n',
    "Cargo.lock": 'version = 4\n\n[[package]]\nname = "shop"\nversion = "1.0.0"\n',
    "src/lib.rs": "",
    "evil.sh": "#!/bin/sh\ntouch owned\n",
    ".cargo/config.toml": '[build]\nrustc = "./evil.sh"\nrustc-wrapper = "./evil.sh"\n[alias]\nvendor-gate = ["run", "-q"]\n',
    "rust-toolchain.toml": '[toolchain]\npath = "/nonexistent"\n',
}

# Cargo is started, and needs nothing from anywhere.
WORKSPACE = {
    "Cargo.toml": '[workspace]\nmembers = ["shop", "widget"]\nresolver = "3"\n',
    "shop/Cargo.toml": '[package]\nname = "shop"\nversion = "1.4.0"\nedition = "2024"\n[dependencies]\nwidget = { path = "../widget" }\n',
    "shop/src/lib.rs": "",
    "widget/Cargo.toml": '[package]\nname = "widget"\nversion = "0.3.0"\nedition = "2024"\nrepository = "https://github.com/example-ltd/widget"\n',
    "widget/src/lib.rs": "",
    "Cargo.lock": (
        'version = 4\n\n[[package]]\nname = "shop"\nversion = "1.4.0"\ndependencies = [\n "widget",\n]\n'
        '\n[[package]]\nname = "widget"\nversion = "0.3.0"\n'
    ),
}

CASES = {
    "pass": {"with": {"inputs": "data/clean.json"}},
    "fail": {"with": {"inputs": RESTRICTED, "as-of": "2026-11-24"}},
    "nothing said": {
        "files": {"vendor-gate.toml": DENY, "deep down/ bom.json": sbom("one"), "another.json": sbom()},
    },
    "nothing said in a workspace": {
        "files": {
            "vendor-gate.toml": DENY.replace('npm-scope = ["@example-ltd"]', 'forge-organisation = ["github.com/example-ltd"]'),
            **WORKSPACE,
        },
    },
    "pull request": {
        "event": "pull_request", "payload": PULL_REQUEST, "token": True,
        "files": {"vendor-gate.toml": DENY, "bom.json": sbom("one", "two")},
        "with": {"inputs": "bom.json\ndata/clean.json", "comment-key": "apps"},
        "github": [(f"GET {COMMENTS}?per_page=100", 200, []), (f"POST {COMMENTS}", 201, comment(5))],
    },
    "clean pull request": {
        "event": "pull_request", "payload": PULL_REQUEST, "token": True,
        "with": {"inputs": "data/clean.json"},
        "github": [(f"GET {COMMENTS}?per_page=100", 200, [])],
    },
    "fork": {
        "event": "pull_request", "payload": PULL_REQUEST, "token": True,
        "files": {"vendor-gate.toml": DENY, "bom.json": sbom("one")},
        "with": {"inputs": "bom.json"},
        "github": [(f"GET {COMMENTS}?per_page=100", 200, []), (f"POST {COMMENTS}", *REFUSED)],
    },
    "no token": {
        "event": "pull_request", "payload": PULL_REQUEST, "with": {"inputs": "data/clean.json"},
    },
    "no token, two findings": {
        "event": "pull_request", "payload": PULL_REQUEST, "github": [],
        "files": {"vendor-gate.toml": DENY, "bom.json": sbom("one", "two")}, "with": {"inputs": "bom.json"},
    },
    "no token, strict": {
        "event": "pull_request", "payload": PULL_REQUEST, "github": [],
        "with": {"inputs": "data/clean.json", "comment": "always", "strict-reporting": "true"},
    },
    "pull request target": {
        "event": "pull_request_target", "payload": PULL_REQUEST, "token": True,
        "files": EVIL, "with": {"inputs": "Cargo.toml"},
        "github": [(f"GET {COMMENTS}?per_page=100", 200, [])],
    },
    "hostile workspace": {"files": EVIL, "with": {"inputs": "Cargo.toml"}},
    "second workflow": {
        "event": "workflow_run", "token": True,
        "payload": {"workflow_run": {
            "event": "pull_request", "head_sha": HEAD, "conclusion": "failure", "pull_requests": [],
            "html_url": "https://github.com/o/r/actions/runs/5",
        }},
        "files": {"vendor-gate.toml": DENY, "bom.json": sbom("one")},
        "report of": "bom.json",
        "github": [
            ("GET /repos/o/r/pulls?state=open&sort=updated&direction=desc&per_page=100", 200,
             [{"number": 3, "head": {"sha": "b" * 40}}, {"number": 7, "head": {"sha": HEAD}}]),
            (f"GET {COMMENTS}?per_page=100", 200, []),
            (f"POST {COMMENTS}", 201, comment(5)),
        ],
    },
    "merge queue": {
        "event": "merge_group", "token": True, "with": {"inputs": "data/clean.json"}, "github": [],
    },
    "schedule": {"event": "schedule", "with": {"inputs": "data/clean.json"}},
    "new only, nothing new": {
        "before": {"vendor-gate.toml": DENY, "bom.json": sbom("one")},
        "files": {"vendor-gate.toml": DENY, "bom.json": sbom("one")},
        "with": {"inputs": "bom.json", "baseline": "BEFORE", "new-only": "true"},
    },
    "new only, one new": {
        "before": {"vendor-gate.toml": DENY, "bom.json": sbom("one")},
        "files": {"vendor-gate.toml": DENY, "bom.json": sbom("one", "two")},
        "with": {"inputs": "bom.json", "baseline": "BEFORE", "new-only": "true"},
    },
    "baseline out of reach": {
        "files": {"vendor-gate.toml": DENY, "bom.json": sbom("one")},
        "with": {"inputs": "bom.json", "baseline": "c" * 40, "new-only": "true"},
    },
    "working directory": {
        "files": {"a folder, with: odd%20 name/vendor-gate.toml": DENY, "a folder, with: odd%20 name/bom.json": sbom("one")},
        "with": {"working-directory": "a folder, with: odd%20 name", "inputs": "bom.json", "output": "sarif=gate.sarif"},
        "show": "a folder, with: odd%20 name/gate.sarif",
    },
    "several reports": {
        "with": {"inputs": "data/clean.json", "output": "sarif=out/all of it.sarif\nmarkdown=out/all of it.md\njson=out/$(touch owned).json"},
        "files": {"out/.keep": ""}, "show": "out/all of it.md",
    },
    "further format": {"with": {"inputs": "data/clean.json", "format": "text", "as-of": "2026-11-24"}},
    "another format": {"with": {"inputs": "data/clean.json", "format": "text; touch owned"}},
    "commands in documents": {
        "files": {
            "vendor-gate.toml": DENY,
            "::error::x.json": sbom("##[error]a\n::error::b\n##[set-output name=verdict;]pass", "::set-output name=verdict::pass"),
        },
        "with": {"inputs": "::error::x.json", "format": "markdown"},
    },
    "commands in a configuration": {
        "files": {"vendor-gate.toml": "::set-output name=verdict::pass\n##[set-output name=verdict;]pass = 1\n"},
        "with": {"inputs": "data/clean.json"},
    },
    "keys and profiles": {
        "event": "pull_request", "payload": PULL_REQUEST, "token": True,
        "files": {"vendor-gate.toml": DENY, "bom.json": sbom("one")},
        "with": {"inputs": "bom.json", "comment-key": "a $(touch owned) `b` --> \u202e", "comment": "always"},
        "github": [(f"GET {COMMENTS}?per_page=100", 200, []), (f"POST {COMMENTS}", 201, comment(5))],
    },
    "a profile that is none": {"with": {"inputs": "data/clean.json", "profile": "us-federal; touch owned\n$(touch owned)"}},
    "metacharacters": {
        "with": {
            "inputs": "data/clean.json\n$(touch owned)\n`touch owned`;touch owned\n-h\n--fail-on=never",
            "profile": "us-federal\nus-dod",
        },
    },
    "mistake": {"with": {"inputs": RESTRICTED, "fail-on": "no such; exit 0"}},
    "mistake in a file": {
        "files": {"vendor-gate.toml": "profile = 'us-federal'\n"}, "with": {"inputs": "data/clean.json"},
    },
    "switch": {"with": {"inputs": RESTRICTED, "recursive": "maybe"}},
    "no such folder": {"with": {"working-directory": "nowhere\n::error::x"}},
    "no such report": {"with": {"report": "nowhere.json"}},
    "no such program": {"with": {"binary": "/nowhere/cargo-vendor-gate"}},
    "undetermined": {"with": {"inputs": "data/clean.json\nbroken.json"}, "files": {"broken.json": '{"bomFormat": "CycloneDX", '}},
    "nothing to check": {"files": {"empty/x": ""}, "with": {"working-directory": "empty"}},
}
