//! Counts the open issues of a repository that have a label, by author.
//!
//! ```text
//! GITHUB_TOKEN=… github octocat hello-world bug
//! ```

use github::Client;
use std::{collections::BTreeMap, env, error::Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [owner, repository, label] = &arguments[..] else {
        return Err("usage: github OWNER REPOSITORY LABEL".into());
    };
    let client = Client::from_env()?;
    let request = client.issues_list_for_repo(owner, repository).labels(label);
    let mut issues = request.per_page(100).pages().items();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    while let Some(issue) = issues.next().await? {
        // GitHub lists pull requests, too.
        if issue.pull_request.is_none() {
            let author = issue.user.map_or("ghost".to_owned(), |it| it.login);
            *counts.entry(author).or_default() += 1;
        }
    }
    for (author, count) in counts {
        println!("{author}: {count}");
    }
    Ok(())
}
