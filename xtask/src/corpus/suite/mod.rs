//! The schemas of the JSON-Schema-Test-Suite as types. Each group becomes a component of one document, and each
//! instance that the suite calls valid has to come back from its type unchanged, unless the generator reported that it
//! supports the schema only in part.
//!
//! OpenAPI 3.1 uses draft 2020-12, and OpenAPI 3.0 is closest to draft 4. Groups that refer to something outside their
//! own schema do not fit into one document and are left out.

mod document;
mod group;
mod local;
mod table;
mod tried;
mod uri;

use crate::corpus::{
    program::{Ask, Case, Module, Outcome, Place, Profile, run},
    verdict::Verdict,
};
use group::Group;
use std::{fmt, io, path::Path};
pub use table::table;
pub use tried::Tried;

/// A draft of JSON Schema that the suite has a folder for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    /// Draft 2020-12, for OpenAPI 3.1.
    Latest,
    /// Draft 4, for OpenAPI 3.0.
    Four,
}

impl Draft {
    /// All drafts.
    pub const ALL: [Self; 2] = [Self::Latest, Self::Four];

    /// Returns the name of the draft's folder.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Latest => "draft2020-12",
            Self::Four => "draft4",
        }
    }

    fn openapi(self) -> &'static str {
        match self {
            Self::Latest => "3.1.0",
            Self::Four => "3.0.3",
        }
    }

    fn module(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Four => "four",
        }
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} as {}", self.folder(), self.openapi())
    }
}

/// The results for a draft.
#[derive(Debug)]
pub struct Verdicts {
    /// The draft.
    pub draft: Draft,
    /// The number of groups that were left out because they refer to something outside their schema.
    pub left_out: usize,
    /// The groups that cannot be generated, and why.
    pub refused: Vec<(String, String)>,
    /// The number of groups that were tried.
    pub groups: usize,
    /// The valid instances.
    pub instances: Vec<Tried>,
}

impl Verdicts {
    /// Returns the instances that did not come back and are not explained by a diagnostic.
    pub fn failures(&self) -> impl Iterator<Item = &Tried> {
        self.instances.iter().filter(|it| it.is_failure())
    }

    /// Returns the instances that did not come back and are explained by a diagnostic.
    pub fn reported(&self) -> impl Iterator<Item = &Tried> {
        let back = |it: &&Tried| it.verdict == Verdict::Unchanged;
        let all = self.instances.iter().filter(move |it| !back(it));
        all.filter(|it| it.reported.is_some())
    }
}

/// The name of the crate with all groups.
const CRATE: &str = "suite";

/// Tries the suite in `folder`, in one crate below `scratch` whose dependencies the lock file `lock` pins.
///
/// # Errors
///
/// The suite cannot be read, a document cannot be generated, or the crate does not compile.
pub fn suite(
    folder: &Path,
    optional: bool,
    scratch: &Path,
    lock: &Path,
) -> Result<Vec<Verdicts>, String> {
    let told = |error: io::Error| error.to_string();
    let mut drafts = Vec::new();
    for draft in Draft::ALL {
        let groups = group::groups(folder, draft, optional)
            .map_err(|error| format!("{}: {error}", folder.join(draft.folder()).display()))?;
        drafts.push(document::Drafted::new(draft, groups)?);
    }
    let (root, target) = (scratch.join("suite"), scratch.join("target-suite"));
    std::fs::create_dir_all(&target).map_err(told)?;
    let modules: Vec<&Module> = drafts.iter().map(|it| &it.module).collect();
    Module::write(&modules, CRATE, &root, lock).map_err(told)?;
    let cases: Vec<Case> = drafts
        .iter()
        .enumerate()
        .flat_map(|(index, it)| it.cases(index))
        .collect();
    let place = Place {
        root: &root,
        target: &target,
        krate: CRATE,
        profile: Profile::Debug,
        ask: Ask::Json,
    };
    let contexts: Vec<_> = modules.iter().map(|it| it.context()).collect();
    let mut outcomes = run(place, &contexts, &cases)?.into_iter();
    drafts.iter().map(|it| it.judged(&mut outcomes)).collect()
}
