//! The alternatives of a schema: which of them are one type, and how the others are told apart.

use super::{
    Lower,
    plain::{Site, is_special},
    schema::{hint, name_of},
};
use crate::{
    load::Node,
    model::{
        Alternative, Constant, JsonKind, Look, NameHint, Owner, Shape, SpecName, SpecPath,
        StringEnum, TypeId, TypeRef, Union, Variant,
    },
    schema::{self, Form, Null, Numbers, Origin, SchemaId, Tag, Texts, Values},
};
use std::{collections::BTreeSet, rc::Rc};

/// What a schema can be, `null` aside: one choice is one type.
pub(super) struct Options {
    pub(super) choices: Vec<Choice>,
    pub(super) tag: Option<Rc<Tag>>,
    /// Whether a value may be several of them at once.
    pub(super) overlapping: bool,
    pub(super) null: bool,
    /// Whether the schema has itself among its alternatives.
    pub(super) circle: bool,
    /// The type of the user's own that stands for all of them: for a format.
    pub(super) chosen: Option<TypeRef>,
    /// Whether the one choice there is may be one of several some day: it is the heir of a base.
    pub(super) more: bool,
}

/// A choice of [`Options`].
#[derive(Clone)]
pub(super) struct Choice {
    pub(super) alternative: schema::Alternative,
}

/// A choice with its type, and what names it.
struct Typed {
    alternative: schema::Alternative,
    words: String,
    ty: TypeRef,
}

impl Lower<'_> {
    /// What the values of a schema can be.
    pub(super) fn options(&mut self, id: SchemaId, values: &Values) -> Options {
        let mut all = Vec::new();
        let mut circle = false;
        for it in &values.alternatives {
            match it.form {
                // A union with itself adds nothing: what else there is, is there already.
                Form::Named(target) if values.alternatives.len() > 1 || target == id => {
                    if self.is_only_null(target) {
                        // `null` is no alternative but a way to be there.
                    } else if self.is_circle(id, target) {
                        circle = true;
                        self.unrolled(target, &mut all);
                    } else {
                        push_once(self.behind_names(it), &mut all);
                    }
                }
                _ => all.push(it.clone()),
            }
        }
        Options {
            chosen: self.chosen_for_all(&all),
            choices: self.merged(all),
            more: values.tag.is_some() && self.schemas.is_base(id),
            tag: values.tag.clone(),
            overlapping: values.overlapping,
            null: Self::is_null(values),
            circle,
        }
    }

    fn is_only_null(&mut self, id: SchemaId) -> bool {
        let inside = self.schemas.inside(id);
        inside.alternatives.is_empty() && inside.null != Null::No && !self.has_chosen_type(id)
    }

    /// The type of the user's own that stands for strings and numbers of one format.
    fn chosen_for_all(&mut self, all: &[schema::Alternative]) -> Option<TypeRef> {
        let format = |it: &schema::Alternative| match &it.form {
            Form::Text(it) => Some((it.format.clone()?, JsonKind::String)),
            Form::Number(it) if it.integer => Some((it.format.clone()?, JsonKind::Integer)),
            Form::Number(it) => Some((it.format.clone()?, JsonKind::Number)),
            _ => None,
        };
        let formats: Vec<(String, JsonKind)> = all.iter().map(format).collect::<Option<_>>()?;
        let ((first, _), [_, ..]) = (formats.first()?, formats.get(1..)?) else {
            return None;
        };
        if formats.iter().any(|(it, _)| it != first) {
            return None;
        }
        let kinds: Vec<JsonKind> = formats.iter().map(|(_, kind)| *kind).collect();
        self.formatted(Some(first), &kinds)
    }

    /// An alternative under the last of the names that lead to it.
    fn behind_names(&mut self, it: &schema::Alternative) -> schema::Alternative {
        let mut it = it.clone();
        for _ in 0..super::schema::MAX_HOPS {
            let Some(id) = name_of(&it.form).filter(|id| !self.has_chosen_type(*id)) else {
                break;
            };
            match self.schemas.values(id).reference() {
                Some(target) if target != id => {
                    (it.form, it.whole) = (Form::Named(target), Some(target));
                }
                _ => break,
            }
        }
        it
    }

    /// The alternatives of a schema on a circle, without those that lead around it.
    fn unrolled(&mut self, target: SchemaId, out: &mut Vec<schema::Alternative>) {
        let inside = self.schemas.inside(target);
        for it in &inside.alternatives {
            if name_of(&it.form).is_none() {
                push_once(it.clone(), out);
            }
        }
    }

    /// Merges what is one type: texts of which any will do, numbers, booleans.
    fn merged(&mut self, all: Vec<schema::Alternative>) -> Vec<Choice> {
        let mut out: Vec<Choice> = Vec::new();
        let mut texts = Group::default();
        let mut numbers = Group::default();
        for alternative in all {
            match self.scalar(&alternative) {
                Some(Scalar::Text(it)) => texts.add(out.len(), &alternative, it),
                Some(Scalar::Number(it)) => numbers.add(out.len(), &alternative, it),
                None => {}
            }
            out.push(Choice { alternative });
        }
        let mut gone = BTreeSet::new();
        if let Some(form) = texts.merged(merge_texts) {
            texts.put(Form::Text(form), &mut out, &mut gone);
        }
        if let Some(form) = numbers.merged(merge_numbers) {
            numbers.put(Form::Number(form), &mut out, &mut gone);
        }
        let all = out.into_iter().enumerate();
        let left = all.filter(|(index, _)| !gone.contains(index));
        left.map(|(_, it)| it).collect()
    }

    /// The strings or the numbers that an alternative consists of, if a type of the user's own does not stand for
    /// them.
    fn scalar(&mut self, it: &schema::Alternative) -> Option<Scalar> {
        if let Some(id) = name_of(&it.form)
            && self.has_chosen_type(id)
        {
            return None;
        }
        let forms = match name_of(&it.form) {
            Some(id) => self.schemas.inside(id).alternatives.clone(),
            None => vec![it.clone()],
        };
        let chosen = |format: &Option<String>| {
            let it = format.as_deref();
            it.is_some_and(|it| self.chosen.format_choice(it).is_some())
        };
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        for it in &forms {
            match &it.form {
                Form::Text(it) if !chosen(&it.format) => texts.push(it.clone()),
                Form::Number(it) if !chosen(&it.format) => numbers.push(it.clone()),
                _ => return None,
            }
        }
        match (texts.is_empty(), numbers.is_empty()) {
            (false, true) => merge_texts(&texts).map(Scalar::Text),
            (true, false) => merge_numbers(&numbers).map(Scalar::Number),
            _ => None,
        }
    }

    /// Whether a schema with these choices needs an item of its own.
    pub(super) fn needs_item(&mut self, options: &Options) -> bool {
        if options.chosen.is_some() {
            return false;
        }
        let [only] = options.choices.as_slice() else {
            return !options.choices.is_empty();
        };
        if options.more {
            return true;
        }
        match &only.alternative.form {
            Form::Text(it) => it.listed.is_some(),
            Form::Number(it) => whole(it).is_some(),
            Form::Object(it) => {
                let closed = it.additional == schema::Additional::None && it.patterns.is_empty();
                !it.properties.is_empty() || closed
            }
            Form::Named(_) | Form::Any { .. } | Form::Boolean(_) | Form::Array(_) => false,
        }
    }

    /// What a type of its own is.
    pub(super) fn item_shape(&mut self, id: SchemaId, options: &Options, ty: TypeId) -> Shape {
        let at = self.schemas.place(id);
        if let ([only], false) = (options.choices.as_slice(), options.more) {
            return self.form_item(&only.alternative.form, &at, ty);
        }
        if options.overlapping && self.hold_together(options) {
            return self.joined(options, &at, ty);
        }
        let typed = self.typed(options, &at, ty);
        self.told_apart(id, options, typed)
    }

    /// What one form becomes under a name of its own.
    pub(super) fn form_item(&mut self, form: &Form, at: &SpecPath, ty: TypeId) -> Shape {
        match form {
            Form::Text(Texts {
                listed: Some(values),
                open,
                ..
            }) => Shape::StringEnum(StringEnum {
                values: string_values(values),
                open: *open,
            }),
            Form::Number(it) => match whole(it) {
                Some(values) => Shape::IntegerEnum(integer_values(values)),
                None => Shape::Alias(TypeRef::Prim(super::plain::number(it))),
            },
            Form::Object(it) => Shape::Struct(self.structure(it, at, ty)),
            Form::Named(id) => Shape::Alias(self.named(*id)),
            Form::Text(_) | Form::Any { .. } | Form::Boolean(_) | Form::Array(_) => {
                let name = hint(Owner::Type(ty), "");
                let it = Choice {
                    alternative: schema::Alternative::new(form.clone()),
                };
                Shape::Alias(self.choice_type(&it, Site { at, name: &name }))
            }
        }
    }

    /// The choices with their types; equal types are one.
    fn typed(&mut self, options: &Options, at: &SpecPath, ty: TypeId) -> Vec<Typed> {
        let all: Vec<schema::Alternative> = options
            .choices
            .iter()
            .map(|it| it.alternative.clone())
            .collect();
        let mut out: Vec<Typed> = Vec::new();
        for it in &all {
            let words = self.document_words(it);
            let role = words.clone().unwrap_or_else(|| self.role(it, &all));
            let name = hint(Owner::Type(ty), &role);
            let ty = self.variant_type(it, at, name);
            if out.iter().all(|other| other.ty != ty) {
                let words = words.or_else(|| self.type_words(&ty)).unwrap_or(role);
                out.push(Typed {
                    alternative: it.clone(),
                    words,
                    ty,
                });
            }
        }
        out
    }

    /// The type of an alternative: that of the schema which it is as a whole, or one of its own.
    fn variant_type(&mut self, it: &schema::Alternative, at: &SpecPath, name: NameHint) -> TypeRef {
        if let Some(whole) = it.whole {
            return match name_of(&it.form) {
                Some(id) => self.named(id),
                None if self.is_component(whole) => self.named(whole),
                None => self.type_of(whole, name),
            };
        }
        let choice = Choice {
            alternative: it.clone(),
        };
        let alone = Options {
            choices: vec![choice],
            tag: None,
            overlapping: false,
            null: false,
            circle: false,
            chosen: None,
            more: false,
        };
        if !self.needs_item(&alone) {
            return self.choice_type(&alone.choices[0], Site { at, name: &name });
        }
        let ty = self.declare_at(at.clone(), name);
        let shape = self.form_item(&it.form, at, ty);
        self.types[ty.index()].shape = shape;
        TypeRef::Named(ty)
    }

    fn is_component(&self, id: SchemaId) -> bool {
        let named = |at: &SpecPath| at.parent().as_str() == "/components/schemas";
        matches!(self.schemas.origin(id), Origin::At(at) if named(at))
    }

    fn told_apart(&mut self, id: SchemaId, options: &Options, mut typed: Vec<Typed>) -> Shape {
        match typed.len() {
            0 => return Shape::Alias(TypeRef::Json),
            1 if !options.more => return Shape::Alias(typed.remove(0).ty),
            _ => {}
        }
        self.report_overlap(id, options, &typed);
        if let Some(tag) = options.tag.clone() {
            if let Some(union) = self.tagged(&tag, &typed) {
                return Shape::Union(union);
            }
        }
        if let Some(property) = self.implicit_tag(&typed) {
            let tag = Tag {
                schema: id,
                property,
                mapping: Vec::new(),
                default: None,
            };
            if let Some(union) = self.tagged(&tag, &typed) {
                return Shape::Union(union);
            }
        }
        let mut out = Vec::new();
        for it in typed {
            let looks = self.schemas.looks_of(std::slice::from_ref(&it.alternative));
            out.push(Alternative {
                words: it.words,
                ty: it.ty,
                looks,
            });
        }
        // What takes any value takes what the others do not.
        out.sort_by_key(|it| it.looks.iter().any(|look| look.kind == JsonKind::Any));
        Shape::Untagged(out)
    }

    /// Reports that a value which is several alternatives at once is read as one of them.
    fn report_overlap(&mut self, id: SchemaId, options: &Options, typed: &[Typed]) {
        if !options.overlapping || options.tag.is_some() {
            return;
        }
        let mut objects = Vec::new();
        for it in typed {
            let looks = self.schemas.looks_of(std::slice::from_ref(&it.alternative));
            objects.extend(looks.into_iter().filter(|it| it.kind == JsonKind::Object));
        }
        let clash = objects.iter().enumerate().any(|(index, one)| {
            let mut others = objects[index + 1..].iter();
            others.any(|other| !excludes(one, other) && adds(one, other) && adds(other, one))
        });
        if clash {
            let at = self.schemas.place(id);
            let message = "a value may be several of these alternatives at once";
            let done = "it is read as the one that loses the fewest of its properties";
            self.lossy("overlapping-alternatives", &at, message, done);
        }
    }

    /// The union by a discriminator; `None` if it tells nothing apart.
    fn tagged(&mut self, tag: &Tag, typed: &[Typed]) -> Option<Union> {
        let mut variants: Vec<Variant> = Vec::new();
        let mut fallback = None;
        for (index, it) in typed.iter().enumerate() {
            let variant = self.variant(tag, typed, it);
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

    fn variant(&mut self, tag: &Tag, typed: &[Typed], it: &Typed) -> Variant {
        let looks = self.schemas.looks_of(std::slice::from_ref(&it.alternative));
        let mut kinds: Vec<JsonKind> = looks.iter().map(|it| it.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let object = kinds.contains(&JsonKind::Object) || kinds.contains(&JsonKind::Any);
        let tags = if object {
            self.tags_of(tag, typed, it)
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
    fn tags_of(&mut self, tag: &Tag, typed: &[Typed], it: &Typed) -> Vec<Constant> {
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
        // A list of all tags that an heir has from its base does not say which is its own.
        let constants = match (&name, constants) {
            (Some(name), Some(all)) if !mapped && all.len() > 1 => {
                let own = Constant::Text(name.clone());
                Some(if all.contains(&own) { vec![own] } else { all })
            }
            (_, constants) => constants,
        };
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
            })
            .collect();
        let mut out = Vec::new();
        for it in &typed {
            out.extend(self.tags_of(&inner, &typed, it));
        }
        Some(out)
    }

    fn note_other_tag(&mut self, tag: &Tag, constant: &Constant, it: &Typed) {
        let at = self.schemas.place(tag.schema).child("discriminator");
        let name = self.schema_name(&it.alternative).unwrap_or_default();
        let message = format!("the mapping gives `{name}` other values than its own `{constant}`");
        self.note("mapping", &at, &message, "both mean it");
    }

    /// The name of the schema that an alternative is.
    fn schema_name(&self, it: &schema::Alternative) -> Option<String> {
        let component = |id: &&SchemaId| self.is_component(**id);
        let id = it.from.iter().find(component)?;
        Some(self.schemas.place(*id).name())
    }

    /// The property that has other constants in each object among the alternatives.
    fn implicit_tag(&mut self, typed: &[Typed]) -> Option<String> {
        let mut objects = Vec::new();
        for it in typed {
            let looks = self.schemas.looks_of(std::slice::from_ref(&it.alternative));
            if looks.iter().all(|it| it.kind == JsonKind::Object) {
                objects.push(&it.alternative);
            } else if looks
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

    /// The type of a union that has no name of its own and whose alternatives all have one: wherever the same ones
    /// stand, it is the same type.
    pub(super) fn shared(&mut self, id: SchemaId, options: &Options) -> Option<TypeRef> {
        /// Longer names say less than the place.
        const LONGEST: usize = 48;
        if options.choices.len() < 2
            || options.chosen.is_some()
            || options.tag.is_some()
            || options.overlapping && self.hold_together(options)
        {
            return None;
        }
        let mut key = Vec::new();
        for choice in &options.choices {
            // A title of an alternative names its variant here, and another one elsewhere.
            let inline = |id: &&SchemaId| !self.is_component(**id);
            let mut inline = choice.alternative.from.iter().filter(inline);
            if inline.any(|id| self.schemas.node(*id).and_then(title_words).is_some()) {
                return None;
            }
            key.push(self.shareable(&choice.alternative.form)?);
        }
        let words = key.join(" or ");
        if words.len() > LONGEST {
            return None;
        }
        if let Some(known) = self.unions.get(&key) {
            return Some(TypeRef::Named(*known));
        }
        let name = NameHint {
            full: true,
            ..hint(Owner::Shared, &words)
        };
        let at = self.schemas.place(id);
        let ty = self.declare_at(at, name);
        self.unions.insert(key, ty);
        self.types[ty.index()].shape = self.item_shape(id, options, ty);
        Some(TypeRef::Named(ty))
    }

    /// What a type that has a name anyway is called in a shared union.
    fn shareable(&mut self, form: &Form) -> Option<String> {
        Some(match form {
            Form::Named(id) if self.is_component(*id) => self.schemas.place(*id).name(),
            Form::Boolean(_) => "boolean".to_owned(),
            Form::Number(it) if whole(it).is_some() => return None,
            Form::Number(it) => prim_words(super::plain::number(it)),
            Form::Text(it) if it.listed.is_some() || is_special(it.format.as_deref()) => {
                return None;
            }
            Form::Text(_) => "string".to_owned(),
            Form::Array(it) => match (it.first.as_slice(), it.items) {
                ([], schema::Items::Of(id)) => {
                    let values = self.schemas.values(id);
                    let [only] = values.alternatives.as_slice() else {
                        return None;
                    };
                    if values.null != Null::No || matches!(only.form, Form::Array(_)) {
                        return None;
                    }
                    format!("{} list", self.shareable(&only.form)?)
                }
                _ => return None,
            },
            Form::Named(_) | Form::Any { .. } | Form::Object(_) => return None,
        })
    }
}

fn push_once(it: schema::Alternative, out: &mut Vec<schema::Alternative>) {
    if out.iter().all(|known| known.form != it.form) {
        out.push(it);
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

/// Whether no object is both: they have other constants.
fn excludes(one: &Look, other: &Look) -> bool {
    let mut all = one.constants.iter();
    all.any(|(name, values)| {
        let mut same = other.constants.iter();
        same.any(|(known, others)| known == name && values.iter().all(|it| !others.contains(it)))
    })
}

/// Whether an object has properties that another does not have.
fn adds(one: &Look, other: &Look) -> bool {
    let mut all = one.required.iter().chain(&one.optional);
    all.any(|it| !other.required.contains(it) && !other.optional.contains(it))
}

enum Scalar {
    Text(Texts),
    Number(Numbers),
}

/// Alternatives that may be one type, with their places among all.
struct Group<T> {
    places: Vec<usize>,
    forms: Vec<T>,
}

impl<T> Default for Group<T> {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            forms: Vec::new(),
        }
    }
}

impl<T> Group<T> {
    fn add(&mut self, place: usize, _: &schema::Alternative, form: T) {
        self.places.push(place);
        self.forms.push(form);
    }

    fn merged(&self, merge: fn(&[T]) -> Option<T>) -> Option<T> {
        if self.forms.len() < 2 {
            return None;
        }
        merge(&self.forms)
    }

    /// Puts what they are together in the place of the first.
    fn put(&self, form: Form, out: &mut [Choice], gone: &mut BTreeSet<usize>) {
        let [first, others @ ..] = self.places.as_slice() else {
            return;
        };
        // One that takes all the others do keeps its name.
        let same = self
            .places
            .iter()
            .find(|it| out[**it].alternative.form == form);
        let alternative = match same {
            Some(same) => out[*same].alternative.clone(),
            None => schema::Alternative::new(form),
        };
        out[*first].alternative = alternative;
        gone.extend(others);
    }
}

/// Strings that are one type: any, or listed ones. `None` where formats tell them apart.
fn merge_texts(all: &[Texts]) -> Option<Texts> {
    let first = all.first()?;
    let plain = |it: &Texts| it.open && !is_special(it.format.as_deref());
    let open = all.iter().any(plain);
    if open || all.iter().all(|it| it.listed.is_some()) {
        let listed = all.iter().filter_map(|it| it.listed.clone()).flatten();
        let mut seen = BTreeSet::new();
        let listed: Vec<String> = listed.filter(|it| seen.insert(it.clone())).collect();
        let special = |it: &&Texts| open && !plain(it);
        // What is any text as well as a date is any text.
        let format = if all.iter().any(|it| special(&it)) {
            None
        } else {
            first.format.clone()
        };
        return Some(Texts {
            format,
            listed: (!listed.is_empty()).then_some(listed),
            open,
        });
    }
    let same = |it: &Texts| it.listed.is_none() && it.format == first.format;
    all.iter().all(same).then(|| first.clone())
}

/// Numbers that are one type.
fn merge_numbers(all: &[Numbers]) -> Option<Numbers> {
    let first = all.first()?;
    if all.iter().all(|it| whole(it).is_some()) {
        let mut listed = Vec::new();
        for value in all.iter().filter_map(|it| it.listed.clone()).flatten() {
            if !listed.contains(&value) {
                listed.push(value);
            }
        }
        return Some(Numbers {
            listed: Some(listed),
            ..first.clone()
        });
    }
    let integer = all.iter().all(|it| it.integer);
    // The widest of the types that they would be alone.
    let widest = all.iter().max_by_key(|it| super::plain::number(it))?;
    Some(Numbers {
        integer,
        listed: None,
        low: all
            .iter()
            .map(|it| it.low.clone())
            .collect::<Option<Vec<_>>>()
            .and_then(least),
        format: widest
            .format
            .clone()
            .filter(|_| all.iter().all(|it| it.format == widest.format)),
        ..widest.clone()
    })
}

fn least(all: Vec<crate::load::Number>) -> Option<crate::load::Number> {
    all.into_iter()
        .min_by(|left, right| left.as_f64().total_cmp(&right.as_f64()))
}

/// The values of an integer enum.
fn whole(it: &Numbers) -> Option<Vec<i64>> {
    let listed = it.listed.as_ref().filter(|_| it.integer)?;
    listed.iter().map(crate::load::Number::as_i64).collect()
}

fn string_values(values: &[String]) -> Vec<crate::model::StringValue> {
    let values = values.iter().map(SpecName::new);
    values
        .map(|wire| crate::model::StringValue { wire })
        .collect()
}

fn integer_values(values: Vec<i64>) -> Vec<crate::model::IntegerValue> {
    let mut seen = BTreeSet::new();
    let values = values.into_iter().filter(|it| seen.insert(*it));
    values
        .map(|value| crate::model::IntegerValue { value })
        .collect()
}

fn prim_words(prim: crate::model::Prim) -> String {
    match prim {
        crate::model::Prim::I64 => "integer".to_owned(),
        it if it.is_integer() => format!("{it:?}").to_lowercase(),
        _ => "number".to_owned(),
    }
}

/// The node of a title that can name a variant.
pub(super) fn title_words(node: &Node) -> Option<String> {
    let title = node.get("title")?.as_str()?;
    let named = title.len() <= 40 && title.chars().any(char::is_alphanumeric);
    named.then(|| title.to_owned())
}
