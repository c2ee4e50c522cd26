//! The names that extensions of the document give to its parts, in the order in which they count. The configuration
//! takes precedence.

use super::Lower;
use crate::{
    api::{Given, Operation, Rename, Renames, Shape, TypeId},
    diagnostic::Code,
    tree::{Node, Place, SpecPath},
};
use std::collections::BTreeSet;

/// The extension with the name of an item of Rust, which is used unchanged.
pub(super) const RUST: &str = "x-rust-name";

/// The extensions that name types. Beside a property, only Fern's names the type and not the field.
const TYPES: &[&str] = &[RUST, FERN_TYPE, SPEAKEASY];
const FERN_TYPE: &str = "x-fern-type-name";

/// The extensions that name fields.
const FIELDS: &[&str] = &[RUST, "x-fern-property-name", SPEAKEASY];

/// The extensions that name parameters.
const PARAMETERS: &[&str] = &[RUST, "x-fern-parameter-name", SPEAKEASY];

/// The extensions that name operations within a group. The functions of a client have no groups, so that the group is
/// the start of the name.
const FERN_METHOD: &str = "x-fern-sdk-method-name";
const FERN_GROUP: &str = "x-fern-sdk-group-name";
const SPEAKEASY: &str = "x-speakeasy-name-override";
const SPEAKEASY_GROUP: &str = "x-speakeasy-group";

impl Lower<'_> {
    /// Adds the names that the document gives to those that the configuration chooses.
    pub(super) fn add_given(&mut self, operations: &[Operation], renames: &mut Renames) {
        self.given_to_fields(renames);
        self.given_to_types(renames);
        for (index, operation) in operations.iter().enumerate() {
            if let Some(given) = self.given_to_operation(operation) {
                renames.operations.entry(index).or_insert(given);
            }
            for (number, param) in operation.params.iter().enumerate() {
                // A parameter that the document does not declare has the location of the operation.
                let declared = param.at != operation.at;
                let given = declared
                    .then(|| self.given(&param.at, PARAMETERS))
                    .flatten();
                if let Some(given) = given {
                    renames.params.insert((index, number), given);
                }
            }
        }
        self.report_rules();
    }

    fn given_to_fields(&mut self, renames: &mut Renames) {
        for (key, at) in self.field_places() {
            // A later part need not repeat the name.
            let places = self.declarations.remove(&key).unwrap_or_else(|| vec![at]);
            let given = places.iter().find_map(|at| self.given(at, FIELDS));
            if let Some(given) = given {
                renames.fields.entry(key).or_insert(given);
            }
        }
    }

    fn given_to_types(&mut self, renames: &mut Renames) {
        let fields: BTreeSet<SpecPath> = self.field_places().into_iter().map(|it| it.1).collect();
        // The first type from a schema is that of the schema as a whole.
        let mut seen = BTreeSet::new();
        for index in 0..self.types.len() {
            let at = self.types[index].at.clone();
            let extensions = if fields.contains(&at) {
                &[FERN_TYPE]
            } else {
                TYPES
            };
            if !seen.insert(at.clone()) {
                continue;
            }
            if let Some(given) = self.given(&at, extensions) {
                renames.types.entry(TypeId::new(index)).or_insert(given);
            }
        }
    }

    /// Returns all fields with the locations of their schemas.
    fn field_places(&self) -> Vec<((TypeId, usize), SpecPath)> {
        let mut out = Vec::new();
        for (index, def) in self.types.iter().enumerate() {
            if let Shape::Struct(it) = &def.shape {
                let fields = it.fields.iter().enumerate();
                let id = TypeId::new(index);
                out.extend(fields.map(|(field, it)| ((id, field), it.at.clone())));
            }
        }
        out
    }

    /// Returns the name that the first of these extensions gives to the object at a location.
    fn given(&mut self, at: &SpecPath, extensions: &[&'static str]) -> Option<Rename> {
        let node = self.node(at)?;
        let mut all = extensions.iter();
        all.find_map(|extension| self.text_of(node, extension, at))
    }

    /// Returns the name in an extension. Reports a value that is not a text.
    pub(super) fn text_of(
        &mut self,
        node: &Node,
        extension: &'static str,
        at: &SpecPath,
    ) -> Option<Rename> {
        let value = node.get(extension)?;
        let Some(text) = name_in(value) else {
            let message = format!("`{extension}` has to be a name");
            self.note(
                Code::GivenName,
                &at.child(extension),
                &message,
                "it is ignored",
            );
            return None;
        };
        Some(Rename {
            to: text.to_owned(),
            of: at.as_str().to_owned(),
            at: Some(Place::Node(value.at)),
            given: Some(Given {
                extension,
                exact: extension == RUST,
            }),
        })
    }

    fn given_to_operation(&mut self, operation: &Operation) -> Option<Rename> {
        let at = &operation.at;
        let node = self.node(at)?;
        if let Some(given) = self.text_of(node, RUST, at) {
            return Some(given);
        }
        if let Some(given) = self.text_of(node, FERN_METHOD, at) {
            return Some(within(&groups(node, FERN_GROUP), given));
        }
        let given = self.text_of(node, SPEAKEASY, at)?;
        let mut group = groups(node, SPEAKEASY_GROUP);
        if group.is_empty() {
            group.extend(operation.tag.map(|it| self.tags[it].name.clone()));
        }
        Some(within(&group, given))
    }

    /// Reports rules that name operations by patterns of their IDs.
    fn report_rules(&mut self) {
        let root = SpecPath::root();
        if self
            .node(&root)
            .is_some_and(|it| it.get(SPEAKEASY).is_some())
        {
            let message = format!("`{SPEAKEASY}` of the document has patterns of operation IDs");
            let action = "it is ignored, unlike that of an operation";
            self.note(Code::GivenName, &root.child(SPEAKEASY), &message, action);
        }
    }
}

/// Returns the words that an extension gives to the type of a schema.
pub(super) fn of_type(node: &Node) -> Option<String> {
    let mut all = TYPES.iter().filter_map(|it| node.get(it));
    all.find_map(name_in).map(str::to_owned)
}

/// Returns the text of a name, if it has a letter or a digit.
fn name_in(value: &Node) -> Option<&str> {
    let text = value.as_str().map(str::trim);
    text.filter(|it| it.contains(char::is_alphanumeric))
}

/// Returns the groups that an extension names: one, or one in another.
fn groups(node: &Node, extension: &str) -> Vec<String> {
    let Some(value) = node.get(extension) else {
        return Vec::new();
    };
    let all = value.as_array().unwrap_or(std::slice::from_ref(value));
    let all = all.iter().filter_map(Node::as_str);
    all.map(str::to_owned).collect()
}

/// Returns the name of an operation with the groups before it.
fn within(groups: &[String], given: Rename) -> Rename {
    let words: Vec<&str> = groups
        .iter()
        .map(String::as_str)
        .chain([given.to.as_str()])
        .collect();
    Rename {
        to: words.join(" "),
        ..given
    }
}
