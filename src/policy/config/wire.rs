//! `vendor-gate.toml` as it stands on disk, strict to the last key.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::denylist::model::Effect;
use crate::policy::FailOn;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawConfig {
    pub(crate) profiles: Option<Spanned<Vec<String>>>,
    pub(crate) fail_on: Option<Spanned<RawFailOn>>,
    pub(crate) on_empty: Option<Spanned<RawOnEmpty>>,
    pub(crate) min_coverage: Option<Spanned<u8>>,
    pub(crate) max_list_age: Option<Spanned<String>>,
    pub(crate) new_only: Option<Spanned<bool>>,
    #[serde(default)]
    pub(crate) authorities: BTreeMap<String, Spanned<RawOverride>>,
    #[serde(default)]
    pub(crate) limits: RawLimits,
    #[serde(default)]
    pub(crate) deny: Vec<Spanned<RawDeny>>,
    #[serde(default)]
    pub(crate) accept: Vec<Spanned<RawAccept>>,
    #[serde(default)]
    pub(crate) contest: Vec<Spanned<RawContest>>,
    pub(crate) acceptances: Option<Spanned<RawAcceptances>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawOverride {
    pub(crate) effect: RawEffect,
    pub(crate) because: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawLimits {
    pub(crate) build_dependency: Option<Spanned<RawLimit>>,
    pub(crate) dev_dependency: Option<Spanned<RawLimit>>,
    pub(crate) not_in_build: Option<Spanned<RawLimit>>,
    pub(crate) optional: Option<Spanned<RawLimit>>,
    pub(crate) pedigree: Option<Spanned<RawLimit>>,
    pub(crate) tool: Option<Spanned<RawLimit>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawLimit {
    pub(crate) at_most: RawEffect,
    pub(crate) because: String,
}

/// A vendor of the company's own, with the kinds of identities that vendors have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawDeny {
    pub(crate) vendor: String,
    pub(crate) effect: RawEffect,
    pub(crate) reason: String,
    pub(crate) citation: String,
    #[serde(default)]
    pub(crate) names: Vec<String>,
    #[serde(default)]
    pub(crate) npm_scope: Vec<String>,
    #[serde(default)]
    pub(crate) npm_prefix: Vec<String>,
    #[serde(default)]
    pub(crate) maven_group: Vec<String>,
    #[serde(default)]
    pub(crate) go_module: Vec<String>,
    #[serde(default)]
    pub(crate) pypi_prefix: Vec<String>,
    #[serde(default)]
    pub(crate) nuget_prefix: Vec<String>,
    #[serde(default)]
    pub(crate) cocoapods_prefix: Vec<String>,
    #[serde(default)]
    pub(crate) packagist_vendor: Vec<String>,
    #[serde(default)]
    pub(crate) docker_namespace: Vec<String>,
    #[serde(default)]
    pub(crate) purl_namespace: Vec<String>,
    #[serde(default)]
    pub(crate) forge_organisation: Vec<String>,
    #[serde(default)]
    pub(crate) forge_host: Vec<String>,
    #[serde(default)]
    pub(crate) domain: Vec<String>,
    #[serde(default)]
    pub(crate) email_domain: Vec<String>,
    #[serde(default)]
    pub(crate) email: Vec<String>,
    #[serde(default)]
    pub(crate) cpe_vendor: Vec<String>,
    #[serde(default)]
    pub(crate) package: Vec<String>,
    #[serde(default)]
    pub(crate) crates_team: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawAccept {
    pub(crate) component: String,
    pub(crate) versions: Option<String>,
    pub(crate) vendor: String,
    pub(crate) authorities: Option<Vec<String>>,
    pub(crate) reason: String,
    pub(crate) approved_by: Option<String>,
    pub(crate) ticket: Option<String>,
    pub(crate) expires: Datetime,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawContest {
    pub(crate) component: String,
    pub(crate) vendor: String,
    pub(crate) reason: String,
    pub(crate) evidence: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct RawAcceptances {
    pub(crate) from: Option<RawFrom>,
    pub(crate) max_days: Option<u32>,
    pub(crate) effects: Option<Vec<RawEffect>>,
    #[serde(default)]
    pub(crate) need: Vec<RawNeed>,
}

/// Declare one of a few words, with a message that names them all.
macro_rules! words {
    ($name:ident($of:ty) { $($word:literal => $value:expr),+ $(,)? }) => {
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name(pub(crate) $of);
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                match word.as_str() {
                    $($word => Ok(Self($value)),)+
                    _ => {
                        let known = [$(concat!("`", $word, "`")),+].join(", ");
                        Err(serde::de::Error::custom(format!("unknown value `{word}`, expected one of {known}")))
                    }
                }
            }
        }
    };
}
words!(RawEffect(Effect) { "block" => Effect::Block, "review" => Effect::Review, "note" => Effect::Note });
words!(RawFailOn(FailOn) {
    "block" => FailOn::Block, "review" => FailOn::Review, "note" => FailOn::Note, "never" => FailOn::Never,
});
words!(RawOnEmpty(bool) { "undetermined" => false, "pass" => true });
words!(RawFrom(bool) { "base" => false, "head" => true });
words!(RawNeed(&'static str) { "ticket" => "ticket", "approved-by" => "approved-by" });
