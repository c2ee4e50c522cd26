//! A user with a browser, who signs in wherever a page asks for it.

use std::collections::BTreeMap;

use reqwest::{
    Client, Method, Response, Url,
    header::{COOKIE, LOCATION, SET_COOKIE},
    redirect::Policy,
};

/// The most pages that a sign-in has.
const PAGES: usize = 20;

pub(crate) struct Browser {
    http: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(crate) fn new() -> Self {
        let http = Client::builder().redirect(Policy::none()).build();
        Self {
            http: http.unwrap(),
            cookies: BTreeMap::new(),
        }
    }

    /// Opens a URL and sends every form that comes, until a page has none, or until the provider sends the browser to
    /// a URL that begins with `back`. Returns that URL, or the text of the page.
    pub(crate) async fn open(&mut self, url: &str, back: &str) -> String {
        let mut url = Url::parse(url).unwrap();
        let mut form = None;
        for _ in 0..PAGES {
            let response = self.send(&url, form.take()).await;
            if let Some(location) = response.headers().get(LOCATION) {
                url = url.join(location.to_str().unwrap()).unwrap();
                if url.as_str().starts_with(back) {
                    return url.into();
                }
                continue;
            }
            let page = response.text().await.unwrap();
            let Some((action, fields)) = form_of(&page) else {
                return page;
            };
            url = url.join(&action).unwrap();
            form = Some(fields);
        }
        panic!("the sign-in has more than {PAGES} pages");
    }

    async fn send(&mut self, url: &Url, form: Option<String>) -> Response {
        let method = if form.is_some() {
            Method::POST
        } else {
            Method::GET
        };
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let cookies: Vec<_> = cookies.collect();
        let request = self.http.request(method, url.clone());
        let request = request.header(COOKIE, cookies.join("; "));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let response = request.body(form.unwrap_or_default()).send().await.unwrap();
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        response
    }
}

/// Returns where the form of a page is sent, and its fields with a name and a password.
fn form_of(page: &str) -> Option<(String, String)> {
    let form = page.split_once("<form")?.1.split("</form>").next()?;
    let fields = form.split("<input").skip(1).filter_map(|field| {
        let name = attribute(field, "name")?;
        let value = attribute(field, "value").unwrap_or_else(|| "me".to_owned());
        Some(format!("{name}={value}"))
    });
    Some((
        attribute(form, "action")?,
        fields.collect::<Vec<_>>().join("&"),
    ))
}

/// Returns an attribute of the first tag of a text.
fn attribute(text: &str, name: &str) -> Option<String> {
    let tag = text.split('>').next()?;
    let value = tag.split_once(&format!(" {name}=\""))?.1;
    value.split('"').next().map(str::to_owned)
}
