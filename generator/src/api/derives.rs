//! The derives that the configuration asks for.

use super::TypeId;
use crate::tree::Place;
use std::collections::BTreeMap;

/// A trait that a type can implement if all of its parts do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trait {
    /// `Default`.
    Default,
    /// `Eq`.
    Eq,
    /// `Hash`.
    Hash,
    /// `Ord`, and with it `PartialOrd` and `Eq`.
    Ord,
}

impl Trait {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Default, Self::Eq, Self::Hash, Self::Ord];

    /// Returns the name of the trait.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "Default",
            Self::Eq => "Eq",
            Self::Hash => "Hash",
            Self::Ord => "Ord",
        }
    }

    /// Returns the trait of this name, which may be its path in the standard library.
    pub fn of(path: &str) -> Option<Self> {
        let path = path.trim_start_matches("::");
        let name = match path.rsplit_once("::") {
            Some((place, name)) => {
                let places = ["cmp", "hash", "default"];
                let place = place
                    .strip_prefix("std::")
                    .or(place.strip_prefix("core::"))?;
                Some(name).filter(|_| places.contains(&place))?
            }
            None => path,
        };
        Self::ALL.into_iter().find(|it| it.name() == name)
    }
}

/// A derive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Derive {
    /// One whose requirements are known.
    Known(Trait),
    /// The path of another one: `schemars::JsonSchema`.
    Other(String),
}

impl Derive {
    /// Returns the derive for an entry of the configuration.
    pub fn of(path: &str) -> Self {
        Trait::of(path).map_or_else(|| Self::Other(path.to_owned()), Self::Known)
    }
}

/// The derives that the configuration asks for.
#[derive(Clone, Debug, Default)]
pub struct Derives {
    /// Those for all types.
    pub all: Vec<Derive>,
    /// Those for single types, besides the former.
    pub types: BTreeMap<TypeId, Vec<TypeDerive>>,
}

impl Derives {
    /// Returns the paths of the derives of a type that the generator does not know, each once.
    pub fn others(&self, id: TypeId) -> Vec<&str> {
        let own = self.types.get(&id).into_iter().flatten();
        let mut out: Vec<&str> = Vec::new();
        for derive in self.all.iter().chain(own.map(|it| &it.derive)) {
            if let Derive::Other(path) = derive
                && !out.contains(&path.as_str())
            {
                out.push(path);
            }
        }
        out
    }
}

/// A derive for a single type.
#[derive(Clone, Debug)]
pub struct TypeDerive {
    /// The derive.
    pub derive: Derive,
    /// The key of the entry in the configuration, which names the type.
    pub of: String,
    /// The place of the derive in the configuration.
    pub at: Option<Place>,
}
