// The calls into the core, in place of the glue of wasm-bindgen, which is eight times as long because it knows more:
// numbers go as they are, texts as a copied pair of address and length, and of an expression each word as the place of its
// bit.

function load(bytes) {
    const wasm = new WebAssembly.Instance(new WebAssembly.Module(bytes), "@@IMPORTS@@").exports;
    const { memory } = wasm;
    const encoder = new TextEncoder();
    // Behind what the linker has given out: a stack of 4 KiB (xtask) and less than that for what the core keeps itself.
    let top = 8192;
    return (name, ...args) => {
        let end = top;
        const flat = args.flatMap((value) => {
            if (typeof value !== "string") return value;
            if (name === "allows") value = placesOf(value);
            value = encoder.encode(value);
            const at = end;
            // With as much room behind it: the core reads a table into it.
            end += 2 * value.length;
            while (memory.buffer.byteLength < end) memory.grow(1);
            new Uint8Array(memory.buffer).set(value, at);
            return [at, value.length];
        });
        const answer = wasm[name](...flat);
        // Nothing but what `boot`, `read` and `learn` leave outlives an answer: no other export may have these letters.
        if (/oo|ea/.test(name)) top = end;
        return answer;
    };
}
