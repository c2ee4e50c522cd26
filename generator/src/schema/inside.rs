//! The values that a schema admits, with names resolved.

use super::{
    SchemaId, Schemas,
    distinct::Distinct,
    values::{Alternative, Form, Null, Values},
};
use std::{collections::BTreeSet, rc::Rc};

/// The maximum number of nested unions that are resolved. Deeper ones are widened to any value, which is reported: each
/// union has the alternatives of all below it, so that the cost would grow with the square of their number.
const DEPTH: usize = 64;

/// The result for a schema so far.
struct JsonShape {
    seen: BTreeSet<SchemaId>,
    out: Values,
    distinct: Distinct,
    /// The number of unions around the current one.
    depth: usize,
    /// Whether some unions were not resolved.
    cut: bool,
    /// Whether the types of all alternatives are only implied.
    implied: bool,
}

impl JsonShape {
    fn push(&mut self, it: Alternative) -> usize {
        self.distinct.push(&mut self.out.alternatives, it)
    }
}

/// The number of alternatives, and the index if there is only one.
#[derive(Clone, Copy)]
enum Count {
    None,
    One(usize),
    Many,
}

impl Count {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, it) | (it, Self::None) => it,
            (Self::One(one), Self::One(other)) if one == other => self,
            _ => Self::Many,
        }
    }
}

/// Names the only alternative after `name`, through which it was found. If there are several, those that are not
/// named after anything are named after the schema.
fn call_after(all: &mut [Alternative], name: &Alternative, target: SchemaId) {
    if let [only] = all {
        only.whole = only.whole.or(Some(target));
        only.from.clone_from(&name.from);
    } else {
        call_after_target(all, target);
    }
}

fn call_after_target(all: &mut [Alternative], target: SchemaId) {
    for it in all.iter_mut().filter(|it| it.from.is_empty()) {
        it.from.push(target);
    }
}

impl Schemas<'_> {
    /// Returns the values that a schema admits, with names resolved.
    pub(crate) fn inside(&mut self, id: SchemaId) -> Rc<Values> {
        if let Some(known) = self.inside.get(&id) {
            return known.clone();
        }
        let found = self.findings.len();
        let out = match self.behind_alias(id) {
            Some(same) => same,
            None => Rc::new(self.looked_into(id)),
        };
        let is_open = |it: &Alternative| match it.form {
            Form::Named(id) => self.open.contains(&id),
            _ => false,
        };
        let whole = !out.alternatives.iter().any(is_open);
        if whole && self.findings.len() == found {
            self.inside.insert(id, out.clone());
        }
        out
    }

    /// Returns the values of a schema that is only another name for a schema. Long chains of names are resolved
    /// once.
    fn behind_alias(&mut self, id: SchemaId) -> Option<Rc<Values>> {
        let values = self.values(id);
        let [alias] = values.alternatives.as_slice() else {
            return None;
        };
        let plain = values.null == Null::No && values.tag.is_none() && !alias.not_null;
        let Form::Named(target) = alias.form else {
            return None;
        };
        if !plain || values.overlapping || self.open.contains(&target) || !self.looking.insert(id) {
            return None;
        }
        let inner = (!self.looking.contains(&target)).then(|| self.inside(target));
        self.looking.remove(&id);
        let mut inner = inner?;
        let unnamed = inner.alternatives.iter().any(|it| it.from.is_empty());
        if inner.alternatives.len() == 1 || unnamed || inner.overlapping {
            let own = Rc::make_mut(&mut inner);
            // This is a property of the union itself, and not of the schemas that refer to it.
            own.overlapping = false;
            call_after(&mut own.alternatives, alias, target);
        }
        Some(inner)
    }

    fn looked_into(&mut self, id: SchemaId) -> Values {
        let mut look = JsonShape {
            seen: BTreeSet::from([id]),
            out: Values::default(),
            distinct: Distinct::default(),
            depth: 0,
            cut: false,
            implied: true,
        };
        let (null, _) = self.look_into(id, &mut look);
        if look.cut {
            self.cut.insert(id);
        }
        look.out.null = null;
        look.out.overlapping = self.values(id).overlapping;
        look.out.implied = look.implied && !look.out.alternatives.is_empty();
        look.out
    }

    /// Adds the values that a schema admits. Returns whether `null` is among them, and how many alternatives it
    /// has, including those that were present before.
    fn look_into(&mut self, id: SchemaId, look: &mut JsonShape) -> (Null, Count) {
        let values = self.values(id);
        let (mut null, mut count) = (values.null, Count::None);
        look.out.tag = look.out.tag.take().or_else(|| values.tag.clone());
        for alternative in &values.alternatives {
            match alternative.form {
                // A schema that is being computed keeps its name.
                Form::Named(target) if !self.open.contains(&target) => {
                    // A union with itself adds nothing.
                    if look.seen.insert(target) {
                        let several = values.alternatives.len() > 1;
                        let (inner, more) = self.look_through(alternative, target, several, look);
                        null = null.join(inner);
                        count = count.and(more);
                    }
                }
                _ => {
                    look.implied &= values.implied;
                    count = count.and(Count::One(look.push(alternative.clone())));
                }
            }
        }
        (null, count)
    }

    fn look_through(
        &mut self,
        alternative: &Alternative,
        target: SchemaId,
        several: bool,
        look: &mut JsonShape,
    ) -> (Null, Count) {
        if several && look.depth == DEPTH {
            look.cut = true;
            let any = Alternative::new(Form::any(BTreeSet::new()));
            return (Null::Yes, Count::One(look.push(any)));
        }
        let start = look.out.alternatives.len();
        look.depth += usize::from(several);
        let (null, count) = self.look_into(target, look);
        look.depth -= usize::from(several);
        let added = look.out.alternatives.get_mut(start..).unwrap_or_default();
        match count {
            Count::One(place) if place >= start => call_after(added, alternative, target),
            Count::Many => call_after_target(added, target),
            Count::None | Count::One(_) => {}
        }
        let null = if alternative.not_null { Null::No } else { null };
        (null, count)
    }

    /// Returns whether a schema admits `null`.
    pub(crate) fn admits_null(&mut self, id: SchemaId) -> bool {
        self.inside(id).null != Null::No
    }

    /// Returns whether a schema admits every JSON value, including `null`.
    pub(crate) fn is_any(&mut self, id: SchemaId) -> bool {
        let inside = self.inside(id);
        let all = inside.alternatives.as_slice();
        matches!(all, [only] if matches!(only.form, Form::Any { .. }))
    }

    /// Returns whether values include `null`, either their own or that of named alternatives.
    pub(super) fn hold_null(&mut self, values: &Values) -> bool {
        let mut all = values.alternatives.iter();
        values.null != Null::No
            || all.any(|it| match it.form {
                Form::Named(id) => !it.not_null && !self.open.contains(&id) && self.admits_null(id),
                _ => false,
            })
    }
}
