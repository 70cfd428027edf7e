// Filmrutan's player: a stand-in. It draws a moonlit lake and reports that somebody watched.
(function (d) {
  'use strict';
  d.getElementById('state').textContent = '▶ 1:24';
  navigator.sendBeacon('/watch');
})(document);
