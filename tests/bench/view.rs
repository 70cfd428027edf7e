//! One page view in a browser that has never been here, and what it cost.

use std::time::Duration;

use product_tests::{Launch, Visitor, World};
use serde_json::{Value, json};

use crate::{product::Product, shelf::Shelf};

/// A slow browser on a busy machine still shows its page within this.
const LIMIT: Duration = Duration::from_secs(60);

/// What was measured. Times are milliseconds; those of the page count from the beginning of its navigation.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// CPU time of the main thread for the product's scripts until they have run, beyond what as many empty ones take.
    pub armed: f64,
    /// When the last of them had run in the page.
    pub loaded: f64,
    /// When a frame with the banner in it was drawn.
    pub visible: f64,
    /// First contentful paint.
    pub fcp: f64,
    /// Largest contentful paint.
    pub lcp: f64,
    /// Sum of all layout shifts that no click explains.
    pub shift: f64,
    /// Time in scripts on the main thread until the page is quiet.
    pub script: f64,
    /// From the click on accept to the end of the next frame.
    pub accept: f64,
    /// A fixed amount of work in the same browser: what the throttle does.
    pub spin: f64,
    /// Bytes of linear memory of every WebAssembly instance.
    pub memory: f64,
    /// Paths and hosts that were asked for before the click.
    pub asked: Vec<(String, String)>,
}

/// What is looked at.
pub struct Sight<'a> {
    /// The product in the page.
    pub product: &'a Product,
    /// The page's path.
    pub path: String,
    /// How many times slower the CPU is made to be.
    pub throttle: u32,
    /// Milliseconds that every answer is made to take longer.
    pub latency: u32,
    /// A choice that is there already: the consent cookie's value.
    pub choice: Option<String>,
    /// Whether a banner is waited for, and accepted.
    pub answers: bool,
}

/// A browser that does not say of itself that a program drives it: some products show nothing to such a one.
pub fn by_hand() -> Launch {
    Launch {
        arguments: vec!["--disable-blink-features=AutomationControlled".to_owned()],
        ..Launch::default()
    }
}

/// Looks at the page once, in a fresh profile.
pub async fn view(world: &World, shelf: &Shelf, sight: &Sight<'_>) -> View {
    let product = sight.product;
    let visitor = world.visitor_at(shelf.origin(), by_hand()).await;
    let slow = json!({"rate": sight.throttle});
    let mut view = View::default();
    if !product.scripts.is_empty() {
        // Another site, so another process: nothing is warm when the page itself comes.
        visitor
            .cdp("Emulation.setCPUThrottlingRate", slow.clone())
            .await;
        let armed = shelf.third_party("armed.localhost");
        visitor
            .open(&format!("{armed}/armed/{}", product.slug))
            .await;
        view.armed = until_armed(&visitor).await;
    }
    visitor.open("/blank").await;
    if let Some(choice) = &sight.choice {
        let cookie =
            json!({"name": "samtycke", "value": choice, "url": shelf.origin(), "path": "/"});
        visitor.cdp("Network.setCookie", cookie).await;
    }
    visitor.cdp("Performance.enable", json!({})).await;
    let probe = json!({"source": probe(product)});
    visitor
        .cdp("Page.addScriptToEvaluateOnNewDocument", probe)
        .await;
    visitor.cdp("Emulation.setCPUThrottlingRate", slow).await;
    visitor.requests().await;
    let far = json!({"offline": false, "latency": sight.latency, "downloadThroughput": -1, "uploadThroughput": -1});
    visitor.cdp("Network.emulateNetworkConditions", far).await;
    let before = metric(&visitor, "ScriptDuration").await;
    visitor.go(&sight.path).await;
    if sight.answers {
        visitor.sees_within(LIMIT, "__bench.visible > 0").await;
    }
    visitor.whole().await;
    visitor.quiet().await;
    let after = metric(&visitor, "ScriptDuration").await;
    // A new process counts from nothing.
    view.script = if after < before {
        after
    } else {
        after - before
    };
    let asked = visitor.requests().await.into_iter();
    view.asked = asked.map(|request| (request.host, request.path)).collect();
    if sight.answers {
        view.accept = accept(&visitor, product).await;
    }
    let seen = visitor.js("__bench").await;
    view.loaded = number(&seen["loaded"]);
    view.visible = number(&seen["visible"]);
    view.fcp = number(&seen["fcp"]);
    view.lcp = number(&seen["lcp"]);
    view.shift = number(&seen["shift"]);
    view.memory = number(&visitor.js("__bench.memory()").await);
    view.spin = number(&visitor.js(SPIN).await);
    view
}

/// CPU milliseconds of the main thread for a product's scripts, in a page that is loaded (`pages::armed`). What ours fetches in its
/// turn is kept away: it would run meanwhile, and is not waited for.
async fn until_armed(visitor: &Visitor) -> f64 {
    visitor.block(&["*/act.*", "*/banner.*"]).await;
    visitor.cdp("Performance.enable", json!({})).await;
    let mut times = Vec::new();
    // The first time is for what the browser does only once.
    for run in ["bench.run(true)", "bench.run(true)", "bench.run()"] {
        let before = metric(visitor, "ThreadTime").await;
        assert!(visitor.holds(run).await, "a script did not come: {run}");
        times.push(metric(visitor, "ThreadTime").await - before);
    }
    visitor.block(&[]).await;
    times[2] - times[1]
}

/// Clicks on accept as a hand does; the time to the end of the next frame.
async fn accept(visitor: &Visitor, product: &Product) -> f64 {
    let listen = "(addEventListener('click', (event) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => { __bench.accept = performance.now() - event.timeStamp; };
        channel.port2.postMessage(0);
    }), { capture: true, once: true }), true)";
    visitor.js(listen).await;
    let place = format!(
        "(() => {{ const box = ({}).getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()",
        product.accept
    );
    let place = visitor.js(&place).await;
    let at = |axis: usize| number(&place[axis]) as i64;
    visitor.click_at(at(0), at(1)).await;
    visitor.sees_within(LIMIT, "__bench.accept > 0").await;
    number(&visitor.js("__bench.accept").await)
}

/// A metric of the page's process that is a time, in milliseconds.
async fn metric(visitor: &Visitor, name: &str) -> f64 {
    let told = visitor.cdp("Performance.getMetrics", json!({})).await;
    let metrics = told["metrics"].as_array().cloned().unwrap_or_default();
    let time = metrics.iter().find(|metric| metric["name"] == name);
    number(&time.unwrap_or_else(|| panic!("this browser has no {name}"))["value"]) * 1000.0
}

pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

const SPIN: &str = "(() => { const begun = performance.now(); let x = 1; for (let i = 0; i < 4000000; i++) x = (x * 31 + i) | 0; return performance.now() - begun + (x === 7 ? 1 : 0); })()";

/// Runs before anything of the page: observers, and a look at every frame.
fn probe(product: &Product) -> String {
    let last = product.scripts.last().copied().unwrap_or_default();
    // The collector serves ours under its own path.
    let last = last.rsplit('/').next().unwrap_or_default();
    r"(() => {
    if (window !== top) return;
    const memories = [], Instance = WebAssembly.Instance;
    const seen = window.__bench = { loaded: 0, visible: 0, fcp: 0, lcp: 0, shift: 0, accept: 0 };
    Object.defineProperty(seen, 'memory', { value: () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0) });
    WebAssembly.Instance = new Proxy(Instance, { construct(target, given, self) {
        const made = Reflect.construct(target, given, self);
        memories.push(...Object.values(made.exports).filter((value) => value instanceof WebAssembly.Memory));
        return made;
    } });
    const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
    watch('paint', (entry) => { if (entry.name === 'first-contentful-paint') seen.fcp = entry.startTime; });
    watch('largest-contentful-paint', (entry) => { seen.lcp = entry.startTime; });
    watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
    document.addEventListener('load', (event) => {
        const from = event.target && event.target.localName === 'script' && event.target.src;
        if (from && from.split('/').pop() === '@last@') seen.loaded = performance.now();
    }, true);
    const shown = () => {
        const banner = @banner@;
        if (!banner) return false;
        const box = banner.getBoundingClientRect();
        const inside = Math.min(box.bottom, innerHeight) - Math.max(box.top, 0);
        for (let e = banner, o = 1; e; e = e.parentElement) {
            const style = getComputedStyle(e);
            o *= style.opacity;
            if (o < 0.5 || style.visibility === 'hidden' || style.display === 'none') return false;
        }
        return box.width > 0 && box.height > 0 && inside >= box.height / 2;
    };
    let drawn = false;
    const frame = () => {
        // It stood there when the last frame was drawn.
        if (drawn) { seen.visible = performance.now(); return; }
        drawn = shown();
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
})();"
        .replace("@last@", last)
        .replace("@banner@", product.banner)
}
