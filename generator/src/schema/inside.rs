//! What a schema admits when names are looked through.

use super::{
    SchemaId, Schemas,
    values::{Alternative, Form, Null, Values},
};
use std::{collections::BTreeSet, rc::Rc};

impl Schemas<'_> {
    /// What a schema admits, looked into through names.
    pub(crate) fn inside(&mut self, id: SchemaId) -> Rc<Values> {
        if let Some(known) = self.inside.get(&id) {
            return known.clone();
        }
        let found = self.findings.len();
        let mut out = Values::default();
        self.look_into(id, &mut BTreeSet::from([id]), &mut out);
        let out = Rc::new(out);
        let whole = !self.open.iter().any(|open| out.names(*open));
        if whole && self.findings.len() == found {
            self.inside.insert(id, out.clone());
        }
        out
    }

    fn look_into(&mut self, id: SchemaId, seen: &mut BTreeSet<SchemaId>, out: &mut Values) {
        let values = self.values(id);
        out.null = out.null.join(values.null);
        out.tag = out.tag.take().or_else(|| values.tag.clone());
        out.overlapping |= values.overlapping;
        for alternative in &values.alternatives {
            match alternative.form {
                // Who is just being computed keeps its name.
                Form::Named(target) if !self.open.contains(&target) => {
                    // A union with itself adds nothing.
                    if seen.insert(target) {
                        self.look_through(alternative, target, seen, out);
                    }
                }
                _ => out.push(alternative.clone()),
            }
        }
    }

    fn look_through(
        &mut self,
        alternative: &Alternative,
        target: SchemaId,
        seen: &mut BTreeSet<SchemaId>,
        out: &mut Values,
    ) {
        let mut inner = Values::default();
        self.look_into(target, seen, &mut inner);
        if !alternative.not_null {
            out.null = out.null.join(inner.null);
        }
        out.tag = out.tag.take().or(inner.tag);
        let one = inner.alternatives.len() == 1;
        for mut it in inner.alternatives {
            if one {
                it.whole = it.whole.or(Some(target));
                it.from.clone_from(&alternative.from);
            } else if it.from.is_empty() {
                it.from.push(target);
            }
            out.push(it);
        }
    }

    /// Whether a schema admits `null`.
    pub(crate) fn admits_null(&mut self, id: SchemaId) -> bool {
        self.inside(id).null != Null::No
    }

    /// Whether a schema admits every JSON value, of which `null` is one.
    pub(crate) fn is_any(&mut self, id: SchemaId) -> bool {
        let inside = self.inside(id);
        let all = inside.alternatives.as_slice();
        matches!(all, [only] if matches!(only.form, Form::Any { .. }))
    }

    /// Whether values admit `null`, those of named alternatives included.
    pub(super) fn hold_null(&mut self, values: &Values) -> bool {
        let mut all = values.alternatives.iter();
        values.null != Null::No
            || all.any(|it| match it.form {
                Form::Named(id) => !it.not_null && !self.open.contains(&id) && self.admits_null(id),
                _ => false,
            })
    }
}
