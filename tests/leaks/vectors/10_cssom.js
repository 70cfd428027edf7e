// channel: styles by script
// vector cssom-insert-rule
const e = document.createElement("style"); document.head.append(e); e.sheet.insertRule("#b-{id}{background:url({t}/a.png)}"); leak.box().id = "b-{id}";
// vector cssom-insert-import
const e = document.createElement("style"); document.head.append(e); e.sheet.insertRule("@import url({t}/a.css);");
// vector cssom-add-rule
const e = document.createElement("style"); document.head.append(e); e.sheet.addRule("#b-{id}", "background:url({t}/a.png)"); leak.box().id = "b-{id}";
// vector cssom-insert-into-group
const e = document.createElement("style"); e.textContent = "@media screen{}"; document.head.append(e); e.sheet.cssRules[0].insertRule("#b-{id}{background:url({t}/a.png)}"); leak.box().id = "b-{id}";
// vector cssom-replace-sync
const s = new CSSStyleSheet(); s.replaceSync("#b-{id}{background:url({t}/a.png)}"); document.adoptedStyleSheets = [...document.adoptedStyleSheets, s]; leak.box().id = "b-{id}";
// vector cssom-replace
const s = new CSSStyleSheet(); document.adoptedStyleSheets.push(s); leak.box().id = "b-{id}"; await s.replace("#b-{id}{background:url({t}/a.png)}");
// vector cssom-constructed-insert
const s = new CSSStyleSheet(); document.adoptedStyleSheets = document.adoptedStyleSheets.concat(s); s.insertRule("#b-{id}{background:url({t}/a.png)}"); leak.box().id = "b-{id}";
// vector cssom-rule-style
const e = document.createElement("style"); e.textContent = "#b-{id}{color:red}"; document.head.append(e); e.sheet.cssRules[0].style.backgroundImage = "url({t}/a.png)"; leak.box().id = "b-{id}";
// vector cssom-rule-css-text
const e = document.createElement("style"); e.textContent = "#b-{id}{color:red}"; document.head.append(e); e.sheet.cssRules[0].style.cssText = "background:url({t}/a.png)"; leak.box().id = "b-{id}";
// vector cssom-rule-style-map
const e = document.createElement("style"); e.textContent = "#b-{id}{color:red}"; document.head.append(e); e.sheet.cssRules[0].styleMap.set("background-image", "url({t}/a.png)"); leak.box().id = "b-{id}";
// vector cssom-style-property
leak.box().style.backgroundImage = "url({t}/a.png)";
// vector cssom-style-shorthand
leak.box().style.background = "red url('{t}/a.png')";
// vector cssom-style-dashed
leak.box().style["background-image"] = "url({t}/a.png)";
// vector cssom-style-escaped
leak.box().style.background = "u\\72l({t}/a.png)";
// vector cssom-style-text
leak.box().style.cssText = "background:url({t}/a.png)";
// vector cssom-style-forwarded
leak.box().style = "background:url({t}/a.png)";
// vector cssom-style-attribute
leak.box().setAttribute("style", "background:url({t}/a.png)");
// vector cssom-style-attribute-node
const b = leak.box(); b.setAttribute("style", "color:red"); b.getAttributeNode("style").value = "background:url({t}/a.png)";
// vector cssom-style-set-property
leak.box().style.setProperty("background-image", "url({t}/a.png)", "important");
// vector cssom-style-assign
Object.assign(leak.box().style, { background: "url({t}/a.png)" });
// vector cssom-style-image-set
leak.box().style.backgroundImage = "image-set('{t}/a.png' 1x)";
// vector cssom-style-list
const b = leak.box(); b.style.display = "list-item"; b.style.listStyleImage = "url({t}/a.png)";
// vector cssom-style-border-image
const b = leak.box(); b.style.border = "1px solid"; b.style.borderImageSource = "url({t}/a.png)";
// vector cssom-style-mask
const b = leak.box(); b.style.webkitMaskImage = "url({t}/a.png)"; b.style.maskImage = "url({t}/a.png)";
// vector cssom-style-cursor
leak.box().style.cursor = "url({t}/a.png), auto";
// vector cssom-style-content
leak.box().style.content = "url({t}/a.png)";
// vector cssom-style-filter
leak.box().style.filter = "url({t}/a.svg#a)";
// vector cssom-style-map
leak.box().attributeStyleMap.set("background-image", "url({t}/a.png)");
// vector cssom-style-map-append
leak.box().attributeStyleMap.append("background-image", "url({t}/a.png)");
// vector cssom-variable
const e = document.createElement("style"); e.textContent = "#b-{id}{background:var(--u-{id})}"; document.head.append(e); leak.box().id = "b-{id}"; document.documentElement.style.setProperty("--u-{id}", "url({t}/a.png)");
// vector cssom-variable-attribute
const e = document.createElement("style"); e.textContent = "#b-{id}{background:var(--u-{id})}"; document.head.append(e); const b = leak.box(); b.id = "b-{id}"; b.setAttribute("style", "--u-{id}:url({t}/a.png)");
// vector cssom-register-property
try { CSS.registerProperty({ name: "--r-{id}", syntax: "<image>", inherits: false, initialValue: "url({t}/a.png)" }); } catch {} leak.box().style.backgroundImage = "var(--r-{id})";
// vector cssom-animate
const b = leak.box(); b.textContent = "a"; b.animate([{ backgroundImage: "url({t}/a.png)" }, { backgroundImage: "url({t}/a.png)" }], 5000);
// vector cssom-animate-keyframes anew
const b = leak.box(); b.textContent = "a"; new Animation(new KeyframeEffect(b, { backgroundImage: ["url({t}/a.png)", "url({t}/a.png)"] }, 5000)).play();
// vector cssom-append-keyframe
const e = document.createElement("style"); e.textContent = "@keyframes k-{id}{}"; document.head.append(e); e.sheet.cssRules[0].appendRule("from{background-image:url({t}/a.png)}"); const b = leak.box(); b.textContent = "a"; b.style.animation = "k-{id} 9s";
// vector cssom-font-face anew
new FontFace("f-{id}", "url({t}/a.woff2)").load().catch(() => 0);
// vector cssom-fonts-load
const e = document.createElement("style"); e.textContent = "@font-face{font-family:'f-{id}';src:url({t}/a.woff2)}"; document.head.append(e); document.fonts.load("12px 'f-{id}'").catch(() => 0);
// vector cssom-fonts-add anew
const f = new FontFace("g-{id}", "url({t}/a.woff2)"); document.fonts.add(f); const b = leak.box(); b.textContent = "a"; b.style.fontFamily = "'g-{id}'";
// vector cssom-svg-style
const v = document.createElementNS("http://www.w3.org/2000/svg", "svg"); const r = document.createElementNS("http://www.w3.org/2000/svg", "rect"); r.setAttribute("width", "5"); r.setAttribute("height", "5"); v.append(r); leak.box().append(v); r.style.fill = "url({t}/a.svg#a)";
// vector cssom-paint-worklet
CSS.paintWorklet.addModule("{t}/a.js").catch(() => 0);
// vector cssom-canvas-filter
const c = document.createElement("canvas").getContext("2d"); c.filter = "url({t}/a.svg#a)"; c.fillRect(0, 0, 1, 1);
// vector cssom-base-url
const s = new CSSStyleSheet({ baseURL: "{t}/" }); s.replaceSync("#b-{id}{background:url(a.png)}"); document.adoptedStyleSheets = [...document.adoptedStyleSheets, s]; leak.box().id = "b-{id}";
// vector cssom-blob-sheet
const l = document.createElement("link"); l.rel = "stylesheet"; l.href = URL.createObjectURL(new Blob(["#b-{id}{background:url({t}/a.png)}"], { type: "text/css" })); document.head.append(l); leak.box().id = "b-{id}";
// vector cssom-blob-import
const e = document.createElement("style"); e.textContent = "@import '" + URL.createObjectURL(new Blob(["#b-{id}{background:url({t}/a.png)}"], { type: "text/css" })) + "'"; document.head.append(e); leak.box().id = "b-{id}";
// vector cssom-animate-iterable
const b = leak.box(); b.textContent = "a"; const k = [{ backgroundImage: "url({t}/a.png)" }, { backgroundImage: "url({t}/a.png)" }]; b.animate(new Set(k), 5000);
// vector cssom-blob-sheet-of-no-type
const l = document.createElement("link"); l.rel = "stylesheet"; l.href = URL.createObjectURL(new Blob(["#b-{id}{background:url({t}/a.png)}"])); document.head.append(l); leak.box().id = "b-{id}";
// vector cssom-rule-object-value
const s=document.head.appendChild(document.createElement('style')),b=leak.box(),u='{background:url({t}/a.png)}';b.id=leak.unique('i');b.textContent='x';s.sheet.insertRule({toString:()=>'#'+b.id+u});
// vector cssom-sheet-object-value
const s=new CSSStyleSheet,b=leak.box(),u='{background:url({t}/a.png)}';b.id=leak.unique('i');b.textContent='x';s.replaceSync({toString:()=>'#'+b.id+u});document.adoptedStyleSheets=[...document.adoptedStyleSheets,s];
// vector cssom-keyframes-object-value
const u='url({t}/a.png)',b=leak.box();b.textContent='x';b.animate([{backgroundImage:{toString:()=>u}},{backgroundImage:{toString:()=>u}}],1e6);
// vector cssom-font-object-value
const u='url({t}/a.woff2)';new FontFace('x',{toString:()=>u}).load().catch(()=>0);
// vector cssom-namespace-in-fallback
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.id=leak.unique('i');b.textContent='x';
s.textContent='#'+b.id+'{--d:red;background:var(--d,@namespace) url({t}/a.png)}';
// vector cssom-namespace-in-if
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.id=leak.unique('i');b.textContent='x';
s.textContent='#'+b.id+'{background:if(supports(--x:@namespace):url({t}/a.png))}';
// vector cssom-function-text
const s = document.head.appendChild(document.createElement("style")); const b = leak.box(); const n = b.id = leak.unique("i"); s.textContent = `@function --${n}() { result: none } #${n} { background-image: --${n}() }`; s.sheet.cssRules[0].cssRules[0].style.cssText = "result: url({t}/a.png)";
