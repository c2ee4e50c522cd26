//! From bytes to the tree: encoding, format, limits, and what is said when it fails.

use super::link::{identify, link};
use super::parse::{Unread, empty, parse};
use super::sources::{Format, Place, Sources};
use super::tree::{Node, NodeAt, Number, Value};
use super::{Choices, Failure, Source, overlay, pointer};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const UNREADABLE: Code = Code("unreadable");
const NOT_UTF8: Code = Code("not-utf8");
const TOO_MANY_FILES: Code = Code("too-many-files");

pub(super) fn from_file(path: &Path, overlays: &[PathBuf]) -> Result<Source, Failure> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => {
            let mut source = from_bytes(&name, bytes)?;
            let (files, diagnostics) = (&mut source.files, &mut source.diagnostics);
            for overlay in overlays {
                overlay::apply(overlay, &mut source.root, files, diagnostics);
            }
            (source.root, source.moved) = link(path, source.root, files, diagnostics);
            if source.diagnostics.has_errors() {
                let (files, diagnostics) = (source.files, source.diagnostics);
                return Err(Failure { files, diagnostics });
            }
            Ok(source)
        }
        Err(error) => {
            let mut files = Sources::new();
            let diagnostic = unreadable(&mut files, path, "the document", &error);
            Err(Failure {
                files,
                diagnostics: diagnostic.into(),
            })
        }
    }
}

/// The error for a file that cannot be read at all.
pub(super) fn unreadable(
    files: &mut Sources,
    path: &Path,
    what: &str,
    error: &std::io::Error,
) -> Diagnostic {
    let file = files.add(&path.display().to_string(), String::new(), Format::Yaml);
    let message = if path.is_dir() {
        format!("cannot read {what}: it is a directory")
    } else {
        format!("cannot read {what}: {error}")
    };
    Diagnostic::error(UNREADABLE, file.map(Place::File), message)
}

pub(super) fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Source, Failure> {
    let mut files = Sources::new();
    let mut diagnostics = Diagnostics::new();
    match read(&mut files, &mut diagnostics, name, bytes) {
        Ok(root) => Ok(Source {
            files,
            root,
            diagnostics,
            moved: BTreeMap::new(),
            choices: Choices::default(),
            config: None,
        }),
        Err(error) => {
            diagnostics.push(*error);
            Err(Failure { files, diagnostics })
        }
    }
}

/// Errors are boxed: they are large, and rare.
type Outcome<T> = Result<T, Box<Diagnostic>>;

pub(super) fn read(
    files: &mut Sources,
    diagnostics: &mut Diagnostics,
    name: &str,
    bytes: Vec<u8>,
) -> Outcome<Node> {
    let (text, bad_byte) = decode(bytes);
    let (format, certain) = guess_format(name, &text);
    let Some(file) = files.add(name, text, format) else {
        return Err(Box::new(Diagnostic::error(
            TOO_MANY_FILES,
            None::<Place>,
            "more than 65,536 files",
        )));
    };
    let text = files.text(file);
    if let Some(message) = bad_byte {
        return Err(Box::new(Diagnostic::error(
            NOT_UTF8,
            Place::Bytes(file, text.len(), text.len()),
            message,
        )));
    }
    if text.trim_start().is_empty() {
        return Err(Box::new(empty(file)));
    }
    let parsed = match parse(file, text, format) {
        // JSON with comments or single quotes is still YAML.
        Err(Unread { retry: true, .. }) if !certain && format == Format::Json => {
            parse(file, text, Format::Yaml).map(|parsed| (Format::Yaml, parsed))
        }
        other => other.map(|parsed| (format, parsed)),
    };
    let (format, (mut root, builder)) = parsed.map_err(|unread| unread.error)?;
    files.set_read(file, format, builder.count());
    if builder.huge_float {
        restore_huge_integers(&mut root, files);
    }
    let findings = builder
        .findings
        .into_iter()
        .map(|finding| finding.diagnostic(&root, files));
    diagnostics.extend(findings);
    identify(&mut root, diagnostics);
    diagnostics.sort();
    Ok(root)
}

/// The text without its byte order mark. If the bytes are not UTF-8, the part that is and what to say.
fn decode(mut bytes: Vec<u8>) -> (String, Option<String>) {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            let message = if utf16 {
                "not UTF-8: the file begins with the byte order mark of UTF-16".to_owned()
            } else {
                format!(
                    "not UTF-8: byte {good} of the file is 0x{:02X}",
                    bytes[good]
                )
            };
            bytes.truncate(good);
            (String::from_utf8(bytes).unwrap_or_default(), Some(message))
        }
    }
}

/// The format, and whether the name settles it.
fn guess_format(name: &str, text: &str) -> (Format, bool) {
    let extension = Path::new(name).extension();
    let is_json = extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_json {
        (Format::Json, true)
    } else if text.trim_start().starts_with(['{', '[']) {
        (Format::Json, false)
    } else {
        (Format::Yaml, true)
    }
}

/// A float may be all that a parser could make of an integer past its range: its digits are still in the text.
fn restore_huge_integers(node: &mut Node, files: &Sources) {
    match &mut node.value {
        Value::Number(number @ Number::F64(_)) => {
            if let Some(integer) = files.spelling(node.at).and_then(Number::from_digits) {
                *number = integer;
            }
        }
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| restore_huge_integers(item, files)),
        Value::Object(object) => object
            .values_mut()
            .for_each(|value| restore_huge_integers(value, files)),
        _ => {}
    }
}

/// The pointers of the nodes and keys at these places, in one walk.
pub(super) fn pointers_of(root: &Node, wanted: &BTreeSet<NodeAt>) -> BTreeMap<NodeAt, String> {
    let mut out = BTreeMap::new();
    if wanted.is_empty() {
        return out;
    }
    collect(root, wanted, &mut String::new(), &mut out);
    out
}

fn collect(
    node: &Node,
    wanted: &BTreeSet<NodeAt>,
    path: &mut String,
    out: &mut BTreeMap<NodeAt, String>,
) {
    if wanted.contains(&node.at) {
        out.entry(node.at).or_insert_with(|| path.clone());
    }
    let length = path.len();
    match &node.value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                pointer::push(path, &place.to_string());
                collect(item, wanted, path, out);
                path.truncate(length);
            }
        }
        Value::Object(object) => {
            for (key, child) in object.iter() {
                pointer::push(path, &key.text);
                if wanted.contains(&key.at) {
                    out.entry(key.at).or_insert_with(|| path.clone());
                }
                collect(child, wanted, path, out);
                path.truncate(length);
            }
        }
        _ => {}
    }
}

/// The pointer of the node or key at `at`.
pub(super) fn pointer_of(root: &Node, at: NodeAt) -> Option<String> {
    let mut pointer = String::new();
    find(root, at, &mut pointer).then_some(pointer)
}

fn find(node: &Node, at: NodeAt, path: &mut String) -> bool {
    let length = path.len();
    let mut below = |segment: &str, child: &Node, is_key: bool| {
        pointer::push(path, segment);
        let found = is_key || find(child, at, path);
        if !found {
            path.truncate(length);
        }
        found
    };
    node.at == at
        || match &node.value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .any(|(place, item)| below(&place.to_string(), item, false)),
            Value::Object(object) => object
                .iter()
                .any(|(key, child)| below(&key.text, child, key.at == at)),
            _ => false,
        }
}
