//! How large the emitted types are, asked of the compiler.

use super::program::{self, Profile, Read};
use crate::{
    analyze::{LARGEST_MEMBER, LARGEST_TYPE},
    emit::{self, Place},
    format,
};
use serde::{Deserialize, Serialize};
use std::{cmp::Reverse, path::Path, process::Command};

/// How large the emitted types of a document are.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Sizes {
    /// The largest type.
    pub ty: Large,
    /// The field or variant that holds most in place.
    pub member: Large,
    /// All that is over the limits, the largest first.
    pub over: Vec<Large>,
}

/// A type, or a member as `Pet.owner` or `Pet::Cat`, and its size.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Large {
    /// What it is called.
    pub name: String,
    /// Its size in bytes.
    pub bytes: usize,
}

/// Measures the types of `document`, whose crate has been written to `root`.
pub(super) fn sizes(document: &Path, root: &Path) -> Result<Sizes, String> {
    let read = Read::document(document)?;
    let (file, places) = emit::sizes(read.context());
    if places.is_empty() {
        return Ok(Sizes::default());
    }
    let file = format::format(&file, "", &read.krate)?;
    let program = program::compiled(root, &file, Profile::Debug)?;
    let log = program::target(root).join("measured");
    let printed = program::run(&mut Command::new(program), &log)?;
    let printed: Vec<usize> = printed.lines().filter_map(|it| it.parse().ok()).collect();
    Ok(Sizes::of(&places, &printed))
}

impl Sizes {
    fn of(places: &[Place], printed: &[usize]) -> Self {
        let mut out = Self::default();
        for place in places {
            let large = Large {
                name: place.name.clone(),
                bytes: printed.get(place.size).copied().unwrap_or_default(),
            };
            let (largest, limit) = if place.member {
                (&mut out.member, LARGEST_MEMBER)
            } else {
                (&mut out.ty, LARGEST_TYPE)
            };
            if large.bytes > largest.bytes {
                *largest = large.clone();
            }
            if large.bytes > limit {
                out.over.push(large);
            }
        }
        out.over.sort_by_key(|it| Reverse(it.bytes));
        out
    }
}
