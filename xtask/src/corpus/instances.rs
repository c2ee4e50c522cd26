//! What became of instances, in words.

use super::SHOWN;
use generator::corpus::{InstanceFailure, Instances};
use std::collections::BTreeMap;

/// How many failures of a kind are shown.
const SHOWN_OF_A_CLASS: usize = 4;

/// How much of an instance is shown.
const MAX_SHOWN: usize = 160;

pub(super) fn tell(document: &str, instances: &Instances) {
    let Instances {
        schemas,
        valid,
        same,
        ..
    } = instances;
    let unreported = instances.unreported();
    let (without, unjudged) = (instances.without.len(), instances.unjudged.len());
    println!(
        "\n{document}: {same} of {valid} instances of {schemas} schemas come back as they were; of the others \
         {} are reported as wider and {unreported} are not ({without} schemas without instance, {unjudged} unjudged)",
        instances.failures.len() - unreported
    );
    let mut classes: BTreeMap<String, Vec<&InstanceFailure>> = BTreeMap::new();
    for it in instances.failures.iter().filter(|it| it.reported.is_none()) {
        classes.entry(class(it)).or_default().push(it);
    }
    for (class, all) in classes {
        println!("  {class}: {}", all.len());
        for it in all.iter().take(SHOWN_OF_A_CLASS) {
            println!("    {} as {}: {}", it.at, it.ty, short(&it.why));
            println!("      {}", short(&it.instance));
        }
    }
    for (at, why) in instances.unjudged.iter().take(SHOWN) {
        println!("  unjudged: {at}: {}", short(why));
    }
}

/// What many failures have in common: what is said without the value's own, which stands in quotes, and without
/// the type and the place.
fn class(failure: &InstanceFailure) -> String {
    // What it was decoded as is not what they have in common.
    if failure.kind == "unknown" {
        return failure.kind.clone();
    }
    let why = failure
        .why
        .split([',', '(', '{'])
        .next()
        .unwrap_or_default();
    let why = why.split(" at line ").next().unwrap_or_default();
    let parts = why.split(['`', '"']).step_by(2);
    format!("{}: {}", failure.kind, parts.collect::<Vec<_>>().join(".."))
}

fn short(text: &str) -> String {
    let cut: String = text.chars().take(MAX_SHOWN).collect();
    if cut == text { cut } else { cut + ".." }
}
