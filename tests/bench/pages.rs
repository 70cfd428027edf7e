//! The pages of the benches, as text.

use std::fmt::Write as _;

use crate::{product::Product, shelf::Shelf};

/// Paragraphs of the article: about 30 KB of markup, as pages of shops and newspapers have it.
const PARAGRAPHS: usize = 60;
const SENTENCE: &str = "The path goes along the lake and up through the birches to the cabin, where coffee is made over the fire in all weathers. ";

/// An article with a style sheet and a script of the site's own. `tags` are other sites' scripts in it.
pub fn article(product: &Product, tags: &[String]) -> String {
    let mut body = String::new();
    for number in 1..=PARAGRAPHS {
        let _ = writeln!(
            body,
            "<p id=\"p{number}\" class=\"text\">{}</p>",
            SENTENCE.repeat(4)
        );
    }
    let mut scripts = String::new();
    for tag in tags {
        let _ = writeln!(scripts, "<script async src=\"{tag}\"></script>");
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n{}\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>Article</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/own.css\">\n{scripts}</head>\n\
         <body>\n<main data-page>\n<h1>A walk to the cabin</h1>\n{body}</main>\n\
         <script src=\"/own.js\"></script>\n{}</body>\n</html>\n",
        product.head, product.foot
    )
}

/// A page that is loaded already and then has a product's scripts as pages have them, one after the other (`bench.run()`),
/// or as many empty ones (`bench.run(true)`).
pub fn armed(product: &Product) -> String {
    // One that is a module brings in the others itself.
    let is_module = product.foot.contains("type=\"module\"");
    let scripts = match product.scripts {
        [.., last] if is_module => std::slice::from_ref(last),
        all => all,
    };
    let kind = if is_module { "module" } else { "" };
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>armed</title><link rel=\"icon\" href=\"data:,\">\
         <body><main data-page></main><script>
const bench = {{
    async run(isEmpty) {{
        for (const path of {scripts:?})
            await new Promise((done) => {{
                const script = document.createElement('script');
                script.type = {kind:?};
                script.onload = script.onerror = (event) => done(bench.failed ||= event.type === 'error');
                script.src = isEmpty ? '/empty.js' : '/p/' + path;
                document.head.append(script);
            }});
        return !bench.failed;
    }},
}};
</script></body></html>"
    )
}

/// Puts all the pages of a product, and what they have in common.
pub fn put(shelf: &Shelf, products: &[Product]) {
    shelf.put(
        "/own.css",
        "body{margin:0;font:16px/1.5 sans-serif}main{max-width:42em;margin:0 auto;padding:1em}h1{font-size:2em}",
    );
    shelf.put(
        "/own.js",
        "document.documentElement.dataset.own = document.querySelectorAll('p').length;",
    );
    shelf.put("/own.txt", "own");
    shelf.put("/empty.js", "");
    shelf.put("/blank", "<!doctype html><title>blank</title><link rel=\"icon\" href=\"data:,\"><main data-page></main>");
    shelf.put("/tag.js", "window.tags = (window.tags || 0) + 1;");
    let tags: Vec<String> = ["stats.localhost", "ads.localhost"]
        .iter()
        .map(|host| format!("{}/tag.js", shelf.third_party(host)))
        .collect();
    for product in products {
        shelf.put(&format!("/view/{}", product.slug), &article(product, &[]));
        shelf.put(&format!("/tags/{}", product.slug), &article(product, &tags));
        shelf.put(&format!("/armed/{}", product.slug), &armed(product));
    }
}
