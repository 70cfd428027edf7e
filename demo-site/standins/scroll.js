// Mätlådan's second file, tagged by hand in the page. A stand-in, as the first.
(function (w) {
  'use strict';
  (w.standInOrder = w.standInOrder || []).push('scroll');
  w.matladaScroll = true;
})(window);
