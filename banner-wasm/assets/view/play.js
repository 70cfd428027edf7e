// Plays what the module tells: one call for each element. Its three texts lie in the module's memory, by address and
// length (`src/view/pen.rs` says what they mean).

// The element that is drawn in.
let here;
// The switches of the settings, each with its category's bit: that of a category, then those of its services.
let switches;
const ON = 16,
    FIXED = 32;
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function step(...places) {
    const flags = places.pop();
    const [start, text, value] = [0, 2, 4].map((at) =>
        decoder.decode(new Uint8Array(wasm.memory.buffer, places[at], places[at + 1])),
    );
    if (!start) {
        if (text) here.textContent = text;
        else here = here.parentNode || here.host;
        return;
    }
    const [tag, part, ...attributes] = start.split("|");
    const element = doc.createElement(tag);
    if (part) element.setAttribute("part", part);
    for (const attribute of attributes) {
        const [name, wanted] = attribute.split("=");
        element.setAttribute(name, wanted.replace("*", () => value));
    }
    element.textContent = text;
    here.append(element);
    if (flags) {
        const [, service] = value.split("service-");
        element.checked = flags & ON && !bridge.get().refused.includes(service);
        element.disabled = flags & FIXED;
        switches.push([element, flags & 15, service]);
        if (service) follow({ target: element });
    }
    if (!text) here = element;
}

const wasm = new WebAssembly.Instance(new WebAssembly.Module("@@WASM@@"), { view: { step } }).exports;
// The model lies in pages of its own, for as long as the page lives.
const model = new TextEncoder().encode(MODEL);
const address = wasm.memory.grow((model.length >> 16) + 1) << 16;
new Uint8Array(wasm.memory.buffer).set(model, address);

// Has the module draw in an element.
function draw(what, into, ...state) {
    here = into;
    return wasm[what](address, model.length, ...state);
}
