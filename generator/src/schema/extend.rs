//! The intersection of many parts. The result so far is extended in place, so that a hundred parts do not cost a
//! hundred copies of it.

use super::{
    SchemaId, Schemas,
    values::{Alternative, Form, Null, Values},
};
use std::rc::Rc;

impl Schemas<'_> {
    /// Intersects `out` with a part in place, with the same result as [`Schemas::together`].
    pub(super) fn extend(&mut self, id: SchemaId, out: &mut Values, part: &Values) {
        if part.is_any() {
            // An intersection with any value changes nothing.
            if part.null == Null::Meant {
                out.null = Null::Meant;
            }
        } else if out.is_any() || !(self.extend_limits(out, part) || self.extend_object(out, part))
        {
            *out = self.together(id, out, part);
        }
    }

    /// Merges the required and mentioned properties of two sets of values that are not limited in any other way.
    /// Returns whether both are such sets.
    fn extend_limits(&mut self, out: &mut Values, part: &Values) -> bool {
        let Some((required, mentioned)) = part.limits() else {
            return false;
        };
        if out.limits().is_none() {
            return false;
        }
        out.null = self.meet_null((out, part), [false, false]);
        out.overlapping |= part.overlapping;
        out.tag = out.tag.take().or_else(|| part.tag.clone());
        for one in &mut out.alternatives {
            (one.whole, one.not_null) = (None, true);
            one.from.clear();
            if let Form::Any {
                required: known,
                mentioned: others,
            } = &mut one.form
            {
                known.extend(required.iter().cloned());
                others.extend(mentioned.iter().cloned());
            }
        }
        true
    }

    /// Extends an object by a smaller one in place. Returns whether both are objects and the second one is smaller.
    fn extend_object(&mut self, out: &mut Values, part: &Values) -> bool {
        let ([one], [other]) = (out.alternatives.as_slice(), part.alternatives.as_slice()) else {
            return false;
        };
        let Form::Object(object) = &one.form else {
            return false;
        };
        let count = object.properties.len();
        let (inner, name) = match &other.form {
            Form::Named(name) if count > 0 && !self.open.contains(name) => {
                (self.behind(*name), Some(*name))
            }
            _ => (Rc::new(Values::default()), None),
        };
        let smaller = match (inner.alternatives.as_slice(), name) {
            ([only], Some(_)) => only,
            (_, Some(_)) => return false,
            (_, None) => other,
        };
        let Form::Object(right) = &smaller.form else {
            return false;
        };
        if right.properties.len() >= count {
            return false;
        }
        let implied = [out.implied, self.is_implied(part)];
        out.null = self.meet_null((out, part), implied);
        out.implied = implied == [true, true];
        out.tag = out.tag.take().or_else(|| part.tag.clone());
        out.overlapping |= part.overlapping;
        let [one] = out.alternatives.as_mut_slice() else {
            return true;
        };
        let Form::Object(left) = &mut one.form else {
            return true;
        };
        let new = self.add_object(left, right);
        named_after(one, new, smaller, name.map(|it| (it, other)));
        true
    }

    /// Returns the values of a named schema in an intersection. For a base they are those of its own keywords.
    pub(super) fn behind(&mut self, name: SchemaId) -> Rc<Values> {
        if self.families.is_base(name) {
            let own = self.own_of(name);
            self.inside(own)
        } else {
            self.inside(name)
        }
    }

    /// Returns whether both admit `null`. Keywords that only imply another type do not exclude it, unless no other part
    /// names a type.
    pub(super) fn meet_null(
        &mut self,
        (left, right): (&Values, &Values),
        implied: [bool; 2],
    ) -> Null {
        let [left_implied, right_implied] = match implied {
            [true, true] => [false, false],
            one => one,
        };
        match (left.null, right.null) {
            (Null::Meant, _) | (_, Null::Meant) => Null::Meant,
            _ if (left_implied || self.hold_null(left))
                && (right_implied || self.hold_null(right)) =>
            {
                Null::Yes
            }
            _ => Null::No,
        }
    }
}

/// Updates the schemas that an extended object is named after. If nothing was new, the object keeps its `whole`.
fn named_after(
    one: &mut Alternative,
    new: bool,
    smaller: &Alternative,
    named: Option<(SchemaId, &Alternative)>,
) {
    if new {
        one.whole = None;
    }
    if one.from.is_empty() {
        one.from.clone_from(&smaller.from);
    }
    if let Some((name, alternative)) = named {
        one.from.clone_from(&alternative.from);
        one.whole = one.whole.filter(|whole| *whole != name);
    }
    one.not_null = true;
}
