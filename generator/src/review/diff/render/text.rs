//! Changes as text for a terminal.

use super::{ApiDiff, Breaks, Group, heading, title};

/// The most entries of a list in the short form.
pub(super) const SHORT: usize = 10;

pub(super) fn render(apis: &[&ApiDiff], limit: usize) -> String {
    let each = apis.iter().map(|api| one(api, limit));
    each.collect::<Vec<_>>().join("\n")
}

fn one(api: &ApiDiff, limit: usize) -> String {
    let mut out = format!("{}: {}\n", api.name, heading(api));
    for breaks in [Breaks::Both, Breaks::Callers, Breaks::Wire, Breaks::Neither] {
        let groups = api.groups(breaks);
        if !groups.is_empty() {
            out.push_str(&format!("\n  {}\n", title(breaks)));
            let entries = groups.iter().map(|it| entry(it, limit));
            push(&mut out, entries.collect(), limit, "    ");
        }
    }
    let described = api.described();
    if !described.is_empty() {
        const NAMED: usize = 3;
        let mut named = described[..described.len().min(NAMED)].join(", ");
        if described.len() > NAMED {
            named.push_str(&format!(" and {} more", described.len() - NAMED));
        }
        out.push_str(&format!("\n  Changed descriptions\n    {named}\n"));
    }
    out
}

/// Appends entries up to the limit, and the number of the others.
fn push(out: &mut String, entries: Vec<String>, limit: usize, margin: &str) {
    let more = entries.len().saturating_sub(limit);
    out.extend(entries.into_iter().take(limit));
    if more > 0 {
        out.push_str(&format!("{margin}and {more} more\n"));
    }
}

fn entry(group: &Group<'_>, limit: usize) -> String {
    let mut out = String::new();
    match group.changes.as_slice() {
        [] => return out,
        [one] => out.push_str(&format!("    {} {}\n", one.subject, one.what)),
        [first, ..] => out.push_str(&format!("    {} × {}\n", group.changes.len(), first.what)),
    }
    let whys = group.changes.first().map(|it| it.why.as_str());
    for why in whys.into_iter().filter(|it| !it.is_empty()) {
        out.push_str(&format!("        {why}\n"));
    }
    match group.changes.as_slice() {
        [one] => {
            let place = super::place(one);
            if !place.is_empty() {
                out.push_str(&format!("        {place}\n"));
            }
        }
        many => {
            let entries = many.iter().map(|it| format!("        - {}\n", it.subject));
            push(&mut out, entries.collect(), limit, "        ");
        }
    }
    out
}
