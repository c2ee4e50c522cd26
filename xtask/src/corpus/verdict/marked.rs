//! The evaluation of the marks in an encoded value: unknown parts, and the types that wrote its objects.

use super::{
    Deviation, Wrong,
    compare::{Comparison, Fault},
    marks::Marks,
};
use generator::tree::{
    Node, SpecPath,
    pointer::{array_index, segments},
};
use serde_json::Value;
use std::collections::BTreeMap;

impl Comparison<'_, '_> {
    /// Checks each marked location of a value.
    pub(super) fn marks(
        &mut self,
        marks: &BTreeMap<String, Marks>,
        schema: &SpecPath,
        value: &Value,
    ) {
        for (at, marks) in marks {
            let Some((schemas, value)) = self.place(schema, value, at) else {
                continue;
            };
            if marks.unlisted {
                self.unlisted(at, &schemas, value);
            }
            if marks.unknown {
                self.unknown(at, &schemas, value);
            }
            for name in &marks.types {
                self.written_by(at, &schemas, value, name);
            }
        }
    }

    /// Returns the value at a JSON pointer and its schemas.
    fn place<'v>(
        &self,
        schema: &SpecPath,
        value: &'v Value,
        at: &str,
    ) -> Option<(Vec<SpecPath>, &'v Value)> {
        let mut schemas = vec![schema.clone()];
        let mut value = value;
        for token in segments(at)? {
            let applied = self.judge.applied(&schemas, value);
            schemas = match value {
                Value::Array(_) => {
                    let index = array_index(&token)?;
                    self.judge.witness.item(&applied, index)
                }
                _ => self.judge.witness.property(&applied, &token),
            };
            value = match value {
                Value::Array(items) => items.get(array_index(&token)?)?,
                other => other.get(token.as_ref())?,
            };
        }
        Some((schemas, value))
    }

    fn unlisted(&mut self, at: &str, schemas: &[SpecPath], value: &Value) {
        let applied = self.judge.applied(schemas, value);
        if self.judge.witness.lists(&applied, value) {
            let why = format!("{value} is listed by the document");
            self.fault(Fault::Unknown, "a listed value is unknown", at, why);
        } else {
            let why = format!("{value} is not listed by the document");
            self.fault(Fault::Unlisted, "a value that is not listed", at, why);
        }
    }

    fn unknown(&mut self, at: &str, schemas: &[SpecPath], value: &Value) {
        let applied = self.judge.applied(schemas, value);
        if let Some((tag, listed)) = self.tag(&applied, value) {
            let (fault, kind, is) = if listed {
                (Fault::Unknown, "a listed tag is unknown", "is")
            } else {
                (Fault::Unlisted, "a tag that is not listed", "is not")
            };
            return self.fault(fault, kind, at, format!("the tag {tag} {is} listed"));
        }
        if !self.judge.accepted(schemas, value) {
            let found = self.judge.deviations_of(schemas, value);
            if let Some((fault, kind, it)) = excuse(&found) {
                let why = format!("it is none of the alternatives: {it}");
                return self.fault(fault, kind, at, why);
            }
            if !self.is_possible(&applied, value) {
                let why = "the document has no alternative of its kind".to_owned();
                return self.fault(Fault::Unlisted, "no alternative", at, why);
            }
            if let Some(it) = found.first() {
                let why = format!("the document has an alternative like it, although {it}");
                return self.fault(Fault::Unknown, "an alternative is unknown", at, why);
            }
        }
        let why = "the document has an alternative for it".to_owned();
        self.fault(Fault::Unknown, "an alternative is unknown", at, why);
    }

    /// Returns the tag of a value and whether the tag selects an alternative, or `None` if the value has no tag.
    fn tag<'v>(&self, applied: &[SpecPath], value: &'v Value) -> Option<(&'v Value, bool)> {
        let witness = &self.judge.witness;
        let tables = applied.iter().filter_map(|at| witness.table(at));
        let mut tags = tables.filter_map(|table| {
            let tag = value.get(&table.property)?;
            Some((tag, table.branch(tag).is_some()))
        });
        tags.next()
    }

    /// Returns whether some alternative is not plainly of another kind than the value.
    fn is_possible(&self, applied: &[SpecPath], value: &Value) -> bool {
        let witness = &self.judge.witness;
        let mut branches = applied.iter().flat_map(|at| witness.branches(at));
        branches.any(|it| !witness.contradicts(&it, value))
    }

    /// Checks that the type that wrote an object belongs to a schema that applies to the object.
    fn written_by(&mut self, at: &str, schemas: &[SpecPath], value: &Value, name: &str) {
        let judge = self.judge;
        let Some(claim) = judge.claims.get(name) else {
            return;
        };
        let claim = judge.witness.behind(claim);
        let applied = judge.applied(schemas, value);
        if schemas.is_empty() || applied.contains(&claim) || self.is_same_as_one(&claim, &applied) {
            return;
        }
        let tables = applied.iter().filter_map(|at| judge.witness.table(at));
        let mut tables = tables.filter(|it| it.branch_of(value).is_some());
        let other = tables.any(|it| {
            let known = it.rows.iter().any(|(_, branch)| *branch == claim);
            known && it.branches_of(value).all(|branch| *branch != claim)
        });
        if other || (judge.accepted(schemas, value) && self.is_none_of(&claim, value)) {
            let why = format!("it was read as `{name}`, which is of `{claim}`");
            self.fault(Fault::Variant, "another alternative", at, why);
        }
    }

    /// Returns whether a type of this schema cannot hold the value. A type does hold a value that only exceeds a limit,
    /// or `null` for an optional property, and such a value comes back.
    fn is_none_of(&self, claim: &SpecPath, value: &Value) -> bool {
        let found = self.judge.deviations(claim, value);
        found
            .iter()
            .any(|it| matches!(it.wrong, Wrong::Missing(_) | Wrong::Unlisted(_)))
    }

    /// Returns whether the schema equals one of the others, since equal schemas share a type.
    fn is_same_as_one(&self, claim: &SpecPath, applied: &[SpecPath]) -> bool {
        let node: Option<&Node> = self.judge.witness.node(claim);
        let mut applied = applied.iter().map(|at| self.judge.witness.node(at));
        node.is_some() && applied.any(|it| it == node)
    }
}

/// Returns the reason why a value rightly matches no alternative, if the document gives one.
fn excuse(found: &[Deviation]) -> Option<(Fault, &'static str, &Deviation)> {
    let find = |is: fn(&Deviation) -> bool| found.iter().find(|it| is(it));
    let missing = find(|it| matches!(it.wrong, Wrong::Missing(_)));
    let null = find(|it| it.wrong == Wrong::Null);
    // Values nested deeper do not distinguish alternatives.
    let unlisted =
        find(|it| matches!(it.wrong, Wrong::Unlisted(_)) && it.at.matches('/').count() < 2);
    missing
        .map(|it| (Fault::Incomplete, "an incomplete alternative", it))
        .or(null.map(|it| (Fault::Null, "an alternative with null", it)))
        .or(unlisted.map(|it| (Fault::Unlisted, "no alternative", it)))
}
