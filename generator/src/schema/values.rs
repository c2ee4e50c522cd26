//! What a schema admits: a set of JSON values, as alternatives of known form.

use super::SchemaId;
use crate::load::Number;
use indexmap::IndexMap;
use std::{collections::BTreeSet, rc::Rc};

/// The values that a schema admits: those of any of the alternatives, and `null` where `null` says so.
///
/// No alternative and no `null` is a schema that admits nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    pub(crate) alternatives: Vec<Alternative>,
    pub(crate) null: Null,
    /// The discriminator that tells the alternatives apart.
    pub(crate) tag: Option<Rc<Tag>>,
    /// Whether a value may be several of the alternatives at once: they come from an `anyOf`.
    pub(crate) overlapping: bool,
}

/// Whether `null` is among the values of a schema. What a named alternative admits comes on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Null {
    #[default]
    No,
    Yes,
    /// `nullable: true` stands there: documents write it where another part of an `allOf` says nothing of
    /// `null`, and mean it.
    Meant,
}

/// One alternative of [`Values`].
#[derive(Clone, Debug)]
pub(crate) struct Alternative {
    pub(crate) form: Form,
    /// The schema that is this alternative and nothing else, so that both are one type.
    pub(crate) whole: Option<SchemaId>,
    /// The branches and named schemas that it was made from: what it can be called after.
    pub(crate) from: Vec<SchemaId>,
    /// Whether the `null` of the named schema is excluded.
    pub(crate) not_null: bool,
}

/// The form of the values of an [`Alternative`].
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// Any JSON value; an object among them has to have the properties that are `required`, and may have those that
    /// are `mentioned`.
    Any {
        required: BTreeSet<String>,
        mentioned: BTreeSet<String>,
    },
    /// All values of another schema, under its name. It is looked into only where something else holds too, so
    /// that types keep their names and circles end.
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
    /// The one value that an example has beyond the usual range.
    pub(crate) huge: bool,
    /// The values that are listed.
    pub(crate) listed: Option<Vec<Number>>,
}

/// Strings.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Texts {
    pub(crate) format: Option<String>,
    /// The values that are listed.
    pub(crate) listed: Option<Vec<String>>,
    /// Whether any other is one as well.
    pub(crate) open: bool,
}

/// Arrays.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Array {
    /// The schemas of the first items.
    pub(crate) first: Vec<SchemaId>,
    /// The schema of the other items.
    pub(crate) items: Items,
    pub(crate) at_least: u64,
    pub(crate) at_most: Option<u64>,
}

/// The items of an array beyond those that have a schema of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Items {
    /// Nothing is said: any.
    #[default]
    Unsaid,
    Of(SchemaId),
    /// There are none.
    None,
}

/// Objects.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Object {
    /// The properties that are declared, or that have to be there.
    pub(crate) properties: IndexMap<String, Property>,
    /// The schemas of properties whose names match a pattern.
    pub(crate) patterns: Vec<SchemaId>,
    pub(crate) additional: Additional,
}

/// A property of an [`Object`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Property {
    /// The schemas of its value: all of them hold. None where it is required and nothing is said of it.
    pub(crate) schemas: Vec<SchemaId>,
    pub(crate) required: bool,
}

/// The properties of an object that are not declared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Additional {
    /// Nothing is said: there may be some, and nobody needs them.
    #[default]
    Unsaid,
    Of(SchemaId),
    /// `true` stands there: any.
    Any,
    /// `false` stands there.
    None,
}

/// A discriminator (OpenAPI 3.2.0, section 4.25).
#[derive(Clone, Debug)]
pub(crate) struct Tag {
    /// The schema at which it stands.
    pub(crate) schema: SchemaId,
    pub(crate) property: String,
    /// The values in document order, and the schemas that they mean.
    pub(crate) mapping: Vec<(String, SchemaId)>,
    /// What a value without a tag, or with one that is not listed, is.
    pub(crate) default: Option<SchemaId>,
}

impl Values {
    /// Every JSON value.
    pub(crate) fn any() -> Self {
        Self {
            null: Null::Yes,
            ..Self::of(Form::any(BTreeSet::new()))
        }
    }

    /// Values of one form, `null` not among them.
    pub(crate) fn of(form: Form) -> Self {
        Self {
            alternatives: vec![Alternative::new(form)],
            ..Self::default()
        }
    }

    /// The values of a schema under its name.
    pub(crate) fn named(id: SchemaId) -> Self {
        Self {
            alternatives: vec![Alternative::named(id)],
            ..Self::default()
        }
    }

    /// Whether there is no value at all.
    pub(crate) fn is_nothing(&self) -> bool {
        self.alternatives.is_empty() && self.null == Null::No
    }

    /// Whether it is every JSON value, so that it adds nothing to what holds beside it.
    pub(crate) fn is_any(&self) -> bool {
        let nothing = |(required, mentioned): (&BTreeSet<String>, &BTreeSet<String>)| {
            required.is_empty() && mentioned.is_empty()
        };
        self.null != Null::No && self.limits().is_some_and(nothing)
    }

    /// The properties that have to be there, and those that may, if nothing else is said.
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

    /// Adds an alternative, unless it is there.
    pub(crate) fn push(&mut self, it: Alternative) {
        if !self.alternatives.iter().any(|known| known.form == it.form) {
            self.alternatives.push(it);
        }
    }

    /// Whether a schema is among the alternatives under its name.
    pub(crate) fn names(&self, id: SchemaId) -> bool {
        let mut all = self.alternatives.iter();
        all.any(|it| it.form == Form::Named(id))
    }

    /// Whether both have the same alternatives, wherever they come from.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let forms = |values: &Self| -> Vec<Form> {
            let all = values.alternatives.iter();
            all.map(|it| it.form.clone()).collect()
        };
        forms(self) == forms(other)
    }

    /// The schema whose values these are under its name, if they are no others.
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
    /// Any JSON value; an object among them has to have these properties.
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
    /// Knows a property, whatever it is.
    pub(crate) fn mention(&mut self, name: &str) {
        self.properties.entry(name.to_owned()).or_default();
    }

    /// Asks for a property.
    pub(crate) fn require(&mut self, name: &str) {
        let property = self.properties.entry(name.to_owned()).or_default();
        property.required = true;
    }
}

impl Null {
    /// Of two, what admits more.
    pub(super) fn join(self, other: Self) -> Self {
        match (self, other) {
            (Self::Meant, _) | (_, Self::Meant) => Self::Meant,
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::No, Self::No) => Self::No,
        }
    }
}
