//! A browser's worth of HTTP: a cookie jar, and a redirect followed after a form is sent.

use std::sync::Arc;

use demo_site::{Config, Running, SHOP_HOST, spawn};
use reqwest::{
    Url,
    cookie::{CookieStore, Jar},
    header::{CONTENT_TYPE, HOST, HeaderMap, LOCATION, SET_COOKIE},
    redirect::Policy,
};

/// A visitor with a shop of their own.
pub struct Client {
    pub shop: Running,
    jar: Arc<Jar>,
    http: reqwest::Client,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub body: String,
    headers: HeaderMap,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

pub fn config() -> Config {
    Config::on_free_port(
        "http://consent.localhost:1",
        *b"a secret that only tests know....",
    )
}

impl Client {
    pub async fn start() -> Self {
        Self::with(config()).await
    }

    pub async fn with(config: Config) -> Self {
        let shop = spawn(config).await.unwrap();
        let jar = Arc::new(Jar::default());
        let http = reqwest::Client::builder()
            .cookie_provider(jar.clone())
            .redirect(Policy::none())
            .resolve(SHOP_HOST, shop.addr())
            .build()
            .unwrap();
        Self { shop, jar, http }
    }

    /// The `Cookie` header that the shop would get.
    pub fn cookies(&self) -> Option<String> {
        let url: Url = self.shop.origin().parse().unwrap();
        let header = self.jar.cookies(&url)?;
        Some(header.to_str().unwrap().to_owned())
    }

    /// A cookie that a script of the page has written.
    pub fn set_cookie(&self, cookie: &str) {
        let url: Url = self.shop.origin().parse().unwrap();
        self.jar.add_cookie_str(cookie, &url);
    }

    pub async fn get(&self, path: &str) -> Answer {
        answer(self.http.get(self.shop.url(path))).await
    }

    /// Asks the same server under another host name, without cookies.
    pub async fn get_from(&self, host: &str, path: &str) -> Answer {
        let url = format!("http://{}{path}", self.shop.addr());
        let host = format!("{host}:{}", self.shop.addr().port());
        answer(self.http.get(url).header(HOST, host)).await
    }

    /// Sends a form and stays at its answer.
    pub async fn submit(&self, path: &str, form: &'static str) -> Answer {
        let form_type = "application/x-www-form-urlencoded";
        let request = self.http.post(self.shop.url(path)).body(form);
        answer(request.header(CONTENT_TYPE, form_type)).await
    }

    /// Sends a form and follows where it leads.
    pub async fn post(&self, path: &str, form: &'static str) -> Answer {
        let first = self.submit(path, form).await;
        match first.header(LOCATION.as_str()) {
            Some(to) => self.get(to).await,
            None => first,
        }
    }

    /// The cookie that a form sets, as the header has it.
    pub async fn cookie_set_by(&self, path: &str, form: &'static str) -> String {
        let answer = self.submit(path, form).await;
        answer.header(SET_COOKIE.as_str()).unwrap().to_owned()
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.text().await.unwrap();
    Answer {
        status,
        body,
        headers,
    }
}
