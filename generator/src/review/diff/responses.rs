//! Changes to results: types for callers, and statuses on the wire.

use super::{
    Both,
    change::{At, Changes, Effect, Topic},
    operation::Pair,
};
use crate::{
    api::StatusKey,
    rust::{
        emit::{Context, code, words},
        plan::{Decode, Outcome},
    },
    tree::SpecPath,
};

/// The success or the failure of an operation, in both versions.
#[derive(Clone, Copy)]
struct Half<'a> {
    pair: Pair<'a>,
    success: bool,
    old: &'a Outcome,
    new: &'a Outcome,
}

pub(super) fn compare(pair: Pair<'_>, out: &mut Changes) {
    let Both { old, new, .. } = pair.both;
    let (before, now) = (
        &old.plan.operations[pair.was],
        &new.plan.operations[pair.is],
    );
    for success in [true, false] {
        let (old, new) = if success {
            (&before.success, &now.success)
        } else {
            (&before.failure, &now.failure)
        };
        half(
            Half {
                pair,
                success,
                old,
                new,
            },
            out,
        );
    }
}

fn half(half: Half<'_>, out: &mut Changes) {
    let both = half.pair.both;
    let (before, now) = (
        words::outcome(both.old, half.pair.was, half.success),
        words::outcome(both.new, half.pair.is, half.success),
    );
    let statuses = together(statuses(half));
    if before == now || is_same(both, half.old, half.new) {
        for status in statuses {
            let subject = format!("{}: {}", half.pair.subject(), status.named());
            let (what, at) = (status.what, status.at);
            out.push(Topic::Operation, status.effect, subject, what, at);
        }
        return;
    }
    let verb = if half.success {
        "returns"
    } else {
        "fails with"
    };
    let (before, now) = (given(&before), given(&now));
    let what = format!("{verb} {now} instead of {before}");
    let mut effect = Effect::callers();
    let sets = matches!((half.old, half.new), (Outcome::Set(_), Outcome::Set(_)));
    if sets && statuses.is_empty() {
        effect = effect.because("the cases are the same, and only the name differs");
    }
    let told = format!("has {now} instead of {before}");
    for status in statuses {
        if status.what != told {
            effect = effect.because(format!("{} {}", status.named(), status.what));
        }
        effect = effect.absorb(status.effect);
    }
    out.push(
        Topic::Operation,
        effect,
        half.pair.subject(),
        what,
        half.pair.at(),
    );
}

/// Returns whether callers get the same type. Enums by status and by content type are identified by name.
fn is_same(both: Both<'_>, old: &Outcome, new: &Outcome) -> bool {
    match (old, new) {
        (Outcome::None, Outcome::None) => true,
        (Outcome::One(Decode::ByContent(_), _), _) => false,
        (Outcome::One(old, _), Outcome::One(new, _)) => both.reads_same(old, new),
        (Outcome::None | Outcome::One(..) | Outcome::Set(_), _) => false,
    }
}

/// A documented response, and how it is read.
struct Documented<'a> {
    key: StatusKey,
    at: &'a SpecPath,
    decode: &'a Decode,
}

impl<'a> Documented<'a> {
    /// Returns the responses of an operation that mean success, or the others.
    fn all(cx: Context<'a>, index: usize, success: bool) -> Vec<Self> {
        let responses = cx.api.operations[index].responses.iter();
        let both = responses.zip(&cx.plan.operations[index].responses);
        let half = both.filter(|(it, _)| it.key.is_success() == success);
        let documented = half.map(|(it, planned)| Documented {
            key: it.key,
            at: &it.at,
            decode: &planned.decode,
        });
        documented.collect()
    }
}

/// A change to one or more documented statuses.
struct Status {
    keys: Vec<StatusKey>,
    what: String,
    effect: Effect,
    at: At,
}

impl Status {
    fn named(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(ToString::to_string).collect();
        let word = if keys.len() == 1 { "status" } else { "each of" };
        format!("{word} {}", keys.join(", "))
    }
}

/// Groups the statuses with equal changes.
fn together(all: Vec<Status>) -> Vec<Status> {
    let mut out: Vec<Status> = Vec::new();
    for it in all {
        let same = |other: &&mut Status| other.what == it.what && other.effect == it.effect;
        match out.iter_mut().find(same) {
            Some(other) => other.keys.extend(it.keys),
            None => out.push(it),
        }
    }
    out
}

fn statuses(half: Half<'_>) -> Vec<Status> {
    let Both { old, new, .. } = half.pair.both;
    let before = Documented::all(old, half.pair.was, half.success);
    let now = Documented::all(new, half.pair.is, half.success);
    let mut out = Vec::new();
    for is in &now {
        match before.iter().find(|it| it.key == is.key) {
            Some(was) => out.extend(changed(half, was, is)),
            None => out.push(added(half, is, &before)),
        }
    }
    for was in before
        .iter()
        .filter(|it| !now.iter().any(|is| is.key == it.key))
    {
        // Callers may match on the variant of a status.
        let effect = Effect::none().and_callers(matches!(half.old, Outcome::Set(_)));
        let effect = if was.key.is_upgrade() {
            let why = "its request would have no `upgrade`";
            effect.because(why).and_callers(true)
        } else {
            effect
        };
        let effect = if half.success || *was.decode == Decode::Empty {
            effect
        } else {
            effect.because("callers would get it as `Error::Status`, without a typed body")
        };
        out.push(Status {
            keys: vec![was.key],
            what: "is no longer documented".to_owned(),
            effect,
            at: At::old(was.at),
        });
    }
    out
}

fn added(half: Half<'_>, is: &Documented<'_>, before: &[Documented<'_>]) -> Status {
    let both = half.pair.both;
    let ty = words::decode(both.new, half.pair.is, is.decode);
    let what = if *is.decode == Decode::Empty {
        "is new".to_owned()
    } else {
        format!("is new, with {}", code(&ty))
    };
    let known = before.iter().find(|it| it.key.covers(is.key));
    let known = match (known, half.old) {
        (Some(known), _) => Some(known.decode),
        // All successes are read as the one type.
        (None, Outcome::One(decode, _)) => Some(decode),
        (None, Outcome::None) => Some(&Decode::Empty),
        (None, Outcome::Set(_)) => None,
    };
    let read = known.is_some_and(|known| both.fit_bodies(known, is.decode));
    let effect = Effect::adds().and_wire(half.success && !read, "deployed clients cannot read it");
    Status {
        keys: vec![is.key],
        what,
        effect,
        at: At::new(is.at),
    }
}

fn changed(half: Half<'_>, was: &Documented<'_>, is: &Documented<'_>) -> Option<Status> {
    let both = half.pair.both;
    if both.reads_same(was.decode, is.decode) {
        return None;
    }
    let (before, now) = (
        words::decode(both.old, half.pair.was, was.decode),
        words::decode(both.new, half.pair.is, is.decode),
    );
    let effect = if let (Decode::ByContent(was), Decode::ByContent(is)) = (was.decode, is.decode)
        && before == now
    {
        let kept = was.iter().all(|case| is.contains(case));
        Effect::adds().and_callers(!kept)
    } else {
        Effect::none().and_callers(before != now && !matches!(half.old, Outcome::None))
    };
    let read = both.fit_bodies(was.decode, is.decode);
    let what = if matches!(is.decode, Decode::ByContent(_)) && before == now {
        format!("changed its content types in {}", code(&now))
    } else if before == now {
        format!(
            "is {} instead of {}",
            written(is.decode),
            written(was.decode)
        )
    } else {
        format!("has {} instead of {}", given(&now), given(&before))
    };
    Some(Status {
        keys: vec![is.key],
        what,
        effect: effect.and_wire(!read, "deployed clients cannot read it"),
        at: At::both(was.at, is.at),
    })
}

/// Returns a type for use in a sentence.
fn given(ty: &str) -> String {
    if ty == "()" {
        "nothing".to_owned()
    } else {
        code(ty)
    }
}

/// Returns the form of a body on the wire, in words.
fn written(decode: &Decode) -> &'static str {
    match decode {
        Decode::Empty => "nothing",
        Decode::Json(_) => "JSON",
        Decode::Text => "text",
        Decode::Plain(_) => "a plain value",
        Decode::Binary => "bytes",
        Decode::Stream => "a stream",
        Decode::Events(_) => "events",
        Decode::Lines(_) => "lines of JSON",
        Decode::ByContent(_) => "one of several types",
    }
}
