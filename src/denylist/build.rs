//! Compiles `denylists/` into tables, so that the program parses nothing at start.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest as _, Sha256};

/// The same modules that compare what documents say with the lists.
#[allow(
    dead_code,
    unreachable_pub,
    reason = "the program uses all of it, and publishes it"
)]
#[path = "../identifier"]
mod identifier {
    mod company_words;
    mod domain;
    mod han;
    mod image;
    mod invisible;
    mod legal_form;
    mod legal_name;
    mod package;
    mod purl;

    pub(crate) use domain::host;
    pub(crate) use image::listed_key;
    pub(crate) use invisible::is_default_ignorable;
    pub(crate) use legal_name::NameKey;
    pub(crate) use package::fold_package;
    pub(crate) use purl::{Purl, percent_encode};
}

/// The same modules that read a user's own files.
#[path = "."]
mod denylist {
    pub(crate) mod key;
    #[allow(
        dead_code,
        unreachable_pub,
        clippy::enum_variant_names,
        clippy::struct_field_names,
        reason = "the program uses all of it, and publishes it by these names"
    )]
    #[path = "model.rs"]
    pub(crate) mod model;
    #[allow(unreachable_pub, reason = "the program uses it elsewhere")]
    #[path = "wire.rs"]
    pub(crate) mod wire;
    #[path = "wire_vendor.rs"]
    pub(crate) mod wire_vendor;
    #[allow(unreachable_pub, reason = "the model publishes it")]
    pub(crate) mod text {
        /// Where the program keeps its texts does not exist yet.
        pub type Text = std::borrow::Cow<'static, str>;
    }
}

use denylist::model::{
    Authority, Day, Identity, Listing, Lookalike, Name, Phase, Profile, ProfileEntry, Vendor,
};
use denylist::wire::{RawAuthority, RawProfile};
use denylist::wire_vendor::{RawRoster, RawVendor};

fn main() {
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("denylists");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut digest = Sha256::new();
    let authorities = read(&root, "authorities", &mut digest, |text| {
        toml::from_str::<RawAuthority>(text).map(|raw| vec![Authority::from(raw)])
    });
    let profiles = read(&root, "profiles", &mut digest, |text| {
        toml::from_str::<RawProfile>(text).map(|raw| vec![Profile::from(raw)])
    });
    let mut vendors = read(&root, "vendors", &mut digest, |text| {
        if text.lines().any(|line| line == "roster = true") {
            return toml::from_str::<RawRoster>(text).map(RawRoster::into_vendors);
        }
        toml::from_str::<RawVendor>(text).map(|raw| vec![Vendor::from(raw)])
    });
    vendors.sort_by(|a, b| a.id.cmp(&b.id));
    let mut out = Emitter::default();
    let authorities_table = out.table(
        "Authority",
        authorities.iter().map(|authority| (authority, ())),
        Emitter::authority,
    );
    let vendors_table = out.table(
        "Vendor",
        vendors.iter().map(|vendor| (vendor, ())),
        Emitter::vendor,
    );
    let profiles_table = out.table(
        "Profile",
        profiles.iter().map(|profile| (profile, ())),
        Emitter::profile,
    );
    let mut source = out.tables;
    let digest = digest
        .finalize()
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    let _ = write!(
        source,
        "static DENYLIST: Denylist = Denylist {{ authorities: {authorities_table}, vendors: {vendors_table}, profiles: {profiles_table} }};\n\
         static DIGEST: &str = \"sha256:{digest}\";\n"
    );
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    for (name, text) in [("bundled.rs", source), ("bundled.txt", out.texts)] {
        fs::write(folder.join(name), text).expect("the output folder can be written");
    }
}

/// Read one folder, sorted by file name, into the digest and the model.
fn read<T>(
    root: &Path,
    folder: &str,
    digest: &mut Sha256,
    parse: impl Fn(&str) -> Result<Vec<T>, toml::de::Error>,
) -> Vec<T> {
    let entries = fs::read_dir(root.join(folder)).expect("the folder of the lists can be read");
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    });
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("a list can be read");
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a list has a plain name");
        digest.update(format!("{folder}/{name}\0{}\0", text.len()));
        digest.update(&text);
        all.extend(
            parse(&text)
                .unwrap_or_else(|error| panic!("failed to read {}: {error}", path.display())),
        );
    }
    all
}

/// Writes each list as a `static` of its own: what has a destructor cannot be borrowed inside another.
#[derive(Default)]
struct Emitter {
    tables: String,
    count: usize,
    texts: String,
    /// Where each text begins among all.
    places: HashMap<String, usize>,
}

impl Emitter {
    fn table<'a, T: 'a, X>(
        &mut self,
        kind: &str,
        items: impl Iterator<Item = (&'a T, X)>,
        write: impl Fn(&mut Self, &T) -> String,
    ) -> String {
        let items: Vec<String> = items.map(|(item, _)| write(self, item)).collect();
        if items.is_empty() {
            return "Cow::Borrowed(&[])".to_owned();
        }
        self.count += 1;
        let name = format!("T{}", self.count);
        let _ = writeln!(
            self.tables,
            "static {name}: [{kind}; {}] = [{}];",
            items.len(),
            items.join(",")
        );
        format!("Cow::Borrowed(&{name})")
    }

    fn list(&mut self, texts: &[denylist::model::Text]) -> String {
        self.table("Text", texts.iter().map(|text| (text, ())), |out, item| {
            out.text(item)
        })
    }

    fn authority(&mut self, a: &Authority) -> String {
        let (citations, sources) = (self.list(&a.citations), self.list(&a.sources));
        let phases = self.table(
            "Phase",
            a.phases.iter().map(|phase| (phase, ())),
            |out, phase: &Phase| {
                let what = out.text(&phase.what);
                format!("Phase{{on:{},what:{what}}}", day(phase.on))
            },
        );
        let r = &a.reaches;
        format!(
            "Authority{{id:{},name:{},issuer:{},jurisdiction:{},kind:AuthorityKind::{:?},citations:{citations},url:{},scope:{},applies_to:{},\
             reaches:Reaches{{software:Reach::{:?},services:Reach::{:?},hardware:Reach::{:?},embedded:Reach::{:?},open_source:Reach::{:?}}},\
             affiliates:Affiliates::{:?},status:Status::{:?},status_note:{},confidence:Confidence::{:?},sources:{sources},reviewed:{},phases:{phases}}}",
            self.text(&a.id),
            self.text(&a.name),
            self.text(&a.issuer),
            self.text(&a.jurisdiction),
            a.kind,
            self.text(&a.url),
            self.text(&a.scope),
            self.text(&a.applies_to),
            r.software,
            r.services,
            r.hardware,
            r.embedded,
            r.open_source,
            a.affiliates,
            a.status,
            self.option(a.status_note.as_deref()),
            a.confidence,
            day(a.reviewed),
        )
    }

    fn vendor(&mut self, v: &Vendor) -> String {
        let weak = self.list(&v.weak_brands);
        let registrations = self.table(
            "(Text,Text)",
            v.registrations.iter().map(|pair| (pair, ())),
            |out, (register, number)| format!("({},{})", out.text(register), out.text(number)),
        );
        let names = self.table("Name", v.names.iter().map(|name| (name, ())), Self::name);
        let identities = self.table(
            "Identity",
            v.identities.iter().map(|identity| (identity, ())),
            Self::identity,
        );
        let lookalikes = self.table(
            "Lookalike",
            v.lookalikes.iter().map(|lookalike| (lookalike, ())),
            Self::lookalike,
        );
        let listings = self.table(
            "Listing",
            v.listings.iter().map(|listing| (listing, ())),
            Self::listing,
        );
        let affiliate_of = v.affiliate_of.as_ref().map_or("None".to_owned(), |a| {
            format!(
                "Some(Affiliation{{vendor:{},basis:{},source:{},since:{},until:{}}})",
                self.text(&a.vendor),
                self.text(&a.basis),
                self.text(&a.source),
                option_day(a.since),
                option_day(a.until)
            )
        });
        format!(
            "Vendor{{id:{},name:{},country:{},parent:{},affiliate_of:{affiliate_of},registrations:{registrations},weak_brands:{weak},dispute:{},note:{},\
             reviewed:{},names:{names},identities:{identities},lookalikes:{lookalikes},listings:{listings}}}",
            self.text(&v.id),
            self.text(&v.name),
            self.option(v.country.as_deref()),
            self.option(v.parent.as_deref()),
            self.option(v.dispute.as_deref()),
            self.option(v.note.as_deref()),
            day(v.reviewed),
        )
    }

    fn lookalike(&mut self, l: &Lookalike) -> String {
        let (purls, keys) = (self.list(&l.purls), self.list(&l.keys));
        format!(
            "Lookalike{{ecosystem:{},name:{},trap:{},why:{},verified:{},basis:{},purls:{purls},keys:{keys}}}",
            self.text(&l.ecosystem),
            self.text(&l.name),
            self.text(&l.trap),
            self.text(&l.why),
            l.verified,
            self.text(&l.basis)
        )
    }

    fn profile(&mut self, p: &Profile) -> String {
        let entries = self.table(
            "ProfileEntry",
            p.entries.iter().map(|entry| (entry, ())),
            |out, e: &ProfileEntry| {
                format!(
                    "ProfileEntry{{authority:{},effect:Effect::{:?},because:{}}}",
                    out.text(&e.authority),
                    e.effect,
                    out.text(&e.because)
                )
            },
        );
        format!(
            "Profile{{id:{},title:{},for_whom:{},note:{},affiliates:AffiliateRule::{:?},entries:{entries}}}",
            self.text(&p.id),
            self.text(&p.title),
            self.text(&p.for_whom),
            self.option(p.note.as_deref()),
            p.affiliates
        )
    }

    fn name(&mut self, n: &Name) -> String {
        format!(
            "Name{{value:{},key:{},kind:NameKind::{:?},script:{},relation:Relation::{:?},verified:{},source:{}}}",
            self.text(&n.value),
            self.text(&n.key),
            n.kind,
            self.option(n.script.as_deref()),
            n.relation,
            n.verified,
            self.text(&n.source)
        )
    }

    fn identity(&mut self, i: &Identity) -> String {
        format!(
            "Identity{{kind:IdentityKind::{:?},value:{},key:{},control:Control::{:?},attribution:Attribution::{:?},relation:Relation::{:?},verified:{},source:{},note:{}}}",
            i.kind,
            self.text(&i.value),
            self.text(&i.key),
            i.control,
            i.attribution,
            i.relation,
            i.verified,
            self.text(&i.source),
            self.option(i.note.as_deref())
        )
    }

    fn listing(&mut self, l: &Listing) -> String {
        format!(
            "Listing{{authority:{},named_as:{},since:{},until:{},citation:{},reach:ListingReach::{:?},confidence:Confidence::{:?},source:{},note:{}}}",
            self.text(&l.authority),
            self.text(&l.named_as),
            day(l.since),
            option_day(l.until),
            self.text(&l.citation),
            l.reach,
            l.confidence,
            self.text(&l.source),
            self.option(l.note.as_deref())
        )
    }

    /// Where a text stands among all, each of which is kept once.
    fn text(&mut self, text: &str) -> String {
        let at = self.places.entry(text.to_owned()).or_insert_with(|| {
            let at = self.texts.len();
            self.texts.push_str(text);
            at
        });
        format!("Text::bundled({at},{})", text.len())
    }

    fn option(&mut self, text: Option<&str>) -> String {
        text.map_or("None".to_owned(), |text| {
            format!("Some({})", self.text(text))
        })
    }
}

fn day(day: Day) -> String {
    format!(
        "Day{{year:{},month:{},day:{}}}",
        day.year, day.month, day.day
    )
}

fn option_day(day: Option<Day>) -> String {
    day.map_or("None".to_owned(), |day| format!("Some({})", self::day(day)))
}
