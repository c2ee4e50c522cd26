//! The layout of a crate: folders that the generator owns, and around them files of the user's, where the generator
//! only updates its own keys in the manifest.

mod folders;
mod inline;
mod keys;
mod manifest;
mod needs;
mod plan;
mod state;
mod workspace;

pub(crate) use inline::inlined;
pub(crate) use keys::{Wishes, wanted};
pub(crate) use manifest::Manifest;
pub(crate) use needs::{Needed, needs};
pub use plan::{Package, Plan, new_file, new_text, plan};
pub(crate) use workspace::package_above;
