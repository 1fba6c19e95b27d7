//! Compiles `denylists/` into tables, so that the program parses nothing at start.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use sha2::{Digest as _, Sha256};

/// The same modules that read a user's own files.
#[path = "."]
mod denylist {
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
    let path = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("bundled.rs");
    fs::write(path, source).expect("the output folder can be written");
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

    fn texts(&mut self, texts: &[denylist::model::Text]) -> String {
        self.table("Text", texts.iter().map(|text| (text, ())), |_, item| {
            text(item)
        })
    }

    fn authority(&mut self, a: &Authority) -> String {
        let (citations, sources) = (self.texts(&a.citations), self.texts(&a.sources));
        let phases = self.table(
            "Phase",
            a.phases.iter().map(|phase| (phase, ())),
            |_, phase: &Phase| format!("Phase{{on:{},what:{}}}", day(phase.on), text(&phase.what)),
        );
        let r = &a.reaches;
        format!(
            "Authority{{id:{},name:{},issuer:{},jurisdiction:{},kind:AuthorityKind::{:?},citations:{citations},url:{},scope:{},applies_to:{},\
             reaches:Reaches{{software:Reach::{:?},services:Reach::{:?},hardware:Reach::{:?},embedded:Reach::{:?},open_source:Reach::{:?}}},\
             affiliates:Affiliates::{:?},status:Status::{:?},status_note:{},confidence:Confidence::{:?},sources:{sources},reviewed:{},phases:{phases}}}",
            text(&a.id),
            text(&a.name),
            text(&a.issuer),
            text(&a.jurisdiction),
            a.kind,
            text(&a.url),
            text(&a.scope),
            text(&a.applies_to),
            r.software,
            r.services,
            r.hardware,
            r.embedded,
            r.open_source,
            a.affiliates,
            a.status,
            option(a.status_note.as_deref()),
            a.confidence,
            day(a.reviewed),
        )
    }

    fn vendor(&mut self, v: &Vendor) -> String {
        let weak = self.texts(&v.weak_brands);
        let registrations = self.table(
            "(Text,Text)",
            v.registrations.iter().map(|pair| (pair, ())),
            |_, (register, number)| format!("({},{})", text(register), text(number)),
        );
        let names = self.table("Name", v.names.iter().map(|name| (name, ())), |_, name| {
            self::name(name)
        });
        let identities = self.table(
            "Identity",
            v.identities.iter().map(|identity| (identity, ())),
            |_, identity| self::identity(identity),
        );
        let lookalikes = self.table(
            "Lookalike",
            v.lookalikes.iter().map(|lookalike| (lookalike, ())),
            Self::lookalike,
        );
        let listings = self.table(
            "Listing",
            v.listings.iter().map(|listing| (listing, ())),
            |_, listing| self::listing(listing),
        );
        let affiliate_of = v.affiliate_of.as_ref().map_or("None".to_owned(), |a| {
            format!(
                "Some(Affiliation{{vendor:{},basis:{},source:{},since:{},until:{}}})",
                text(&a.vendor),
                text(&a.basis),
                text(&a.source),
                option_day(a.since),
                option_day(a.until)
            )
        });
        format!(
            "Vendor{{id:{},name:{},country:{},parent:{},affiliate_of:{affiliate_of},registrations:{registrations},weak_brands:{weak},dispute:{},note:{},\
             reviewed:{},names:{names},identities:{identities},lookalikes:{lookalikes},listings:{listings}}}",
            text(&v.id),
            text(&v.name),
            option(v.country.as_deref()),
            option(v.parent.as_deref()),
            option(v.dispute.as_deref()),
            option(v.note.as_deref()),
            day(v.reviewed),
        )
    }

    fn lookalike(&mut self, l: &Lookalike) -> String {
        let purls = self.texts(&l.purls);
        format!(
            "Lookalike{{ecosystem:{},name:{},trap:{},why:{},verified:{},basis:{},purls:{purls}}}",
            text(&l.ecosystem),
            text(&l.name),
            text(&l.trap),
            text(&l.why),
            l.verified,
            text(&l.basis)
        )
    }

    fn profile(&mut self, p: &Profile) -> String {
        let entries = self.table(
            "ProfileEntry",
            p.entries.iter().map(|entry| (entry, ())),
            |_, e: &ProfileEntry| {
                format!(
                    "ProfileEntry{{authority:{},effect:Effect::{:?},because:{}}}",
                    text(&e.authority),
                    e.effect,
                    text(&e.because)
                )
            },
        );
        format!(
            "Profile{{id:{},title:{},for_whom:{},note:{},affiliates:AffiliateRule::{:?},entries:{entries}}}",
            text(&p.id),
            text(&p.title),
            text(&p.for_whom),
            option(p.note.as_deref()),
            p.affiliates
        )
    }
}

fn name(n: &Name) -> String {
    format!(
        "Name{{value:{},kind:NameKind::{:?},script:{},relation:Relation::{:?},verified:{},source:{}}}",
        text(&n.value),
        n.kind,
        option(n.script.as_deref()),
        n.relation,
        n.verified,
        text(&n.source)
    )
}

fn identity(i: &Identity) -> String {
    format!(
        "Identity{{kind:IdentityKind::{:?},value:{},control:Control::{:?},attribution:Attribution::{:?},relation:Relation::{:?},verified:{},source:{},note:{}}}",
        i.kind,
        text(&i.value),
        i.control,
        i.attribution,
        i.relation,
        i.verified,
        text(&i.source),
        option(i.note.as_deref())
    )
}

fn listing(l: &Listing) -> String {
    format!(
        "Listing{{authority:{},named_as:{},since:{},until:{},citation:{},reach:ListingReach::{:?},confidence:Confidence::{:?},source:{},note:{}}}",
        text(&l.authority),
        text(&l.named_as),
        day(l.since),
        option_day(l.until),
        text(&l.citation),
        l.reach,
        l.confidence,
        text(&l.source),
        option(l.note.as_deref())
    )
}

fn text(text: &str) -> String {
    format!("Cow::Borrowed({text:?})")
}

fn option(text: Option<&str>) -> String {
    text.map_or("None".to_owned(), |text| {
        format!("Some({})", self::text(text))
    })
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
