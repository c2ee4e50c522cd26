use crate::tree::Number;
use serde_json::Value;
use std::cmp::Ordering;

/// The properties of values that a document gives besides their type: limits, a default, an example.
///
/// Facets are data for code that creates, checks or compares values. The client's types do not enforce them (JSON
/// Schema 2020-12, validation, sections 6 to 9).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// The range of numbers: `minimum`, `maximum` and their exclusive forms.
    pub range: Range,
    /// `multipleOf`.
    pub multiple_of: Option<Number>,
    /// The number of characters of a string.
    pub length: Count,
    /// The patterns, all of which a string matches.
    pub patterns: Vec<String>,
    /// `format`.
    pub format: Option<String>,
    /// `contentEncoding`.
    pub encoding: Option<String>,
    /// The number of items of an array.
    pub items: Count,
    /// Whether the items of an array are unique (`uniqueItems`).
    pub unique_items: bool,
    /// The number of properties of an object.
    pub properties: Count,
    /// The values that `enum` lists.
    pub listed: Vec<Value>,
    /// `default`.
    pub default: Option<Value>,
    /// `example`, or the first of `examples`.
    pub example: Option<Value>,
    /// The facets of each item of an array.
    pub item: Option<Box<Facets>>,
    /// The facets of each value of a map.
    pub value: Option<Box<Facets>>,
}

/// The numbers between two bounds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Range {
    /// The lower bound.
    pub least: Option<Bound>,
    /// The upper bound.
    pub most: Option<Bound>,
}

/// An end of a [`Range`].
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The number.
    pub number: Number,
    /// Whether the number itself is excluded.
    pub exclusive: bool,
}

/// A minimum and a maximum number of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// The minimum.
    pub least: Option<u64>,
    /// The maximum.
    pub most: Option<u64>,
}

impl Facets {
    /// Returns the facets, or `None` if they are empty.
    pub fn some(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }

    /// Returns the facets of values to which both apply: the tighter limits, and the first of two defaults, examples or
    /// formats.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for pattern in other.patterns {
            if !self.patterns.contains(&pattern) {
                self.patterns.push(pattern);
            }
        }
        if self.listed.is_empty() {
            self.listed = other.listed;
        } else if !other.listed.is_empty() {
            self.listed.retain(|it| other.listed.contains(it));
        }
        Self {
            range: self.range.and(other.range),
            multiple_of: self.multiple_of.or(other.multiple_of),
            length: self.length.and(other.length),
            format: self.format.or(other.format),
            encoding: self.encoding.or(other.encoding),
            items: self.items.and(other.items),
            unique_items: self.unique_items || other.unique_items,
            properties: self.properties.and(other.properties),
            default: self.default.or(other.default),
            example: self.example.or(other.example),
            item: both(self.item, other.item),
            value: both(self.value, other.value),
            patterns: self.patterns,
            listed: self.listed,
        }
    }
}

/// Combines the facets that two schemas give to the items of an array or the values of an object.
fn both(one: Option<Box<Facets>>, other: Option<Box<Facets>>) -> Option<Box<Facets>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(Box::new(one.and(*other))),
        (one, other) => one.or(other),
    }
}

impl Range {
    /// Returns the numbers that lie in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            least: tighter(self.least, other.least, Ordering::Less),
            most: tighter(self.most, other.most, Ordering::Greater),
        }
    }
}

/// Returns the bound that admits fewer numbers; `wider` is how a bound that admits more compares with the other.
fn tighter(one: Option<Bound>, other: Option<Bound>, wider: Ordering) -> Option<Bound> {
    let (Some(left), Some(right)) = (&one, &other) else {
        return one.or(other);
    };
    match left.number.as_f64().total_cmp(&right.number.as_f64()) {
        Ordering::Equal if right.exclusive => other,
        order if order == wider => other,
        _ => one,
    }
}

impl Count {
    /// Returns the numbers that lie in both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let most = [self.most, other.most].into_iter().flatten().min();
        Self {
            least: self.least.max(other.least),
            most,
        }
    }

    /// Returns whether every number that `other` admits is admitted.
    pub fn covers(self, other: Self) -> bool {
        self.and(other) == other
    }
}
