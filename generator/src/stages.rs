//! The stages from a document that was read to the names of its client, and their artefacts.

use crate::{
    api::{self, Api, lower},
    diagnostic::{Diagnostic, Diagnostics},
    document::{self, Document},
    rust::{
        emit,
        environment::{self, Environment},
        events::{self, Events},
        facts::{self, Facts},
        names::{self, Names},
        pages::{self, Pages},
        plan::{self, Plan},
        repeats::{self, Repeats},
    },
    source::Source,
    tree::{Node, Place, SpecPath},
};

/// The artefacts of all stages before `format`.
#[derive(Debug)]
pub struct Stages {
    /// The typed document.
    pub document: Document,
    /// The model.
    pub api: Api,
    /// The facts about the model.
    pub facts: Facts,
    /// The client's choices: how operations end, and what is read as what.
    pub plan: Plan,
    /// The operations that return pages, and how the client asks for the next one.
    pub pages: Pages,
    /// The operations whose requests are repeated: polls, and requests with an idempotency key.
    pub repeats: Repeats,
    /// The events that the server sends, and how they are told apart and signed.
    pub events: Events,
    /// The names for the model.
    pub names: Names,
    /// The configured names of environment variables.
    pub environment: Environment,
}

impl Stages {
    /// Returns the context for an emitter: the API as the module `module`, which users of the crate find at `path`.
    pub fn context<'a>(&'a self, module: &'a str, path: &'a str) -> emit::Context<'a> {
        emit::Context {
            api: &self.api,
            facts: &self.facts,
            plan: &self.plan,
            pages: &self.pages,
            repeats: &self.repeats,
            events: &self.events,
            names: &self.names,
            environment: &self.environment,
            module,
            path,
            features: None,
        }
    }
}

/// Runs the stages up to `names`. Returns `None`, with the reason in `diagnostics`, if
/// the document cannot be generated.
pub fn stages(source: &Source, diagnostics: &mut Diagnostics) -> Option<Stages> {
    let document = document::read(source, diagnostics)?;
    let api = lower::lower(source, &document, diagnostics);
    api::check_references(&api, document.root(source), &document.lost, diagnostics);
    let facts = facts::analyze(&api);
    facts.report_derives(diagnostics);
    let plan = plan::plan(&api);
    add_placed(&plan.reports, document.root(source), diagnostics);
    let pages = pages::infer(&api, &plan, source, &document, diagnostics);
    let repeats = repeats::repeats(&api, source, &document, diagnostics);
    let events = events::infer(&api, source, &document, diagnostics);
    let names = names::name(&api, &plan, (&pages, &repeats.polls), diagnostics);
    let environment = environment::chosen(&api, &names, source, diagnostics);
    Some(Stages {
        document,
        api,
        facts,
        plan,
        pages,
        repeats,
        events,
        names,
        environment,
    })
}

/// Adds the reports of a stage that has no tree, with the places that their pointers stand for.
fn add_placed(reports: &[Diagnostic], root: &Node, diagnostics: &mut Diagnostics) {
    for report in reports {
        let at = report.pointer.clone().map(SpecPath::from_pointer);
        let at = at.and_then(|at| lower::place(root, &at)).map(Place::Node);
        diagnostics.push(Diagnostic {
            at,
            ..report.clone()
        });
    }
}
