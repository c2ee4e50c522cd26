//! The configured rules for polls: an operation asks another one, or it has no `done`.

use super::{Ask, Basis, Kind, Poll, Polls};
use crate::{
    api::{Api, Operation, Place, Style},
    diagnostic::Diagnostics,
    rust::{entries, pages::Pointer},
    source::{Override, PollOverride, PollRule, Source},
    tree::Node,
    vocabulary::Method,
};

/// Applies the configured rules, which override the others.
pub(super) fn choose(
    api: &Api,
    source: &Source,
    root: &Node,
    polls: &mut Polls,
    diagnostics: &mut Diagnostics,
) {
    for choice in &source.overrides.polls {
        match chosen(api, root, choice) {
            Ok((index, Some(poll))) => {
                polls.insert(index, poll);
            }
            Ok((index, None)) => {
                polls.remove(&index);
            }
            Err(problem) => diagnostics.push(entries::unmet(source, choice, problem)),
        }
    }
}

fn chosen(
    api: &Api,
    root: &Node,
    choice: &Override<PollOverride>,
) -> Result<(usize, Option<Poll>), String> {
    let index = entries::operation(api, root, &choice.key)?;
    let PollOverride::Rule(rule) = &choice.value else {
        return Ok((index, None));
    };
    let asked = entries::operation(api, root, &rule.ask)?;
    let kind = Kind::Ask(Box::new(Ask {
        operation: asked,
        values: values(rule, &api.operations[asked])?,
        status: place(&rule.status)?,
        ends: rule.until.clone(),
    }));
    check_servers(&api.operations[index], &api.operations[asked], rule)?;
    let basis = Basis::Configuration;
    Ok((index, Some(Poll { kind, basis })))
}

/// Returns the location of the value of each path parameter.
fn values(rule: &PollRule, asked: &Operation) -> Result<Vec<(String, Pointer)>, String> {
    let name = &rule.ask;
    if asked.method != Method::Get {
        return Err(format!(
            "`{name}` is not a GET operation, which can be asked again and again"
        ));
    }
    for param in &asked.params {
        let (wire, simple) = (param.wire.as_str(), param.style == Style::Simple);
        let in_path = param.place == Place::Path && simple;
        if param.required && !(in_path && rule.with.contains_key(wire)) {
            return Err(format!(
                "`{name}` requires `{wire}`: `with` has to give each required parameter, and these must be in the path"
            ));
        }
    }
    let value = |(wire, at): (&String, &String)| {
        let mut params = asked.params.iter();
        if !params.any(|it| it.place == Place::Path && it.wire.as_str() == wire) {
            return Err(format!("`{wire}` is no path parameter of `{name}`"));
        }
        Ok((wire.clone(), place(at)?))
    };
    rule.with.iter().map(value).collect()
}

/// Checks that the operations have the same servers, because the requests have the same origin.
fn check_servers(one: &Operation, asked: &Operation, rule: &PollRule) -> Result<(), String> {
    let urls =
        |it: &Operation| -> Vec<String> { it.servers.iter().map(|it| it.url.clone()).collect() };
    if urls(one) == urls(asked) {
        return Ok(());
    }
    Err(format!("`{}` has a server of its own", rule.ask))
}

fn place(text: &str) -> Result<Pointer, String> {
    Pointer::parse(text).ok_or_else(|| format!("`{text}` is no JSON pointer: it begins with `/`"))
}
