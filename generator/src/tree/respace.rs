//! Adds the spaces that the strict parser requires to text that `libyaml` or YAML 1.2 accepts without them: `{key:[
//! ]}`, and brackets, or their contents, that are not indented enough.

use saphyr_parser::Parser;

/// The number of bytes that may be reparsed to find all such places: each costs the text before it.
const WORK: usize = 64 << 20;

/// A text with spaces added.
pub(crate) struct Respaced {
    pub(crate) text: String,
    /// The offsets in `text` at which spaces were added and their number, in order.
    added: Vec<(usize, usize)>,
}

impl Respaced {
    /// Adds spaces until the strict parser accepts the text; `None` if they do not help.
    pub(crate) fn new(text: &str) -> Option<Respaced> {
        let mut out = Respaced {
            text: text.to_owned(),
            added: Vec::new(),
        };
        let mut left = WORK.max(2 * text.len());
        while let Some(error) = Parser::new_from_str(&out.text).find_map(Result::err) {
            let (at, _) = out.text.char_indices().nth(error.marker().index())?;
            let (at, count) = out.wanted(at, error.info())?;
            left = left.checked_sub(out.text.len())?;
            out.text.insert_str(at, &" ".repeat(count));
            out.added.push((at, count));
        }
        Some(out)
    }

    /// Returns where spaces help, and how many; `None` if the error is something else.
    fn wanted(&self, at: usize, error: &str) -> Option<(usize, usize)> {
        let (before, rest) = self.text.split_at_checked(at)?;
        if rest.starts_with(":[") || rest.starts_with(":{") {
            return Some((at + 1, 1));
        }
        // The parser reports this only inside brackets: in a block, the line would end the block.
        let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
        let deepest = before.lines().map(indent).max().filter(|it| *it > 0)?;
        (error == "invalid indentation").then_some((at, deepest))
    }

    /// Returns the offset in the original text for an offset in the new one.
    pub(crate) fn original(&self, at: u32) -> u32 {
        let before = self
            .added
            .iter()
            .take_while(|(added, _)| *added < at as usize);
        let count: usize = before.map(|(_, count)| count).sum();
        at.saturating_sub(u32::try_from(count).unwrap_or(u32::MAX))
    }
}
