//! The values that a schema of the document admits: its reference, its branches and its own keywords combined.

use super::{
    FindingKind, SchemaId, Schemas,
    distinct::Distinct,
    read::{is_nullable_alone, says_nullable},
    values::{Form, Null, Values},
};
use std::{collections::BTreeSet, rc::Rc};

impl Schemas<'_> {
    /// Returns the values that a schema of the document admits.
    pub(super) fn at_place(&mut self, id: SchemaId) -> Values {
        if self.families.is_base(id) {
            return self.heirs(id);
        }
        self.by_keywords(id, true)
    }

    /// Returns the values that the keywords of a schema admit, with or without its alternatives.
    pub(super) fn by_keywords(&mut self, id: SchemaId, alternatives: bool) -> Values {
        let Some(node) = self.node(id) else {
            return Values::any();
        };
        match node.as_bool() {
            Some(true) => return Values::any(),
            Some(false) => return Values::default(),
            None if node.as_object().is_none() => return Values::any(),
            None => {}
        }
        let mut out = Values::any();
        if let Some(target) = self.target(id) {
            out = Values::named(target);
        }
        for branch in self.branches(id, "allOf") {
            let part = self.branch_of_all(id, branch);
            self.extend(id, &mut out, &part);
        }
        let own = self.own(&self.place(id), node);
        out = self.beside(id, node, &out, &own);
        let tag = self.tag(id, node);
        for keyword in ["oneOf", "anyOf"] {
            let branches = self.branches(id, keyword);
            if alternatives && !branches.is_empty() {
                let (branches, null) = self.without_null(branches);
                let mut union = self.union(&branches);
                union.null = union.null.join(null);
                union.overlapping = keyword == "anyOf";
                if let Some(tag) = &tag {
                    self.add_mapped(id, tag, &mut union);
                }
                out = self.together(id, &out, &union);
            }
        }
        if says_nullable(node) {
            out.null = Null::Meant;
        }
        out.tag = tag.map(Rc::new).or(out.tag);
        out
    }

    /// Returns the branches without those that consist of `nullable: true` alone, and the `null` that those stand
    /// for. Taken literally they admit any value, which would make the other branches meaningless; their authors
    /// mean `null`.
    fn without_null(&mut self, branches: Vec<SchemaId>) -> (Vec<SchemaId>, Null) {
        let alone = |id: &SchemaId| self.node(*id).is_some_and(is_nullable_alone);
        let (nulls, others): (Vec<_>, Vec<_>) = branches.iter().copied().partition(alone);
        if nulls.is_empty() || others.is_empty() {
            return (branches, Null::No);
        }
        for it in nulls {
            self.find(it, FindingKind::NullableAlone);
        }
        (others, Null::Meant)
    }

    /// Returns the values of a branch or part, by its name if the configuration has chosen a type for it.
    pub(super) fn part(&mut self, id: SchemaId) -> Values {
        if self.opaque.contains(&id) {
            return Values::named(id);
        }
        let mut values = (*self.values(id)).clone();
        if let [only] = values.alternatives.as_mut_slice()
            && !matches!(only.form, Form::Named(_))
        {
            only.whole = only.whole.or(Some(id));
        }
        values
    }

    /// Returns the union of branches.
    pub(super) fn union(&mut self, branches: &[SchemaId]) -> Values {
        let mut out = Values::default();
        let mut distinct = Distinct::default();
        let mut tags = Vec::new();
        let mut limits: Vec<BTreeSet<String>> = Vec::new();
        let mut mentioned = BTreeSet::new();
        out.implied = !branches.is_empty();
        for branch in branches {
            let values = self.part(*branch);
            out.implied = out.implied && self.is_implied(&values);
            if let Some((required, more)) = values.limits() {
                limits.push(required.clone());
                mentioned.extend(required | more);
            }
            out.null = out.null.join(values.null);
            tags.extend(values.tag.clone());
            for mut alternative in values.alternatives {
                if !alternative.from.contains(branch) {
                    alternative.from.insert(0, *branch);
                }
                distinct.push(&mut out.alternatives, alternative);
            }
        }
        // Branches that only determine which properties go together are not alternatives for a type.
        if limits.len() == branches.len() {
            let common = limits.into_iter().reduce(|left, right| &left & &right);
            let required = common.unwrap_or_default();
            let form = Form::Any {
                mentioned: &mentioned - &required,
                required,
            };
            return Values {
                null: out.null,
                ..Values::of(form)
            };
        }
        out.tag = tags
            .pop()
            .filter(|_| tags.is_empty() && branches.len() == 1);
        out
    }
}
