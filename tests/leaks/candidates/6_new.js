// channel: new calls
// vector new-script-removed-at-once
const s=document.createElement('script');s.src='{t}/a.js';document.head.appendChild(s);document.head.removeChild(s);
// vector new-script-of-box-emptied
const b=leak.box(),s=document.createElement('script');s.src='{t}/a.js';b.append(s);b.innerHTML='';
// vector new-image-used-again
const i=new Image;i.src='{t}/a.png';setTimeout(()=>{i.src='/fp/picture.gif'},200);
// vector new-socket-subclass-method
class W extends WebSocket{constructor(u){super(u);this.setUp()}setUp(){this.onopen=()=>this.send('x')}}
new W('{w}/a');
// vector new-event-source-subclass-field
class E extends EventSource{log=[];constructor(u){super(u);this.log.push(1);fetch('{t}/b.txt?'+this.log.length,{mode:'no-cors'})}}
new E('{t}/a.txt');
// vector new-style-text-then-other
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.id=leak.unique('i');
s.textContent='#'+b.id+'{background:url({t}/a.png)}';await new Promise(r=>setTimeout(r,250));s.textContent='#own{}';
const k=setInterval(()=>{if(s.textContent!=='#own{}'){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-style-property-then-none
const b=leak.box();b.textContent='x';b.style.backgroundImage='url({t}/a.png)';await new Promise(r=>setTimeout(r,250));b.style.backgroundImage='none';
const k=setInterval(()=>{if(b.style.backgroundImage!=='none'){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-style-text-then-property
const b=leak.box();b.textContent='x';b.style.cssText='color:red;background:url({t}/a.png)';await new Promise(r=>setTimeout(r,250));b.style.color='blue';
const k=setInterval(()=>{if(b.style.color!=='blue'){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-style-attribute-then-property
const b=leak.box();b.textContent='x';b.setAttribute('style','display:block;background:url({t}/a.png)');await new Promise(r=>setTimeout(r,250));b.style.display='none';
const k=setInterval(()=>{if(b.style.display!=='none'){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-rule-then-deleted
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.id=leak.unique('i');b.textContent='x';s.sheet.insertRule('#'+b.id+'{background:url({t}/a.png)}');
await new Promise(r=>setTimeout(r,250));s.sheet.deleteRule(0);
const k=setInterval(()=>{if(s.sheet.cssRules.length){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-animation-then-cancelled
const b=leak.box();b.textContent='x';const a=b.animate([{backgroundImage:'url({t}/a.png)'},{backgroundImage:'url({t}/a.png)'}],{duration:1e6});
await new Promise(r=>setTimeout(r,250));a.cancel();
const k=setInterval(()=>{if(b.getAnimations().length){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-srcdoc-then-other
const f=document.createElement('iframe');f.srcdoc="<script>new Image().src='{t}/a.png'<\/script>";leak.box().append(f);await new Promise(r=>setTimeout(r,500));f.srcdoc='<p>own</p>';
const k=setInterval(()=>{const d=f.contentDocument;if(d&&d.readyState==='complete'&&d.querySelector('script')&&f.srcdoc!=='<p>own</p>'){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-item-then-removed
localStorage.setItem('{name}','1');localStorage.removeItem('{name}');new Image().src='{t}/a.png';
const k=setInterval(()=>{if(localStorage.getItem('{name}')){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-item-then-cleared
sessionStorage.setItem('{name}','1');delete sessionStorage['{name}'];new Image().src='{t}/a.png';
const k=setInterval(()=>{if(sessionStorage.getItem('{name}')){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-window-name-then-other alone
window.name='{name}';window.name='own';new Image().src='{t}/a.png';
const k=setInterval(()=>{if(window.name!=='own'){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-fetch-body-changed
const d=new URLSearchParams('q=1');const p=fetch('{t}/a.txt',{method:'POST',mode:'no-cors',body:d}).catch(()=>0);d.set('q','2');
// vector new-fetch-aborted-later
const c=new AbortController;fetch('{t}/a.txt',{mode:'no-cors',signal:c.signal}).catch(()=>0);setTimeout(()=>c.abort(),150);
// vector new-fetch-tried-again
const go=n=>Promise.race([fetch('{t}/a.txt?'+n,{mode:'no-cors'}).then(()=>1,()=>1),new Promise(r=>setTimeout(r,700))]).then(ok=>ok||n>1||go(n+1));
go(0);
// vector new-frame-beside-script
const f=document.createElement('iframe'),s=document.createElement('script'),b=document.createDocumentFragment();s.textContent="window[window.length-1].fetch('{t}/a.txt',{mode:'no-cors'})";b.append(f,s);leak.box().append(b);
// vector new-frame-beside-element
const n='new-x-'+Math.random().toString(36).slice(2),b=document.createElement('div'),f=document.createElement('iframe');customElements.define(n,class extends HTMLElement{connectedCallback(){window[window.length-1].fetch('{t}/a.txt',{mode:'no-cors'})}});b.append(f,document.createElement(n));leak.box().append(b);
// vector new-frame-caption-index
const t=leak.box().appendChild(document.createElement('table')),h=document.createElement('thead');h.insertRow().insertCell().append(document.createElement('iframe'));t.tHead=h;window[window.length-1].fetch('{t}/a.txt',{mode:'no-cors'});
// vector new-frame-move-before-index
const b=leak.box(),d=document.createElement('div'),f=document.createElement('iframe');d.append(f);b.appendChild(d);const w=window[window.length-1];w.fetch('{t}/a.txt',{mode:'no-cors'});
// vector new-frame-undo
const b=leak.box();b.contentEditable='true';b.innerHTML='<p>x</p>';b.focus();getSelection().selectAllChildren(b);document.execCommand('insertHTML',false,'<b>1</b><iframe></iframe>');document.execCommand('undo');document.execCommand('redo');const f=b.querySelector('iframe');f&&window[window.length-1].fetch('{t}/a.txt',{mode:'no-cors'});
// vector new-image-redo
const b=leak.box();b.contentEditable='true';b.innerHTML='<p>x</p>';b.focus();getSelection().selectAllChildren(b);document.execCommand('insertHTML',false,'<img src="{t}/a.png">');document.execCommand('undo');document.execCommand('redo');
// vector new-css-function-string
const s=document.head.appendChild(document.createElement('style')),b=leak.box(),n='--'+leak.unique('f');b.id=leak.unique('i');b.textContent='x';
s.textContent='@function '+n+'(){result:"{t}/a.png"}#'+b.id+'{background:image-set('+n+'() 1x)}';
// vector new-css-property-string
const s=document.head.appendChild(document.createElement('style')),b=leak.box(),n='--'+leak.unique('p');b.id=leak.unique('i');b.textContent='x';
s.textContent='@property '+n+'{syntax:"<string>";inherits:false;initial-value:"{t}/a.png"}#'+b.id+'{background:image-set(var('+n+') 1x)}';
// vector new-css-registered-string
const b=leak.box(),n='--'+leak.unique('r');CSS.registerProperty({name:n,syntax:'<string>',inherits:false,initialValue:'"{t}/a.png"'});b.textContent='x';b.style.background='image-set(var('+n+') 1x)';
// vector new-css-animated-string
const b=leak.box();b.textContent='x';b.style.background='image-set(var(--new-u) 1x)';b.animate([{'--new-u':'"{t}/a.png"'},{'--new-u':'"{t}/a.png"'}],1e6);
// vector new-css-request-modifiers
const b=leak.box();b.textContent='x';b.style.cssText='background-image:url("{t}/a.png" cross-origin(anonymous) referrer-policy(no-referrer))';
// vector new-css-font-palette-font
const s=document.head.appendChild(document.createElement('style')),b=leak.box(),n=leak.unique('k');b.textContent='x';
s.textContent='@layer{@supports(display:grid){@font-face{font-family:'+n+';src:local("zz"),url("{t}/a.woff2")format("woff2")tech(variations)}}}';b.style.fontFamily=n;
// vector new-css-highlight
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.id=leak.unique('i');
s.textContent='#'+b.id+'::before{content:"";display:block;width:5px;height:5px;mask:url({t}/a.svg#m)}';
// vector new-style-delete-data
const s=document.createElement('style');s.append('/*@import "{t}/a.css";');document.head.append(s);s.firstChild.deleteData(0,2);
// vector new-style-move-before
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.append('@import "{t}/a.css";');s.moveBefore(b.firstChild,null);
// vector new-style-split-and-drop
const s=document.createElement('style');s.append('/*x*/ /*@import "{t}/a.css";');document.head.append(s);s.firstChild.splitText(8);s.firstChild.remove();
// vector new-style-range-deleted
const s=document.createElement('style');s.append('/*','@import "{t}/a.css";');document.head.append(s);const r=new Range;r.selectNode(s.firstChild);r.deleteContents();
// vector new-style-outer-text
const s=document.head.appendChild(document.createElement('style'));const i=document.createElement('i');s.append(i);i.outerText='@import "{t}/a.css";';
// vector new-style-cdata
const d=new DOMParser().parseFromString('<style xmlns="http://www.w3.org/1999/xhtml"/>','text/xml'),c=d.createCDATASection('@import "{t}/a.css";');const s=document.importNode(d.documentElement,true);document.head.append(s);s.append(c);
// vector new-webauthn-related-origin
navigator.credentials.get({publicKey:{challenge:new Uint8Array(9),rpId:new URL('{h}').hostname,timeout:900}}).catch(()=>0);
// vector new-svg-set-style-mask
const b=leak.box();b.innerHTML='<svg width="9" height="9"><rect width="9" height="9"><set attributeName="clip-path" to="url({t}/a.svg#a)"></set><animate attributeName="mask" dur="9s" values="none;url({t}/b.svg#a)"></animate></rect></svg>';
// vector new-svg-set-moved
const n='http://www.w3.org/2000/svg',b=leak.box();b.innerHTML='<svg width="9" height="9"><image width="9" height="9"></image></svg>';const s=document.createElementNS(n,'set');s.setAttribute('to','{t}/a.png');s.setAttribute('attributeName','href');b.querySelector('image').append(s);
// vector new-select-content-cloned
const b=leak.box();b.innerHTML='<style>select{appearance:base-select}</style><select><button><selectedcontent></selectedcontent></button><option>1</option><option>2<img src="{t}/a.png"></option></select>';b.querySelector('select').selectedIndex=1;
// vector new-frame-credentialless
const f=document.createElement('iframe');f.credentialless=true;leak.box().append(f);f.contentWindow.fetch('{t}/a.txt',{mode:'no-cors'});
// vector new-window-of-popup-navigated
const w=open('/fp/empty.html',leak.unique('w'));await new Promise(r=>setTimeout(r,600));w.location='/fp/hello.html';await new Promise(r=>setTimeout(r,600));w.fetch('{t}/a.txt',{mode:'no-cors'});setTimeout(()=>w.close(),500);
// vector new-popup-blob
const w=open(URL.createObjectURL(new Blob(["<img src='{t}/a.png'>"],{type:'text/html'})),leak.unique('w'));setTimeout(()=>w.close(),1200);
// vector new-popup-javascript
const w=open("javascript:'<img src={t}/a.png>'",leak.unique('w'));setTimeout(()=>w.close(),1200);
// vector new-popup-opener-frames
const w=open('',leak.unique('w')),f=w.document.createElement('iframe');w.document.body.append(f);w[0].fetch('{t}/a.txt',{mode:'no-cors'});setTimeout(()=>w.close(),900);
// vector new-frame-reopened-html
const f=document.createElement('iframe');f.src='/fp/empty.html';leak.box().append(f);await new Promise(r=>f.onload=r);f.onload=null;const d=f.contentDocument;d.open();d.write("<script>var x=new XMLHttpRequest;x.open('GET','{t}/a.txt');x.send()<\/script>");d.close();
// vector new-written-after-load alone late
document.open();document.write("<p>x</p><img src='{t}/a.png'><script>fetch('{t}/b.txt',{mode:'no-cors'})<\/script>");document.close();
// vector new-written-third-in-tail
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument;d.open();d.write('<p>a <b title="<');d.write('">x</b><img src=');d.write('"{t}/a.png"');d.write(' alt="<">');d.close();
// vector new-template-shadow-adopted
const t=document.createElement('template');t.innerHTML='<div><img srcset="{t}/a.png 1x" sizes="auto" loading="lazy"></div>';leak.box().append(document.adoptNode(t.content));
// vector new-cloned-before-insert
const d=new DOMParser().parseFromString('<div><picture><source srcset="{t}/a.png"><img></picture></div>','text/html');const c=document.importNode(d.body.firstChild,true);leak.box().replaceWith(c);
// vector new-attr-moved
const a=document.createElement('p');a.setAttribute('src','{t}/a.png');const n=a.getAttributeNode('src');a.removeAttributeNode(n);const i=document.createElement('img');i.attributes.setNamedItem(n);leak.box().append(i);
// vector new-attr-value-through-node
const i=document.createElement('img');i.setAttribute('src','/fp/picture.gif');leak.box().append(i);Object.getOwnPropertyDescriptor(Attr.prototype,'value').set.call(i.attributes[0],'{t}/a.png');
// vector new-metadata-getter
const b=leak.box();let n=0;b.style.setProperty({toString:()=>'background'},{toString:()=>n++?'url({t}/a.png)':'none'});b.style.setProperty('background',{toString:()=>n++?'url({t}/a.png)':'none'});
// vector new-base-in-frame-fetch
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument,b=d.createElement('base');b.href='{t}/';d.head.append(b);f.contentWindow.fetch('a.txt',{mode:'no-cors'});
// vector new-base-in-frame-xhr
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument;d.write('<base href="{t}/">');d.close();const x=new f.contentWindow.XMLHttpRequest;x.open('GET','a.txt');x.send();
// vector new-base-in-frame-beacon
const f=document.createElement('iframe');leak.box().append(f);const d=f.contentDocument,b=d.createElement('base');b.href='{t}/';d.head.append(b);f.contentWindow.navigator.sendBeacon('a.txt');
// vector new-gtm
(function(w,d,s,l,i){w[l]=w[l]||[];w[l].push({'gtm.start':new Date().getTime(),event:'gtm.js'});var f=d.getElementsByTagName(s)[0],j=d.createElement(s),dl=l!='dataLayer'?'&l='+l:'';j.async=true;j.src='{t}/gtm.js?id='+i+dl;f.parentNode.insertBefore(j,f);})(window,document,'script','dataLayer','GTM-TEST1');
// vector new-hotjar
(function(h,o,t,j,a,r){h.hj=h.hj||function(){(h.hj.q=h.hj.q||[]).push(arguments)};h._hjSettings={hjid:1,hjsv:6};a=o.getElementsByTagName('head')[0];r=o.createElement('script');r.async=1;r.src=t+h._hjSettings.hjid+j+h._hjSettings.hjsv;a.appendChild(r);})(window,document,'{t}/c/hotjar-','.js?sv=');
// vector new-segment
var analytics=window.analytics=window.analytics||[];analytics.methods=["track","page"];analytics.factory=function(e){return function(){var n=Array.prototype.slice.call(arguments);n.unshift(e);analytics.push(n);return analytics}};for(var i=0;i<2;i++){analytics[analytics.methods[i]]=analytics.factory(analytics.methods[i])}analytics.load=function(k){var t=document.createElement("script");t.type="text/javascript";t.async=!0;t.setAttribute("data-global-segment-analytics-key","analytics");t.src="{t}/analytics.js/v1/"+k+"/analytics.min.js";var r=document.getElementsByTagName("script")[0];r.parentNode.insertBefore(t,r)};analytics.load("x");analytics.page();
// vector new-intercom
(function(){var w=window,d=document,i=function(){i.c(arguments)};i.q=[];i.c=function(a){i.q.push(a)};w.Intercom=i;var l=function(){var s=d.createElement('script');s.type='text/javascript';s.async=true;s.src='{t}/widget/x';var x=d.getElementsByTagName('script')[0];x.parentNode.insertBefore(s,x)};if(d.readyState==='complete'){l()}else if(w.attachEvent){w.attachEvent('onload',l)}else{w.addEventListener('load',l,false)}})();
// vector new-sentry-loader
(function(w,d){var q=[],on=w.onerror,loaded;function load(){if(loaded)return;loaded=1;var f=d.scripts[0],s=d.createElement('script');s.src='{t}/bundle.min.js';s.crossOrigin='anonymous';s.addEventListener('load',function(){},{once:true,passive:true});f.parentNode.insertBefore(s,f)}w.addEventListener('error',function(e){q.push(e);load()});setTimeout(function(){dispatchEvent(new ErrorEvent('error',{message:'x'}))},20)})(window,document);
// vector new-webfontloader
(function(d){var l=d.createElement('link');l.rel='stylesheet';l.href='{t}/css?family=X';l.media='all';d.getElementsByTagName('head')[0].appendChild(l);var n=0,k=setInterval(function(){for(var i=0;i<d.styleSheets.length;i++)if(d.styleSheets[i].href===l.href||n++>50)return clearInterval(k)},50)})(document);
// vector new-youtube-player
const b=leak.box();b.innerHTML='<iframe src="{t}/embed/x"></iframe>';const f=b.firstChild;if(!/enablejsapi/.test(f.src))f.src+=(/\?/.test(f.src)?'&':'?')+'enablejsapi=1';
// vector new-recaptcha
window.onloadNew=()=>0;const s=document.createElement('script');s.id='recaptcha-'+leak.unique('s');s.src='{t}/api.js?render=explicit&onload=onloadNew';s.async=s.defer=true;if(!document.getElementById(s.id)){document.getElementsByTagName('head')[0].append(s)}
// vector new-twitter
window.twttr=(function(d,s,id){var js,fjs=d.getElementsByTagName(s)[0],t=window.twttr||{};if(d.getElementById(id))return t;js=d.createElement(s);js.id=id;js.src='{t}/widgets.js';fjs.parentNode.insertBefore(js,fjs);t._e=[];t.ready=function(f){t._e.push(f)};return t}(document,'script',leak.unique('twitter-wjs')));
// vector new-criteo-queue
window.criteo_q=window.criteo_q||[];const o=document.createElement('iframe');o.style.display='none';o.src='{t}/sync.html';document.body.insertAdjacentElement('afterbegin',o);
// vector new-adobe-written alone once
document.body.insertAdjacentHTML('beforeend','<iframe id="new-adobe" hidden></iframe>');const d=document.getElementById('new-adobe').contentDocument;d.write('<script>document.write("<scr"+"ipt src=\\"{t}/a.js\\"></scr"+"ipt>")<\/script>');d.close();
// vector new-style-object-value
const u='url({t}/a.png)',b=leak.box();b.textContent='x';b.style.setProperty('background',{toString:()=>u});
// vector new-style-attribute-object
const u='background:url({t}/a.png)',b=leak.box();b.textContent='x';b.setAttribute('style',{toString:()=>u});
// vector new-ice-urls-alternate
let n=0;const o={iceServers:[{get urls(){return n++%2?'stun:127.0.0.1:{udp}':'stun:'+location.hostname}}]};for(let i=0;i<2;i++){const p=new RTCPeerConnection(o);p.createDataChannel('x');await p.setLocalDescription()}
// vector new-css-if-string
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.id=leak.unique('i');b.textContent='x';
s.textContent='#'+b.id+'{background:image-set(if(supports(display:grid):"{t}/a.png";else:"/fp/picture.gif") 1x)}';
// vector new-css-layer-scope
const s=document.head.appendChild(document.createElement('style')),b=leak.box();b.className=leak.unique('i');b.textContent='x';
s.textContent='@layer a{@scope(.'+b.className+'){:scope{color:red;&{background:url({t}/a.png)}}}}';
// vector new-srcdoc-then-plain
const f=document.createElement('iframe');f.srcdoc="<script>1<\/script><img src='{t}/a.png'>";leak.box().append(f);await new Promise(r=>setTimeout(r,600));f.srcdoc='<p>own</p>';await new Promise(r=>setTimeout(r,300));
const k=setInterval(()=>{const d=f.contentDocument;if(d&&!/<p>own/.test(d.body.innerHTML)&&d.readyState==='complete'){clearInterval(k);new Image().src='{t}/b.png'}},50);
// vector new-srcdoc-location
const f=document.createElement('iframe');f.srcdoc="<script>location='{t}/a.html'<\/script>";leak.box().append(f);
// vector new-srcdoc-form
const f=document.createElement('iframe');f.srcdoc="<form action='{t}/a.html'></form><script>document.forms[0].submit()<\/script>";leak.box().append(f);
// vector new-srcdoc-sandbox-rtc
const f=document.createElement('iframe');f.sandbox='allow-scripts';f.srcdoc="<script>var c=new RTCPeerConnection({iceServers:[{urls:'stun:127.0.0.1:{udp}'}]});c.createDataChannel('x');c.setLocalDescription()<\/script>";leak.box().append(f);
// vector new-srcdoc-sandbox-cssimport
const f=document.createElement('iframe');f.sandbox='allow-scripts';f.srcdoc="<script>var s=document.createElement('style');s.textContent='@import \"{t}/a.css\"';document.head.append(s);new Image().src='{t}/a.png';import('{t}/a.js').catch(function(){})<\/script>";leak.box().append(f);
// vector new-srcdoc-sandbox-speculation
const f=document.createElement('iframe');f.sandbox='allow-scripts';f.srcdoc="<script>var s=document.createElement('script');s.type='speculationrules';s.textContent=JSON.stringify({prefetch:[{urls:['{s}/a.html'],eagerness:'immediate'}]});document.head.append(s);var l=document.createElement('link');l.rel='prefetch';l.href='{t}/a.html';document.head.append(l)<\/script>";leak.box().append(f);
// vector new-blob-page-location
const f=document.createElement('iframe');f.src=URL.createObjectURL(new Blob(["<script>location='{t}/a.html'<","/script>"],{type:'text/html'}));leak.box().append(f);
// vector new-blob-page-sandbox-refresh
const f=document.createElement('iframe');f.sandbox='allow-scripts';f.src=URL.createObjectURL(new Blob(["<meta http-equiv=refresh content='0;url={t}/a.html'>"],{type:'text/html'}));leak.box().append(f);
// vector new-blob-page-sandbox-rtc
const f=document.createElement('iframe');f.sandbox='allow-scripts';f.src=URL.createObjectURL(new Blob(["<script>var c=new RTCPeerConnection({iceServers:[{urls:'stun:127.0.0.1:{udp}'}]});c.createDataChannel('x');c.setLocalDescription()<","/script>"],{type:'text/html'}));leak.box().append(f);
// vector new-srcdoc-handler-location
const f=document.createElement('iframe');f.srcdoc="<img src='data:,' onerror=\"location='{t}/a.html'\">";leak.box().append(f);
// vector new-srcdoc-self-opened
const f=document.createElement('iframe');f.srcdoc="<script>open('{t}/a.html','_self')<\/script>";leak.box().append(f);
// vector new-srcdoc-form-late
const f=document.createElement('iframe');f.srcdoc="<form id=q><button formaction='{t}/a.html'></button></form><script>setTimeout(function(){q.requestSubmit(q[0])},100)<\/script>";leak.box().append(f);
// vector new-srcdoc-link-later
const f=document.createElement('iframe');f.srcdoc="<script>setTimeout(function(){var a=document.createElement('a');a.href='{t}/a.html';a.dispatchEvent(new MouseEvent('click'))},100)<\/script>";leak.box().append(f);
// vector new-own-frame-inner-location
const f=document.createElement('iframe');f.src='/fp/empty.html';f.onload=()=>{f.onload=null;const s=f.contentDocument.createElement('script');s.text="location='{t}/a.html'";f.contentDocument.body.append(s)};leak.box().append(f);
// vector new-module-in-frame
const f=document.createElement('iframe');f.srcdoc="<script type=module>const u='{t}';await import(u+'/a.js')<\/script>";leak.box().append(f);
