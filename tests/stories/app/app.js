// A small program with routes: React takes over what the server sent.
const h = React.createElement;
const served = document.getElementById("served");
// For pages that require Trusted Types.
const port = "{port}";
const own = { createScriptURL: (address) => address, createHTML: (html) => html };
const trust = window.trustedTypes ? trustedTypes.createPolicy("app", own) : own;
window.recovered = [];
window.sameNode = () => document.getElementById("served") === served;

function Route({ name }) {
    React.useEffect(() => {
        const tag = document.createElement("script");
        tag.src = trust.createScriptURL("http://stats.localhost:{port}/route/" + name + ".js");
        document.head.append(tag);
        return () => tag.remove();
    }, [name]);
    return h(
        "section",
        { "data-route": name },
        h("img", { src: "http://ads.localhost:{port}/route/" + name + ".gif", alt: "", width: 1, height: 1 }),
        h("button", { "data-consent-action": "settings" }, "Cookies"),
    );
}

function App() {
    const [route, setRoute] = React.useState("");
    const [clicks, setClicks] = React.useState(0);
    React.useEffect(() => {
        window.hydrated = true;
    }, []);
    const go = (name) => () => {
        history.pushState({}, "", "/" + name);
        setRoute(name);
        setClicks(clicks + 1);
    };
    return h(
        "main",
        null,
        h("h1", null, "Lists"),
        h("p", null, "Served, then hydrated: ", h("b", { id: "served" }, "" + clicks)),
        h("nav", null, ...["one", "two", "three"].map((name) => h("button", { id: "to-" + name, key: name, onClick: go(name) }, name))),
        route && h(Route, { name: route, key: route }),
    );
}

ReactDOM.hydrateRoot(document.getElementById("root"), h(App), {
    onRecoverableError: (error) => recovered.push("" + error),
});
