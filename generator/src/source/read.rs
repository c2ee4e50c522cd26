//! Reads bytes into the tree: encoding, format, limits, and errors.

use super::build::Builder;
use super::link::identify;
use super::parse::{empty, parse};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::tree::{FileId, Node, NodeAt, Number, Value, text_of};
use crate::tree::{Format, Place, Sources};
use crate::vocabulary::is_of_texts;
use std::io::{self, ErrorKind};
use std::path::Path;

pub(super) const UNREADABLE: Code = Code::Unreadable;
const NOT_UTF8: Code = Code::NotUtf8;
const TOO_MANY_FILES: Code = Code::TooManyFiles;

/// Reads a regular file and nothing else: a device has no end, and reading a pipe blocks until something writes to it.
pub(crate) fn file(path: &Path) -> io::Result<Vec<u8>> {
    let kind = std::fs::metadata(path)?;
    if kind.is_file() {
        return std::fs::read(path);
    }
    let (what, error) = if kind.is_dir() {
        ("a directory", ErrorKind::IsADirectory)
    } else {
        ("a device, a pipe or a socket", ErrorKind::InvalidInput)
    };
    Err(io::Error::new(error, format!("it is {what}, not a file")))
}

/// Returns the error for a file that cannot be read at all.
pub(super) fn unreadable(
    files: &mut Sources,
    path: &Path,
    what: &str,
    error: &io::Error,
) -> Diagnostic {
    let file = files.add(&path.display().to_string(), String::new(), Format::Yaml);
    let message = format!("cannot read {what}: {error}");
    Diagnostic::error(UNREADABLE, file.map(Place::File), message)
}

/// The outcome of reading. Errors are boxed because they are large and rare.
type Outcome<T> = Result<T, Box<Diagnostic>>;

pub(super) fn read(
    files: &mut Sources,
    diagnostics: &mut Diagnostics,
    name: &str,
    bytes: Vec<u8>,
) -> Outcome<Node> {
    let (file, certain) = add(files, name, bytes, guess_format)?;
    let (text, format) = (files.text(file), files.format(file).unwrap_or(Format::Yaml));
    if text.trim_start().is_empty() {
        return Err(Box::new(empty(file)));
    }
    if is_markup(text) {
        let message = "the file is HTML or XML, not YAML or JSON";
        let error = Diagnostic::error(Code::NotOpenapi, Place::Bytes(file, 0, 0), message);
        return Err(Box::new(error.help(
            "get the document itself instead of a page that shows it or an error",
        )));
    }
    let parsed = match parse(file, text, format) {
        Err(unread) if unread.retry && format == Format::Json => {
            as_yaml(file, text, unread.error, certain).map(|(parsed, note)| {
                diagnostics.extend(note);
                (Format::Yaml, parsed)
            })
        }
        other => other
            .map(|parsed| (format, parsed))
            .map_err(|unread| unread.error),
    };
    let (format, (mut root, builder)) = parsed?;
    files.set_read(file, format, builder.count());
    if builder.huge_float {
        restore_huge_integers(&mut root, files);
    }
    restore_strings(&mut root, files);
    let findings = builder
        .findings
        .into_iter()
        .map(|finding| finding.diagnostic(&root, files));
    diagnostics.extend(findings);
    identify(&mut root, diagnostics);
    diagnostics.sort();
    Ok(root)
}

/// Returns whether a text begins with a tag or a declaration of HTML or XML; `<<` is the merge key of YAML.
fn is_markup(text: &str) -> bool {
    let mut letters = text.trim_start().chars();
    letters.next() == Some('<')
        && letters
            .next()
            .is_some_and(|it| it.is_ascii_alphabetic() || "!?".contains(it))
}

/// Reads a file as a single string.
pub(super) fn read_text(files: &mut Sources, name: &str, bytes: Vec<u8>) -> Outcome<Node> {
    let (file, ()) = add(files, name, bytes, |_, _| (Format::Yaml, ()))?;
    let at = NodeAt { file, number: 0 };
    let value = Value::String(files.text(file).into());
    Ok(Node { at, value })
}

/// Adds a file, whose format is guessed from its name and its text.
fn add<T>(
    files: &mut Sources,
    name: &str,
    bytes: Vec<u8>,
    guess: impl FnOnce(&str, &str) -> (Format, T),
) -> Outcome<(FileId, T)> {
    let (text, bad_byte) = decode(bytes);
    let (format, guessed) = guess(name, &text);
    let Some(file) = files.add(name, text, format) else {
        return Err(Box::new(Diagnostic::error(
            TOO_MANY_FILES,
            None::<Place>,
            "more than 65,536 files",
        )));
    };
    let length = files.text(file).len();
    match bad_byte {
        Some((message, help)) => {
            let place = Place::Bytes(file, length, length);
            let error = Diagnostic::error(NOT_UTF8, place, message);
            Err(Box::new(error.help(help)))
        }
        None => Ok((file, guessed)),
    }
}

/// Reads text that is not quite JSON as YAML, for instance with comments, single quotes or trailing commas. For a file
/// with the extension `.json`, a note reports that. If the text is not YAML either, the error is that of the JSON
/// parser for such a file, and that of the YAML parser otherwise.
fn as_yaml(
    file: FileId,
    text: &str,
    error: Box<Diagnostic>,
    is_called_json: bool,
) -> Outcome<((Node, Builder), Option<Diagnostic>)> {
    match parse(file, text, Format::Yaml) {
        Ok(parsed) if parsed.0.as_object().is_some() || parsed.0.as_array().is_some() => {
            let note = Diagnostic {
                severity: Severity::Note,
                ..*error
            };
            let note = note.action("it is read as YAML, which allows it");
            Ok((parsed, is_called_json.then_some(note)))
        }
        Err(unread) if !is_called_json => Err(unread.error),
        _ => Err(error),
    }
}

/// The remedy for bytes that are not UTF-8.
const SAVE: &str = "save the file as UTF-8";

/// The remedy for a compressed file.
const DECOMPRESS: &str = "decompress the file; `curl --compressed` does that for a response";

/// Decodes the text and strips its byte order mark. If the bytes are not UTF-8, returns the valid part, and the message
/// and the help of an error.
fn decode(mut bytes: Vec<u8>) -> (String, Option<(String, &'static str)>) {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    for (start, with) in [(&b"\x1F\x8B"[..], "gzip"), (b"PK\x03\x04", "zip")] {
        if bytes.starts_with(start) {
            let message = format!("not UTF-8: the file is compressed with {with}");
            return (String::new(), Some((message, DECOMPRESS)));
        }
    }
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    // ASCII letters in UTF-16 look like UTF-8 with a NUL beside each.
    if let Some([one, other]) = bytes.get(..2)
        && (*one == 0) != (*other == 0)
    {
        let message = "not UTF-8: the file is UTF-16, as every other byte of it is 0";
        return (String::new(), Some((message.to_owned(), SAVE)));
    }
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
            let text = String::from_utf8(bytes).unwrap_or_default();
            (text, Some((message, SAVE)))
        }
    }
}

/// Guesses the format, and returns whether the name determines it.
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

/// Restores integers beyond the parser's range, which it reads as floats: their digits are still in the text.
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

/// Restores the values in schemas of strings that have no quotes and that the parser reads as numbers or booleans, such
/// as `1.10`: their spelling is still in the text.
fn restore_strings(node: &mut Node, files: &Sources) {
    let of_texts = is_of_texts(node);
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|it| restore_strings(it, files)),
        Value::Object(object) => {
            if of_texts {
                for key in ["enum", "const", "default"] {
                    if let Some(value) = object.get_mut(key) {
                        restore_scalars(value, files);
                    }
                }
            }
            object
                .values_mut()
                .for_each(|value| restore_strings(value, files));
        }
        _ => {}
    }
}

fn restore_scalars(node: &mut Node, files: &Sources) {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|it| restore_scalars(it, files)),
        Value::Number(_) | Value::Bool(_) => {
            let read = text_of(node);
            let written = files.spelling(node.at);
            if let Some(written) = written.filter(|it| Some(*it) != read.as_deref()) {
                node.value = Value::String(written.into());
            }
        }
        Value::Null | Value::String(_) | Value::Object(_) => {}
    }
}
