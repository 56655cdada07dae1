//! A register as TOML gives it, before anything is checked. Every key of the file format is here.

use serde::Deserialize;
use toml::{Spanned, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawRegister {
    pub(super) version: Spanned<i64>,
    pub(super) first_party: Option<RawFirstParty>,
    #[serde(default)]
    pub(super) vendor: Vec<RawVendor>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawFirstParty {
    pub(super) status: Spanned<String>,
    pub(super) reviewed: Option<Spanned<Value>>,
    pub(super) review_by: Option<Spanned<Value>>,
    pub(super) approved_until: Option<Spanned<Value>>,
    #[serde(default)]
    pub(super) packages: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) paths: Vec<Spanned<String>>,
    pub(super) notes: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawVendor {
    pub(super) id: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) kind: Option<Spanned<String>>,
    pub(super) url: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) contacts: Vec<Spanned<String>>,
    pub(super) jurisdiction: Option<Spanned<String>>,
    pub(super) status: Spanned<String>,
    pub(super) reason: Option<String>,
    pub(super) conditions: Option<String>,
    pub(super) reviewed: Option<Spanned<Value>>,
    pub(super) review_by: Option<Spanned<Value>>,
    pub(super) approved_until: Option<Spanned<Value>>,
    #[serde(default)]
    pub(super) packages: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) scope: Vec<RawScope>,
    #[serde(default)]
    pub(super) evidence: Vec<RawEvidence>,
    #[serde(default)]
    pub(super) key: Vec<RawKey>,
    pub(super) notes: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawScope {
    pub(super) packages: Spanned<Vec<Spanned<String>>>,
    pub(super) registries: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) usage: Option<Spanned<Vec<Spanned<String>>>>,
    pub(super) approved_until: Option<Spanned<Value>>,
    pub(super) notes: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawEvidence {
    pub(super) title: Spanned<String>,
    pub(super) path: Option<Spanned<String>>,
    pub(super) url: Option<Spanned<String>>,
    pub(super) sha256: Option<Spanned<String>>,
    pub(super) expires: Option<Spanned<Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawKey {
    pub(super) file: Option<Spanned<String>>,
    pub(super) public_key: Option<Spanned<String>>,
    pub(super) valid_from: Option<Spanned<Value>>,
    pub(super) valid_until: Option<Spanned<Value>>,
}
