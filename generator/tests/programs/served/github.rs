//! The issues of a repository on three pages, the second of which is empty and is given only when asked again.

use super::{Received, Reply};
use serde_json::{Value, json};

pub(crate) fn answer(received: &[Received]) -> Reply {
    let request = received.last().expect("a request");
    let pages = |number: usize| request.target.contains(&format!("&page={number}"));
    if pages(3) {
        return Reply::json(200, &json!([issue(4, Some("ada")), issue(5, None)]));
    }
    if !pages(2) {
        let pull = json!({ "url": "https://api.github.com/x", "html_url": null, "diff_url": null, "patch_url": null });
        let mut change = issue(2, Some("ada"));
        change["pull_request"] = pull;
        let issues = json!([issue(1, Some("ada")), change, issue(3, Some("linus"))]);
        return next(Reply::json(200, &issues), request, 2);
    }
    if received.len() == 2 {
        return Reply::busy();
    }
    next(Reply::json(200, &json!([])), request, 3)
}

/// Adds the URL of the next page, which has another path, as GitHub's have.
fn next(reply: Reply, request: &Received, page: usize) -> Reply {
    let host = request.header("host").unwrap_or_default();
    let url = format!("http://{host}/repositories/1/issues?labels=bug&per_page=100&page={page}");
    reply.header("link", format!("<{url}>; rel=\"next\""))
}

fn issue(number: u32, author: Option<&str>) -> Value {
    let url = format!("https://api.github.com/repos/octocat/hello-world/issues/{number}");
    let user = author.map(|login| {
        let mut user = json!({ "login": login, "id": 7, "node_id": "U", "type": "User", "site_admin": false, "gravatar_id": "" });
        for name in USER_URLS {
            user[format!("{name}url")] = json!(format!("https://api.github.com/users/{login}"));
        }
        user
    });
    json!({
        "id": number, "node_id": "I", "number": number, "url": url, "html_url": url, "repository_url": url,
        "labels_url": url, "comments_url": url, "events_url": url, "state": "open", "title": "It fails",
        "body": null, "user": user, "labels": [{
            "id": 208_045_946, "node_id": "L", "url": url, "name": "bug", "description": null, "color": "f29513",
            "default": true,
        }],
        "assignee": null, "assignees": [], "milestone": null, "locked": false, "active_lock_reason": null,
        "comments": 2, "closed_at": null, "created_at": "2026-04-22T13:33:48Z",
        "updated_at": "2026-04-22T13:33:48Z", "author_association": "NONE",
    })
}

/// The starts of the names of a user's URLs.
const USER_URLS: &[&str] = &[
    "",
    "avatar_",
    "html_",
    "followers_",
    "following_",
    "gists_",
    "starred_",
    "subscriptions_",
    "organizations_",
    "repos_",
    "events_",
    "received_events_",
];
