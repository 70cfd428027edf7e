// channel: more calls
// vector more-initial-blank-location
const f=document.createElement('iframe');leak.box().append(f);
f.contentWindow.location='{t}/a.html';
// vector more-opaque-frame-location
const f=document.createElement('iframe');f.sandbox='allow-scripts';f.srcdoc='x';
f.onload=()=>{f.onload=null;f.contentWindow.location='{t}/a.html'};leak.box().append(f);
// vector more-frame-location-host
const f=document.createElement('iframe');f.src='{p}/a.html';
f.onload=()=>{f.onload=null;f.contentWindow.location.host='ads.test'};leak.box().append(f);
// vector more-document-open-three-arguments
const f=document.createElement('iframe');f.name=leak.unique('w');leak.box().append(f);
document.open('{t}/a.html',f.name,'');
// vector more-open-gives-named-frame
const f=document.createElement('iframe');f.name=leak.unique('w');leak.box().append(f);
new (open('',f.name).Image)().src='{t}/a.png';
// vector more-document-named-frame
const f=document.createElement('iframe');f.name=leak.unique('w');leak.box().append(f);
document[f.name].fetch('{t}/a.txt');
// vector more-window-index-descriptor
leak.box().append(document.createElement('iframe'));
Object.getOwnPropertyDescriptor(window,String(length-1)).value.navigator.sendBeacon('{t}/a.txt');
// vector more-caption-setter-puts-frame
const x=document.createElement('table'),c=document.createElement('caption'),f=document.createElement('iframe');
c.append(f);leak.box().append(x);x.caption=c;f.contentWindow.fetch('{t}/a.txt');
// vector more-tfoot-setter-puts-image-frame
const x=leak.box().appendChild(document.createElement('table')),c=document.createElement('tfoot'),f=document.createElement('iframe');
c.insertRow().insertCell().append(f);x.tFoot=c;new f.contentWindow.EventSource('{t}/a.txt');
// vector more-body-setter-puts-frame alone
const b=document.createElement('body'),f=document.createElement('iframe');b.append(f,...document.body.childNodes);
document.body=b;f.contentWindow.eval("new Image().src='{t}/a.png'");
// vector more-comment-after-puts-frame
const c=leak.box().appendChild(new Comment('x')),f=document.createElement('iframe');
c.after(f);new f.contentWindow.Image().src='{t}/a.png';
// vector more-text-replacewith-puts-frame
const c=leak.box().appendChild(new Text('x')),f=document.createElement('iframe');
c.replaceWith(f);const q=new f.contentWindow.XMLHttpRequest;q.open('GET','{t}/a.txt');q.send();
// vector more-exec-insert-html
const b=leak.box();b.textContent='x';b.contentEditable='true';b.focus();getSelection().selectAllChildren(b);
document.execCommand('insertHTML',false,'<img src="{t}/a.png">');
// vector more-exec-insert-image
const b=leak.box();b.textContent='x';b.contentEditable='true';b.focus();getSelection().selectAllChildren(b);
document.execCommand('insertImage',false,'{t}/a.png');
// vector more-exec-insert-frame
const b=leak.box();b.textContent='x';b.contentEditable='true';b.focus();getSelection().selectAllChildren(b);
document.execCommand('insertHTML',false,'<iframe></iframe>');b.querySelector('iframe').contentWindow.fetch('{t}/a.txt');
// vector more-frame-design-mode
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument;d.designMode='on';d.body.textContent='x';
d.getSelection().selectAllChildren(d.body);d.execCommand('insertImage',false,'{t}/a.png');
// vector more-frame-function-constructor
const f=document.createElement('iframe');leak.box().append(f);
f.contentDocument.createElement('i').click.constructor("new Image().src='{t}/a.png'")();
// vector more-frame-setter-on-own-image
const f=document.createElement('iframe');leak.box().append(f);
f.contentWindow.HTMLImageElement.prototype.__lookupSetter__('src').call(new Image,'{t}/a.png');
// vector more-frame-image-after-removal
const f=document.createElement('iframe');leak.box().append(f);const i=f.contentDocument.createElement('img');
f.remove();document.adoptNode(i);i.src='{t}/a.png';
// vector more-uievent-view
const f=document.createElement('iframe');leak.box().append(f);
new UIEvent('x',{view:f.contentWindow}).view.fetch('{t}/a.txt');
// vector more-message-source
const f=document.createElement('iframe');addEventListener('message',e=>{if(e.data==='{id}')new e.source.Image().src='{t}/a.png'});
f.srcdoc="<script>parent.postMessage('{id}','*')<\/script>";leak.box().append(f);
// vector more-frame-realm-before-load
const f=document.createElement('iframe');f.src='/fp/hello.html';leak.box().append(f);const d=f.contentDocument;
const k=setInterval(()=>{if(f.contentDocument&&f.contentDocument!==d){clearInterval(k);f.contentWindow.fetch('{t}/a.txt')}},0);
// vector more-frame-realm-after-reload
const f=document.createElement('iframe');f.src='/fp/empty.html';leak.box().append(f);await new Promise(r=>f.onload=r);f.onload=null;
const d=f.contentDocument;f.contentWindow.addEventListener('pagehide',()=>{const k=setInterval(()=>{if(f.contentDocument&&f.contentDocument!==d){clearInterval(k);new f.contentWindow.Image().src='{t}/a.png'}},0)});f.contentWindow.location.reload();
// vector more-closed-shadow-frame
const f=document.createElement('iframe');leak.box().attachShadow({mode:'closed'}).append(f);
f.contentWindow.fetch('{t}/a.txt');
// vector more-object-page-realm
const o=document.createElement('object');o.type='text/html';o.data='/fp/empty.html';
o.onload=()=>{new o.contentWindow.Image().src='{t}/a.png'};leak.box().append(o);
// vector more-embed-svg-realm
const o=document.createElement('embed');o.type='image/svg+xml';o.src='/fp/empty.svg';
o.onload=()=>{o.getSVGDocument().defaultView.fetch('{t}/a.txt')};leak.box().append(o);
// vector more-frameset-as-body
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument,s=d.createElement('frameset'),r=d.createElement('frame');
r.src='{t}/a.html';s.append(r);d.body=s;
// vector more-frame-write-in-pieces
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument;
d.open();d.write('<im');d.write('g s','rc="{t}/a.p');d.writeln('ng">');d.close();
// vector more-frame-write-unclosed-style
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument;
d.open();d.write('<style>');d.write('@import "{t}/a.css";');d.write('</style>');d.close();
// vector more-frame-base-then-relative
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument;
d.head.innerHTML='<base href="{t}/">';d.body.innerHTML='<img src="a.png">';
// vector more-frame-base-style-reparsed
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument,b=d.createElement('base');
d.body.style.background='url(a.png)';b.href='{t}/';d.head.append(b);d.body.style.cssText+=';color:red';
// vector more-frame-base-clone-image
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument,b=d.createElement('base');
d.body.innerHTML='<img src="a.png">';b.setAttribute('href','{t}/');d.head.append(b);d.body.append(d.images[0].cloneNode());
// vector more-base-for-one-fetch alone
const b=document.createElement('base');b.href='{t}/';document.head.prepend(b);
fetch('a.txt').catch(()=>0);b.remove();
// vector more-base-svg-image-reset alone
const b=document.createElement('base'),x=leak.box();x.innerHTML='<svg width="9" height="9"><image width="9" height="9" href="a.png"></image></svg>';
b.href='{t}/';document.head.prepend(b);const i=x.querySelector('image');i.setAttribute('href',i.getAttribute('href'));setTimeout(()=>b.remove(),300);
// vector more-frame-javascript-location-import
const f=document.createElement('iframe');leak.box().append(f);
f.contentWindow.location="javascript:void import('{t}/a.js')";
// vector more-frame-navigation-api
const f=document.createElement('iframe');f.src='/fp/empty.html';
f.onload=()=>{f.onload=null;f.contentWindow.navigation.navigate('{t}/a.html')};leak.box().append(f);
// vector more-frame-history-refresh
const f=document.createElement('iframe');leak.box().append(f);const m=f.contentDocument.createElement('meta');
m.content='0;{t}/a.html';f.contentDocument.head.append(m);m.httpEquiv='refresh';
// vector more-rellist-replace
const l=document.createElement('link');l.rel='x';l.href='{t}/a.css';document.head.append(l);
l.relList.replace('x','stylesheet');
// vector more-rellist-assigned
const l=document.createElement('link');l.as='image';l.setAttribute('imagesrcset','{t}/a.png 1x');document.head.append(l);
l.relList='preload';
// vector more-link-imagesrcset-property
const l=document.createElement('link');l.rel='preload';l.as='image';l.imageSrcset='{t}/a.png 1x';
document.head.append(l);
// vector more-input-becomes-image
const i=document.createElement('input');i.type='hidden';i.src='{t}/a.png';leak.box().append(i);
setTimeout(()=>{i.type='image'},30);
// vector more-srcset-removed
const i=new Image;i.srcset='/fp/picture.gif';i.src='{t}/a.png';leak.box().append(i);
setTimeout(()=>i.toggleAttribute('srcset'),30);
// vector more-sizes-switched
const i=new Image;i.sizes='10px';i.srcset='/fp/picture.gif 10w, {t}/a.png 4000w';leak.box().append(i);
setTimeout(()=>{i.sizes='4000px'},50);
// vector more-source-removed
const b=leak.box();b.innerHTML='<picture><source srcset="/fp/picture.gif"><source srcset="{t}/a.png"><img></picture>';
setTimeout(()=>b.querySelector('source').remove(),30);
// vector more-source-moved-into-picture
const b=leak.box();b.innerHTML='<source srcset="{t}/a.png"><picture><img src="/fp/picture.gif"></picture>';
const p=b.querySelector('picture');p.moveBefore(b.querySelector('source'),p.firstChild);
// vector more-picture-frame-widened
const f=document.createElement('iframe');f.width=50;f.srcdoc='<picture><source media="(min-width:300px)" srcset="{t}/a.png"><img src="/fp/picture.gif"></picture>';
f.onload=()=>{f.width=500};leak.box().append(f);
// vector more-attr-from-parsed-paragraph
const p=new DOMParser().parseFromString('<p src="{t}/a.png">','text/html').querySelector('p'),i=new Image;
i.setAttributeNode(p.removeAttributeNode(p.attributes[0]));
// vector more-attr-textcontent-later
const a=document.createAttribute('src'),i=new Image;i.setAttributeNode(a);
a.textContent='{t}/a.png';
// vector more-attribute-foreign-prefix
const i=document.createElementNS('http://www.w3.org/2000/svg','image');i.setAttributeNS('http://www.w3.org/1999/xlink','zz:href','{t}/a.png');
const s=document.createElementNS('http://www.w3.org/2000/svg','svg');s.append(i);leak.box().append(s);
// vector more-element-with-prefix
const i=document.createElementNS('http://www.w3.org/1999/xhtml','zz:img');
i.setAttribute('src','{t}/a.png');leak.box().append(i);
// vector more-xml-parsed-prefixed
const d=new DOMParser().parseFromString('<z:div xmlns:z="http://www.w3.org/1999/xhtml"><z:img src="{t}/a.png"/></z:div>','text/xml');
leak.box().append(d.documentElement);
// vector more-xml-parsed-entity-in-style
const d=new DOMParser().parseFromString('<!DOCTYPE x [<!ENTITY e "@import">]><style xmlns="http://www.w3.org/1999/xhtml">&e; <![CDATA["{t}/]]>a.css";</style>','application/xhtml+xml');
leak.box().append(d.documentElement);
// vector more-svg-href-baseval
const s=document.createElementNS('http://www.w3.org/2000/svg','svg'),i=s.appendChild(document.createElementNS('http://www.w3.org/2000/svg','image'));
leak.box().append(s);i.href.baseVal='{t}/a.png';
// vector more-svg-script-baseval
const s=document.createElementNS('http://www.w3.org/2000/svg','svg'),i=s.appendChild(document.createElementNS('http://www.w3.org/2000/svg','script'));
i.href.baseVal='{t}/a.js';leak.box().append(s);
// vector more-set-attribute-name-later
const b=leak.box();b.innerHTML='<svg width="9" height="9"><image width="9" height="9"><set attributeName="class" to="{t}/a.png"></set></image></svg>';
b.querySelector('set').setAttribute('attributeName','href');
// vector more-set-retargeted-and-begun
const b=leak.box(),n=leak.unique('i');b.innerHTML='<svg width="9" height="9"><image width="9" height="9"></image><a><set attributeName="href" begin="indefinite" to="{t}/a.png"></set></a></svg>';
b.querySelector('image').id=n;const s=b.querySelector('set');s.setAttribute('href','#'+n);s.beginElement();
// vector more-rule-style-assigned
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.id=leak.unique('i');s.textContent='#'+b.id+'{color:red}';
s.sheet.cssRules[0].style='background:url({t}/a.png)';
// vector more-style-comment-node-removed
const s=document.createElement('style'),b=leak.box();b.id=leak.unique('i');s.append('/*','#'+b.id+'{background:url({t}/a.png)}','/**/');
document.head.append(s);setTimeout(()=>s.firstChild.remove(),30);
// vector more-style-text-in-pieces
const s=document.createElement('style');
s.append('@im','port "ht','tp:','//ads.test','{p}/a.css";');document.head.append(s);
// vector more-style-insert-adjacent-text
document.head.appendChild(document.createElement('style')).insertAdjacentText('beforeend','@import "{t}/a.css";');
// vector more-style-replace-data
const s=document.createElement('style');s.append('@import "/fp/own.css";');document.head.append(s);
s.firstChild.replaceData(9,11,'{t}/a.css');
// vector more-style-text-moved-in
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.append('@import "{t}/a.css";');
const r=new Range;r.selectNodeContents(b);s.append(r.extractContents());
// vector more-style-type-dropped
const s=document.createElement('style');s.type='text/x';s.append('@import "{t}/a.css";');document.head.append(s);
setTimeout(()=>s.removeAttribute('type'),30);
// vector more-pi-xml-stylesheet
document.insertBefore(document.createProcessingInstruction('xml-stylesheet','href="{t}/a.css" type="text/css"'),document.documentElement);
// vector more-pi-in-svg-frame
const f=document.createElement('iframe');f.src='/fp/empty.svg';leak.box().append(f);
f.onload=()=>{const d=f.contentDocument;d.documentElement.before(d.createProcessingInstruction('xml-stylesheet','href="{t}/a.css"'))};
// vector more-legacy-addrule
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.id=leak.unique('i');
s.sheet.addRule('#'+b.id,'background:url({t}/a.png)');
// vector more-rule-inside-rule
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.id=leak.unique('i');s.textContent='#'+b.id+'{color:red}';
s.sheet.cssRules[0].insertRule('&{background:url({t}/a.png)}');
// vector more-keyframes-append-rule
const s=document.head.appendChild(document.createElement('style')),b=leak.box(),n=leak.unique('k');s.textContent='@keyframes '+n+'{}';
s.sheet.cssRules[0].appendRule('from,to{background:url({t}/a.png)}');b.style.animation=n+' 9s';
// vector more-font-face-rule-source
const s=document.head.appendChild(document.createElement('style')),b=leak.box(),n=leak.unique('k');s.textContent='@font-face{font-family:'+n+';src:local(nope)}';
s.sheet.cssRules[0].style.setProperty('src','url({t}/a.woff2)');b.style.fontFamily=n;b.textContent='x';
// vector more-register-property
const b=leak.box(),n='--'+leak.unique('k');CSS.registerProperty(Object.assign(Object.create({syntax:'<image>'}),{inherits:false,initialValue:'url({t}/a.png)',['na'+'me']:n}));
b.style.background='var('+n+')';
// vector more-typed-om-unparsed
const b=leak.box();b.attributeStyleMap.set('--x',new CSSUnparsedValue(['url("{t}/a.png")']));
b.style.background='var(--x)';
// vector more-typed-om-parsed
const b=leak.box();
b.attributeStyleMap.append('background-image',CSSStyleValue.parse('background-image','url("{t}/a.png")'));
// vector more-css-module-adopted
const m=await import('/fp/background.css?u={u}',{with:{type:'css'}});
document.adoptedStyleSheets.push(m.default);
// vector more-adopted-then-text
const b=leak.box(),c=new CSSStyleSheet;b.id=leak.unique('i');document.adoptedStyleSheets.push(c);
c.insertRule('@layer x{}');c.cssRules[0].insertRule('#'+b.id+'{background:url({t}/a.png)}');
// vector more-keyframe-effect
const e=new KeyframeEffect(leak.box(),null,9999);e.setKeyframes({borderImageSource:['url({t}/a.png)','url({t}/a.png)']});
e.target.style.border='2px solid';new Animation(e).play();
// vector more-popover-backdrop
const b=leak.box(),s=document.head.appendChild(document.createElement('style'));b.id=leak.unique('i');b.popover='manual';
s.textContent='#'+b.id+'::backdrop{background:url({t}/a.png)}';b.showPopover();setTimeout(()=>b.hidePopover(),600);
// vector more-view-transition alone
const s=document.head.appendChild(document.createElement('style'));s.textContent='::view-transition{background:url({t}/a.png)}';
document.startViewTransition(()=>{});
// vector more-alternating-string
let n=0;const i=new Image,o={toString(){return n++%2?'{t}/a.png':'/fp/picture.gif'}};
i.setAttribute('src',o);i.setAttribute('src',o);
// vector more-alternating-primitive
let n=0;const o={[Symbol.toPrimitive]:()=>n++%3==2?'{t}/a.txt':'/fp/data.json'};
fetch(o);fetch(o);fetch(o);
// vector more-alternating-markup
let n=0;const b=leak.box(),o={toString(){return n++%2?'<img src="{t}/a.png">':'<b>x</b>'}};
b.insertAdjacentHTML('beforeend',o);b.insertAdjacentHTML('beforeend',o);
// vector more-alternating-attribute-name
let n=0;const i=new Image,o={toString(){return n++%2?'src':'title'}};
i.setAttribute(o,'{t}/a.png');i.setAttribute(o,'{t}/a.png');
// vector more-url-object-lies
const u=new URL('{t}/a.txt');for(const k of['href','host','hostname','origin','protocol'])Object.defineProperty(u,k,{value:location[k]});
fetch(u);
// vector more-request-url-lies
const r=new Request('{t}/a.txt',{mode:'no-cors'});Object.defineProperty(r,'url',{value:location.href});
fetch(r);
// vector more-request-without-prototype
const r=new Request('{t}/a.txt',{mode:'no-cors'});Object.setPrototypeOf(r,null);
fetch(r);
// vector more-element-lies-about-itself
const i=document.createElement('img');for(const k of['localName','nodeName','tagName','namespaceURI'])Object.defineProperty(i,k,{value:'p'});
Object.setPrototypeOf(i,HTMLParagraphElement.prototype);i.setAttribute('src','{t}/a.png');
// vector more-fragment-lies-about-children
const d=new DOMParser().parseFromString('<p><img src="{t}/a.png"></p>','text/html'),p=d.querySelector('p');
for(const k of['querySelectorAll','getElementsByTagName','childNodes','children','firstChild','nodeType'])Object.defineProperty(p,k,{value:k=='nodeType'?3:k[0]=='f'?null:k[0]=='c'?[]:()=>[]});leak.box().append(p);
// vector more-poisoned-url alone
for(const k of['href','host','hostname','origin','protocol'])Object.defineProperty(URL.prototype,k,{get(){return location[k]}});
URL.prototype.toString=()=>location.href;const a=HTMLAnchorElement.prototype;for(const k of['href','host','hostname','origin','protocol'])Object.defineProperty(a,k,{get(){return location[k]}});new Image().src='{t}/a.png';
// vector more-poisoned-strings
const S=String.prototype,k=['startsWith','endsWith','includes','indexOf','match','split','toLowerCase','replace','slice','trim','charAt','codePointAt'],v=k.map(x=>S[x]);
for(const x of k)S[x]=()=>'';try{new Image().src='{t}/a.png'}finally{k.forEach((x,j)=>{S[x]=v[j]})}
// vector more-poisoned-regexp
const R=RegExp.prototype,{test,exec}=R;R.test=()=>false;R.exec=()=>null;
try{new Image().src='{t}/a.png'}finally{R.test=test;R.exec=exec}
// vector more-poisoned-collections
const l=[[Set.prototype,'has'],[Map.prototype,'get'],[Map.prototype,'has'],[WeakMap.prototype,'has'],[WeakSet.prototype,'has'],[Array.prototype,'some'],[Array.prototype,'includes'],[Array.prototype,'indexOf'],[Array.prototype,'find'],[Array.prototype,'every']],v=l.map(x=>x[0][x[1]]);
for(const a of[false,true]){for(const x of l)x[0][x[1]]=()=>a;try{new Image().src='{t}/a.png?'+a}finally{for(let j=0;j<l.length;j++)l[j][0][l[j][1]]=v[j]}}
// vector more-stolen-through-apply
const F=Function.prototype,A=F.apply,C=F.call,R=Reflect.apply,z=[];F.apply=function(...a){z[z.length]=this;return R(A,this,a)};F.call=function(...a){z[z.length]=this;return R(C,this,a)};Reflect.apply=(g,x,a)=>{z[z.length]=g;return R(g,x,a)};
try{fetch('/fp/data.json')}finally{F.apply=A;F.call=C;Reflect.apply=R}for(const g of[...z,fetch])if(/fetch/.test(g.name))R(g,window,['{t}/a.txt']);
// vector more-stolen-through-weakmap
const W=WeakMap.prototype,M=Map.prototype,g=W.get,m=M.get,z=[];W.get=function(k){const v=Reflect.apply(g,this,[k]);if(typeof v=='function')z[z.length]=v;return v};M.get=function(k){const v=Reflect.apply(m,this,[k]);if(typeof v=='function')z[z.length]=v;return v};
try{navigator.sendBeacon('/fp/echo','x');String(navigator.sendBeacon)}finally{W.get=g;M.get=m}for(const q of[...z,navigator.sendBeacon])try{q.call(navigator,'{t}/a.txt','x')}catch(e){}
// vector more-deep-stack
let n=0;const i=new Image;
(function d(){try{d()}catch(e){}if(n++<150)i.src='{t}/a.png?'+n})();
// vector more-object-prototype-options alone
Object.prototype.mode='no-cors';Object.prototype.get=undefined;Object.prototype.value='/fp/picture.gif';Object.prototype.url=location.href;
try{new Image().src='{t}/a.png'}finally{for(const k of['mode','get','value','url'])delete Object.prototype[k]}
// vector more-response-blob-page
const f=document.createElement('iframe'),b=await new Response('<img src="{t}/a.png">',{headers:{'content-type':'text/html'}}).blob();
f.src=URL.createObjectURL(b);leak.box().append(f);
// vector more-blob-slice-becomes-page
const f=document.createElement('iframe');
f.src=URL.createObjectURL(new Blob(['<img src="','{t}/a.png','">'],{type:'text/plain'}).slice(0,9999,'text/html'));leak.box().append(f);
// vector more-blob-utf16-page
const f=document.createElement('iframe');
f.src=URL.createObjectURL(new Blob([Uint16Array.from('\ufeff<img src="{t}/a.png">',c=>c.charCodeAt())],{type:'text/html'}));leak.box().append(f);
// vector more-data-utf16-page
const f=document.createElement('iframe');
f.src='data:text/html;charset=utf-16be,'+Array.from('<img src="{t}/a.png">',c=>'%00%'+c.charCodeAt().toString(16)).join('');leak.box().append(f);
// vector more-blob-utf16-css
const l=document.createElement('link');l.rel='stylesheet';
l.href=URL.createObjectURL(new Blob([Uint16Array.from('\ufeff@import "{t}/a.css";',c=>c.charCodeAt())],{type:'text/css'}));document.head.append(l);
// vector more-blob-xhtml-page-script
const f=document.createElement('iframe'),b=await new Response('<x:script xmlns:x="http://www.w3.org/1999/xhtml">import("{t}/a.js")</x:script>',{headers:{'content-type':'application/xml'}}).blob();
f.src=URL.createObjectURL(b);leak.box().append(f);
// vector more-opfs-file-page
const h=await(await navigator.storage.getDirectory()).getFileHandle(leak.unique('x'),{create:true}),w=await h.createWritable(),f=document.createElement('iframe');await w.write('<img src="{t}/a.png">');await w.close();
f.src=URL.createObjectURL((await h.getFile()).slice(0,9999,'text/html'));leak.box().append(f);
// vector more-formdata-file-worker
const d=new FormData;d.append('x',new Blob(["fetch('{t}/a.txt')"],{type:'text/javascript'}));
new Worker(URL.createObjectURL(d.get('x')));
// vector more-response-blob-worker-import
const b=await new Response("new Function('return import(\"{t}/a.js\")')()",{headers:{'content-type':'text/javascript'}}).blob();
new Worker(URL.createObjectURL(b));
// vector more-data-module-worker
new Worker('data:text/javascript,import "{t}/a.js"',{type:'module'});
// vector more-worker-font-face
new Worker('data:text/javascript,'+encodeURIComponent("new FontFace('x','url({t}/a.woff2)').load()"));
// vector more-worker-in-worker-socket
new Worker('data:text/javascript,'+encodeURIComponent('new Worker("data:text/javascript,"+encodeURIComponent("new WebSocket(\'{w}/a\')"))'));
// vector more-shared-worker-event-source
new SharedWorker('data:text/javascript,'+encodeURIComponent('new EventSource("{t}/a.txt")'),leak.unique('x'));
// vector more-frame-worker-constructor
const f=document.createElement('iframe');leak.box().append(f);
new f.contentWindow.Worker('data:text/javascript,importScripts("{t}/a.js")');
// vector more-audio-worklet-data-import
new OfflineAudioContext(1,1,8000).audioWorklet.addModule('data:text/javascript,import "{t}/a.js"');
// vector more-paint-worklet
CSS.paintWorklet.addModule('{t}/a.js');
// vector more-cache-add-all
(await caches.open(leak.unique('c'))).addAll([Object.setPrototypeOf(new Request('{t}/a.txt'),null)]);
// vector more-fetch-later
fetchLater('{s}/a.txt',{activateAfter:0});
// vector more-socket-with-http-address
Reflect.construct(WebSocket,['{t}/a'],Array);
// vector more-socket-stream
new WebSocketStream('{w}/a');
// vector more-turn-over-tcp
const c=new RTCPeerConnection({iceServers:[{urls:'turn:'+new URL('{h}').hostname+':80?transport=tcp',username:'a',credential:'b'}]});
c.createDataChannel('x');await c.setLocalDescription();
// vector more-federated-credential
navigator.credentials.get({identity:{providers:[{configURL:'{h}/a.json',clientId:'x',nonce:'y'}]}}).catch(()=>0);
// vector more-xhr-document-adopted
const x=new XMLHttpRequest;x.open('GET',URL.createObjectURL(await new Response('<p><img src="{t}/a.png"></p>',{headers:{'content-type':'text/html'}}).blob()));
x.responseType='document';x.onload=()=>leak.box().append(x.response.querySelector('p'));x.send();
// vector more-import-source
(0,eval)("import.source('{t}/a.wasm')").catch(()=>0);
// vector more-async-generator-constructor
(async function*(){}).constructor("await import('{t}/a.js')")().next();
// vector more-handler-attribute-import
const b=leak.box();b.setAttribute('onpointercancel',"import('{t}/a.js')");
b.dispatchEvent(new Event('pointercancel'));
// vector more-script-text-in-pieces
const s=document.createElement('script');s.append('imp','ort("ht','tp://ads.test','{p}/a.js")');
document.head.append(s);
// vector more-script-text-later
const s=document.createElement('script');document.head.append(s);
s.insertAdjacentText('beforeend',"import('{t}/a.js')");
// vector more-timer-object
setTimeout({toString:()=>"import('{t}/a.js')"});
// vector more-import-alternating
let n=0;const o={toString:()=>n++%2?'{t}/a.js':'/fp/module.js'};
await import(o);await import(o);
// vector more-importmap-added alone
const s=document.createElement('script'),n=leak.unique('m');s.type='importmap';s.append('{"imports":{"'+n+'":','"{t}/a.js"}}');document.head.append(s);
await import(n);
// vector more-speculation-in-pieces
const s=document.createElement('script');s.append('{"prefetch":[{"urls":["ht','tps://ads.test','{p}/a.html"]}]}');
s.type='speculationrules';document.head.append(s);
// vector more-svg-link-dispatched
const b=leak.box(),n=leak.unique('w');b.innerHTML='<iframe name="'+n+'"></iframe><svg width="9" height="9"><a xlink:href="{t}/a.html" target="'+n+'"><text>x</text></a></svg>';
b.querySelector('text').dispatchEvent(new MouseEvent('click',{bubbles:true,cancelable:true,view:window}));
// vector more-area-ping
const b=leak.box();b.innerHTML='<map name="x"><area href="#x" ping="{t}/a.txt"></map>';
b.querySelector('area').click();
// vector more-request-submit-image
const b=leak.box(),n=leak.unique('w');b.innerHTML='<iframe name="'+n+'"></iframe><form method="post" action="/fp/echo"><input type="image" formmethod="get" formtarget="'+n+'"></form>';
const i=b.querySelector('input');i.formAction='{t}/a.html';i.form.requestSubmit(i);
// vector more-outside-button-form-attribute
const b=leak.box(),n=leak.unique('w');b.innerHTML='<iframe name="'+n+'"></iframe><form id="'+n+'f" target="'+n+'"><input name="id"></form>';
const k=document.createElement('button');k.setAttribute('form',n+'f');k.setAttribute('formaction','{t}/a.html');leak.box().append(k);k.dispatchEvent(new MouseEvent('click',{cancelable:true}));
// vector more-form-from-frame-document
const f=document.createElement('iframe');leak.box().append(f);const m=f.contentDocument.createElement('form');m.action='{t}/a.html';
f.contentDocument.body.append(m);HTMLFormElement.prototype.submit.call(m);
// vector more-template-clonable-shadow
const x=document.createElement('template');x.setHTMLUnsafe('<p><template shadowrootmode="closed" shadowrootclonable><style>:host{background:url({t}/a.png)}</style>x</template></p>');
leak.box().append(x.content.cloneNode(true));
// vector more-parsed-closed-shadow-adopted
const d=Document.parseHTMLUnsafe('<p><template shadowrootmode="closed"><img src="{t}/a.png"></template></p>');
leak.box().append(d.querySelector('p'));
// vector more-set-html-own-sanitizer
leak.box().setHTML('<img src="{t}/a.png">',{sanitizer:{elements:[{name:'img',attributes:['src']}]}});
// vector more-every-html-method
for(const k of Object.getOwnPropertyNames(Element.prototype))if(/HTML/.test(k)&&!/^(inner|outer)/.test(k))try{const r=leak.box()[k]('<img src="{t}/a.png?'+k+'">');if(r&&r.getWriter)r.getWriter().write('<img src="{t}/a.png?'+k+'">')}catch(e){}
// vector more-stream-html-in-pieces
const w=leak.box().streamAppendHTMLUnsafe().getWriter();
await w.write('<im');await w.write('g src="{t}/a');await w.write('.png">');await w.close();
// vector more-append-html-run-scripts
leak.box().appendHTMLUnsafe("<script>import('{t}/a.js')<\/script>",{runScripts:true});
// vector more-custom-built-in-super
class I extends HTMLImageElement{go(){super.srcset='{t}/a.png'}}
customElements.define(leak.unique('f-x').toLowerCase().replace(/[^a-z0-9-]/g,'-'),I,{extends:'img'});new I().go();
// vector more-upgrade-moves-template
const n='f-up-'+Math.random().toString(36).slice(2),b=leak.box(),d=new DOMParser().parseFromString('<'+n+'><noscript><img src="{t}/a.png"></noscript></'+n+'>','text/html');
customElements.define(n,class extends HTMLElement{connectedCallback(){this.append(...this.firstChild.childNodes)}});b.append(document.importNode(d.body.firstChild,true));
// vector more-xslt-makes-image
const P=x=>new DOMParser().parseFromString(x,'text/xml'),x=new XSLTProcessor;x.importStylesheet(P('<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="html"/><xsl:template match="/"><xsl:element name="im{\'g\'}"><xsl:attribute name="src">{t}/a.png</xsl:attribute></xsl:element></xsl:template></xsl:stylesheet>'));
leak.box().append(x.transformToFragment(P('<x/>'),document));
// vector more-xslt-document-function
const P=x=>new DOMParser().parseFromString(x,'text/xml'),x=new XSLTProcessor;x.importStylesheet(P('<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><p><xsl:copy-of select="document(\'{t}/a.xml\')"/></p></xsl:template></xsl:stylesheet>'));
x.transformToFragment(P('<x/>'),document);
// vector more-xslt-import
new XSLTProcessor().importStylesheet(new DOMParser().parseFromString('<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:import href="{t}/a.xml"/></xsl:stylesheet>','text/xml'));
// vector more-trusted-types-default-policy alone
const m=document.createElement('meta'),b=leak.box();m.httpEquiv='Content-Security-Policy';m.content="require-trusted-types-for 'script'";document.head.append(m);
trustedTypes.createPolicy('default',{createHTML:x=>x.replace('/fp/picture.gif','{t}/a.png'),createScript:x=>x,createScriptURL:x=>x});b.innerHTML='<img src="/fp/picture.gif">';
// vector more-trusted-html-object
leak.box().innerHTML=trustedTypes.createPolicy(leak.unique('p'),{createHTML:x=>x}).createHTML('<img src="{t}/a.png">');
// vector more-body-background-property alone
document.body.background='{t}/a.png';
// vector more-canvas-font
const n=leak.unique('k'),s=document.head.appendChild(document.createElement('style')),c=document.createElement('canvas').getContext('2d');s.textContent='@font-face{font-family:'+n+';src:url({t}/a.woff2)}';
c.font='9px '+n;c.fillText('x',1,9);
// vector more-cookie-frame-setter store=cookie
const f=document.createElement('iframe');leak.box().append(f);
f.contentWindow.Document.prototype.__lookupSetter__('cookie').call(document,'{name}=1; path=/');
// vector more-cookie-alternating store=cookie
let n=0;const o={toString:()=>n++%2?'{name}=1; path=/':'own=1; path=/'};
document.cookie=o;document.cookie=o;
// vector more-cookie-white-space store=cookie
document.cookie='\t  {name}\t = 1; path=/';
// vector more-cookie-javascript-location store=cookie
const f=document.createElement('iframe');leak.box().append(f);
f.contentWindow.location="javascript:void(document.cookie='{name}=1; path=/')";
// vector more-cookie-svg-object store=cookie
const o=document.createElement('object');o.type='image/svg+xml';o.data='/fp/empty.svg';
o.onload=()=>{o.contentDocument.cookie='{name}=1; path=/'};leak.box().append(o);
// vector more-cookie-store-alternating store=cookie
let n=0;const o={get name(){return n++%2?'{name}':'own'},value:'1'};
await cookieStore.set(o);await cookieStore.set(o);
// vector more-cookie-set-with-receiver store=cookie
Reflect.set(Object.create(Object.getPrototypeOf(Object.getPrototypeOf(document))),'cookie','{name}=1; path=/',document);
// vector more-local-class-field store=local
class A{constructor(){return localStorage}}
new(class extends A{['{name}']='1'});
// vector more-local-destructured store=local
[localStorage['{name}']]=['1'];
// vector more-local-proxy store=local
new Proxy(localStorage,{})['{name}']='1';
// vector more-local-set-with-receiver store=local
Reflect.set({},'{name}','1',localStorage);
// vector more-local-frame-set-item store=local
const f=document.createElement('iframe');leak.box().append(f);
f.contentWindow.Storage.prototype.setItem.call(localStorage,'{name}','1');
// vector more-local-nullish-assignment store=local
const k={toString:()=>'{name}'};localStorage[k]??='1';
// vector more-session-super-receiver store=session
({go(){super['{name}']='1'}}).go.call(sessionStorage);
// vector more-session-for-of store=session
for(sessionStorage['{name}'] of ['1']);
// vector more-session-alternating store=session
let n=0;const o={toString:()=>n++%2?'{name}':'own'};
sessionStorage.setItem(o,'1');sessionStorage.setItem(o,'1');
// vector more-session-define-properties store=session
Object.defineProperties(sessionStorage,Object.getOwnPropertyDescriptors({['{name}']:'1'}));
// vector more-idb-frame-factory store=indexeddb
const f=document.createElement('iframe');leak.box().append(f);
IDBFactory.prototype.open.call(f.contentWindow.indexedDB,'{name}');
// vector more-idb-alternating store=indexeddb
let n=0;const o={toString:()=>n++%2?'{name}':'own'};
indexedDB.open(o);indexedDB.open(o);
// vector more-idb-worker store=indexeddb
const b=await new Response("indexedDB.open('{name}')",{headers:{'content-type':'text/javascript'}}).blob();
new Worker(URL.createObjectURL(b));
// vector more-cache-frame-storage store=cache
const f=document.createElement('iframe');leak.box().append(f);
await CacheStorage.prototype.open.call(f.contentWindow.caches,'{name}');
// vector more-cache-worker store=cache
new Worker(URL.createObjectURL(await new Response("caches.open('{name}')",{headers:{'content-type':'text/javascript'}}).blob()));
// vector more-inert-template-moved
const t = document.createElement("template"); t.innerHTML = "<script src='{t}/a.js'><\/script>"; leak.box().append(t.content);
// vector more-inert-template-cloned
const t = document.createElement("template"); t.innerHTML = "<script src='{t}/a.js'><\/script>"; leak.box().append(document.importNode(t.content, true));
// vector more-inert-html-of-document
const d = document.implementation.createHTMLDocument(""); d.body.innerHTML = "<script src='{t}/a.js'><\/script>"; leak.box().append(d.body.firstChild);
// vector more-inert-html-of-xml
const d = new DOMParser().parseFromString("<html xmlns='http://www.w3.org/1999/xhtml'><body/></html>", "application/xhtml+xml"), o = d.querySelector("body"); o.innerHTML = "<script src='{t}/a.js'></" + "script>"; leak.box().append(o.firstChild);
// vector more-inert-html-svg-script
const b = leak.box(); b.innerHTML = "<svg><script href='{t}/a.js'><\/script></svg>"; leak.box().append(b.firstChild);
// vector more-inert-html-moved
const b = leak.box(); b.innerHTML = "<script src='{t}/a.js'><\/script>"; leak.box().append(b.firstChild); const s = document.createElement("div"); s.insertAdjacentHTML("beforeend", "<script src='{t}/b.js'><\/script>"); leak.box().append(s.firstChild);
