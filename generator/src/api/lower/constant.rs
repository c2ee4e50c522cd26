//! Properties with a single value: `"object": {"enum": ["list"]}`.
//!
//! Documents repeat them in many schemas, as tags and kinds. Equal ones share a type, whose name consists of the value
//! and the property and does not depend on its place: `ListObject`.

use super::{Lower, options::Options};
use crate::{
    api::{Doc, NameHint, Owner, Shape, TypeRef, ValueWords},
    schema::{Form, SchemaId},
};

/// The maximum length of a value that names a type.
const LONGEST: usize = 40;

impl Lower<'_> {
    /// Returns the shared type of a property with a single value; `None` for any other schema.
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
        let Form::Text(texts) = &only.form else {
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
            media: None,
        };
        let ty = self.declare(id, hint);
        self.constants.insert(key, ty);
        self.define(ty);
        // Each place has its own description.
        let def = &mut self.types[ty.index()];
        (def.doc, def.facets) = (Doc::default(), None);
        if let Shape::StringEnum(it) = &mut def.shape {
            it.values
                .iter_mut()
                .for_each(|it| it.words = ValueWords::default());
        }
        Some(TypeRef::Named(ty))
    }
}
