//! The printed report on instances.

use super::SHOWN;
use generator::say;
use std::collections::BTreeMap;
use xtask::corpus::{InstanceFailure, Instances};

/// The maximum number of failures shown per kind.
const SHOWN_OF_A_CLASS: usize = 4;

/// The maximum length of a shown instance.
const MAX_SHOWN: usize = 160;

pub(super) fn print(document: &str, instances: &Instances) {
    let Instances {
        schemas,
        valid,
        same,
        ..
    } = instances;
    let unreported = instances.unreported();
    let (without, unjudged) = (instances.without.len(), instances.unjudged.len());
    say!(
        "\n{document}: {same} of {valid} instances of {schemas} schemas come back as they were; of the others \
         {} are reported as wider and {unreported} are not ({without} schemas without instance, {unjudged} unjudged)\n",
        instances.failures.len() - unreported
    );
    let mut classes: BTreeMap<String, Vec<&InstanceFailure>> = BTreeMap::new();
    for it in instances.failures.iter().filter(|it| it.reported.is_none()) {
        classes.entry(class(it)).or_default().push(it);
    }
    for (class, all) in classes {
        say!("  {class}: {}\n", all.len());
        for it in all.iter().take(SHOWN_OF_A_CLASS) {
            say!("    {} as {}: {}\n", it.at, it.ty, short(&it.why));
            say!("      {}\n", short(&it.instance));
        }
    }
    if let Some(compared) = instances.compared {
        let same = compared - instances.disagreements.len();
        say!("  the compiled code makes of {same} of {compared} values what is told here\n");
    }
    for it in instances.disagreements.iter().take(SHOWN) {
        say!("  disagreement: {} as {}: {}\n", it.at, it.ty, it.why);
        say!("      {}\n", short(&it.instance));
    }
    for (at, why) in instances.unjudged.iter().take(SHOWN) {
        say!("  unjudged: {at}: {}\n", short(why));
    }
}

/// Returns the part of a failure that similar failures share: its reason without quoted values, the type and the
/// location.
fn class(failure: &InstanceFailure) -> String {
    // Similar failures differ in the decoded value.
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
