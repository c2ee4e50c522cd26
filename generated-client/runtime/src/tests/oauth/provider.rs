//! The provider: a token endpoint with all grants, which rotates refresh tokens and refuses used ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use percent_encoding::percent_decode_str;

use crate::runtime::{oauth::pkce, tests::wire::Server};

/// A form, or the query of a URL.
pub(super) type Form = BTreeMap<String, String>;

/// The secret of the program `app`.
pub(super) const SECRET: &str = "SECRET-of+the/program";

/// The settings and the state of the provider.
#[derive(Default)]
pub(super) struct Script {
    /// The responses of the token endpoint in place of its own: a status line and a body each.
    pub(super) says: Vec<(&'static str, String)>,
    /// Whether it gives refresh tokens.
    pub(super) refreshes: bool,
    /// The lifetime of a token.
    pub(super) lasts: Option<u64>,
    /// The time that the token endpoint takes.
    pub(super) delay: Duration,
    /// The metadata.
    pub(super) metadata: String,
    /// The challenges of the codes that it gave.
    pub(super) codes: BTreeMap<String, String>,
    pub(super) valid: BTreeSet<String>,
    pub(super) refresh: BTreeSet<String>,
    pub(super) given: u32,
    /// The forms that the token endpoint got, each with the credentials of its header.
    pub(super) asked: Vec<(Form, Option<String>)>,
    pub(super) paths: Vec<String>,
    pub(super) accepted: u32,
}

pub(super) struct Provider {
    server: Server,
    script: Arc<Mutex<Script>>,
}

impl Provider {
    pub(super) fn new(script: Script) -> Self {
        let script = Arc::new(Mutex::new(script));
        let state = script.clone();
        let server = Server::says(move |_, request| answer(&state, request));
        Self { server, script }
    }

    pub(super) fn url(&self) -> String {
        self.server.url()
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        lock(&self.script)
    }

    /// Returns the forms that the token endpoint got.
    pub(super) fn asked(&self) -> Vec<(Form, Option<String>)> {
        std::mem::take(&mut self.script().asked)
    }

    /// Returns the number of requests to the token endpoint.
    pub(super) fn count(&self) -> usize {
        self.script().asked.len()
    }

    /// Returns the paths of the requests, except those of the API.
    pub(super) fn paths(&self) -> Vec<String> {
        std::mem::take(&mut self.script().paths)
    }

    /// Returns how many calls of the API were accepted.
    pub(super) fn accepted(&self) -> u32 {
        self.script().accepted
    }

    /// Makes all access tokens invalid.
    pub(super) fn revoke(&self) {
        self.script().valid.clear();
    }

    /// Makes all refresh tokens invalid.
    pub(super) fn sign_out(&self) {
        self.script().refresh.clear();
    }

    /// Adds a refresh token and returns it.
    pub(super) fn refresh_token(&self) -> String {
        self.script().refresh()
    }

    /// Accepts in the place of the user, and returns the URL to which the browser comes back. The code has the
    /// challenge in it, so that the provider need not see the browser.
    pub(super) fn browser(url: &str) -> String {
        let query = form(url.split_once('?').unwrap().1);
        let (state, challenge) = (&query["state"], &query["code_challenge"]);
        format!("/back?code=CODE-{challenge}&state={state}")
    }
}

fn lock(script: &Mutex<Script>) -> MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer(script: &Mutex<Script>, request: &str) -> (String, String) {
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let path = head.split(' ').nth(1).unwrap();
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    };
    if path == "/api" {
        let token = header("authorization").unwrap();
        let mut script = lock(script);
        let is_valid = script
            .valid
            .contains(token.strip_prefix("Bearer ").unwrap());
        script.accepted += u32::from(is_valid);
        let status = if is_valid {
            "204 No Content"
        } else {
            "401 Unauthorized"
        };
        return (status.to_owned(), String::new());
    }
    assert!(header("x-tenant").is_none(), "{head}");
    assert_eq!(header("accept").as_deref(), Some("application/json"));
    assert_eq!(header("user-agent").as_deref(), Some("test-client/1.2.3"));
    let json = |status: &str| format!("{status}\r\ncontent-type: application/json");
    let (status, body) = match path {
        "/token" | "/refresh" => {
            let delay = lock(script).delay;
            lock(script).paths.push(path.to_owned());
            std::thread::sleep(delay);
            lock(script).token(&form(body), header("authorization"))
        }
        "/device" => lock(script).device(&form(body)),
        "/metadata" => {
            let mut script = lock(script);
            script.paths.push(path.to_owned());
            ("200 OK", script.metadata.clone())
        }
        _ => ("404 Not Found", String::new()),
    };
    (json(status), body)
}

impl Script {
    fn token(&mut self, form: &Form, basic: Option<String>) -> (&'static str, String) {
        self.asked.push((form.clone(), basic.clone()));
        if !self.says.is_empty() {
            return self.says.remove(0);
        }
        let is_known = match (basic, form.get("client_secret")) {
            // `app:` and the secret with its escapes (RFC 6749, section 2.3.1).
            (Some(basic), None) => basic == "Basic YXBwOlNFQ1JFVC1vZiUyQnRoZSUyRnByb2dyYW0=",
            (None, Some(secret)) => form["client_id"] == "app" && secret == SECRET,
            (None, None) => form["client_id"] == "public",
            (Some(_), Some(_)) => false,
        };
        if !is_known {
            return refusal("401 Unauthorized", "invalid_client");
        }
        let is_granted = match form["grant_type"].as_str() {
            "client_credentials" => true,
            "refresh_token" => self.refresh.remove(&form["refresh_token"]),
            "authorization_code" => {
                let challenge = pkce::challenge(&form["code_verifier"]);
                let is_new = self.codes.insert(form["code"].clone(), challenge.clone());
                let is_here = form["redirect_uri"] == "http://127.0.0.1/back";
                is_new.is_none() && is_here && form["code"] == format!("CODE-{challenge}")
            }
            "urn:ietf:params:oauth:grant-type:device_code" => form["device_code"] == "DEVICE-CODE",
            _ => return refusal("400 Bad Request", "unsupported_grant_type"),
        };
        if !is_granted {
            return refusal("400 Bad Request", "invalid_grant");
        }
        ("200 OK", self.give())
    }

    fn give(&mut self) -> String {
        self.given += 1;
        let access = format!("ACCESS-{}", self.given);
        self.valid.insert(access.clone());
        let mut out = format!(r#"{{"access_token":"{access}","token_type":"Bearer""#);
        if let Some(lasts) = self.lasts {
            out += &format!(r#","expires_in":{lasts}"#);
        }
        if self.refreshes {
            out += &format!(r#","refresh_token":"{}""#, self.refresh());
        }
        out + "}"
    }

    fn refresh(&mut self) -> String {
        self.given += 1;
        let token = format!("REFRESH-{}", self.given);
        self.refresh.insert(token.clone());
        token
    }

    fn device(&mut self, form: &Form) -> (&'static str, String) {
        self.paths.push(format!("/device {form:?}"));
        let body = r#"{"device_code":"DEVICE-CODE","user_code":"USER-CODE","interval":7,
            "verification_uri":"https://login.example/device","expires_in":120}"#;
        ("200 OK", body.to_owned())
    }
}

fn refusal(status: &'static str, code: &str) -> (&'static str, String) {
    (status, format!(r#"{{"error":"{code}"}}"#))
}

/// Reads a form.
pub(super) fn form(text: &str) -> Form {
    let decoded = |text: &str| {
        let text = text.replace('+', " ");
        percent_decode_str(&text)
            .decode_utf8()
            .unwrap()
            .into_owned()
    };
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}
