//! The results for one document.

use super::{Sizes, Usage, Wire};
use generator::rust::facts::{LARGEST_MEMBER, LARGEST_TYPE};
use serde::{Deserialize, Serialize};

/// A row of the table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Row {
    /// The file's path relative to the folder, with `/` as separator.
    pub document: String,
    /// Whether the file is not an OpenAPI document.
    pub skipped: bool,
    /// The numbers of the report, or `None` if the generator did not finish.
    pub made: Option<Made>,
    /// The resources that generating used.
    pub generation: Usage,
    /// The resources that compiling used, or `None` if the crate was not compiled.
    pub check: Option<Usage>,
    /// The results for the examples, or `None` if they were not tried.
    pub examples: Option<Examples>,
    /// The results for the operations on the wire, or `None` if they were not called.
    pub wire: Option<Wire>,
    /// The sizes of the types, or `None` if they were not measured.
    pub sizes: Option<Sizes>,
    /// The results for instances of the schemas, or `None` if none were made.
    pub instances: Option<Instances>,
    /// The public items that another order of the document changes, or `None` if that was not tried.
    pub shuffled: Option<Vec<String>>,
    /// The failures: a summary in the first line, details in the others.
    pub failures: Vec<String>,
}

impl Row {
    pub(super) fn fail(&mut self, what: &str, details: &str) {
        self.failures
            .push(format!("{what}\n{}", details.trim_end()));
    }
}

/// The report on a generated document in numbers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Made {
    /// The version of OpenAPI, or `None` if the file is not an OpenAPI document.
    pub openapi: Option<String>,
    /// The number of operations in the document.
    pub in_document: usize,
    /// The number of operations in the code.
    pub generated: usize,
    /// The number of operations that the document itself makes impossible; the report lists them.
    pub skipped: usize,
    /// The number of types.
    pub types: usize,
    /// The number of locations that the document leaves open.
    pub free_form: usize,
    /// The number of locations that were widened to any JSON value.
    pub widened: usize,
    /// The number of things that were widened or dropped.
    pub warning: usize,
    /// The number of notes.
    pub notes: usize,
    /// The number of emitted lines without the runtime.
    pub lines: usize,
    /// The reason why there is no code, or `None` if there is code.
    pub refused: Option<String>,
}

/// The results for the examples in a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Examples {
    /// The number of examples whose schema has a type.
    pub all: usize,
    /// The number of examples that are valid against their schema.
    pub valid: usize,
    /// The number of valid examples that came back unchanged.
    pub same: usize,
    /// The examples that are not valid, by pointer, and why.
    pub invalid: Vec<(String, String)>,
    /// The examples that the validator could not judge, by pointer, and why.
    pub unjudged: Vec<(String, String)>,
    /// The valid examples that did not come back unchanged.
    pub mismatches: Vec<Mismatch>,
}

/// A valid example that did not come back unchanged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mismatch {
    /// The JSON pointer of the example.
    pub at: String,
    /// The JSON pointer of its schema.
    pub schema: String,
    /// The type that was emitted for the schema.
    pub ty: String,
    /// The fault in general words that similar cases share.
    pub kind: String,
    /// The fault in this case.
    pub why: String,
}

/// The results for instances made from the schemas of a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Instances {
    /// The number of schemas that have a type.
    pub schemas: usize,
    /// The number of valid instances that were made.
    pub valid: usize,
    /// The number of valid instances that came back unchanged.
    pub same: usize,
    /// The schemas without a valid instance, by pointer.
    pub without: Vec<String>,
    /// The schemas that the validator rejects, by pointer, and why.
    pub unjudged: Vec<(String, String)>,
    /// The valid instances that did not come back unchanged.
    pub failures: Vec<InstanceFailure>,
    /// The number of values that the compiled code was tried with as well, or `None` if it was not compiled.
    pub compared: Option<usize>,
    /// The values for which the compiled code and the interpreter disagree.
    pub disagreements: Vec<Disagreement>,
}

impl Instances {
    /// Returns the number of instances that did not come back although the generator reported nothing about their
    /// schemas.
    pub fn unreported(&self) -> usize {
        let unreported = self.failures.iter().filter(|it| it.reported.is_none());
        unreported.count()
    }
}

/// A valid instance that did not come back unchanged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InstanceFailure {
    /// The JSON pointer of its schema.
    pub at: String,
    /// The type that was emitted for the schema.
    pub ty: String,
    /// The instance.
    pub instance: String,
    /// `changed`, `unknown` or `refused`.
    pub kind: String,
    /// The fault.
    pub why: String,
    /// The diagnostic about a schema that the instance passes through, if there is one.
    pub reported: Option<String>,
}

/// A value for which the compiled code and the interpreter of the model disagree.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Disagreement {
    /// The JSON pointer of the schema.
    pub at: String,
    /// The type that was emitted for the schema.
    pub ty: String,
    /// The value.
    pub instance: String,
    /// The two results.
    pub why: String,
}

/// The least share of valid examples that have to come back, over all documents.
const AT_LEAST: (usize, usize) = (99, 100);

/// Returns a message if too few of the valid examples in all documents came back unchanged.
pub fn too_few_examples(rows: &[Row]) -> Option<String> {
    let (same, valid) = count_examples(rows.iter());
    let (share, of) = AT_LEAST;
    (same * of < valid * share).then(|| {
        format!("{same} of {valid} valid examples come back as they were: {share} of {of} have to")
    })
}

/// The least share of operations that have to send and read what their document describes, over all documents.
const ON_THE_WIRE: (usize, usize) = (995, 1000);

/// Returns a message if too few operations send and read what their documents describe.
pub fn too_few_on_the_wire(rows: &[Row]) -> Option<String> {
    let (same, all) = count_wire(rows.iter());
    let (share, of) = ON_THE_WIRE;
    (same * of < all * share).then(|| {
        format!("{same} of {all} operations are on the wire as documented: {share} of {of} have to")
    })
}

/// Returns a message if types or members exceed the limits.
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

/// Counts the operations that are on the wire as documented, and all operations.
pub(super) fn count_wire<'a>(rows: impl Iterator<Item = &'a Row>) -> (usize, usize) {
    let wires = rows.filter_map(|row| row.wire.as_ref());
    wires.fold((0, 0), |(same, all), it| (same + it.same, all + it.all))
}

/// Counts the valid examples that came back unchanged, and all valid examples.
pub(super) fn count_examples<'a>(rows: impl Iterator<Item = &'a Row>) -> (usize, usize) {
    let examples = rows.filter_map(|row| row.examples.as_ref());
    examples.fold((0, 0), |(same, valid), it| {
        (same + it.same, valid + it.valid)
    })
}

/// Counts the instances that came back unchanged, and all instances.
pub(super) fn count_instances<'a>(rows: impl Iterator<Item = &'a Row>) -> (usize, usize) {
    let instances = rows.filter_map(|row| row.instances.as_ref());
    instances.fold((0, 0), |(same, valid), it| {
        (same + it.same, valid + it.valid)
    })
}

/// Returns a message if valid instances did not come back although the generator reported nothing about their schemas.
pub fn unreported_instances(rows: &[Row]) -> Option<String> {
    let instances = rows.iter().filter_map(|row| row.instances.as_ref());
    let failures = instances.flat_map(|it| &it.failures);
    let count = failures.filter(|it| it.reported.is_none()).count();
    (count > 0).then(|| {
        format!("{count} valid instances do not come back as they were, and nothing was reported of their schemas")
    })
}

/// Returns a message if the compiled code and the interpreter of the model disagree.
pub fn disagreements(rows: &[Row]) -> Option<String> {
    let instances = rows.iter().filter_map(|row| row.instances.as_ref());
    let count: usize = instances.map(|it| it.disagreements.len()).sum();
    (count > 0).then(|| {
        format!("the compiled code makes something else of {count} values than the interpreter of the model says")
    })
}

/// Returns a message if the types of documents depend on the order of their parts.
pub fn with_order(rows: &[Row]) -> Option<String> {
    let shuffled = rows.iter().filter_map(|row| row.shuffled.as_ref());
    let count = shuffled.filter(|it| !it.is_empty()).count();
    (count > 0).then(|| {
        format!("{count} documents have other public items with schemas, paths and properties in another order")
    })
}
