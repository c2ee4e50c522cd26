//! Unions whose alternatives a property distinguishes: a discriminator, or a property with a different constant in
//! each.

use super::{Lower, options::name_of, union::Typed};
use crate::{
    api::{TypeRef, Union, Variant},
    diagnostic::Code,
    schema::{self, Constant, JsonKind, Origin, SchemaId, Tag},
    tree::SpecName,
};
use std::collections::{BTreeMap, BTreeSet};

/// The meanings of a tag's values, indexed because there may be as many as there are alternatives.
struct Meanings<'t> {
    tag: &'t Tag,
    /// The lists of values that several alternatives inherit from a base.
    inherited: &'t BTreeSet<Vec<Constant>>,
    /// The indices in the mapping at which each schema is the target.
    places: BTreeMap<SchemaId, Vec<usize>>,
    /// The targets of the mapping that are not alternatives.
    strangers: BTreeSet<SchemaId>,
    /// The keys whose targets are alternatives.
    keys: BTreeSet<&'t str>,
}

impl<'t> Meanings<'t> {
    fn new(tag: &'t Tag, typed: &[Typed], inherited: &'t BTreeSet<Vec<Constant>>) -> Self {
        let direct: BTreeSet<SchemaId> = typed
            .iter()
            .flat_map(|it| it.alternative.from.iter().copied())
            .collect();
        let mut out = Self {
            tag,
            inherited,
            places: BTreeMap::new(),
            strangers: BTreeSet::new(),
            keys: BTreeSet::new(),
        };
        for (place, (key, id)) in tag.mapping.iter().enumerate() {
            out.places.entry(*id).or_default().push(place);
            if direct.contains(id) {
                out.keys.insert(key);
            } else {
                out.strangers.insert(*id);
            }
        }
        out
    }

    /// Returns whether the mapping assigns an alternative to a value.
    fn mean_another(&self, constant: &Constant) -> bool {
        self.keys.contains(constant.to_string().as_str())
    }
}

impl Lower<'_> {
    /// Returns the union by a discriminator; `None` if it distinguishes no alternatives.
    pub(super) fn tagged(&mut self, tag: &Tag, typed: &[Typed]) -> Option<Union> {
        let mut variants: Vec<Variant> = Vec::new();
        let mut fallback = None;
        let inherited = self.inherited(tag, typed);
        let meanings = Meanings::new(tag, typed, &inherited);
        for (index, it) in typed.iter().enumerate() {
            let variant = self.variant(&meanings, it);
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
        if fallback.is_none() {
            self.report_meaningless(tag, &variants, &inherited);
        }
        name_by_tags(&mut variants, |index| {
            let form = typed.get(index).map(|it| &it.alternative.form);
            let id = form.and_then(name_of);
            // An heir that has heirs itself keeps its name.
            id.is_some_and(|id| *self.schemas.origin(id) == Origin::Base(tag.schema))
        });
        Some(Union {
            tag: SpecName::new(&tag.property),
            variants,
            fallback,
        })
    }

    /// Returns the lists of values that the property has in several alternatives. They inherit them from a base, so
    /// these values do not identify an alternative.
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

    /// Reports the values that several alternatives inherit from a base and that identify none of them.
    fn report_meaningless(
        &mut self,
        tag: &Tag,
        variants: &[Variant],
        inherited: &BTreeSet<Vec<Constant>>,
    ) {
        let meant: BTreeSet<&Constant> = variants.iter().flat_map(|it| &it.tags).collect();
        let lost = inherited.iter().flatten().filter(|it| !meant.contains(it));
        let lost: BTreeSet<String> = lost.map(|it| format!("`{it}`")).collect();
        if lost.is_empty() {
            return;
        }
        let at = self.schemas.place(tag.schema).child("discriminator");
        let lost = lost.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!(
            "the discriminator's property lists values that belong to no alternative: {lost}"
        );
        let action = "an object with such a value becomes `Unknown`";
        self.warning(Code::UnmappedTag, &at, &message, action);
    }

    fn variant(&mut self, meanings: &Meanings<'_>, it: &Typed) -> Variant {
        let mut kinds: Vec<JsonKind> = it.looks.iter().map(|it| it.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let object = kinds.contains(&JsonKind::Object) || kinds.contains(&JsonKind::Any);
        let tags = if object {
            self.tags_of(meanings, it)
        } else {
            Vec::new()
        };
        if !tags.is_empty() {
            kinds.retain(|it| *it != JsonKind::Object);
        }
        Variant {
            declares_tag: tags.is_empty()
                || self.writes_tag(&it.alternative, &meanings.tag.property),
            words: it.words.clone(),
            ty: it.ty.clone(),
            tags,
            kinds,
        }
    }

    /// Returns whether an alternative's own type writes the tag: it declares the property, or is a union by the same
    /// one.
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

    /// Returns the tag values of an alternative: those of the mapping, then the constants of the property in the
    /// alternative, then the schema's name (OpenAPI 3.2.0, section 4.25.2).
    fn tags_of(&mut self, meanings: &Meanings<'_>, it: &Typed) -> Vec<Constant> {
        let tag = meanings.tag;
        let own = match name_of(&it.alternative.form).map(|id| self.schemas.origin(id)) {
            Some(Origin::Base(base)) => Some(*base),
            _ => None,
        };
        let constants = match own.filter(|base| *base == tag.schema) {
            Some(base) => Some(self.schemas.rest_of_base(base, tag)),
            None => self.constants_of(&it.alternative, tag),
        };
        let keys = self.keys_of(meanings, it, own);
        let mut out: Vec<Constant> = keys
            .into_iter()
            .map(|key| like(key, constants.as_deref()))
            .collect();
        let mapped = !out.is_empty();
        let differs = mapped
            && constants
                .as_ref()
                .is_some_and(|it| !it.iter().any(|it| out.contains(it)));
        let name = self.named_schema(&it.alternative);
        let name = name.map(|id| self.schemas.tag_value(id));
        let constants = constants.filter(|it| !meanings.inherited.contains(it));
        for constant in constants.into_iter().flatten() {
            if !out.contains(&constant) && !meanings.mean_another(&constant) {
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
            if !meanings.mean_another(&name) {
                out.push(name);
            }
        }
        out
    }

    /// Returns the keys of the mapping for an alternative: those whose target is one of its schemas, or a schema that
    /// it contains and that is not an alternative itself.
    fn keys_of<'t>(
        &mut self,
        meanings: &Meanings<'t>,
        it: &Typed,
        own: Option<SchemaId>,
    ) -> Vec<&'t str> {
        let direct = it.alternative.from.iter().chain(&own);
        let mut places: BTreeSet<usize> = direct
            .filter_map(|id| meanings.places.get(id))
            .flatten()
            .copied()
            .collect();
        if !meanings.strangers.is_empty() {
            let held = self.schemas.held(&it.alternative);
            let mapping = meanings.tag.mapping.iter().enumerate();
            let held =
                mapping.filter(|(_, (_, id))| meanings.strangers.contains(id) && held.contains(id));
            places.extend(held.map(|(place, _)| place));
        }
        let keys = places
            .into_iter()
            .filter_map(|place| meanings.tag.mapping.get(place));
        keys.map(|(key, _)| key.as_str()).collect()
    }

    /// Returns the constants of the tag's property; for a union by the same property, its tags.
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
                alternative: it,
                words: String::new(),
                ty: TypeRef::Json,
                looks: Vec::new(),
            })
            .collect();
        let inherited = self.inherited(&inner, &typed);
        let meanings = Meanings::new(&inner, &typed, &inherited);
        let mut out = Vec::new();
        for it in &typed {
            out.extend(self.tags_of(&meanings, it));
        }
        Some(out)
    }

    fn note_other_tag(&mut self, tag: &Tag, constant: &Constant, it: &Typed) {
        let at = self.schemas.place(tag.schema).child("discriminator");
        let name = self.named_schema(&it.alternative);
        let name = name.map_or_else(String::new, |id| self.schemas.place(id).name());
        let message =
            format!("the mapping gives `{name}` other values than its own constant `{constant}`");
        self.note(Code::Mapping, &at, &message, "both identify it");
    }

    /// Returns the property that has different constants in each object among the alternatives.
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
        // Sorted by name, so that their order in the document does not matter.
        let properties: BTreeSet<String> = self
            .schemas
            .objects(first)?
            .iter()
            .flat_map(|it| it.properties.keys().cloned())
            .collect();
        // Constants come first: an enum may get values that the document does not list yet.
        let mut best: Option<((bool, usize), String)> = None;
        for property in properties {
            if let Some(count) = self.distinct_tags(&objects, &property) {
                let rank = (count == objects.len(), count);
                if best.as_ref().is_none_or(|(most, _)| rank > *most) {
                    best = Some((rank, property));
                }
            }
        }
        best.map(|(_, property)| property)
    }

    /// Returns the number of values of a property if each of them identifies one alternative, and `None` otherwise.
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

/// Lets the variants whose tag is an enum take objects with an unlisted tag, if they have a required property that the
/// others do not declare. An enum may get values that the document does not list yet, and such an object becomes that
/// variant and not `Unknown`. A union within the union is left out, because its variants have different properties.
pub(super) fn open_to_unlisted(union: &mut Union, typed: &[Typed]) {
    let mut counts: BTreeMap<&SpecName, usize> = BTreeMap::new();
    for it in typed {
        let looks = it.looks.iter();
        let own: BTreeSet<&SpecName> = looks
            .flat_map(|it| it.required.iter().chain(&it.optional))
            .collect();
        for name in own {
            *counts.entry(name).or_default() += 1;
        }
    }
    for (variant, it) in union.variants.iter_mut().zip(typed) {
        let [only] = it.looks.as_slice() else {
            continue;
        };
        let mut required = only.required.iter();
        if variant.tags.len() > 1 && required.any(|name| counts.get(name) == Some(&1)) {
            variant.kinds.push(JsonKind::Object);
        }
    }
}

/// Names variants by their tags if each of them has a distinct one, and by their schemas otherwise. A base that takes
/// the remaining tags keeps its name.
fn name_by_tags(variants: &mut [Variant], is_base: impl Fn(usize) -> bool) {
    let tags: Vec<Option<String>> = variants.iter().map(tag_words).collect();
    let mut seen = BTreeSet::new();
    let clear = variants
        .iter()
        .zip(&tags)
        .enumerate()
        .all(|(index, (it, tag))| match tag {
            Some(tag) => seen.insert(plain_words(tag)),
            None => (it.tags.is_empty() || is_base(index)) && seen.insert(plain_words(&it.words)),
        });
    if clear {
        for (it, tag) in variants.iter_mut().zip(tags) {
            it.words = tag.unwrap_or_else(|| it.words.clone());
        }
    }
}

/// Returns the words of the only tag of a variant, if they make a name.
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

/// Returns the constant that a key of a mapping, which is always text, stands for.
fn like(key: &str, constants: Option<&[Constant]>) -> Constant {
    let mut same = constants.into_iter().flatten();
    let same = same.find(|it| it.to_string() == key);
    same.cloned()
        .unwrap_or_else(|| Constant::Text(key.to_owned()))
}
