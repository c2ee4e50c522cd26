//! The report on recorded messages.

use crate::corpus::table::align;
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// The maximum number of locations shown per kind.
const SHOWN: usize = 20;

/// The kind of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "each is what it is called")]
pub enum Kind {
    Request,
    Response,
    Event,
}

/// The verdict on a message, ordered from best to worst. Up to `Filled`, the types are not at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Verdict {
    /// The message came back unchanged.
    Ok,
    /// The message has values that the document does not list, and they came back unchanged.
    Unlisted,
    /// The message has `null` where the document does not admit it, and was refused or lost the `null`.
    Null,
    /// The message lacks a required property, and was refused or kept as an unknown alternative.
    Incomplete,
    /// The message lacks a required part, and was read with an empty value instead.
    Filled,
    /// The message changed.
    Changed,
    /// A value was decoded as another alternative.
    Wrong,
    /// A value that the document lists was decoded as unknown.
    Unknown,
    /// The message was not decoded.
    Refused,
}

/// The verdicts in the order of the table's columns.
const COLUMNS: [Verdict; 9] = [
    Verdict::Ok,
    Verdict::Refused,
    Verdict::Unknown,
    Verdict::Wrong,
    Verdict::Changed,
    Verdict::Filled,
    Verdict::Incomplete,
    Verdict::Null,
    Verdict::Unlisted,
];

impl Verdict {
    /// Returns whether the types are at fault and not the message.
    pub fn is_failure(self) -> bool {
        self > Self::Filled
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Wrong => "wrong",
            Self::Changed => "changed",
            Self::Filled => "filled",
            Self::Incomplete => "incomplete",
            Self::Null => "null",
            Self::Unlisted => "unlisted",
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Ok => "came back as they were",
            Self::Refused => "were not decoded",
            Self::Unknown => "have values that are unknown, although the document lists them",
            Self::Wrong => "were taken for another alternative",
            Self::Changed => "changed",
            Self::Filled => "were read with empty values for what they lack (no failure)",
            Self::Incomplete => "lack a property that the document requires (no failure)",
            Self::Null => "have null where the document admits none (no failure)",
            Self::Unlisted => "have values that the document does not list (no failure)",
        }
    }
}

/// A finding at one location of a message.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The verdict on this location.
    pub verdict: Verdict,
    /// The finding in general words that similar cases share.
    pub kind: &'static str,
    /// The location: a JSON pointer into the message, or the location that an error names.
    pub at: String,
    /// The finding in this case.
    pub why: String,
}

/// A message with its findings.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// The file of the message.
    pub file: String,
    /// The line in the file.
    pub line: usize,
    /// The kind of the message.
    pub kind: Kind,
    /// The operation with the status, or the schema.
    pub what: String,
    /// The emitted type.
    pub ty: String,
    /// The findings.
    pub findings: Vec<Finding>,
}

impl Judged {
    /// Returns the worst verdict among the findings.
    pub fn verdict(&self) -> Verdict {
        let verdicts = self.findings.iter().map(|it| it.verdict);
        verdicts.max().unwrap_or(Verdict::Ok)
    }
}

/// A message without a type.
#[derive(Clone, Debug, Serialize)]
pub struct Unmatched {
    /// The file of the message.
    pub file: String,
    /// The line in the file.
    pub line: usize,
    /// The kind of the message.
    pub kind: Kind,
    /// The operation with the status, or the schema.
    pub what: String,
    /// The reason why there is no type.
    pub why: String,
}

/// The report on all messages.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The messages with a type.
    pub judged: Vec<Judged>,
    /// The messages without a type.
    pub unmatched: Vec<Unmatched>,
}

impl Report {
    pub(super) fn add(&mut self, other: Self) {
        self.judged.extend(other.judged);
        self.unmatched.extend(other.unmatched);
    }

    /// Counts the messages for which the types are not at fault, and all judged messages.
    pub fn share(&self) -> (usize, usize) {
        let fine = self.judged.iter().filter(|it| !it.verdict().is_failure());
        (fine.count(), self.judged.len())
    }
}

impl fmt::Display for Report {
    /// Writes the table, and below it the findings by verdict.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table())?;
        for verdict in COLUMNS.iter().skip(1) {
            self.places(*verdict, f)?;
        }
        if !self.unmatched.is_empty() {
            writeln!(
                f,
                "\n{} have no type to be judged by:",
                self.unmatched.len()
            )?;
        }
        let reasons = grouped(self.unmatched.iter().map(|it| {
            let place = format!("{}:{} {}", it.file, it.line, it.what);
            (format!("{:?}: {}", it.kind, it.why), place)
        }));
        listed(&reasons, f)
    }
}

impl Report {
    /// Renders a row for each file and kind of message, and their sum.
    fn table(&self) -> String {
        let mut heads = vec!["messages".to_owned(), "all".to_owned()];
        heads.extend(COLUMNS.map(|it| it.heading().to_owned()));
        heads.push("unmatched".to_owned());
        let mut rows = BTreeSet::new();
        for it in &self.judged {
            rows.insert((it.file.as_str(), it.kind));
        }
        for it in &self.unmatched {
            rows.insert((it.file.as_str(), it.kind));
        }
        let mut lines = vec![heads];
        for (file, kind) in rows {
            let name = format!("{file} {kind:?}").to_lowercase();
            lines.push(self.row(name, &|at, of| at == file && of == kind));
        }
        lines.push(self.row("all".to_owned(), &|_, _| true));
        align(&lines)
    }

    fn row(&self, name: String, is_in: &dyn Fn(&str, Kind) -> bool) -> Vec<String> {
        let judged = self.judged.iter().filter(|it| is_in(&it.file, it.kind));
        let verdicts: Vec<Verdict> = judged.map(Judged::verdict).collect();
        let unmatched = self.unmatched.iter().filter(|it| is_in(&it.file, it.kind));
        let unmatched = unmatched.count();
        let mut out = vec![name, (verdicts.len() + unmatched).to_string()];
        let count = |verdict| verdicts.iter().filter(|it| **it == verdict).count();
        out.extend(COLUMNS.map(|it| count(it).to_string()));
        out.push(unmatched.to_string());
        out
    }

    /// Writes the findings of a verdict, grouped by kind.
    fn places(&self, verdict: Verdict, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.judged.iter();
        let found = all.flat_map(|it| it.findings.iter().map(move |finding| (it, finding)));
        let found: Vec<_> = found.filter(|(_, it)| it.verdict == verdict).collect();
        if found.is_empty() {
            return Ok(());
        }
        let of = |it: &&Judged| it.findings.iter().any(|it| it.verdict == verdict);
        let messages = self.judged.iter().filter(of).count();
        writeln!(f, "\n{messages} {}:", verdict.in_words())?;
        let reasons = grouped(found.into_iter().map(|(judged, finding)| {
            let Judged { file, line, .. } = judged;
            let place = format!(
                "{file}:{line} {:?} {} `{}` as {}",
                judged.kind, judged.what, finding.at, judged.ty
            );
            (format!("{}: {}", finding.kind, finding.why), place)
        }));
        listed(&reasons, f)
    }
}

/// Groups locations by reason, the most frequent reason first.
fn grouped(all: impl Iterator<Item = (String, String)>) -> Vec<(String, Vec<String>)> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (reason, place) in all {
        groups.entry(reason).or_default().push(place);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    groups
}

fn listed(reasons: &[(String, Vec<String>)], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (reason, places) in reasons {
        let first = places.first().map_or("", String::as_str);
        match places.len() {
            1 => writeln!(f, "  {reason}\n    {first}")?,
            count => writeln!(f, "  {reason} ({count} times)\n    {first}")?,
        }
        for place in places.iter().skip(1).take(SHOWN - 1) {
            writeln!(f, "    {place}")?;
        }
        if places.len() > SHOWN {
            writeln!(f, "    .. and {} more", places.len() - SHOWN)?;
        }
    }
    Ok(())
}
