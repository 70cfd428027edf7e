// Mätlådan: a stand-in for a statistics tag. Made for the demonstration; it measures nobody.
(function (w, d) {
  'use strict';
  var origin = new URL(d.currentScript.src).origin;
  var waiting = (w.matlada && w.matlada.q) || [];

  function cookie(name) {
    var found = d.cookie.match('(?:^|; )' + name + '=([^;]*)');
    return found && found[1];
  }
  function keep(name, value, age) {
    d.cookie = name + '=' + value + '; path=/; max-age=' + age + '; samesite=lax';
  }

  var id = cookie('_st_id') || 'v' + Math.random().toString(36).slice(2);
  keep('_st_id', id, 33696000);
  keep('_st_ses', 's' + Math.random().toString(36).slice(2), 1800);
  localStorage.setItem('_st_last', String(Date.now()));

  function run(call) {
    if (call[0] === 'page') {
      navigator.sendBeacon(origin + '/collect?v=1&t=page&id=' + id, new Blob([location.pathname]));
    } else if (call[0] === 'event') {
      fetch(origin + '/event?n=' + encodeURIComponent(call[1]), { method: 'POST', mode: 'no-cors', keepalive: true });
    }
  }
  w.matlada = function () { run([].slice.call(arguments)); };
  w.matlada.loaded = true;
  (w.standInOrder = w.standInOrder || []).push('matlada');
  waiting.forEach(run);
  w.matlada('event', 'ready');
})(window, document);
