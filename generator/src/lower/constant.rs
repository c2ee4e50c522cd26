//! Properties with one value: `"object": {"enum": ["list"]}`.
//!
//! Documents repeat them in schema after schema, as tags and kinds. Equal ones are one type, whose name
//! says what it is, the value and the property, wherever it stands: `ListObject`.

use super::{Lower, options::Options};
use crate::{
    model::{NameHint, Owner, TypeRef},
    schema::{Form, SchemaId},
};

/// Longer values name no type.
const LONGEST: usize = 40;

impl Lower<'_> {
    /// The type of a property with one value, if the schema is one of which nothing else is said.
    pub(super) fn constant(
        &mut self,
        id: SchemaId,
        options: &Options,
        name: &NameHint,
    ) -> Option<TypeRef> {
        let property = matches!(name.owner, Owner::Type(_)) && !name.full && !name.words.is_empty();
        let [only] = options.choices.as_slice() else {
            return None;
        };
        let Form::Text(texts) = &only.alternative.form else {
            return None;
        };
        let [value] = texts.listed.as_deref()? else {
            return None;
        };
        let named = value.len() <= LONGEST && value.contains(char::is_alphanumeric);
        let node = self.schemas.node(id);
        let deprecated = node.is_some_and(|node| node.get("deprecated").is_some());
        if !property || !named || deprecated {
            return None;
        }
        let key = (value.clone(), name.words.clone());
        if let Some(known) = self.constants.get(&key) {
            return Some(TypeRef::Named(*known));
        }
        let hint = NameHint {
            owner: Owner::Constants,
            words: format!("{value} {}", name.words),
            full: true,
        };
        let ty = self.declare(id, hint);
        self.constants.insert(key, ty);
        self.define(ty);
        // Each place has its own description.
        self.types[ty.index()].doc = crate::model::Doc::default();
        Some(TypeRef::Named(ty))
    }
}
