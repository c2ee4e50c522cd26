//! Computes the choices of a schema: which of its alternatives become one type.

use super::{
    Lower, MAX_HOPS,
    prim::{is_special, number},
};
use crate::{
    api::{Prim, TypeRef},
    schema::{self, Distinct, Form, JsonKind, Null, Numbers, SchemaId, Tag, Texts, Values},
    tree::Number,
};
use std::{collections::BTreeSet, rc::Rc};

/// The choices of a schema, without `null`: each choice is one type.
pub(super) struct Options {
    pub(super) choices: Vec<schema::Alternative>,
    pub(super) tag: Option<Rc<Tag>>,
    /// Whether a value may match several choices at once.
    pub(super) overlapping: bool,
    pub(super) null: bool,
    /// Whether the schema contains itself as an alternative.
    pub(super) circle: bool,
    /// The user-provided type that replaces all choices, chosen by their format.
    pub(super) chosen: Option<TypeRef>,
    /// Whether further choices may be added later, even if there is only one now: the schema is a base that others
    /// extend.
    pub(super) more: bool,
}

impl Options {
    /// Returns whether a schema with these choices needs an item of its own.
    pub(super) fn need_item(&self) -> bool {
        if self.chosen.is_some() {
            return false;
        }
        let [only] = self.choices.as_slice() else {
            return !self.choices.is_empty();
        };
        if self.more {
            return true;
        }
        match &only.form {
            Form::Text(it) => it.listed.is_some(),
            Form::Number(it) => whole(it).is_some(),
            Form::Object(it) => {
                let closed = it.additional == schema::Additional::None && it.patterns.is_empty();
                !it.properties.is_empty() || closed
            }
            Form::Named(_) | Form::Any { .. } | Form::Boolean(_) | Form::Array(_) => false,
        }
    }
}

impl Lower<'_> {
    /// Returns the choices of a schema.
    pub(super) fn options(&mut self, id: SchemaId, values: &Values) -> Options {
        let mut all = Vec::new();
        let mut distinct = Distinct::default();
        let mut circle = false;
        for it in &values.alternatives {
            match it.form {
                // A union with itself adds nothing to its other alternatives.
                Form::Named(target) if values.alternatives.len() > 1 || target == id => {
                    if self.is_only_null(target) {
                        // `null` makes a value nullable; it is not an alternative.
                    } else if self.is_circle(id, target) {
                        circle = true;
                        self.unrolled(target, &mut distinct, &mut all);
                    } else {
                        distinct.push(&mut all, self.behind_names(it));
                    }
                }
                _ => {
                    distinct.push(&mut all, it.clone());
                }
            }
        }
        if let Some(tag) = values.tag.as_ref().filter(|_| self.schemas.is_base(id))
            && !self.schemas.rest_of_base(id, tag).is_empty()
        {
            let own = self.schemas.own_of(id);
            distinct.push(&mut all, schema::Alternative::named(own));
        }
        Options {
            chosen: self.chosen_for_all(&all),
            choices: self.merged(all),
            more: values.tag.is_some() && self.schemas.is_base(id),
            tag: values.tag.clone(),
            overlapping: values.overlapping,
            null: Self::is_null(values),
            circle,
        }
    }

    fn is_only_null(&mut self, id: SchemaId) -> bool {
        let inside = self.schemas.inside(id);
        inside.alternatives.is_empty() && inside.null != Null::No && !self.has_chosen_type(id)
    }

    /// Returns the user-provided type that is chosen for the format that several alternatives share, if all of them
    /// are strings or numbers.
    fn chosen_for_all(&mut self, all: &[schema::Alternative]) -> Option<TypeRef> {
        let format = |it: &schema::Alternative| match &it.form {
            Form::Text(it) => Some((it.format.clone()?, JsonKind::String)),
            Form::Number(it) if it.integer => Some((it.format.clone()?, JsonKind::Integer)),
            Form::Number(it) => Some((it.format.clone()?, JsonKind::Number)),
            _ => None,
        };
        let formats: Vec<(String, JsonKind)> = all.iter().map(format).collect::<Option<_>>()?;
        let ((first, _), [_, ..]) = (formats.first()?, formats.get(1..)?) else {
            return None;
        };
        if formats.iter().any(|(it, _)| it != first) {
            return None;
        }
        let kinds: Vec<JsonKind> = formats.iter().map(|(_, kind)| *kind).collect();
        self.formatted(Some(first), &kinds)
    }

    /// Returns an alternative under the last of the names that lead to it.
    fn behind_names(&mut self, it: &schema::Alternative) -> schema::Alternative {
        let mut it = it.clone();
        for _ in 0..MAX_HOPS {
            let Some(id) = name_of(&it.form).filter(|id| !self.has_chosen_type(*id)) else {
                break;
            };
            match self.schemas.values(id).reference() {
                Some(target) if target != id => {
                    (it.form, it.whole) = (Form::Named(target), Some(target));
                }
                _ => break,
            }
        }
        it
    }

    /// Adds the alternatives of a schema in a cycle, without those that refer back into it.
    fn unrolled(
        &mut self,
        target: SchemaId,
        distinct: &mut Distinct,
        out: &mut Vec<schema::Alternative>,
    ) {
        let inside = self.schemas.inside(target);
        for it in &inside.alternatives {
            if name_of(&it.form).is_none() {
                distinct.push(out, it.clone());
            }
        }
    }

    /// Merges the alternatives that become one type: strings, and numbers.
    fn merged(&mut self, all: Vec<schema::Alternative>) -> Vec<schema::Alternative> {
        let mut out = Vec::new();
        let mut texts = Group::default();
        let mut numbers = Group::default();
        for alternative in all {
            match self.scalar(&alternative) {
                Some(Scalar::Text(it)) => texts.add(out.len(), it),
                Some(Scalar::Number(it)) => numbers.add(out.len(), it),
                None => {}
            }
            out.push(alternative);
        }
        let mut gone = BTreeSet::new();
        if let Some(form) = texts.merged(merge_texts) {
            texts.put(Form::Text(form), &mut out, &mut gone);
        }
        if let Some(form) = numbers.merged(merge_numbers) {
            numbers.put(Form::Number(form), &mut out, &mut gone);
        }
        let all = out.into_iter().enumerate();
        let left = all.filter(|(index, _)| !gone.contains(index));
        left.map(|(_, it)| it).collect()
    }

    /// Returns the strings or numbers of which an alternative consists, unless a user-provided type replaces them.
    fn scalar(&mut self, it: &schema::Alternative) -> Option<Scalar> {
        if let Some(id) = name_of(&it.form)
            && self.has_chosen_type(id)
        {
            return None;
        }
        let forms = match name_of(&it.form) {
            Some(id) => self.schemas.inside(id).alternatives.clone(),
            None => vec![it.clone()],
        };
        let chosen = |format: &Option<String>| {
            let it = format.as_deref();
            it.is_some_and(|it| self.configured.format_override(it).is_some())
        };
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        for it in &forms {
            match &it.form {
                Form::Text(it) if !chosen(&it.format) => texts.push(it.clone()),
                Form::Number(it) if !chosen(&it.format) => numbers.push(it.clone()),
                _ => return None,
            }
        }
        match (texts.is_empty(), numbers.is_empty()) {
            (false, true) => merge_texts(&texts).map(Scalar::Text),
            (true, false) => merge_numbers(&numbers).map(Scalar::Number),
            _ => None,
        }
    }
}

enum Scalar {
    Text(Texts),
    Number(Numbers),
}

/// The alternatives that may become one type, with their indices among all.
struct Group<T> {
    places: Vec<usize>,
    forms: Vec<T>,
}

impl<T> Default for Group<T> {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            forms: Vec::new(),
        }
    }
}

impl<T> Group<T> {
    fn add(&mut self, place: usize, form: T) {
        self.places.push(place);
        self.forms.push(form);
    }

    fn merged(&self, merge: fn(&[T]) -> Option<T>) -> Option<T> {
        if self.forms.len() < 2 {
            return None;
        }
        merge(&self.forms)
    }

    /// Puts the merged form in the place of the first alternative.
    fn put(&self, form: Form, out: &mut [schema::Alternative], gone: &mut BTreeSet<usize>) {
        let [first, others @ ..] = self.places.as_slice() else {
            return;
        };
        // An alternative that already admits all that the others do keeps its name.
        let same = self.places.iter().find(|it| out[**it].form == form);
        out[*first] = match same {
            Some(same) => out[*same].clone(),
            None => schema::Alternative::new(form),
        };
        gone.extend(others);
    }
}

/// Merges strings into one type: any string, or listed ones. Returns `None` if formats distinguish them.
fn merge_texts(all: &[Texts]) -> Option<Texts> {
    let first = all.first()?;
    let plain = |it: &Texts| it.open && !is_special(it.format.as_deref());
    let open = all.iter().any(plain);
    if open || all.iter().all(|it| it.listed.is_some()) {
        let listed = all.iter().filter_map(|it| it.listed.clone()).flatten();
        let mut seen = BTreeSet::new();
        let listed: Vec<String> = listed.filter(|it| seen.insert(it.clone())).collect();
        let special = |it: &&Texts| open && !plain(it);
        // A union of any text and a date is any text.
        let format = if all.iter().any(|it| special(&it)) {
            None
        } else {
            first.format.clone()
        };
        return Some(Texts {
            format,
            listed: (!listed.is_empty()).then_some(listed),
            open,
        });
    }
    let same = |it: &Texts| it.listed.is_none() && it.format == first.format;
    all.iter().all(same).then(|| first.clone())
}

/// Merges numbers into one type.
fn merge_numbers(all: &[Numbers]) -> Option<Numbers> {
    let first = all.first()?;
    if all.iter().all(|it| whole(it).is_some()) {
        let listed = all.iter().filter_map(|it| it.listed.clone()).flatten();
        let mut seen = BTreeSet::new();
        let listed = listed.filter(|it| seen.insert(it.as_i64())).collect();
        return Some(Numbers {
            listed: Some(listed),
            ..first.clone()
        });
    }
    let integer = all.iter().all(|it| it.integer);
    if integer && let Some(both) = signed_and_not(all) {
        return Some(both);
    }
    // The widest of the types that they would have separately.
    let widest = all.iter().max_by_key(|it| number(it))?;
    Some(Numbers {
        integer,
        listed: None,
        low: all
            .iter()
            .map(|it| it.low.clone())
            .collect::<Option<Vec<_>>>()
            .and_then(|all| all.into_iter().reduce(schema::lesser)),
        format: widest
            .format
            .clone()
            .filter(|_| all.iter().all(|it| it.format == widest.format)),
        ..widest.clone()
    })
}

/// Returns the type of integers of which some need all 64 bits without a sign and others need a sign.
fn signed_and_not(all: &[Numbers]) -> Option<Numbers> {
    let is = |it: &Numbers, prim: Prim| number(it) == prim;
    let signed = [Prim::I8, Prim::I16, Prim::I32, Prim::I64];
    let signed = all.iter().any(|it| signed.iter().any(|prim| is(it, *prim)));
    (signed && all.iter().any(|it| is(it, Prim::U64))).then(|| Numbers {
        integer: true,
        high: Some(Number::U64(u64::MAX)),
        ..Numbers::default()
    })
}

/// Returns the values of an integer enum.
pub(super) fn whole(it: &Numbers) -> Option<Vec<i64>> {
    let listed = it.listed.as_ref().filter(|_| it.integer)?;
    listed.iter().map(Number::as_i64).collect()
}

/// Returns the named schema that an alternative is, if it is one.
pub(super) fn name_of(form: &Form) -> Option<SchemaId> {
    match form {
        Form::Named(id) => Some(*id),
        _ => None,
    }
}
