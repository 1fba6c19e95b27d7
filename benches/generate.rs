//! Documents of any size that look like those of real generators.

use std::io::{self, Write};

const OWNERS: [&str; 12] = [
    "babel",
    "apache",
    "tokio-rs",
    "example",
    "spring",
    "google",
    "aws",
    "serde-rs",
    "rust-lang",
    "pallets",
    "eclipse",
    "acme",
];
const SUPPLIERS: [&str; 6] = [
    "Example Software GmbH",
    "The Apache Software Foundation",
    "Tokio Contributors",
    "Pivotal Software, Inc.",
    "Acme Incorporated",
    "Free Software Foundation",
];

/// Write a document with so many components.
pub(crate) fn write(format: &str, components: u32, mut out: impl Write) -> io::Result<()> {
    match format {
        "cyclonedx" => cyclonedx(components, &mut out)?,
        "spdx-2.3" => spdx2(components, &mut out)?,
        "spdx-3" => spdx3(components, &mut out)?,
        "cyclonedx-xml" => xml(components, &mut out)?,
        "tag-value" => tag_value(components, &mut out)?,
        _ => return Err(io::Error::other("an unknown format")),
    }
    out.flush()
}

/// What a component of a number is called.
struct Named {
    owner: &'static str,
    supplier: &'static str,
    name: String,
    version: String,
    purl: String,
}

fn named(number: u32) -> Named {
    let owner = OWNERS[number as usize % OWNERS.len()];
    // A third of the names recur, as versions of one package do.
    let name = format!("package-{}", number - number % 3);
    let version = format!("{}.{}.{}", number % 7, number % 31, number % 3);
    let purl = match number % 3 {
        0 => format!("pkg:npm/%40{owner}/{name}@{version}"),
        1 => format!("pkg:maven/org.{owner}.modules/{name}@{version}?type=jar"),
        _ => format!("pkg:cargo/{name}@{version}"),
    };
    Named {
        owner,
        supplier: SUPPLIERS[number as usize % SUPPLIERS.len()],
        name,
        version,
        purl,
    }
}

fn needs(number: u32, components: u32) -> impl Iterator<Item = u32> {
    (1..=4).map(move |step| (number * 2 + step * 17) % components)
}

fn cyclonedx(components: u32, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        r#"{{
  "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
  "version": 1,
  "metadata": {{"timestamp": "2026-01-01T00:00:00Z", "component": {{"type": "application", "bom-ref": "root", "name": "shop", "version": "1.4.0"}}}},
  "components": ["#
    )?;
    for number in 0..components {
        let Named {
            owner,
            supplier,
            name,
            version,
            purl,
        } = named(number);
        let comma = if number == 0 { "" } else { ",\n" };
        write!(
            out,
            r#"{comma}    {{
      "bom-ref": "{purl}#{number}",
      "type": "library",
      "supplier": {{
        "name": "{supplier}"
      }},
      "author": "Jane Doe <jane@{owner}.example>",
      "name": "{name}",
      "version": "{version}",
      "description": "A package that does one thing and does it well; \"{name}\" is part of the {owner} family",
      "hashes": [
        {{
          "alg": "SHA-256",
          "content": "{number:064x}"
        }}
      ],
      "licenses": [
        {{
          "license": {{
            "id": "Apache-2.0"
          }}
        }}
      ],
      "cpe": "cpe:2.3:a:{owner}:{name}:{version}:*:*:*:*:*:*:*",
      "purl": "{purl}",
      "externalReferences": [
        {{
          "url": "https://github.com/{owner}/{name}",
          "type": "vcs"
        }},
        {{
          "url": "https://{owner}.example/{name}",
          "type": "website"
        }}
      ],
      "properties": [
        {{
          "name": "syft:package:foundBy",
          "value": "javascript-lock-cataloger"
        }},
        {{
          "name": "syft:location:0:path",
          "value": "/app/node_modules/{owner}/{name}/package.json"
        }}
      ]
    }}"#
        )?;
    }
    write!(out, "\n  ],\n  \"dependencies\": [\n")?;
    for number in 0..components {
        let comma = if number == 0 { "" } else { ",\n" };
        write!(
            out,
            "{comma}    {{\n      \"ref\": \"{}#{number}\",\n      \"dependsOn\": [",
            named(number).purl
        )?;
        for (place, needed) in needs(number, components).enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(out, "{comma}\n        \"{}#{needed}\"", named(needed).purl)?;
        }
        write!(out, "\n      ]\n    }}")?;
    }
    writeln!(out, "\n  ]\n}}")
}

fn spdx2(components: u32, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        r#"{{
  "spdxVersion": "SPDX-2.3",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "shop",
  "dataLicense": "CC0-1.0",
  "documentNamespace": "https://example.com/shop",
  "creationInfo": {{"creators": ["Organization: Example", "Tool: bench"], "created": "2026-01-01T00:00:00Z"}},
  "packages": ["#
    )?;
    for number in 0..components {
        let Named {
            owner,
            supplier,
            name,
            version,
            purl,
        } = named(number);
        let comma = if number == 0 { "" } else { ",\n" };
        write!(
            out,
            r#"{comma}    {{
      "name": "{name}",
      "SPDXID": "SPDXRef-Package-{number:016x}",
      "versionInfo": "{version}",
      "supplier": "Organization: {supplier}",
      "originator": "Person: Jane Doe (jane@{owner}.example)",
      "downloadLocation": "https://registry.example/{owner}/{name}/-/{name}-{version}.tgz",
      "homepage": "https://{owner}.example/{name}",
      "filesAnalyzed": false,
      "sourceInfo": "acquired package info from installed node module manifest file: /app/{name}/package.json",
      "licenseConcluded": "NOASSERTION",
      "licenseDeclared": "Apache-2.0",
      "copyrightText": "NOASSERTION",
      "checksums": [
        {{
          "algorithm": "SHA256",
          "checksumValue": "{number:064x}"
        }}
      ],
      "externalRefs": [
        {{
          "referenceCategory": "SECURITY",
          "referenceType": "cpe23Type",
          "referenceLocator": "cpe:2.3:a:{owner}:{name}:{version}:*:*:*:*:*:*:*"
        }},
        {{
          "referenceCategory": "PACKAGE-MANAGER",
          "referenceType": "purl",
          "referenceLocator": "{purl}"
        }}
      ]
    }}"#
        )?;
    }
    write!(out, "\n  ],\n  \"relationships\": [")?;
    let mut comma = "";
    for number in 0..components {
        for needed in needs(number, components) {
            write!(
                out,
                "{comma}\n    {{\n      \"spdxElementId\": \"SPDXRef-Package-{number:016x}\",\n      \"relatedSpdxElement\": \"SPDXRef-Package-{needed:016x}\",\n      \"relationshipType\": \"DEPENDS_ON\"\n    }}"
            )?;
            comma = ",";
        }
    }
    writeln!(out, "\n  ]\n}}")
}

fn spdx3(components: u32, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        r#"{{
  "@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
  "@graph": [
    {{"type": "CreationInfo", "@id": "_:creationinfo", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z", "createdBy": ["https://example.com/agent-0"]}}"#
    )?;
    for number in 0..components {
        let Named {
            owner,
            name,
            version,
            purl,
            ..
        } = named(number);
        let agent = number as usize % SUPPLIERS.len();
        write!(
            out,
            r#",
    {{
      "type": "software_Package",
      "spdxId": "https://example.com/shop#package-{number:016x}",
      "creationInfo": "_:creationinfo",
      "name": "{name}",
      "summary": "A package that does one thing and does it well",
      "software_packageVersion": "{version}",
      "software_packageUrl": "{purl}",
      "software_downloadLocation": "https://registry.example/{owner}/{name}/-/{name}-{version}.tgz",
      "software_homePage": "https://{owner}.example/{name}",
      "software_copyrightText": "NOASSERTION",
      "software_primaryPurpose": "library",
      "suppliedBy": "https://example.com/agent-{agent}",
      "originatedBy": ["https://example.com/agent-{agent}"],
      "externalIdentifier": [
        {{
          "type": "ExternalIdentifier",
          "externalIdentifierType": "cpe23",
          "identifier": "cpe:2.3:a:{owner}:{name}:{version}:*:*:*:*:*:*:*"
        }}
      ],
      "verifiedUsing": [
        {{
          "type": "Hash",
          "algorithm": "sha256",
          "hashValue": "{number:064x}"
        }}
      ]
    }},
    {{
      "type": "Relationship",
      "spdxId": "https://example.com/shop#relationship-{number:016x}",
      "creationInfo": "_:creationinfo",
      "from": "https://example.com/shop#package-{number:016x}",
      "relationshipType": "dependsOn",
      "to": ["#
        )?;
        for (place, needed) in needs(number, components).enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(
                out,
                "{comma}\n        \"https://example.com/shop#package-{needed:016x}\""
            )?;
        }
        write!(out, "\n      ]\n    }}")?;
    }
    for (number, supplier) in SUPPLIERS.iter().enumerate() {
        write!(
            out,
            ",\n    {{\"type\": \"Organization\", \"spdxId\": \"https://example.com/agent-{number}\", \"creationInfo\": \"_:creationinfo\", \"name\": \"{supplier}\"}}"
        )?;
    }
    writeln!(out, "\n  ]\n}}")
}

fn xml(components: u32, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="1">
  <metadata>
    <timestamp>2026-01-01T00:00:00Z</timestamp>
    <component type="application" bom-ref="root"><name>shop</name><version>1.4.0</version></component>
  </metadata>
  <components>"#
    )?;
    for number in 0..components {
        let Named {
            owner,
            supplier,
            name,
            version,
            purl,
        } = named(number);
        writeln!(
            out,
            r#"    <component type="library" bom-ref="{purl}#{number}">
      <supplier>
        <name>{supplier}</name>
      </supplier>
      <author>Jane Doe &lt;jane@{owner}.example&gt;</author>
      <name>{name}</name>
      <version>{version}</version>
      <description>A package that does one thing and does it well; it is part of the {owner} family</description>
      <hashes>
        <hash alg="SHA-256">{number:064x}</hash>
      </hashes>
      <licenses>
        <license>
          <id>Apache-2.0</id>
        </license>
      </licenses>
      <cpe>cpe:2.3:a:{owner}:{name}:{version}:*:*:*:*:*:*:*</cpe>
      <purl>{purl}</purl>
      <externalReferences>
        <reference type="vcs">
          <url>https://github.com/{owner}/{name}</url>
        </reference>
        <reference type="website">
          <url>https://{owner}.example/{name}</url>
        </reference>
      </externalReferences>
      <properties>
        <property name="syft:package:foundBy">javascript-lock-cataloger</property>
        <property name="syft:location:0:path">/app/node_modules/{owner}/{name}/package.json</property>
      </properties>
    </component>"#
        )?;
    }
    writeln!(out, "  </components>\n  <dependencies>")?;
    for number in 0..components {
        writeln!(
            out,
            "    <dependency ref=\"{}#{number}\">",
            named(number).purl
        )?;
        for needed in needs(number, components) {
            writeln!(
                out,
                "      <dependency ref=\"{}#{needed}\"/>",
                named(needed).purl
            )?;
        }
        writeln!(out, "    </dependency>")?;
    }
    writeln!(out, "  </dependencies>\n</bom>")
}

fn tag_value(components: u32, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: shop
DocumentNamespace: https://example.com/shop
Creator: Organization: Example
Creator: Tool: bench
Created: 2026-01-01T00:00:00Z
"
    )?;
    for number in 0..components {
        let Named {
            owner,
            supplier,
            name,
            version,
            purl,
        } = named(number);
        writeln!(
            out,
            "##### Package: {name}

PackageName: {name}
SPDXID: SPDXRef-Package-{number:016x}
PackageVersion: {version}
PackageSupplier: Organization: {supplier}
PackageOriginator: Person: Jane Doe (jane@{owner}.example)
PackageDownloadLocation: https://registry.example/{owner}/{name}/-/{name}-{version}.tgz
FilesAnalyzed: false
PackageChecksum: SHA256: {number:064x}
PackageHomePage: https://{owner}.example/{name}
PackageSourceInfo: <text>acquired package info from installed node module manifest file:
/app/{name}/package.json</text>
PackageLicenseConcluded: NOASSERTION
PackageLicenseDeclared: Apache-2.0
PackageCopyrightText: NOASSERTION
ExternalRef: SECURITY cpe23Type cpe:2.3:a:{owner}:{name}:{version}:*:*:*:*:*:*:*
ExternalRef: PACKAGE-MANAGER purl {purl}
"
        )?;
    }
    for number in 0..components {
        for needed in needs(number, components) {
            writeln!(
                out,
                "Relationship: SPDXRef-Package-{number:016x} DEPENDS_ON SPDXRef-Package-{needed:016x}"
            )?;
        }
    }
    Ok(())
}
