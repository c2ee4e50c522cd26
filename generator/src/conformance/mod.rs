//! Tests of what goes over the wire: for each operation a call, the request that the document says it
//! is, and the responses that the document says may come back.
//!
//! What is expected is worked out here, by an encoder that shares no code with the runtime, and stands
//! in the emitted tests as literals. Values are the document's examples where they fit their types, and
//! made from the schemas otherwise. Like a model this is data; [`emit`](crate::emit) makes it code.

mod answer;
mod auth;
mod body;
mod encode;
mod fit;
mod limits;
mod path;
mod places;
mod request;
mod sample;
mod text;

pub use answer::{Answer, AnswerKind};
pub(crate) use body::FILE;
pub use body::{PartValue, Sent};
pub use places::Places;

use crate::{Stages, load::Node, model::SpecPath, witness::Witness};
use sample::Maker;
use serde_json::Value;

/// The secret that the tests' client has for every scheme; the harness has the same.
pub(crate) const SECRET: &str = "user:secret";

/// A call and what is expected of it.
#[derive(Clone, Debug)]
pub struct Test {
    /// The operation's index.
    pub operation: usize,
    /// The operation.
    pub at: SpecPath,
    /// Which inputs are given.
    pub form: Form,
    /// The values of the parameters that are given, by their index.
    pub params: Vec<(usize, Value)>,
    /// The body.
    pub body: Option<Sent>,
    /// The method on the wire.
    pub method: String,
    /// Path and query on the wire.
    pub target: String,
    /// Whether nothing may be sent, since a value of the path leads elsewhere.
    pub refused: bool,
    /// The headers that are expected.
    pub headers: Vec<(String, String)>,
    /// What comes back, the first for the request itself.
    pub answers: Vec<Answer>,
}

/// Which inputs a call is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All of them.
    Full,
    /// What has to be given.
    Required,
    /// All of them, with the body in another form, by its index.
    Other(usize),
}

/// An operation without a test.
#[derive(Clone, Debug)]
pub struct Untested {
    /// The operation.
    pub at: SpecPath,
    /// Why.
    pub why: String,
}

/// All tests of a document in the order of its operations, and the operations that have none.
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

/// Plans the tests of one operation.
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
            root: self.root,
            witness: self.witness,
            received,
        }
    }

    fn tests(self) -> Result<Vec<Test>, String> {
        let answers = self.answers();
        let mut full = self.test(Form::Full)?;
        if full.refused {
            // So is every other call: what is in the path has to be given.
            return Ok(vec![full]);
        }
        let operation = &self.stages.api.operations[self.index];
        let mut out = Vec::new();
        // Of the other calls only the request is new.
        let first = answers.first().map(Answer::alone);
        full.answers = answers;
        let optional = operation.params.iter().any(|it| !it.required)
            || operation.body.as_ref().is_some_and(body::has_optional);
        out.push(full);
        let mut more = Vec::new();
        if optional {
            more.push(Form::Required);
        }
        more.extend((0..operation.other_bodies.len()).map(Form::Other));
        for form in more {
            let mut test = self.test(form)?;
            test.answers.extend(first.clone());
            out.push(test);
        }
        Ok(out)
    }
}
