//! One inventory written in every encoding.

use std::fmt::Write as _;

/// A package of the inventory.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) purl: String,
    pub(crate) supplier: String,
    pub(crate) website: String,
    /// The packages that it needs, by number.
    pub(crate) needs: Vec<usize>,
}

/// An inventory with names that every encoding has to escape.
pub(crate) fn inventory(n_packages: usize) -> Vec<Package> {
    let package = |number: usize| Package {
        name: format!("part-{number}"),
        version: format!("1.{number}"),
        purl: format!("pkg:npm/%40acme/part-{number}@1.{number}"),
        supplier: format!("Müller & Søn <{number}> \"GmbH\""),
        website: format!("https://acme.example/part?a={number}&b=1"),
        needs: (number * 2 + 1..=number * 2 + 2)
            .filter(|needed| *needed < n_packages)
            .collect(),
    };
    (0..n_packages).map(package).collect()
}

/// The documents, each with the name of its encoding.
pub(crate) fn every_encoding(packages: &[Package]) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("cyclonedx json", cyclonedx_json(packages).into_bytes()),
        ("cyclonedx xml", cyclonedx_xml(packages).into_bytes()),
        ("cyclonedx protobuf", protobuf(packages)),
        ("cyclonedx textproto", textproto(packages).into_bytes()),
        ("spdx json", spdx_json(packages, false).into_bytes()),
        ("spdx yaml", spdx_json(packages, true).into_bytes()),
        ("spdx tag-value", tag_value(packages).into_bytes()),
        ("spdx rdf", rdf(packages).into_bytes()),
        ("spdx xml", spdx_xml(packages).into_bytes()),
    ]
}

fn cyclonedx_json(packages: &[Package]) -> String {
    let component = |(number, package): (usize, &Package)| {
        serde_json::json!({
            "bom-ref": format!("ref-{number}"), "type": "library", "name": package.name, "version": package.version,
            "purl": package.purl, "supplier": {"name": package.supplier},
            "externalReferences": [{"type": "website", "url": package.website}],
        })
    };
    let dependency = |(number, package): (usize, &Package)| {
        let needs: Vec<String> = package
            .needs
            .iter()
            .map(|needed| format!("ref-{needed}"))
            .collect();
        serde_json::json!({"ref": format!("ref-{number}"), "dependsOn": needs})
    };
    let components: Vec<_> = packages.iter().enumerate().map(component).collect();
    let dependencies: Vec<_> = packages.iter().enumerate().map(dependency).collect();
    serde_json::json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components, "dependencies": dependencies})
        .to_string()
}

fn cyclonedx_xml(packages: &[Package]) -> String {
    let mut out = "<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\">\n<components>\n".to_owned();
    for (number, package) in packages.iter().enumerate() {
        let _ = writeln!(
            out,
            "<component type=\"library\" bom-ref=\"ref-{number}\"><supplier><name>{}</name></supplier><name>{}</name>\
             <version>{}</version><purl>{}</purl><externalReferences><reference type=\"website\"><url>{}</url></reference>\
             </externalReferences></component>",
            escaped(&package.supplier),
            package.name,
            package.version,
            package.purl,
            escaped(&package.website)
        );
    }
    out.push_str("</components>\n<dependencies>\n");
    for (number, package) in packages.iter().enumerate() {
        let _ = write!(out, "<dependency ref=\"ref-{number}\">");
        for needed in &package.needs {
            let _ = write!(out, "<dependency ref=\"ref-{needed}\"/>");
        }
        out.push_str("</dependency>\n");
    }
    out + "</dependencies>\n</bom>\n"
}

fn protobuf(packages: &[Package]) -> Vec<u8> {
    let mut out = field(1, b"1.6");
    for (number, package) in packages.iter().enumerate() {
        let mut component = vec![8, 3];
        component.extend(field(3, format!("ref-{number}").as_bytes()));
        component.extend(field(4, &field(1, package.supplier.as_bytes())));
        component.extend(field(8, package.name.as_bytes()));
        component.extend(field(9, package.version.as_bytes()));
        component.extend(field(16, package.purl.as_bytes()));
        component.extend(field(
            20,
            &[vec![8, 3], field(2, package.website.as_bytes())].concat(),
        ));
        out.extend(field(5, &component));
    }
    for (number, package) in packages.iter().enumerate() {
        let mut dependency = field(1, format!("ref-{number}").as_bytes());
        for needed in &package.needs {
            dependency.extend(field(2, &field(1, format!("ref-{needed}").as_bytes())));
        }
        out.extend(field(8, &dependency));
    }
    out
}

fn textproto(packages: &[Package]) -> String {
    let mut out = "# proto-message: Bom\nspec_version: \"1.6\"\n".to_owned();
    for (number, package) in packages.iter().enumerate() {
        let _ = writeln!(
            out,
            "components {{ type: CLASSIFICATION_LIBRARY bom_ref: 'ref-{number}' supplier: {{ name: {:?} }} name: \"{}\"\
             version: \"{}\" purl: \"{}\", external_references: [{{type: EXTERNAL_REFERENCE_TYPE_WEBSITE url: {:?}}}] }}",
            package.supplier, package.name, package.version, package.purl, package.website
        );
    }
    for (number, package) in packages.iter().enumerate() {
        let _ = write!(out, "dependencies {{ ref: \"ref-{number}\"");
        for needed in &package.needs {
            let _ = write!(out, " dependencies <ref: 'ref-{needed}'>");
        }
        out.push_str(" }\n");
    }
    out
}

fn field(number: usize, bytes: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(bytes.len()), bytes.to_vec()].concat()
}

fn varint(mut number: usize) -> Vec<u8> {
    let mut out = Vec::new();
    while number >= 0x80 {
        out.push(u8::try_from(number & 0x7F).expect("seven bits fit") | 0x80);
        number >>= 7;
    }
    out.push(u8::try_from(number).expect("seven bits fit"));
    out
}

/// JSON, or JSON with line breaks under top-level keys in the manner of YAML.
fn spdx_json(packages: &[Package], yaml: bool) -> String {
    let package = |(number, package): (usize, &Package)| {
        serde_json::json!({
            "SPDXID": format!("SPDXRef-{number}"), "name": package.name, "versionInfo": package.version,
            "supplier": format!("Organization: {}", package.supplier), "homepage": package.website,
            "downloadLocation": "NOASSERTION",
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": package.purl}],
        })
    };
    let parts: Vec<_> = packages.iter().enumerate().map(package).collect();
    let relationships: Vec<_> = needs(packages)
        .map(|(from, to)| {
            serde_json::json!({
                "spdxElementId": format!("SPDXRef-{from}"), "relationshipType": "DEPENDS_ON",
                "relatedSpdxElement": format!("SPDXRef-{to}"),
            })
        })
        .collect();
    let lines = |values: &[serde_json::Value]| {
        values.iter().fold(String::new(), |lines, value| {
            lines + &format!("- {value}\n")
        })
    };
    if yaml {
        return format!(
            "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\npackages:\n{}relationships:\n{}",
            lines(&parts),
            lines(&relationships)
        );
    }
    serde_json::json!({
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "packages": parts, "relationships": relationships,
    })
    .to_string()
}

fn tag_value(packages: &[Package]) -> String {
    let mut out = "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\n".to_owned();
    for (number, package) in packages.iter().enumerate() {
        let _ = write!(
            out,
            "\n# a package\nPackageName: {}\nSPDXID: SPDXRef-{number}\nPackageVersion: {}\nPackageSupplier: Organization: {}\n\
             PackageHomePage: {}\nPackageComment: <text>some\nPackageName: no package\n</text>\n\
             PackageDownloadLocation: NOASSERTION\nExternalRef: PACKAGE-MANAGER purl {}\n",
            package.name, package.version, package.supplier, package.website, package.purl
        );
    }
    for (from, to) in needs(packages) {
        let _ = writeln!(
            out,
            "Relationship: SPDXRef-{to} DEPENDENCY_OF SPDXRef-{from}"
        );
    }
    out
}

/// Every other package stands beside its relationship, the rest inside.
fn rdf(packages: &[Package]) -> String {
    let base = "https://acme.example/sbom#SPDXRef-";
    let mut out = "<?xml version=\"1.0\"?>\n<!DOCTYPE rdf:RDF [<!ENTITY spdx \"http://spdx.org/rdf/terms#\">]>\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:s=\"&spdx;\" \
         xmlns:doap=\"http://usefulinc.com/ns/doap#\">\n\
         <s:SpdxDocument rdf:about=\"https://acme.example/sbom#SPDXRef-DOCUMENT\"><s:specVersion>SPDX-2.3</s:specVersion></s:SpdxDocument>\n"
        .to_owned();
    for (number, package) in packages.iter().enumerate() {
        let _ = write!(
            out,
            "<s:Package rdf:about=\"{base}{number}\"><s:name>{}</s:name><s:versionInfo>{}</s:versionInfo>\
             <s:supplier>Organization: {}</s:supplier><doap:homepage rdf:resource=\"{}\"/>\
             <s:downloadLocation rdf:resource=\"http://spdx.org/rdf/terms#noassertion\"/>\
             <s:externalRef><s:ExternalRef><s:referenceType rdf:resource=\"http://spdx.org/rdf/references/purl\"/>\
             <s:referenceLocator>{}</s:referenceLocator></s:ExternalRef></s:externalRef>",
            package.name,
            package.version,
            escaped(&package.supplier),
            escaped(&package.website),
            package.purl
        );
        for needed in &package.needs {
            let _ = write!(out, "<s:relationship rdf:nodeID=\"r{number}-{needed}\"/>");
        }
        out.push_str("</s:Package>\n");
    }
    for (from, to) in needs(packages) {
        let _ = writeln!(
            out,
            "<rdf:Description rdf:nodeID=\"r{from}-{to}\"><rdf:type rdf:resource=\"&spdx;Relationship\"/>\
             <s:relationshipType rdf:resource=\"&spdx;relationshipType_dependsOn\"/>\
             <s:relatedSpdxElement rdf:resource=\"{base}{to}\"/></rdf:Description>"
        );
    }
    out + "</rdf:RDF>\n"
}

fn spdx_xml(packages: &[Package]) -> String {
    let mut out =
        "<?xml version=\"1.0\"?>\n<Document><spdxVersion>SPDX-2.3</spdxVersion>\n".to_owned();
    for (number, package) in packages.iter().enumerate() {
        let _ = writeln!(
            out,
            "<packages><SPDXID>SPDXRef-{number}</SPDXID><name>{}</name><versionInfo>{}</versionInfo>\
             <supplier>Organization: {}</supplier><homepage><![CDATA[{}]]></homepage>\
             <downloadLocation>NOASSERTION</downloadLocation><externalRefs><referenceType>purl</referenceType>\
             <referenceLocator>{}</referenceLocator></externalRefs></packages>",
            package.name,
            package.version,
            escaped(&package.supplier),
            package.website,
            package.purl
        );
    }
    for (from, to) in needs(packages) {
        let _ = writeln!(
            out,
            "<relationships><spdxElementId>SPDXRef-{from}</spdxElementId><relationshipType>DEPENDS_ON</relationshipType>\
             <relatedSpdxElement>SPDXRef-{to}</relatedSpdxElement></relationships>"
        );
    }
    out + "</Document>\n"
}

fn needs(packages: &[Package]) -> impl Iterator<Item = (usize, usize)> {
    let pairs = packages.iter().enumerate();
    pairs.flat_map(|(from, package)| package.needs.iter().map(move |to| (from, *to)))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
