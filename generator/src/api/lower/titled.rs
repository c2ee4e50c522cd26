//! Types that several places of the document share, and the place after which each of them is named: the first by its
//! JSON pointer, so that the order of the document does not matter. The place is chosen once all are known, and the
//! types nested in a moved type move with it.

use super::Lower;
use crate::{
    api::{NameHint, Owner, TypeId},
    tree::{Node, SpecPath},
};
use std::collections::BTreeMap;

/// The type of a nested schema that has a title.
pub(super) struct Titled {
    /// The location from which the type was built.
    at: SpecPath,
    ty: TypeId,
    /// The first type that was declared after this one and all types nested in it.
    end: usize,
    /// The locations of equal schemas, and the owner of the type at each.
    places: Vec<(SpecPath, Owner)>,
}

impl Lower<'_> {
    /// Returns the type of an equal schema with this title, if there is one.
    pub(super) fn same_title(
        &mut self,
        title: &str,
        (at, node): (&SpecPath, &Node),
        owner: Owner,
    ) -> Option<TypeId> {
        let all = self.titled.get(title)?;
        let index = all.iter().position(|it| self.node(&it.at) == Some(node))?;
        let known = self.titled.get_mut(title)?.get_mut(index)?;
        known.places.push((at.clone(), owner));
        Some(known.ty)
    }

    /// Records the type of a schema with a title, after it is defined.
    pub(super) fn remember_title(&mut self, title: String, at: SpecPath, ty: TypeId) {
        let owner = self.types[ty.index()].name.owner;
        let titled = Titled {
            places: vec![(at.clone(), owner)],
            at,
            ty,
            end: self.types.len(),
        };
        self.titled.entry(title).or_default().push(titled);
    }

    /// Names each shared type after the first of its places.
    pub(super) fn settle_shared(&mut self) {
        let titled = std::mem::take(&mut self.titled).into_values();
        let mut titled: Vec<Titled> = titled.flatten().collect();
        // Enclosing types are declared before the ones inside them.
        titled.sort_by_key(|it| it.ty);
        for (it, (at, owner)) in titled.iter().zip(first_places(&titled)) {
            self.move_to(it, &at, owner);
        }
        for (ty, name) in std::mem::take(&mut self.offers) {
            self.offer(ty, &name);
        }
    }

    /// Moves a type to another location, with all types that were declared inside it.
    fn move_to(&mut self, it: &Titled, at: &SpecPath, owner: Owner) {
        let old = self.types[it.ty.index()].at.clone();
        if *at == old || self.is_in(owner, it.ty) {
            return;
        }
        self.types[it.ty.index()].name.owner = owner;
        for def in &mut self.types[it.ty.index()..it.end] {
            if let Some(moved) = replaced(&def.at, &old, at) {
                def.at = moved;
            }
        }
    }

    /// Returns whether an owner is a type or is inside it.
    fn is_in(&self, mut owner: Owner, ty: TypeId) -> bool {
        while let Owner::Type(id) = owner {
            if id == ty {
                return true;
            }
            owner = self.types[id.index()].name.owner;
        }
        false
    }

    /// Names a type that was built from several schemas after the first of two owners.
    fn offer(&mut self, ty: TypeId, name: &NameHint) {
        let known = &self.types[ty.index()].name;
        let (Owner::Type(old), Owner::Type(new)) = (known.owner, name.owner) else {
            return;
        };
        let key = |owner: TypeId, words: &str| {
            let at = self.types[owner.index()].at.as_str().to_owned();
            (at, words.to_owned())
        };
        let first = key(new, &name.words) < key(old, &known.words);
        if first && !known.full && !name.full && !self.is_in(name.owner, ty) {
            self.types[ty.index()].name = name.clone();
        }
    }
}

/// Returns the first location of each type and its owner there, given that the enclosing types are at their first
/// locations.
fn first_places(all: &[Titled]) -> Vec<(SpecPath, Owner)> {
    let made: BTreeMap<&SpecPath, usize> = all.iter().map(|it| &it.at).zip(0..).collect();
    let first = |places: &[(SpecPath, Owner)], known: &[(SpecPath, Owner)]| {
        let moved = places
            .iter()
            .map(|(at, owner)| (moved(at, &made, known), *owner));
        moved.min_by(|one, other| one.0.cmp(&other.0))
    };
    let mut out: Vec<(SpecPath, Owner)> = Vec::new();
    // Each round settles one more level: a nested schema is smaller than the one around it.
    for _ in 0..=all.len() {
        let next = all
            .iter()
            .filter_map(|it| first(&it.places, &out))
            .collect();
        if next == out {
            break;
        }
        out = next;
    }
    out
}

/// Returns a location in which the part up to the innermost enclosing type is replaced by that type's first location.
fn moved(
    at: &SpecPath,
    made: &BTreeMap<&SpecPath, usize>,
    known: &[(SpecPath, Owner)],
) -> SpecPath {
    let mut around = at.clone();
    while !around.as_str().is_empty() {
        around = around.parent();
        let to = made.get(&around).and_then(|index| known.get(*index));
        if let Some((to, _)) = to {
            return replaced(at, &around, to).unwrap_or_else(|| at.clone());
        }
    }
    at.clone()
}

/// Returns a location at or below `old`, with `old` replaced by `new`.
fn replaced(at: &SpecPath, old: &SpecPath, new: &SpecPath) -> Option<SpecPath> {
    let rest = at.as_str().strip_prefix(old.as_str())?;
    let below = rest.is_empty() || rest.starts_with('/');
    below.then(|| SpecPath::from_pointer(format!("{}{rest}", new.as_str())))
}
