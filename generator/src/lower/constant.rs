//! Properties with one value: `"object": {"enum": ["list"]}`.
//!
//! Documents repeat them in schema after schema, as tags and kinds. Equal ones are one type, whose name
//! says what it is, the value and the property, wherever it stands: `ListObject`.

use super::{Lower, form::Form};
use crate::{
    load::Node,
    model::{NameHint, Owner, SpecPath, TypeRef},
};

/// Longer values name no type.
const LONGEST: usize = 40;

impl Lower<'_> {
    /// The type of a property with one value, if the schema at `at` is one of which nothing else is said.
    pub(super) fn constant(
        &mut self,
        at: &SpecPath,
        node: &Node,
        name: &NameHint,
    ) -> Option<TypeRef> {
        let property = matches!(name.owner, Owner::Type(_)) && !name.full && !name.words.is_empty();
        let Form::StringEnum(values) = self.form(at, self.node(at)?) else {
            return None;
        };
        let [value] = values.as_slice() else {
            return None;
        };
        let named = value.len() <= LONGEST && value.contains(char::is_alphanumeric);
        if !property || !named || node.get("deprecated").is_some() {
            return None;
        }
        let key = (value.clone(), name.words.clone());
        if let Some(known) = self.constants.get(&key) {
            let known = TypeRef::Named(*known);
            self.report_keywords(at, node);
            return Some(known);
        }
        let hint = NameHint {
            owner: Owner::Constants,
            words: format!("{value} {}", name.words),
            full: true,
        };
        let id = self.declare(at.clone(), hint);
        self.constants.insert(key, id);
        self.define(id);
        // Each place has its own description.
        self.types[id.index()].doc = crate::model::Doc::default();
        Some(TypeRef::Named(id))
    }
}
