//! Schemas that apply together: a schema, the target of its reference, and its `allOf`.

use super::tree::Tree;
use generator::tree::{Node, Object, SpecPath};
use serde_json::Value;

/// The maximum number of schemas that apply together.
const MAX_SCHEMAS: usize = 64;

/// Schemas that apply together, with all schemas that they bring in.
#[derive(Debug)]
pub(super) struct Joined<'a> {
    /// The schemas, without their references and `allOf`, in the order in which they were found.
    pub(super) parts: Vec<(SpecPath, &'a Node)>,
    /// The lists of alternatives to choose from.
    pub(super) choices: Vec<Choice>,
}

/// Alternatives of which one has to match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// The schema with the alternatives.
    pub(super) at: SpecPath,
    /// The alternatives.
    pub(super) alternatives: Vec<SpecPath>,
    /// Whether several may match.
    pub(super) any: bool,
}

impl<'a> Joined<'a> {
    /// Joins the schemas of `all` and those that apply with them, without the choices already `made`.
    pub(super) fn new(tree: Tree<'a>, all: &[SpecPath], made: &[Choice]) -> Self {
        let mut queue: Vec<SpecPath> = all.to_vec();
        let mut out = Self {
            parts: Vec::new(),
            choices: Vec::new(),
        };
        let mut next = 0;
        while let Some(at) = queue.get(next).cloned() {
            next += 1;
            let Some(node) = tree.node(&at) else { continue };
            let target = tree.target(&at);
            // Before 3.1, keywords next to a reference have no effect.
            let alone = target.is_some() && !tree.latest;
            let branches = tree.list(&at, "allOf");
            for more in target.into_iter().chain(branches) {
                if !queue.contains(&more) && queue.len() < MAX_SCHEMAS {
                    queue.push(more);
                }
            }
            if alone {
                continue;
            }
            for (keyword, any) in [("oneOf", false), ("anyOf", true)] {
                let alternatives = tree.list(&at, keyword);
                let choice = Choice {
                    at: at.clone(),
                    alternatives,
                    any,
                };
                if !choice.alternatives.is_empty() && !made.contains(&choice) {
                    out.choices.push(choice);
                }
            }
            out.parts.push((at, node));
        }
        out
    }

    /// Returns the values of a keyword and their locations.
    pub(super) fn each(&self, keyword: &str) -> impl Iterator<Item = (SpecPath, &'a Node)> {
        let found = self.parts.iter().filter_map(|(at, node)| {
            let value = node.get(keyword)?;
            Some((at.child(keyword), value))
        });
        found.collect::<Vec<_>>().into_iter()
    }

    /// Returns whether any of the schemas has a keyword.
    pub(super) fn has(&self, keyword: &str) -> bool {
        self.parts.iter().any(|(_, it)| it.get(keyword).is_some())
    }

    /// Returns the number of a keyword; `pick` decides between several.
    pub(super) fn number(&self, keyword: &str, pick: fn(f64, f64) -> f64) -> Option<f64> {
        let all = self.each(keyword);
        let numbers = all.filter_map(|(_, it)| it.as_number()?.to_json().as_f64());
        numbers.reduce(pick)
    }

    /// Returns the number of a keyword that counts something.
    pub(super) fn count(&self, keyword: &str) -> Option<usize> {
        let number = self.number(keyword, f64::max)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "limits are small, and what they are not is no instance"
        )]
        let count = number.clamp(0.0, 1e6) as usize;
        Some(count)
    }

    /// Returns the first string value of a keyword.
    pub(super) fn text(&self, keyword: &str) -> Option<&'a str> {
        self.each(keyword).find_map(|(_, it)| it.as_str())
    }

    /// Returns the JSON types that all of the schemas admit, or `None` if no schema has `type`.
    pub(super) fn types(&self) -> Option<Vec<String>> {
        let mut out: Option<Vec<String>> = None;
        for (_, node) in self.each("type") {
            let own: Vec<String> = match node.to_json() {
                Value::String(text) => vec![text],
                Value::Array(items) => items
                    .iter()
                    .filter_map(|it| Some(it.as_str()?.to_owned()))
                    .collect(),
                _ => continue,
            };
            let known = out.take();
            out = Some(match known {
                None => own,
                Some(known) => known.into_iter().filter(|it| common(it, &own)).collect(),
            });
        }
        out
    }

    /// Returns the names of the declared properties and the schemas that apply to each.
    pub(super) fn properties(&self) -> Vec<(String, Vec<SpecPath>)> {
        let mut out: Vec<(String, Vec<SpecPath>)> = Vec::new();
        for (at, node) in self.each("properties") {
            for (key, _) in node.as_object().into_iter().flat_map(Object::iter) {
                let place = at.child(&key.text);
                match out.iter_mut().find(|(name, _)| *name == *key.text) {
                    Some((_, places)) => places.push(place),
                    None => out.push((key.text.to_string(), vec![place])),
                }
            }
        }
        out
    }

    /// Returns the names of the required properties.
    pub(super) fn required(&self) -> Vec<String> {
        let lists = self.each("required");
        let names = lists.flat_map(|(_, it)| it.as_array().unwrap_or_default());
        let mut out: Vec<String> = Vec::new();
        for name in names.filter_map(Node::as_str) {
            if !out.iter().any(|it| it == name) {
                out.push(name.to_owned());
            }
        }
        out
    }
}

/// Returns whether a type is among others: every integer is a number.
fn common(name: &str, others: &[String]) -> bool {
    let integer = name == "integer" && others.iter().any(|it| it == "number");
    integer || others.iter().any(|it| it == name)
}
