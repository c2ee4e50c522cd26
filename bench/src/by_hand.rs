//! The operations as one would write them by hand with reqwest and serde's derives.

use std::{collections::BTreeMap, pin::Pin};

use reqwest::{Method, Request, Response, Result, Url};
use serde::{Deserialize, Serialize};

/// A stand-in for [`reqwest::Client::execute`].
type Execute = Box<dyn Fn(Request) -> Pin<Box<dyn Future<Output = Result<Response>> + Send>>>;

pub struct Client {
    pub http: reqwest::Client,
    pub base: Url,
    pub token: String,
    pub transport: Execute,
}

impl Client {
    pub async fn put_run(
        &self,
        (owner, run_id): (&str, &str),
        body: &Note,
        limit: i64,
        desc: bool,
    ) -> std::result::Result<RunList, Box<dyn std::error::Error>> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| "no base URL")?
            .extend(["owners", owner, "runs", run_id]);
        url.query_pairs_mut()
            .append_pair("limit", &limit.to_string())
            .append_pair("desc", if desc { "true" } else { "false" });
        let request = self.http.request(Method::PUT, url);
        let request = request
            .header("accept", "application/json")
            .header("user-agent", "bench/0.0.0")
            .bearer_auth(&self.token)
            .json(body)
            .build()?;
        let response = (self.transport)(request).await?;
        Ok(response.error_for_status()?.json().await?)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    pub name: String,
    pub value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_secret: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunList {
    pub total: i64,
    pub items: Vec<Run>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    pub id: String,
    pub act_id: String,
    pub user_id: String,
    pub status: Status,
    pub status_message: Option<String>,
    pub started_at: String,
    pub finished_at: Option<String>,
    pub build_number: String,
    pub exit_code: Option<i64>,
    pub is_public: bool,
    pub usage_usd: f64,
    pub default_dataset_id: String,
    pub memory_mbytes: i64,
    pub timeout_secs: i64,
    pub stats: Stats,
    pub labels: Vec<String>,
    pub meta: BTreeMap<String, String>,
    pub git_branch: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    pub restart_count: i64,
    pub compute_units: f64,
    pub max_memory: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    Ready,
    Running,
    Succeeded,
}
