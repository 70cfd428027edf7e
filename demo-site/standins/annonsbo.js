// Annonsbo: a stand-in for an advertising tag. Made for the demonstration; it follows nobody.
(function (w, d) {
  'use strict';
  var origin = new URL(d.currentScript.src).origin;
  var n = w.annonsbo;

  var found = d.cookie.match(/(?:^|; )_ad_id=([^;]*)/);
  var id = found ? found[1] : 'a.' + Date.now() + '.' + Math.floor(Math.random() * 1e9);
  d.cookie = '_ad_id=' + id + '; path=/; max-age=7776000; samesite=lax';
  localStorage.setItem('_ad_seen', location.pathname);

  n.run = function (what, name) {
    if (what !== 'track') return;
    new Image().src = origin + '/pixel.gif?ev=' + encodeURIComponent(name) + '&id=' + id;
    fetch(origin + '/ev', { method: 'POST', mode: 'no-cors', keepalive: true, body: name });
  };
  n.loaded = true;
  (w.standInOrder = w.standInOrder || []).push('annonsbo');
  n.queue.splice(0).forEach(function (call) { n.run.apply(n, call); });
})(window, document);
