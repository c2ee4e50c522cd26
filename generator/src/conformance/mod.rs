//! Tests of requests and responses on the wire: for each operation a call, the request that the client must send, and
//! the responses that the document allows.
//!
//! An encoder that shares no code with the runtime computes the expectations, which are literals in the emitted
//! tests. Values are the document's examples if they fit their types, and otherwise made from the schemas. Tests are
//! data, as the model is; `emit` turns them into code.

mod answer;
mod auth;
mod body;
pub(crate) mod emit;
mod encode;
mod fit;
mod limits;
mod path;
mod places;
mod request;
mod sample;
mod text;
pub mod witness;

pub use answer::{Answer, AnswerKind};
pub(crate) use body::FILE;
pub use body::{PartValue, Piece, Sent};
pub use places::Places;

use crate::{
    conformance::witness::Witness,
    stages::Stages,
    tree::{Node, SpecPath},
};
use sample::Maker;
use serde_json::Value;

/// The secret that the tests' client uses for every scheme; the harness has the same.
pub(crate) const SECRET: &str = "user:secret";

/// A call and its expectations.
#[derive(Clone, Debug)]
pub struct Test {
    /// The operation's index.
    pub operation: usize,
    /// The operation's location.
    pub at: SpecPath,
    /// The inputs that the call gives.
    pub form: Form,
    /// The values of the given parameters, by parameter index.
    pub params: Vec<(usize, Value)>,
    /// The body.
    pub body: Option<Sent>,
    /// The method on the wire.
    pub method: String,
    /// The path and query on the wire.
    pub target: String,
    /// Whether the client must send nothing, since a path value would lead elsewhere.
    pub refused: bool,
    /// The expected headers.
    pub headers: Vec<(String, String)>,
    /// The responses to try; the first one answers the call itself.
    pub answers: Vec<Answer>,
}

/// The inputs that a call gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All inputs.
    Full,
    /// The required inputs.
    Required,
    /// All inputs, with the body in another form, by its index.
    Other(usize),
}

/// An operation without a test.
#[derive(Clone, Debug)]
pub struct Untested {
    /// The operation's location.
    pub at: SpecPath,
    /// The reason.
    pub why: String,
}

/// Returns all tests of a document in the order of its operations, and the operations without a test.
pub fn tests(stages: &Stages, root: &Node) -> (Vec<Test>, Vec<Untested>) {
    let (mut tests, mut untested) = (Vec::new(), Vec::new());
    let witness = &Witness::new(root);
    for index in 0..stages.api.operations.len() {
        let planner = Planner {
            stages,
            root,
            witness,
            index,
        };
        match planner.tests() {
            Ok(found) => tests.extend(found),
            Err(why) => untested.push(Untested {
                at: stages.api.operations[index].at.clone(),
                why,
            }),
        }
    }
    (tests, untested)
}

/// A planner of one operation's tests.
#[derive(Clone, Copy)]
struct Planner<'a> {
    stages: &'a Stages,
    root: &'a Node,
    witness: &'a Witness<'a>,
    index: usize,
}

impl<'a> Planner<'a> {
    fn maker(self, received: bool) -> Maker<'a> {
        Maker {
            api: &self.stages.api,
            facts: &self.stages.facts,
            witness: self.witness,
            received,
        }
    }

    fn tests(self) -> Result<Vec<Test>, String> {
        let answers = self.answers();
        let mut full = self.test(Form::Full)?;
        if full.refused {
            // The client refuses every other call as well, since path parameters are required.
            return Ok(vec![full]);
        }
        let forms = self.forms();
        let mut out = Vec::new();
        // The other calls differ in the request only, so one response is enough.
        let first = answers.first().map(Answer::alone);
        full.answers = answers;
        let optional = self.operation().params.iter().any(|it| !it.required)
            || forms.first().is_some_and(body::has_optional);
        out.push(full);
        let mut more = Vec::new();
        if optional {
            more.push(Form::Required);
        }
        more.extend((0..forms.len().saturating_sub(1)).map(Form::Other));
        for form in more {
            let mut test = self.test(form)?;
            test.answers.extend(first.clone());
            out.push(test);
        }
        Ok(out)
    }
}
