// The calls into the core, in place of the glue of wasm-bindgen, which is eight times as long because it knows more:
// numbers go as they are, texts as a copied pair of address and length.

function load(bytes) {
    const module = new WebAssembly.Module(bytes);
    // All it asks of us, whatever it is called. (What wasm-bindgen imports besides is called by its own glue only.)
    const need = (url, urlEnd, base, baseEnd) => urlNeed(text(url, urlEnd), text(base, baseEnd)) & ~open;
    const anything = (value) => new Proxy({}, { get: () => value });
    const wasm = new WebAssembly.Instance(module, anything(anything(need))).exports;
    const encoder = new TextEncoder();
    // A byte order mark is text like any other.
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    const view = (at, length) => new Uint8Array(wasm.memory.buffer, at >>> 0, length);
    const text = (at, length) => decoder.decode(view(at, length));
    return (name, ...args) => {
        const top = wasm.top();
        const flat = args.flatMap((value) => {
            if (typeof value !== "string") return value;
            value = encoder.encode(value);
            const { length } = value;
            const at = wasm.__wbindgen_malloc(length, 1);
            view(at, length).set(value);
            return [at, length];
        });
        let answer = wasm[name](...flat);
        // An address and a length; no address: `None`.
        if (answer?.length) answer = answer[0] ? text(...answer) : undefined;
        // Nothing but what these two leave outlives an answer.
        if (!/boot|learn/.test(name)) wasm.set_top(top);
        return answer;
    };
}
