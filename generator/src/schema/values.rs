//! The values that a schema admits: a set of JSON values, as alternatives of known form.

use super::SchemaId;
use crate::tree::Number;
use indexmap::IndexMap;
use std::{collections::BTreeSet, rc::Rc};

/// The values that a schema admits: those of any alternative, and `null` if `null` allows it.
///
/// A schema without an alternative and without `null` admits nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) null: Null,
    /// The discriminator that tells the alternatives apart.
    pub(crate) tag: Option<Rc<Tag>>,
    /// Whether a value may match several alternatives at once, because they come from an `anyOf`.
    pub(crate) overlapping: bool,
    /// Whether the keywords of the schema imply the type of its values and do not name it. In an intersection they
    /// restrict values of that type only.
    pub(crate) implied: bool,
}

/// Whether `null` is among the values of a schema. The values of named alternatives may add it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Null {
    #[default]
    No,
    Yes,
    /// The schema has `nullable: true`. Documents use it where another part of an `allOf` does not mention `null`,
    /// and mean that `null` is allowed.
    Meant,
}

/// One alternative of [`Values`].
#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    pub(crate) form: Form,
    /// The schema that consists of this alternative alone, so that both become one type.
    pub(crate) whole: Option<SchemaId>,
    /// The branches and named schemas that the alternative was made from, which are candidates for its name.
    pub(crate) from: Vec<SchemaId>,
    /// Whether the `null` of the named schema is excluded.
    pub(crate) not_null: bool,
}

/// The form of the values of an [`Alternative`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// Any JSON value. If it is an object, it must have the properties that are `required`, and may have those that
    /// are `mentioned`.
    Any {
        required: BTreeSet<String>,
        mentioned: BTreeSet<String>,
    },
    /// All values of another schema, by its name. The schema is resolved only where it is combined with something
    /// else, so that types keep their names and cycles end.
    Named(SchemaId),
    /// `true`, `false` or both.
    Boolean(Vec<bool>),
    Number(Numbers),
    Text(Texts),
    Array(Array),
    Object(Object),
}

/// Numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Numbers {
    pub(crate) integer: bool,
    pub(crate) format: Option<String>,
    pub(crate) low: Option<Number>,
    pub(crate) high: Option<Number>,
    /// Whether the example is an integer beyond the range of `i64`.
    pub(crate) huge: bool,
    /// The listed values.
    pub(crate) listed: Option<Vec<Number>>,
}

/// Strings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Texts {
    pub(crate) format: Option<String>,
    /// The listed values.
    pub(crate) listed: Option<Vec<String>>,
    /// Whether all other strings are admitted too.
    pub(crate) open: bool,
}

/// Arrays.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Array {
    /// The schemas of the first items (`prefixItems`).
    pub(crate) first: Vec<SchemaId>,
    /// The schema of the other items.
    pub(crate) items: Items,
    pub(crate) at_least: u64,
    pub(crate) at_most: Option<u64>,
}

/// The items of an array beyond those that have a schema of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Items {
    /// The schema has no `items`: any items are admitted.
    #[default]
    Unsaid,
    Of(SchemaId),
    /// No further items are admitted.
    None,
}

/// Objects.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object {
    /// The properties that are declared or required.
    pub(crate) properties: IndexMap<String, Property>,
    /// The schemas of properties whose names match a pattern.
    pub(crate) patterns: Vec<SchemaId>,
    pub(crate) additional: Additional,
}

/// A property of an [`Object`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Property {
    /// The schemas of the value, all of which apply. There are none if the property is only required or mentioned.
    pub(crate) schemas: Vec<SchemaId>,
    pub(crate) required: bool,
}

/// The properties of an object that are not declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Additional {
    /// The schema does not mention them: they are admitted, and no type needs them.
    #[default]
    Unsaid,
    Of(SchemaId),
    /// The schema has `true`, or an empty schema: any are admitted.
    Any,
    /// The schema has `false`: none are admitted.
    None,
}

/// A discriminator (OpenAPI 3.2.0, section 4.25).
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    /// The schema that has the discriminator.
    pub(crate) schema: SchemaId,
    pub(crate) property: String,
    /// The values in document order, and the schemas that they map to.
    pub(crate) mapping: Vec<(String, SchemaId)>,
    /// The schema of a value without a tag or with an unlisted one.
    pub(crate) default: Option<SchemaId>,
}

/// Returns whether both have the same forms in the same order, regardless of where these come from.
pub(super) fn same_forms(one: &[Alternative], other: &[Alternative]) -> bool {
    let other = other.iter().map(|it| &it.form);
    one.iter().map(|it| &it.form).eq(other)
}

impl Values {
    /// Returns the set of all JSON values.
    pub(crate) fn any() -> Self {
        Self {
            null: Null::Yes,
            ..Self::of(Form::any(BTreeSet::new()))
        }
    }

    /// Returns the values of one form, without `null`.
    pub(crate) fn of(form: Form) -> Self {
        Self {
            alternatives: vec![Alternative::new(form)],
            ..Self::default()
        }
    }

    /// Returns the values of a schema by its name.
    pub(crate) fn named(id: SchemaId) -> Self {
        Self {
            alternatives: vec![Alternative::named(id)],
            ..Self::default()
        }
    }

    /// Returns whether there is no value at all.
    pub(crate) fn is_nothing(&self) -> bool {
        self.alternatives.is_empty() && self.null == Null::No
    }

    /// Returns whether this is the set of all JSON values, so that an intersection with it changes nothing.
    pub(crate) fn is_any(&self) -> bool {
        let nothing = |(required, mentioned): (&BTreeSet<String>, &BTreeSet<String>)| {
            required.is_empty() && mentioned.is_empty()
        };
        self.null != Null::No && self.limits().is_some_and(nothing)
    }

    /// Returns the required and the mentioned properties, if the values are not limited in any other way.
    pub(crate) fn limits(&self) -> Option<(&BTreeSet<String>, &BTreeSet<String>)> {
        match self.alternatives.as_slice() {
            [only] => match &only.form {
                Form::Any {
                    required,
                    mentioned,
                } => Some((required, mentioned)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Adds an alternative unless it is already present. For many alternatives, [`Distinct`] is faster.
    pub(crate) fn push(&mut self, it: Alternative) {
        if !self.alternatives.iter().any(|known| known.form == it.form) {
            self.alternatives.push(it);
        }
    }

    /// Returns the schema that these values refer to by name, if they have no other alternative.
    pub(crate) fn reference(&self) -> Option<SchemaId> {
        match self.alternatives.as_slice() {
            [only] => match only.form {
                Form::Named(id) => Some(id),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Form {
    /// Returns the form of any JSON value, where an object must have these properties.
    pub(crate) fn any(required: BTreeSet<String>) -> Self {
        Self::Any {
            required,
            mentioned: BTreeSet::new(),
        }
    }
}

impl Alternative {
    pub(crate) fn new(form: Form) -> Self {
        Self {
            form,
            whole: None,
            from: Vec::new(),
            not_null: false,
        }
    }

    pub(crate) fn named(id: SchemaId) -> Self {
        Self {
            whole: Some(id),
            from: vec![id],
            ..Self::new(Form::Named(id))
        }
    }
}

impl Property {
    pub(crate) fn new(schema: SchemaId) -> Self {
        Self {
            schemas: vec![schema],
            required: false,
        }
    }
}

impl Object {
    /// Adds a property without a schema, unless it is already present.
    pub(crate) fn mention(&mut self, name: &str) {
        self.properties.entry(name.to_owned()).or_default();
    }

    /// Makes a property required.
    pub(crate) fn require(&mut self, name: &str) {
        let property = self.properties.entry(name.to_owned()).or_default();
        property.required = true;
    }
}

impl Null {
    /// Returns the value of the two that admits more.
    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Meant, _) | (_, Self::Meant) => Self::Meant,
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
        }
    }
}
