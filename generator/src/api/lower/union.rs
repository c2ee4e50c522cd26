//! The alternatives of a schema: which of them are one type, and how the others are distinguished.

use super::{
    Lower,
    hint::hint,
    listed,
    options::{Options, name_of, whole},
    plain::Site,
    prim::{is_special, number},
    tags::open_to_unlisted,
};
use crate::{
    api::{
        Alternative, IntegerValue, NameHint, Owner, Prim, Shape, StringEnum, StringValue, TypeId,
        TypeRef, ValueWords,
    },
    diagnostic::Code,
    schema::{self, Form, JsonKind, JsonShape, Null, Origin, SchemaId, Tag, Texts},
    tree::{Node, SpecName, SpecPath},
};
use std::collections::{BTreeMap, BTreeSet};

/// A choice with its type and the words for its name.
pub(super) struct Typed {
    pub(super) alternative: schema::Alternative,
    pub(super) words: String,
    pub(super) ty: TypeRef,
    /// The looks of its values.
    pub(super) looks: Vec<JsonShape>,
}

impl Lower<'_> {
    /// Returns the shape of a type of its own.
    pub(super) fn item_shape(&mut self, id: SchemaId, options: &Options, ty: TypeId) -> Shape {
        let at = self.schemas.place(id);
        if let ([only], false) = (options.choices.as_slice(), options.more) {
            return self.form_item(&only.form, &at, ty);
        }
        if options.overlapping && self.hold_together(options) {
            return self.joined(options, &at, ty);
        }
        let typed = self.typed(options, &at, ty);
        self.distinguish(id, ty, options, typed)
    }

    /// Returns the shape of a single form under a name of its own.
    pub(super) fn form_item(&mut self, form: &Form, at: &SpecPath, ty: TypeId) -> Shape {
        let words = if listed::lists(form) {
            let id = self.schemas.at(at);
            self.value_words(id)
        } else {
            BTreeMap::new()
        };
        match form {
            Form::Text(Texts {
                listed: Some(values),
                open,
                ..
            }) => Shape::StringEnum(StringEnum {
                values: string_values(values, words),
                open: *open,
            }),
            Form::Number(it) => match whole(it) {
                Some(values) => Shape::IntegerEnum(integer_values(values, words)),
                None => Shape::Alias(TypeRef::Prim(number(it))),
            },
            Form::Object(it) => Shape::Struct(self.structure(it, at, ty)),
            Form::Named(id) => Shape::Alias(self.named(*id)),
            Form::Text(_) | Form::Any { .. } | Form::Boolean(_) | Form::Array(_) => {
                let name = hint(Owner::Type(ty), "");
                let it = schema::Alternative::new(form.clone());
                Shape::Alias(self.alternative_type(&it, Site { at, name: &name }))
            }
        }
    }

    /// Returns the choices with their types; equal types are one.
    fn typed(&mut self, options: &Options, at: &SpecPath, ty: TypeId) -> Vec<Typed> {
        let mut out: Vec<Typed> = Vec::new();
        let mut seen = BTreeSet::new();
        let all_words: Vec<Option<String>> = options
            .choices
            .iter()
            .map(|it| self.document_words(it))
            .collect();
        let known = if all_words.iter().all(Option::is_some) {
            BTreeMap::new()
        } else {
            self.known_properties(&options.choices)
        };
        for (it, words) in options.choices.iter().zip(all_words) {
            let role = words.clone().unwrap_or_else(|| self.role(it, &known));
            let name = hint(Owner::Type(ty), &role);
            let ty = self.variant_type(it, at, name);
            if seen.insert(ty.clone()) {
                let words = words.or_else(|| self.type_words(&ty)).unwrap_or(role);
                out.push(Typed {
                    alternative: it.clone(),
                    words,
                    ty,
                    looks: self.schemas.looks_of(std::slice::from_ref(it)),
                });
            }
        }
        out
    }

    /// Returns the type of an alternative: that of the schema that it is as a whole, or one of its own.
    fn variant_type(&mut self, it: &schema::Alternative, at: &SpecPath, name: NameHint) -> TypeRef {
        if let Some(whole) = it.whole {
            return match name_of(&it.form) {
                Some(id) => self.named(id),
                None if self.is_component(whole) => self.named(whole),
                None => self.type_of(whole, name),
            };
        }
        let alone = Options {
            choices: vec![it.clone()],
            tag: None,
            overlapping: false,
            null: false,
            circle: false,
            chosen: None,
            more: false,
        };
        if !alone.need_item() {
            return self.alternative_type(it, Site { at, name: &name });
        }
        let ty = self.declare_at(at.clone(), name);
        let shape = self.form_item(&it.form, at, ty);
        self.types[ty.index()].shape = shape;
        TypeRef::Named(ty)
    }

    pub(super) fn is_component(&self, id: SchemaId) -> bool {
        matches!(self.schemas.origin(id), Origin::At(at) if at.is_named_schema())
    }

    fn distinguish(
        &mut self,
        id: SchemaId,
        ty: TypeId,
        options: &Options,
        mut typed: Vec<Typed>,
    ) -> Shape {
        match typed.len() {
            0 => return Shape::Alias(TypeRef::Json),
            1 if !options.more => return Shape::Alias(typed.remove(0).ty),
            _ => {}
        }
        if overlap(options, &typed) {
            self.overlapping.insert(ty);
            self.report_overlap(id);
        }
        if let Some(tag) = options.tag.clone()
            && let Some(union) = self.tagged(&tag, &typed)
        {
            return Shape::Union(union);
        }
        if let Some(property) = self.implicit_tag(&typed) {
            let tag = Tag {
                schema: id,
                property,
                mapping: Vec::new(),
                default: None,
            };
            if let Some(mut union) = self.tagged(&tag, &typed) {
                open_to_unlisted(&mut union, &typed);
                return Shape::Union(union);
            }
        }
        let mut out = Vec::new();
        for it in typed {
            out.push(Alternative {
                words: it.words,
                ty: it.ty,
                looks: it.looks,
            });
        }
        // An alternative of any JSON value is last: it takes the values that the others do not.
        out.sort_by_key(|it| it.looks.iter().any(|look| look.kind == JsonKind::Any));
        Shape::Untagged(out)
    }

    /// Reports that a value that matches several alternatives is read as one of them.
    fn report_overlap(&mut self, id: SchemaId) {
        let at = self.schemas.place(id);
        let message = "a value may match several of these alternatives at once";
        let action = "it is read as the one that loses the fewest of its properties";
        self.warning(Code::OverlappingAlternatives, &at, message, action);
    }

    /// Returns the schema with a name that an alternative is.
    pub(super) fn named_schema(&self, it: &schema::Alternative) -> Option<SchemaId> {
        let component = |id: &&SchemaId| self.is_component(**id);
        it.from.iter().find(component).copied()
    }

    /// Returns the type of a union without a name of its own whose alternatives all have names: unions of the same
    /// alternatives share one type.
    pub(super) fn shared(&mut self, id: SchemaId, options: &Options) -> Option<TypeRef> {
        /// The maximum length of a name; a longer one is less helpful than the location.
        const LONGEST: usize = 48;
        if options.choices.len() < 2
            || options.chosen.is_some()
            || options.tag.is_some()
            || options.overlapping && self.hold_together(options)
        {
            return None;
        }
        let mut key = Vec::new();
        for entry in &options.choices {
            // A title of an alternative names its variant here, and another one elsewhere.
            let inline = |id: &&SchemaId| !self.is_component(**id);
            let mut inline = entry.from.iter().filter(inline);
            if inline.any(|id| self.schemas.node(*id).and_then(title_words).is_some()) {
                return None;
            }
            key.push(self.shareable(&entry.form)?);
        }
        let words = key.join(" or ");
        if words.len() > LONGEST {
            return None;
        }
        if let Some(known) = self.unions.get(&key).copied() {
            if self.overlapping.contains(&known) {
                self.report_overlap(id);
            }
            return Some(TypeRef::Named(known));
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

    /// Returns the words for an alternative in the name of a shared union; `None` if it cannot be part of one.
    fn shareable(&mut self, form: &Form) -> Option<String> {
        Some(match form {
            Form::Named(id) if self.is_component(*id) => self.schemas.place(*id).name(),
            Form::Boolean(_) => "boolean".to_owned(),
            Form::Number(it) if whole(it).is_some() => return None,
            Form::Number(it) => prim_words(number(it)),
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

/// Returns whether a value may match several alternatives and have properties that only one of them declares.
fn overlap(options: &Options, typed: &[Typed]) -> bool {
    if !options.overlapping || options.tag.is_some() {
        return false;
    }
    let looks: Vec<&JsonShape> = typed.iter().flat_map(|it| &it.looks).collect();
    looks.iter().enumerate().any(|(index, one)| {
        // The look of an array is that of the objects in it.
        let mut others = looks[index + 1..].iter().filter(|it| it.kind == one.kind);
        others.any(|other| !excludes(one, other) && adds(one, other) && adds(other, one))
    })
}

/// Returns whether no object can match both, because their constants differ.
fn excludes(one: &JsonShape, other: &JsonShape) -> bool {
    let mut all = one.constants.iter();
    all.any(|(name, values)| {
        let mut same = other.constants.iter();
        same.any(|(known, others)| known == name && values.iter().all(|it| !others.contains(it)))
    })
}

/// Returns whether an object has properties that another does not have.
fn adds(one: &JsonShape, other: &JsonShape) -> bool {
    let mut all = one.required.iter().chain(&one.optional);
    all.any(|it| !other.required.contains(it) && !other.optional.contains(it))
}

fn string_values(values: &[String], mut words: BTreeMap<String, ValueWords>) -> Vec<StringValue> {
    let value = |text: &String| StringValue {
        wire: SpecName::new(text),
        words: listed::taken(&mut words, text),
    };
    values.iter().map(value).collect()
}

fn integer_values(values: Vec<i64>, mut words: BTreeMap<String, ValueWords>) -> Vec<IntegerValue> {
    let mut seen = BTreeSet::new();
    let values = values.into_iter().filter(|it| seen.insert(*it));
    let value = |value: i64| IntegerValue {
        value,
        words: listed::taken(&mut words, &value.to_string()),
    };
    values.map(value).collect()
}

fn prim_words(prim: Prim) -> String {
    match prim {
        Prim::I64 => "integer".to_owned(),
        it if it.is_integer() => format!("{it:?}").to_lowercase(),
        _ => "number".to_owned(),
    }
}

/// Returns the title of a node, if it can name a variant.
pub(super) fn title_words(node: &Node) -> Option<String> {
    let title = node.get("title")?.as_str()?;
    let named = title.len() <= 40 && title.chars().any(char::is_alphanumeric);
    named.then(|| title.to_owned())
}
