//! Verdicts as text.

use super::{Tried, Verdicts};
use std::collections::BTreeMap;

/// How much of an instance, and of what became of it, is shown.
const MAX_SHOWN: usize = 160;

/// A line for each draft, then what did not come back although nothing was reported, by group.
pub fn table(all: &[Verdicts]) -> String {
    let mut out = String::new();
    for verdicts in all {
        out.push_str(&sum(verdicts));
    }
    for verdicts in all {
        for (group, said) in &verdicts.refused {
            out.push_str(&format!(
                "\n{} {group}: not generated: {said}\n",
                verdicts.draft.folder()
            ));
        }
        let mut groups: BTreeMap<&str, Vec<&Tried>> = BTreeMap::new();
        for it in verdicts.failures() {
            groups.entry(&it.group).or_default().push(it);
        }
        for (group, failures) in groups {
            out.push_str(&format!("\n{} {group}\n", verdicts.draft.folder()));
            for it in failures {
                out.push_str(&line(it));
            }
        }
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
    let reported = changed + unknown + refused - failures;
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
