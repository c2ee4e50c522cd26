//! Unions whose alternatives a property tells apart: a discriminator, or one that has another constant in each.

use super::{Lower, schema::name_of, union::Typed};
use crate::{
    model::{Constant, JsonKind, SpecName, TypeRef, Union, Variant},
    schema::{self, Origin, Tag},
};
use std::collections::BTreeSet;

impl Lower<'_> {
    /// The union by a discriminator; `None` if it tells nothing apart.
    pub(super) fn tagged(&mut self, tag: &Tag, typed: &[Typed]) -> Option<Union> {
        let mut variants: Vec<Variant> = Vec::new();
        let mut fallback = None;
        let inherited = self.inherited(tag, typed);
        for (index, it) in typed.iter().enumerate() {
            let variant = self.variant(tag, (typed, &inherited), it);
            if it
                .alternative
                .from
                .iter()
                .any(|from| tag.default == Some(*from))
            {
                fallback = Some(index);
            }
            variants.push(variant);
        }
        let tagged = variants.iter().filter(|it| !it.tags.is_empty()).count();
        if tagged == 0 {
            return None;
        }
        name_by_tags(&mut variants);
        Some(Union {
            tag: SpecName::new(&tag.property),
            variants,
            fallback,
        })
    }

    /// The lists of values that the property has in several alternatives: they have it from a base, and none of it tells
    /// which of them a value is.
    fn inherited(&mut self, tag: &Tag, typed: &[Typed]) -> BTreeSet<Vec<Constant>> {
        let mut seen = BTreeSet::new();
        let mut out = BTreeSet::new();
        for it in typed {
            let constants = self.schemas.tags(&it.alternative, &tag.property);
            let several = constants.filter(|it| it.len() > 1);
            out.extend(several.filter(|it| !seen.insert(it.clone())));
        }
        out
    }

    fn variant(
        &mut self,
        tag: &Tag,
        all: (&[Typed], &BTreeSet<Vec<Constant>>),
        it: &Typed,
    ) -> Variant {
        let mut kinds: Vec<JsonKind> = it.looks.iter().map(|it| it.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let object = kinds.contains(&JsonKind::Object) || kinds.contains(&JsonKind::Any);
        let tags = if object {
            self.tags_of(tag, all, it)
        } else {
            Vec::new()
        };
        if !tags.is_empty() {
            kinds.retain(|it| *it != JsonKind::Object);
        }
        Variant {
            declares_tag: tags.is_empty() || self.writes_tag(&it.alternative, &tag.property),
            words: it.words.clone(),
            ty: it.ty.clone(),
            tags,
            kinds,
        }
    }

    /// Whether what is inside an alternative writes the tag: a property, or a union by the same one.
    fn writes_tag(&mut self, it: &schema::Alternative, property: &str) -> bool {
        if self.schemas.declares(it, property) {
            return true;
        }
        let Some(id) = name_of(&it.form) else {
            return false;
        };
        let inside = self.schemas.inside(id);
        let by_same = inside
            .tag
            .as_ref()
            .is_some_and(|it| it.property == property);
        by_same && inside.alternatives.len() > 1
    }

    /// The values of the tag that mean an alternative: those of the mapping, then the constants of the property in
    /// the alternative, then the schema's name (OpenAPI 3.2.0, section 4.25.2).
    fn tags_of(
        &mut self,
        tag: &Tag,
        (typed, inherited): (&[Typed], &BTreeSet<Vec<Constant>>),
        it: &Typed,
    ) -> Vec<Constant> {
        let own = match name_of(&it.alternative.form).map(|id| self.schemas.origin(id)) {
            Some(Origin::Base(base)) => Some(*base),
            _ => None,
        };
        let mut out: Vec<Constant> = Vec::new();
        let constants = self.constants_of(&it.alternative, tag);
        for (key, id) in &tag.mapping {
            let direct = |it: &Typed| it.alternative.from.contains(id);
            let means = direct(it) || own == Some(*id);
            if means || (!typed.iter().any(direct) && self.schemas.holds(&it.alternative, *id)) {
                out.push(like(key, constants.as_deref()));
            }
        }
        let mapped = !out.is_empty();
        let differs = mapped
            && constants
                .as_ref()
                .is_some_and(|it| !it.iter().any(|it| out.contains(it)));
        let name = self.schema_name(&it.alternative);
        let constants = constants.filter(|it| !inherited.contains(it));
        let meant_elsewhere = |constant: &Constant| {
            let key = constant.to_string();
            let mut keys = tag.mapping.iter();
            keys.any(|(known, id)| {
                let mut others = typed.iter();
                *known == key && others.any(|it| it.alternative.from.contains(id))
            })
        };
        for constant in constants.into_iter().flatten() {
            if !out.contains(&constant) && !meant_elsewhere(&constant) {
                if differs {
                    self.note_other_tag(tag, &constant, it);
                }
                out.push(constant);
            }
        }
        if out.is_empty()
            && let Some(name) = name
        {
            let name = Constant::Text(name);
            if !meant_elsewhere(&name) {
                out.push(name);
            }
        }
        out
    }

    /// The constants of the tag's property; of a union by the same property, its tags.
    fn constants_of(&mut self, it: &schema::Alternative, tag: &Tag) -> Option<Vec<Constant>> {
        if let Some(constants) = self.schemas.tags(it, &tag.property) {
            return Some(constants);
        }
        let id = name_of(&it.form)?;
        let values = self.schemas.values(id);
        if values.alternatives.len() < 2 {
            return None;
        }
        let inner = values.tag.clone();
        let inner = inner.filter(|inner| inner.property == tag.property)?;
        let options = self.options(id, &values);
        let typed: Vec<Typed> = options
            .choices
            .into_iter()
            .map(|it| Typed {
                alternative: it.alternative,
                words: String::new(),
                ty: TypeRef::Json,
                looks: Vec::new(),
            })
            .collect();
        let inherited = self.inherited(&inner, &typed);
        let mut out = Vec::new();
        for it in &typed {
            out.extend(self.tags_of(&inner, (&typed, &inherited), it));
        }
        Some(out)
    }

    fn note_other_tag(&mut self, tag: &Tag, constant: &Constant, it: &Typed) {
        let at = self.schemas.place(tag.schema).child("discriminator");
        let name = self.schema_name(&it.alternative).unwrap_or_default();
        let message = format!("the mapping gives `{name}` other values than its own `{constant}`");
        self.note("mapping", &at, &message, "both mean it");
    }

    /// The property that has other constants in each object among the alternatives.
    pub(super) fn implicit_tag(&mut self, typed: &[Typed]) -> Option<String> {
        let mut objects = Vec::new();
        for it in typed {
            if it.looks.iter().all(|it| it.kind == JsonKind::Object) {
                objects.push(&it.alternative);
            } else if it
                .looks
                .iter()
                .any(|it| matches!(it.kind, JsonKind::Object | JsonKind::Any))
            {
                return None;
            }
        }
        let [first, _, ..] = objects.as_slice() else {
            return None;
        };
        let properties: Vec<String> = self
            .schemas
            .objects(first)?
            .iter()
            .flat_map(|it| it.properties.keys().cloned())
            .collect();
        let mut best: Option<(usize, String)> = None;
        for property in properties {
            if let Some(count) = self.distinct_tags(&objects, &property)
                && best.as_ref().is_none_or(|(most, _)| count > *most)
            {
                best = Some((count, property));
            }
        }
        best.map(|(_, property)| property)
    }

    /// How many values a property has that each mean one alternative only; `None` if it tells some not apart.
    fn distinct_tags(&mut self, objects: &[&schema::Alternative], property: &str) -> Option<usize> {
        let mut seen = BTreeSet::new();
        for it in objects {
            for value in self.schemas.tags(it, property)? {
                if !seen.insert(value) {
                    return None;
                }
            }
        }
        Some(seen.len())
    }
}

/// Names variants by their tags where each has one of its own, and by their schemas otherwise.
fn name_by_tags(variants: &mut [Variant]) {
    let tags: Vec<Option<String>> = variants.iter().map(tag_words).collect();
    let mut seen = BTreeSet::new();
    let named = variants.iter().zip(&tags);
    let clear = named.clone().all(|(it, tag)| match tag {
        Some(tag) => seen.insert(plain_words(tag)),
        None => it.tags.is_empty() && seen.insert(plain_words(&it.words)),
    });
    if clear {
        for (it, tag) in variants.iter_mut().zip(tags) {
            it.words = tag.unwrap_or_else(|| it.words.clone());
        }
    }
}

/// The words of the only tag of a variant, if they make a name.
fn tag_words(it: &Variant) -> Option<String> {
    match it.tags.as_slice() {
        [Constant::Text(text)] => {
            let first = text.chars().find(|it| it.is_alphanumeric());
            let named = text.len() <= 60 && first.is_some_and(char::is_alphabetic);
            named.then(|| text.clone())
        }
        _ => None,
    }
}

fn plain_words(words: &str) -> String {
    let letters = words.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A key of a mapping, which is text, as the constant that it means.
fn like(key: &str, constants: Option<&[Constant]>) -> Constant {
    let mut same = constants.into_iter().flatten();
    let same = same.find(|it| it.to_string() == key);
    same.cloned()
        .unwrap_or_else(|| Constant::Text(key.to_owned()))
}
