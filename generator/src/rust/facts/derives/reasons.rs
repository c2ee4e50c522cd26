//! The reasons why types cannot have a derive, for messages.

use crate::{
    api::{Api, Shape, Trait, TypeDerive, TypeId},
    diagnostic::{Code, Diagnostic},
    tree::Place,
};
use std::collections::{BTreeMap, BTreeSet};

/// The reason why a part does not implement a trait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Floating-point numbers have no total equality.
    Float,
    /// JSON values have no order.
    Json,
    /// No IP address is the default.
    Address,
    /// It has several values, none of which is the default.
    Several,
    /// It contains itself, so that its default would have no end.
    Endless,
    /// The configuration does not say that the custom type of this path implements the trait.
    Foreign(String),
}

/// The reason why a type cannot implement a trait.
pub(super) enum Cause {
    /// A part of the type, the member of this index or the type itself, lacks it.
    Own(Option<usize>, Lack),
    /// The type of a part lacks it.
    Inner(Option<usize>, TypeId),
}

/// A derive that the configuration asks for by the name of a type that cannot have it.
#[derive(Debug)]
pub struct Refused {
    /// The key of the entry in the configuration.
    pub of: String,
    /// The place of the derive in the configuration.
    pub at: Option<Place>,
    /// The trait.
    pub asked: Trait,
    /// The names of the properties and variants that lead to the part without it.
    pub path: Vec<String>,
    /// The reason.
    pub lack: Lack,
}

impl Refused {
    pub(super) fn new(
        api: &Api,
        (start, asked): (TypeId, Trait),
        entry: &TypeDerive,
        lacking: &BTreeMap<TypeId, Cause>,
    ) -> Self {
        let (mut path, mut seen, mut id) = (Vec::new(), BTreeSet::new(), start);
        let lack = loop {
            if !seen.insert(id) {
                break Lack::Endless;
            }
            match lacking.get(&id) {
                Some(Cause::Inner(member, inner)) => {
                    path.extend(member.map(|it| name(api, id, it)));
                    id = *inner;
                }
                Some(Cause::Own(member, lack)) => {
                    path.extend(member.map(|it| name(api, id, it)));
                    break lack.clone();
                }
                None => break Lack::Endless,
            }
        };
        Self {
            of: entry.of.clone(),
            at: entry.at,
            asked,
            path,
            lack,
        }
    }

    pub(super) fn diagnostic(&self) -> Diagnostic {
        let (name, why) = (self.asked.name(), self.why());
        let part = match self.path.as_slice() {
            [] => "it".to_owned(),
            path => format!("its part `{}`", path.join("/")),
        };
        let message = format!("`{}` cannot have `{name}`: {part} {why}", self.of);
        let help = match &self.lack {
            Lack::Foreign(path) => {
                format!(
                    "if `{path}` implements it, say so: `implements = [\"{name}\"]` in its entry"
                )
            }
            _ => "remove the entry".to_owned(),
        };
        Diagnostic::error(Code::Derive, self.at, message).help(help)
    }

    /// Returns the reason, after the name of the part.
    fn why(&self) -> String {
        match &self.lack {
            Lack::Float => "is a floating-point number".to_owned(),
            Lack::Json => "is any JSON value, which has no order".to_owned(),
            Lack::Address => "is an IP address, of which none is the default".to_owned(),
            Lack::Several => "has several values, of which none is the default".to_owned(),
            Lack::Endless => "contains itself, so that its default would have no end".to_owned(),
            Lack::Foreign(path) => format!("is a `{path}`"),
        }
    }
}

/// Returns the name of a member in the document.
fn name(api: &Api, id: TypeId, member: usize) -> String {
    let name = match &api.ty(id).shape {
        Shape::Struct(it) => it.fields.get(member).map(|it| it.wire.as_str()),
        Shape::Union(it) => it.variants.get(member).map(|it| it.words.as_str()),
        Shape::Untagged(it) => it.get(member).map(|it| it.words.as_str()),
        Shape::StringEnum(_) | Shape::IntegerEnum(_) | Shape::Alias(_) => None,
    };
    name.unwrap_or("*").to_owned()
}
