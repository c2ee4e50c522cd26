//! Changes as a comment on a pull request.

use super::{ApiDiff, Breaks, Group, heading, place, title};

/// The longest report in bytes. GitHub accepts comments of at most 65,536 characters.
const LONGEST: usize = 60_000;

/// The most entries of a list that are visible; the others are folded.
const IN_SIGHT: usize = 15;

/// The most subjects of a group that are named.
const NAMED: usize = 8;

pub(super) fn render(apis: &[&ApiDiff]) -> String {
    let each = apis.iter().map(|api| one(api));
    let whole = each.collect::<Vec<_>>().join("\n");
    cut(whole)
}

fn one(api: &ApiDiff) -> String {
    let mut out = format!("### `{}`: {}\n", api.name, heading(api));
    for breaks in [Breaks::Both, Breaks::Callers, Breaks::Wire] {
        let groups = api.groups(breaks);
        if !groups.is_empty() {
            out.push_str(&format!("\n**{}**\n\n", title(breaks)));
            let mut entries: Vec<String> = groups.iter().map(entry).collect();
            let more = entries.split_off(entries.len().min(IN_SIGHT));
            out.extend(entries);
            folded(&mut out, &format!("{} more", more.len()), &more);
        }
    }
    let compatible: Vec<String> = api.groups(Breaks::Neither).iter().map(entry).collect();
    folded(&mut out, title(Breaks::Neither), &compatible);
    let described = api.described();
    let described: Vec<String> = described.iter().map(|it| format!("- {it}\n")).collect();
    folded(&mut out, "Changed descriptions", &described);
    out
}

/// Appends a folded list.
fn folded(out: &mut String, title: &str, entries: &[String]) {
    if !entries.is_empty() {
        let list = entries.concat();
        out.push_str(&format!(
            "\n<details><summary>{title}</summary>\n\n{list}\n</details>\n"
        ));
    }
}

fn entry(group: &Group<'_>) -> String {
    let (mut out, why) = match group.changes.as_slice() {
        [] => return String::new(),
        [one] => (format!("- {} {}", one.subject, one.what), &one.why),
        [first, ..] => (
            format!("- {} × {}", group.changes.len(), first.what),
            &first.why,
        ),
    };
    let place = match group.changes.as_slice() {
        [one] => place(one),
        _ => String::new(),
    };
    let told: Vec<&str> = [why.as_str(), &place]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    if !told.is_empty() {
        out.push_str(&format!("<br><sub>{}</sub>", told.join(" · ")));
    }
    out.push('\n');
    if group.changes.len() > 1 {
        let named = group.changes.iter().take(NAMED);
        out.extend(named.map(|it| format!("  - {}\n", it.subject)));
        let more = group.changes.len().saturating_sub(NAMED);
        if more > 0 {
            out.push_str(&format!("  - and {more} more\n"));
        }
    }
    out
}

/// Cuts a report at the end of a line if it is too long for a comment.
fn cut(whole: String) -> String {
    if whole.len() <= LONGEST {
        return whole;
    }
    let mut out = String::new();
    let mut open = 0;
    let mut lines = whole.lines();
    for line in lines.by_ref() {
        if out.len() + line.len() > LONGEST {
            break;
        }
        open += line.matches("<details>").count();
        open -= line.matches("</details>").count().min(open);
        out.push_str(line);
        out.push('\n');
    }
    let entries = lines.filter(|it| it.starts_with("- ")).count() + 1;
    out.push_str(&"\n</details>\n".repeat(open));
    out.push_str(&format!(
        "\nand {entries} more: `cargo xtask diff` shows them\n"
    ));
    out
}
