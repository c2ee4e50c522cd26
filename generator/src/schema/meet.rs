//! The intersection of the values that two schemas admit.

use super::{
    FindingKind, SchemaId, Schemas,
    distinct::Distinct,
    implied::name_after,
    scalars::{meet_booleans, meet_numbers, meet_texts},
    values::{
        Additional, Alternative, Array, Form, Items, Null, Object, Property, Values, same_forms,
    },
};
use crate::tree::Node;

/// The maximum number of combinations of alternatives.
const COMBINATIONS: usize = 256;

impl Schemas<'_> {
    /// Returns the intersection of two parts of a schema. If it is empty, the document contradicts itself, and the
    /// result is any value.
    pub(super) fn together(&mut self, id: SchemaId, left: &Values, right: &Values) -> Values {
        if left.alternatives.len() * right.alternatives.len() > COMBINATIONS {
            self.find(id, FindingKind::TooMany);
            return left.clone();
        }
        let out = self.meet(left, right);
        if out.is_nothing() && !left.is_nothing() && !right.is_nothing() {
            self.find(id, FindingKind::Contradiction);
            return Values::any();
        }
        out
    }

    /// Returns the intersection with the keywords beside a `$ref` and `allOf`. If they contradict a reference, the
    /// reference is meant: before OpenAPI 3.1 such keywords were ignored.
    pub(super) fn beside(
        &mut self,
        id: SchemaId,
        node: &Node,
        out: &Values,
        own: &Values,
    ) -> Values {
        if node.get("$ref").is_none() {
            return self.together(id, out, own);
        }
        let met = self.meet(out, own);
        if met.alternatives.is_empty() && !out.alternatives.is_empty() {
            self.find(id, FindingKind::BesideReference);
            return out.clone();
        }
        met
    }

    pub(super) fn meet(&mut self, left: &Values, right: &Values) -> Values {
        for (one, other) in [(left, right), (right, left)] {
            if one.is_any() {
                let mut out = other.clone();
                out.null = if one.null == Null::Meant {
                    Null::Meant
                } else {
                    out.null
                };
                return out;
            }
        }
        let implied = [self.is_implied(left), self.is_implied(right)];
        let null = self.meet_null((left, right), implied);
        let mut out = Values {
            null,
            tag: left.tag.clone().or_else(|| right.tag.clone()),
            overlapping: left.overlapping || right.overlapping,
            implied: implied == [true, true],
            ..Values::default()
        };
        let mut distinct = Distinct::default();
        for mut met in self.meet_alternatives(&left.alternatives, &right.alternatives, implied) {
            met.not_null = true;
            distinct.push(&mut out.alternatives, met);
        }
        out
    }

    /// Returns the intersection of each alternative of one set and each of another, without duplicates.
    pub(super) fn meet_all(
        &mut self,
        left: &[Alternative],
        right: &[Alternative],
    ) -> Vec<Alternative> {
        let several = [left.len() > 1, right.len() > 1];
        let mut distinct = Distinct::default();
        let mut out = Vec::new();
        for one in left {
            for other in right {
                for mut met in self.meet_two(one, other) {
                    name_after(&mut met, several, [one, other]);
                    distinct.push(&mut out, met);
                }
            }
        }
        out
    }

    pub(super) fn meet_two(&mut self, one: &Alternative, other: &Alternative) -> Vec<Alternative> {
        match (&one.form, &other.form) {
            (
                Form::Any {
                    required,
                    mentioned,
                },
                Form::Any {
                    required: more,
                    mentioned: others,
                },
            ) => {
                let (required, mentioned) = (required | more, mentioned | others);
                vec![Alternative::new(Form::Any {
                    required,
                    mentioned,
                })]
            }
            (limits @ Form::Any { .. }, _) => self.limited(other, limits),
            (_, limits @ Form::Any { .. }) => self.limited(one, limits),
            (Form::Named(left), Form::Named(right)) if left == right => vec![one.clone()],
            (Form::Named(left), Form::Named(right)) => {
                // The schema that is the more specific one keeps its name.
                let met = self.narrowed(one, *left, other, true);
                match met.as_slice() {
                    [only] if only.form == one.form => met,
                    _ => {
                        let again = self.narrowed(other, *right, one, false);
                        let same = match again.as_slice() {
                            [only] => only.form == other.form,
                            // The alternatives keep their names.
                            _ => self.behind(*left).alternatives.len() == 1,
                        };
                        if same { again } else { met }
                    }
                }
            }
            (Form::Named(name), _) => self.narrowed(one, *name, other, true),
            (_, Form::Named(name)) => self.narrowed(other, *name, one, false),
            (left, right) => {
                let Some(form) = self.meet_forms(left, right) else {
                    return Vec::new();
                };
                // If the result equals one of the two, it remains that alternative.
                let whole = [one, other].into_iter().find(|it| it.form == form);
                let mut out = whole.cloned().unwrap_or_else(|| Alternative::new(form));
                if out.from.is_empty() {
                    let more = [one, other].into_iter().find(|it| !it.from.is_empty());
                    out.from = more.map(|it| it.from.clone()).unwrap_or_default();
                }
                vec![out]
            }
        }
    }

    /// Returns an alternative with the properties that are required or mentioned.
    fn limited(&mut self, it: &Alternative, limits: &Form) -> Vec<Alternative> {
        let Form::Any {
            required,
            mentioned,
        } = limits
        else {
            return vec![it.clone()];
        };
        match &it.form {
            _ if required.is_empty() && mentioned.is_empty() => vec![it.clone()],
            Form::Named(name) => self.narrowed(it, *name, &Alternative::new(limits.clone()), true),
            Form::Object(object) => {
                let mut object = object.clone();
                for name in required {
                    object.require(name);
                }
                for name in mentioned {
                    object.mention(name);
                }
                let form = Form::Object(object);
                if form == it.form {
                    return vec![it.clone()];
                }
                vec![Alternative {
                    form,
                    whole: None,
                    ..it.clone()
                }]
            }
            _ => vec![it.clone()],
        }
    }

    /// Returns the intersection of a named schema and another alternative, which is the named schema itself if the
    /// other one adds nothing. If `first` is true, the properties of the named schema precede the other's.
    fn narrowed(
        &mut self,
        it: &Alternative,
        name: SchemaId,
        with: &Alternative,
        first: bool,
    ) -> Vec<Alternative> {
        if self.open.contains(&name) {
            return vec![it.clone()];
        }
        let inside = self.behind(name);
        let with = std::slice::from_ref(with);
        let met = if first {
            self.meet_all(&inside.alternatives, with)
        } else {
            self.meet_all(with, &inside.alternatives)
        };
        if same_forms(&met, &inside.alternatives) {
            return vec![it.clone()];
        }
        let mut out = met;
        if inside.alternatives.len() == 1 {
            for met in &mut out {
                met.from.clone_from(&it.from);
                // The result differs from the named schema, so it is not the whole of it.
                met.whole = met.whole.filter(|whole| *whole != name);
            }
        }
        out
    }

    fn meet_forms(&mut self, left: &Form, right: &Form) -> Option<Form> {
        Some(match (left, right) {
            (Form::Boolean(left), Form::Boolean(right)) => {
                Form::Boolean(meet_booleans(left, right)?)
            }
            (Form::Number(left), Form::Number(right)) => Form::Number(meet_numbers(left, right)?),
            (Form::Text(left), Form::Text(right)) => Form::Text(meet_texts(left, right)?),
            (Form::Array(left), Form::Array(right)) => Form::Array(self.meet_arrays(left, right)),
            (Form::Object(left), Form::Object(right)) => {
                Form::Object(self.meet_objects(left, right))
            }
            _ => return None,
        })
    }

    fn meet_arrays(&mut self, left: &Array, right: &Array) -> Array {
        let count = left.first.len().max(right.first.len());
        let mut first = Vec::new();
        for index in 0..count {
            let ids: Vec<SchemaId> = [left, right]
                .into_iter()
                .filter_map(|it| match (it.first.get(index), it.items) {
                    (Some(id), _) => Some(*id),
                    (None, Items::Of(id)) => Some(id),
                    (None, Items::Unsaid | Items::None) => None,
                })
                .collect();
            first.extend(self.all(&ids));
        }
        let items = match (left.items, right.items) {
            (Items::None, _) | (_, Items::None) => Items::None,
            (Items::Of(left), Items::Of(right)) => {
                self.all(&[left, right]).map_or(Items::Unsaid, Items::Of)
            }
            (Items::Of(id), Items::Unsaid) | (Items::Unsaid, Items::Of(id)) => Items::Of(id),
            (Items::Unsaid, Items::Unsaid) => Items::Unsaid,
        };
        Array {
            first,
            items,
            at_least: left.at_least.max(right.at_least),
            at_most: match (left.at_most, right.at_most) {
                (Some(left), Some(right)) => Some(left.min(right)),
                (left, right) => left.or(right),
            },
        }
    }

    fn meet_objects(&mut self, left: &Object, right: &Object) -> Object {
        let mut out = left.clone();
        self.add_object(&mut out, right);
        out
    }

    /// Adds the requirements of another object to an object. Returns whether that changes anything.
    pub(super) fn add_object(&mut self, left: &mut Object, right: &Object) -> bool {
        let (additional, was_empty) = (left.additional, left.properties.is_empty());
        let mut new = false;
        for (name, property) in &right.properties {
            let known = left.properties.entry(name.clone()).or_insert_with(|| {
                new = true;
                Property::default()
            });
            let schemas = [known.schemas.as_slice(), &property.schemas].concat();
            let schemas = self.all(&schemas).into_iter().collect();
            let required = known.required || property.required;
            let met = Property { schemas, required };
            new |= met != *known;
            *known = met;
        }
        for pattern in &right.patterns {
            if !left.patterns.contains(pattern) {
                left.patterns.push(*pattern);
                new = true;
            }
        }
        left.additional = self.meet_additional(additional, right.additional);
        // An object that allows no additional properties and declares none adds nothing to an object that declares
        // some.
        if additional == Additional::None && was_empty {
            left.additional = right.additional;
        }
        if right.additional == Additional::None && right.properties.is_empty() {
            left.additional = additional;
        }
        new || left.additional != additional
    }

    fn meet_additional(&mut self, left: Additional, right: Additional) -> Additional {
        match (left, right) {
            (Additional::Of(left), Additional::Of(right)) => self
                .all(&[left, right])
                .map_or(Additional::Any, Additional::Of),
            (Additional::Of(id), _) | (_, Additional::Of(id)) => Additional::Of(id),
            // A part that allows no additional properties does not know those that the other parts declare.
            (Additional::None, Additional::None) => Additional::None,
            (Additional::Any, _) | (_, Additional::Any) => Additional::Any,
            (Additional::None | Additional::Unsaid, Additional::Unsaid)
            | (Additional::Unsaid, Additional::None) => Additional::Unsaid,
        }
    }
}
