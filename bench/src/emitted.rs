//! The operations as the generator emits them.

use std::collections::BTreeMap;

use crate::runtime::{
    Api, AuthScheme, Call, ClientBuilder, ClientCore, Field, Json, json_object, request, string_enum,
};

static API: Api = Api {
    name: "bench",
    base_url: Some("http://bench.invalid/v2"),
    user_agent: "bench",
    schemes: &[("bearer", AuthScheme::Bearer)],
    variables: &[],
};

pub struct Client {
    core: ClientCore,
}

impl From<ClientCore> for Client {
    fn from(core: ClientCore) -> Self {
        Self { core }
    }
}

impl Client {
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new(&API)
    }

    pub fn put_run(&self, owner: &str, run_id: &str, body: &Note) -> PutRun {
        PutRun(
            Call::put(&self.core, "/owners/{owner}/runs/{runId}")
                .path("owner", owner)
                .path("runId", run_id)
                .json(body)
                .auth(&[&["bearer"]])
                .errors(&["400", "404"]),
        )
    }
}

#[must_use = "a request does nothing until it is awaited or sent"]
pub struct PutRun(Call<Json<RunList>, Json<Note>>);
request!(PutRun -> Json<RunList>, Json<Note>);

impl PutRun {
    pub fn limit(self, limit: i64) -> Self {
        Self(self.0.query("limit", limit))
    }

    pub fn desc(self, desc: bool) -> Self {
        Self(self.0.query("desc", desc))
    }
}

#[derive(Clone, PartialEq)]
pub struct Note {
    pub name: String,
    pub value: String,
    pub is_secret: Field<bool>,
}
json_object!(Note {
    name: "name",
    value: "value",
    is_secret: "isSecret" tri,
});

#[derive(Clone, PartialEq)]
pub struct RunList {
    pub total: i64,
    pub items: Vec<Run>,
}
json_object!(RunList {
    total: "total",
    items: "items",
});

#[derive(Clone, PartialEq)]
pub struct Run {
    pub id: String,
    pub act_id: String,
    pub user_id: String,
    pub status: Status,
    pub status_message: Option<String>,
    pub started_at: String,
    pub finished_at: Option<String>,
    pub build_number: String,
    pub exit_code: Field<i64>,
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
json_object!(Run {
    id: "id",
    act_id: "actId",
    user_id: "userId",
    status: "status",
    status_message: "statusMessage" optional,
    started_at: "startedAt",
    finished_at: "finishedAt" optional,
    build_number: "buildNumber",
    exit_code: "exitCode" tri,
    is_public: "isPublic",
    usage_usd: "usageUsd",
    default_dataset_id: "defaultDatasetId",
    memory_mbytes: "memoryMbytes",
    timeout_secs: "timeoutSecs",
    stats: "stats",
    labels: "labels",
    meta: "meta",
    git_branch: "gitBranch" optional,
});

#[derive(Clone, PartialEq)]
pub struct Stats {
    pub restart_count: i64,
    pub compute_units: f64,
    pub max_memory: Option<i64>,
}
json_object!(Stats {
    restart_count: "restartCount",
    compute_units: "computeUnits",
    max_memory: "maxMemory" optional,
});

#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Status {
    Ready,
    Running,
    Succeeded,
    Unknown(String),
}
string_enum!(Status {
    Ready: "READY",
    Running: "RUNNING",
    Succeeded: "SUCCEEDED",
});
