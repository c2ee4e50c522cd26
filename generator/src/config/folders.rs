//! The destination folders of the APIs.

use super::{ApiConfig, Destination};
use std::path::{Component, Path, PathBuf};

/// Finds two APIs of which one would be written into the folder of the other, and returns their indices.
pub(super) fn overlapping(apis: &[ApiConfig]) -> Option<(usize, usize)> {
    let folder = |api: &ApiConfig| match api.destination.as_ref()? {
        Destination::Crate(folder) => Some((plain(folder), false)),
        Destination::Module(folder) => Some((plain(folder), true)),
    };
    let folders: Vec<_> = apis.iter().map(folder).collect();
    let all = folders.iter().enumerate();
    all.clone().find_map(|(at, one)| {
        let (one, _) = one.as_ref()?;
        let inside = |other: &Option<(PathBuf, bool)>| {
            let other = other.as_ref();
            other.is_some_and(|(other, is_module)| {
                one == other || *is_module && one.starts_with(other)
            })
        };
        let (other, _) = all.clone().find(|(index, it)| *index != at && inside(it))?;
        Some((at, other))
    })
}

/// Returns the path without `.` components, and with each `..` resolved where possible.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    out
}
