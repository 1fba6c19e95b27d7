//! The identifiers by which software names its publishers, read and normalised.
//!
//! Pure functions over texts: purl, CPE, domains, repository URLs, names of
//! organisations. Knows no document and no vendor.

mod cargo_source;
mod company_words;
mod confusable;
mod cpe;
mod domain;
mod full_name;
mod han;
mod image;
mod invisible;
mod legal_form;
mod legal_name;
mod licence;
mod package;
mod purl;
mod registry_page;
mod repository;
mod secret;

pub use cargo_source::is_crates_io;
pub use confusable::confusable_skeleton;
pub use cpe::{Cpe, Part};
pub use domain::{email_domain, first_segment, host, in_any_region, is_consumer_mail, parents};
pub use full_name::full_name;
pub(crate) use image::{
    component_key, is_reference as is_image_reference, is_registry as is_image_registry,
    listed_key, place as image_place, reference as image_reference, untagged as untagged_image,
    whole as whole_image,
};
pub use invisible::is_default_ignorable;
pub use legal_name::{NameKey, gloss, is_legal_form, near, of_group, repeats, words as name_words};
pub(crate) use licence::licence;
pub(crate) use package::{FORMATS, fold_package};
pub use purl::Purl;
pub(crate) use purl::{is_of_registry, is_purl, percent_decode, percent_encode};
pub(crate) use registry_page::package_at;
pub use repository::Repository;
pub use secret::without_secrets;
