//! Collects the derives that the configuration asks for.

use super::{Lower, Target};
use crate::{
    api::{Derive, Derives, Shape, TypeDerive, TypeId},
    document::Document,
    source::{EVERY, Override, Source},
};

impl Lower<'_> {
    /// Collects the derives, and reports the entries whose key names no type that can have any.
    pub(in crate::api::lower) fn derives(
        &mut self,
        source: &Source,
        document: &Document,
    ) -> Derives {
        let target = Target { source, document };
        let mut out = Derives::default();
        for entry in &self.configured.overrides.derives {
            let derive = Derive::of(&entry.value);
            if entry.key == EVERY {
                out.all.push(derive);
            } else if let Some(id) = self.derived_type(&target, entry) {
                out.types.entry(id).or_default().push(TypeDerive {
                    derive,
                    of: entry.key.clone(),
                    at: source.config_place(&entry.value_at),
                });
            }
        }
        out
    }

    /// Returns the type that an entry names; if it has no derives, reports an error.
    fn derived_type(&mut self, target: &Target<'_>, entry: &Override<String>) -> Option<TypeId> {
        let Some(at) = self.schema_at(target, &entry.key) else {
            self.no_schema(target.source, &entry.key, &entry.key_at);
            return None;
        };
        let id = self.type_at(&at);
        let is_alias = |id: TypeId| matches!(self.types[id.index()].shape, Shape::Alias(_));
        let message = match id {
            Some(id) if is_alias(id) => format!("`{}` is another name for a type", entry.key),
            Some(id) => return Some(id),
            None => format!("no type is emitted for `{}`", entry.key),
        };
        self.not_met(target.source, &entry.key, &entry.key_at, message, vec![]);
        None
    }
}
