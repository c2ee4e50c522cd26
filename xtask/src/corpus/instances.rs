//! What became of instances, in words.

use super::SHOWN;
use generator::corpus::{InstanceFailure, Instances};
use std::collections::BTreeMap;

/// How many failures of a schema are shown.
const OF_A_SCHEMA: usize = 2;

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
    let mut by_schema: BTreeMap<&str, Vec<&InstanceFailure>> = BTreeMap::new();
    for it in instances.failures.iter().filter(|it| it.reported.is_none()) {
        by_schema.entry(&it.at).or_default().push(it);
    }
    for (at, all) in by_schema.iter().take(SHOWN) {
        println!("  {at} as {}: {}", all[0].ty, all.len());
        for it in all.iter().take(OF_A_SCHEMA) {
            println!("    {}: {}", it.kind, short(&it.why));
            println!("      {}", short(&it.instance));
        }
    }
    if by_schema.len() > SHOWN {
        println!("  .. and {} more schemas", by_schema.len() - SHOWN);
    }
}

fn short(text: &str) -> String {
    let cut: String = text.chars().take(MAX_SHOWN).collect();
    if cut == text { cut } else { cut + ".." }
}
