// Whether something of an element leads to a service that is refused.
const isRefused = (element) =>
    get().refused[0] && [...element.outerHTML.matchAll(/[/\\]{2}[^\s"'\x60()<>,;]+/g)].some(([address]) => listNeed(address) & REFUSED);
