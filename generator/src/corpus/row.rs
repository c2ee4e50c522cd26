//! What there is to say of one document.

use super::{Sizes, Usage, Wire};
use crate::analyze::{LARGEST_MEMBER, LARGEST_TYPE};
use serde::{Deserialize, Serialize};

/// A line of the table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// The file's path from the folder, with `/`.
    pub document: String,
    /// Whether it is no OpenAPI document.
    pub skipped: bool,
    /// What was generated; none if the generator did not come to an end.
    pub made: Option<Made>,
    /// What generating it used.
    pub generation: Usage,
    /// What compiling it used; none if it was not compiled.
    pub check: Option<Usage>,
    /// What became of its examples; none if they were not tried.
    pub examples: Option<Examples>,
    /// What became of its operations on the wire; none if they were not called.
    pub wire: Option<Wire>,
    /// How large its types are; none if they were not measured.
    pub sizes: Option<Sizes>,
    /// What became of instances of its schemas; none if they were not made.
    pub instances: Option<Instances>,
    /// The public items that another order of the document changes; none if that was not tried.
    pub shuffled: Option<Vec<String>>,
    /// What went wrong: the first line is a summary, what follows are the details.
    pub failures: Vec<String>,
}

impl Row {
    pub(super) fn fail(&mut self, what: &str, details: &str) {
        self.failures
            .push(format!("{what}\n{}", details.trim_end()));
    }
}

/// What was generated of a document: the report in numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Made {
    /// Its version of OpenAPI; none if it is no OpenAPI document.
    pub openapi: Option<String>,
    /// Operations in the document.
    pub in_document: usize,
    /// Operations in the code.
    pub generated: usize,
    /// Operations that the document itself makes impossible; the report says which.
    pub skipped: usize,
    /// Types.
    pub types: usize,
    /// Places that the document leaves open.
    pub free_form: usize,
    /// Places that had to be widened to any JSON value.
    pub widened: usize,
    /// Things that were widened or left out.
    pub lossy: usize,
    /// Notes.
    pub notes: usize,
    /// Emitted lines, the runtime aside.
    pub lines: usize,
    /// Why there is no code; none if there is.
    pub refused: Option<String>,
}

/// What became of the examples in a document that are valid against their schema.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Examples {
    /// How many examples there are that a type was emitted for.
    pub all: usize,
    /// How many of them are valid.
    pub valid: usize,
    /// How many of those come back as they were.
    pub same: usize,
    /// Those that are not valid, by pointer, and why.
    pub invalid: Vec<(String, String)>,
    /// Those of which validity could not be told, by pointer, and why.
    pub unjudged: Vec<(String, String)>,
    /// The valid ones that do not come back as they were.
    pub mismatches: Vec<Mismatch>,
}

/// A valid example that does not come back as it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mismatch {
    /// The example's JSON pointer.
    pub at: String,
    /// Its schema's JSON pointer.
    pub schema: String,
    /// The type that was emitted for it.
    pub ty: String,
    /// What is wrong, in a few words that many have in common.
    pub kind: String,
    /// What is wrong.
    pub why: String,
}

/// What became of the instances that were made from the schemas of a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Instances {
    /// How many schemas there are that a type was emitted for.
    pub schemas: usize,
    /// How many valid instances were made.
    pub valid: usize,
    /// How many of them come back as they were.
    pub same: usize,
    /// The schemas for which no valid instance was made, by pointer.
    pub without: Vec<String>,
    /// The schemas that a validator does not take, by pointer, and why.
    pub unjudged: Vec<(String, String)>,
    /// The valid instances that do not come back as they were.
    pub failures: Vec<InstanceFailure>,
}

impl Instances {
    /// How many instances do not come back although the generator reported nothing of their schemas.
    pub fn unreported(&self) -> usize {
        let unreported = self.failures.iter().filter(|it| it.reported.is_none());
        unreported.count()
    }
}

/// A valid instance that does not come back as it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InstanceFailure {
    /// Its schema's JSON pointer.
    pub at: String,
    /// The type that was emitted for the schema.
    pub ty: String,
    /// The instance.
    pub instance: String,
    /// `changed`, `unknown` or `refused`.
    pub kind: String,
    /// What is wrong.
    pub why: String,
    /// What the generator reported of a schema that the instance passes through.
    pub reported: Option<String>,
}

/// The least share of valid examples that has to come back, over all documents.
const AT_LEAST: (usize, usize) = (99, 100);

/// Says so if too few of the valid examples in all documents come back as they were.
pub fn too_few_examples(rows: &[Row]) -> Option<String> {
    let (same, valid) = count_examples(rows.iter());
    let (share, of) = AT_LEAST;
    (same * of < valid * share).then(|| {
        format!("{same} of {valid} valid examples come back as they were: {share} of {of} have to")
    })
}

/// The least share of operations that has to send and read what its document says, over all documents.
const ON_THE_WIRE: (usize, usize) = (995, 1000);

/// Says so if too few operations send and read what their documents say.
pub fn too_few_on_the_wire(rows: &[Row]) -> Option<String> {
    let (same, all) = count_wire(rows.iter());
    let (share, of) = ON_THE_WIRE;
    (same * of < all * share).then(|| {
        format!("{same} of {all} operations are on the wire as documented: {share} of {of} have to")
    })
}

/// Says so if types or members are over the limits.
pub fn too_large(rows: &[Row]) -> Option<String> {
    let sizes = rows.iter().filter_map(|row| row.sizes.as_ref());
    let over: usize = sizes.map(|it| it.over.len()).sum();
    (over > 0).then(|| {
        format!(
            "{over} types, fields and variants are too large: a type may have {LARGEST_TYPE} bytes, \
             and a field or variant may hold {LARGEST_MEMBER} in place"
        )
    })
}

/// How many operations are on the wire as documented, and how many there are.
pub(super) fn count_wire<'a>(rows: impl Iterator<Item = &'a Row>) -> (usize, usize) {
    let wires = rows.filter_map(|row| row.wire.as_ref());
    wires.fold((0, 0), |(same, all), it| (same + it.same, all + it.all))
}

/// How many valid examples come back as they were, and how many there are.
pub(super) fn count_examples<'a>(rows: impl Iterator<Item = &'a Row>) -> (usize, usize) {
    let examples = rows.filter_map(|row| row.examples.as_ref());
    examples.fold((0, 0), |(same, valid), it| {
        (same + it.same, valid + it.valid)
    })
}

/// How many instances come back as they were, and how many there are.
pub(super) fn count_instances<'a>(rows: impl Iterator<Item = &'a Row>) -> (usize, usize) {
    let instances = rows.filter_map(|row| row.instances.as_ref());
    instances.fold((0, 0), |(same, valid), it| {
        (same + it.same, valid + it.valid)
    })
}

/// Says so if instances do not come back although the generator reported nothing of their schemas.
pub fn unreported_instances(rows: &[Row]) -> Option<String> {
    let instances = rows.iter().filter_map(|row| row.instances.as_ref());
    let count: usize = instances.map(Instances::unreported).sum();
    (count > 0).then(|| {
        format!("{count} valid instances do not come back as they were, and nothing was reported of their schemas")
    })
}

/// Says so if the types of documents depend on the order in them.
pub fn with_order(rows: &[Row]) -> Option<String> {
    let shuffled = rows.iter().filter_map(|row| row.shuffled.as_ref());
    let count = shuffled.filter(|it| !it.is_empty()).count();
    (count > 0).then(|| {
        format!("{count} documents have other public items with schemas, paths and properties in another order")
    })
}
