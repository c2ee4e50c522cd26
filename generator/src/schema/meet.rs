//! The intersection of what two schemas admit.

use super::{
    FindingKind, SchemaId, Schemas,
    read::least,
    values::{
        Additional, Alternative, Array, Form, Items, Null, Numbers, Object, Property, Texts, Values,
    },
};
use crate::load::Node;

/// How many combinations of alternatives are looked at.
const COMBINATIONS: usize = 256;

impl Schemas<'_> {
    /// What has to hold beside what held so far. Where nothing is both, that is a fault of the document, and both
    /// are given up.
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

    /// What the keywords beside a `$ref` and `allOf` add. Where they contradict a reference, it is the reference that
    /// is meant: before OpenAPI 3.1 they were ignored.
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
        let null = match (left.null, right.null) {
            (Null::Meant, _) | (_, Null::Meant) => Null::Meant,
            _ if self.hold_null(left) && self.hold_null(right) => Null::Yes,
            _ => Null::No,
        };
        let mut out = Values {
            null,
            tag: left.tag.clone().or_else(|| right.tag.clone()),
            overlapping: left.overlapping || right.overlapping,
            ..Values::default()
        };
        let several = (left.alternatives.len() > 1, right.alternatives.len() > 1);
        for one in &left.alternatives {
            for other in &right.alternatives {
                for mut met in self.meet_two(one, other) {
                    met.not_null = true;
                    // What tells the alternatives apart names them.
                    met.from = match several {
                        (false, true) => other.from.clone(),
                        (true, false) => one.from.clone(),
                        (true, true) => [one.from.as_slice(), &other.from].concat(),
                        (false, false) => met.from,
                    };
                    out.push(met);
                }
            }
        }
        out
    }

    fn meet_two(&mut self, one: &Alternative, other: &Alternative) -> Vec<Alternative> {
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
                // The one that says more keeps its name.
                let met = self.narrowed(one, *left, other, true);
                match met.as_slice() {
                    [only] if only.form == one.form => met,
                    _ => {
                        let again = self.narrowed(other, *right, one, false);
                        match again.as_slice() {
                            [only] if only.form == other.form => again,
                            _ => met,
                        }
                    }
                }
            }
            (Form::Named(name), _) => self.narrowed(one, *name, other, true),
            (_, Form::Named(name)) => self.narrowed(other, *name, one, false),
            (left, right) => {
                let Some(form) = self.meet_forms(left, right) else {
                    return Vec::new();
                };
                // What one of them is anyway, it stays.
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

    /// One alternative, with the properties that have to be there or may.
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

    /// A named schema with something that holds beside it: itself, if that adds nothing. What comes `first` has its
    /// properties before the other's.
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
        let inside = if self.families.is_base(name) {
            let own = self.own_of(name);
            self.inside(own)
        } else {
            self.inside(name)
        };
        let with = Values {
            alternatives: vec![with.clone()],
            ..Values::default()
        };
        let met = if first {
            self.meet(&inside, &with)
        } else {
            self.meet(&with, &inside)
        };
        if met.same(&inside) {
            return vec![it.clone()];
        }
        let mut out = met.alternatives;
        if inside.alternatives.len() == 1 {
            for met in &mut out {
                met.from.clone_from(&it.from);
                // The schema itself is another one now.
                met.whole = met.whole.filter(|whole| *whole != name);
            }
        }
        out
    }

    fn meet_forms(&mut self, left: &Form, right: &Form) -> Option<Form> {
        Some(match (left, right) {
            (Form::Boolean(left), Form::Boolean(right)) => Form::Boolean(both(left, right)?),
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
        for (name, property) in &right.properties {
            let known = out.properties.entry(name.clone()).or_default();
            let schemas = [known.schemas.as_slice(), &property.schemas].concat();
            let schemas = self.all(&schemas).into_iter().collect();
            let required = known.required || property.required;
            *known = Property { schemas, required };
        }
        for pattern in &right.patterns {
            if !out.patterns.contains(pattern) {
                out.patterns.push(*pattern);
            }
        }
        out.additional = match (left.additional, right.additional) {
            (Additional::Of(left), Additional::Of(right)) => self
                .all(&[left, right])
                .map_or(Additional::Any, Additional::Of),
            (Additional::Of(id), _) | (_, Additional::Of(id)) => Additional::Of(id),
            // A part that admits no others does not know what the other parts declare.
            (Additional::None, Additional::None) => Additional::None,
            (Additional::Any, _) | (_, Additional::Any) => Additional::Any,
            (Additional::None | Additional::Unsaid, Additional::Unsaid)
            | (Additional::Unsaid, Additional::None) => Additional::Unsaid,
        };
        // An object that admits no others and has none of its own adds nothing to one that has.
        if left.additional == Additional::None && left.properties.is_empty() {
            out.additional = right.additional;
        }
        if right.additional == Additional::None && right.properties.is_empty() {
            out.additional = left.additional;
        }
        out
    }
}

/// The values that are in both lists; an empty list is all. `None` where there is none.
fn both<T: PartialEq + Clone>(left: &[T], right: &[T]) -> Option<Vec<T>> {
    match (left, right) {
        ([], other) | (other, []) => Some(other.to_vec()),
        _ => {
            let both = left.iter().filter(|it| right.contains(it));
            Some(both.cloned().collect::<Vec<T>>()).filter(|it| !it.is_empty())
        }
    }
}

/// The listed values of both; `Err` where there are lists and nothing is in both.
fn meet_lists<T: PartialEq + Clone>(
    left: Option<&Vec<T>>,
    right: Option<&Vec<T>>,
) -> Result<Option<Vec<T>>, Nothing> {
    let (Some(left), Some(right)) = (left, right) else {
        return Ok(left.or(right).cloned());
    };
    let both = left.iter().filter(|it| right.contains(it));
    let both: Vec<T> = both.cloned().collect();
    if both.is_empty() {
        Err(Nothing)
    } else {
        Ok(Some(both))
    }
}

/// No value is in both.
struct Nothing;

fn meet_texts(left: &Texts, right: &Texts) -> Option<Texts> {
    Some(Texts {
        format: left.format.clone().or_else(|| right.format.clone()),
        listed: match (left.open, right.open) {
            (true, false) => right.listed.clone(),
            (false, true) => left.listed.clone(),
            (true, true) => left.listed.clone().or_else(|| right.listed.clone()),
            (false, false) => meet_lists(left.listed.as_ref(), right.listed.as_ref()).ok()?,
        },
        open: left.open && right.open,
    })
}

fn meet_numbers(left: &Numbers, right: &Numbers) -> Option<Numbers> {
    let integer = left.integer || right.integer;
    // An integer's format says more than a number's.
    let formats = if right.integer && !left.integer {
        [&right.format, &left.format]
    } else {
        [&left.format, &right.format]
    };
    let greatest = match (&left.low, &right.low) {
        (Some(one), Some(other)) if one.as_f64() < other.as_f64() => Some(other.clone()),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    Some(Numbers {
        integer,
        format: formats.into_iter().flatten().next().cloned(),
        low: greatest,
        high: least(left.high.as_ref(), right.high.as_ref()),
        huge: left.huge || right.huge,
        listed: meet_lists(left.listed.as_ref(), right.listed.as_ref()).ok()?,
    })
}
