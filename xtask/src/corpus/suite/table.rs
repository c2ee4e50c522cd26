//! Verdicts as text.

use super::{Tried, Verdicts};
use std::collections::BTreeMap;

/// The maximum length of a shown instance and of its outcome.
const MAX_SHOWN: usize = 160;

/// Renders one line per draft, then the instances that did not come back by group, first those without a diagnostic.
pub fn table(all: &[Verdicts]) -> String {
    let mut out: String = all.iter().map(sum).collect();
    for verdicts in all {
        let draft = verdicts.draft.folder();
        for (group, said) in &verdicts.refused {
            out.push_str(&format!("\n{draft} {group}: not generated: {said}\n"));
        }
        out.push_str(&by_group(draft, verdicts.failures()));
    }
    for verdicts in all {
        out.push_str(&by_group(verdicts.draft.folder(), verdicts.reported()));
    }
    out
}

fn by_group<'a>(draft: &str, tried: impl Iterator<Item = &'a Tried>) -> String {
    let mut groups: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
    for it in tried {
        groups.entry(&it.group).or_default().push(it);
    }
    let mut out = String::new();
    for (group, all) in groups {
        out.push_str(&format!("\n{draft} {group}\n"));
        let reported = all.first().and_then(|it| it.reported.as_ref());
        out.extend(reported.map(|said| format!("  reported: {said}\n")));
        out.extend(all.into_iter().map(line));
    }
    out
}

fn sum(verdicts: &Verdicts) -> String {
    let count = |wanted: &str| {
        let words = verdicts.instances.iter().map(|it| it.verdict.words().0);
        words.filter(|it| *it == wanted).count()
    };
    let [unchanged, changed, unknown, refused] =
        ["unchanged", "changed", "unknown", "refused"].map(count);
    let failures = verdicts.failures().count();
    let reported = verdicts.reported().count();
    format!(
        "{}: {unchanged} of {} valid instances in {} groups unchanged, {changed} changed, {unknown} unknown, \
         {refused} refused; {reported} of these in groups that the generator reported, {failures} in others; \
         {} groups left out that refer to elsewhere, {} not generated\n",
        verdicts.draft,
        verdicts.instances.len(),
        verdicts.groups,
        verdicts.left_out,
        verdicts.refused.len(),
    )
}

fn line(tried: &Tried) -> String {
    let (kind, why) = tried.verdict.words();
    let what = format!("{kind}: {why}");
    let (instance, what) = (short(&tried.instance), short(&what));
    format!("  {}\n    {instance}\n    {what}\n", tried.about)
}

fn short(text: &str) -> String {
    let cut: String = text.chars().take(MAX_SHOWN).collect();
    if cut == text { cut } else { cut + ".." }
}
