//! Pages made of vectors.

use product_tests::Recorder;
use url::form_urlencoded::byte_serialize;

use crate::{kit::Kit, vectors::Vector};

/// How many vectors share a page.
const SHARED: usize = 40;

/// A page as the site's server gives it out.
#[derive(Clone, Debug)]
pub struct Page {
    /// The document.
    pub html: String,
    /// Its script file.
    pub script: String,
    /// The same once more with other addresses: what was fetched before may come out of a cache.
    pub again: String,
}

/// Which vectors stand together: those of one file that a grant releases live, those that it loads the page anew for (which
/// would bring the others too), and some alone.
pub fn groups(all: Vec<Vector>) -> Vec<Vec<Vector>> {
    let (alone, shared): (Vec<Vector>, Vec<Vector>) =
        all.into_iter().partition(|vector| vector.alone);
    let (anew, live): (Vec<Vector>, Vec<Vector>) =
        shared.into_iter().partition(|vector| vector.anew);
    let mut groups: Vec<Vec<Vector>> = Vec::new();
    for vector in live.into_iter().chain(anew) {
        match groups.last_mut() {
            // What `document.write` may do to a page while it loads is kept from the others.
            Some(group)
                if group.len() < SHARED
                    && group[0].channel == vector.channel
                    && group[0].anew == vector.anew =>
            {
                group.push(vector)
            }
            _ => groups.push(vec![vector]),
        }
    }
    groups.extend(alone.into_iter().map(|vector| vec![vector]));
    groups
}

/// Composes a page for one run.
pub async fn compose(
    group: &[Vector],
    run: &str,
    snippet: &str,
    kit: &Kit,
    recorder: &Recorder,
) -> Page {
    let mut head = String::new();
    let mut body = String::new();
    let (mut script, mut again) = (String::new(), String::new());
    for (index, vector) in group.iter().enumerate() {
        let code = fill(vector, index, run, "", recorder).await;
        if vector.is_script {
            let call = |code| {
                format!(
                    "{}(\"{}\", async function () {{\n{code}}});\n",
                    kit.call, vector.id
                )
            };
            script.push_str(&call(code));
            if !vector.once {
                again.push_str(&call(fill(vector, index, run, "/again", recorder).await));
            }
        } else if vector.in_head {
            head.push_str(&code);
        } else {
            body.push_str(&code);
        }
    }
    if !script.is_empty() {
        body.push_str("<script src=\"/vectors.js\"></script>\n");
    }
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n{snippet}<title>{run}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<script>{}</script>\n{head}</head>\n\
         <body>\n<main data-page><h1>{run}</h1></main>\n{body}</body>\n</html>\n",
        kit.script
    );
    Page {
        html,
        script,
        again,
    }
}

/// Puts this run's addresses in place of the marks. Every second vector aims at a host that the site file names, the
/// others at one that nobody knows.
async fn fill(
    vector: &Vector,
    index: usize,
    run: &str,
    below: &str,
    recorder: &Recorder,
) -> String {
    let id = &vector.id;
    let host = if index.is_multiple_of(2) {
        "ads.test"
    } else {
        "unlisted.test"
    };
    let path = format!("/v/{run}/{id}{below}");
    let base = format!("http://{host}{path}");
    let encoded: String = byte_serialize(base.as_bytes()).collect();
    let mut code = vector
        .code
        .replace("{t}", &base)
        .replace("{u}", &encoded)
        .replace("{s}", &format!("https://secure.ads.test{path}"))
        .replace("{w}", &format!("ws://{host}{path}"))
        .replace("{r}", &format!("//{host}{path}"))
        .replace("{h}", &format!("https://{run}-{id}.open.test"))
        .replace("{p}", &path)
        .replace("{name}", &vector.stored_name(run))
        .replace("{id}", id);
    if code.contains("{udp}") {
        let port = recorder.udp(format!("{path}/udp")).await;
        code = code.replace("{udp}", &port.to_string());
    }
    code
}
