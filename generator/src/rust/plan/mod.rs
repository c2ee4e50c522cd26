//! The choices of the Rust client: the forms in which it sends and reads bodies, and the result of each status.
//!
//! The model has everything that the document says. Every choice of the client from it is made here, and later stages
//! read the choices. The plan is a side table: the model does not change, and the plan holds no names.

mod outcome;
mod request;
mod response;
mod sets;

pub use outcome::{Outcome, StatusSet};
pub use request::Body;
pub use response::{Decode, ResponsePlan};
pub use sets::{ContentSet, HeaderSet};

use crate::{
    api::{Api, NameHint, Operation, ResponseHeader, StatusKey, media_words},
    diagnostic::{Code, Diagnostic},
    tree::{NodeAt, SpecPath},
};
use std::{borrow::Cow, collections::BTreeMap};

/// The result of [`plan`].
#[derive(Debug, Default)]
pub struct Plan {
    /// The choices for each operation, by its index.
    pub operations: Vec<OperationPlan>,
    /// The bodies by status of all operations. Equal sets are stored once, at their first use.
    pub sets: Vec<StatusSet>,
    /// The bodies by content type of all responses. Equal sets are stored once.
    pub contents: Vec<ContentSet>,
    /// The documented response headers of all operations. Equal sets are stored once.
    pub headers: Vec<HeaderSet>,
    /// By Media Type Object, the words that its types are named after too; none for the first form of a body.
    pub forms: BTreeMap<SpecPath, Option<String>>,
    /// The reports of what the client leaves out, still without their places: the plan has no tree.
    pub reports: Vec<Diagnostic>,
}

/// The choices for one operation.
#[derive(Debug)]
pub struct OperationPlan {
    /// The forms of the body that have functions, as indices into its content. The operation's own function takes the
    /// first.
    pub bodies: Vec<usize>,
    /// The choices for its responses, in their order.
    pub responses: Vec<ResponsePlan>,
    /// The result of a 2xx status.
    pub success: Outcome,
    /// The result of any other documented status.
    pub failure: Outcome,
    /// The documented redirects that count as success, because the operation documents no other. The response that a
    /// followed redirect leads to counts as well.
    pub given_redirects: Vec<StatusKey>,
    /// The documented headers of its responses, each once, in document order.
    pub headers: Vec<ResponseHeader>,
    /// The index of the set of these headers in [`Plan::headers`].
    pub header_set: Option<usize>,
}

/// Returns the client's choices for an API.
pub fn plan(api: &Api) -> Plan {
    let mut plan = Plan::default();
    for (index, operation) in api.operations.iter().enumerate() {
        let planned = plan.operation(operation, index);
        plan.operations.push(planned);
    }
    plan
}

impl Plan {
    /// Returns the words of a type's name without its owner. They include the media type in all forms of a body but the
    /// first.
    pub fn words<'n>(&self, name: &'n NameHint) -> Cow<'n, str> {
        let form = name.media.as_ref().and_then(|at| self.forms.get(at));
        match form {
            Some(Some(form)) => format!("{form} {}", name.words).into(),
            Some(None) | None => Cow::Borrowed(&name.words),
        }
    }

    fn operation(&mut self, operation: &Operation, index: usize) -> OperationPlan {
        let bodies = self.sent_forms(operation);
        let responses = self.responses(operation);
        let (success, failure) = self.outcomes(operation, &responses, index);
        self.add_contents(&responses, index);
        let headers = self.headers_once(operation);
        OperationPlan {
            given_redirects: outcome::given_redirects(operation, &responses),
            header_set: self.add_headers(&headers, index),
            headers,
            bodies,
            responses,
            success,
            failure,
        }
    }

    /// Records the words for the types of a form. If several bodies share a Media Type Object, the first one decides.
    fn call(&mut self, at: &SpecPath, media: &str, first: bool) {
        let words = || (!first).then(|| media_words(media));
        self.forms.entry(at.clone()).or_insert_with(words);
    }

    fn note(&mut self, code: Code, at: &SpecPath, message: String, action: &str) {
        let note = Diagnostic::note(code, None::<NodeAt>, message);
        self.reports.push(note.pointer(at.as_str()).action(action));
    }
}
