//! Logins at an identity provider that this project has not written: oidc-provider, on Node.js. `.ci/identity` installs
//! it and runs this test, which otherwise passes with a message.

#![cfg(all(feature = "oauth", feature = "reqwest", feature = "testing"))]

#[path = "identity/browser.rs"]
mod browser;

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use browser::Browser;
use generated_client::runtime::{
    Api, AuthScheme, BoxError, Call, ClientBuilder, ClientCore, Empty, NoError, OAuth,
    oauth::{Login, OAuthError, OAuthErrorKind, TokenSet, TokenStore},
    testing::ManualClock,
};

static API: Api = Api {
    name: "identity",
    base_url: None,
    user_agent: "test",
    schemes: &[("sso", AuthScheme::Bearer)],
    variables: &[],
};

/// The URL to which the browser comes back.
const BACK: &str = "http://127.0.0.1/back";

/// The login of a document that has only the URL of the provider's metadata.
const SSO: OAuth = OAuth {
    scheme: "sso",
    scopes: &["openid", "offline_access"],
    flows: &[],
    metadata_url: Some("/.well-known/openid-configuration"),
};

/// A running provider, which is stopped when this is dropped.
struct Provider {
    url: String,
    process: Child,
    /// Its output, which it ends without.
    _output: BufReader<ChildStdout>,
}

impl Provider {
    /// Starts the provider, if it is installed.
    fn start() -> Option<Self> {
        let folder = env::var_os("IDENTITY_PROVIDER").filter(|it| !it.is_empty());
        let Some(folder) = folder.map(PathBuf::from) else {
            println!("IDENTITY_PROVIDER is not set: logins at a real provider are not tried");
            return None;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/identity/provider.mjs");
        // Node.js looks for packages beside the script.
        let copy = folder.join("provider.mjs");
        fs::copy(script, &copy).unwrap();
        let mut process = Command::new("node")
            .arg(copy)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        output.read_line(&mut url).unwrap();
        assert!(url.starts_with("http://"), "the provider did not start");
        Some(Self {
            url: url.trim().to_owned(),
            process,
            _output: output,
        })
    }

    /// Builds a client with a login.
    fn client(&self, login: &Login) -> ClientCore {
        let builder = ClientBuilder::<ClientCore>::new(&API).base_url(&self.url);
        let builder = builder.clock(ManualClock::at(std::time::SystemTime::now()));
        builder.login(login).build().unwrap()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A store in memory.
#[derive(Clone, Default)]
struct Saved(Arc<Mutex<Option<String>>>);

impl Saved {
    fn json(&self) -> String {
        self.0.lock().unwrap().clone().unwrap()
    }

    /// Creates a store in which the access token is another one.
    fn with_wrong_token(json: &str) -> Self {
        let tokens = TokenSet::from_json(json).unwrap();
        let json = json.replace(tokens.access_token(), "wrong");
        Self(Arc::new(Mutex::new(Some(json))))
    }
}

impl TokenStore for Saved {
    async fn load(&self) -> Result<Option<TokenSet>, BoxError> {
        let json = self.0.lock().unwrap().clone();
        Ok(json.map(|it| TokenSet::from_json(&it)).transpose()?)
    }

    async fn save(&self, tokens: &TokenSet) -> Result<(), BoxError> {
        *self.0.lock().unwrap() = Some(tokens.to_json());
        Ok(())
    }
}

/// Calls the API, and returns the kind of the login's error if it has one.
async fn call(core: &ClientCore) -> Result<(), OAuthErrorKind> {
    let request = Call::<Empty, NoError>::get(core, "/api").auth(&[&["sso"]]);
    let limited = tokio::time::timeout(Duration::from_secs(30), request.send());
    let Err(error) = limited.await.unwrap() else {
        return Ok(());
    };
    let source = std::error::Error::source(&error).and_then(|it| it.downcast_ref::<OAuthError>());
    Err(source.map_or_else(|| panic!("{error}"), OAuthError::kind))
}

#[tokio::test]
async fn a_program_logs_in() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let login = |id, secret| SSO.login(id).secret(secret).scopes(["read"]);
    let basic = login("program", "a secret/of+the:program").client_credentials();
    call(&provider.client(&basic)).await.unwrap();
    let body = login("program-post", "another").secret_in_body();
    call(&provider.client(&body.client_credentials()))
        .await
        .unwrap();

    let wrong = login("program", "wrong").client_credentials();
    let error = call(&provider.client(&wrong)).await.unwrap_err();
    assert_eq!(error, OAuthErrorKind::InvalidClient);
    let other = SSO.login("program").secret("a secret/of+the:program");
    let other = other.scopes(["openid"]).client_credentials();
    let error = call(&provider.client(&other)).await.unwrap_err();
    assert_eq!(error, OAuthErrorKind::InvalidScope);
}

#[tokio::test]
async fn a_user_logs_in_with_a_browser() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let login = |store: &Saved| {
        let login = SSO.login("native").parameter("prompt", "consent");
        login.store(store.clone()).for_user()
    };
    let store = Saved::default();
    let first = login(&store);
    let core = provider.client(&first);
    assert_eq!(call(&core).await, Err(OAuthErrorKind::SignIn));
    let begun = first.authorize(BACK).await.unwrap();
    let back = Browser::new().open(begun.url(), BACK).await;
    first.exchange(begun, &back).await.unwrap();
    call(&core).await.unwrap();

    // The code was used.
    let begun = first.authorize(BACK).await.unwrap();
    let used = back
        .split_once("code=")
        .unwrap()
        .1
        .split('&')
        .next()
        .unwrap();
    let again = format!(
        "{BACK}?code={used}&state={}&iss={}",
        begun.state(),
        provider.url
    );
    let error = first.exchange(begun, &again).await.unwrap_err();
    assert_eq!(error.kind(), OAuthErrorKind::InvalidGrant);

    // Another program goes on with the stored tokens: the server refuses the access token, and the provider replaces
    // the refresh token.
    let begun = first.authorize(BACK).await.unwrap();
    let back = Browser::new().open(begun.url(), BACK).await;
    first.exchange(begun, &back).await.unwrap();
    let before = store.json();
    let store = Saved::with_wrong_token(&before);
    call(&provider.client(&login(&store))).await.unwrap();
    let refresh = |json: &str| {
        let tokens = TokenSet::from_json(json).unwrap();
        tokens.refresh_token().unwrap().to_owned()
    };
    assert_ne!(refresh(&store.json()), refresh(&before));
    let old = Saved::with_wrong_token(&before);
    let error = call(&provider.client(&login(&old))).await;
    assert_eq!(error, Err(OAuthErrorKind::InvalidGrant));
}

#[tokio::test]
async fn a_user_refuses() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let login = SSO.login("native").parameter("prompt", "none").for_user();
    let _core = provider.client(&login);
    let begun = login.authorize(BACK).await.unwrap();
    // Nobody is signed in, and the provider must not ask.
    let back = Browser::new().open(begun.url(), BACK).await;
    let error = login.exchange(begun, &back).await.unwrap_err();
    assert_eq!(error.code(), Some("login_required"));
}

#[tokio::test]
async fn a_user_logs_in_on_a_device() {
    let Some(provider) = Provider::start() else {
        return;
    };
    let login = SSO.login("native").for_user();
    let core = provider.client(&login);
    let device = login.device().await.unwrap();
    let url = device.verification_url_complete().unwrap();
    assert!(url.contains(device.user_code()));
    let page = Browser::new().open(url, "none").await;
    assert!(page.contains("Sign-in Success"), "{page}");
    login.wait_for(device).await.unwrap();
    call(&core).await.unwrap();

    // Nobody enters the code: the clock of the test ends the wait.
    let device = login.device().await.unwrap();
    let error = login.wait_for(device).await.unwrap_err();
    assert_eq!(error.kind(), OAuthErrorKind::ExpiredToken);
}
