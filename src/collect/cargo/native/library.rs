//! Where a linked library lies, and whose it is.

use std::path::{Path, PathBuf};

use super::link::{Link, Search};
use super::{Certainty, Linkage, Native, Script};
use crate::model::{Component, ComponentKind};
use crate::system::System;

/// Returns what a link stands for.
pub(super) fn native(link: &Link<'_>, script: &Script<'_>, system: &System) -> Native {
    let mut component = Component { name: link.name.to_owned(), ..Component::default() };
    component.properties.insert("native:link".to_owned(), link.text.to_owned());
    if link.linkage == Linkage::Framework {
        component.kind = ComponentKind::Framework;
        return Native { component, linkage: link.linkage, certainty: Certainty::Name };
    }
    let mut certainty = Certainty::Name;
    let found = folders(script).find_map(|folder| in_folder(&folder, link));
    if let Some(path) = found
        && let Some(real) = system.follow(&path)
        && let Some(owner) = system.owner(&real).or_else(|| system.owner(&path))
    {
        component.name = owner.name;
        component.version = Some(owner.version);
        component.purl = Some(owner.purl);
        certainty = Certainty::Proven;
    }
    Native { component, linkage: link.linkage, certainty }
}

fn folders<'a>(script: &Script<'a>) -> impl Iterator<Item = PathBuf> + use<'a> {
    let own = script.linked_paths.iter().map(|text| Search::parse(text)).filter(|search| search.for_libraries);
    let architecture = script.target.split('-').next().unwrap_or_default();
    let default = [format!("/usr/lib/{architecture}-linux-gnu"), "/usr/lib64".to_owned(), "/usr/lib".to_owned()];
    own.map(|search| search.folder.to_path_buf()).chain(default.into_iter().map(PathBuf::from))
}

fn in_folder(folder: &Path, link: &Link<'_>) -> Option<PathBuf> {
    let names = match link.linkage {
        Linkage::Static => vec![format!("lib{}.a", link.name)],
        _ => vec![format!("lib{}.so", link.name), format!("lib{}.a", link.name)],
    };
    names.into_iter().map(|name| folder.join(name)).find(|path| path.is_file())
}
