//! Changes to the API as a whole.

use super::{
    Both,
    change::{At, Changes, Effect, Topic},
    docs, security,
};
use crate::{api::Api, rust::emit::code, tree::SpecPath};

pub(super) fn compare(both: Both<'_>, out: &mut Changes) {
    let (old, new) = (both.old.api, both.new.api);
    server(old, new, out);
    security::compare_schemes(both, out);
    let info = SpecPath::root().child("info");
    let told = |it: &Api| (it.title.clone(), it.version.clone(), it.description.clone());
    let tags = new.tags.iter().all(|tag| {
        let before = old.tags.iter().find(|it| it.name == tag.name);
        before.is_none_or(|it| it.description == tag.description)
    });
    let same = tags && told(old) == told(new);
    docs::compare(same, "the API", At::both(&info, &info), out);
}

/// Compares the servers that the client uses by default.
fn server(old: &Api, new: &Api, out: &mut Changes) {
    let servers = SpecPath::root().child("servers");
    let at = At::both(&servers, &servers);
    let (what, effect) = match (old.base_url(), new.base_url()) {
        (old, new) if old == new => return,
        (Some(old), Some(url)) => {
            let known = new.servers.iter().any(|it| it.url == old);
            let why = "deployed clients call the old one, which is no longer listed";
            (
                format!("is {} instead of {}", code(url), code(old)),
                Effect::none().and_wire(!known, why),
            )
        }
        (None, Some(url)) => (
            format!("is {}: callers no longer have to set one", code(url)),
            Effect::adds(),
        ),
        (Some(old), None) => (
            format!(
                "is gone: it was {}, and callers now have to set one",
                code(old)
            ),
            Effect::callers().and_wire(true, "deployed clients call the old one"),
        ),
        (None, None) => return,
    };
    out.push(
        Topic::Api,
        effect,
        format!("the server ({})", code("Client::BASE_URL")),
        what,
        at,
    );
}
